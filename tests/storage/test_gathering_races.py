"""Several at once at one session of several: processes on PostgreSQL, whose services wait for each other's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from mentoring.circles import line, standing
from mentoring.gatherings import Audience, GatheringRequest
from mentoring.people import Person, Role
from mentoring.services.gatherings import convene, preview
from mentoring.services.rsvps import answer
from mentoring.sessions import ChangeKind, Rsvp, Session, SessionState
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, TEAM, Cohort, a_change, a_cohort
from tests.fakes import FakeHolidays
from tests.mentoring.circle import more_mentees

ROUNDS = 8
InProcesses = Callable[[str, list[list[str]]], list[str]]

ACT = """
import sys
from datetime import datetime, timedelta
from mentoring.clocks import use_bundled_zones
from mentoring.errors import Refused
from mentoring.gatherings import Audience
from mentoring.services import hosting
from mentoring.services.answers import cancel
from mentoring.services.rsvps import answer, let_time_pass
from mentoring.sessions import Rsvp
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW

url, user, verbs, *sessions = sys.argv[1:]
use_bundled_zones()
engine = make_engine(url)

def uow():
    return SqlUnitOfWork(engine, "T1")

with uow() as unit:
    actor, luca = unit.people.by_user(user), unit.people.by_user("ULUCA")
at = {"actor": actor, "now": NOW + timedelta(minutes=10)}
pauls = Audience(people=frozenset({actor.id + 1}))
acts = {
    "yes": lambda one: answer(uow(), one, Rsvp.ACCEPTED, **at),
    "no": lambda one: answer(uow(), one, Rsvp.DECLINED, **at),
    "maybe": lambda one: answer(uow(), one, Rsvp.TENTATIVE, **at),
    "cancel": lambda one: hosting.cancel_gathering(uow(), one, reason="", **at),
    "move": lambda one: hosting.move_gathering(
        uow(), one, wall=datetime(2027, 2, 1 + int(one[-1]), 18), zone="Europe/Paris", fold=None, **at
    ),
    "more": lambda one: hosting.change_capacity(uow(), one, 3, **at),
    "fewer": lambda one: hosting.change_capacity(uow(), one, 1, **at),
    "remove": lambda one: hosting.remove(uow(), one, luca.id, **at),
    "invite": lambda one: hosting.invite(uow(), one, Audience(everybody=True), **at),
    "late": lambda one: hosting.run_late(uow(), one, minutes=5, **at),
    "wait": lambda one: let_time_pass(uow(), now=NOW + timedelta(days=3)),
    "free": lambda one: cancel(uow(), "pair" + one[-1], reason="", **at),
}
print("ready", flush=True)
sys.stdin.readline()
said = []
for session in sessions:
    for verb in verbs.split():
        try:
            acts[verb](session)
            said.append(verb)
        except Refused as refused:
            said.append(type(refused).__name__)
print(" ".join(said))
engine.dispose()
"""


@dataclass
class Hall:
    """Some sessions of Awa's on a real database, one a day, and the people of it."""

    url: str
    engine: Engine
    cast: Cohort
    mei: Person
    noor: Person
    paul: Person
    sessions: list[str]

    def uow(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self.engine, TEAM)

    def say(self, person: Person, said: Rsvp, now: datetime = NOW) -> None:
        for one in self.sessions:
            answer(self.uow(), one, said, actor=person, now=now)

    def kept(self) -> list[Session]:
        with self.uow() as uow:
            return [uow.sessions.get(one) for one in self.sessions]

    def rsvps(self, person: Person) -> list[Rsvp | None]:
        return [mine.rsvp if (mine := one.attendee(person.id)) else None for one in self.kept()]

    def told(self, person: Person, change: ChangeKind) -> Counter[str]:
        """How often the person is told of this, by session; several at once are several lines."""
        with self.uow() as uow:
            news = [one for session in self.sessions for one in uow.deliveries.of_session(session)]
        found = [one for one in news if (one.recipient_id, one.change, one.kind) == (person.id, change, "session_news")]
        return Counter(str(one.session_id) for one in found)

    def run(self, in_processes: InProcesses, *acts: tuple[str, str]) -> list[list[str]]:
        """What became of each act of each Slack user, in the order of the sessions."""
        outcomes = in_processes(ACT, [[self.url, user, verbs, *self.sessions] for user, verbs in acts])
        return [one.split() for one in outcomes]


@pytest.fixture
def hall(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    engine = make_engine(postgresql_url)
    with SqlUnitOfWork(engine, TEAM) as uow:
        cast = a_cohort(uow)
        mei, noor, paul = more_mentees(uow, cast)
        uow.commit()
    hall = Hall(postgresql_url, engine, cast, mei, noor, paul, [])
    for number in range(ROUNDS):
        request = GatheringRequest(
            zone="Europe/Paris",
            wall=datetime(2027, 2, 1 + number, 15),
            audience=Audience(roles=frozenset({Role.MENTEE})),
            capacity=1,
        )
        monkeypatch.setattr("secrets.token_hex", lambda _length, number=number: f"S{number}")
        shown = preview(hall.uow(), request, actor=cast.awa, now=NOW, holidays=FakeHolidays())
        hall.sessions.append(convene(hall.uow(), shown.draft.id, actor=cast.awa, now=NOW).id)
    yield hall
    engine.dispose()


def test_race_for_the_last_place_has_one_winner_and_the_others_wait(hall: Hall, in_processes: InProcesses) -> None:
    users = ("ULUCA", "UFATIMA", "U000MEI", "U001NOOR")
    assert hall.run(in_processes, *((user, "yes") for user in users)) == [["yes"] * ROUNDS] * 4
    for session in hall.kept():
        counted = standing(session)
        assert (counted.accepted, counted.waiting, counted.offered, counted.pending) == (1, 3, 0, 1)
        assert len(line(session)) == 3


def test_race_of_promotion_against_leaving_gives_the_place_to_who_still_waits(
    hall: Hall, in_processes: InProcesses
) -> None:
    for minute, one in enumerate((hall.cast.luca, hall.mei, hall.noor)):
        hall.say(one, Rsvp.ACCEPTED, NOW + timedelta(minutes=minute))
    hall.run(in_processes, ("ULUCA", "no"), ("U000MEI", "no"))
    assert hall.rsvps(hall.cast.luca) == hall.rsvps(hall.mei) == [Rsvp.DECLINED] * ROUNDS
    assert hall.rsvps(hall.noor) == [Rsvp.OFFERED] * ROUNDS
    assert hall.told(hall.noor, ChangeKind.OFFERED) == dict.fromkeys(hall.sessions, 1)
    assert set(hall.told(hall.mei, ChangeKind.OFFERED).values()) <= {1}


def test_race_of_a_move_against_a_yes_never_leaves_two_sessions_at_one_hour(
    hall: Hall, in_processes: InProcesses
) -> None:
    with hall.uow() as uow:
        for number in range(ROUNDS):
            other = hall.cast.session(
                f"2027-02-{1 + number:02} 18:30", id=f"pair{number}", people=(hall.mei.id, hall.cast.ines.id)
            )
            uow.sessions.add(other, a_change(other))
        uow.commit()
    moves, answers = hall.run(in_processes, ("UAWA", "move"), ("U000MEI", "yes"))
    assert moves == ["move"] * ROUNDS
    assert set(answers) <= {"yes", "Overlap"}
    assert hall.rsvps(hall.mei) == [Rsvp.PENDING] * ROUNDS
    clashes = hall.told(hall.mei, ChangeKind.MOVE_CLASHES)
    expected = {one for one, outcome in zip(hall.sessions, answers, strict=True) if outcome == "yes"}
    assert clashes == dict.fromkeys(expected, 1)


def test_race_of_cancelling_against_answering_ends_cancelled_and_holds_nothing(
    hall: Hall, in_processes: InProcesses
) -> None:
    cancelled, answers = hall.run(in_processes, ("UAWA", "cancel"), ("ULUCA", "yes"))
    assert cancelled == ["cancel"] * ROUNDS
    assert set(answers) <= {"yes", "AlreadySettled"}
    assert {one.state for one in hall.kept()} == {SessionState.CANCELLED}
    outcome = {"yes": Rsvp.ACCEPTED, "AlreadySettled": Rsvp.PENDING}
    assert hall.rsvps(hall.cast.luca) == [outcome[one] for one in answers]
    with hall.uow() as uow:
        for one in hall.kept():
            assert uow.sessions.holding(one.people, one.when) == []
    assert hall.told(hall.cast.luca, ChangeKind.CANCELLED) == dict.fromkeys(hall.sessions, 1)


def test_storm_of_all_of_it_neither_hangs_nor_breaks_a_rule(hall: Hall, in_processes: InProcesses) -> None:
    outcomes = hall.run(
        in_processes,
        ("ULUCA", "yes no yes maybe yes"),
        ("UFATIMA", "yes maybe no yes no"),
        ("U000MEI", "no yes no yes yes"),
        ("UAWA", "more remove invite late fewer more wait"),
        ("UINES", "invite wait remove more invite wait"),
    )
    allowed = {"NoSuchSession", "TooFewPlaces"}
    verbs = {"yes", "no", "maybe", "more", "remove", "invite", "late", "fewer", "wait"}
    assert {one for each in outcomes for one in each} <= verbs | allowed
    for session in hall.kept():
        counted = standing(session)
        assert session.gathering is not None
        assert counted.accepted + counted.offered <= (session.gathering.capacity or 99)
        assert counted.waiting == 0 or counted.free == 0
        with hall.uow() as uow:
            lines = uow.sessions.history(session.id)
        assert [one.revision for one in lines] == list(range(1, session.revision + 1))
