"""`python -m benchmarks.oversight`: what a coordinator's Home and digest cost in a large programme late in its life.

A programme of ten months: each pair meets once or twice a month and says so, some say nothing or differ, some are
quiet; half of what was held has a note, some pairs were nudged lately; three joint meetings with everybody in them. The
questions asked of the database are counted as well. Beside the time that passes stands that of this process alone, of
which a busy machine takes nothing away; what PostgreSQL computes meanwhile is not in it.
"""

from __future__ import annotations

import gc
import os
import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, Engine, event, insert

from benchmarks.databases import databases
from benchmarks.deliveries import TEAM, fresh
from handlers.i18n import Catalogues
from handlers.views.digests import digest as digest_view
from handlers.views.home import home_tab
from mentoring.attendance import Capacity, Presence, Said
from mentoring.clocks import use_bundled_zones
from mentoring.gatherings import Gathering
from mentoring.notes import Visibility
from mentoring.oversight import CareKind, PairFilter
from mentoring.people import Programme, Role, WorkingWeek
from mentoring.portraits import Question
from mentoring.reminders import ReminderWishes
from mentoring.risk import ReasonKind
from mentoring.services.digests import digest_now
from mentoring.services.oversight import look_after_gists
from mentoring.services.reads import whole_home
from mentoring.sessions import ChangeKind, Rsvp, SessionKind, SessionState
from storage.tables import (
    AttendeeRow,
    CareRow,
    ChangeRow,
    NoteRow,
    PairRow,
    ParticipantRow,
    PersonRow,
    PortraitRow,
    SessionRow,
    StatementRow,
)
from storage.unit_of_work import SqlUnitOfWork

STARTS, ENDS = date(2027, 1, 4), date(2027, 10, 29)
NOW = datetime(2027, 10, 11, 8, 0, tzinfo=UTC)
COUNTRIES = (("EG", "Africa/Cairo"), ("MA", "Africa/Casablanca"), ("TN", "Africa/Tunis"), ("JO", "Asia/Amman"))
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOT = 5000


@dataclass
class Rows:
    """Rows to insert, by table; many at a time, as services would take an hour for a year of a large programme."""

    engine: Engine
    kept: dict[Any, list[dict[str, Any]]]

    @classmethod
    def of(cls, engine: Engine) -> Rows:
        """None yet."""
        people = (PersonRow, ParticipantRow, PortraitRow, PairRow, CareRow)
        sessions = (SessionRow, AttendeeRow, ChangeRow, StatementRow, NoteRow)
        return cls(engine, {one: [] for one in (*people, *sessions)})

    def add(self, table: Any, **columns: Any) -> None:
        """A row more."""
        self.kept[table].append({"team_id": TEAM, **columns})

    def write(self) -> None:
        """Insert all, in the order in which they point to each other."""
        with self.engine.begin() as connection:
            for table, rows in self.kept.items():
                for at in range(0, len(rows), LOT):
                    connection.execute(insert(table.__table__), rows[at : at + LOT])


def fill(engine: Engine, pairs: int, seed: int = 1) -> Programme:
    """A programme of so many pairs, some ten months on."""
    chance = random.Random(seed)
    with SqlUnitOfWork(engine, TEAM) as unit:
        programme = unit.people.add_programme(
            Programme(
                0,
                TEAM,
                "Large",
                STARTS,
                ENDS,
                zone="Europe/Madrid",
                sessions_a_month=1,
                welcoming_since=datetime.combine(STARTS, time(9), UTC),
            )
        )
        unit.commit()
    rows = Rows.of(engine)
    coordinator = 2 * pairs + 1
    for person_id in range(1, coordinator + 1):
        _person(rows, programme, person_id, coordinator)
    for pair_id in range(1, pairs + 1):
        mentor, mentee = 2 * pair_id - 1, 2 * pair_id
        rows.add(
            PairRow,
            id=pair_id,
            programme_id=programme.id,
            mentor_id=mentor,
            mentee_id=mentee,
            starts_on=STARTS,
            link="",
        )
        _sessions(rows, programme, pair_id, (mentor, mentee), chance)
        if pair_id % 10 == 0:
            _nudged(rows, programme, pair_id, mentee, coordinator)
    for month in (1, 5, 10):
        _joint(rows, programme, datetime(2027, month, 20, 9, tzinfo=UTC), coordinator)
    rows.write()
    return programme


def _person(rows: Rows, programme: Programme, person_id: int, coordinator: int) -> None:
    country, zone = COUNTRIES[person_id % len(COUNTRIES)]
    rows.add(
        PersonRow,
        id=person_id,
        user_id=f"U{person_id}",
        email=f"p{person_id}@example.org",
        email_folded=f"p{person_id}@example.org",
        name=f"Person {person_id}",
        zone=zone,
        country=country,
        city="",
        working_week=WorkingWeek.usual(country),
        active=True,
        wishes=ReminderWishes(),
    )
    role = Role.COORDINATOR if person_id == coordinator else Role.MENTEE if person_id % 2 == 0 else Role.MENTOR
    rows.add(
        ParticipantRow,
        programme_id=programme.id,
        person_id=person_id,
        roles=frozenset({role}),
        cohort="",
        cluster=f"Cluster {person_id % 40}",
        sector="",
        title="",
    )
    rows.add(
        PortraitRow,
        programme_id=programme.id,
        person_id=person_id,
        offers_words="",
        offers_competences=(),
        needs_words="",
        needs_competences=(),
        answered=frozenset(Question) if person_id % 10 else frozenset(),
        told_at=None,
    )


def _nudged(rows: Rows, programme: Programme, pair_id: int, about: int, coordinator: int) -> None:
    rows.add(
        CareRow,
        id=f"c{pair_id:06}",
        programme_id=programme.id,
        pair_id=pair_id,
        kind=CareKind.NUDGE,
        by=coordinator,
        at=NOW - pair_id % 14 * DAY,
        text="How are you two?",
        about=about,
        until=NOW.date() + (pair_id % 14 - 7) * -DAY,
        reasons=frozenset({ReasonKind.QUIET}),
    )


def _sessions(rows: Rows, programme: Programme, pair_id: int, people: tuple[int, int], chance: random.Random) -> None:
    """A session or two a month; one pair in ten stops in summer, one session in ten is never spoken of."""
    at = datetime(2027, 1, 11, 8 + pair_id % 8, tzinfo=UTC) + chance.randrange(14) * DAY
    last = datetime(2027, 7 if chance.random() < 0.1 else 11, 1, tzinfo=UTC)
    number = 0
    while at < last:
        session_id = f"s{pair_id:06}-{number:03}"
        _session(rows, programme, session_id, at, people, pair_id=pair_id, kind=SessionKind.BILATERAL)
        if chance.random() < 0.2:
            _change(rows, session_id, ChangeKind.MOVED, people[0], at - 3 * DAY)
        if at + HOUR < NOW and chance.random() < 0.9:
            differs = chance.random() < 0.02
            for by, said in zip(people, (Said.HELD, Said.NOT_HELD if differs else Said.HELD), strict=True):
                _statement(rows, session_id, by, at + HOUR, said=said, began=at if said is Said.HELD else None)
                for about in people if said is Said.HELD else ():
                    _statement(rows, session_id, by, at + HOUR, about=about, presence=Presence.PRESENT, minutes=60)
            if chance.random() < 0.5:
                _noted(rows, session_id, people[1], at + HOUR)
        at += chance.choice((14, 21, 28, 35)) * DAY
        number += 1


def _session(
    rows: Rows, programme: Programme, session_id: str, at: datetime, people: tuple[int, ...], **columns: Any
) -> None:
    rows.add(
        SessionRow,
        id=session_id,
        programme_id=programme.id,
        state=SessionState.CONFIRMED,
        wall=at.replace(tzinfo=None),
        zone="UTC",
        fold=0,
        duration=HOUR,
        starts_at=at,
        ends_at=at + HOUR,
        tzdb="2025a",
        topic="",
        organiser_id=people[0],
        created_at=at - 14 * DAY,
        revision=1,
        link="",
        link_typed=False,
        reason="",
        **{"pair_id": None, "gathering": None, **columns},
    )
    for place, person_id in enumerate(people):
        rows.add(AttendeeRow, session_id=session_id, person_id=person_id, position=place, rsvp=Rsvp.ACCEPTED)
    _change(rows, session_id, ChangeKind.ACCEPTED, people[0], at - 14 * DAY)


def _change(rows: Rows, session_id: str, kind: ChangeKind, by: int, at: datetime) -> None:
    rows.add(ChangeRow, session_id=session_id, revision=1, kind=kind, by=by, at=at, reason="")


def _statement(rows: Rows, session_id: str, by: int, at: datetime, **said: Any) -> None:
    blank = {"about": None, "said": None, "began": None, "presence": None, "minutes": 0, "corrects": None}
    rows.add(
        StatementRow,
        session_id=session_id,
        by=by,
        at=at,
        capacity=said.pop("capacity", Capacity.PARTICIPANT),
        comment="",
        settles=False,
        **{**blank, **said},
    )


def _noted(rows: Rows, session_id: str, author_id: int, at: datetime) -> None:
    rows.add(
        NoteRow,
        session_id=session_id,
        author_id=author_id,
        text="",
        written_at=at,
        visibility=Visibility.PARTICIPANTS,
    )


def _joint(rows: Rows, programme: Programme, at: datetime, coordinator: int) -> None:
    """Everybody is in it; its host called the roll where it is over."""
    people = (coordinator, *range(1, coordinator))
    session_id = f"j{at.month:02}"
    _session(rows, programme, session_id, at, people, kind=SessionKind.JOINT, gathering=Gathering())
    if at + HOUR < NOW:
        _statement(rows, session_id, coordinator, at + HOUR, capacity=Capacity.HOST, said=Said.HELD, began=at)
        for about in people:
            presence = Presence.ABSENT if about % 5 == 0 else Presence.PRESENT
            minutes = 0 if presence is Presence.ABSENT else 60
            _statement(
                rows,
                session_id,
                coordinator,
                at + HOUR,
                capacity=Capacity.HOST,
                about=about,
                presence=presence,
                minutes=minutes,
            )


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The questions that are asked of the database while the block lasts."""
    asked: list[str] = []

    def heard(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", heard)


@dataclass(frozen=True)
class Cost:
    """Milliseconds of many rounds, those that this process computed in each, and the questions of one."""

    took: list[float]
    computed: list[float]
    questions: int

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.took)

    @property
    def p95(self) -> float:
        """Nineteen in twenty took less."""
        return sorted(self.took)[max(0, round(len(self.took) * 0.95) - 1)]


def measured(engine: Engine, call: Callable[[], object], rounds: int) -> Cost:
    """What the call costs, once it was made twice unmeasured."""
    call()
    with counted(engine) as asked:
        call()
    took, computed = [], []
    for _ in range(rounds):
        began, before = perf_counter(), process_time()
        call()
        took.append(1000 * (perf_counter() - began))
        computed.append(1000 * (process_time() - before))
    return Cost(took, computed, len(asked))


def reckon_all(engine: Engine) -> int:
    """Have the background job sum up everything; how many sessions."""
    reckoned = 0
    while made := look_after_gists(SqlUnitOfWork(engine, TEAM), now=NOW):
        reckoned += made
    return reckoned


def settle(engine: Engine) -> None:
    """As in a process that is ready, and a database that PostgreSQL has looked through, as it soon does."""
    gc.collect()
    gc.freeze()
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.exec_driver_sql("analyze")


def costs(engine: Engine, programme: Programme, pairs: int, rounds: int) -> dict[str, Cost]:
    """Home as it is opened, narrowed down and turned to a late page; the digest; each drawn as well."""
    t = Catalogues.load().translator("en")
    with SqlUnitOfWork(engine, TEAM) as unit:
        coordinator = unit.people.get(2 * pairs + 1)
        mentee = unit.people.get(2)

    def home(wanted: PairFilter, person: Any = coordinator) -> object:
        shown = whole_home(SqlUnitOfWork(engine, TEAM), actor=person, now=NOW, wanted=wanted)
        return home_tab(t, shown, NOW)

    def digest() -> object:
        found = digest_now(SqlUnitOfWork(engine, TEAM), programme.id, actor=coordinator, now=NOW)
        return digest_view(t, found, coordinator, NOW)

    return {
        "Home": measured(engine, lambda: home(PairFilter()), rounds),
        "Home, page 50": measured(engine, lambda: home(PairFilter(page=50)), rounds),
        "Home, searched": measured(engine, lambda: home(PairFilter(country="EG", words="person 12")), rounds),
        "a mentee's Home": measured(engine, lambda: home(PairFilter(), mentee), rounds),
        "digest": measured(engine, digest, max(3, rounds // 5)),
    }


def main(
    pairs: Annotated[int, typer.Option(min=1, help="Pairs of the programme.")] = 1300,
    rounds: Annotated[int, typer.Option(min=1, help="How often Home is drawn.")] = 40,
) -> None:
    """Measure a coordinator's Home and digest on SQLite and PostgreSQL."""
    use_bundled_zones()
    console = Console(width=120)
    headings = ("database", "what", "least, ms", "median", "p95", "computed, least", "median", "questions")
    table = Table(*headings, title=f"{pairs:,} pairs, ten months")
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            with fresh(url) as engine:
                programme = fill(engine, pairs)
                began, before = perf_counter(), process_time()
                reckoned = reckon_all(engine)
                took, computed = 1000 * (perf_counter() - began), 1000 * (process_time() - before)
                what = f"{reckoned:,} sessions reckoned for the first time"
                table.add_row(name, what, "", f"{took:,.0f}", "", "", f"{computed:,.0f}", "")
                settle(engine)
                for what, cost in costs(engine, programme, pairs, rounds).items():
                    passed, worked = (
                        (min(cost.took), cost.median, cost.p95),
                        (min(cost.computed), median(cost.computed)),
                    )
                    table.add_row(name, what, *(f"{one:.0f}" for one in (*passed, *worked)), str(cost.questions))
    console.print(table)
    print("load average", *(f"{one:.1f}" for one in os.getloadavg()))


if __name__ == "__main__":
    typer.run(main)
