"""Slots are inside everybody's hours, free of sessions and holidays, fair and spread out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.clocks import local
from mentoring.intervals import Interval
from mentoring.people import Agenda, Holiday, Person, Window, WorkingWeek
from mentoring.rules.availability import free, working_hours
from mentoring.rules.suggestions import common_slots, suggest
from tests.builders import a_person

HOUR = timedelta(hours=1)
MONDAY = datetime(2027, 1, 18, tzinfo=UTC)
TWO_WEEKS = Interval(MONDAY, MONDAY + timedelta(days=14))


def agenda(person: Person, *held: Interval, holidays: tuple[Holiday, ...] = ()) -> Agenda:
    return Agenda(person, person.working_week, held, holidays)


AWA, FATIMA = a_person("Awa"), a_person("Fatima")


def test_working_hours_in_cairo_skip_friday_and_saturday() -> None:
    hours = working_hours(FATIMA.working_week, FATIMA.zone, TWO_WEEKS)

    assert {local(one.start, FATIMA.zone).strftime("%a") for one in hours} == {"Sun", "Mon", "Tue", "Wed", "Thu"}


def test_working_hours_on_the_night_of_a_clock_change_are_elapsed_time() -> None:
    night = WorkingWeek((Window(6, time(1), time(5)),))
    sunday = Interval(datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 12, tzinfo=UTC))

    (hours,) = working_hours(night, "Europe/Paris", sunday)

    assert hours.length == timedelta(hours=3)


def test_window_that_the_clocks_skip_is_no_time() -> None:
    skipped = WorkingWeek((Window(6, time(2), time(2, 0)),))

    assert working_hours(skipped, "Europe/Paris", TWO_WEEKS) == []


def test_holiday_is_free_of_slots_from_midnight_to_midnight_there() -> None:
    day_off = Holiday(date(2027, 1, 20), "Founding Day")

    hours = free(agenda(AWA, holidays=(day_off,)), TWO_WEEKS)

    assert date(2027, 1, 20) not in {local(one.start, AWA.zone).date() for one in hours}


def test_slots_fit_both_people_and_no_session() -> None:
    busy = Interval(MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=12))

    slots = common_slots([agenda(AWA, busy), agenda(FATIMA)], TWO_WEEKS, HOUR)

    assert slots
    for slot in slots:
        assert not slot.overlaps(busy)
        for person in (AWA, FATIMA):
            wall = local(slot.start, person.zone)
            assert time(9) <= wall.time() <= time(17)
            assert wall.minute in {0, 30}


def test_suggestions_are_on_different_days_when_there_are_enough() -> None:
    slots = suggest([agenda(AWA), agenda(FATIMA)], TWO_WEEKS, HOUR)

    assert len(slots) == 5
    assert len({local(slot.start, AWA.zone).date() for slot in slots}) == 5


def test_suggestions_of_one_short_day_do_not_overlap() -> None:
    one_day = Interval(MONDAY, MONDAY + timedelta(days=1))

    slots = suggest([agenda(AWA), agenda(FATIMA)], one_day, HOUR)

    assert len(slots) == 5
    assert all(not one.overlaps(other) for one in slots for other in slots if one is not other)


def test_first_suggestion_is_well_inside_both_days_and_not_over_lunch() -> None:
    (best,) = suggest([agenda(AWA), agenda(FATIMA)], Interval(MONDAY, MONDAY + timedelta(days=1)), HOUR, limit=1)

    assert local(best.start, AWA.zone).time() == time(10, 30)
    assert local(best.start, FATIMA.zone).time() == time(11, 30)


def test_suggestions_are_not_all_at_the_same_hour() -> None:
    slots = suggest([agenda(AWA), agenda(FATIMA)], TWO_WEEKS, HOUR)

    assert len({local(slot.start, AWA.zone).time() for slot in slots}) >= 3


def test_sooner_of_two_equally_fair_slots_comes_first() -> None:
    slots = suggest([agenda(AWA), agenda(FATIMA)], TWO_WEEKS, HOUR)

    assert slots[0] == min(slots)


def test_suggestions_near_a_time_are_the_closest_to_it() -> None:
    near = MONDAY + timedelta(days=2, hours=14)

    best, *_ = suggest([agenda(AWA), agenda(FATIMA)], TWO_WEEKS, HOUR, near=near)

    assert best.start == near


def test_people_who_share_no_hour_get_no_suggestion() -> None:
    at_night = a_person("Fatima", working_week=WorkingWeek((Window(0, time(1), time(4)),)))

    assert suggest([agenda(AWA), agenda(at_night)], TWO_WEEKS, HOUR) == []


@given(
    st.lists(st.tuples(st.integers(0, 13 * 24 * 2), st.integers(1, 12)), max_size=8),
    st.sampled_from([30, 45, 60, 90, 180]),
)
def test_every_slot_is_inside_working_hours_and_outside_what_is_held(held: list[tuple[int, int]], minutes: int) -> None:
    half = timedelta(minutes=30)
    busy = [Interval(MONDAY + start * half, MONDAY + (start + length) * half) for start, length in held]

    for slot in suggest([agenda(AWA, *busy), agenda(FATIMA)], TWO_WEEKS, timedelta(minutes=minutes), limit=10):
        assert not any(slot.overlaps(other) for other in busy)
        for person in (AWA, FATIMA):
            assert any(hours.contains(slot) for hours in working_hours(person.working_week, person.zone, TWO_WEEKS))


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Adelaide"])
def test_slots_start_on_the_half_hours_of_the_first_persons_clock(zone: str) -> None:
    awa = a_person("Awa", zone=zone)

    assert {local(slot.start, zone).minute for slot in common_slots([agenda(awa)], TWO_WEEKS, HOUR)} <= {0, 30}
