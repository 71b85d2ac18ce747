"""Half-open stretches of time between two instants, and their arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True)
class Interval:
    """From ``start`` up to but not including ``end``; both aware, kept in UTC."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("an interval is made of aware instants")
        object.__setattr__(self, "start", self.start.astimezone(UTC))
        object.__setattr__(self, "end", self.end.astimezone(UTC))
        if self.end <= self.start:
            raise ValueError("an interval ends after it starts")

    @property
    def length(self) -> timedelta:
        """Elapsed time, whatever the wall clocks did meanwhile."""
        return self.end - self.start

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share time; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Interval) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def intersection(self, other: Interval) -> Interval | None:
        """The shared stretch, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time covered by the fewest intervals, in order; touching ones become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals):
        if merged and interval.start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(merged[-1].end, interval.end))
        else:
            merged.append(interval)
    return merged


def intersect(left: Iterable[Interval], right: Iterable[Interval]) -> list[Interval]:
    """What both sides cover, in order."""
    others = union(right)
    return [shared for one in union(left) for other in others if (shared := one.intersection(other))]


def subtract(free: Iterable[Interval], busy: Iterable[Interval]) -> list[Interval]:
    """What is left of ``free`` once ``busy`` is taken out, in order."""
    left: list[Interval] = []
    taken = union(busy)
    for interval in union(free):
        start = interval.start
        for other in taken:
            if other.end <= start or other.start >= interval.end:
                continue
            if other.start > start:
                left.append(Interval(start, other.start))
            start = max(start, other.end)
        if start < interval.end:
            left.append(Interval(start, interval.end))
    return left
