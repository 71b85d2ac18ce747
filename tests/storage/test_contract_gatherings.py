"""What sessions of several ask of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mentoring.clocks import Anchor
from mentoring.errors import NoSuchSession, Overlap
from mentoring.gatherings import (
    Absence,
    AbsenceState,
    Audience,
    Gathering,
    GatheringDraft,
    GatheringRequest,
    Repetition,
)
from mentoring.people import Role
from mentoring.series import Monthly, Pattern, Weekly
from mentoring.services.gathering_series import answer_all, convene_series, preview_series
from mentoring.services.rsvps import answer
from mentoring.sessions import Attendee, ChangeKind, Rsvp, Session, SessionKind, SessionState
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_change, a_cohort

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
FULL = Gathering(
    audience=Audience(frozenset({1, 2}), frozenset({Role.MENTOR}), frozenset({"EG"}), frozenset({"ICT"})),
    language="fr",
    capacity=5,
    answer_by=NOW + DAY,
    answers_closed=True,
    compulsory=True,
    channel="C1",
    settled_in=3,
    late=timedelta(minutes=10),
)


@pytest.fixture
def cohort(make_uow: MakeUnitOfWork) -> Cohort:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        uow.commit()
    return cohort


def a_circle(cohort: Cohort, wall: str = "2027-01-26 15:00", **changes: Any) -> Session:
    """Awa hosts; Luca has a place, Fatima waits for one and Inès was offered one until tomorrow."""
    usual: dict[str, Any] = {
        "pair_id": None,
        "kind": SessionKind.GROUP,
        "gathering": Gathering(capacity=2),
        "attendees": (
            Attendee(cohort.awa.id, Rsvp.ACCEPTED),
            Attendee(cohort.luca.id, Rsvp.ACCEPTED),
            Attendee(cohort.fatima.id, Rsvp.WAITING, since=NOW),
            Attendee(cohort.ines.id, Rsvp.OFFERED, since=NOW - HOUR, answer_by=NOW + DAY),
        ),
    }
    return cohort.session(wall, **(usual | changes))


@pytest.mark.parametrize("gathering", [Gathering(), FULL, Gathering(audience=Audience(everybody=True))])
def test_session_of_several_is_kept_whole(make_uow: MakeUnitOfWork, cohort: Cohort, gathering: Gathering) -> None:
    circle = a_circle(cohort, gathering=gathering)
    with make_uow(TEAM) as uow:
        uow.sessions.add(circle, a_change(circle, ChangeKind.OFFERED, about=cohort.ines.id))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.sessions.get(circle.id) == circle
        assert uow.sessions.locked(circle.id) == circle
        assert uow.sessions.history(circle.id) == [a_change(circle, ChangeKind.OFFERED, about=cohort.ines.id)]
        later = replace(circle.with_answer(cohort.fatima.id, Rsvp.DECLINED), revision=2)
        uow.sessions.update(later, a_change(later, ChangeKind.ANSWERED))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.sessions.get(circle.id) == later


@pytest.mark.parametrize(
    ("name", "holds"), [("awa", True), ("luca", True), ("ines", True), ("fatima", False), ("omar", False)]
)
def test_only_those_with_a_place_hold_time(make_uow: MakeUnitOfWork, cohort: Cohort, name: str, holds: bool) -> None:
    circle, person = a_circle(cohort), getattr(cohort, name)
    other = cohort.session("2027-01-26 15:30", id="S2", people=(person.id,))
    with make_uow(TEAM) as uow:
        uow.sessions.add(circle, a_change(circle))
        held = uow.sessions.holding([person.id], circle.when)
        assert held == ([circle] if holds else [])
        if holds:
            with pytest.raises(Overlap):
                uow.sessions.add(other, a_change(other))
        else:
            uow.sessions.add(other, a_change(other))


def test_place_cannot_be_given_to_somebody_whose_time_is_held(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    circle, other = a_circle(cohort), cohort.session("2027-01-26 15:30", id="S2", people=(cohort.fatima.id,))
    with make_uow(TEAM) as uow:
        uow.sessions.add(circle, a_change(circle))
        uow.sessions.add(other, a_change(other))
        placed = replace(circle.with_answer(cohort.fatima.id, Rsvp.ACCEPTED), revision=2)
        with pytest.raises(Overlap):
            uow.sessions.update(placed, a_change(placed))
        assert uow.sessions.get(circle.id) == circle
        left = replace(circle.with_answer(cohort.luca.id, Rsvp.DECLINED), revision=2)
        uow.sessions.update(left, a_change(left))
        assert uow.sessions.holding([cohort.luca.id], circle.when) == []


def test_acting_gives_what_time_changes_longest_overdue_first(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    nobody = (Attendee(cohort.awa.id, Rsvp.ACCEPTED),)
    offered = a_circle(cohort, id="offered")
    closing = a_circle(cohort, "2027-01-27 15:00", id="closing", attendees=nobody)
    closing = replace(closing, gathering=Gathering(answer_by=NOW + HOUR))
    closed = replace(closing, id="closed", anchor=replace(closing.anchor, wall=datetime(2027, 1, 28, 15)))
    closed = replace(closed, gathering=Gathering(answer_by=NOW + HOUR, answers_closed=True))
    over = a_circle(cohort, "2027-01-29 15:00", id="over", state=SessionState.CANCELLED)
    with make_uow(TEAM) as uow:
        for one in (offered, closing, closed, over):
            uow.sessions.add(one, a_change(one))
        assert [one.id for one in uow.sessions.acting(NOW)] == []
        assert [one.id for one in uow.sessions.acting(NOW + HOUR)] == ["closing"]
        assert [one.id for one in uow.sessions.acting(NOW + DAY)] == ["closing", "offered"]
        assert [one.id for one in uow.sessions.acting(NOW + DAY, limit=1)] == ["closing"]
        later = replace(closing, revision=2, gathering=Gathering())
        uow.sessions.update(later, a_change(later))
        assert [one.id for one in uow.sessions.acting(NOW + DAY)] == ["offered"]


def test_joint_meetings_and_proposals_of_a_programme(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    programme = cohort.programme.id
    first = a_circle(cohort, "2027-01-27 15:00", id="first", kind=SessionKind.JOINT)
    second = a_circle(cohort, "2027-05-27 15:00", id="second", kind=SessionKind.JOINT)
    off = a_circle(cohort, "2027-03-27 15:00", id="off", kind=SessionKind.JOINT, state=SessionState.CANCELLED)
    proposed = a_circle(cohort, "2027-02-03 15:00", id="proposed", state=SessionState.PROPOSED)
    group = a_circle(cohort, "2027-02-04 15:00", id="group")
    pair = cohort.session("2027-02-05 15:00", id="pair", state=SessionState.PROPOSED)
    with make_uow(TEAM) as uow:
        for one in (second, first, off, proposed, group, pair):
            uow.sessions.add(one, a_change(one))
        assert [one.id for one in uow.sessions.joint_meetings(programme)] == ["first", "second"]
        assert [one.id for one in uow.sessions.awaiting_host(programme, NOW)] == ["proposed"]
        assert uow.sessions.awaiting_host(programme, proposed.when.start) == []
        assert uow.sessions.joint_meetings(programme + 1) == []
        assert uow.sessions.awaiting_host(programme + 1, NOW) == []


def test_draft_is_kept_taken_once_and_forgotten(make_uow: MakeUnitOfWork) -> None:
    request = GatheringRequest(
        zone="Africa/Cairo",
        wall=datetime(2027, 1, 26, 15),
        fold=1,
        joint=True,
        topic="Export markets",
        duration=timedelta(minutes=90),
        audience=Audience(clusters=frozenset({"C2TM", "int@j"}), everybody=True),
        users=("ULUCA", "UAWA"),
        language="ar",
        capacity=5,
        answer_by=NOW + DAY,
        compulsory=True,
        channel="C1",
        link="https://meet.example.org/x",
        programme_id=1,
        repeats=Repetition(
            Pattern(Monthly(-1, 4, 2), Anchor(datetime(2027, 1, 29, 15), "Africa/Cairo", 1), date(2027, 6, 30)),
            {date(2027, 3, 26): None, date(2027, 5, 28): Anchor(datetime(2027, 5, 29, 9), "Europe/Paris")},
            (NOW, NOW + DAY),
        ),
    )
    draft = GatheringDraft("D1", 1, request, NOW)
    bare = GatheringDraft("D2", 1, GatheringRequest(zone="UTC"), NOW + DAY)
    with make_uow(TEAM) as uow:
        assert uow.gatherings.draft("D1") is None
        uow.gatherings.keep_draft(draft)
        uow.gatherings.keep_draft(bare)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert (uow.gatherings.draft("D1"), uow.gatherings.draft("D2")) == (draft, bare)
        assert [uow.gatherings.take_draft("D1"), uow.gatherings.take_draft("D1")] == [True, False]
        assert uow.gatherings.take_draft("D9") is False
        assert uow.gatherings.draft("D1") == replace(draft, used=True)
        uow.gatherings.keep_draft(replace(draft, used=True, session_id="S1"))
        assert uow.gatherings.draft("D1") == replace(draft, used=True, session_id="S1")
        assert uow.gatherings.forget_drafts(NOW + HOUR) == 1
        assert (uow.gatherings.draft("D1"), uow.gatherings.draft("D2")) == (None, bare)


def test_series_is_called_once_and_answered_date_by_date(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    first = datetime(2027, 1, 26, 15)
    pattern = Pattern(Weekly((1,)), Anchor(first, "Europe/Paris"), count=3)
    asked = GatheringRequest(
        zone="Europe/Paris",
        wall=first,
        audience=Audience(everybody=True),
        capacity=1,
        answer_by=NOW + DAY,
        repeats=Repetition(pattern),
    )
    shown = preview_series(make_uow(TEAM), asked, actor=cohort.awa, now=NOW)
    sessions = convene_series(make_uow(TEAM), shown.draft.id, actor=cohort.awa, now=NOW)
    assert convene_series(make_uow(TEAM), shown.draft.id, actor=cohort.awa, now=NOW) == sessions
    assert isinstance(sessions, tuple)
    assert len(sessions) == 3
    series = str(sessions[0].series_id)
    answer(make_uow(TEAM), sessions[1].id, Rsvp.ACCEPTED, actor=cohort.fatima, now=NOW)
    done = answer_all(make_uow(TEAM), series, Rsvp.ACCEPTED, actor=cohort.luca, now=NOW)
    mine = [one.attendee(cohort.luca.id) for one in done.answered]
    assert [one.rsvp for one in mine if one] == [Rsvp.ACCEPTED, Rsvp.WAITING, Rsvp.ACCEPTED]
    with make_uow(TEAM) as uow:
        assert tuple(sorted(uow.sessions.of_series([series])[series], key=lambda one: one.when.start)) == done.answered
        assert uow.series.get(series).pair_id is None
    with pytest.raises(NoSuchSession):
        answer_all(make_uow(OTHER_TEAM), series, Rsvp.ACCEPTED, actor=cohort.luca, now=NOW)


def test_absence_is_kept_and_replaced(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    circle = a_circle(cohort)
    luca = Absence(circle.id, cohort.luca.id, "Fair in Milan", NOW + HOUR)
    fatima = Absence(circle.id, cohort.fatima.id, "Exam", NOW)
    with make_uow(TEAM) as uow:
        uow.sessions.add(circle, a_change(circle))
        assert uow.gatherings.absences(circle.id) == []
        uow.gatherings.keep_absence(luca)
        uow.gatherings.keep_absence(fatima)
        assert uow.gatherings.absences(circle.id) == [fatima, luca]
        excused = replace(
            luca, state=AbsenceState.ACCEPTED, decided_by=cohort.ines.id, decided_at=NOW + DAY, remark="Good luck"
        )
        uow.gatherings.keep_absence(excused)
        assert uow.gatherings.absences(circle.id) == [fatima, excused]


def test_another_team_sees_nothing_of_it(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    circle = a_circle(cohort, kind=SessionKind.JOINT)
    proposed = a_circle(cohort, "2027-02-03 15:00", id="proposed", state=SessionState.PROPOSED)
    with make_uow(TEAM) as uow:
        for one in (circle, proposed):
            uow.sessions.add(one, a_change(one))
        uow.gatherings.keep_draft(GatheringDraft("D1", 1, GatheringRequest(zone="UTC"), NOW))
        uow.gatherings.keep_absence(Absence(circle.id, cohort.luca.id, "Fair in Milan", NOW))
        uow.commit()
    with make_uow(OTHER_TEAM) as uow:
        with pytest.raises(KeyError):
            uow.sessions.locked(circle.id)
        assert uow.sessions.acting(NOW + 30 * DAY) == []
        assert uow.sessions.joint_meetings(cohort.programme.id) == []
        assert uow.sessions.awaiting_host(cohort.programme.id, NOW) == []
        assert uow.gatherings.draft("D1") is None
        assert uow.gatherings.take_draft("D1") is False
        assert uow.gatherings.forget_drafts(NOW + DAY) == 0
        assert uow.gatherings.absences(circle.id) == []


def test_past_joint_meetings_may_come_without_the_crowd(make_uow: MakeUnitOfWork, cohort: Cohort) -> None:
    meeting = a_circle(cohort, id="J", kind=SessionKind.JOINT, organiser_id=cohort.ines.id, gathering=Gathering())
    group = a_circle(cohort, "2027-01-27 15:00", id="G")
    pair = cohort.session("2027-01-28 15:00", id="P")
    with make_uow(TEAM) as uow:
        for one in (meeting, group, pair):
            uow.sessions.add(one, a_change(one))
        uow.commit()
    with make_uow(TEAM) as uow:
        later = NOW + 60 * DAY
        assert uow.sessions.past(cohort.luca.id, later) == [pair, group, meeting]
        alone = replace(meeting, attendees=(meeting.attendees[1], meeting.attendees[3]))
        assert uow.sessions.past(cohort.luca.id, later, crowds=False) == [pair, group, alone]
