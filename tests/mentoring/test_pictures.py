"""The figures of pictures: those of the coordinator's Home, put by month, week and country; and sending them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from mentoring.errors import NotACoordinator
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.people import Participant, Role
from mentoring.pictures import CountryFigures, PictureKind
from mentoring.services.delivery import begin
from mentoring.services.errands import PictureErrand
from mentoring.services.oversight import survey
from mentoring.services.pictures import ask_for_pictures, picture
from tests.builders import OTHER_TEAM, a_change, a_pair, a_person, a_programme
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import claim_any
from tests.mentoring.test_oversight import FIRST, PAIRS, Played, Said, Town

DAY, WEEK = timedelta(days=1), timedelta(days=7)
BOTH = (Said.HELD, Said.HELD)
SILENT = (None, None)


def a_town() -> Town:
    """Pair 0 met on days 0 and 8 and said nothing of day 15; pair 1 met on day 0; pair 2 never did."""
    held = [Played(day, False, BOTH) for day in (0, 8)]
    return Town([[*held, Played(15, False, SILENT)], [Played(0, False, BOTH)], []], FIRST + 40 * DAY)


@settings(max_examples=25)
@given(PAIRS)
def test_pictures_show_as_many_sessions_as_home_counts(drawn: list[list[Played]]) -> None:
    town = Town(drawn)
    held = {kind: picture(town.uow(), town.programme.id, kind, now=town.now) for kind in PictureKind}
    with (uow := town.uow()):
        totals = survey(uow, town.programme, town.now).totals
    months = held[PictureKind.MONTHS].months
    assert sum(one.held for one in months) == totals.held
    assert sum(one.planned for one in months) == totals.planned
    assert sum(one.unconfirmed for one in months) == totals.unconfirmed
    assert sum(row.total for row in held[PictureKind.ACTIVITY].rows) == totals.held


def test_activity_has_a_row_for_each_pair_and_a_place_for_each_week() -> None:
    town = a_town()
    shown = picture(town.uow(), town.programme.id, PictureKind.ACTIVITY, now=town.now)
    counted = {row.couple.mentee.name: row.total for row in shown.rows}
    assert list(counted.items()) == [("Mentee0", 2), ("Mentee1", 1), ("Mentee2", 0)]
    assert shown.weeks[0] == date(2027, 1, 4)
    assert shown.weeks[-1] == date(2027, 10, 25)
    assert shown.rows[0].held[:4] == (0, 1, 1, 0)
    assert shown.weeks_past == 7


def test_a_week_begins_at_midnight_of_the_programmes_clock() -> None:
    town = Town([[]], FIRST + 40 * DAY)
    late_on_sunday = town.session(town.pairs[0], "S", datetime(2027, 1, 17, 23, 30, tzinfo=UTC))
    with (uow := town.uow()):
        uow.sessions.add(late_on_sunday, a_change(late_on_sunday))
        uow.commit()
    town.sessions[0].append(late_on_sunday)
    town.speak(0, [Played(0, False, BOTH)])
    shown = picture(town.uow(), town.programme.id, PictureKind.ACTIVITY, now=town.now)
    assert [monday for monday, held in zip(shown.weeks, shown.rows[0].held, strict=True) if held] == [date(2027, 1, 18)]


def test_a_mentor_of_two_counts_once_and_who_tells_no_country_not_at_all() -> None:
    town = a_town()
    with (uow := town.uow()):
        mentor, mentee = (uow.people.get(one) for one in (town.pairs[0].mentor_id, town.pairs[1].mentee_id))
        uow.people.add_pair(a_pair(mentor, mentee, programme_id=town.programme.id))
        uow.people.update(replace(mentee, country=""))
        uow.commit()
    shown = picture(town.uow(), town.programme.id, PictureKind.COUNTRIES, now=town.now)
    assert shown.countries == (
        CountryFigures("MA", 2, 3),
        CountryFigures("EG", 2, 2),
        CountryFigures("FR", 1, 0),
    )


def test_countries_count_people_of_pairs_and_each_session_once_for_a_country() -> None:
    town = a_town()
    shown = picture(town.uow(), town.programme.id, PictureKind.COUNTRIES, now=town.now)
    assert shown.countries == (
        CountryFigures("MA", 2, 3),
        CountryFigures("EG", 2, 2),
        CountryFigures("FR", 2, 1),
    )


def test_a_session_of_two_from_one_country_counts_once() -> None:
    town = Town([[Played(0, False, BOTH)]], FIRST + 40 * DAY)
    with (uow := town.uow()):
        uow.people.update(replace(uow.people.get(town.pairs[0].mentor_id), country="MA"))
        uow.commit()
    shown = picture(town.uow(), town.programme.id, PictureKind.COUNTRIES, now=town.now)
    assert shown.countries == (CountryFigures("MA", 2, 1),)


def test_months_tell_what_was_expected_planned_held_and_is_not_known() -> None:
    town = a_town()
    shown = picture(town.uow(), town.programme.id, PictureKind.MONTHS, now=town.now)
    january = shown.months[0]
    assert (january.expected, january.planned, january.held, january.unconfirmed) == (3, 4, 3, 1)


def test_a_coordinator_gets_each_picture_once_however_often_it_is_asked() -> None:
    town = a_town()
    for _ in range(2):
        ask_for_pictures(town.uow(), town.programme.id, actor=town.ines, now=town.now)
    asked = [one for one in town.store.deliveries.values() if one.kind is DeliveryKind.PICTURE]
    assert sorted(one.change for one in asked) == ["activity", "countries", "months"]
    sent = {}
    while (claimed := claim_any(town.uow(), town.now)) is not None:
        errand = begin(town.uow(), claimed, now=town.now)
        if isinstance(errand, PictureErrand):
            sent[errand.picture.kind] = errand.picture
    assert set(sent) == set(PictureKind)
    assert sum(one.held for one in sent[PictureKind.MONTHS].months) == 3


def test_each_coordinator_gets_them_and_again_when_asked_again_later() -> None:
    town = a_town()
    with (uow := town.uow()):
        marta = town.enrol(uow, "Marta", "ES", Role.COORDINATOR)
        uow.commit()
    minute = timedelta(minutes=1)
    for actor, later in ((town.ines, 0 * minute), (marta, 0 * minute), (town.ines, minute)):
        ask_for_pictures(town.uow(), town.programme.id, actor=actor, now=town.now + later)
    asked = Counter(one.recipient_id for one in town.store.deliveries.values() if one.kind is DeliveryKind.PICTURE)
    assert asked == {town.ines.id: 6, marta.id: 3}


@pytest.mark.parametrize(("hours", "sent"), [(12, 3), (13, 0)])
def test_pictures_that_could_not_leave_are_sent_for_half_a_day(hours: int, sent: int) -> None:
    town = a_town()
    ask_for_pictures(town.uow(), town.programme.id, actor=town.ines, now=town.now)
    now, left = town.now + timedelta(hours=hours), []
    while (claimed := claim_any(town.uow(), now)) is not None:
        left.append(begin(town.uow(), claimed, now=now))
    assert sum(isinstance(one, PictureErrand) for one in left) == sent


def test_who_does_not_coordinate_any_more_is_not_sent_them() -> None:
    town = a_town()
    ask_for_pictures(town.uow(), town.programme.id, actor=town.ines, now=town.now)
    with (uow := town.uow()):
        uow.people.enrol(Participant(town.programme.id, town.ines, frozenset({Role.MENTOR})))
        uow.commit()
    while (claimed := claim_any(town.uow(), town.now)) is not None:
        begin(town.uow(), claimed, now=town.now)
    asked = [one for one in town.store.deliveries.values() if one.kind is DeliveryKind.PICTURE]
    assert {one.state for one in asked} == {DeliveryState.CANCELLED}


def test_only_the_programmes_coordinators_ask_for_them() -> None:
    town = a_town()
    with (uow := town.uow()):
        mentor = uow.people.get(town.pairs[0].mentor_id)
        other = uow.people.add_programme(a_programme(name="Another"))
        stranger = uow.people.add(a_person("Omar", id=0))
        uow.people.enrol(Participant(other.id, stranger, frozenset({Role.COORDINATOR})))
        uow.commit()
    for actor in (mentor, stranger, replace(town.ines, id=999)):
        with pytest.raises(NotACoordinator):
            ask_for_pictures(town.uow(), town.programme.id, actor=actor, now=town.now)
    there = FakeUnitOfWork(town.store, OTHER_TEAM)
    with pytest.raises(NotACoordinator):
        ask_for_pictures(there, town.programme.id, actor=town.ines, now=town.now)
    assert not [one for one in town.store.deliveries.values() if one.kind is DeliveryKind.PICTURE]
