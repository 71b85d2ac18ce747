"""Wall clocks against vectors over real rule changes, and their round trip."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.clocks import Anchor, around_gap, instants

VECTORS = Path(__file__).parents[1] / "data" / "timezone_vectors.json"
ZONES = ["Africa/Cairo", "Africa/Casablanca", "Africa/Tunis", "Asia/Amman", "Asia/Hebron", "Europe/Paris"]


def vectors(kind: str) -> list[Any]:
    kept = json.loads(VECTORS.read_text())["vectors"]
    return [pytest.param(one, id=one["id"]) for one in kept if one["kind"] == kind and one["tzdb"] == "2026f"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


@pytest.mark.parametrize("vector", vectors("normal"))
def test_wall_time_that_happens_once_is_one_instant(vector: dict[str, str]) -> None:
    assert instants(datetime.fromisoformat(vector["wall"]), vector["zone"]) == (utc(vector["utc"]),)


@pytest.mark.parametrize("vector", vectors("fold"))
def test_wall_time_in_a_fold_is_two_instants(vector: dict[str, str]) -> None:
    found = instants(datetime.fromisoformat(vector["wall"]), vector["zone"])

    assert found == (utc(vector["utc"]), utc(vector["utc_fold1"]))


@pytest.mark.parametrize("vector", vectors("gap"))
def test_wall_time_in_a_gap_is_no_instant_and_has_two_neighbours(vector: dict[str, str]) -> None:
    wall = datetime.fromisoformat(vector["wall"])

    assert instants(wall, vector["zone"]) == ()
    assert around_gap(wall, vector["zone"]) == (utc(vector["utc_fold1"]), utc(vector["utc"]))
    assert Anchor(wall, vector["zone"]).instant == utc(vector["utc"])


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC)),
    st.sampled_from(ZONES),
)
def test_anchor_of_an_instant_leads_back_to_it(instant: datetime, zone: str) -> None:
    assert Anchor.at(instant, zone).instant == instant


def test_morocco_keeps_greenwich_time_since_september_2026() -> None:
    assert Anchor(datetime(2027, 3, 20, 18), "Africa/Casablanca").instant == datetime(2027, 3, 20, 18, tzinfo=UTC)


def test_anchor_with_an_aware_wall_time_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        Anchor(datetime(2027, 1, 1, tzinfo=UTC), "Europe/Paris")


def test_duration_across_a_clock_change_is_elapsed_time() -> None:
    start = Anchor(datetime(2027, 3, 28, 1, 30), "Europe/Paris").instant

    end = Anchor.at(start + timedelta(hours=1), "Europe/Paris")

    assert end.wall == datetime(2027, 3, 28, 3, 30)
