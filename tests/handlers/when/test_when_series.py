"""Lines that make a series, in five languages: the rule, the first time, the end; and lines that make none."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.when.reading import Reading
from handlers.when.understanding import Understanding
from mentoring.series import Monthly, Rule

NOW = datetime(2027, 1, 18, 8, tzinfo=UTC)
"""A Monday, nine in the morning in Paris."""

PHRASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "data" / "series_phrases.jsonl").read_text("utf-8").splitlines()
]
SERIES = [one for one in PHRASES if one["rule"] or one.get("ask")]
SINGLE = [one for one in PHRASES if not (one["rule"] or one.get("ask"))]
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def as_rrule(rule: Rule | None) -> str | None:
    if rule is None:
        return None
    every = f"INTERVAL={rule.every};" if rule.every > 1 else ""
    if not isinstance(rule, Monthly):
        return f"FREQ=WEEKLY;{every}BYDAY=" + ",".join(WEEKDAYS[day] for day in rule.weekdays)
    if rule.weekday is None:
        return f"FREQ=MONTHLY;{every}BYMONTHDAY={rule.nth}"
    return f"FREQ=MONTHLY;{every}BYDAY={rule.nth}{WEEKDAYS[rule.weekday]}"


def understood(understanding: Understanding, text: str, language: str) -> Reading:
    return understanding.read(text, language=language, zone="Europe/Paris", now=NOW)


def as_phrase(reading: Reading, asked: dict[str, Any]) -> dict[str, Any]:
    """The reading in the form of a line of the data file, with what that line speaks of."""
    found = reading.repetition
    assert found is not None, "no series was read"
    said: dict[str, Any] = {"rule": as_rrule(found.rule)}
    if "first" in asked:
        said["first"] = f"{reading.start:%Y-%m-%d %H:%M}" if reading.start else None
    if found.until:
        said["until"] = found.until.isoformat()
    if found.count:
        said["count"] = found.count
    if found.dropped:
        said["dropped"] = [day.isoformat() for day in found.dropped]
    if found.rule is None:
        said["ask"] = "unclear"
    elif reading.question:
        said["ask"] = reading.question.code.value
    said |= {name: getattr(reading, name) for name in ("topic", "mention", "zone") if getattr(reading, name)}
    if reading.has_time and (
        length := reading.duration or (reading.end and reading.start and reading.end - reading.start)
    ):
        said["minutes"] = length // timedelta(minutes=1)
    return said


@pytest.mark.parametrize("phrase", SERIES, ids=lambda one: one["text"])
def test_line_makes_a_series(phrase: dict[str, Any], understanding: Understanding) -> None:
    expected = {name: value for name, value in phrase.items() if name not in ("lang", "text")}
    assert as_phrase(understood(understanding, phrase["text"], phrase["lang"]), phrase) == expected


@pytest.mark.parametrize("phrase", SINGLE, ids=lambda one: one["text"])
def test_line_that_names_no_repetition_makes_none(phrase: dict[str, Any], understanding: Understanding) -> None:
    assert understood(understanding, phrase["text"], phrase["lang"]).repetition is None


def test_every_language_has_its_phrases() -> None:
    assert {lang: sum(one["lang"] == lang for one in SERIES) >= 25 for lang in ("en", "fr", "es", "it", "ar")} == {
        "en": True,
        "fr": True,
        "es": True,
        "it": True,
        "ar": True,
    }


@pytest.mark.parametrize("language", ["en", "ar"])
def test_another_language_than_ones_own_is_understood(language: str, understanding: Understanding) -> None:
    reading = understood(understanding, "tous les lundis à 11h jusqu'en juin", language)
    assert reading.repetition is not None
    assert (as_rrule(reading.repetition.rule), reading.repetition.until) == (
        "FREQ=WEEKLY;BYDAY=MO",
        date(2027, 6, 30),
    )


def test_pieces_of_a_series_stand_where_they_were_typed(understanding: Understanding) -> None:
    text = "Grants’ review every monday at 10:00 with @awa"
    reading = understanding.read(text, language="en", zone="Europe/Paris", now=NOW)
    assert all(piece.text == text[piece.start : piece.end] for piece in reading.pieces)
    assert [(piece.kind, piece.text) for piece in reading.pieces] == [
        ("topic", "Grants’ review"),
        ("day", "every monday"),
        ("time", "at 10:00"),
        ("mention", "@awa"),
    ]
    assert reading.topic == "Grants’ review"
