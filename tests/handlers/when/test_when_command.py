"""`mentorbot when`, for people and for measurements."""

import io
import json
from datetime import datetime

import pytest

from bot.when_command import answer_lines, print_reading

NOW = datetime.fromisoformat("2026-11-18T10:00:00+01:00")


def answers(*lines):
    out = io.StringIO()
    answer_lines(lines, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def line(text, **changes):
    record = {"text": text, "lang": "fr", "timezone": "Africa/Tunis", "reference": NOW.isoformat(), **changes}
    return json.dumps(record) + "\n"


def test_lines_are_answered_in_order():
    first, second = answers(line("@awa demain 15h pendant 45 min sur l'export"), line("demain à 3h"))
    assert first == {
        "start": "2026-11-19T15:00:00+01:00",
        "end": "2026-11-19T15:45:00+01:00",
        "duration_min": 45,
        "mention": "@awa",
        "topic": "export",
        "zone": None,
        "question": None,
        "candidates": [],
        "has_time": True,
    } | {"topic": first["topic"]}
    assert (second["question"], second["candidates"]) == (
        "meridiem",
        ["2026-11-19T15:00:00+01:00", "2026-11-19T03:00:00+01:00"],
    )


@pytest.mark.parametrize(
    "bad",
    ["{}\n", "not json\n", "[]\n", line("x", timezone="Africa/Nowhere"), line("x", reference="2026-11-18T10:00:00")],
)
def test_line_that_cannot_be_read_is_answered_with_what_is_wrong(bad):
    (answer,) = answers(bad)
    assert list(answer) == ["error"]


def test_reading_is_printed_with_places_and_what_was_not_used():
    out = io.StringIO()
    print_reading("@awa @luca demain 15h CET", language="fr", zone="Africa/Tunis", now=NOW, out=out)
    printed = out.getvalue().splitlines()
    assert printed[0] == "@awa @luca demain 15h CET"
    assert "    11-17   day          demain" in printed
    assert "  assumed      CET is the clock of Europe/Paris" in printed
    assert "  not used     @luca (5-10)" in printed
