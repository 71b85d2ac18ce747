"""A machine whose clock is wrong is noticed, said once, and no reason to stand still."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.clock_watch import TOLERATED, ClockWatch
from bot.metrics import Metrics
from bot.web import Vitals, web_app
from tests.bot.test_web import ask, well
from tests.builders import NOW


@pytest.mark.parametrize("apart", [timedelta(seconds=42), timedelta(seconds=-42)])
def test_clocks_that_part_are_told_once_and_again_when_they_meet(apart: timedelta) -> None:
    off = [timedelta(0)]
    told: list[float] = []
    watch = ClockWatch(lambda: NOW + off[0], lambda: NOW, told.append)
    with capture_logs() as logs:
        for off[0] in (TOLERATED, apart, apart, -TOLERATED):
            watch.look()
            assert bool(watch.sentence()) == (abs(off[0]) > TOLERATED)

    assert [(one["log_level"], one["event"]) for one in logs] == [
        ("warning", "the clocks are apart"),
        ("info", "the clocks agree again"),
    ]
    assert told == [3, apart.total_seconds(), apart.total_seconds(), -3]


def test_sentence_says_which_way_and_by_whose_clock_messages_leave() -> None:
    watch = ClockWatch(lambda: NOW - timedelta(minutes=2), lambda: NOW, lambda seconds: None)
    watch.look()
    assert watch.sentence() == ("This machine's clock is 120 seconds behind the database's, by which messages leave.")


def test_readiness_names_a_wrong_clock_and_stays_ready() -> None:
    status, told, _ = ask("GET", "/readyz", web_app(Vitals(lambda: 0.0, well, well, clock=lambda: "It is behind.")))
    assert (status, json.loads(told)) == (
        200,
        {"ready": True, "database": "ok", "slack": "ok", "clock": "It is behind."},
    )


def test_metrics_tell_how_far_the_clocks_are_apart() -> None:
    metrics = Metrics()
    metrics.clocks_apart(-42.0)
    assert b"mentorbot_clock_ahead_of_database_seconds -42.0" in metrics.page()
