"""What reminders ask of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine, update

from mentoring.errors import Overlap
from mentoring.intervals import Interval
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.reminders import Lead, ReminderPolicy, ReminderWishes
from mentoring.sessions import ChangeKind, SessionState
from storage.tables import SessionRow
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, OTHER_TEAM, TEAM, MakeUnitOfWork, a_change, a_cohort, a_delivery

DAY = timedelta(days=1)


def test_wishes_and_policies_are_kept(make_uow: MakeUnitOfWork) -> None:
    leads = ((DeliveryKind.DAY_BEFORE, Lead(2, time(16))), (DeliveryKind.STARTING, None))
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        uow.people.update(replace(cohort.awa, wishes=ReminderWishes(leads, date(2027, 2, 1))))
        policy = replace(ReminderPolicy(), quiet_after=30, nudges=1).changed(leads)
        uow.people.update_programme(replace(cohort.programme, reminders=policy))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.people.get(cohort.awa.id).wishes == ReminderWishes(leads, date(2027, 2, 1))
        assert uow.people.get(cohort.luca.id).wishes == ReminderWishes()
        kept = uow.people.programme(cohort.programme.id).reminders
        assert (dict(kept.leads), kept.quiet_after, kept.nudges) == (dict(policy.leads), 30, 1)


def test_confirmed_gives_some_at_a_time_in_order_of_id(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        walls = {"S1": "2027-01-26 15:00", "S2": "2027-01-20 15:00", "S3": "2027-03-01 15:00"}
        for name, wall in walls.items():
            session = cohort.session(wall, id=name)
            uow.sessions.add(session, a_change(session))
        proposed = cohort.session("2027-01-22 15:00", id="S4", state=SessionState.PROPOSED)
        uow.sessions.add(proposed, a_change(proposed))
        within = Interval(NOW, NOW + 20 * DAY)
        assert [one.id for one in uow.sessions.confirmed(within)] == ["S1", "S2"]
        assert [one.id for one in uow.sessions.confirmed(within, after="S1")] == ["S2"]
        assert [one.id for one in uow.sessions.confirmed(within, limit=1)] == ["S1"]
        coming = uow.sessions.open_in(cohort.programme.id, within)
        assert [one.id for one in coming] == ["S2", "S4", "S1"]
        assert uow.sessions.open_in(cohort.programme.id + 1, within) == []


def test_signs_of_life_are_ends_of_open_sessions_and_what_people_did(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        assert uow.sessions.signs_of_life(cohort.programme.id) == {}

        session = cohort.session()
        uow.sessions.add(session, a_change(session))
        assert uow.sessions.signs_of_life(cohort.programme.id) == {cohort.pair.id: session.when.end}
        assert uow.sessions.signs_of_life(cohort.programme.id, [cohort.pair.id]) == {cohort.pair.id: session.when.end}
        assert uow.sessions.signs_of_life(cohort.programme.id, [cohort.pair.id + 1]) == {}
        assert uow.sessions.signs_of_life(cohort.programme.id, []) == {}

        closed = replace(session, state=SessionState.CANCELLED, revision=2)
        uow.sessions.update(closed, a_change(closed, ChangeKind.CANCELLED, at=NOW + DAY))
        assert uow.sessions.signs_of_life(cohort.programme.id) == {cohort.pair.id: NOW + DAY}

        expired = replace(session, state=SessionState.EXPIRED, revision=3)
        uow.sessions.update(expired, a_change(expired, ChangeKind.EXPIRED, by=None, at=NOW + 9 * DAY))
        assert uow.sessions.signs_of_life(cohort.programme.id) == {cohort.pair.id: NOW + DAY}


def test_unreached_are_the_failed_of_ones_own_team(make_uow: MakeUnitOfWork) -> None:
    with make_uow(OTHER_TEAM) as uow:
        uow.deliveries.plan([a_delivery("other", team_id=OTHER_TEAM, state=DeliveryState.FAILED)])
        uow.commit()
    with make_uow(TEAM) as uow:
        uow.deliveries.plan(
            [
                a_delivery("failed", state=DeliveryState.FAILED, programme_id=7),
                a_delivery("review", state=DeliveryState.REVIEW, due_at=NOW + DAY),
                a_delivery("long ago", state=DeliveryState.FAILED, due_at=NOW - DAY),
                a_delivery("sent", state=DeliveryState.SENT),
            ]
        )
        uow.commit()
        found = uow.deliveries.unreached(NOW)
        assert [(one.key, one.programme_id) for one in found] == [("failed", 7), ("review", None)]


def test_sessions_reckoned_by_older_zone_data_are_found_with_their_old_start(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as uow:
        cohort = a_cohort(uow)
        sessions = [cohort.session(f"2027-01-{day} 15:00", id=f"S{day}") for day in (10, 26, 27, 28)]
        for session in sessions:
            uow.sessions.add(session, a_change(session))
        uow.commit()
    older = sessions[1].when.start + timedelta(hours=1)
    with engine.begin() as connection:
        row = update(SessionRow).where(SessionRow.team_id == TEAM)
        connection.execute(row.where(SessionRow.id.in_(["S10", "S26"])).values(tzdb="2021a"))
        connection.execute(row.where(SessionRow.id == "S26").values(starts_at=older))
        connection.execute(row.where(SessionRow.id == "S28").values(tzdb="2999z"))
    with SqlUnitOfWork(engine, TEAM) as uow:
        assert [(one.id, start) for one, start in uow.sessions.reckoned_before(NOW)] == [("S26", older)]
        uow.sessions.reckon(sessions[1])
        assert uow.sessions.reckoned_before(NOW) == []


def test_a_session_that_holds_nothing_may_overlap(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        first, second = cohort.session(id="S1"), cohort.session("2027-01-26 17:00", id="S2")
        for session in (first, second):
            uow.sessions.add(session, a_change(session))
        moved = replace(second, anchor=first.anchor, revision=2)
        with pytest.raises(Overlap):
            uow.sessions.update(moved, a_change(moved))
        uow.sessions.update(moved, a_change(moved, ChangeKind.TIME_CLASHES, by=None), hold=False)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.sessions.get("S2") == moved
