"""Which slots to offer: inside everybody's hours, fairest first, spread over days."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mentoring.clocks import Anchor, local
from mentoring.intervals import Interval, intersect
from mentoring.people import Agenda
from mentoring.rules.availability import HALF_HOUR, free, next_half_hour, working_hours

COMFORTABLE = timedelta(hours=1, minutes=30)
"""How far from the edges of somebody's working day a slot is as good as any."""
LUNCH = (time(12, 30), time(14))
"""When people around the Mediterranean eat, on their own clock."""
OVER_LUNCH = 0.5
A_DAY_LATER = 0.05
"""How much comfort a day of waiting outweighs: a fair hour next month helps less than a decent one this week."""
SAME_HOUR_AGAIN = 0.25
"""What it costs a slot that its hour was offered already: who can't at ten can't at ten on any day."""


def common_slots(agendas: Sequence[Agenda], within: Interval, duration: timedelta) -> list[Interval]:
    """Every slot of this length, on the half-hours of the first person's clock, at which all are free."""
    shared = [within]
    for agenda in agendas:
        shared = intersect(shared, free(agenda, within))
    zone = agendas[0].person.zone
    return [slot for stretch in shared for slot in _cut(stretch, duration, zone)]


def suggest(
    agendas: Sequence[Agenda],
    within: Interval,
    duration: timedelta,
    *,
    limit: int = 5,
    near: datetime | None = None,
) -> list[Interval]:
    """Up to ``limit`` slots, no two on one day of the first person's as long as there are days enough.

    Fairest first, and not all at the same hour; or those closest to ``near`` when the people have a time in mind.
    """
    days = [_days(agenda, within) for agenda in agendas]

    def cost(slot: Interval) -> float:
        if near is not None:
            return abs((slot.start - near).total_seconds())
        worst = max(_discomfort(slot, theirs) for theirs in days)
        return worst + A_DAY_LATER * ((slot.start - within.start) / timedelta(days=1))

    costs = {slot: cost(slot) for slot in common_slots(agendas, within, duration)}
    again = 0.0 if near is not None else SAME_HOUR_AGAIN
    return _spread(costs, agendas[0].person.zone, limit, again)


@dataclass(frozen=True)
class _Day:
    """A stretch of somebody's working hours, and the lunch within or beside it."""

    hours: Interval
    lunch: Interval


def _days(agenda: Agenda, within: Interval) -> list[_Day]:
    zone = agenda.person.zone
    hours = working_hours(agenda.working_week, zone, within)
    return [_Day(one, _lunch(local(one.start, zone).date(), zone)) for one in hours]


def _lunch(day: date, zone: str) -> Interval:
    return Interval(*(Anchor(datetime.combine(day, hour), zone).instant for hour in LUNCH))


def _cut(stretch: Interval, duration: timedelta, zone: str) -> Iterator[Interval]:
    start = next_half_hour(stretch.start, zone)
    while start + duration <= stretch.end:
        yield Interval(start, start + duration)
        start += HALF_HOUR


def _discomfort(slot: Interval, days: Sequence[_Day]) -> float:
    """0 well inside the person's working hours, towards 1 at their edge; more over lunch."""
    day = days[bisect_right(days, slot.start, key=lambda one: one.hours.start) - 1]
    spare = min(slot.start - day.hours.start, day.hours.end - slot.end)
    return max(0.0, 1 - spare / COMFORTABLE) + (OVER_LUNCH if slot.overlaps(day.lunch) else 0.0)


def _spread(costs: Mapping[Interval, float], zone: str, limit: int, again: float) -> list[Interval]:
    """The best slots, a day at a time: a day comes back only when the others have had their turn.

    ``again`` is what it costs a slot that its hour was offered already.
    """
    left, chosen = {slot: local(slot.start, zone) for slot in costs}, list[Interval]()
    turns: Counter[date] = Counter()
    clocks: Counter[time] = Counter()

    def rank(slot: Interval) -> tuple[int, float, datetime]:
        wall = left[slot]
        return turns[wall.date()], costs[slot] + again * clocks[wall.time()], slot.start

    while left and len(chosen) < limit:
        best = min(left, key=rank)
        chosen.append(best)
        turns[left[best].date()] += 1
        clocks[left[best].time()] += 1
        left = {slot: wall for slot, wall in left.items() if not slot.overlaps(best)}
    return chosen
