"""Wall clocks and instants: what a time on somebody's clock means, and where clocks jump.

The zone data is the bundled tzdata alone; `use_bundled_zones` makes it so, once, when a process starts.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mentoring.intervals import Interval

MINUTE = timedelta(minutes=1)


def use_bundled_zones() -> None:
    """Read zones from the tzdata package only; the system's files may be a year old."""
    zoneinfo.reset_tzpath(to=[])
    ZoneInfo.clear_cache()


@dataclass(frozen=True)
class Anchor:
    """A time as its people said it: ``wall`` (naive) on the clocks of ``zone`` (IANA).

    ``fold`` is 1 for the second of two equal wall times in the night when clocks go back.
    """

    wall: datetime
    zone: str
    fold: int = 0

    def __post_init__(self) -> None:
        if self.wall.tzinfo is not None:
            raise ValueError("a wall time is naive; its zone stands beside it")

    @property
    def instant(self) -> datetime:
        """The UTC instant; a wall time that clocks skip is moved forward by the gap."""
        return self.wall.replace(tzinfo=ZoneInfo(self.zone), fold=self.fold).astimezone(UTC)

    def lasting(self, duration: timedelta) -> Interval:
        """The stretch that begins then, in UTC; the duration is elapsed time."""
        return Interval(self.instant, self.instant + duration)

    @classmethod
    def at(cls, instant: datetime, zone: str) -> Anchor:
        """The anchor of an aware ``instant`` on the clocks of ``zone``."""
        local = instant.astimezone(ZoneInfo(zone))
        return cls(local.replace(tzinfo=None, fold=0), zone, local.fold)


def instants(wall: datetime, zone: str) -> tuple[datetime, ...]:
    """Every UTC instant at which clocks in ``zone`` show ``wall``: none in a gap, two in a fold, else one."""
    found = []
    for fold in (0, 1):
        instant = Anchor(wall, zone, fold).instant
        if Anchor.at(instant, zone).wall == wall and instant not in found:
            found.append(instant)
    return tuple(found)


def midnight(day: date, zone: str) -> datetime:
    """The UTC instant with which the date begins on the clocks of ``zone``."""
    return Anchor(datetime.combine(day, time()), zone).instant


def around_gap(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """The UTC instants people may mean by a ``wall`` time that clocks skip: as far before the jump, and after it."""
    after, before = sorted((Anchor(wall, zone, 0).instant, Anchor(wall, zone, 1).instant), reverse=True)
    return before, after


def known_zone(name: str) -> bool:
    """Whether ``name`` is a zone of the bundled data."""
    return name in zoneinfo.available_timezones()


def local(instant: datetime, zone: str) -> datetime:
    """``instant`` on the clocks of ``zone``, aware."""
    return instant.astimezone(ZoneInfo(zone))
