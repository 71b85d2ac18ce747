"""`python -m benchmarks.programmes`: what a large programme costs: planning its reminders, and writing to everybody.

Planning is compared with a bare insert of the same rows in the same run; writing to everybody with the time that the
pace alone would take. Every post is answered at once and the clock goes from tick to tick, so nothing here is waiting.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sqlalchemy import Engine

from benchmarks.databases import databases
from benchmarks.deliveries import TEAM, Postbox, emptied, fresh
from bot.room import DatabaseThreads, Room
from handlers.pace import slack_pace
from mentoring.clocks import Anchor, use_bundled_zones
from mentoring.intervals import Interval
from mentoring.people import Pair, Participant, Person, Programme, Role, WorkingWeek
from mentoring.services.programme_news import plan_programme_news
from mentoring.services.reminders import look_after_sessions, plan_reminders
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session, SessionKind, SessionState
from scheduler.deliverer import Deliverer
from storage.unit_of_work import SqlUnitOfWork

NOW = datetime(2027, 1, 4, 5, 0, tzinfo=UTC)
"""The Monday on which the programme begins, before anybody's nine o'clock."""

PER_TRANSACTION = 500
TICK = timedelta(seconds=1)
POSTS_PER_SECOND = 50.0
ZONES = (("Africa/Cairo", "EG"), ("Africa/Casablanca", "MA"), ("Europe/Paris", "FR"))


@dataclass(frozen=True)
class Cost:
    """Seconds, beside what the plainest way took in the same run."""

    seconds: float
    plain: float
    rows: int

    @property
    def ratio(self) -> float:
        """How many times the plain way."""
        return self.seconds / self.plain


def fill(engine: Engine, pairs: int) -> Iterator[int]:
    """Put a programme of so many pairs with a session each in the database; tells after each lot how many there are."""
    with SqlUnitOfWork(engine, TEAM) as unit:
        starts, ends = NOW.date(), NOW.date() + timedelta(days=300)
        programme = unit.people.add_programme(Programme(0, TEAM, "Large", starts, ends))
        unit.commit()
    for first in range(0, pairs, PER_TRANSACTION):
        with SqlUnitOfWork(engine, TEAM) as unit:
            for number in range(first, min(first + PER_TRANSACTION, pairs)):
                _pair(unit, programme, number)
            unit.commit()
        yield min(first + PER_TRANSACTION, pairs)


def _pair(unit: SqlUnitOfWork, programme: Programme, number: int) -> None:
    mentor = _person(unit, programme, f"mentor{number}", number, Role.MENTOR)
    mentee = _person(unit, programme, f"mentee{number}", number + 1, Role.MENTEE)
    pair = unit.people.add_pair(Pair(0, programme.id, mentor.id, mentee.id, programme.starts_on))
    wall = datetime.combine(programme.starts_on + timedelta(days=8 + number % 20), time(9 + number % 8))
    session = Session(
        id=f"s{number:06}",
        programme_id=programme.id,
        pair_id=pair.id,
        kind=SessionKind.BILATERAL,
        state=SessionState.CONFIRMED,
        anchor=Anchor(wall, mentee.zone),
        duration=timedelta(hours=1),
        topic="",
        organiser_id=mentee.id,
        attendees=(Attendee(mentor.id, Rsvp.ACCEPTED), Attendee(mentee.id, Rsvp.ACCEPTED)),
        created_at=NOW,
    )
    unit.sessions.add(session, Change(session.id, 1, ChangeKind.ACCEPTED, mentee.id, NOW))


def _person(unit: SqlUnitOfWork, programme: Programme, name: str, number: int, role: Role) -> Person:
    zone, country = ZONES[number % len(ZONES)]
    week = WorkingWeek.usual(country)
    person = unit.people.add(
        Person(0, TEAM, f"U{name.upper()}", f"{name}@example.org", name, zone, country, working_week=week)
    )
    unit.people.enrol(Participant(programme.id, person, frozenset({role})))
    return person


def one_session(engine: Engine, rounds: int = 50) -> Cost:
    """Plan the reminders of one session, and insert as many rows without a thought; means over the rounds."""
    planned = plain = 0.0
    rows = 0
    for number in range(rounds):
        with SqlUnitOfWork(engine, TEAM) as unit:
            session = replace(unit.sessions.get(f"s{number:06}"), revision=2)
            began = perf_counter()
            rows = plan_reminders(unit, session, since=NOW)
            unit.commit()
            planned += perf_counter() - began
        plain += _plain_insert(engine, [session.id], "once")
    return Cost(planned / rounds, plain / rounds, rows)


def whole_programme(engine: Engine) -> Cost:
    """Plan the reminders of every session in passes of a few, and insert as many rows without a thought."""
    emptied(engine)
    began, last, rows = perf_counter(), "-", 0
    while last:
        last = look_after_sessions(SqlUnitOfWork(engine, TEAM), now=NOW, after="" if last == "-" else last)
    seconds = perf_counter() - began
    with SqlUnitOfWork(engine, TEAM) as unit:
        rows = sum(unit.deliveries.counts().values())
        ids = [one.id for one in unit.sessions.confirmed(Interval(NOW, NOW + timedelta(days=99)), limit=10**6)]
    return Cost(seconds, sum(_plain_insert(engine, [one], "again") for one in ids), rows)


def _plain_insert(engine: Engine, session_ids: list[str], name: str) -> float:
    """The seconds that keeping copies of these sessions' deliveries under other keys takes."""
    with SqlUnitOfWork(engine, TEAM) as unit:
        copies = [
            replace(one, key=f"{name}:{one.key}")
            for session_id in session_ids
            for one in unit.deliveries.of_session(session_id)
        ]
    began = perf_counter()
    with SqlUnitOfWork(engine, TEAM) as unit:
        unit.deliveries.plan(copies)
        unit.commit()
    return perf_counter() - began


@dataclass(frozen=True)
class Round:
    """Everybody was written to: how many, within which time by the moving clock, and what it cost in real seconds."""

    posts: int
    took: timedelta
    real: float

    @property
    def ideal(self) -> timedelta:
        """The time that the workspace's pace alone takes for so many."""
        return timedelta(seconds=self.posts / POSTS_PER_SECOND)


async def write_to_everybody(engine: Engine) -> Round:
    """Have every participant told of the kick-off; the clock moves a second with each look for what is due."""
    emptied(engine)
    clock = [NOW]
    on_sqlite = engine.dialect.name == "sqlite"
    threads, postbox = DatabaseThreads(1 if on_sqlite else 8), Postbox()
    room = Room(threads, lambda team_id: SqlUnitOfWork(engine, team_id))
    await room.run(plan_programme_news, TEAM, now=NOW)
    deliverer = Deliverer(
        run=room.run,
        messenger=postbox,
        now=lambda: clock[0],
        owner="bench",
        pace=slack_pace(POSTS_PER_SECOND),
        keep=None if on_sqlite else room.keep,
    )
    clock[0] = first = NOW + timedelta(hours=6)  # nine o'clock has passed on every clock
    began = perf_counter()
    posts = -1
    while len(postbox.late) != posts:
        posts = len(postbox.late)
        await deliverer.deliver_due()
        await deliverer.idle()
        clock[0] += TICK
    real = perf_counter() - began
    await threads.close()
    return Round(posts, clock[0] - TICK - first, real)


def megabytes() -> float:
    """Resident memory of this process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def main(
    pairs: Annotated[int, typer.Option(min=100, help="Pairs of the programme.")] = 10_000,
    telling: Annotated[bool, typer.Option(help="Also write to everybody.")] = True,
) -> None:
    """Measure a large programme on SQLite and PostgreSQL."""
    use_bundled_zones()
    console = Console(width=120)
    plans = Table("database", "what", "rows", "seconds", "bare insert, s", "ratio", title="Planning reminders")
    tells = Table("database", "posts", "by the pace, s", "took, s", "ratio", "real s", "MB", title="Everybody told")
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            with fresh(url) as engine:
                lots = range(0, pairs, PER_TRANSACTION)
                filling = fill(engine, pairs)
                for _ in track(lots, f"filling {name}", console=Console(stderr=True)):
                    next(filling)
                for what, cost in (("one session", one_session(engine)), (f"{pairs:,}", whole_programme(engine))):
                    figures = (f"{cost.seconds:.4f}", f"{cost.plain:.4f}", f"{cost.ratio:.1f}")
                    plans.add_row(name, what, f"{cost.rows:,}", *figures)
                if not telling:
                    continue
                before = megabytes()
                told = asyncio.run(write_to_everybody(engine))
                took, ideal = told.took.total_seconds(), told.ideal.total_seconds()
                paces = (f"{ideal:.0f}", f"{took:.0f}", f"{took / ideal:.2f}")
                grown = f"{before:.0f} → {megabytes():.0f}"
                tells.add_row(name, f"{told.posts:,}", *paces, f"{told.real:.0f}", grown)
    console.print(plans)
    if telling:
        console.print(tells)


if __name__ == "__main__":
    typer.run(main)
