"""Figures about deliveries, as Prometheus reads them: what this process did, and what waits in the database."""

from __future__ import annotations

import time
from collections import Counter as Counted
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from mentoring.messages import Backlog, DeliveryState, Ending, Outcome, Tally
from mentoring.services.errands import Errand

METRICS_TYPE = CONTENT_TYPE_LATEST
SETTLED = 60.0
"""Seconds after which every transaction that was under way has ended."""

CountEndings = Callable[[int, int | None], Awaitable[Tally]]

LATENESS = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)
"""Seconds between the hour at which something was due and the call to Slack."""


class Metrics:
    """Counts what the deliverer tells it (`scheduler.deliverer.Witness`), and shows it."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ours: dict[str, Any] = {"namespace": "mentorbot", "registry": self._registry}
        self._attempts = Counter("deliveries_attempted", "Calls to Slack by outcome.", ["kind", "outcome"], **ours)
        self._late = Histogram("delivery_late_seconds", "From due to the call.", ["kind"], buckets=LATENESS, **ours)
        self._due = Gauge("deliveries_due", "Due and not said yet.", **ours)
        self._overdue = Gauge("deliveries_oldest_overdue_seconds", "How long the oldest has been due.", **ours)
        self._open = Gauge("deliveries_open", "Unknown outcome, failed, or in review.", ["state"], **ours)
        self._apart = Gauge("clock_ahead_of_database_seconds", "This machine's clock, less the database's.", **ours)
        self._ended = _Ended()
        self._registry.register(self._ended)
        self._shown: dict[str, float] = {}

    def left(self, errand: Errand, outcome: Outcome, late: timedelta) -> None:
        """An attempt has ended, begun so much after the delivery fell due."""
        kind = errand.delivery.kind
        self._attempts.labels(kind, outcome.kind).inc()
        self._late.labels(kind).observe(max(late.total_seconds(), 0.0))

    def clocks_apart(self, seconds: float) -> None:
        """By how much this machine's clock is ahead of the database's."""
        self._apart.set(seconds)

    def ended(self, endings: Mapping[Ending, int]) -> None:
        """How many deliveries have ended how, whichever process had them in hand."""
        self._ended.endings = endings

    def standing(self, backlog: Backlog, now: datetime) -> None:
        """What waits at this moment."""
        overdue = (now - backlog.oldest_due_at).total_seconds() if backlog.oldest_due_at else 0.0
        self._due.set(backlog.due)
        self._overdue.set(max(overdue, 0.0))
        states = {"unknown": backlog.unknown, "failed": backlog.failed, "review": backlog.review}
        for state, count in states.items():
            self._open.labels(state).set(count)
        self._shown = {"due": backlog.due, "oldest_overdue_seconds": round(max(overdue, 0.0), 1), **states}

    def backlog(self) -> dict[str, float]:
        """What waited when `standing` was last told."""
        return self._shown

    def page(self) -> bytes:
        """Everything, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Ended(Collector):
    """Counters that stand in the database, and so are right across processes and restarts."""

    def __init__(self) -> None:
        self.endings: Mapping[Ending, int] = {}

    def collect(self) -> Iterator[Metric]:
        sent = CounterMetricFamily("mentorbot_deliveries_sent", "Said.", labels=["kind"])
        unsaid = CounterMetricFamily("mentorbot_deliveries_skipped", "Not said.", labels=["kind", "state", "reason"])
        for ending, count in self.endings.items():
            if ending.state == DeliveryState.SENT:
                sent.add_metric([ending.kind], count)
            else:
                unsaid.add_metric([ending.kind, ending.state, ending.reason], count)
        yield sent
        yield unsaid


class Endings:
    """Adds up how deliveries ended: the log is counted once, and after that only what is new in it.

    An entry may become visible after one with a higher number, so what is younger than `SETTLED` is counted anew each
    time. ``tally`` counts what comes after one entry and, where another is given, not after that; ``monotonic`` is in
    seconds.
    """

    def __init__(self, count: CountEndings, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._count = count
        self._monotonic = monotonic
        self._settled = Tally(0, {})
        self._settling: tuple[float, int] | None = None

    async def so_far(self) -> Mapping[Ending, int]:
        """How many have ended how since the database was new."""
        asked_at = self._monotonic()
        if self._settling is not None and asked_at - self._settling[0] >= SETTLED:
            told = await self._count(self._settled.upto, self._settling[1])
            self._settled, self._settling = Tally(told.upto, _sum(self._settled, told)), None
        told = await self._count(self._settled.upto, None)
        if self._settling is None and told.upto > self._settled.upto:
            self._settling = (asked_at, told.upto)
        return _sum(self._settled, told)


def _sum(one: Tally, other: Tally) -> Mapping[Ending, int]:
    return Counted(one.endings) + Counted(other.endings)
