"""Real processes deliver while they are killed and stopped at random, from a Slack that fails: nothing lost or doubled.

The ordinary tests have half a minute of it, and one spoilt worker; `make soak` has the rest.
"""

from __future__ import annotations

import os
import time

import pytest

from tests.deliveries.harness import Report, Storm, weather

SOAK_SECONDS = float(os.environ.get("SOAK_SECONDS", "300"))
HALF_A_MINUTE = Storm(at_most=30)
LONGEST = 240.0
"""Seconds until all must have been said, on a machine that has much else to do."""

HELD_UP = Storm(every=3.0, aftermath=6.5)
"""Few kills, so that those who stall live to go on."""


def told(report: Report) -> Report:
    print(f"\n{report}")  # noqa: T201  `make soak` shows it
    return report


@pytest.mark.timeout(LONGEST + 60)
def test_three_replicas_that_are_killed_and_stopped_lose_nothing_and_say_nothing_twice(postgresql_url: str) -> None:
    report = told(weather(postgresql_url, count=2000, seed=1, storm=HALF_A_MINUTE, limit=LONGEST))

    assert report.well
    assert report.kills
    assert report.met["stored, then reset"]


@pytest.mark.timeout(LONGEST + 60)
def test_one_process_on_sqlite_killed_and_restarted_loses_nothing_and_says_nothing_twice(sqlite_url: str) -> None:
    report = told(weather(sqlite_url, count=2000, seed=2, storm=HALF_A_MINUTE, crew=1, limit=LONGEST))

    assert report.well
    assert report.kills


def test_harness_sees_a_worker_that_posts_again_when_it_does_not_know(postgresql_url: str) -> None:
    report = weather(postgresql_url, count=160, seed=3, storm=Storm(), limit=60, broken="re-post on unknown")

    assert report.twice


@pytest.mark.soak
@pytest.mark.timeout(SOAK_SECONDS + 300)
def test_soak_on_postgresql(postgresql_url: str) -> None:
    seed, until = 100, time.monotonic() + SOAK_SECONDS
    while time.monotonic() < until:
        assert told(weather(postgresql_url, count=2000, seed=seed, storm=Storm(), limit=280)).well
        seed += 1


@pytest.mark.soak
@pytest.mark.timeout(300)
def test_soak_on_sqlite_with_a_second_process_waiting_for_its_turn(sqlite_url: str) -> None:
    assert told(weather(sqlite_url, count=600, seed=200, storm=Storm(), crew=2, limit=280)).well


@pytest.mark.soak
@pytest.mark.timeout(200)
def test_soak_of_workers_that_stop_dead_just_before_the_post(postgresql_url: str) -> None:
    assert told(weather(postgresql_url, count=400, seed=300, storm=HELD_UP, limit=180, broken="stalls")).well


@pytest.mark.soak
@pytest.mark.timeout(200)
@pytest.mark.parametrize(
    ("broken", "storm"),
    [
        ("re-post on unknown", Storm()),
        ("SDK retry", Storm()),
        ("no settle time", Storm()),
        ("no guard", Storm()),
        ("lease only", HELD_UP),
    ],
)
def test_soak_sees_what_a_spoilt_worker_says_twice(postgresql_url: str, broken: str, storm: Storm) -> None:
    assert told(weather(postgresql_url, count=400, seed=400, storm=storm, limit=120, broken=broken)).twice


@pytest.mark.soak
def test_soak_sees_what_a_worker_that_marks_first_loses(postgresql_url: str) -> None:
    assert told(weather(postgresql_url, count=400, seed=500, storm=Storm(), limit=120, broken="mark first")).lost
