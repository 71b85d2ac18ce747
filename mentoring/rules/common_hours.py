"""How long people both work in a week, through every change of clocks between two days.

Each working week is laid out once on each zone's clock. Weeks in which no clock changes and every zone is as far from
UTC as in another week are alike, so of a year only a handful are laid out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from mentoring.clocks import MINUTE, local
from mentoring.intervals import Interval
from mentoring.pairing import CommonHours
from mentoring.people import WorkingWeek
from mentoring.rules.availability import working_hours

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Minutes = NDArray[np.int64]

DAY, WEEK = timedelta(days=1), timedelta(days=7)

Clock = tuple[WorkingWeek, str]
"""Somebody's working week and the zone of their clock."""


@dataclass(frozen=True)
class HoursTable:
    """The minutes in common of each of some clocks (rows) with each of others (columns)."""

    worst: Minutes
    usual: Minutes

    def at(self, row: int, column: int) -> CommonHours:
        """Those of two clocks."""
        return CommonHours(
            timedelta(minutes=int(self.worst[row, column])), timedelta(minutes=int(self.usual[row, column]))
        )


def common_hours(
    ones: Sequence[Clock],
    others: Sequence[Clock],
    first: date,
    last: date,
    told: Callable[[float], None] = lambda _: None,
) -> HoursTable:
    """The hours in common in the worst week from ``first`` to ``last``, and in a usual one: half the weeks have less.

    Weeks are whole ones of UTC, Monday to Sunday; where there is none, the one in which the days begin. ``told`` hears
    how much of it is done, up to 1.
    """
    import numpy as np  # noqa: PLC0415  only who pairs people waits for it

    alike = _alike(_mondays(first, last), {zone for _, zone in (*ones, *others)})
    tables = []
    for done, monday in enumerate(alike, start=1):
        tables.append(_in_common(_laid_out(ones, monday), _laid_out(others, monday)))
        told(done / len(alike))
    every = np.stack(tables)
    return HoursTable(every.min(axis=0), _middle(every, np.array(list(alike.values()))))


def _mondays(first: date, last: date) -> list[date]:
    start = first + (-first.weekday() % 7) * DAY
    whole = [start + number * WEEK for number in range(((last - start).days + 1) // 7)]
    return whole or [first - first.weekday() * DAY]


def _alike(mondays: Sequence[date], zones: set[str]) -> dict[date, int]:
    """A Monday for each sort of week, and how many weeks are of that sort."""
    sorts: Counter[tuple[object, ...]] = Counter()
    named: dict[tuple[object, ...], date] = {}
    for monday in mondays:
        sort = tuple(_offset(monday, zone) for zone in sorted(zones))
        sorts[sort] += 1
        named.setdefault(sort, monday)
    return {named[sort]: count for sort, count in sorts.items()}


def _offset(monday: date, zone: str) -> timedelta | date | None:
    """How far the zone's clocks are from UTC all week; the Monday itself where that changes meanwhile."""
    offsets = {local(_midnight(monday) + days * DAY, zone).utcoffset() for days in range(8)}
    return offsets.pop() if len(offsets) == 1 else monday


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _laid_out(clocks: Sequence[Clock], monday: date) -> list[list[tuple[int, int]]]:
    """What each works in that week of UTC: stretches in minutes from its beginning."""
    start = _midnight(monday)
    within = Interval(start, start + WEEK)
    return [
        [((one.start - start) // MINUTE, (one.end - start) // MINUTE) for one in working_hours(week, zone, within)]
        for week, zone in clocks
    ]


def _in_common(ones: Sequence[Sequence[tuple[int, int]]], others: Sequence[Sequence[tuple[int, int]]]) -> Minutes:
    """The minutes that each of the ones works while each of the others does."""
    import numpy as np  # noqa: PLC0415

    edges = sorted({edge for week in (*ones, *others) for stretch in week for edge in stretch})
    place = {edge: number for number, edge in enumerate(edges)}
    lengths = np.diff(np.array(edges or [0], dtype=np.float32))

    def worked(weeks: Sequence[Sequence[tuple[int, int]]]) -> NDArray[np.float32]:
        found = np.zeros((len(weeks), len(lengths)), dtype=np.float32)
        for row, week in enumerate(weeks):
            for opens, closes in week:
                found[row, place[opens] : place[closes]] = 1
        return found

    return np.rint((worked(ones) * lengths) @ worked(others).T).astype(np.int64)


def _middle(every: Minutes, counts: Minutes) -> Minutes:
    """The median over the first axis, the lower one of two, each sort of week as often as it comes."""
    import numpy as np  # noqa: PLC0415

    order = np.argsort(every, axis=0)
    upto = np.cumsum(counts[order], axis=0)
    middle = (2 * upto >= counts.sum()).argmax(axis=0)
    chosen = np.take_along_axis(order, middle[None], axis=0)
    found: Minutes = np.take_along_axis(every, chosen, axis=0)[0]
    return found
