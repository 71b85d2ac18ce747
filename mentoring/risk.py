"""When a pair needs somebody: the weights of a programme, which are settings, and what they come to for one pair."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from mentoring.attendance import Differing


class ReasonKind(StrEnum):
    """Why a pair may need somebody; each is a sentence, and each has a weight."""

    DISPUTED = "disputed"
    QUIET = "quiet"
    OUTCOME_MISSING = "outcome_missing"
    MOVED_TWICE = "moved_twice"
    WELCOME_UNANSWERED = "welcome_unanswered"
    AWAY = "away"


class Level(IntEnum):
    """How much a pair needs somebody; nothing but CALM without a reason."""

    CALM = 0
    WATCH = 1
    URGENT = 2


@dataclass(frozen=True)
class RiskPolicy:
    """What makes a pair need somebody, in points; settings, never constants.

    A pair is quiet after ``quiet_after`` days without a session when none is booked: ``quiet`` points, and one more for
    each ``quiet_step`` days beyond, ``quiet_most`` in all. An outcome is missing ``outcome_after`` days after the
    session, a welcome is unanswered ``welcome_after`` days after the pair began. From ``urgent_from`` points on a pair
    is URGENT. What a coordinator did lets the row rest for so many days.
    """

    quiet_after: int = 28
    quiet: int = 3
    quiet_step: int = 7
    quiet_most: int = 6
    outcome_after: int = 3
    outcome_missing: int = 2
    disputed: int = 4
    moved_twice: int = 2
    welcome_after: int = 7
    welcome_unanswered: int = 3
    away: int = 1
    urgent_from: int = 5
    rest_after_nudge: int = 7
    rest_after_word: int = 7
    rest_after_call: int = 14

    def problem(self) -> str:
        """The name of the first setting that makes no sense; empty when all do."""
        least = {"urgent_from": 1, "quiet_after": 1, "quiet_step": 1}
        return next((name for name, value in vars(self).items() if value < least.get(name, 0)), "")


@dataclass(frozen=True, slots=True)
class Part:
    """One reason with its points, and the facts that its sentence tells.

    ``days`` since ``since``; ``until`` is the last day away; ``people`` are ids of those whom it is about; ``differs``
    is what they differ about, where that is known.
    """

    kind: ReasonKind
    points: int
    since: datetime | None = None
    days: int = 0
    until: date | None = None
    people: tuple[int, ...] = ()
    never: bool = False
    differs: Differing | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """The parts of a pair's score, the weightiest first."""

    parts: tuple[Part, ...] = ()
    urgent_from: int = RiskPolicy.urgent_from

    @property
    def score(self) -> int:
        """All points."""
        return sum(one.points for one in self.parts)

    @property
    def level(self) -> Level:
        """CALM exactly when there is no part."""
        if not self.parts:
            return Level.CALM
        return Level.URGENT if self.score >= self.urgent_from else Level.WATCH

    @property
    def kinds(self) -> frozenset[ReasonKind]:
        """Which reasons there are."""
        return frozenset(one.kind for one in self.parts)
