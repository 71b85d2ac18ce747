"""Lines that call several people together, in five languages, against what they were written to mean."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gathering_line import GatheringLine, Known, read_line, what_is_said
from handlers.when.understanding import Understanding
from mentoring.gatherings import Audience
from mentoring.people import Role
from tests.builders import NOW

LINES = [json.loads(line) for line in (Path(__file__).parent / "lines.jsonl").read_text("utf-8").splitlines()]
KNOWN = Known(("Textile", "Agrifood", "Renewable energy"), ("CE3M", "Agrinova", "int@j"))
ZONE = "Europe/Paris"
USUAL: dict[str, Any] = {
    "topic": "",
    "wall": None,
    "minutes": None,
    "roles": [],
    "countries": [],
    "sectors": [],
    "clusters": [],
    "everybody": False,
    "users": [],
    "language": "",
    "capacity": None,
    "answer_by": None,
    "compulsory": False,
    "channel": "",
    "link": "",
    "form": False,
}


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load()


def read(line: str, language: str, understanding: Understanding) -> GatheringLine:
    return read_line(line, understanding, language=language, zone=ZONE, now=NOW, known=KNOWN)


def told(line: GatheringLine) -> dict[str, Any]:
    """What was read, as the data file writes it."""
    asked = line.request(ZONE)
    there = asked.answer_by.astimezone(ZoneInfo(ZONE)) if asked.answer_by else None
    return {
        "topic": asked.topic,
        "wall": f"{asked.wall:%Y-%m-%d %H:%M}" if asked.wall else None,
        "minutes": asked.duration.total_seconds() // 60 if asked.duration else None,
        "roles": sorted(asked.audience.roles, reverse=True),
        "countries": sorted(asked.audience.countries),
        "sectors": sorted(asked.audience.sectors),
        "clusters": sorted(asked.audience.clusters),
        "everybody": asked.audience.everybody,
        "users": list(asked.users),
        "language": asked.language,
        "capacity": asked.capacity,
        "answer_by": f"{there:%Y-%m-%d %H:%M}" if there else None,
        "compulsory": asked.compulsory,
        "channel": asked.channel,
        "link": asked.link,
        "form": line.doubtful,
    }


@pytest.mark.parametrize("case", LINES, ids=[f"{one['language']} {one['line'][:40]}" for one in LINES])
def test_a_line_asks_for_what_it_was_written_to_mean(case: dict[str, Any], understanding: Understanding) -> None:
    found = told(read(case["line"], case["language"], understanding))
    wanted = USUAL | case["want"]
    if found["minutes"] is not None and wanted["minutes"] is None:
        found["minutes"] = None  # an end was named; how long that is, the reader of times has tests of its own
    if wanted["form"]:
        found = {name: value for name, value in found.items() if name in case["want"]}
        wanted = case["want"]
    assert found == wanted


def test_a_writers_language_decides_what_a_word_means() -> None:
    french, spanish = (what_is_said("mentores", KNOWN, language).audience for language in ("fr", "es"))
    assert (french, spanish) == (Audience(roles=frozenset({Role.MENTEE})), Audience(roles=frozenset({Role.MENTOR})))


def test_a_deadline_on_the_day_itself_is_the_start(understanding: Understanding) -> None:
    line = read("Exports, everybody, 10 March 15:00, answer by 10 March", "en", understanding)
    assert line.answer_by == datetime(2027, 3, 10, 14, tzinfo=UTC)


def test_a_deadline_without_a_day_is_asked_about(understanding: Understanding) -> None:
    line = read("Exports, everybody, 10 March 15:00, answer by", "en", understanding)
    assert (line.said.strange, line.doubtful) == (("answer by",), True)


def test_what_nothing_was_made_of_stays_in_the_theme(understanding: Understanding) -> None:
    line = read("Exports, mentors only, 10 March 15:00, bring a laptop", "en", understanding)
    assert (line.theme, line.doubtful) == ("Exports, bring a laptop", False)


@given(st.text(max_size=200), st.sampled_from(["en", "fr", "ar", "es", "it"]))
def test_no_text_makes_it_raise(text: str, language: str) -> None:
    said = what_is_said(text, KNOWN, language)
    assert said.capacity is None or said.capacity >= 0
