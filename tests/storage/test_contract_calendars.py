"""What the port Calendars promises, on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from mentoring.calendars import CalendarAddress
from mentoring.intervals import Interval
from mentoring.sessions import ChangeKind, SessionState
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort

YEAR = Interval(NOW - timedelta(days=30), NOW + timedelta(days=300))


def kept(make_uow: MakeUnitOfWork, team: str = TEAM, digest: str = "d1") -> Cohort:
    with make_uow(team) as unit:
        cohort = a_cohort(unit)
        unit.calendars.keep_address(CalendarAddress(cohort.luca.id, digest, NOW))
        unit.commit()
    return cohort


def test_an_address_is_kept_replaced_and_ended(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    later = CalendarAddress(cohort.luca.id, "d2", NOW + timedelta(days=1))
    with make_uow(TEAM) as unit:
        assert unit.calendars.address(cohort.luca.id) == CalendarAddress(cohort.luca.id, "d1", NOW)
        assert unit.calendars.address(cohort.awa.id) is None
        unit.calendars.keep_address(later)
        assert unit.calendars.address(cohort.luca.id) == later
        assert unit.calendars.version("d1", YEAR) is None
        assert unit.calendars.forget_address(cohort.luca.id)
        assert not unit.calendars.forget_address(cohort.luca.id)
        assert unit.calendars.address(cohort.luca.id) is None


def test_an_address_belongs_to_somebody_of_the_team(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as unit, pytest.raises((IntegrityError, KeyError)):
        unit.calendars.keep_address(CalendarAddress(404, "d1", NOW))


def test_an_address_is_found_from_any_team_and_seen_only_in_its_own(make_uow: MakeUnitOfWork) -> None:
    ours, theirs = kept(make_uow), kept(make_uow, OTHER_TEAM, "d2")
    for team in (TEAM, OTHER_TEAM, ""):
        with make_uow(team) as unit:
            found = [unit.calendars.version(digest, YEAR) for digest in ("d1", "d2")]
            assert [(one.team_id, one.person_id) for one in found if one] == [
                (TEAM, ours.luca.id),
                (OTHER_TEAM, theirs.luca.id),
            ]
    with make_uow(OTHER_TEAM) as unit:
        assert unit.calendars.address(ours.luca.id) is None
        assert not unit.calendars.forget_address(ours.luca.id)


def test_a_state_without_sessions_is_as_old_as_the_address(make_uow: MakeUnitOfWork) -> None:
    kept(make_uow)
    with make_uow(TEAM) as unit:
        found = unit.calendars.version("d1", YEAR)
        assert found
        assert found.changed_at == NOW
        assert unit.calendars.version("d1", YEAR) == found
        assert unit.calendars.version("nothing", YEAR) is None


def test_the_state_changes_with_the_persons_own_sessions_alone(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    marks = []
    session = cohort.session()
    others = cohort.session("2027-02-03 15:00", id="S2", people=(cohort.awa.id, cohort.fatima.id))
    far = cohort.session("2029-02-03 15:00", id="S3")
    steps = [
        lambda unit: None,
        lambda unit: unit.sessions.add(session, a_change(session, at=NOW + timedelta(hours=1))),
        lambda unit: unit.sessions.update(
            replace(session, revision=2), a_change(session, ChangeKind.MOVED, at=NOW + timedelta(hours=2))
        ),
        lambda unit: unit.sessions.add(others, a_change(others, at=NOW + timedelta(hours=3))),
        lambda unit: unit.sessions.add(far, a_change(far, at=NOW + timedelta(hours=3))),
    ]
    with make_uow(TEAM) as unit:
        for step in steps:
            step(unit)
            found = unit.calendars.version("d1", YEAR)
            assert found
            marks.append((found.mark, found.changed_at))
    assert [at for _, at in marks] == [NOW, *(NOW + timedelta(hours=hours) for hours in (1, 2, 2, 2))]
    assert len(set(marks)) == 3


def test_the_state_changes_with_the_persons_language(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    with make_uow(TEAM) as unit:
        before = unit.calendars.version("d1", YEAR)
        unit.people.update(replace(cohort.luca, language="fr"))
        assert unit.calendars.version("d1", YEAR) != before


def test_who_is_not_active_has_no_feed(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    with make_uow(TEAM) as unit:
        unit.people.update(replace(cohort.luca, active=False))
        assert unit.calendars.version("d1", YEAR) is None


def test_a_persons_sessions_in_any_state_soonest_first(make_uow: MakeUnitOfWork) -> None:
    cohort = kept(make_uow)
    later, sooner = cohort.session(), cohort.session("2027-01-20 15:00", id="S0", state=SessionState.CANCELLED)
    away = cohort.session("2028-06-20 15:00", id="S9")
    with make_uow(TEAM) as unit:
        for one in (later, sooner, away):
            unit.sessions.add(one, a_change(one))
        assert [one.id for one in unit.sessions.of_person(cohort.luca.id, YEAR)] == ["S0", "S1"]
        assert unit.sessions.of_person(cohort.fatima.id, YEAR) == []
