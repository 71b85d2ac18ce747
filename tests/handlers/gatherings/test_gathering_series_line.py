"""Lines that call several people together on many dates, in five languages, against what they were written to mean."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from handlers.gathering_line import Known, read_line
from handlers.gathering_series import comes_again
from handlers.when.understanding import Understanding
from tests.builders import NOW

LINES = [json.loads(line) for line in (Path(__file__).parent / "series_lines.jsonl").read_text("utf-8").splitlines()]
ZONE = "Europe/Paris"
USUAL: dict[str, Any] = {
    "until": None,
    "count": None,
    "dropped": [],
    "roles": [],
    "countries": [],
    "everybody": False,
    "capacity": None,
}


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load()


@pytest.mark.parametrize("case", LINES, ids=[f"{one['language']} {one['line'][:40]}" for one in LINES])
def test_a_line_asks_for_the_series_it_was_written_to_mean(case: dict[str, Any], understanding: Understanding) -> None:
    line = read_line(case["line"], understanding, language=case["language"], zone=ZONE, now=NOW, known=Known())
    asked = comes_again(line, line.request(ZONE))
    assert not line.doubtful
    assert asked.wall is not None
    assert asked.repeats is not None
    pattern = asked.repeats.pattern
    assert pattern.first.wall == asked.wall
    rule = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(pattern.rule).items()}
    assert {
        "topic": asked.topic,
        "first": f"{asked.wall:%Y-%m-%d %H:%M}",
        "rule": rule,
        "until": pattern.until.isoformat() if pattern.until else None,
        "count": pattern.count,
        "dropped": [day.isoformat() for day in asked.repeats.exceptions],
        "roles": sorted(asked.audience.roles),
        "countries": sorted(asked.audience.countries),
        "everybody": asked.audience.everybody,
        "capacity": asked.capacity,
    } == USUAL | case["want"]
