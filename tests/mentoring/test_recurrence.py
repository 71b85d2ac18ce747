"""The dates of a series, against dateutil's rrule, and what is said of each."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from mentoring.clocks import Anchor, around_gap, instants
from mentoring.errors import NoOccurrence, TooManyOccurrences
from mentoring.people import Holiday, WorkingWeek
from mentoring.reminders import ReminderWishes
from mentoring.rules import recurrence
from mentoring.rules.recurrence import Rest, dates, dates_until, marked, occurrences, shifted
from mentoring.series import LAST, MOST_OCCURRENCES, MarkKind, Monthly, Pattern, Rule, Weekly
from tests.builders import NOW, a_person, a_programme, an_anchor

HOUR = timedelta(hours=1)
NINE_YEARS = timedelta(days=9 * 365)
VECTORS = json.loads((Path(__file__).parent.parent / "data" / "timezone_vectors.json").read_text("utf-8"))
ZONES = sorted({one["zone"] for one in VECTORS["vectors"]})

weekly = st.builds(
    lambda days, every: Weekly(tuple(sorted(days)), every),
    st.sets(st.integers(0, 6), min_size=1, max_size=4),
    st.integers(1, 6),
)
monthly = st.one_of(
    st.builds(Monthly, st.sampled_from([1, 2, 3, 4, 5, LAST]), st.integers(0, 6), st.integers(1, 4)),
    st.builds(Monthly, st.sampled_from([*range(1, 32), LAST]), st.none(), st.integers(1, 4)),
)
firsts = st.datetimes(datetime(2026, 1, 1), datetime(2032, 12, 31)).map(
    lambda one: one.replace(second=0, microsecond=0)
)


def a_pattern(
    rule: Rule | None = None, first: str = "2027-01-19 15:00", zone: str = "Europe/Paris", **ends: object
) -> Pattern:
    return replace(Pattern(rule or Weekly((1,)), Anchor(datetime.fromisoformat(first), zone)), **ends)  # type: ignore[arg-type]


def by_rrule(pattern: Pattern) -> list[date]:
    """What dateutil makes of the pattern, at most sixty dates of nine years."""
    rule, first = pattern.rule, pattern.first.wall
    beyond = first + NINE_YEARS
    until = min(beyond, datetime.combine(pattern.until, datetime.max.time())) if pattern.until else beyond
    if isinstance(rule, Weekly):
        found = rrule.rrule(rrule.WEEKLY, first, rule.every, rrule.MO, until=until, byweekday=rule.weekdays)
    elif rule.weekday is None:
        found = rrule.rrule(rrule.MONTHLY, first, rule.every, until=until, bymonthday=rule.nth)
    else:
        nth = rrule.weekday(rule.weekday, rule.nth)
        found = rrule.rrule(rrule.MONTHLY, first, rule.every, until=until, byweekday=nth)
    return [one.date() for one in islice(found, min(pattern.count or 60, 60))]


@settings(max_examples=300, deadline=None)
@given(
    rule=st.one_of(weekly, monthly),
    first=firsts,
    lasting=st.one_of(st.none(), st.integers(0, 900)),
    times=st.one_of(st.none(), st.integers(1, 60)),
)
def test_dates_are_those_of_rrule(rule: Rule, first: datetime, lasting: int | None, times: int | None) -> None:
    until = first.date() + timedelta(days=lasting) if lasting is not None else None
    pattern = Pattern(rule, Anchor(first, "Europe/Paris"), until, times)
    within = [day for day in islice(dates(pattern), 60) if day <= (first + NINE_YEARS).date()]
    assert within == by_rrule(pattern)


@settings(max_examples=200, deadline=None)
@given(rule=st.one_of(weekly, monthly), zone=st.sampled_from(ZONES), first=firsts)
def test_wall_time_is_kept_through_every_clock_change(rule: Rule, zone: str, first: datetime) -> None:
    pattern = Pattern(rule, Anchor(first, zone), count=30)
    days = list(dates(pattern))
    for one in occurrences(pattern, days, HOUR, {}):
        kinds = [mark.kind for mark in one.marks]
        found = instants(datetime.combine(one.day, first.time()), zone)
        assert kinds == {0: [MarkKind.GAP], 1: [], 2: [MarkKind.FOLD]}[len(found)]
        if len(found) == 1:
            assert one.anchor.instant == found[0]
            assert one.when.start.astimezone(ZoneInfo(zone)).time() == first.time()
        else:
            assert one.choices == (found or around_gap(one.anchor.wall, zone))


@pytest.mark.parametrize(
    "vector", [one for one in VECTORS["vectors"] if one["tzdb"] == "2026f"], ids=lambda one: str(one["id"])
)
def test_occurrence_on_a_known_night_is_at_the_known_instant(vector: dict[str, object]) -> None:
    """A weekly series whose third date is the vector's night."""
    wall, zone = datetime.fromisoformat(str(vector["wall"])), str(vector["zone"])
    pattern = Pattern(Weekly((wall.weekday(),)), Anchor(wall - timedelta(days=14), zone), count=3)
    last = occurrences(pattern, list(dates(pattern)), HOUR, {})[-1]
    if vector["kind"] == "gap":
        assert last.marks[0].kind is MarkKind.GAP
        return
    known = [datetime.fromisoformat(str(vector[key])) for key in ("utc", "utc_fold1") if key in vector]
    assert last.anchor.instant == known[0]
    assert list(last.choices) == (known if vector["kind"] == "fold" else [])


def test_a_month_without_the_day_is_passed_over() -> None:
    fifth = a_pattern(Monthly(5, 0), "2027-01-01 09:00", count=2)
    assert list(dates(fifth)) == [date(2027, 3, 29), date(2027, 5, 31)]
    last = a_pattern(Monthly(LAST), "2027-01-31 09:00", count=2)
    assert list(dates(last)) == [date(2027, 1, 31), date(2027, 2, 28)]


def test_a_rule_that_never_comes_gives_nothing() -> None:
    assert list(dates(a_pattern(Monthly(31, None, 12), "2027-02-01 09:00"))) == []


def test_hundred_occurrences_are_refused() -> None:
    end = date(2040, 1, 1)
    with pytest.raises(TooManyOccurrences) as times:
        dates_until(a_pattern(count=100), end)
    with pytest.raises(TooManyOccurrences) as until:
        dates_until(a_pattern(Weekly((0, 1, 2, 3, 4)), until=date(2027, 12, 31)), end)
    assert (times.value.field, until.value.field) == ("times", "until")
    assert times.value.facts["most"] == MOST_OCCURRENCES
    assert len(dates_until(a_pattern(count=52), end)[0]) == MOST_OCCURRENCES


def test_series_ends_with_its_programme_and_says_so() -> None:
    end = date(2027, 2, 28)
    assert dates_until(a_pattern(count=3), end)[1] is False
    assert dates_until(a_pattern(until=date(2027, 3, 31)), end)[1] is True
    found, shortened = dates_until(a_pattern(), end)
    assert (found[-1], shortened) == (date(2027, 2, 23), False)


def test_series_without_a_date_is_refused() -> None:
    with pytest.raises(NoOccurrence):
        dates_until(a_pattern(until=date(2027, 1, 18)), date(2027, 10, 29))


def test_hours_that_move_are_marked_at_the_first_date_after_the_change() -> None:
    """Casablanca stays on its clock in March; Rome goes forward on the 28th."""
    pattern = a_pattern(Weekly((1,)), "2027-03-16 15:00", "Africa/Casablanca", count=4)
    luca, nadia = a_person("Luca"), a_person("Nadia", zone="Africa/Casablanca", country="MA")
    shown = marked(occurrences(pattern, list(dates(pattern)), HOUR, {}), a_programme(), [nadia, luca], NOW)
    moved = {one.day: [(m.person.name, m.before, m.after) for m in one.marks if m.person] for one in shown if one.marks}
    assert moved == {
        date(2027, 3, 30): [
            ("Luca", datetime(2027, 3, 23, 15, tzinfo=UTC), datetime(2027, 3, 30, 15, tzinfo=UTC)),
        ]
    }


def test_dropped_date_is_left_out_of_the_comparison() -> None:
    pattern = a_pattern(Weekly((1,)), "2027-03-16 15:00", "Africa/Casablanca", count=4)
    dropped = occurrences(pattern, list(dates(pattern)), HOUR, {date(2027, 3, 30): None})
    shown = marked(dropped, a_programme(), [a_person("Luca")], NOW)
    assert [one.day for one in shown if one.marks] == [date(2027, 4, 6)]


def test_date_that_was_moved_to_another_hour_moves_nobodys_clock() -> None:
    pattern = a_pattern(count=3)
    moved = occurrences(pattern, list(dates(pattern)), HOUR, {date(2027, 1, 26): an_anchor("2027-01-27 09:00")})
    assert [one.marks for one in marked(moved, a_programme(), [a_person("Luca")], NOW)] == [(), (), ()]


def test_dates_too_early_or_outside_the_programme_are_marked_and_not_bookable() -> None:
    pattern = a_pattern(Weekly((0,)), "2027-01-18 08:00", "UTC", count=3)
    shown = marked(
        occurrences(pattern, list(dates(pattern)), HOUR, {}), a_programme(ends_on=date(2027, 1, 30)), [], NOW
    )
    assert [[mark.kind for mark in one.marks] for one in shown] == [[MarkKind.PAST], [], [MarkKind.OUTSIDE]]
    assert [one.bookable for one in shown] == [False, True, False]
    soon = replace(pattern, first=Anchor(datetime(2027, 1, 18, 9), "UTC"), count=1)
    one = marked(occurrences(soon, list(dates(soon)), HOUR, {}), a_programme(), [], NOW)[0]
    assert [mark.kind for mark in one.marks] == [MarkKind.TOO_SOON]


def test_rest_is_a_holiday_a_weekend_or_leave_on_the_persons_own_date() -> None:
    fatima = a_person("Fatima", working_week=WorkingWeek.usual("EG"))
    feast = Holiday(date(2027, 4, 5), "Spring Festival", expected=True)
    rest = Rest(fatima, (feast,))
    assert [mark.kind for mark in rest.marks_on(datetime(2027, 4, 4, 22, 30, tzinfo=UTC))] == [MarkKind.HOLIDAY]
    assert [mark.kind for mark in rest.marks_on(datetime(2027, 4, 9, 9, tzinfo=UTC))] == [MarkKind.DAY_OFF]
    assert rest.marks_on(datetime(2027, 4, 6, 9, tzinfo=UTC)) == []
    away = replace(fatima, wishes=ReminderWishes(away_until=date(2027, 4, 6)))
    assert [mark.kind for mark in Rest(away).marks_on(datetime(2027, 4, 6, 9, tzinfo=UTC))] == [MarkKind.DAY_OFF]


@pytest.mark.parametrize(
    ("rule", "old", "new", "expected"),
    [
        (Weekly((1,), 2), date(2027, 2, 2), date(2027, 2, 3), Weekly((2,), 2)),
        (Weekly((0, 6)), date(2027, 2, 1), date(2027, 2, 2), Weekly((0, 1))),
        (Monthly(1, 0), date(2027, 2, 1), date(2027, 2, 9), Monthly(2, 1)),
        (Monthly(LAST, 0), date(2027, 2, 22), date(2027, 2, 23), Monthly(LAST, 1)),
        (Monthly(LAST, 0), date(2027, 2, 22), date(2027, 2, 16), Monthly(3, 1)),
        (Monthly(15), date(2027, 2, 15), date(2027, 2, 16), Monthly(16)),
        (Monthly(LAST), date(2027, 1, 31), date(2027, 1, 30), Monthly(30)),
    ],
)
def test_rule_moves_with_one_of_its_dates(rule: Rule, old: date, new: date, expected: Rule) -> None:
    assert shifted(rule, old, new) == expected
    assert recurrence.day_in_month(expected, new.year, new.month) == new if isinstance(expected, Monthly) else True
