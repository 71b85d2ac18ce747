"""Which slots to offer: inside everybody's hours, fairest first, spread over days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from mentoring.clocks import local
from mentoring.intervals import Interval, intersect
from mentoring.people import Agenda
from mentoring.rules.availability import free, working_hours

STEP = timedelta(minutes=30)
A_DAY_LATER = 0.03
"""How much fairness a day of waiting outweighs: a fair hour next month helps less than a decent one this week."""


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

    Fairest first; or those closest to ``near`` when the people have a time in mind.
    """
    hours = {agenda.person.id: working_hours(agenda.working_week, agenda.person.zone, within) for agenda in agendas}

    def cost(slot: Interval) -> float:
        if near is not None:
            return abs((slot.start - near).total_seconds())
        worst = max(_off_centre(slot, hours[agenda.person.id]) for agenda in agendas)
        return worst + A_DAY_LATER * ((slot.start - within.start) / timedelta(days=1))

    ranked = sorted(common_slots(agendas, within, duration), key=lambda slot: (cost(slot), slot))
    return _spread(ranked, agendas[0].person.zone, limit)


def _cut(stretch: Interval, duration: timedelta, zone: str) -> Iterator[Interval]:
    start = _next_half_hour(stretch.start, zone)
    while start + duration <= stretch.end:
        yield Interval(start, start + duration)
        start += STEP


def _next_half_hour(instant: datetime, zone: str) -> datetime:
    wall = local(instant, zone)
    past = timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond) % STEP
    return instant + (STEP - past) % STEP


def _off_centre(slot: Interval, hours: Iterable[Interval]) -> float:
    """0 in the middle of the person's working hours, 1 at their edge."""
    day = next(window for window in hours if window.contains(slot))
    middle, slot_middle = day.start + day.length / 2, slot.start + slot.length / 2
    return abs(slot_middle - middle) / (day.length / 2)


def _spread(ranked: Sequence[Interval], zone: str, limit: int) -> list[Interval]:
    """The best of each day in order, then the second best of each, until there are enough."""
    rounds: dict[int, list[Interval]] = {}
    taken: dict[date, list[Interval]] = {}
    for slot in ranked:
        day = local(slot.start, zone).date()
        if any(slot.overlaps(other) for other in taken.get(day, [])):
            continue
        rounds.setdefault(len(taken.get(day, [])), []).append(slot)
        taken.setdefault(day, []).append(slot)
    return [slot for number in sorted(rounds) for slot in rounds[number]][:limit]
