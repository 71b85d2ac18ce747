"""Lines as managers write them in chat; what a careful person would understand was decided before they were read."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

HERE = Path(__file__).parent
ZONES = {
    "en": "Europe/London",
    "fr": "Europe/Paris",
    "es": "Europe/Madrid",
    "it": "Europe/Rome",
    "ar": "Africa/Cairo",
}
KNOWN = json.loads((HERE / "chat_known.json").read_text(encoding="utf-8"))
MOST_KNOWN = 18
MOST_TAKEN_FOR_A_TIME = 0.05
A_WEDNESDAY = datetime(2026, 11, 18, 10)


def records(language):
    lines = (HERE / f"chat_{language}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def read(understanding, language, record):
    zone = ZONES[language]
    now = A_WEDNESDAY.replace(tzinfo=ZoneInfo(zone))
    return understanding.read(record["text"], language=language, zone=zone, now=now)


def moment(record, key, language):
    if key not in record:
        return None
    return datetime.fromisoformat(record[key]).replace(tzinfo=ZoneInfo(record.get("zone", ZONES[language])))


def offered(reading):
    return {reading.start, *(reading.question.candidates if reading.question else ())}


def as_expected(record, reading, language):
    """Whether a line is read as a careful person would."""
    start, asked = moment(record, "start", language), reading.question is not None
    match record["then"]:
        case "none":
            return reading.start is None and reading.repetition is None
        case "series":
            return reading.repetition is not None and start in (None, reading.start)
        case "ask":
            return asked and (start is None or start in offered(reading))
        case "day":
            settled = reading.has_time and reading.question.code.value != "part_of_day" if asked else True
            return (
                not settled and reading.start is not None and reading.start.date() == date.fromisoformat(record["day"])
            )
        case "either":
            return reading.repetition is None and (reading.start == start or (asked and start in offered(reading)))
    end = moment(record, "end", language)
    minutes = record.get("minutes")
    return (
        (reading.start, asked, reading.repetition) == (start, False, None)
        and (end is None or reading.end == end)
        and (minutes is None or reading.duration == timedelta(minutes=minutes))
        and reading.topic == record.get("topic", reading.topic)
        and reading.mention == record.get("mention", reading.mention)
    )


@pytest.mark.parametrize("language", ZONES)
def test_lines_of_chat_are_read_as_a_careful_person_would(understanding, language):
    unlike = {
        record["text"]
        for record in records(language)
        if not as_expected(record, read(understanding, language, record), language)
    }
    assert unlike == set(KNOWN[language])


def test_known_misreadings_only_become_fewer():
    assert sum(len(texts) for texts in KNOWN.values()) <= MOST_KNOWN
    assert all(reason for texts in KNOWN.values() for reason in texts.values())


@pytest.mark.parametrize("language", ZONES)
def test_hardly_any_line_is_booked_wrongly_without_a_question(understanding, language):
    for record in records(language):
        reading = read(understanding, language, record)
        silent = reading.question is None and reading.repetition is None and reading.start is not None
        assert not silent or as_expected(record, reading, language) or record["text"] in KNOWN[language], record["text"]


@pytest.mark.parametrize("language", ZONES)
def test_chat_without_a_time_is_hardly_ever_given_one(understanding, language):
    texts = [record for record in records(language) if record["then"] == "none"]
    taken = [record["text"] for record in texts if read(understanding, language, record).start is not None]
    assert len(taken) <= MOST_TAKEN_FOR_A_TIME * len(texts), taken


def test_there_are_many_lines_in_every_language():
    for language in ZONES:
        texts = records(language)
        without = sum(record["then"] == "none" for record in texts)
        assert (len(texts) - without >= 150, without >= 80) == (True, True)
