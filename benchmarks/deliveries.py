"""`python -m benchmarks.deliveries`: what durable deliveries cost, as ratios measured in one run.

Against a bare SQL loop that claims and marks, and against one APScheduler job for each reminder; and what a tick costs,
however many wait. Every post is answered at once, so nothing here is Slack's time.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text

from benchmarks.databases import databases
from bot.room import DatabaseThreads, Room
from mentoring.clocks import use_bundled_zones
from mentoring.messages import UNHURRIED, Delivery, DeliveryKind, Finding, FindingKind, Outcome, OutcomeKind, Pace
from mentoring.people import Person, WorkingWeek
from mentoring.services.delivery import Search, claim_one
from mentoring.services.errands import CalendarErrand, CardErrand, HomeErrand, NewsErrand, PollCardErrand, Reminder
from scheduler.deliverer import AT_ONCE, Deliverer, Messenger
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork

TEAM = "T1"
PEOPLE = 50
BATCH = 10_000

CLAIM = text(
    "update deliveries set state = 'leased', generation = generation + 1 where (team_id, key) = ("
    " select team_id, key from deliveries where state = 'pending' and ready_at <= :now order by ready_at, key limit 1"
    ") returning team_id, key"
)
MARK = text("update deliveries set state = 'sent' where team_id = :team_id and key = :key")
DONE = threading.Semaphore(0)


class Postbox:
    """Takes everything at once, and knows how late it was."""

    def __init__(self) -> None:
        self.late: list[float] = []

    async def _take(self, errand: NewsErrand | Reminder | CardErrand | HomeErrand | CalendarErrand) -> Outcome:
        self.late.append((datetime.now(UTC) - errand.delivery.due_at).total_seconds())
        return Outcome(OutcomeKind.SENT, slack_ts="1.0", channel_id="D")

    async def post_news(self, errand: NewsErrand) -> Outcome:
        return await self._take(errand)

    async def post_reminder(self, errand: Reminder) -> Outcome:
        return await self._take(errand)

    async def post_file(self, errand: CalendarErrand) -> Outcome:
        return await self._take(errand)

    async def refresh_cards(self, errand: CardErrand | PollCardErrand) -> Outcome:
        return await self._take(errand)

    async def publish_home(self, errand: HomeErrand) -> Outcome:
        return await self._take(errand)

    async def find(self, search: Search) -> Finding:
        return Finding(FindingKind.ABSENT)


@dataclass(frozen=True)
class Rates:
    """Deliveries a second, one after the other in one process, each with a result of its own on disk."""

    durable: float
    bare: float
    jobs: float


def ring() -> None:
    """What an APScheduler job does here: nothing, but say that it was called."""
    DONE.release()


@contextmanager
def fresh(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("delete from deliveries"))
    try:
        yield engine
    finally:
        engine.dispose()


def people(engine: Engine) -> list[int]:
    with SqlUnitOfWork(engine, TEAM) as unit:
        ids = []
        for number in range(PEOPLE):
            address = f"guest{number}@example.org"
            known = unit.people.by_email(address)
            ids.append((known or unit.people.add(guest(number, address))).id)
        unit.commit()
    return ids


def guest(number: int, address: str) -> Person:
    week = WorkingWeek.usual("FR")
    return Person(0, TEAM, f"UG{number}", address, f"Guest {number}", "Europe/Paris", "FR", working_week=week)


def plan(engine: Engine, recipients: list[int], count: int, due_at: datetime, name: str = "k") -> float:
    """Plan so many; the seconds it took."""
    began = time.perf_counter()
    for start in range(0, count, BATCH):
        with SqlUnitOfWork(engine, TEAM) as unit:
            unit.deliveries.plan(
                Delivery(
                    key=f"{name}{number:07}",
                    team_id=TEAM,
                    kind=DeliveryKind.HOME,
                    recipient_id=recipients[number % PEOPLE],
                    due_at=due_at,
                    not_after=due_at + timedelta(days=1),
                )
                for number in range(start, min(start + BATCH, count))
            )
            unit.commit()
    return time.perf_counter() - began


@asynccontextmanager
async def delivering(engine: Engine, messenger: Messenger, pace: Pace) -> AsyncIterator[Deliverer]:
    """A deliverer as one process has it, which ends once it is idle."""
    on_sqlite = engine.dialect.name == "sqlite"
    threads = DatabaseThreads(1 if on_sqlite else 8)
    room = Room(threads, lambda team_id: SqlUnitOfWork(engine, team_id))
    deliverer = Deliverer(
        run=room.run,
        messenger=messenger,
        now=lambda: datetime.now(UTC),
        owner="bench",
        pace=pace,
        keep=None if on_sqlite else room.keep,
    )
    yield deliverer
    await deliverer.idle()
    await threads.close()


async def deliver(engine: Engine) -> list[float]:
    """Have everything due delivered by one process; how late each left, in seconds."""
    postbox = Postbox()
    async with delivering(engine, postbox, UNHURRIED) as deliverer:
        await deliverer.deliver_due()
    return postbox.late


def durable_rate(engine: Engine, recipients: list[int], count: int) -> float:
    plan(engine, recipients, count, datetime.now(UTC), "durable")
    began = time.perf_counter()
    late = asyncio.run(deliver(engine))
    if len(late) != count:
        sys.exit(f"{len(late)} of {count} were delivered")
    return count / (time.perf_counter() - began)


def bare_rate(engine: Engine, recipients: list[int], count: int) -> float:
    plan(engine, recipients, count, datetime.now(UTC), "bare")
    done, began = 0, time.perf_counter()
    while True:
        with engine.begin() as connection:
            claimed = connection.execute(CLAIM, {"now": naive(engine, datetime.now(UTC))}).one_or_none()
        if claimed is None:
            break
        with engine.begin() as connection:
            connection.execute(MARK, {"team_id": claimed.team_id, "key": claimed.key})
        done += 1
    return done / (time.perf_counter() - began)


def naive(engine: Engine, moment: datetime) -> object:
    """An instant as the bare statement needs it: SQLite keeps text."""
    if engine.dialect.name == "sqlite":
        return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
    return moment


def job_rate(engine: Engine, count: int) -> float:
    """APScheduler as it is often used: one date job for each reminder, in a table."""
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(engine=engine, tablename="bench_jobs")},
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"misfire_grace_time": None},
        timezone=UTC,
    )
    scheduler.start(paused=True)
    scheduler.remove_all_jobs()
    for number in range(count):
        scheduler.add_job(ring, "date", run_date=datetime.now(UTC), id=f"j{number}")
    began = time.perf_counter()
    scheduler.resume()
    for _ in range(count):
        DONE.acquire()
    passed = time.perf_counter() - began
    scheduler.shutdown()
    return count / passed


def tick_cost(engine: Engine, rounds: int = 50) -> float:
    """Milliseconds that a look for due deliveries takes when nothing is."""
    costs = []
    for _ in range(rounds):
        began = time.perf_counter()
        for means in AT_ONCE:
            if claim_one(SqlUnitOfWork(engine, ""), owner="bench", now=datetime.now(UTC), means=means) is not None:
                sys.exit("nothing was due")
        costs.append((time.perf_counter() - began) * 1000)
    return statistics.median(costs)


def analysed(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("analyze"))


def ticks(engine: Engine, recipients: list[int], sizes: list[int]) -> Iterator[tuple[int, float, float]]:
    """For each size: how many wait, the milliseconds of a tick, the seconds that planning them took."""
    waiting = 0
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    for size in sizes:
        took = plan(engine, recipients, size - waiting, tomorrow, f"later{size}x")
        waiting = size
        analysed(engine)
        yield size, tick_cost(engine), took


def lateness(engine: Engine, recipients: list[int], count: int = 100) -> tuple[float, float]:
    """Median and last of how late, in seconds, when so many fall due at one instant and the tick comes at once."""
    plan(engine, recipients, count, datetime.now(UTC), "late")
    late = sorted(asyncio.run(deliver(engine)))
    return statistics.median(late), late[-1]


def main(
    count: Annotated[int, typer.Option(min=100, help="Deliveries due at once.")] = 1000,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; the tables give their medians.")] = 3,
    large: Annotated[bool, typer.Option("--large", help="Also with a million waiting.")] = False,
) -> None:
    """Measure deliveries on SQLite and PostgreSQL."""
    use_bundled_zones()
    console = Console()
    speed = Table("database", "durable /s", "bare SQL /s", "one job each /s", "durable : bare", "durable : jobs")
    cost = Table("database", "waiting", "tick, ms", "planned in, s")
    late = Table("database", "median late, s", "last late, s")
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            with fresh(url) as engine:
                recipients = people(engine)
                found = [one_round(engine, recipients, count) for _ in range(rounds)]
                speed.add_row(name, *(f"{value:.3g}" for value in summed_up(found)))
                late.add_row(name, *(f"{value:.3f}" for value in lateness(engine, recipients)))
                for size, tick, took in ticks(engine, recipients, [1000, 100_000, *([1_000_000] if large else [])]):
                    cost.add_row(name, f"{size:,}", f"{tick:.2f}", f"{took:.2f}")
    for table in (speed, late, cost):
        console.print(table)


def one_round(engine: Engine, recipients: list[int], count: int) -> Rates:
    durable = durable_rate(engine, recipients, count)
    emptied(engine)
    bare = bare_rate(engine, recipients, count)
    emptied(engine)
    return Rates(durable, bare, job_rate(engine, count))


def emptied(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("delete from deliveries"))


def summed_up(found: list[Rates]) -> tuple[float, ...]:
    """Medians of the rates, and of the ratios within a round."""
    return (
        statistics.median(one.durable for one in found),
        statistics.median(one.bare for one in found),
        statistics.median(one.jobs for one in found),
        statistics.median(one.durable / one.bare for one in found),
        statistics.median(one.durable / one.jobs for one in found),
    )


if __name__ == "__main__":
    typer.run(main)
