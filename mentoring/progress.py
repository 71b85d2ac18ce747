"""How a programme stands: what its milestones and its coordinators' weekly digest tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from mentoring.attendance import Capacity, Presence, Source, Standing
from mentoring.messages import DeliveryKind
from mentoring.oversight import CareKind, MonthFigures, ProgrammeTotals, Survey
from mentoring.people import Person, Programme
from mentoring.sessions import Details, Session, SessionKind


class Milestone(StrEnum):
    """A day on which everybody of a programme hears how it goes on."""

    KICK_OFF = "kick_off"
    PROGRESS = "progress"
    MID_TERM = "mid_term"
    CLOSE = "close"


@dataclass(frozen=True)
class QuietPair:
    """A pair with nothing booked, and since which day, for one of them; ``people`` is the other."""

    people: tuple[Person, ...]
    since: date


@dataclass(frozen=True)
class Digest:
    """A programme's week for its coordinators: sessions held in the one past and booked for the one to come.

    Only what people said took place was held; of ``unspoken`` ones word is still awaited, and ``to_settle`` are those
    that people differ about or of which nobody spoke in time, from the whole programme.
    ``unanswered`` are sessions whose proposal awaits an answer; ``unreached`` are people to whom something could not
    be said. ``survey`` is how the whole programme stands: who needs somebody; ``newly`` are the pairs among them (ids)
    with a reason of this week. ``done`` counts what coordinators did in the week; ``milestones`` and joint
    ``meetings`` are those of the week to come.
    """

    programme: Programme
    held: int
    booked: int
    unanswered: int
    unreached: tuple[Person, ...] = ()
    unspoken: int = 0
    to_settle: tuple[Details, ...] = ()
    survey: Survey | None = None
    newly: frozenset[int] = frozenset()
    done: Mapping[CareKind, int] = field(default_factory=dict)
    milestones: tuple[tuple[Milestone, date], ...] = ()
    meetings: tuple[Session, ...] = ()


@dataclass(frozen=True)
class MonthDigest:
    """A programme's month in figures that anybody may read: nobody is named in it.

    Of ``pairs`` that it had, ``met`` held a session in the month. ``countries`` are those of the mentees of the
    sessions held, with how many, the most first. ``totals`` are since the beginning.
    """

    programme: Programme
    month: MonthFigures
    pairs: int
    met: int
    countries: tuple[tuple[str, int], ...]
    totals: ProgrammeTotals


@dataclass(frozen=True)
class Progress:
    """How far a programme and one of its people have come; ``upcoming`` is their next session.

    ``held`` are sessions of which it is said that they took place, ``unspoken`` others that are over.
    """

    programme: Programme
    milestone: Milestone
    partners: tuple[Person, ...]
    held: int
    time_held: timedelta
    upcoming: Details | None = None
    unspoken: int = 0


@dataclass(frozen=True)
class ToSay:
    """Something that will be said to somebody at ``at``, as things stand; ``others`` are those they meet in it."""

    kind: DeliveryKind
    at: datetime
    recipient: Person
    session: Session | None = None
    others: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Ahead:
    """A page of what will be said until ``until``, in the order of its readers' days; pages are counted from 0."""

    to_say: tuple[ToSay, ...]
    total: int
    page: int
    pages: int
    until: datetime


@dataclass(frozen=True)
class Attended:
    """A line of the evidence: one person, one session, one day on the programme's clock.

    ``minutes`` count only where ``standing`` is HELD; ``source`` and ``sources`` say on whose word they stand.
    ``owed`` marks an absence from a compulsory meeting that nobody accepted a reason for.
    """

    day: date
    starts_at: datetime
    session_id: str
    kind: SessionKind
    person: Person
    standing: Standing
    presence: Presence | None = None
    minutes: int = 0
    source: Source | None = None
    sources: tuple[Person, ...] = ()
    spoken_at: datetime | None = None
    comment: str = ""
    owed: bool = False


@dataclass(frozen=True)
class Record:
    """Who attended what in a programme from ``first`` to ``last``, both inclusive, days on the clock of its zone."""

    programme: Programme
    first: date
    last: date
    lines: tuple[Attended, ...]

    @property
    def minutes(self) -> int:
        """All minutes attended."""
        return sum(one.minutes for one in self.lines)


@dataclass(frozen=True)
class Voice:
    """What somebody may say of a session once it has begun: as what they speak, of whom, whether they may settle.

    ``excused`` are those whom a coordinator excused beforehand.
    """

    details: Details
    capacity: Capacity
    of_whom: frozenset[int]
    settles: bool
    excused: frozenset[int] = frozenset()
