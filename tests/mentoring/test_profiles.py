"""Profiles: what they change, what follows, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentoring.errors import NothingLeft, ProfileChanged, UnknownZone
from mentoring.intervals import Interval
from mentoring.messages import DeliveryKind
from mentoring.people import Agenda, Person, Profile, WorkingWeek
from mentoring.rules.availability import absence, free
from mentoring.services.answers import accept
from mentoring.services.profiles import change_profile
from mentoring.weeks import week_of
from tests.builders import NOW, TEAM, a_person
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import TUESDAY, House

MORNINGS = week_of({0: ((540, 720),), 2: ((540, 720),)})


@pytest.fixture
def house() -> House:
    return House()


def change(house: House, person: Person, **changes: object) -> tuple[Profile, Person]:
    before = Profile.of(house.uow().people.get(person.id))
    after = replace(before, **changes)  # type: ignore[arg-type]
    return before, change_profile(house.uow(), before, after, actor=person, now=NOW)


def test_profile_is_kept_and_everything_else_stays(house: House) -> None:
    awa = house.cast.awa
    _, changed = change(house, awa, working_week=MORNINGS, away_until=date(2027, 2, 1), language="es")
    assert house.uow().people.get(awa.id) == changed
    assert changed == replace(
        awa, working_week=MORNINGS, language="es", wishes=replace(awa.wishes, away_until=date(2027, 2, 1))
    )


def test_change_is_undone_by_its_reverse(house: House) -> None:
    awa = house.cast.awa
    before, changed = change(house, awa, working_week=MORNINGS)
    assert change_profile(house.uow(), Profile.of(changed), before, actor=awa, now=NOW) == awa


def test_undo_leaves_alone_what_was_changed_since(house: House) -> None:
    awa = house.cast.awa
    before, changed = change(house, awa, working_week=MORNINGS)
    change(house, awa, working_week=WorkingWeek.usual("EG"))
    with pytest.raises(ProfileChanged):
        change_profile(house.uow(), Profile.of(changed), before, actor=awa, now=NOW)
    change(house, awa, working_week=MORNINGS, language="it")
    undone = change_profile(house.uow(), Profile.of(changed), before, actor=awa, now=NOW)
    assert (undone.working_week, undone.language) == (awa.working_week, "it")


def test_second_click_changes_nothing(house: House) -> None:
    awa = house.cast.awa
    before, changed = change(house, awa, working_week=MORNINGS)
    uow = house.uow()
    assert change_profile(uow, before, Profile.of(changed), actor=awa, now=NOW) == changed
    assert uow.committed == 0


def test_home_is_drawn_anew(house: House) -> None:
    awa = house.cast.awa
    change(house, awa, away_until=date(2027, 2, 1))
    with house.uow() as uow:
        due = uow.deliveries.to_say(Interval(NOW, NOW + timedelta(seconds=1)))
    assert [(one.kind, one.recipient_id) for one in due] == [(DeliveryKind.HOME, awa.id)]


def test_reminders_follow_another_clock(house: House) -> None:
    session = house.book(TUESDAY)
    accept(house.uow(), session.id, session.revision, actor=house.cast.luca, now=NOW)
    change(house, house.cast.awa, zone="Asia/Amman", city="")
    with house.uow() as uow:
        due = {
            one.recipient_id: one.due_at.hour
            for one in uow.deliveries.of_session(session.id)
            if one.kind is DeliveryKind.DAY_BEFORE
        }
    assert due == {house.cast.awa.id: 6, house.cast.luca.id: 8}


def test_unknown_clock_and_empty_week_are_refused(house: House) -> None:
    with pytest.raises(UnknownZone):
        change(house, house.cast.awa, zone="Atlantis/Capital")
    with pytest.raises(NothingLeft):
        change(house, house.cast.awa, working_week=WorkingWeek(()))
    with pytest.raises(NothingLeft):
        week_of({0: ((540, 545),)})


def test_profile_of_another_team_is_out_of_reach(house: House) -> None:
    awa = house.cast.awa
    profile = Profile.of(awa)
    with pytest.raises(KeyError):
        change_profile(FakeUnitOfWork(house.store, "T2"), profile, profile, actor=awa, now=NOW)


def test_nobody_is_free_while_away() -> None:
    within = Interval(NOW, NOW + timedelta(days=7))
    here = a_person("Awa", team_id=TEAM)
    away = replace(here, wishes=replace(here.wishes, away_until=date(2027, 1, 20)))
    hours = free(Agenda(here, here.working_week, (), ()), within)
    assert [one.start.date() for one in hours] == [date(2027, 1, day) for day in (18, 19, 20, 21, 22)]
    left = free(Agenda(away, away.working_week, (), ()), within)
    assert [one.start.date() for one in left] == [date(2027, 1, day) for day in (21, 22)]
    assert absence(replace(here, wishes=replace(here.wishes, away_until=date(2027, 1, 17))), within) == []


def test_slots_offered_keep_clear_of_an_absence(house: House) -> None:
    change(house, house.cast.luca, away_until=date(2027, 1, 26))
    assert min(slot.start.date() for slot in house.ask().slots) == date(2027, 1, 27)
