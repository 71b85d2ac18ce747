"""Sessions that come again and again: the rule, the dates it gives, and what people see before they agree to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from mentoring.clocks import Anchor
from mentoring.intervals import Interval
from mentoring.people import Person, Programme

MOST_OCCURRENCES = 52
"""More dates than this are no series of meetings but a slip of the pen."""

LAST = -1


@dataclass(frozen=True)
class Weekly:
    """Every ``every`` weeks on each of ``weekdays`` (Monday 0, in order); weeks begin on Monday (RFC 5545 WKST)."""

    weekdays: tuple[int, ...]
    every: int = 1


@dataclass(frozen=True)
class Monthly:
    """Every ``every`` months: on the ``nth`` such ``weekday`` of the month, or, without one, on its ``nth`` day.

    `LAST` counts from the month's end. A month that has no such day is passed over, as RFC 5545 does.
    """

    nth: int
    weekday: int | None = None
    every: int = 1


Rule = Weekly | Monthly


@dataclass(frozen=True)
class Pattern:
    """A rule from a first time on, until a day (inclusive, on the anchor's clock) or for a number of times.

    ``first`` gives the hour and the zone in which it holds through every clock change; its day need not fit the rule,
    which then begins on the next day that does.
    """

    rule: Rule
    first: Anchor
    until: date | None = None
    count: int | None = None


@dataclass(frozen=True)
class Series:
    """Sessions booked together, each an ordinary `Session` that names this series and where the pattern put it.

    A session whose anchor is its ``original_start`` is where the pattern wants it; one whose anchor is another was
    moved; an occurrence of the pattern that no session names was dropped before it was booked. ``pair_id`` is None for
    a group. ``revision`` rises whenever several of its sessions change at once. ``continues`` is the series that this
    one was part of until "this and following" moved.
    """

    id: str
    programme_id: int
    pair_id: int | None
    organiser_id: int
    pattern: Pattern
    duration: timedelta
    topic: str
    created_at: datetime
    revision: int = 1
    continues: str | None = None


@dataclass(frozen=True)
class SeriesChange:
    """What somebody did to several sessions of a series at once, for which everybody gets one message.

    ``kind`` is the ChangeKind that each of ``sessions`` (id and revision) bears in its own history. ``pattern`` is the
    one that the series, from the first of these sessions on, takes once a move is agreed to.
    """

    series_id: str
    revision: int
    kind: str
    by: int | None
    at: datetime
    sessions: tuple[tuple[str, int], ...]
    reason: str = ""
    pattern: Pattern | None = None


class MarkKind(StrEnum):
    """What somebody should know of a date before agreeing to it."""

    CLASH = "clash"
    GAP = "gap"
    FOLD = "fold"
    PAST = "past"
    TOO_SOON = "too_soon"
    OUTSIDE = "outside"
    HOLIDAY = "holiday"
    DAY_OFF = "day_off"
    HOUR_MOVES = "hour_moves"


IN_THE_WAY = frozenset(
    {MarkKind.CLASH, MarkKind.GAP, MarkKind.FOLD, MarkKind.PAST, MarkKind.TOO_SOON, MarkKind.OUTSIDE}
)
"""Marks with which a date can't be booked as it stands."""


@dataclass(frozen=True)
class Mark:
    """One remark on a date; ``person`` is whose session, holiday, day off or clock it is about.

    ``name`` is a holiday's English name, ``expected`` whether it follows the moon. ``before`` and ``after`` are the
    instants of the date before and of this one, whose hours differ on the person's clock.
    """

    kind: MarkKind
    person: Person | None = None
    name: str = ""
    expected: bool = False
    before: datetime | None = None
    after: datetime | None = None


@dataclass(frozen=True)
class Occurrence:
    """A date of a series: where the pattern puts it, and where it will be.

    ``anchor`` is the same as ``original`` unless the date was moved. ``session_id`` is the session that has this date,
    once there is one; ``was`` the time that session has now, where it would move. ``choices`` are the instants (UTC)
    that a time which clocks skip or show twice may mean.
    """

    original: Anchor
    anchor: Anchor
    duration: timedelta
    marks: tuple[Mark, ...] = ()
    dropped: bool = False
    session_id: str | None = None
    was: Anchor | None = None
    choices: tuple[datetime, ...] = ()

    @property
    def day(self) -> date:
        """The date that the pattern gives, by which the occurrence is told apart."""
        return self.original.wall.date()

    @property
    def moved(self) -> bool:
        """Whether it will be elsewhere than the pattern puts it."""
        return self.anchor != self.original

    @property
    def when(self) -> Interval:
        """The stretch it would take, in UTC."""
        return self.anchor.lasting(self.duration)

    @property
    def bookable(self) -> bool:
        """Whether it is wanted and nothing is in its way."""
        return not self.dropped and not any(mark.kind in IN_THE_WAY for mark in self.marks)


Exceptions = Mapping[date, Anchor | None]
"""By the day that the pattern gives: another time, or None for a date that is dropped."""


@dataclass(frozen=True)
class SeriesDraft:
    """A series read back and not yet confirmed; its id is the form token that makes a second click change nothing.

    ``revision`` rises with every date dropped or moved. ``choices`` are instants (UTC) of the first date to choose
    among while its hour is in doubt; ``offered`` are the starts (UTC) that the person was last shown as bookable.
    ``from_session`` is the session from which on a series would move; ``kept`` are the ids of those after it that stay
    where they are. ``series_id`` is what Confirm made.
    """

    id: str
    person_id: int
    partner_id: int
    pair_id: int
    pattern: Pattern
    duration: timedelta
    topic: str
    created_at: datetime
    revision: int = 1
    exceptions: Exceptions = field(default_factory=dict)
    choices: tuple[datetime, ...] = ()
    offered: tuple[datetime, ...] = ()
    from_session: str | None = None
    kept: tuple[str, ...] = ()
    series_id: str | None = None
    used: bool = False


@dataclass(frozen=True)
class SeriesRequest:
    """What somebody asks for when booking a series; the partner is named as in a booking request.

    ``choices`` are the instants (UTC) that the first date's hour may mean, where that is in doubt.
    """

    pattern: Pattern
    partner_user: str | None = None
    partner_id: int | None = None
    duration: timedelta | None = None
    topic: str = ""
    exceptions: Exceptions = field(default_factory=dict)
    choices: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class SeriesPreview:
    """Every date of a series before anything is written; ``shortened`` where the programme ends before the series."""

    draft: SeriesDraft
    programme: Programme
    booker: Person
    partner: Person
    dates: tuple[Occurrence, ...]
    shortened: bool = False
    series: Series | None = None

    @property
    def to_book(self) -> tuple[Occurrence, ...]:
        """The dates that Confirm would book."""
        return tuple(one for one in self.dates if one.bookable)

    @property
    def left_out(self) -> tuple[Occurrence, ...]:
        """The dates that were wanted and that something is in the way of."""
        return tuple(one for one in self.dates if not one.dropped and not one.bookable)


@dataclass(frozen=True)
class SeriesOutline:
    """A series as one line: how many of its sessions are to come, and how many of those await the viewer's answer."""

    series: Series
    to_come: int
    awaiting: int = 0
    last: datetime | None = None
