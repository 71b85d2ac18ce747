"""Hours for several: the same as trying every half-hour, with the reasons why some can't, and cheap enough."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.clocks import local
from mentoring.errors import (
    DurationOutOfRange,
    EmptyAudience,
    OutsideProgramme,
    Refused,
    StrangersNamed,
    TimePast,
    TooFar,
)
from mentoring.intervals import Interval
from mentoring.people import Agenda, BookingPolicy, Holiday, Role, Window, WorkingWeek
from mentoring.polls import FoundHours, Hour, HoursRequest, Obstacle
from mentoring.reminders import ReminderWishes
from mentoring.rules import finder
from mentoring.rules.finder import best_hours, obstacle
from mentoring.services.finder import find_hours
from tests.builders import NOW, a_change, a_person
from tests.fakes import FakeHolidays, FakeUnitOfWork
from tests.mentoring.house import House

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ZONES = {"Awa": "Europe/Paris", "Luca": "Africa/Cairo", "Fatima": "Asia/Kolkata"}


def every_half_hour(agendas: Sequence[Agenda], within: Sequence[Interval], length: timedelta, limit: int) -> list[Hour]:
    """The definition, word for word: try all of them, then choose one after another."""
    zone = agendas[0].person.zone
    found: dict[datetime, tuple[int, int]] = {}
    for one in within:
        start = one.start.replace(minute=0, second=0, microsecond=0)
        while start + length <= one.end:
            if start >= one.start and local(start, zone).minute % 30 == 0:
                can = [each for each in agendas if obstacle(each, Interval(start, start + length)) is None]
                costs = [cost_of(each, Interval(start, start + length)) for each in can]
                if can:
                    found[start] = len(agendas) - len(can), max(costs) + sum(costs) // len(can)
            start += timedelta(minutes=15)
    chosen: list[datetime] = []
    while len(chosen) < limit:
        left = [one for one in found if all(abs(one - other) >= length for other in chosen)]
        if not left:
            break
        days = Counter(local(one, zone).date() for one in chosen)
        clocks = Counter(local(one, zone).time() for one in chosen)

        def rank(one: datetime, days: Counter[date] = days, clocks: Counter[time] = clocks) -> Any:
            there = local(one, zone)
            return found[one][0], days[there.date()], found[one][1] + 15 * clocks[there.time()], one

        chosen.append(min(left, key=rank))
    return [
        Hour(
            Interval(one, one + length),
            {a.person.id: why for a in agendas if (why := obstacle(a, Interval(one, one + length)))},
            found[one][1],
        )
        for one in chosen
    ]


def cost_of(agenda: Agenda, when: Interval) -> int:
    """What an hour costs somebody who can, from their own clock alone."""
    start, end = local(when.start, agenda.person.zone), local(when.end, agenda.person.zone)
    hours = [w for w in agenda.working_week.windows if w.weekday == start.weekday()]
    window = next(w for w in hours if w.opens <= start.time() and end.time() <= w.closes)
    before = minutes(start.time()) - minutes(window.opens)
    after = minutes(window.closes) - minutes(end.time())
    cost = max(0, 90 - min(before, after))
    if start.time() < time(14) and end.time() > time(12, 30):
        cost += 45
    doubtful = {one.day + side * DAY for one in agenda.holidays if one.expected for side in (-1, 1)}
    cost += 60 if start.date() in doubtful else 0
    worked = {w.weekday for w in agenda.working_week.windows}
    opens, closes = (start.weekday() - 1) % 7 not in worked, (start.weekday() + 1) % 7 not in worked
    return cost + (20 if (opens and before < 90) or (closes and after < 90) else 0)


def minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


windows = st.builds(
    lambda day, opens, length: Window(day, time(opens), time(opens + length)),
    st.integers(0, 4),
    st.integers(7, 14),
    st.integers(2, 8),
)


@st.composite
def an_agenda(draw: st.DrawFn, name: str) -> Agenda:
    chosen = draw(st.lists(windows, min_size=1, max_size=4, unique_by=lambda window: window.weekday))
    starts = draw(st.lists(st.integers(0, 4 * 24 * 2), max_size=4))
    held = tuple(Interval(NOW + one * HOUR / 2, NOW + one * HOUR / 2 + HOUR) for one in starts)
    days = draw(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=2))
    holidays = tuple(Holiday(NOW.date() + day * DAY, "Feast", expected) for day, expected in days)
    away = draw(st.none() | st.integers(-1, 3).map(lambda day: NOW.date() + day * DAY))
    week = WorkingWeek(tuple(chosen))
    person = a_person(name, zone=ZONES[name], working_week=week, wishes=ReminderWishes(away_until=away))
    return Agenda(person, week, held, holidays)


@settings(max_examples=60)
@given(
    agendas=st.tuples(an_agenda("Awa"), an_agenda("Luca"), an_agenda("Fatima")),
    length=st.sampled_from([timedelta(minutes=30), HOUR, timedelta(minutes=90)]),
    limit=st.integers(1, 5),
    split=st.booleans(),
)
def test_found_is_what_trying_every_half_hour_finds(
    agendas: tuple[Agenda, ...], length: timedelta, limit: int, split: bool
) -> None:
    within = [Interval(NOW, NOW + 4 * DAY)]
    if split:
        within = [Interval(NOW, NOW + DAY), Interval(NOW + 2 * DAY, NOW + 4 * DAY)]
    assert best_hours(agendas, within, length, limit=limit) == every_half_hour(agendas, within, length, limit)


def agenda(name: str, *held: Interval, holidays: Sequence[Holiday] = (), **changes: Any) -> Agenda:
    person = a_person(name, **changes)
    return Agenda(person, person.working_week, held, tuple(holidays))


def at(day: int, hour: int) -> Interval:
    """An hour of January 2027, in UTC."""
    start = datetime(2027, 1, day, hour, tzinfo=UTC)
    return Interval(start, start + HOUR)


@pytest.mark.parametrize(
    ("theirs", "when", "why"),
    [
        (agenda("Awa", at(19, 10)), at(19, 10), Obstacle.BUSY),
        (agenda("Awa"), at(19, 20), Obstacle.OFF),
        (agenda("Awa"), at(23, 10), Obstacle.OFF),
        (agenda("Awa", holidays=[Holiday(date(2027, 1, 19), "Feast")]), at(19, 10), Obstacle.HOLIDAY),
        (agenda("Awa", wishes=ReminderWishes(away_until=date(2027, 1, 19))), at(19, 10), Obstacle.AWAY),
        (agenda("Awa", wishes=ReminderWishes(away_until=date(2027, 1, 19))), at(20, 10), None),
        (agenda("Fatima"), at(22, 10), Obstacle.OFF),
        (agenda("Awa"), at(19, 10), None),
    ],
)
def test_why_somebody_can_not(theirs: Agenda, when: Interval, why: Obstacle | None) -> None:
    assert obstacle(theirs, when) is why


def test_fewest_who_can_not_come_first_however_early_it_is() -> None:
    busy = tuple(at(day, hour) for day in (18, 19) for hour in range(9, 17))
    found = best_hours([agenda("Awa"), agenda("Luca", *busy)], [Interval(NOW, NOW + 2 * DAY)], HOUR)
    assert found[0].hindered == {}
    assert [len(one.hindered) for one in found] == sorted(len(one.hindered) for one in found)


def test_hour_that_nobody_can_is_not_offered() -> None:
    assert best_hours([agenda("Awa")], [Interval(NOW + 5 * DAY, NOW + 6 * DAY)], HOUR) == []


def test_day_that_may_be_a_holiday_is_left_for_last() -> None:
    moon = [Holiday(date(2027, 1, 20), "Eid", expected=True)]
    found = best_hours([agenda("Awa", holidays=moon)], [Interval(NOW, NOW + 5 * DAY)], HOUR, limit=3)
    assert [one.when.start.day for one in found] == [18, 22, 19]


def calls_of(count: int, weeks: int) -> int:
    """How many of our functions are called to find an hour for so many people."""
    zones = [("Europe/Paris", "FR"), ("Africa/Cairo", "EG"), ("Africa/Tunis", "TN"), ("Asia/Amman", "JO")]
    agendas = []
    for number in range(count):
        zone, country = zones[number % 4]
        week = WorkingWeek.usual(country)
        person = a_person("x", id=number, zone=zone, country=country, working_week=week)
        held = tuple(at(18, 10 + number % 3) for _ in range(2))
        agendas.append(Agenda(person, week, held, ()))
    called = 0

    def count_call(frame: FrameType, event: str, _arg: object) -> None:
        nonlocal called
        called += event == "call" and "mentoring" in frame.f_code.co_filename

    sys.setprofile(count_call)
    try:
        assert finder.best_hours(agendas, [Interval(NOW, NOW + weeks * 7 * DAY)], HOUR)
    finally:
        sys.setprofile(None)
    return called


def test_work_grows_with_people_and_weeks_and_no_faster() -> None:
    few, more, longer = calls_of(10, 3), calls_of(20, 3), calls_of(10, 6)
    assert more < 2.2 * few
    assert longer < 2.2 * few
    assert calls_of(30, 6) < 250_000


@pytest.fixture
def house() -> House:
    return House()


def find(house: House, **request: Any) -> FoundHours:
    wanted = HoursRequest(**request)
    return find_hours(house.uow(), wanted, actor=house.cast.awa, now=NOW, holidays=house.holidays)


def test_people_are_named_by_role_by_user_and_as_everybody(house: House) -> None:
    cast = house.cast
    assert [one.id for one in find(house, users=("ULUCA",)).people] == [cast.awa.id, cast.luca.id]
    mentees = find(house, roles=frozenset({Role.MENTEE})).people
    assert {one.id for one in mentees} == {cast.awa.id, cast.luca.id, cast.fatima.id}
    everybody = find(house, everybody=True).people
    assert {one.id for one in everybody} == {cast.awa.id, cast.luca.id, cast.fatima.id, cast.ines.id}


def test_nobody_but_oneself_is_refused(house: House) -> None:
    with pytest.raises(EmptyAudience):
        find(house)
    with pytest.raises(EmptyAudience):
        find(house, users=("UAWA",))


def test_people_of_no_common_programme_are_refused_by_name(house: House) -> None:
    with pytest.raises(StrangersNamed) as refused:
        find(house, users=("ULUCA", "UOMAR"))
    assert refused.value.facts["names"] == ("Omar",)
    with pytest.raises(StrangersNamed):
        find(house, users=("UNOBODY",))
    other = FakeUnitOfWork(house.store, "T2", FakeHolidays())
    with pytest.raises(StrangersNamed):
        find_hours(other, HoursRequest(everybody=True), actor=house.cast.awa, now=NOW, holidays=house.holidays)


def test_sessions_count_but_are_not_told(house: House) -> None:
    cast = house.cast
    with house.uow() as uow:
        held = cast.session("2027-01-19 11:00", people=(cast.luca.id, cast.fatima.id), pair_id=None)
        uow.sessions.add(held, a_change(held))
        uow.commit()
    wanted = Interval(datetime(2027, 1, 19, 10, tzinfo=UTC), datetime(2027, 1, 19, 11, tzinfo=UTC))
    found = find(house, users=("ULUCA", "UFATIMA"), within=(wanted,))
    assert [dict(one.hindered) for one in found.hours] == [{cast.luca.id: Obstacle.BUSY, cast.fatima.id: Obstacle.BUSY}]


def test_days_past_and_lengths_not_allowed_are_refused(house: House) -> None:
    with pytest.raises(TimePast):
        find(house, users=("ULUCA",), within=(Interval(NOW - 3 * DAY, NOW - 2 * DAY),))
    with pytest.raises(DurationOutOfRange):
        find(house, users=("ULUCA",), duration=timedelta(hours=9))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"ends_on": NOW.date() - DAY}, OutsideProgramme),
        ({"booking": BookingPolicy(notice=DAY, horizon=DAY)}, TooFar),
    ],
)
def test_where_no_day_is_left_it_is_told_as_to_who_books(
    house: House, changes: dict[str, Any], refusal: type[Refused]
) -> None:
    with house.uow() as uow:
        uow.people.update_programme(replace(house.cast.programme, **changes))
        uow.commit()
    with pytest.raises(refusal) as refused:
        find(house, users=("ULUCA",))
    assert refused.value.field == "date"


def test_absence_counts(house: House) -> None:
    with house.uow() as uow:
        uow.people.update(replace(house.cast.luca, wishes=ReminderWishes(away_until=date(2027, 1, 22))))
        uow.commit()
    within = (Interval(NOW, NOW + 4 * DAY),)
    hours = find(house, users=("ULUCA",), within=within).hours
    assert {dict(one.hindered)[house.cast.luca.id] for one in hours} == {Obstacle.AWAY}
