"""Every phrase in the files beside this one is read as a native reader would."""

import json
from datetime import datetime
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ASKED = {
    "ampm": {"meridiem"},
    "date_order": {"day_order"},
    "weekday": {"which_week", "which_day"},
    "dst_gap": {"gap"},
    "dst_fold": {"fold"},
    "nonsense": {"impossible"},
    "no_time": {"no_time", "nothing"},
}


def records(*names):
    return [json.loads(line) for name in names for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def instant(text):
    return datetime.fromisoformat(text) if text else None


def read(understanding, record):
    return understanding.read(
        record["text"], language=record["lang"], zone=record["timezone"], now=instant(record["reference"])
    )


def answered(reading):
    return {
        "question": reading.question.code.value if reading.question else None,
        "duration_min": reading.duration.total_seconds() / 60 if reading.duration else None,
        "mention": reading.mention,
        "topic": reading.topic,
        "zone": reading.zone,
    }


@pytest.mark.parametrize("record", records("phrases.jsonl"), ids=lambda record: record["id"])
def test_phrase_is_read_whole(understanding, record):
    reading = read(understanding, record)
    got = answered(reading)
    asked = got.pop("question")
    assert got == {
        "duration_min": record["duration_min"],
        "mention": record["mention"],
        "topic": record["topic"],
        "zone": record.get("explicit_zone"),
    }
    assert asked in (ASKED.get(record["ask"], {record["ask"]}) if record["ask"] else {None})
    if record["expected_start"]:
        assert (reading.start, reading.end) == (instant(record["expected_start"]), instant(record["expected_end"]))


@pytest.mark.parametrize(
    "record",
    records(*(f"more_{language}.jsonl" for language in ("en", "fr", "ar", "es", "it", "ca"))),
    ids=lambda record: record["id"],
)
def test_other_phrase_is_read_or_asked_about(understanding, record):
    reading = read(understanding, record)
    got = answered(reading)
    assert got["question"] == record["ask"]
    for part in ("duration_min", "mention", "topic"):
        if part in record:
            assert got[part] == record[part]
    if "explicit_zone" in record:
        assert got["zone"] == record["explicit_zone"]
    start = instant(record["expected_start"])
    if record["ask"] == "part_of_day":
        assert reading.start.date() == start.date()
    else:
        assert reading.start == start
    if record["expected_end"]:
        assert reading.end == instant(record["expected_end"])


def test_month_names_of_every_region_are_the_same_months(understanding):
    names = {
        "جانفي": 1, "كانون الثاني": 1, "يناير": 1, "فيفري": 2, "شباط": 2, "آذار": 3, "أفريل": 4, "نيسان": 4,
        "ماي": 5, "أيار": 5, "جوان": 6, "حزيران": 6, "جويلية": 7, "يوليوز": 7, "تموز": 7, "أوت": 8, "غشت": 8, "آب": 8,
        "شتنبر": 9, "أيلول": 9, "تشرين الأول": 10, "نونبر": 11, "تشرين الثاني": 11, "دجنبر": 12, "كانون الأول": 12,
    }  # fmt: skip
    now = datetime.fromisoformat("2026-12-20T10:00:00+01:00")
    got = {
        name: understanding.read(f"5 {name} 2027 الساعة 10:00", language="ar", zone="Africa/Tunis", now=now).start.month
        for name in names
    }
    assert got == names
