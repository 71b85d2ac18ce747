"""The best hours for several people: fewest who can't, then most comfortable, spread over days.

Exact, and cheap: everybody's time is gone through once, and each half-hour of it once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from mentoring.clocks import Anchor, local
from mentoring.intervals import Interval, intersect, subtract, union
from mentoring.people import Agenda
from mentoring.rules.availability import absence, free, whole_day, working_hours

STEP = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
COMFORTABLE = 90
"""Minutes from the edges of somebody's working day at which an hour is as good as any."""
LUNCH = (time(12, 30), time(14))
"""When people around the Mediterranean eat, on their own clock."""
OVER_LUNCH, WEEKS_EDGE, PERHAPS_A_HOLIDAY = 45, 20, 60
"""What it costs to meet over lunch, at the edges of somebody's week, or on a day that may yet be a holiday."""
SAME_HOUR_AGAIN = 15
"""What it costs an hour that it was offered already: who can't at ten can't at ten on any day."""
MOST_OFFERED = 5
DAY = timedelta(days=1)


class Obstacle(StrEnum):
    """Why somebody can't: never what they are busy with."""

    AWAY = "away"
    HOLIDAY = "holiday"
    OFF = "off"
    BUSY = "busy"


@dataclass(frozen=True)
class Hour:
    """A time for all: who can't and why, by person, and how uncomfortable it is for those who can.

    ``discomfort`` is 0 well inside everybody's days, and grows by the minute.
    """

    when: Interval
    hindered: Mapping[int, Obstacle]
    discomfort: int


def best_hours(
    agendas: Sequence[Agenda], within: Sequence[Interval], duration: timedelta, *, limit: int = MOST_OFFERED
) -> list[Hour]:
    """Up to ``limit`` hours, best first, starting on the half-hours of the first person's clock.

    Fewest who can't come first, then days that have none yet, then comfort, then the sooner; no two share time. An
    hour that nobody can is never offered.
    """
    zone = agendas[0].person.zone
    stretches = union(within)
    able: Counter[datetime] = Counter()
    total: Counter[datetime] = Counter()
    worst: dict[datetime, int] = {}
    for agenda in agendas:
        for start, cost in comfort(agenda, stretches, duration, zone):
            able[start] += 1
            total[start] += cost
            worst[start] = max(cost, worst.get(start, 0))
    costs = {start: worst[start] + total[start] // able[start] for start in able}
    chosen = _spread(costs, {start: len(agendas) - able[start] for start in able}, zone, duration, limit)
    return [_hour(agendas, Interval(start, start + duration), costs[start]) for start in chosen]


def comfort(
    agenda: Agenda, within: Sequence[Interval], duration: timedelta, zone: str
) -> Iterator[tuple[datetime, int]]:
    """Every start, on the half-hours of ``zone``, at which the person is free, with its discomfort in minutes."""
    days = _days(agenda, within)
    hours = [day.hours for day in days]
    for stretch in intersect(within, [part for one in within for part in free(agenda, one)]):
        at = bisect_right(hours, stretch.start, key=lambda one: one.start) - 1
        day = days[at]
        start = _next_half_hour(stretch.start, zone)
        while start + duration <= stretch.end:
            yield start, day.discomfort(start, start + duration)
            start += STEP


@dataclass(frozen=True)
class _Day:
    """A stretch of somebody's working hours and what makes some of it less welcome."""

    hours: Interval
    lunch: Interval
    surcharge: int
    week_opens: bool
    week_closes: bool

    def discomfort(self, start: datetime, end: datetime) -> int:
        before, after = (start - self.hours.start) // MINUTE, (self.hours.end - end) // MINUTE
        cost = max(0, COMFORTABLE - min(before, after)) + self.surcharge
        if start < self.lunch.end and self.lunch.start < end:
            cost += OVER_LUNCH
        if (self.week_opens and before < COMFORTABLE) or (self.week_closes and after < COMFORTABLE):
            cost += WEEKS_EDGE
        return cost


def _days(agenda: Agenda, within: Sequence[Interval]) -> list[_Day]:
    zone, week = agenda.person.zone, agenda.working_week
    whole = Interval(within[0].start - 2 * DAY, within[-1].end + 2 * DAY)
    doubtful = {one.day + ahead * DAY for one in agenda.holidays if one.expected for ahead in (-1, 1)}
    worked = {window.weekday for window in week.windows}
    found = []
    for hours in working_hours(week, zone, whole):
        day = local(hours.start, zone).date()
        found.append(
            _Day(
                hours=hours,
                lunch=_lunch(day, zone),
                surcharge=PERHAPS_A_HOLIDAY if day in doubtful else 0,
                week_opens=(day.weekday() - 1) % 7 not in worked,
                week_closes=(day.weekday() + 1) % 7 not in worked,
            )
        )
    return found


def _lunch(day: date, zone: str) -> Interval:
    return Interval(*(Anchor(datetime.combine(day, hour), zone).instant for hour in LUNCH))


def _next_half_hour(instant: datetime, zone: str) -> datetime:
    wall = local(instant, zone)
    past = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond) % STEP
    return instant + (STEP - past) % STEP


def _spread(
    costs: Mapping[datetime, int], unable: Mapping[datetime, int], zone: str, duration: timedelta, limit: int
) -> list[datetime]:
    """The best starts, one after another, each seen beside those already chosen."""
    left = {start: local(start, zone) for start in costs}
    chosen: list[datetime] = []
    days: Counter[date] = Counter()
    clocks: Counter[time] = Counter()

    def rank(start: datetime) -> tuple[int, int, int, datetime]:
        wall = left[start]
        return unable[start], days[wall.date()], costs[start] + SAME_HOUR_AGAIN * clocks[wall.time()], start

    while left and len(chosen) < limit:
        best = min(left, key=rank)
        chosen.append(best)
        days[left[best].date()] += 1
        clocks[left[best].time()] += 1
        left = {start: wall for start, wall in left.items() if abs(start - best) >= duration}
    return chosen


def _hour(agendas: Sequence[Agenda], when: Interval, discomfort: int) -> Hour:
    obstacles = {agenda.person.id: obstacle(agenda, when) for agenda in agendas}
    return Hour(when, {person: one for person, one in obstacles.items() if one is not None}, discomfort)


def obstacle(agenda: Agenda, when: Interval) -> Obstacle | None:
    """Why the person can't then; None when they can."""
    zone = agenda.person.zone
    if any(one.overlaps(when) for one in absence(agenda.person, when)):
        return Obstacle.AWAY
    if any(whole_day(holiday.day, zone).overlaps(when) for holiday in agenda.holidays):
        return Obstacle.HOLIDAY
    if subtract([when], working_hours(agenda.working_week, zone, when)):
        return Obstacle.OFF
    return Obstacle.BUSY if any(held.overlaps(when) for held in agenda.held) else None
