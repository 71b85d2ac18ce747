"""Figures about deliveries, and where they are asked for."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from datetime import timedelta

from bot.metrics import METRICS_TYPE, SETTLED, Endings, Metrics
from bot.web import Vitals, web_app
from mentoring.messages import Backlog, Ending, Outcome, OutcomeKind, Tally
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
    metrics.ended({Ending("session_news", "sent", ""): 7, Ending("session_news", "expired", "too late to say"): 2})
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
        'mentorbot_deliveries_sent_total{kind="session_news"} 7.0',
        'mentorbot_deliveries_skipped_total{kind="session_news",reason="too late to say",state="expired"} 2.0',
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


SAID, LATE = Ending("session_news", "sent", ""), Ending("session_news", "expired", "too late to say")


class Log:
    """A log whose entries become visible in any order, and which remembers from where it was counted."""

    def __init__(self) -> None:
        self.entries: dict[int, Ending] = {}
        self.asked: list[int] = []
        self.seconds = 0.0
        self.endings = Endings(self.count, lambda: self.seconds)

    async def count(self, after: int, upto: int | None) -> Tally:
        self.asked.append(after)
        last = max(self.entries, default=after) if upto is None else upto
        return Tally(last, Counter(ending for number, ending in self.entries.items() if after < number <= last))

    def so_far(self) -> dict[Ending, int]:
        return dict(asyncio.run(self.endings.so_far()))


def test_what_was_counted_and_has_settled_is_not_counted_again() -> None:
    log = Log()
    assert log.so_far() == {}
    log.entries |= {1: SAID, 3: SAID}
    assert log.so_far() == {SAID: 2}
    log.entries[2] = LATE  # begun before the third, and kept after it
    log.seconds = SETTLED
    log.asked.clear()
    assert log.so_far() == {SAID: 2, LATE: 1}
    assert log.asked == [0, 3]
    log.entries[4] = SAID
    assert log.so_far() == {SAID: 3, LATE: 1}
    assert log.asked == [0, 3, 3]
