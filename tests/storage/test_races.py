"""Several at once on a real database: threads on both kinds, processes on PostgreSQL."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Engine, make_url, orm
from sqlalchemy.event import listen, remove
from sqlalchemy.exc import DBAPIError, OperationalError

from mentoring.errors import Overlap, Refused
from mentoring.messages import Delivery, Means, Pace, Rhythm
from mentoring.services.answers import accept, expire_proposals
from mentoring.services.attendance import say_it_took_place
from mentoring.sessions import Proposal, Rsvp, SessionState
from storage import deliveries
from storage.engine import make_engine
from storage.revisions import head
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, TEAM, Cohort, a_change, a_cohort, a_delivery, a_draft, an_anchor

RACERS = 6
R = TypeVar("R")


@pytest.fixture
def cohort(engine: Engine) -> Cohort:
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        unit.commit()
    return cohort


def race(run: Callable[[int], R]) -> list[R]:
    """What each of the racers got; all of them start at the same moment."""
    start = threading.Barrier(RACERS, timeout=30)

    def begin(number: int) -> R:
        start.wait()
        return run(number)

    with ThreadPoolExecutor(RACERS) as pool:
        return list(pool.map(begin, range(RACERS)))


def test_race_for_one_slot_has_one_winner(engine: Engine, cohort: Cohort) -> None:
    def book(number: int) -> str:
        people = (cohort.awa.id, cohort.luca.id) if number % 2 else (cohort.luca.id, cohort.awa.id)
        session = cohort.session(f"2027-01-26 15:{number:02}", id=f"S{number}", people=people)
        with SqlUnitOfWork(engine, TEAM) as unit:
            try:
                unit.sessions.add(session, a_change(session))
            except Overlap:
                return "overlap"
            unit.commit()
            return "booked"

    assert Counter(race(book)) == {"booked": 1, "overlap": RACERS - 1}
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert len(unit.sessions.upcoming(cohort.awa.id, NOW)) == 1


def test_race_of_taps_says_it_once(engine: Engine, cohort: Cohort) -> None:
    session = cohort.session()
    with SqlUnitOfWork(engine, TEAM) as unit:
        unit.sessions.add(session, a_change(session))
        unit.commit()

    def tap(number: int) -> int:
        actor = (cohort.awa, cohort.luca)[number % 2]
        voice = say_it_took_place(SqlUnitOfWork(engine, TEAM), "S1", actor=actor, now=session.when.end)
        return len(voice.details.attendance.trail)

    assert set(race(tap)) <= {3, 6}
    with SqlUnitOfWork(engine, TEAM) as unit:
        said = [(one.by, one.about) for one in unit.statements.of_session("S1")]
    awa, luca = cohort.awa.id, cohort.luca.id
    assert Counter(said) == {(by, about): 1 for by in (awa, luca) for about in (None, awa, luca)}


@pytest.mark.parametrize("hour", range(10, 16))
def test_an_answer_in_the_last_moment_is_not_overwritten(engine: Engine, cohort: Cohort, hour: int) -> None:
    anchor = an_anchor(f"2027-01-26 {hour}:00")
    offer = Proposal(anchor, timedelta(hours=1), by=cohort.luca.id, expires_at=NOW + timedelta(days=3))
    session = cohort.session(f"2027-01-26 {hour}:00", state=SessionState.PROPOSED, proposal=offer)
    with SqlUnitOfWork(engine, TEAM) as unit:
        unit.sessions.add(session, a_change(session))
        unit.commit()

    def answer_or_expire(number: int) -> str:
        unit = SqlUnitOfWork(engine, TEAM)
        if number % 2:
            return "expired" if expire_proposals(unit, now=offer.expires_at) else ""
        try:
            accept(unit, session.id, session.revision, actor=cohort.awa, now=offer.expires_at - timedelta(seconds=1))
        except Refused:
            return ""
        return "confirmed"

    said = {word for word in race(answer_or_expire) if word}
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert {unit.sessions.get(session.id).state} == said


def test_race_around_a_ring_of_pairs_neither_hangs_nor_overlaps(engine: Engine, cohort: Cohort) -> None:
    ring = [cohort.awa.id, cohort.luca.id, cohort.fatima.id]

    def book(number: int) -> str:
        people = (ring[number % 3], ring[(number + 1) % 3])
        session = cohort.session(id=f"S{number}", people=people)
        with SqlUnitOfWork(engine, TEAM) as unit:
            try:
                unit.sessions.add(session, a_change(session))
            except Overlap:
                return "overlap"
            unit.commit()
            return "booked"

    assert Counter(race(book)) == {"booked": 1, "overlap": RACERS - 1}


def test_race_to_move_two_sessions_into_one_slot_has_one_winner(engine: Engine, cohort: Cohort) -> None:
    sessions = [cohort.session(f"2027-01-{10 + number} 15:00", id=f"S{number}") for number in range(RACERS)]
    with SqlUnitOfWork(engine, TEAM) as unit:
        for session in sessions:
            unit.sessions.add(session, a_change(session))
        unit.commit()

    def move(number: int) -> str:
        moved = replace(sessions[number], anchor=an_anchor("2027-02-01 10:00"), revision=2)
        with SqlUnitOfWork(engine, TEAM) as unit:
            try:
                unit.sessions.update(moved, a_change(moved))
            except Overlap:
                return "overlap"
            unit.commit()
            return "moved"

    assert Counter(race(move)) == {"moved": 1, "overlap": RACERS - 1}


def test_draft_is_taken_by_one_of_many(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as unit:
        unit.sessions.keep_draft(a_draft())
        unit.commit()

    def take(_number: int) -> bool:
        with SqlUnitOfWork(engine, TEAM) as unit:
            taken = unit.sessions.take_draft("D1")
            unit.commit()
            return taken

    assert Counter(race(take)) == {True: 1, False: RACERS - 1}


def test_request_is_first_for_one_of_many(engine: Engine) -> None:
    def remember(_number: int) -> bool:
        with SqlUnitOfWork(engine, TEAM) as unit:
            first = unit.seen.first_time("Ev1", NOW)
            unit.commit()
            return first

    assert Counter(race(remember)) == {True: 1, False: RACERS - 1}


def test_no_delivery_is_claimed_twice(engine: Engine) -> None:
    planned = [f"k{number:03}" for number in range(60)]
    with SqlUnitOfWork(engine, TEAM) as unit:
        unit.deliveries.plan([a_delivery(key) for key in planned])
        unit.commit()

    def claim_all(number: int) -> list[str]:
        claimed: list[str] = []
        while True:
            with SqlUnitOfWork(engine, "") as unit:
                one = unit.deliveries.claim(NOW, owner=f"w{number}", lease_until=NOW + timedelta(minutes=1))
                unit.commit()
            if one is None:
                return claimed
            assert (one.generation, one.lease_owner) == (1, f"w{number}")
            claimed.append(one.key)

    assert sorted(key for claimed in race(claim_all) for key in claimed) == planned


def test_same_deliveries_planned_by_many_are_kept_once(engine: Engine) -> None:
    def plan(number: int) -> int:
        keys = [f"k{place}" for place in range(50)]
        with SqlUnitOfWork(engine, TEAM) as unit:
            planned = unit.deliveries.plan([a_delivery(key) for key in (keys if number % 2 else keys[::-1])])
            unit.commit()
            return planned

    assert sum(race(plan)) == 50


def test_locked_people_are_read_as_the_last_writer_left_them(engine: Engine, cohort: Cohort) -> None:
    """Each racer reads, locks, reads again and counts up: no update is lost, though all had read the old one."""

    def count_up(_number: int) -> None:
        with SqlUnitOfWork(engine, TEAM) as unit:
            unit.people.get(cohort.awa.id)
            unit.people.lock([cohort.luca.id, cohort.awa.id])
            awa = unit.people.get(cohort.awa.id)
            unit.people.update(replace(awa, city=f"{awa.city}+"))
            unit.commit()

    race(count_up)
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert unit.people.get(cohort.awa.id).city == "Marseille" + "+" * RACERS


def test_booking_waits_for_whoever_locked_its_people(postgresql_url: str) -> None:
    in_haste = make_url(postgresql_url).update_query_dict({"options": "-c lock_timeout=50ms"})
    engine, hasty = make_engine(postgresql_url), make_engine(in_haste.render_as_string(hide_password=False))
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        unit.commit()
        unit.people.lock([cohort.luca.id])
        with SqlUnitOfWork(hasty, TEAM) as other, pytest.raises(OperationalError, match="lock timeout"):
            other.sessions.add(cohort.session(), a_change(cohort.session()))
    hasty.dispose()
    engine.dispose()


def test_a_process_that_stands_still_in_a_claim_keeps_the_slots_from_nobody_for_long(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "SLOTS_HELD", "300ms")
    engine = make_engine(postgresql_url)
    pace = Pace({Means.POST: Rhythm(timedelta(milliseconds=1))})
    with SqlUnitOfWork(engine, TEAM) as unit:
        unit.deliveries.plan([a_delivery(key) for key in ("first", "second", "third")])
        unit.commit()

    def claim(unit: SqlUnitOfWork, second: int) -> Delivery | None:
        now = NOW + timedelta(seconds=second)
        return unit.deliveries.claim(now, owner="worker", lease_until=NOW, pace=pace)

    with SqlUnitOfWork(engine, "") as unit:
        assert claim(unit, 0)
        unit.commit()
    with SqlUnitOfWork(engine, "") as stopped:
        assert claim(stopped, 1)
        with SqlUnitOfWork(engine, "") as other:
            assert claim(other, 2) is None
        for _ in range(100):
            with SqlUnitOfWork(engine, "") as other:
                if claim(other, 3):
                    break
            threading.Event().wait(0.1)
        else:
            pytest.fail("the slots are still held")
        with pytest.raises(DBAPIError, match="idle-in-transaction"):
            stopped.commit()
    engine.dispose()


@pytest.fixture
def rows_stay_in_memory() -> Iterator[None]:
    """Keep every row object alive, as a garbage collector may, so that SQLAlchemy could answer from them."""
    alive: list[object] = []

    def keep(_transaction: orm.Session, row: object) -> None:
        alive.append(row)

    listen(orm.Session, "loaded_as_persistent", keep)
    listen(orm.Session, "pending_to_persistent", keep)
    yield
    remove(orm.Session, "loaded_as_persistent", keep)
    remove(orm.Session, "pending_to_persistent", keep)


@pytest.mark.usefixtures("rows_stay_in_memory")
def test_everything_is_read_anew_inside_one_unit_of_work(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        session = cohort.session()
        unit.sessions.add(session, a_change(session))
        unit.sessions.keep_draft(a_draft())
        unit.deliveries.plan([a_delivery()])
        unit.deliveries.get(a_delivery().key)
        unit.commit()
        answered = replace(session.with_answer(cohort.luca.id, Rsvp.DECLINED), reason="Fiera", revision=2)
        with SqlUnitOfWork(engine, TEAM) as other:
            other.sessions.update(answered, a_change(answered))
            other.sessions.take_draft("D1")
            other.deliveries.claim(NOW, owner="other", lease_until=NOW)
            other.people.update(replace(cohort.luca, city="Bari"))
            other.commit()
        assert unit.people.get(cohort.luca.id).city == "Bari"
        assert unit.sessions.upcoming(cohort.luca.id, NOW) == [answered]
        assert unit.sessions.get("S1") == answered
        assert unit.sessions.draft("D1") == a_draft(used=True)
        assert unit.deliveries.get(a_delivery().key).lease_owner == "other"
    engine.dispose()


BOOK = """
import sys
from mentoring.clocks import use_bundled_zones
from mentoring.errors import Overlap
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import a_change, a_session

url, number, programme, pair, *people = sys.argv[1:]
use_bundled_zones()
session = a_session(id=number, programme_id=int(programme), pair_id=int(pair), people=map(int, people))
engine = make_engine(url)
with SqlUnitOfWork(engine, "T1") as unit:
    unit.people.programmes()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        unit.sessions.add(session, a_change(session))
        unit.commit()
        print("booked")
    except Overlap:
        print("overlap")
engine.dispose()
"""

UPGRADE = """
import sys
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.revisions import current

print("ready", flush=True)
sys.stdin.readline()
engine = make_engine(sys.argv[1])
upgrade(engine)
print(current(engine))
engine.dispose()
"""


def test_race_of_processes_for_one_slot_has_one_winner(
    postgresql_url: str, in_processes: Callable[[str, list[list[str]]], list[str]]
) -> None:
    engine = make_engine(postgresql_url)
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        unit.commit()
    ids = [str(one) for one in (cohort.programme.id, cohort.pair.id, cohort.awa.id, cohort.luca.id)]
    outcomes = in_processes(BOOK, [[postgresql_url, f"S{number}", *ids] for number in range(4)])
    assert sorted(outcomes) == ["booked", "overlap", "overlap", "overlap"]
    with SqlUnitOfWork(engine, TEAM) as unit:
        assert len(unit.sessions.upcoming(cohort.luca.id, NOW)) == 1
    engine.dispose()


def test_processes_that_start_at_once_bring_one_database_up_to_date(
    empty_database_url: str, in_processes: Callable[[str, list[list[str]]], list[str]]
) -> None:
    assert in_processes(UPGRADE, [[empty_database_url]] * 4) == [head()] * 4
