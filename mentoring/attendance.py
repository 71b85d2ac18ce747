"""Who says what of a session once it is over: whether it took place, who was there, for how long.

Statements are only ever added. What holds is read from all of them by `mentoring.rules.attendance`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum

NEVER = datetime.max.replace(tzinfo=UTC)
"""A day that does not come."""


class Capacity(StrEnum):
    """As what somebody speaks."""

    PARTICIPANT = "participant"
    HOST = "host"
    COORDINATOR = "coordinator"


class Said(StrEnum):
    """What became of a session in somebody's words."""

    HELD = "held"
    NOT_HELD = "not_held"
    MOVED = "moved"


TOOK_PLACE = frozenset({Said.HELD, Said.MOVED})
"""Words by which the session took place, at its own time or at another."""


class Presence(StrEnum):
    """How somebody attended."""

    PRESENT = "present"
    CAME_LATE = "came_late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"


THERE = frozenset({Presence.PRESENT, Presence.CAME_LATE, Presence.LEFT_EARLY})
"""Ways of having been there, for some minutes at least."""


@dataclass(frozen=True)
class AttendancePolicy:
    """What a programme allows and how long it waits; settings, never constants.

    People are asked until ``answer_within`` after the end. Those who disagree have ``talk_within`` to agree before it
    is for the coordinators. Minutes that differ by ``same_within`` or less are the same; a session may have run over by
    ``runs_over``.
    """

    answer_within: timedelta = timedelta(days=7)
    talk_within: timedelta = timedelta(days=3)
    same_within: timedelta = timedelta(minutes=10)
    runs_over: timedelta = timedelta(minutes=30)
    longest_comment: int = 500


@dataclass(frozen=True)
class Statement:
    """One thing that ``by`` said at ``at``; never changed, never deleted.

    Of the session itself (``about`` is None): ``said``, with ``began`` where they name the time at which it began. Of
    one of its people (``about`` is their id): ``presence`` and, of those who were there, ``minutes``. With neither
    ``said`` nor ``presence`` it takes back what it ``corrects``, their former statement about the same. ``settles``
    marks the word of a host or coordinator who decides between others.
    """

    id: int
    session_id: str
    by: int
    capacity: Capacity
    at: datetime
    about: int | None = None
    said: Said | None = None
    began: datetime | None = None
    presence: Presence | None = None
    minutes: int = 0
    comment: str = ""
    settles: bool = False
    corrects: int | None = None

    @property
    def takes_back(self) -> bool:
        """Whether its speaker no longer says anything of this."""
        return self.said is None and self.presence is None


@dataclass(frozen=True)
class Stay:
    """How somebody attended, and for how many minutes; None where that was left open, which means all of it."""

    presence: Presence
    minutes: int | None = None


@dataclass(frozen=True)
class Word:
    """What somebody says in one go: of the session, and of some of its people by id.

    None leaves what they said of the session as it was. ``comment`` goes with everything they say here.
    """

    said: Said | None = None
    began: datetime | None = None
    people: Mapping[int, Stay] = field(default_factory=dict)
    comment: str = ""


class Source(StrEnum):
    """On whose word something holds."""

    AGREED = "agreed"
    HOST = "host"
    ALONE = "alone"
    SETTLED = "settled"


class Standing(StrEnum):
    """Where the question stands whether a session took place, and who was there."""

    HELD = "held"
    NOT_HELD = "not_held"
    DISPUTED = "disputed"
    AWAITING = "awaiting"
    UNCONFIRMED = "unconfirmed"


class Differing(IntEnum):
    """What people differ about, the weightiest first."""

    WHETHER = 1
    WHEN = 2
    WHO = 3
    HOW_LONG = 4


@dataclass(frozen=True)
class Verdict:
    """What the statements about one thing come to: the session, or one of its people.

    ``words`` are those in force, one of each speaker, in the order in which they were said. ``holds`` is the word that
    stands for all where they agree or somebody settled, None while there is none or they differ. ``complete`` says that
    nobody else need be waited for. ``objections`` are later words that differ from what was settled.
    """

    words: tuple[Statement, ...] = ()
    holds: Statement | None = None
    source: Source | None = None
    complete: bool = False
    objections: tuple[Statement, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether the words differ and nobody has settled between them."""
        return bool(self.words) and self.holds is None

    @property
    def differing(self) -> Differing | None:
        """What the words differ about; None while it is not disputed."""
        if not self.disputed:
            return None
        if len({one.said in TOOK_PLACE for one in self.words}) > 1:
            return Differing.WHETHER
        if len({one.began for one in self.words if one.began is not None}) > 1:
            return Differing.WHEN
        return Differing.WHO if len({one.presence for one in self.words}) > 1 else Differing.HOW_LONG

    def of(self, person_id: int) -> Statement | None:
        """This person's word in force."""
        return next((one for one in self.words if one.by == person_id), None)


@dataclass(frozen=True)
class Attendance:
    """What the statements about a session come to.

    Until ``answer_by`` people may still speak before their silence counts. ``disputed_since`` is when the difference
    began that there is now; from ``for_coordinators_from`` it is for the coordinators.
    """

    took_place: Verdict = field(default_factory=Verdict)
    people: Mapping[int, Verdict] = field(default_factory=dict)
    answer_by: datetime = NEVER
    trail: tuple[Statement, ...] = ()
    disputed_since: datetime | None = None
    for_coordinators_from: datetime | None = None

    @property
    def disputed(self) -> bool:
        """Whether people differ about the session, or about one of them where it took place."""
        return self.disputed_since is not None

    @property
    def differing(self) -> Differing | None:
        """What people differ about, of several things the weightiest; None while it is not disputed."""
        if not self.disputed:
            return None
        every = (self.took_place, *self.people.values())
        return min((one.differing for one in every if one.differing is not None), default=None)

    @property
    def held(self) -> bool:
        """Whether by the words that hold it took place; for some, its standing may still be open."""
        holds = self.took_place.holds
        return holds is not None and holds.said in TOOK_PLACE

    @property
    def objected(self) -> bool:
        """Whether somebody differs from what was settled."""
        every = (self.took_place, *(self.people.values() if self.held else ()))
        return any(one.objections for one in every)

    def began(self, planned: datetime) -> datetime:
        """When it took place as far as it is known: the time named, else the one ``planned``."""
        holds = self.took_place.holds
        return holds.began if holds and holds.began else planned

    def standing(self, now: datetime) -> Standing:
        """Where the session stands at ``now``."""
        if self.disputed:
            return Standing.DISPUTED
        return self._standing(self.took_place, now)

    def standing_of(self, person_id: int, now: datetime) -> Standing:
        """Where it stands whether this person attended it: NOT_HELD says that there was nothing to attend."""
        session = Standing.DISPUTED if self.took_place.disputed else self._standing(self.took_place, now)
        if session is not Standing.HELD:
            return session
        line = self.people.get(person_id, Verdict())
        return Standing.DISPUTED if line.disputed else self._standing(line, now)

    def _standing(self, verdict: Verdict, now: datetime) -> Standing:
        over = now >= self.answer_by
        if verdict.holds is None:
            return Standing.UNCONFIRMED if over else Standing.AWAITING
        if not verdict.complete and not over:
            return Standing.AWAITING
        return Standing.NOT_HELD if verdict.holds.said is Said.NOT_HELD else Standing.HELD

    def for_coordinators(self, now: datetime) -> bool:
        """Whether a coordinator has to look at it: a lasting difference, an objection, or nobody's word in time."""
        if self.disputed:
            return self.for_coordinators_from is not None and now >= self.for_coordinators_from
        return self.objected or self.standing(now) is Standing.UNCONFIRMED


class AttendanceNews(StrEnum):
    """What people are told of what others said about a session that is over."""

    DISPUTED = "disputed"
    AGREED = "agreed"
    NOTED = "noted"
    SETTLED = "settled"
