"""Figures about deliveries, as Prometheus reads them: what this process did, and what waits in the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from mentoring.messages import Backlog, Delivery, Outcome
from mentoring.services.errands import Errand

METRICS_TYPE = CONTENT_TYPE_LATEST
LATENESS = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600)
"""Seconds between the hour at which something was due and the call to Slack."""


class Metrics:
    """Counts what the deliverer tells it (`scheduler.deliverer.Witness`), and shows it."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ours: dict[str, Any] = {"namespace": "mentorbot", "registry": self._registry}
        self._attempts = Counter("deliveries_attempted", "Calls to Slack by outcome.", ["kind", "outcome"], **ours)
        self._skipped = Counter("deliveries_skipped", "Closed unsaid.", ["kind", "state", "reason"], **ours)
        self._late = Histogram("delivery_late_seconds", "From due to the call.", ["kind"], buckets=LATENESS, **ours)
        self._due = Gauge("deliveries_due", "Due and not said yet.", **ours)
        self._overdue = Gauge("deliveries_oldest_overdue_seconds", "How long the oldest has been due.", **ours)
        self._open = Gauge("deliveries_open", "Unknown outcome, failed, or in review.", ["state"], **ours)
        self._shown: dict[str, float] = {}

    def left(self, errand: Errand, outcome: Outcome, late: timedelta) -> None:
        """An attempt has ended, begun so much after the delivery fell due."""
        kind = errand.delivery.kind
        self._attempts.labels(kind, outcome.kind).inc()
        self._late.labels(kind).observe(max(late.total_seconds(), 0.0))

    def skipped(self, delivery: Delivery) -> None:
        """A delivery was closed unsaid, or put off."""
        self._skipped.labels(delivery.kind, delivery.state, delivery.last_error).inc()

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
