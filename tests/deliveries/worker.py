"""A process that delivers: `python worker.py` reads orders on standard input and forks one worker for each.

Its clocks run fast: what takes a minute in production takes two seconds here. `SPOIL` has the ways in which a worker
is spoilt on purpose, to see that the harness notices; "stalls" alone spoils nothing.
"""

from __future__ import annotations

import asyncio
import gettext
import json
import logging
import os
import signal
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.http_retry.builtin_interval_calculators import FixedValueRetryIntervalCalculator
from sqlalchemy import orm

from bot.room import DatabaseThreads, Room
from handlers import messenger as messengers
from handlers.i18n import Catalogues
from mentoring.clocks import use_bundled_zones
from mentoring.messages import Delivery, DeliveryState, Means, Outcome, Pace, Rhythm
from mentoring.rules import delivery as rules
from mentoring.services.errands import NewsErrand
from scheduler import deliverer as deliverers
from scheduler.deliverer import Deliverer
from scheduler.jobs import Job
from scheduler.runner import Runner
from storage import deliveries as stored
from storage.engine import make_engine
from storage.turn import FileTurn
from storage.unit_of_work import SqlUnitOfWork

TICK = timedelta(seconds=0.05)
RECOVERY = timedelta(seconds=0.3)
STALL = 6.0
"""Seconds; longer than a lease, the settle time and a few ticks."""

TIMES: dict[str, timedelta] = {
    "LEASE": timedelta(seconds=2),
    "SETTLE": timedelta(seconds=2),
    "START_LIMIT": timedelta(seconds=0.5),
    "POST_LIMIT": timedelta(seconds=0.5),
    "FIRST_PAUSE": timedelta(seconds=0.2),
    "LONGEST_PAUSE": timedelta(seconds=1),
}
AT_ONCE = 12
"""Posts under way at a time in each worker; most of them wait for an answer."""

PACE = Pace({Means.POST: Rhythm(timedelta(seconds=0.004), 8)}, timedelta(seconds=0.02))


def hurry() -> None:
    deliverers.AT_ONCE[Means.POST] = AT_ONCE
    for name, length in TIMES.items():
        setattr(rules, name, length)
    messengers.POST_LIMIT = TIMES["POST_LIMIT"]  # type: ignore[attr-defined]


def repost_on_unknown() -> None:
    rules._doubtful = rules._again


def mark_first() -> None:
    begun = rules.begun

    def call_it_sent(delivery: Delivery, revision: int, now: datetime) -> Delivery:
        return rules._said(begun(delivery, revision, now), "0.0", "D")

    rules.begun = call_it_sent


def no_settle_time() -> None:
    rules.SETTLE = timedelta(0)


def no_guard() -> None:
    def write_anyway(self: Any, delivery: Delivery, *, instead_of: Delivery, now: datetime) -> bool:
        kept = stored.TABLE.c.key == delivery.key
        return bool(self._changed(stored.update(stored.TABLE).where(kept).values(stored._columns(delivery))))

    def look_only(self: Any, team_id: str, means: Means, urgency: Any, now: datetime) -> Any:
        due = stored.EVERY.where(
            stored.DeliveryRow.state == DeliveryState.PENDING, stored.DeliveryRow.ready_at <= now
        ).order_by(stored.DeliveryRow.ready_at, stored.DeliveryRow.key)
        return self._transaction.scalars(due.limit(1)).first()

    stored.SqlDeliveries.replace = write_anyway
    stored.SqlDeliveries._next_of = look_only
    stored.SqlDeliveries._may_leave = lambda *_: True
    stored.SqlDeliveries.locked = stored.SqlDeliveries.get
    rules.in_hand = lambda kept, held, state: kept.state is not DeliveryState.SENT


def stall_before_the_post() -> None:
    """A worker stops dead for longer than a lease and the settle time, just before a post leaves."""
    post = messengers.SlackMessenger.post_news

    async def post_after_a_stall(self: messengers.SlackMessenger, errand: NewsErrand) -> Outcome:
        unlucky = zlib.crc32(errand.delivery.key.encode()) % 60 == 0
        if errand.delivery.attempts == 1 and unlucky:
            time.sleep(STALL)  # noqa: ASYNC251  the whole process is to stand still
        return await post(self, errand)

    messengers.SlackMessenger.post_news = post_after_a_stall  # type: ignore[method-assign]


def lease_only() -> None:
    stall_before_the_post()


def retry_like_the_sdk() -> None:
    client = messengers.delivery_client

    def with_the_usual_handlers(*args: Any, **kwargs: Any) -> Any:
        made = client(*args, **kwargs)
        made.retry_handlers = [
            AsyncConnectionErrorRetryHandler(interval_calculator=FixedValueRetryIntervalCalculator(0.01))
        ]
        return made

    messengers.delivery_client = with_the_usual_handlers


SPOIL: dict[str, Callable[[], None]] = {
    "re-post on unknown": repost_on_unknown,
    "mark first": mark_first,
    "SDK retry": retry_like_the_sdk,
    "no settle time": no_settle_time,
    "no guard": no_guard,
    "lease only": lease_only,
    "": lambda: None,
    "stalls": stall_before_the_post,
}


async def deliver(order: dict[str, Any]) -> None:
    engine = make_engine(order["database"])
    on_sqlite = engine.dialect.name == "sqlite"
    threads = DatabaseThreads(1 if on_sqlite else 4)
    room = Room(threads, lambda team_id: SqlUnitOfWork(engine, team_id))
    catalogues = Catalogues({"en": gettext.NullTranslations()})
    async with aiohttp.ClientSession() as session:
        client = messengers.delivery_client("xoxb-1", base_url=order["slack"], session=session)
        deliverer = Deliverer(
            run=room.run,
            messenger=messengers.SlackMessenger(lambda _team: client, catalogues),
            now=lambda: datetime.now(UTC),
            owner=f"worker-{os.getpid()}",
            pace=PACE,
            keep=None if on_sqlite or order["broken"] == "lease only" else room.keep,
            turn=FileTurn(Path(str(engine.url.database))) if on_sqlite else None,
        )
        runner = Runner(
            [
                Job("deliver", TICK, deliverer.deliver_due, on_wake=True),
                Job("recover", RECOVERY, deliverer.recover_lost),
            ]
        )
        runner.start()
        await asyncio.Event().wait()


def main() -> None:
    hurry()
    orm.configure_mappers()  # here, so that no worker has to when it takes the place of one that was killed
    use_bundled_zones()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        pid = os.fork()
        if pid:
            sys.stdout.write(f"{pid}\n")
            sys.stdout.flush()
            continue
        order = json.loads(line)
        SPOIL[order["broken"]]()
        logging.disable(logging.CRITICAL)
        asyncio.run(deliver(order))


if __name__ == "__main__":
    main()
