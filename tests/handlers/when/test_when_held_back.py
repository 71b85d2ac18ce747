"""Times that were written down before the reader was tried on them, and texts that hold no time."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LANGUAGES = ("en", "fr", "es", "it", "ar")
MOST_TAKEN_FOR_A_TIME = 0.08
NOW = datetime.fromisoformat("2026-11-18T10:00:00+00:00")


def records(name):
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def instant(text):
    return datetime.fromisoformat(text) if text else None


def read(understanding, record):
    return understanding.read(
        record["text"], language=record["lang"], zone=record["timezone"], now=instant(record["reference"])
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_held_back_are_read(understanding, language):
    unread = {}
    for record in records(f"held_{language}.jsonl"):
        reading = read(understanding, record)
        if "expected_start" in record:
            timed = reading.has_time or reading.end is not None
            right = timed and reading.start == instant(record["expected_start"])
        else:
            right = reading.start is not None and reading.start.date().isoformat() == record["expected_day"]
        end = instant(record["expected_end"])
        if not right or (end is not None and reading.end != end):
            unread[record["text"]] = (reading.start, reading.end)
    assert unread == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_without_a_time_is_hardly_ever_given_one(understanding, language):
    texts = [record["text"] for record in records("no_time.jsonl") if record["lang"] == language]
    taken = [
        text for text in texts if understanding.read(text, language=language, zone="UTC", now=NOW).start is not None
    ]
    assert len(taken) <= MOST_TAKEN_FOR_A_TIME * len(texts), taken


def test_every_kind_is_held_back_in_every_language():
    kinds = {
        language: Counter(record["kind"] for record in records(f"held_{language}.jsonl")) for language in LANGUAGES
    }
    assert all(len(kinds[language]) >= 6 and kinds[language].total() >= 300 for language in LANGUAGES)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I can't do monday at 10"),
        ("en", "monday at 10 does not work for me"),
        ("fr", "je ne peux pas lundi à 10h"),
        ("fr", "lundi à 10h ça ne va pas"),
        ("es", "no puedo el lunes a las 10"),
        ("it", "non posso lunedì alle 10"),
        ("it", "lunedì alle 10 non posso"),
        ("ar", "لا أستطيع الاثنين الساعة 10 صباحا"),
    ],
)
def test_time_that_is_turned_down_is_asked_about(understanding, language, text):
    reading = understanding.read(text, language=language, zone="UTC", now=NOW)
    assert reading.question.code.value == "leftover"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "why not monday at 10am"), ("fr", "pourquoi pas lundi à 10h"), ("it", "perché non lunedì alle 10")],
)
def test_time_that_is_proposed_with_a_not_is_taken(understanding, language, text):
    reading = understanding.read(text, language=language, zone="UTC", now=NOW)
    assert (reading.question, reading.start) == (None, datetime.fromisoformat("2026-11-23T10:00:00+00:00"))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("next week", "2026-11-23", "2026-11-30"),
        ("this week", "2026-11-18", "2026-11-23"),
        ("next weekend", "2026-11-28", "2026-11-30"),
        ("december", "2026-12-01", "2027-01-01"),
        ("next year", "2027-01-01", "2028-01-01"),
        ("from 23 to 25 november", "2026-11-23", "2026-11-26"),
        ("the next few days", "2026-11-19", "2026-11-22"),
    ],
)
def test_days_named_without_an_hour_run_to_the_midnight_after_the_last(understanding, text, start, end):
    reading = understanding.read(text, language="en", zone="UTC", now=NOW)
    assert (reading.has_time, reading.question.code.value) == (False, "no_time")
    assert (reading.start, reading.end) == (instant(f"{start}T00:00:00+00:00"), instant(f"{end}T00:00:00+00:00"))


def test_feast_in_a_topic_is_not_the_day(understanding):
    reading = understanding.read("friday 10am new year plan", language="en", zone="UTC", now=NOW)
    assert reading.start == datetime.fromisoformat("2026-11-20T10:00:00+00:00")


def test_length_added_to_a_time_is_not_counted_from_now(understanding):
    reading = understanding.read("friday 10am + 30 min", language="en", zone="UTC", now=NOW)
    assert reading.start == datetime.fromisoformat("2026-11-20T10:00:00+00:00")
