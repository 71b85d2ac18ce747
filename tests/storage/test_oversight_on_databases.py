"""Figures summed up by a database beside those counted in memory, whatever happens to sessions, and as time goes by."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from mentoring.attendance import Capacity, Presence, Said, Statement
from mentoring.clocks import Anchor
from mentoring.gatherings import Gathering
from mentoring.notes import Note
from mentoring.oversight import ProgrammeTotals
from mentoring.people import Pair
from mentoring.ports import UnitOfWork
from mentoring.rules.attendance import settled
from mentoring.rules.gists import gist_of
from mentoring.services.oversight import look_after_gists, months_of, reckon, survey
from mentoring.sessions import ChangeKind, Session, SessionKind, SessionState
from storage.oversight import SqlOversight
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import TEAM, Cohort, a_change, a_cohort, a_pair
from tests.conftest import A_KEYRING
from tests.fakes import FakeStore, FakeUnitOfWork

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FIRST = datetime(2027, 1, 11, 14, tzinfo=UTC)
STEPS, BETWEEN = 60, 12

MakeUow = Callable[[], UnitOfWork]


@dataclass
class Town:
    """Two pairs of one programme in one store, and the sessions there as they are now."""

    make: MakeUow
    cohort: Cohort
    pairs: tuple[Pair, Pair]
    sessions: dict[str, Session] = field(default_factory=dict)

    @classmethod
    def of(cls, make: MakeUow) -> Town:
        with make() as uow:
            cohort = a_cohort(uow)
            second = a_pair(cohort.awa, cohort.fatima, programme_id=cohort.programme.id)
            town = cls(make, cohort, (cohort.pair, uow.people.add_pair(second)))
            uow.commit()
        return town

    def do(self, does: Callable[[UnitOfWork], object]) -> None:
        with self.make() as uow:
            does(uow)
            uow.commit()

    def book(self, name: str, anchor: Anchor, which: int, joint: bool) -> None:
        pair = self.pairs[which]
        people = (pair.mentor_id, pair.mentee_id)
        session = self.cohort.session(id=name, anchor=anchor, pair_id=pair.id, people=people)
        if joint:
            session = replace(session, kind=SessionKind.JOINT, pair_id=None, gathering=Gathering())
        self.sessions[name] = session
        self.do(lambda uow: uow.sessions.add(session, a_change(session)))

    def change(self, name: str, kind: ChangeKind, **changes: Any) -> None:
        before = self.sessions[name]
        session = replace(before, revision=before.revision + 1, **changes)
        self.sessions[name] = session
        self.do(lambda uow: uow.sessions.update(session, a_change(session, kind)))

    def say(self, name: str, place: int, at: datetime, **said: Any) -> None:
        first, second = self.sessions[name].attendees
        by = (first, second)[place].person_id
        about = first.person_id if "presence" in said else None
        word = Statement(0, name, by, Capacity.PARTICIPANT, at, about=about, **said)
        self.do(lambda uow: uow.statements.add(word))

    def note(self, name: str) -> None:
        author = self.sessions[name].attendees[0].person_id
        self.do(lambda uow: uow.notes.add(Note(0, name, author, "We met", FIRST)))

    def stands(self, now: datetime) -> tuple[ProgrammeTotals, object]:
        """All figures at this time, by names, since ids are each store's own."""
        with self.make() as uow:
            programme = uow.people.programme(self.cohort.programme.id)
            reckon(uow, [programme])
            found = survey(uow, programme, now, now.date())
            months = months_of(uow, programme, now)
            uow.commit()
        rows = [
            (one.couple.mentee.name, one.figures, [replace(x, people=()) for x in one.risk.parts]) for one in found.rows
        ]
        return found.totals, (rows, found.unsettled, months)


class Story:
    """What happens by chance, alike in every town."""

    def __init__(self, seed: int, towns: list[Town]) -> None:
        self.chance = random.Random(seed)
        self.days = iter(self.chance.sample(range(200), 200))
        self.towns = towns

    def happen(self) -> None:
        """Something: mostly that somebody speaks."""
        known = list(self.towns[0].sessions.values())
        name = f"S{len(known):03}"
        if len(known) < 3 or self.chance.random() < 0.25:
            self.everywhere(Town.book, name, self.anchor(), self.chance.randrange(2), self.chance.random() < 0.2)
            return
        session = self.chance.choice(known)
        happens = self.chance.choice((self.close, self.move, self.note, *[self.speak] * 5))
        happens(session)

    def everywhere(self, does: Callable[..., None], *args: Any, **said: Any) -> None:
        for town in self.towns:
            does(town, *args, **said)

    def anchor(self) -> Anchor:
        return Anchor((FIRST + next(self.days) * DAY).replace(tzinfo=None), "UTC")

    def close(self, session: Session) -> None:
        self.everywhere(Town.change, session.id, ChangeKind.CANCELLED, state=SessionState.CANCELLED)

    def move(self, session: Session) -> None:
        self.everywhere(Town.change, session.id, ChangeKind.MOVED, anchor=self.anchor())

    def note(self, session: Session) -> None:
        self.everywhere(Town.note, session.id)

    def speak(self, session: Session) -> None:
        place, at = self.chance.randrange(2), session.when.end + self.chance.randrange(20) * DAY
        said = self.chance.choice((Said.HELD, Said.HELD, Said.NOT_HELD, None))
        began = session.when.start + DAY if said is Said.HELD and self.chance.random() < 0.3 else None
        settles = self.chance.random() < 0.1
        self.everywhere(Town.say, session.id, place, at, said=said, began=began, settles=settles)
        if said is Said.HELD:
            minutes = self.chance.choice((55, 60, 90))
            self.everywhere(Town.say, session.id, place, at, presence=Presence.PRESENT, minutes=minutes)


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_a_database_sums_up_what_memory_counts(engine: Engine, seed: int) -> None:
    store = FakeStore()
    memory = Town.of(lambda: FakeUnitOfWork(store, TEAM))
    database = Town.of(lambda: SqlUnitOfWork(engine, TEAM, cipher=A_KEYRING))
    story = Story(seed, [memory, database])
    for step in range(1, STEPS + 1):
        story.happen()
        if step % BETWEEN == 0:
            for later in (0, 40, 47, 48, 120, 400):
                now = FIRST + later * DAY + HOUR
                assert database.stands(now) == memory.stands(now)


def test_a_laxer_policy_ends_a_difference_at_once(engine: Engine) -> None:
    town, now = Town.of(lambda: SqlUnitOfWork(engine, TEAM, cipher=A_KEYRING)), FIRST + 400 * DAY
    town.book("S1", Anchor(FIRST.replace(tzinfo=None), "UTC"), 0, joint=False)
    for place, minutes in enumerate((60, 90)):
        town.say("S1", place, FIRST + DAY, said=Said.HELD)
        town.say("S1", place, FIRST + DAY, presence=Presence.PRESENT, minutes=minutes)
    assert town.stands(now)[0].held == 0
    policy = replace(town.cohort.programme.attendance, same_within=timedelta(minutes=30))
    town.do(lambda uow: uow.people.update_programme(replace(town.cohort.programme, attendance=policy)))
    assert town.stands(now)[0].held == 1


def test_what_is_left_to_reckon_is_done_a_little_at_a_time(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town.of(lambda: SqlUnitOfWork(engine, TEAM, cipher=A_KEYRING))
    for number in range(7):
        town.book(f"S{number}", Anchor((FIRST + number * DAY).replace(tzinfo=None), "UTC"), 0, joint=False)
    unreckoned = SqlOversight.unreckoned
    monkeypatch.setattr(SqlOversight, "unreckoned", lambda self, programme_id: unreckoned(self, programme_id, 3))
    made = [look_after_gists(SqlUnitOfWork(engine, TEAM), now=FIRST) for _ in range(4)]
    assert made == [3, 3, 1, 0]
    with SqlUnitOfWork(engine, TEAM) as uow:
        assert survey(uow, town.cohort.programme, FIRST).totals.planned == 7


def test_what_is_said_while_another_process_reckons_is_reckoned_next(swept_postgresql: Engine) -> None:
    town = Town.of(lambda: SqlUnitOfWork(swept_postgresql, TEAM, cipher=A_KEYRING))
    town.book("S1", Anchor(FIRST.replace(tzinfo=None), "UTC"), 0, joint=False)
    programme, now = town.cohort.programme, FIRST + 400 * DAY
    with town.make() as reckoning:
        found = reckoning.oversight.unreckoned(programme.id)
        before = gist_of(
            town.sessions["S1"], settled(town.sessions["S1"], (), programme.attendance), programme.attendance
        )
        for place in (0, 1):
            town.say("S1", place, FIRST + DAY, said=Said.HELD)
        reckoning.oversight.keep_gists([before], found)
        reckoning.commit()
    assert town.stands(now)[0].held == 1


def test_two_processes_never_reckon_one_programme_at_once(swept_postgresql: Engine) -> None:
    town = Town.of(lambda: SqlUnitOfWork(swept_postgresql, TEAM, cipher=A_KEYRING))
    town.book("S1", Anchor(FIRST.replace(tzinfo=None), "UTC"), 0, joint=False)
    with town.make() as first, swept_postgresql.connect() as second:
        assert list(first.oversight.unreckoned(town.cohort.programme.id)) == ["S1"]
        locked = text("select id from programmes for no key update skip locked")
        assert second.execute(locked).all() == []
