"""Working weeks as minutes of days, and what is added to them and taken from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import time

from mentoring.errors import NothingLeft
from mentoring.people import DEFAULT_WEEKENDS, Window, WorkingWeek

Stretch = tuple[int, int]
"""From one minute of a day up to but not including another; 0 is midnight, 1440 the midnight after."""

Hours = Mapping[int, tuple[Stretch, ...]]
"""Stretches by weekday, Monday 0; a day that is missing has none."""

DAY = 24 * 60
LAST_MINUTE = time(23, 59)
WEEKDAYS = range(7)
NINE_TO_SIX: tuple[Stretch, ...] = ((9 * 60, 18 * 60),)
LEAST = 15
"""A shorter stretch of minutes is no time in which anybody could be booked."""


def weekend_of(country: str) -> frozenset[int]:
    """The days of rest of a country (ISO 3166 alpha-2)."""
    return frozenset(DEFAULT_WEEKENDS.get(country, (5, 6)))


def hours_of(week: WorkingWeek) -> Hours:
    """The week by day."""
    found: dict[int, list[Stretch]] = {}
    for window in week.windows:
        found.setdefault(window.weekday, []).append((_minutes(window.opens), _minutes(window.closes)))
    return {day: joined(found[day]) for day in sorted(found)}


def week_of(hours: Hours) -> WorkingWeek:
    """The week of these hours; NothingLeft when there are none, as nobody could book such a person."""
    windows = tuple(
        Window(day, _time(opens), _time(closes))
        for day in sorted(hours)
        for opens, closes in joined(hours[day])
        if closes - opens >= LEAST
    )
    if not windows:
        raise NothingLeft
    return WorkingWeek(windows)


def usual(hours: Hours) -> tuple[Stretch, ...]:
    """The hours that most of the days have, nine to six where there are none."""
    if not hours:
        return NINE_TO_SIX
    return Counter(hours[day] for day in sorted(hours)).most_common(1)[0][0]


def joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same minutes in the fewest stretches, in order."""
    found: list[Stretch] = []
    for opens, closes in sorted(stretches):
        if found and opens <= found[-1][1]:
            found[-1] = (found[-1][0], max(closes, found[-1][1]))
        else:
            found.append((opens, closes))
    return tuple(found)


def set_hours(hours: Hours, days: Collection[int], stretches: Iterable[Stretch]) -> Hours:
    """These hours on these days, whatever they had before."""
    given = joined(stretches)
    return {**hours, **dict.fromkeys(days, given)}


def add_hours(hours: Hours, days: Collection[int], stretches: Iterable[Stretch]) -> Hours:
    """These hours on these days as well."""
    more = tuple(stretches)
    return {**hours, **{day: joined((*hours.get(day, ()), *more)) for day in days}}


def take_hours(hours: Hours, days: Collection[int], stretches: Iterable[Stretch]) -> Hours:
    """The hours without these stretches of these days; a day that has none left is gone."""
    taken = joined(stretches)
    left = {day: _without(one, taken) if day in days else one for day, one in hours.items()}
    return {day: one for day, one in left.items() if one}


def _without(stretches: Iterable[Stretch], taken: Iterable[Stretch]) -> tuple[Stretch, ...]:
    left = tuple(stretches)
    for opens, closes in taken:
        left = tuple(
            part
            for one in left
            for part in ((one[0], min(one[1], opens)), (max(one[0], closes), one[1]))
            if part[0] < part[1]
        )
    return left


def _minutes(clock: time) -> int:
    return DAY if clock == LAST_MINUTE else clock.hour * 60 + clock.minute


def _time(minutes: int) -> time:
    return LAST_MINUTE if minutes >= DAY else time(minutes // 60, minutes % 60)
