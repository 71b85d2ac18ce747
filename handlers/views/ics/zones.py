"""A zone's clock changes as a VTIMEZONE that calendar programs read right.

The library's own lists them as RDATEs, which Outlook passes over and others misread by an hour. Here a change that
comes back every year by a rule is said as the rule, and any other as an observance of its own.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = timedelta(days=7)
"""Clocks are never changed there and back again within one."""

YEARS_TRIED = 10
"""For so many years to come a rule must be right before it is believed."""


@dataclass(frozen=True)
class Reading:
    """What the clocks of a zone show: how far from UTC, under which name, and whether it is their summer time."""

    offset: timedelta
    name: str
    daylight: bool


@dataclass(frozen=True)
class ClockChange:
    """An instant (UTC) from which a zone's clocks show another time."""

    at: datetime
    before: Reading
    after: Reading

    @property
    def wall(self) -> datetime:
        """What the clocks would have shown then without it; naive, as RFC 5545 (section 3.6.5) has it."""
        return (self.at + self.before.offset).replace(tzinfo=None)


@dataclass(frozen=True)
class Rule:
    """The ``nth`` such weekday (Monday 0) of a month; -1 is the last."""

    month: int
    nth: int
    weekday: int

    def as_recur(self) -> vRecur:
        """The rule as RFC 5545 writes it."""
        return vRecur(FREQ="YEARLY", BYMONTH=self.month, BYDAY=f"{self.nth}{WEEKDAYS[self.weekday]}")


def vtimezone(zone: str, first: datetime, last: datetime) -> Timezone:
    """The zone's clocks from the year of ``first`` to that of ``last``; wall times outside may be read wrong."""
    begins, ends = first.year - 1, last.year + 1
    drawn = Timezone()
    drawn.add("tzid", zone)
    yearly = _yearly(clock_changes(zone, begins, ends + YEARS_TRIED), ends + YEARS_TRIED - begins + 1)
    for change, rule in yearly:
        drawn.add_component(_observance(change.wall, change.before, change.after, rule))
    if not yearly:
        new_year = datetime(begins, 1, 1, tzinfo=UTC)
        standing = _reading(new_year, ZoneInfo(zone))
        wall = (new_year + standing.offset).replace(tzinfo=None)
        drawn.add_component(_observance(wall, standing, standing))
        for change in clock_changes(zone, begins, ends):
            drawn.add_component(_observance(change.wall, change.before, change.after))
    return drawn


@cache
def clock_changes(zone: str, first_year: int, last_year: int) -> tuple[ClockChange, ...]:
    """Every change of the zone's clocks in these years, both inclusive."""
    there, at, end = ZoneInfo(zone), datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    found = []
    while at < end:
        if _reading(at, there) != _reading(at + WEEK, there):
            found.append(_change_between(at, at + WEEK, there))
        at += WEEK
    return tuple(found)


def _reading(at: datetime, there: ZoneInfo) -> Reading:
    local = at.astimezone(there)
    return Reading(local.utcoffset() or timedelta(0), local.tzname() or "", bool(local.dst()))


def _change_between(low: datetime, high: datetime, there: ZoneInfo) -> ClockChange:
    before = _reading(low, there)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _reading(middle, there) == before else (low, middle)
    return ClockChange(high, before, _reading(high, there))


def _yearly(changes: Sequence[ClockChange], years: int) -> list[tuple[ClockChange, Rule]]:
    """The first change of each kind with its rule; nothing unless every change follows one in each of the years."""
    kinds: dict[tuple[Reading, Reading], list[ClockChange]] = {}
    for change in changes:
        kinds.setdefault((change.before, change.after), []).append(change)
    ruled = [(alike[0], rule) for alike in kinds.values() if len(alike) == years and (rule := _rule_of(alike))]
    return ruled if len(ruled) == len(kinds) else []


def _rule_of(changes: Iterable[ClockChange]) -> Rule | None:
    """The rule that all of these follow at one wall time."""
    walls = [change.wall for change in changes]
    if len({wall.time() for wall in walls}) > 1 or len({wall.year for wall in walls}) < len(walls):
        return None
    common = set.intersection(*(_rules_met(wall) for wall in walls))
    return min(common, key=lambda rule: rule.nth, default=None)


def _rules_met(wall: datetime) -> set[Rule]:
    ends = calendar.monthrange(wall.year, wall.month)[1]
    nths = {(wall.day + 6) // 7, *({-1} if wall.day + 7 > ends else ())}
    return {Rule(wall.month, nth, wall.weekday()) for nth in nths}


def _observance(
    wall: datetime, before: Reading, after: Reading, rule: Rule | None = None
) -> TimezoneStandard | TimezoneDaylight:
    drawn = TimezoneDaylight() if after.daylight else TimezoneStandard()
    drawn.add("dtstart", wall)
    drawn.add("tzoffsetfrom", before.offset)
    drawn.add("tzoffsetto", after.offset)
    drawn.add("tzname", after.name)
    if rule:
        drawn.add("rrule", rule.as_recur())
    return drawn
