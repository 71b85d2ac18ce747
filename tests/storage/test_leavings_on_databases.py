"""Steps out of programmes and pairs on real databases, and two coordinators at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, text

from mentoring.errors import AlreadyOut, Overlap, PairOver, Refused
from mentoring.leavings import LeaveRequest, ReplacementRequest
from mentoring.people import Participant, Person, Role
from mentoring.ports import UnitOfWork
from mentoring.services import leavings, pair_endings
from mentoring.services.concerns import confide, confidence
from mentoring.services.reads import home
from mentoring.sessions import SessionState
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import TEAM, a_change, a_cohort, a_person
from tests.conftest import A_KEYRING
from tests.mentoring.leaving import LEFT, MONTH_FIVE, PAUSED, WHY


class Programme:
    """The cohort with a second mentor, a second coordinator and a session to come, in a database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with self.uow() as uow:
            self.cast = a_cohort(uow)
            self.zoe, self.karim = self._joins(uow, "Zoé", Role.MENTOR), self._joins(uow, "Karim", Role.COORDINATOR)
            self.session = self.cast.session("2027-05-18 15:00")
            uow.sessions.add(self.session, a_change(self.session))
            uow.commit()

    def uow(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine, TEAM, cipher=A_KEYRING)

    def _joins(self, uow: UnitOfWork, name: str, role: Role) -> Person:
        person = uow.people.add(a_person(name, id=0, user_id=f"U{name}", email=f"{name}@example.org"))
        uow.people.enrol(Participant(self.cast.programme.id, person, frozenset({role})))
        return person

    def replacement(self, mentor: Person, actor: Person) -> Callable[[], object]:
        """A coordinator has looked at a replacement and is about to confirm it."""
        request, at = ReplacementRequest(mentor.id, hand_over=True, why=WHY), {"actor": actor, "now": MONTH_FIVE}
        pair_id = self.cast.pair.id
        mark = pair_endings.preview_replacement(self.uow(), pair_id, request, **at).mark  # type: ignore[arg-type]
        return lambda: pair_endings.replace_mentor(self.uow(), pair_id, request, mark=mark, **at)  # type: ignore[arg-type]

    def leave(self, person: Person, request: LeaveRequest, actor: Person) -> Callable[[], object]:
        """A coordinator has looked at what somebody's leave would change and is about to confirm it."""
        about, at = (self.cast.programme.id, person.id), {"actor": actor, "now": MONTH_FIVE}
        mark = leavings.preview_leave(self.uow(), *about, request, **at).mark  # type: ignore[arg-type]
        return lambda: leavings.step_out(self.uow(), *about, request, mark=mark, **at)  # type: ignore[arg-type]


@pytest.fixture
def programme(engine: Engine) -> Programme:
    return Programme(engine)


def at_once(*calls: Callable[[], object]) -> list[str]:
    """What comes of calls that begin together, by the name of the refusal or of the value."""
    together = Barrier(len(calls))

    def call(one: Callable[[], object]) -> str:
        together.wait(timeout=20)
        try:
            return type(one()).__name__
        except Refused as refused:
            return type(refused).__name__

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(call, calls))


def test_a_mentor_is_replaced_and_the_new_pair_begins(programme: Programme) -> None:
    programme.replacement(programme.zoe, programme.cast.ines)()
    cast = programme.cast
    with programme.uow() as uow:
        ending = uow.leavings.ending(cast.pair.id)
        assert ending is not None
        assert ending.why == WHY
        assert uow.sessions.get(programme.session.id).state is SessionState.CANCELLED
        assert [one.id for one in uow.sessions.upcoming(programme.zoe.id, MONTH_FIVE)] == list(ending.handed_over)
    assert [one.name for one in home(programme.uow(), actor=cast.luca, now=MONTH_FIVE).partners] == ["Zoé"]


def test_of_two_who_replace_a_mentor_one_is_told(programme: Programme) -> None:
    ines, karim = (programme.replacement(programme.zoe, who) for who in (programme.cast.ines, programme.karim))
    assert at_once(ines, karim) == ["Pair", PairOver.__name__]
    with programme.uow() as uow:
        assert len(uow.people.pairs(programme.cast.programme.id)) == 2


def test_of_two_who_let_somebody_pause_one_is_told(programme: Programme) -> None:
    request = LeaveRequest(PAUSED, why=WHY)
    calls = [programme.leave(programme.cast.luca, request, who) for who in (programme.cast.ines, programme.karim)]
    assert at_once(*calls) == [AlreadyOut.__name__, "Leave"]
    with programme.uow() as uow:
        assert len(uow.leavings.open_leaves(programme.cast.programme.id)) == 1


def test_both_of_a_pair_leave_at_once(programme: Programme) -> None:
    cast, request = programme.cast, LeaveRequest(LEFT, why=WHY)
    at_once(programme.leave(cast.luca, request, cast.ines), programme.leave(cast.awa, request, programme.karim))
    with programme.uow() as uow:
        assert uow.leavings.ending(cast.pair.id) is not None
        assert uow.sessions.get(programme.session.id).state is SessionState.CANCELLED


def test_hours_of_the_new_mentor_cannot_overlap(programme: Programme) -> None:
    programme.replacement(programme.zoe, programme.cast.ines)()
    people = (programme.zoe.id, programme.cast.fatima.id)
    late = programme.cast.session("2027-05-18 15:30", id="late", pair_id=None, people=people)
    with programme.uow() as uow, pytest.raises(Overlap):
        uow.sessions.add(late, a_change(late))


def test_coming_back_and_pauses_that_end(programme: Programme) -> None:
    cast = programme.cast
    programme.leave(cast.luca, LeaveRequest(PAUSED, MONTH_FIVE.date(), why=WHY), cast.ines)()
    with programme.uow() as uow:
        assert uow.people.pair(cast.pair.id).paused
    assert not leavings.end_pauses(programme.uow(), now=MONTH_FIVE)
    assert leavings.end_pauses(programme.uow(), now=MONTH_FIVE.replace(day=11))
    with programme.uow() as uow:
        assert not uow.people.pair(cast.pair.id).paused


def test_what_was_written_in_confidence_or_as_a_reason_stands_nowhere_in_the_clear(programme: Programme) -> None:
    cast, words = programme.cast, "Awa never finds an hour"
    at = {"pair_id": cast.pair.id, "actor": cast.luca, "now": MONTH_FIVE, "token": "t1"}
    concern = confide(programme.uow(), cast.programme.id, cast.ines.id, words, **at)  # type: ignore[arg-type]
    programme.leave(cast.luca, LeaveRequest(LEFT, why=WHY), cast.ines)()
    assert confidence(programme.uow(), concern.id, actor=cast.ines).words[0].text == words
    with programme.engine.connect() as connection:
        tables = ("leaves", "pair_endings", "concerns", "concern_words", "deliveries", "changes", "sessions")
        kept = "".join(str(connection.execute(text(f"select * from {table}")).all()) for table in tables)
    assert words not in kept
    assert WHY.written not in kept
