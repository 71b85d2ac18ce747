"""Figures about deliveries, and where they are asked for."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.metrics import METRICS_TYPE, Metrics
from bot.web import Vitals, web_app
from mentoring.messages import Backlog, DeliveryState, Outcome, OutcomeKind
from mentoring.services.errands import HomeErrand
from mentoring.sessions import Overview
from tests.bot.test_web import ask, well
from tests.builders import NOW, a_delivery, a_person


def some_metrics() -> Metrics:
    metrics = Metrics()
    luca = a_person("Luca")
    errand = HomeErrand(a_delivery(), luca, NOW, Overview(luca, (), (), (), (), (), ()))
    metrics.left(errand, Outcome(OutcomeKind.SENT), timedelta(seconds=1.5))
    metrics.left(errand, Outcome(OutcomeKind.RETRY, error="ratelimited"), timedelta(seconds=-1))
    metrics.skipped(a_delivery(state=DeliveryState.EXPIRED, last_error="too late to say"))
    metrics.standing(Backlog(3, NOW - timedelta(seconds=90), 2, 1, 0), NOW)
    return metrics


async def reading() -> Metrics:
    return some_metrics()


def asked(path: str) -> tuple[int, str, dict[str, str]]:
    return ask("GET", path, web_app(Vitals(lambda: 0.0, well, well, reading)))


def test_metrics_tell_what_was_done_and_what_waits() -> None:
    status, page, headers = asked("/metrics")
    lines = page.splitlines()
    assert (status, headers["content-type"]) == (200, METRICS_TYPE)
    for line in (
        'mentorbot_deliveries_attempted_total{kind="session_news",outcome="sent"} 1.0',
        'mentorbot_deliveries_skipped_total{kind="session_news",reason="too late to say",state="expired"} 1.0',
        "mentorbot_deliveries_due 3.0",
        "mentorbot_deliveries_oldest_overdue_seconds 90.0",
        'mentorbot_deliveries_open{state="unknown"} 2.0',
        'mentorbot_delivery_late_seconds_count{kind="session_news"} 2.0',
    ):
        assert line in lines


def test_health_tells_what_waits() -> None:
    assert json.loads(asked("/healthz")[1])["deliveries"] == {
        "due": 3,
        "oldest_overdue_seconds": 90.0,
        "unknown": 2,
        "failed": 1,
        "review": 0,
    }


def test_nothing_due_is_not_overdue() -> None:
    metrics = Metrics()
    metrics.standing(Backlog(0, None, 0, 0, 0), NOW)
    assert metrics.backlog()["oldest_overdue_seconds"] == 0
