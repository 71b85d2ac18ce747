"""A simulated programme: the same seed tells the same story, everything at its hour, and one picture shows it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.simulation import months_later
from bot.simulation_summary import clock_changes
from mentoring.people import WorkingWeek

MARCH = ["simulate", "--from", "2027-03-08", "--months", "1", "--json"]
SVG = "{http://www.w3.org/2000/svg}"


def played(*words: str) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*MARCH, *words])
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("simulation") / "march.svg"


@pytest.fixture(scope="module")
def march(drawn: Path) -> dict[str, Any]:
    return played("--picture", str(drawn))


def without_chance(told: dict[str, Any]) -> dict[str, Any]:
    """Without how long it took, and the ids that are made to be guessed by nobody."""
    messages = sorted(
        (one["at"], one["to"], one["kind"], one["text"]) for one in told["messages"]
    )  # fmt: skip
    return {**told, "seconds": 0, "messages": messages}


def test_same_seed_tells_the_same_story(march: dict[str, Any]) -> None:
    assert without_chance(played()) == without_chance(march)
    assert without_chance(played("--seed", "2")) != without_chance(march)


def test_figures_add_up(march: dict[str, Any]) -> None:
    said = march["said"]
    for counted in ("by_kind", "by_local_hour", "by_country"):
        assert sum(said[counted].values()) == said["total"] == len(march["messages"])
    assert march["programme"] == {"first_day": "2027-03-08", "last_day": "2027-04-07", "pairs": 13}
    assert said["by_kind"]["milestone"] == 28 * 2  # kick-off and close, to everybody
    assert said["latest_seconds"] < 60


def test_what_can_wait_is_said_in_working_hours_through_the_clock_changes(march: dict[str, Any]) -> None:
    usual = WorkingWeek.usual("FR").windows[0]
    planned = {"day_before", "digest", "milestone", "nudge", "follow_up_again", "clock_change"}
    hours = {datetime.fromisoformat(one["local"]).time() for one in march["messages"] if one["kind"] in planned}
    assert hours
    assert all(usual.opens <= at <= usual.closes for at in hours)
    assert {(one["zone"], one["hours"]) for one in march["clock_changes"]} >= {
        ("Europe/Paris", "+1"),
        ("Asia/Hebron", "+1"),
    }


def test_picture_has_a_line_for_every_pair(march: dict[str, Any], drawn: Path) -> None:
    root = ET.fromstring(drawn.read_text(encoding="utf-8"))
    assert len(root.findall(f"{SVG}text[@class='name end']")) == 13
    ticks = [one for one in root.findall(f"{SVG}rect/{SVG}title") if " to " in (one.text or "")]
    last = datetime.combine(date(2027, 4, 8), time(), UTC)
    before_the_end = [one for one in march["messages"] if datetime.fromisoformat(one["at"]) < last]
    to_pairs = [one for one in before_the_end if one["to"].split("@")[0] not in {"ines.ferrer", "marc.soler"}]
    assert len(ticks) == len(to_pairs)


def test_another_kind_of_picture_is_refused_in_a_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*MARCH, "--picture", str(tmp_path / "march.png")])
    assert result.exit_code == 2
    assert "give a name ending in .svg" in result.stderr


def test_roster_without_pairs_is_refused_in_a_sentence(tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("email,name,role,country\nawa@example.org,Awa,mentor,FR\n", encoding="utf-8")
    result = CliRunner().invoke(app, [*MARCH, "--cohort", str(roster)])
    assert result.exit_code == 1
    assert "pairs nobody" in result.stderr


def test_clock_changes_are_found_to_the_minute() -> None:
    year = (datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    found = [(one.at, one.after - one.before) for one in clock_changes("Europe/Paris", *year)]
    hour = timedelta(hours=1)
    assert found == [(datetime(2027, 3, 28, 1, tzinfo=UTC), hour), (datetime(2027, 10, 31, 1, tzinfo=UTC), -hour)]
    assert clock_changes("Africa/Tunis", *year) == []


@pytest.mark.parametrize(
    ("first", "months", "later"),
    [("2027-01-04", 10, "2027-11-04"), ("2027-12-31", 2, "2028-03-01"), ("2027-10-31", 1, "2027-12-01")],
)
def test_months_later_is_the_same_day_or_the_next_first(first: str, months: int, later: str) -> None:
    assert months_later(date.fromisoformat(first), months) == date.fromisoformat(later)
