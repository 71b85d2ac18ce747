"""From the pattern of a series to its dates, and what people should know of each before they agree to it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count, islice, takewhile

from mentoring.clocks import Anchor, around_gap, instants, local
from mentoring.errors import NoOccurrence, TooManyOccurrences
from mentoring.people import Holiday, Person, Programme
from mentoring.series import (
    LAST,
    MOST_OCCURRENCES,
    Exceptions,
    Mark,
    MarkKind,
    Monthly,
    Occurrence,
    Pattern,
    Rule,
    Weekly,
)

MONTHS_LOOKED_AT = 120
"""Ten years: a rule that gives no date in them gives none."""

WEEK = 7


def dates(pattern: Pattern) -> Iterator[date]:
    """Every date of the pattern, in order, as RFC 5545 reckons with WKST=MO; without an end they go on for years."""
    first, until = pattern.first.wall.date(), pattern.until
    found = (day for day in _days(pattern.rule, first) if day >= first)
    ending = takewhile(lambda day: until is None or day <= until, found)
    return islice(ending, pattern.count)


def _days(rule: Rule, first: date) -> Iterator[date]:
    return _weekly(rule, first) if isinstance(rule, Weekly) else _monthly(rule, first)


def _weekly(rule: Weekly, first: date) -> Iterator[date]:
    monday = first - timedelta(days=first.weekday())
    for week in count(step=rule.every):
        for weekday in sorted(set(rule.weekdays)):
            yield monday + timedelta(days=WEEK * week + weekday)


def _monthly(rule: Monthly, first: date) -> Iterator[date]:
    for months in range(0, MONTHS_LOOKED_AT, rule.every):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        if (day := day_in_month(rule, year, month + 1)) is not None:
            yield day


def day_in_month(rule: Monthly, year: int, month: int) -> date | None:
    """The rule's day in that month; None when the month has no such day."""
    length = monthrange(year, month)[1]
    days = [day for day in range(1, length + 1) if rule.weekday in (None, date(year, month, day).weekday())]
    place = len(days) if rule.nth == LAST else rule.nth
    return date(year, month, days[place - 1]) if 1 <= place <= len(days) else None


def place_in_month(day: date) -> int:
    """Which of its month's weekdays of its name a day is, the first being 1."""
    return (day.day - 1) // WEEK + 1


def dates_until(pattern: Pattern, last: date) -> tuple[list[date], bool]:
    """The dates of the pattern up to ``last``, and whether it would have gone on beyond.

    TooManyOccurrences for more than can be meant, NoOccurrence when there is none; ``field`` is what to change.
    """
    field = "times" if pattern.count is not None else "until"
    if pattern.count is not None and pattern.count > MOST_OCCURRENCES:
        raise TooManyOccurrences(field=field, most=MOST_OCCURRENCES)
    found = list(islice(dates(pattern), MOST_OCCURRENCES + 1))
    within = [day for day in found if day <= last]
    if len(within) > MOST_OCCURRENCES:
        raise TooManyOccurrences(field=field, most=MOST_OCCURRENCES)
    if not within:
        raise NoOccurrence(field=field, until=min(last, pattern.until or last))
    asked_to_end = pattern.count is not None or pattern.until is not None
    return within, asked_to_end and len(within) < len(found)


def anchor_on(pattern: Pattern, day: date) -> Anchor:
    """The pattern's hour on that day, on the clocks of its zone."""
    return Anchor(datetime.combine(day, pattern.first.wall.time()), pattern.first.zone)


def occurrences(
    pattern: Pattern, days: Sequence[date], duration: timedelta, exceptions: Exceptions
) -> list[Occurrence]:
    """One for each of the days, moved or dropped where ``exceptions`` say so; a gap or fold not chosen is marked."""
    return [_occurrence(anchor_on(pattern, day), duration, exceptions) for day in days]


def _occurrence(original: Anchor, duration: timedelta, exceptions: Exceptions) -> Occurrence:
    day = original.wall.date()
    if day in exceptions:
        moved = exceptions[day]
        return Occurrence(original, moved or original, duration, dropped=moved is None)
    found = instants(original.wall, original.zone)
    if not found:
        choices = around_gap(original.wall, original.zone)
        return Occurrence(original, original, duration, (Mark(MarkKind.GAP),), choices=choices)
    if len(found) > 1:
        return Occurrence(original, original, duration, (Mark(MarkKind.FOLD),), choices=found)
    return Occurrence(original, original, duration)


def marked(
    found: Iterable[Occurrence], programme: Programme, people: Sequence[Person], now: datetime
) -> list[Occurrence]:
    """The occurrences with what the clock and the programme say of each; clashes and rest are another matter."""
    shown: list[Occurrence] = []
    before: Occurrence | None = None
    for one in found:
        marks = [*one.marks, *_too_early(one, programme, now), *_outside(one, programme)]
        if not one.dropped:
            marks += _hours_moved(before, one, people)
            before = one
        shown.append(replace(one, marks=tuple(marks)))
    return shown


def _too_early(one: Occurrence, programme: Programme, now: datetime) -> list[Mark]:
    if one.anchor.instant <= now:
        return [Mark(MarkKind.PAST)]
    return [Mark(MarkKind.TOO_SOON)] if one.anchor.instant < now + programme.booking.notice else []


def _outside(one: Occurrence, programme: Programme) -> list[Mark]:
    day = local(one.anchor.instant, programme.zone).date()
    return [] if programme.starts_on <= day <= programme.ends_on else [Mark(MarkKind.OUTSIDE)]


def _hours_moved(before: Occurrence | None, one: Occurrence, people: Sequence[Person]) -> list[Mark]:
    """For whom the hour is another than on the date before, though neither date was moved."""
    if before is None or before.moved or one.moved:
        return []
    return [
        Mark(MarkKind.HOUR_MOVES, person, before=before.anchor.instant, after=one.anchor.instant)
        for person in people
        if local(before.anchor.instant, person.zone).time() != local(one.anchor.instant, person.zone).time()
    ]


@dataclass(frozen=True)
class Rest:
    """When one person does not work: holidays beside their working week and the day they come back."""

    person: Person
    holidays: tuple[Holiday, ...] = ()

    def marks_on(self, instant: datetime) -> list[Mark]:
        """What of it falls on the person's own date at that instant."""
        day = local(instant, self.person.zone).date()
        feasts = [
            Mark(MarkKind.HOLIDAY, self.person, one.name, one.expected) for one in self.holidays if one.day == day
        ]
        if feasts:
            return feasts
        worked = {window.weekday for window in self.person.working_week.windows}
        away = self.person.wishes.away_until
        rests = day.weekday() not in worked or (away is not None and day <= away)
        return [Mark(MarkKind.DAY_OFF, self.person)] if rests else []


def shifted(rule: Rule, old: date, new: date) -> Rule:
    """The rule as it is when its date ``old`` is to be ``new`` instead, and those after it follow.

    Of a weekly rule every weekday moves by as many days; a monthly one takes the place of the new day in its month.
    """
    if isinstance(rule, Weekly):
        by = (new - old).days
        return replace(rule, weekdays=tuple(sorted((weekday + by) % WEEK for weekday in rule.weekdays)))
    if rule.weekday is None:
        last = rule.nth == LAST and new.day == monthrange(new.year, new.month)[1]
        return replace(rule, nth=LAST if last else new.day)
    last = rule.nth == LAST and new.day + WEEK > monthrange(new.year, new.month)[1]
    return replace(rule, nth=LAST if last else place_in_month(new), weekday=new.weekday())
