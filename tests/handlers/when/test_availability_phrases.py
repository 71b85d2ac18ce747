"""Every phrase in `availability.jsonl` is read as its writer means it; all were written before the reader ran."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.when.availability import Availability, AvailabilityReader, Unclear, Writer
from handlers.when.understanding import Understanding
from mentoring.people import WorkingWeek
from mentoring.weeks import hours_of, weekend_of

NOW = datetime(2027, 1, 18, 8, tzinfo=UTC)
COUNTRIES = {"en": "FR", "fr": "FR", "ar": "EG", "es": "ES", "it": "IT"}
ZONES = {"en": "Europe/Paris", "fr": "Europe/Paris", "ar": "Africa/Cairo", "es": "Europe/Madrid", "it": "Europe/Rome"}


@pytest.fixture(scope="session")
def reader(understanding: Understanding) -> AvailabilityReader:
    return AvailabilityReader.load(understanding)


def records(kind: str) -> list[dict[str, Any]]:
    lines = (Path(__file__).parent / "availability.jsonl").read_text(encoding="utf-8").splitlines()
    return [one for one in map(json.loads, lines) if kind in one]


def named(record: dict[str, Any]) -> str:
    return f"{record['lang']}-{record['text']}"


def a_writer(language: str) -> Writer:
    """Somebody with the usual week of their country, nine to six."""
    country = COUNTRIES[language]
    return Writer(language, ZONES[language], hours_of(WorkingWeek.usual(country)), weekend_of(country))


def read(reader: AvailabilityReader, language: str, text: str) -> Availability:
    return reader.read(text, writer=a_writer(language), now=NOW)


def week_in(text: str) -> dict[int, tuple[tuple[int, int], ...]]:
    """ "0,1=09:00-12:00,14:00-17:00 2=09:00-13:00" by weekday, Monday 0, in minutes."""
    found = {}
    for part in text.split():
        days, _, stretches = part.partition("=")
        hours = tuple(tuple(map(_minutes, one.split("-"))) for one in stretches.split(","))
        found.update({int(day): hours for day in days.split(",")})
    return found  # type: ignore[return-value]


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)


@pytest.mark.parametrize("record", records("week"), ids=named)
def test_week_is_read(reader: AvailabilityReader, record: dict[str, Any]) -> None:
    found = read(reader, record["lang"], record["text"])
    assert (found.unclear, found.unused) == (None, "")
    assert dict(found.hours or {}) == week_in(record["week"])


@pytest.mark.parametrize("record", records("away"), ids=named)
def test_absence_is_read(reader: AvailabilityReader, record: dict[str, Any]) -> None:
    found = read(reader, record["lang"], record["text"])
    until = None if record["away"] == "back" else date.fromisoformat(record["away"])
    assert found == Availability(away_until=until, back=until is None)


@pytest.mark.parametrize("record", records("asked"), ids=named)
def test_what_is_unclear_is_asked(reader: AvailabilityReader, record: dict[str, Any]) -> None:
    found = read(reader, record["lang"], record["text"])
    assert found.unclear == Unclear(record["asked"])
    assert found.hours is None
    assert found.away_until is None


def test_every_language_has_at_least_25_weeks() -> None:
    counted = {language: sum(one["lang"] == language for one in records("week")) for language in COUNTRIES}
    assert min(counted.values()) >= 25


def test_absence_that_begins_later_offers_its_last_day(reader: AvailabilityReader) -> None:
    assert read(reader, "en", "away from 3 to 12 May").days == (date(2027, 5, 12),)


WORDS = ["mon", "fri", "9", "17", "-", ",", "not", "until", "away", "lunch", "off", "too", "weekend", "morning"]


@given(text=st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_no_text_breaks_the_reader(reader: AvailabilityReader, text: str) -> None:
    found = read(reader, "en", text)
    assert found.unclear or found.back or found.away_until or found.hours is not None
