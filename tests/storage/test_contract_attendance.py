"""What attendance asks of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import DBAPIError

from mentoring.attendance import AttendancePolicy, Capacity, Presence, Said, Statement
from mentoring.intervals import Interval
from mentoring.ports import UnitOfWork
from mentoring.sessions import Session, SessionState
from storage.tables import StatementRow
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort

DAY = timedelta(days=1)


def a_kept_session(uow: UnitOfWork, cohort: Cohort, wall: str = "2027-01-18 15:00", **changes: object) -> Session:
    session = cohort.session(wall, **changes)
    uow.sessions.add(session, a_change(session))
    return session


def held(session: Session, by: int, **changes: object) -> Statement:
    said = Statement(0, session.id, by, Capacity.PARTICIPANT, NOW, said=Said.HELD, began=session.when.start)
    return replace(said, **changes)  # type: ignore[arg-type]


def test_statements_are_kept_whole_and_in_order(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        session = a_kept_session(uow, cohort)
        first = uow.statements.add(held(session, cohort.awa.id, comment="Good"))
        second = uow.statements.add(
            Statement(
                0,
                session.id,
                cohort.luca.id,
                Capacity.PARTICIPANT,
                NOW + DAY,
                about=cohort.awa.id,
                presence=Presence.CAME_LATE,
                minutes=45,
                settles=True,
                corrects=first.id,
            )
        )
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.statements.of_session("S1") == [first, second]
        assert first.id < second.id
        assert uow.statements.of_sessions(["S1", "S2"]) == {"S1": [first, second]}
        assert uow.statements.of_sessions(["S1"], person_id=second.about) == {"S1": [first, second]}
        assert uow.statements.of_sessions(["S1"], person_id=first.by + 99) == {"S1": [first]}
        assert uow.statements.of_sessions([]) == {}


def test_statements_of_another_team_are_not_seen(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        session = a_kept_session(uow, cohort)
        uow.statements.add(held(session, cohort.awa.id))
        uow.commit()
    with make_uow(OTHER_TEAM) as uow:
        assert list(uow.statements.of_session("S1")) == []
        assert uow.statements.sessions(cohort.programme.id, Interval(NOW - DAY, NOW + DAY)) == []


def test_sessions_are_those_planned_or_said_to_have_begun_within(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        planned = a_kept_session(uow, cohort)
        moved = a_kept_session(uow, cohort, "2027-01-14 15:00", id="S2")
        a_kept_session(uow, cohort, "2027-01-13 15:00", id="S3")
        a_kept_session(uow, cohort, "2027-01-18 18:00", id="S4", state=SessionState.CANCELLED)
        uow.statements.add(held(moved, cohort.awa.id, said=Said.MOVED, began=NOW))
        within = Interval(NOW - DAY, NOW + DAY)
        both = [one.id for one in uow.statements.sessions(cohort.programme.id, within)]
        assert both == [moved.id, planned.id]
        assert uow.statements.sessions(cohort.programme.id, within, cohort.luca.id)[1] == planned
        assert uow.statements.sessions(cohort.programme.id, within, cohort.fatima.id) == []
        assert uow.statements.sessions(cohort.programme.id + 1, within) == []


def test_what_a_programme_allows_is_kept(make_uow: MakeUnitOfWork) -> None:
    policy = AttendancePolicy(answer_within=timedelta(days=3), longest_comment=80)
    with make_uow(TEAM) as uow:
        programme = a_cohort(uow).programme
        assert uow.people.programme(programme.id).attendance == AttendancePolicy()
        uow.people.update_programme(replace(programme, attendance=policy))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.people.programme(programme.id).attendance == policy


@pytest.mark.parametrize("change", [update(StatementRow).values(minutes=90), delete(StatementRow)])
def test_the_database_lets_nobody_change_or_delete_a_statement(engine: Engine, change: object) -> None:
    with SqlUnitOfWork(engine, TEAM) as uow:
        cohort = a_cohort(uow)
        uow.statements.add(held(a_kept_session(uow, cohort), cohort.awa.id, comment="Private words"))
        uow.commit()
    with engine.connect() as connection, pytest.raises(DBAPIError, match="statements_stand"):
        connection.execute(change)  # type: ignore[call-overload]
    with engine.begin() as connection:
        connection.execute(update(StatementRow).values(comment=""))
    with SqlUnitOfWork(engine, TEAM) as uow:
        assert [one.comment for one in uow.statements.of_session("S1")] == [""]
