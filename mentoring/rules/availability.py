"""When a person may be booked: their weekly hours on their own clock, less holidays and sessions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from mentoring.clocks import Anchor, local, midnight
from mentoring.intervals import Interval, intersect, subtract
from mentoring.people import Agenda, Person, WorkingWeek

HALF_HOUR = timedelta(minutes=30)
"""Sessions are offered at starts so far apart."""


def days_of(within: Interval, zone: str) -> list[date]:
    """Every date that the interval touches on the clocks of ``zone``."""
    first, last = local(within.start, zone).date(), local(within.end, zone).date()
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


def working_hours(week: WorkingWeek, zone: str, within: Interval) -> list[Interval]:
    """The hours of the week on the clocks of ``zone``, in order, cut to ``within``."""
    hours = [
        Interval(opens, closes)
        for day in days_of(within, zone)
        for window in week.windows
        if window.weekday == day.weekday()
        and (opens := Anchor(datetime.combine(day, window.opens), zone).instant)
        < (closes := Anchor(datetime.combine(day, window.closes), zone).instant)
    ]
    return intersect(hours, [within])


def whole_day(day: date, zone: str) -> Interval:
    """The date from midnight to midnight on the clocks of ``zone``; 23 or 25 hours when clocks change."""
    return Interval(midnight(day, zone), midnight(day + timedelta(days=1), zone))


def free(agenda: Agenda, within: Interval) -> list[Interval]:
    """When this person may be booked: working hours that no holiday, no session and no absence takes."""
    rest = [whole_day(holiday.day, agenda.person.zone) for holiday in agenda.holidays]
    taken = [*rest, *agenda.held, *absence(agenda.person, within)]
    return subtract(working_hours(agenda.working_week, agenda.person.zone, within), taken)


def absence(person: Person, within: Interval) -> list[Interval]:
    """The stretch from the interval's start on in which the person is away; none when they are not."""
    until = person.wishes.away_until
    if until is None or (back := whole_day(until, person.zone).end) <= within.start:
        return []
    return [Interval(within.start, back)]


def next_half_hour(instant: datetime, zone: str) -> datetime:
    """The first half-hour on the clocks of ``zone`` from the instant on."""
    wall = local(instant, zone)
    past = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond) % HALF_HOUR
    return instant + (HALF_HOUR - past) % HALF_HOUR
