"""The best hours for several people: fewest who can't, then most comfortable, spread over days.

Exact, and cheap: everybody's time is gone through once, and each half-hour of it once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from mentoring.clocks import Anchor, local
from mentoring.intervals import Interval, intersect, subtract, union
from mentoring.people import Agenda
from mentoring.polls import Hour, Obstacle
from mentoring.rules.availability import HALF_HOUR, absence, free, next_half_hour, whole_day, working_hours

STEP_SECONDS, MINUTE = HALF_HOUR // timedelta(seconds=1), 60
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


def best_hours(
    agendas: Sequence[Agenda], within: Sequence[Interval], duration: timedelta, *, limit: int = MOST_OFFERED
) -> list[Hour]:
    """Up to ``limit`` hours, best first, starting on the half-hours of the first person's clock.

    Fewest who can't come first, then days that have none yet, then comfort, then the sooner; no two share time. An
    hour that nobody can is never offered.
    """
    zone, stretches = agendas[0].person.zone, union(within)
    able: Counter[int] = Counter()
    total: Counter[int] = Counter()
    worst: Counter[int] = Counter()
    for agenda in agendas:
        for start, cost in comfort(agenda, stretches, duration, zone):
            able[start] += 1
            total[start] += cost
            worst[start] = max(worst[start], cost)
    costs = {start: worst[start] + total[start] // count for start, count in able.items()}
    unable = {start: len(agendas) - count for start, count in able.items()}
    chosen = _spread(costs, unable, zone, int(duration.total_seconds()), limit)
    return [_hour(agendas, Interval(_at(start), _at(start) + duration), costs[start]) for start in chosen]


def comfort(agenda: Agenda, within: Sequence[Interval], duration: timedelta, zone: str) -> Iterator[tuple[int, int]]:
    """Every start, on the half-hours of ``zone``, at which the person is free, with its discomfort in minutes.

    Starts are seconds since 1970: there are many of them, and whole numbers are quicker than instants.
    """
    days = _days(agenda, within)
    opens, length = [day.opens for day in days], int(duration.total_seconds())
    for stretch in intersect(within, [part for one in within for part in free(agenda, one)]):
        start, end = _seconds(next_half_hour(stretch.start, zone)), _seconds(stretch.end)
        day = days[bisect_right(opens, _seconds(stretch.start)) - 1]
        for one in range(start, end - length + 1, STEP_SECONDS):
            yield one, day.discomfort(one, one + length)


@dataclass(frozen=True, slots=True)
class _Day:
    """A stretch of somebody's working hours and what makes some of it less welcome, in seconds since 1970."""

    opens: int
    closes: int
    lunch_opens: int
    lunch_closes: int
    surcharge: int
    week_opens: bool
    week_closes: bool

    def discomfort(self, start: int, end: int) -> int:
        before, after = (start - self.opens) // MINUTE, (self.closes - end) // MINUTE
        least = before if before < after else after
        cost = self.surcharge + (COMFORTABLE - least if least < COMFORTABLE else 0)
        if start < self.lunch_closes and self.lunch_opens < end:
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
        lunch_opens, lunch_closes = (Anchor(datetime.combine(day, hour), zone).instant for hour in LUNCH)
        found.append(
            _Day(
                opens=_seconds(hours.start),
                closes=_seconds(hours.end),
                lunch_opens=_seconds(lunch_opens),
                lunch_closes=_seconds(lunch_closes),
                surcharge=PERHAPS_A_HOLIDAY if day in doubtful else 0,
                week_opens=(day.weekday() - 1) % 7 not in worked,
                week_closes=(day.weekday() + 1) % 7 not in worked,
            )
        )
    return found


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())


def _at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _spread(costs: Mapping[int, int], unable: Mapping[int, int], zone: str, length: int, limit: int) -> list[int]:
    """The best starts, one after another, each seen beside those already chosen."""
    walls = {start: local(_at(start), zone) for start in costs}
    left = {start: (wall.date(), wall.time()) for start, wall in walls.items()}
    chosen: list[int] = []
    days: Counter[date] = Counter()
    clocks: Counter[time] = Counter()

    def rank(start: int) -> tuple[int, int, int, int]:
        day, clock = left[start]
        return unable[start], days[day], costs[start] + SAME_HOUR_AGAIN * clocks[clock], start

    while left and len(chosen) < limit:
        best = min(left, key=rank)
        chosen.append(best)
        day, clock = left[best]
        days[day] += 1
        clocks[clock] += 1
        left = {start: wall for start, wall in left.items() if abs(start - best) >= length}
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
