"""How the pairs of a programme stand, what all of it comes to beside what was expected, and what coordinators did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from mentoring.attendance import AttendancePolicy
from mentoring.intervals import Interval
from mentoring.people import Person, Programme
from mentoring.risk import Level, ReasonKind, Risk


@dataclass(frozen=True)
class Gist:
    """A confirmed session and what was said of it, as `mentoring.attendance.Attendance` comes to, to be kept.

    It tells nothing that time alone changes. It holds for the session's ``revision``, the statements up to the one of
    id ``upto`` (0 where nothing was said) and the policy's ``same_within``; with anything later it is to be made anew.
    ``moved`` and ``noted`` say that the session was moved and that there is a note about it. ``took_place`` is None
    while nobody's word holds; ``complete`` says that nobody else need be waited for. Of ``lines`` for its people,
    ``there`` say that somebody attended; ``there_alone`` say so too once the time to answer is over.
    """

    session_id: str
    programme_id: int
    pair_id: int | None
    starts_at: datetime
    ends_at: datetime
    revision: int
    same_within: timedelta
    joint: bool = False
    moved: bool = False
    noted: bool = False
    upto: int = 0
    took_place: bool | None = None
    complete: bool = False
    objected: bool = False
    disputed_since: datetime | None = None
    began: datetime | None = None
    lines: int = 0
    there: int = 0
    there_alone: int = 0


@dataclass(frozen=True)
class Moment:
    """The time as which figures are taken, and what follows from the programme's policy for them.

    Of sessions over by ``silent_since`` nobody's word is awaited any more. ``within`` is a stretch of which the
    sessions held are counted apart.
    """

    now: datetime
    policy: AttendancePolicy = field(default_factory=AttendancePolicy)
    within: Interval | None = None

    @property
    def silent_since(self) -> datetime:
        """When the time to answer ends for sessions over by then."""
        return self.now - self.policy.answer_within


@dataclass(frozen=True, slots=True)
class Member:
    """One of a pair, as a list shows them; ``here`` says that they are in Slack and active.

    ``welcome_unanswered`` says that they answered none of the questions with which people are welcomed.
    """

    id: int
    name: str
    country: str
    zone: str
    here: bool = True
    away_until: date | None = None
    welcome_unanswered: bool = False


@dataclass(frozen=True, slots=True)
class Couple:
    """A pair with its two people; ``cluster`` is the mentee's, ``ends_on`` None while it lasts.

    One that is ``paused`` needs nobody until it meets again; ``resumed_on`` is when it last went on after that.
    """

    pair_id: int
    mentor: Member
    mentee: Member
    starts_on: date
    cluster: str = ""
    ends_on: date | None = None
    paused: bool = False
    resumed_on: date | None = None

    def lasts_on(self, day: date) -> bool:
        """Whether the two are a pair on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def lasts_between(self, first: date, beyond: date) -> bool:
        """Whether the two are a pair on any day from ``first`` on and before ``beyond``."""
        return self.starts_on < beyond and (self.ends_on is None or first <= self.ends_on)

    @property
    def people(self) -> tuple[Member, Member]:
        """The mentor, then the mentee."""
        return self.mentor, self.mentee


@dataclass(frozen=True, slots=True)
class PairFigures:
    """What the bilateral sessions of a pair come to.

    ``planned`` are all that were agreed on, past or to come; of those over, ``held`` are said to have taken place and
    of ``unconfirmed`` ones it is not known. ``met_at`` is the end of the last one over that is not said not to have
    taken place, ``next_at`` the beginning of the first one that is not over. ``missing_since`` is the end of the first
    of which nobody said or wrote a word. Of ``noted`` ones there is a note.
    """

    planned: int = 0
    held: int = 0
    held_within: int = 0
    unconfirmed: int = 0
    noted: int = 0
    held_at: datetime | None = None
    met_at: datetime | None = None
    next_at: datetime | None = None
    missing_since: datetime | None = None
    disputed_since: datetime | None = None
    moved_twice: bool = False


class SessionDay(NamedTuple):
    """A bilateral session that was agreed on: of which pair, when it began or is to, and what is known of it.

    One that is over, neither ``held`` nor ``unconfirmed``, did not take place.
    """

    pair_id: int
    at: datetime
    held: bool
    unconfirmed: bool


@dataclass(frozen=True)
class MonthFigures:
    """A calendar month on the programme's clock: how many sessions its pairs were expected to hold, and what became."""

    first: date
    expected: int | None
    planned: int
    held: int
    unconfirmed: int


@dataclass(frozen=True)
class PathMonth:
    """A month of a pair: sessions held, not known yet, and still to come in it."""

    first: date
    held: int = 0
    unconfirmed: int = 0
    to_come: int = 0


@dataclass(frozen=True)
class PairPath:
    """How a pair came along over the months of its programme, for one of its two people; today on its clock."""

    programme: Programme
    other: Person
    today: date
    months: tuple[PathMonth, ...]


@dataclass(frozen=True)
class MeetingFigures:
    """What joint meetings that are over come to: how many, and of the ``places`` in them how many ``attended``."""

    meetings: int = 0
    planned: int = 0
    places: int = 0
    attended: int = 0


class CareKind(StrEnum):
    """What a coordinator did about a pair."""

    NUDGE = "nudge"
    WORD = "word"
    CALL = "call"
    SNOOZE = "snooze"
    WAKE = "wake"


@dataclass(frozen=True)
class Care:
    """One thing that the coordinator ``by`` did about a pair, never changed.

    A NUDGE or WORD is for the person ``about``, in ``text``; a CALL is a note of one. ``until`` is the last day on
    which the row rests for it, for the ``reasons`` that there were: another reason wakes it.
    """

    id: str
    programme_id: int
    pair_id: int
    kind: CareKind
    by: int
    at: datetime
    text: str = field(default="", repr=False)
    about: int | None = None
    until: date | None = None
    reasons: frozenset[ReasonKind] = frozenset()


@dataclass(frozen=True, slots=True)
class PairStanding:
    """A pair in one row: its facts, the risk that follows from them, and until when it rests.

    ``care`` is what a coordinator did last about it.
    """

    couple: Couple
    figures: PairFigures
    risk: Risk
    care: Care | None = None
    rests_until: date | None = None

    @property
    def pair_id(self) -> int:
        """The pair's id."""
        return self.couple.pair_id

    @property
    def level(self) -> Level:
        """How much it needs somebody."""
        return self.risk.level

    @property
    def rests(self) -> bool:
        """Whether a coordinator let it rest."""
        return self.rests_until is not None

    @property
    def needs_somebody(self) -> bool:
        """Whether there is a reason for which nobody let it rest."""
        return self.level > Level.CALM and not self.rests


@dataclass(frozen=True)
class ProgrammeTotals:
    """What a programme comes to so far beside what was expected of it by now.

    ``expected`` sessions are those of all pairs for the months begun; None where the programme expects no number.
    ``pairs`` are those that last. ``notes`` counts sessions about which a note was written. ``to_settle`` are sessions
    of any kind that a coordinator has to look at. The figures of meetings are those of attendance.
    """

    pairs: int
    planned: int
    held: int
    unconfirmed: int
    notes: int
    expected: int | None
    meetings: MeetingFigures
    held_within: int = 0
    to_settle: int = 0


@dataclass(frozen=True)
class Survey:
    """How a whole programme stands at a time: every surface that shows figures shows these.

    ``rows`` are all pairs that last, those first that need somebody most; ``unsettled`` the ids of the latest sessions
    that a coordinator has to look at.
    """

    programme: Programme
    today: date
    rows: tuple[PairStanding, ...]
    totals: ProgrammeTotals
    unsettled: tuple[str, ...] = ()

    @property
    def needing(self) -> tuple[PairStanding, ...]:
        """The pairs that need somebody and do not rest."""
        return tuple(one for one in self.rows if one.needs_somebody)


class Show(StrEnum):
    """Which rows of a list to show; AWAKE are all but those that rest."""

    AWAKE = "awake"
    NEEDING = "needing"
    URGENT = "urgent"
    CALM = "calm"
    RESTING = "resting"
    ALL = "all"


@dataclass(frozen=True)
class PairFilter:
    """Which pairs a list is to show; what is left out matches all.

    ``month`` (its first day) shows those that held no session in it. ``words`` are looked for in names and clusters.
    Pages are counted from 0.
    """

    programme_id: int | None = None
    show: Show = Show.AWAKE
    country: str = ""
    mentor_country: str = ""
    month: date | None = None
    words: str = ""
    page: int = 0


@dataclass(frozen=True)
class Board:
    """The coordinator's page: one programme at a glance and one page of its pairs, those first who need somebody.

    ``programmes`` are all that the reader coordinates. ``needing``, ``urgent`` and ``resting`` count all its pairs,
    whatever is ``wanted``; ``found`` counts those that match, of which ``rows`` are one page. ``milestones`` are still
    to come, by their names; ``people`` are the coordinators who did something that the rows tell of.
    """

    programme: Programme
    programmes: tuple[Programme, ...]
    wanted: PairFilter
    totals: ProgrammeTotals
    rows: tuple[PairStanding, ...]
    found: int
    page: int
    pages: int
    needing: int
    urgent: int
    resting: int
    people: Mapping[int, Person] = field(default_factory=dict)
    countries: tuple[str, ...] = ()
    mentor_countries: tuple[str, ...] = ()
    milestones: tuple[tuple[str, date], ...] = ()
    unsettled: tuple[str, ...] = ()
