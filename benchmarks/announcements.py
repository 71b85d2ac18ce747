"""`python -m benchmarks.announcements`: what an announcement to ten thousand costs.

Preview, Confirm and pages of the ledger beside keeping the same rows without a thought; the sending as a ratio to the
ideal, which is one message whenever the pace allows one. Every post is answered at once, so nothing here is Slack's
time. Other messages fall due meanwhile.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from benchmarks.databases import databases
from benchmarks.deliveries import Postbox, delivering
from mentoring.announcements import Announcement, Content, LedgerWish, Readership, Standing, Version
from mentoring.clocks import use_bundled_zones
from mentoring.gatherings import Audience
from mentoring.messages import Delivery, DeliveryKind, Means, Outcome, Pace, Rhythm
from mentoring.people import Participant, Person, Programme, Role, WorkingWeek
from mentoring.rich_text import words
from mentoring.services import announcements as services
from mentoring.services.announcement_reads import ledger
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork

TEAM = "T1"
LANGUAGES = ("en", "fr", "ar")
OTHERS = 100
TICK = 0.05
"""Seconds between two looks for what is due."""

TO_EVERYBODY = Content(
    versions=tuple(Version(one, "Kick-off", words("We begin on Monday, {name}. " * 40)) for one in LANGUAGES),
    readership=Readership(Audience(everybody=True)),
    urgent=True,
)


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock, and of this process's processor: the others of a loaded machine are not in these."""

    seconds: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} ({1000 * self.cpu:.0f})"


@dataclass(frozen=True)
class Pages:
    """What three pages of the ledger took: the first one, one of those still to come in the middle, and a search."""

    first: Spent
    middle: Spent
    searched: Spent


@dataclass(frozen=True)
class Sent:
    """Seconds; ``late`` is the median lateness of the other messages, for which the ideal has its time too."""

    seconds: float
    ideal: float
    late: float


@dataclass(frozen=True)
class Cost:
    """``plain`` is what keeping the same rows without a thought takes; None where nothing was sent."""

    preview: Spent
    confirm: Spent
    plain: Spent
    pages: Pages
    sent: Sent | None


T = TypeVar("T")


def spent(call: Callable[[], T]) -> tuple[T, Spent]:
    """What the call answers, and what it took."""
    began, cpu = perf_counter(), process_time()
    answer = call()
    return answer, Spent(perf_counter() - began, process_time() - cpu)


class Counted(Postbox):
    """Takes everything at once, and knows how late each kind was."""

    def __init__(self) -> None:
        super().__init__()
        self.late_by_kind: dict[DeliveryKind, list[float]] = {}

    async def _take(self, errand: Any) -> Outcome:
        outcome = await super()._take(errand)
        self.late_by_kind.setdefault(errand.delivery.kind, []).append(self.late[-1])
        return replace(outcome, slack_ts=f"{datetime.now(UTC).timestamp():.6f}")


def crowd(engine: Engine, readers: int) -> Person:
    """A programme of so many, of whom the first coordinates; that one."""
    today = datetime.now(UTC).date()
    week = WorkingWeek.usual("FR")
    with SqlUnitOfWork(engine, TEAM) as unit:
        programme = unit.people.add_programme(
            Programme(0, TEAM, "Large", today - timedelta(days=9), today + timedelta(days=200))
        )
        for number in range(readers):
            name, language = f"Guest {number:05}", LANGUAGES[number % len(LANGUAGES)]
            guest = Person(0, TEAM, f"UG{number}", f"g{number}@example.org", name, "Europe/Paris", "FR")
            person = unit.people.add(replace(guest, language=language, working_week=week))
            role = Role.MENTEE if number else Role.COORDINATOR
            unit.people.enrol(Participant(programme.id, person, frozenset({role})))
        unit.commit()
        found = unit.people.by_user("UG0")
    if found is None:
        sys.exit("nobody was kept")
    return found


def confirmed(engine: Engine, ines: Person) -> tuple[Announcement, Spent, Spent]:
    """The announcement on its way, and what the preview and Confirm took."""
    now = datetime.now(UTC)
    draft = services.save_draft(SqlUnitOfWork(engine, TEAM), TO_EVERYBODY, actor=ines, now=now)
    shown, previewing = spent(lambda: services.preview(SqlUnitOfWork(engine, TEAM), draft.id, actor=ines, now=now))
    done, confirming = spent(
        lambda: services.confirm(SqlUnitOfWork(engine, TEAM), draft.id, seen=shown.seen, actor=ines, now=now)
    )
    if not done.sent:
        sys.exit("nothing was confirmed")
    return done.announcement, previewing, confirming


def kept_plainly(engine: Engine, announcement: Announcement) -> Spent:
    """What keeping as many lines and deliveries takes, of an announcement that nobody is to get."""
    with SqlUnitOfWork(engine, TEAM) as unit:
        lines = [row.line for row in unit.announcements.ledger(announcement.id)]
        deliveries = unit.deliveries.known([one.delivery_key for one in lines]).values()
        later = datetime.now(UTC) + timedelta(days=300)
        unit.announcements.add(replace(announcement, id="plain"))
        copies = [replace(one, key=f"plain:{one.key}", due_at=later, not_after=later) for one in deliveries]

        def keep() -> None:
            unit.announcements.add_lines(replace(one, announcement_id="plain") for one in lines)
            unit.deliveries.plan(copies)
            unit.commit()

        return spent(keep)[1]


def turned(engine: Engine, announcement: Announcement, ines: Person, readers: int) -> Pages:
    """What pages of the ledger take while nobody has it yet."""
    now = datetime.now(UTC)

    def page(wish: LedgerWish) -> Spent:
        found, taken = spent(lambda: ledger(SqlUnitOfWork(engine, TEAM), announcement.id, wish, actor=ines, now=now))
        if not found.rows:
            sys.exit("the page is empty")
        return taken

    planned = LedgerWish(frozenset({Standing.PLANNED}), first=readers // 2)
    return Pages(page(LedgerWish()), page(planned), page(LedgerWish(words="guest 1")))


def others(announcement: Announcement, people: list[int], within: float) -> list[Delivery]:
    """Messages to one person each that fall due one after the other, as news of sessions do."""
    now = datetime.now(UTC)
    return [
        Delivery(
            key=f"other:{number}",
            team_id=TEAM,
            kind=DeliveryKind.ANNOUNCEMENT_STATUS,
            recipient_id=people[number % len(people)],
            due_at=now + timedelta(seconds=within * number / OTHERS),
            not_after=now + timedelta(days=1),
            change=announcement.id,
            programme_id=announcement.programme_id,
        )
        for number in range(OTHERS)
    ]


async def sent(engine: Engine, announcement: Announcement, readers: int, rate: float) -> Sent:
    """How long it took until every reader had it at this pace, and how late the other messages were meanwhile."""
    postbox = Counted()
    pace = Pace({Means.POST: Rhythm(timedelta(seconds=1 / rate), 4)})
    with SqlUnitOfWork(engine, TEAM) as unit:
        ids = [row.line.person_id for row in unit.announcements.ledger(announcement.id)]
        unit.deliveries.plan(others(announcement, ids, 0.9 * readers / rate))
        unit.commit()
    async with delivering(engine, postbox, pace) as deliverer:
        began = perf_counter()
        while len(postbox.late_by_kind.get(DeliveryKind.ANNOUNCEMENT, ())) < readers:
            await deliverer.deliver_due()
            await asyncio.sleep(TICK)
        seconds = perf_counter() - began
    late = statistics.median(postbox.late_by_kind[DeliveryKind.ANNOUNCEMENT_STATUS])
    return Sent(seconds, (readers + OTHERS) / rate, late)


def measured(url: str, readers: int, rate: float) -> Cost:
    """What all of it takes on this database; nothing is sent at a rate of 0."""
    engine = make_engine(url)
    upgrade(engine)
    try:
        ines = crowd(engine, readers)
        announcement, preview, confirm = confirmed(engine, ines)
        pages, plain = turned(engine, announcement, ines, readers), kept_plainly(engine, announcement)
        sending = asyncio.run(sent(engine, announcement, readers, rate)) if rate else None
        with SqlUnitOfWork(engine, TEAM) as unit:
            have_it = unit.announcements.counts(announcement.id, datetime.now(UTC)).of(Standing.SENT)
        if sending and have_it != readers:
            sys.exit(f"{have_it} of {readers} have it")
        return Cost(preview, confirm, plain, pages, sending)
    finally:
        engine.dispose()


def main(
    readers: Annotated[int, typer.Option(min=10, help="How many are written to.")] = 10_000,
    rate: Annotated[float, typer.Option(min=0, help="Messages a second that the pace allows; 0 sends none.")] = 100.0,
) -> None:
    """Measure an announcement on SQLite and PostgreSQL."""
    use_bundled_zones()
    asked = Table("database", "preview", "confirm", "plain rows", "first page", "page in the middle", "search")
    told = Table("database", "sending, s", "sending : ideal", "others late, s")
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            cost = measured(url, readers, rate)
            pages = (cost.pages.first, cost.pages.middle, cost.pages.searched)
            asked.add_row(name, *map(str, (cost.preview, cost.confirm, cost.plain, *pages)))
            if cost.sent:
                ratio = cost.sent.seconds / cost.sent.ideal
                told.add_row(name, f"{cost.sent.seconds:.1f}", f"{ratio:.2f}", f"{cost.sent.late:.2f}")
    console = Console()
    console.print(f"{readers} readers: seconds (milliseconds of the processor)")
    console.print(asked)
    if rate:
        console.print(f"{rate:g} messages a second")
        console.print(told)


if __name__ == "__main__":
    typer.run(main)
