"""Changing what a programme settles: the difference first, then the change, and stale previews refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mentoring.attendance import AttendancePolicy
from mentoring.errors import (
    EndsBeforeStart,
    LinkRefused,
    MeetingOutside,
    MoreDaysThanMeetings,
    NameTaken,
    NameWanted,
    NoLanguage,
    NotACoordinator,
    NumberOutOfRange,
    PolicyUnworkable,
    ProgrammeChanged,
    ProgrammeNotRunning,
    ProgrammeTooLong,
    Refused,
    UnknownZone,
    WelcomeTooLong,
)
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.pairing_policy import PairingPolicy
from mentoring.people import BookingPolicy, Person, Programme
from mentoring.programme_settings import PlannedMeetings, ProgrammeState, SetUpStep
from mentoring.reminders import Lead
from mentoring.risk import RiskPolicy
from mentoring.services.digests import decide_digest
from mentoring.services.programme_changes import change_programme, preview_change, take_step
from mentoring.services.programme_news import plan_programme_news
from mentoring.services.reminders import plan_reminders
from tests.builders import NOW, OTHER_TEAM, a_change, a_cohort, a_programme
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import House


@pytest.fixture
def house() -> House:
    return House()


def settle(house: House, **changes: Any) -> Programme:
    """Preview the change as Inès and make it."""
    after = replace(stored(house), **changes)
    mark = preview_change(house.uow(), after, actor=house.cast.ines, now=NOW).mark
    return change_programme(house.uow(), after, mark=mark, actor=house.cast.ines, now=NOW).after


def stored(house: House) -> Programme:
    with house.uow() as uow:
        return uow.people.programme(house.cast.programme.id)


def put(house: House, **changes: Any) -> None:
    with house.uow() as uow:
        uow.people.update_programme(replace(stored(house), **changes))
        uow.commit()


def test_a_preview_changes_nothing_and_names_what_differs(house: House) -> None:
    before = house.store.snapshot()
    after = replace(stored(house), name="  Cluster   Mentoring II ", sessions_a_month=2)
    preview = preview_change(house.uow(), after, actor=house.cast.ines, now=NOW)
    assert preview.changed == ("name", "sessions_a_month")
    assert preview.after.name == "Cluster Mentoring II"
    assert house.store.snapshot() == before


def test_a_confirmed_change_is_kept_and_a_second_confirm_changes_nothing(house: House) -> None:
    after = replace(stored(house), languages=("en", "fr"), channel="C1", welcome=(("fr", " Bienvenue "),))
    mark = preview_change(house.uow(), after, actor=house.cast.ines, now=NOW).mark
    change_programme(house.uow(), after, mark=mark, actor=house.cast.ines, now=NOW)
    assert stored(house) == replace(after, welcome=(("fr", "Bienvenue"),))
    again = change_programme(house.uow(), after, mark=mark, actor=house.cast.ines, now=NOW)
    assert again.changed == ()


def test_sessions_that_would_lie_outside_the_new_dates_are_told_and_stand(house: House) -> None:
    session = house.book(datetime(2027, 3, 2, 15))
    house.book(datetime(2027, 1, 26, 15))
    after = replace(stored(house), ends_on=date(2027, 2, 28))
    preview = preview_change(house.uow(), after, actor=house.cast.ines, now=NOW)
    assert [one.id for one in preview.outside] == [session.id]
    change_programme(house.uow(), after, mark=preview.mark, actor=house.cast.ines, now=NOW)
    with house.uow() as uow:
        assert uow.sessions.get(session.id) == session


def test_a_session_booked_since_makes_the_preview_stale(house: House) -> None:
    after = replace(stored(house), ends_on=date(2027, 2, 28))
    preview = preview_change(house.uow(), after, actor=house.cast.ines, now=NOW)
    house.book(datetime(2027, 3, 2, 15))
    with pytest.raises(ProgrammeChanged):
        change_programme(house.uow(), after, mark=preview.mark, actor=house.cast.ines, now=NOW)
    assert stored(house).ends_on == date(2027, 10, 29)


def test_another_coordinators_change_makes_the_preview_stale(house: House) -> None:
    after = replace(stored(house), name="Encore")
    preview = preview_change(house.uow(), after, actor=house.cast.ines, now=NOW)
    put(house, sessions_a_month=3)
    with pytest.raises(ProgrammeChanged):
        change_programme(house.uow(), after, mark=preview.mark, actor=house.cast.ines, now=NOW)


def test_reminders_that_move_are_counted_and_moved(house: House) -> None:
    with house.uow() as uow:
        session = house.cast.session()
        uow.sessions.add(session, a_change(session))
        plan_reminders(uow, session, since=NOW)
        uow.commit()
    policy = stored(house).reminders.changed(((DeliveryKind.HOUR_BEFORE, Lead(minutes=30)),))
    preview = preview_change(house.uow(), replace(stored(house), reminders=policy), actor=house.cast.ines, now=NOW)
    assert (preview.reminders_moved, preview.beyond) == (2, False)
    settle(house, reminders=policy)
    with house.uow() as uow:
        dues = {one.due_at for one in uow.deliveries.of_session(session.id) if one.kind is DeliveryKind.HOUR_BEFORE}
    assert dues == {session.when.start - timedelta(minutes=30)}


def test_people_who_lose_their_language_are_told(house: House) -> None:
    put(house, languages=("en", "fr", "it"))
    preview = preview_change(
        house.uow(), replace(stored(house), languages=("en", "fr")), actor=house.cast.ines, now=NOW
    )
    assert [one.name for one in preview.without_language] == ["Luca"]


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"name": "  "}, NameWanted, "name"),
        ({"name": "x" * 101}, NameWanted, "name"),
        ({"name": "ENCORE"}, NameTaken, "name"),
        ({"ends_on": date(2027, 1, 3)}, EndsBeforeStart, "ends_on"),
        ({"ends_on": date(2033, 1, 3)}, ProgrammeTooLong, "ends_on"),
        ({"zone": "Atlantis/Harbour"}, UnknownZone, "zone"),
        ({"languages": ("fr",), "language": "en"}, NoLanguage, "languages"),
        ({"sessions_a_month": -1}, NumberOutOfRange, "sessions_a_month"),
        ({"meetings": PlannedMeetings(99)}, NumberOutOfRange, "meetings"),
        ({"meetings": PlannedMeetings(2, (date(2028, 1, 1),))}, MeetingOutside, "meeting_days"),
        ({"meetings": PlannedMeetings(0, (date(2027, 2, 1),))}, MoreDaysThanMeetings, "meeting_days"),
        ({"welcome": (("en", "x" * 1501),)}, WelcomeTooLong, "welcome"),
        ({"attendance": AttendancePolicy(answer_within=timedelta())}, NumberOutOfRange, "answer_within"),
        ({"attendance": AttendancePolicy(runs_over=timedelta(hours=9))}, NumberOutOfRange, "runs_over"),
        ({"risk": RiskPolicy(quiet_after=0)}, NumberOutOfRange, "quiet_after"),
        ({"booking": BookingPolicy(shortest=timedelta(hours=2))}, PolicyUnworkable, "booking.usual"),
        ({"booking": BookingPolicy(longest=timedelta(days=2))}, PolicyUnworkable, "booking.usual"),
        ({"booking": BookingPolicy(notice=timedelta(minutes=-1))}, PolicyUnworkable, "booking.notice"),
        ({"booking": BookingPolicy(horizon=timedelta(hours=23))}, PolicyUnworkable, "booking.horizon"),
        ({"pairing": PairingPolicy(mentees_each=0)}, NumberOutOfRange, "pairing.mentees_each"),
        ({"pairing": PairingPolicy(0, 0, 0, 0, 0)}, PolicyUnworkable, "pairing.needs"),
    ],
)
def test_what_can_not_be_is_refused_at_its_field(
    house: House, changes: dict[str, Any], refusal: type[Refused], field: str
) -> None:
    with house.uow() as uow:
        uow.people.add_programme(a_programme(name="Encore"))
        uow.commit()
    with pytest.raises(refusal) as refused:
        preview_change(house.uow(), replace(stored(house), **changes), actor=house.cast.ines, now=NOW)
    assert refused.value.field == field


def test_a_link_without_a_room_is_refused(house: House) -> None:
    policy = replace(stored(house).booking, link_template="https://meet.example.org/all")
    with pytest.raises(LinkRefused):
        preview_change(house.uow(), replace(stored(house), booking=policy), actor=house.cast.ines, now=NOW)


@pytest.mark.parametrize("name", ["awa", "luca", "omar"])
def test_only_its_coordinators_see_or_make_a_change(house: House, name: str) -> None:
    actor: Person = getattr(house.cast, name)
    after = replace(stored(house), name="Mine")
    with pytest.raises(NotACoordinator):
        preview_change(house.uow(), after, actor=actor, now=NOW)
    with pytest.raises(NotACoordinator):
        change_programme(house.uow(), after, mark="", actor=actor, now=NOW)
    with pytest.raises(NotACoordinator):
        take_step(house.uow(), after, SetUpStep.BASICS, actor=actor, now=NOW)


def test_a_coordinator_of_another_team_changes_nothing_here(house: House) -> None:
    with (unit := FakeUnitOfWork(house.store, OTHER_TEAM)):
        theirs = a_cohort(unit)
        unit.commit()
    with pytest.raises(NotACoordinator):
        change_programme(house.uow(), stored(house), mark="", actor=theirs.ines, now=NOW)


def test_a_draft_is_settled_step_by_step_without_a_preview(house: House) -> None:
    put(house, state=ProgrammeState.DRAFT)
    kept = take_step(
        house.uow(), replace(stored(house), channel="C9"), SetUpStep.LANGUAGES, actor=house.cast.ines, now=NOW
    )
    assert (kept.channel, kept.set_up, stored(house)) == ("C9", {SetUpStep.LANGUAGES}, kept)


@pytest.mark.parametrize("state", [ProgrammeState.RUNNING, ProgrammeState.CLOSED])
def test_a_programme_that_is_no_draft_is_not_changed_by_a_step(house: House, state: ProgrammeState) -> None:
    put(house, state=state)
    with pytest.raises(ProgrammeChanged):
        take_step(house.uow(), stored(house), SetUpStep.LANGUAGES, actor=house.cast.ines, now=NOW)


@pytest.mark.parametrize(("state", "closed"), [(ProgrammeState.DRAFT, False), (ProgrammeState.CLOSED, True)])
def test_nothing_is_booked_in_a_programme_that_does_not_run(house: House, state: ProgrammeState, closed: bool) -> None:
    put(house, state=state)
    with pytest.raises(ProgrammeNotRunning) as refused:
        house.ask(wall=datetime(2027, 1, 26, 15))
    assert refused.value.facts["closed"] is closed


def test_a_programme_that_does_not_run_says_nothing_of_itself(house: House) -> None:
    put(house, state=ProgrammeState.DRAFT)
    assert plan_programme_news(house.uow(), now=NOW) == 0
    put(house, state=ProgrammeState.RUNNING)
    assert plan_programme_news(house.uow(), now=NOW) > 0


def test_what_was_planned_is_not_said_once_the_programme_is_closed(house: House) -> None:
    monday = datetime(2027, 1, 25, 9, tzinfo=UTC)
    plan_programme_news(house.uow(), now=NOW)
    put(house, state=ProgrammeState.CLOSED)
    with house.uow() as uow:
        digest = next(one for one in house.store.deliveries.values() if one.kind is DeliveryKind.DIGEST)
        decided = decide_digest(uow, digest, house.cast.ines, monday)
    assert decided.state is DeliveryState.CANCELLED  # type: ignore[union-attr]
