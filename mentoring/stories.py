"""A pair as a coordinator may look at it: what took place and what was done, and nothing of what was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mentoring.attendance import Standing
from mentoring.oversight import Care, PairStanding
from mentoring.people import Pair, Person, Programme
from mentoring.sessions import Session


@dataclass(frozen=True)
class SessionSeen:
    """A session without what its people wrote about it; ``standing`` is None until it is over.

    ``noted_by`` are ids of those who wrote a note; ``moves`` is how often it was moved.
    """

    session: Session
    standing: Standing | None = None
    noted_by: tuple[int, ...] = ()
    moves: int = 0


@dataclass(frozen=True)
class NudgeOf:
    """Whether somebody may be nudged now; ``why_not`` is "not_here", "switched_off" or "nudged" (at ``nudged_at``)."""

    person: Person
    why_not: str = ""
    nudged_at: datetime | None = None

    @property
    def may(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.why_not


@dataclass(frozen=True)
class PairStory:
    """A pair with its sessions, latest first, and what coordinators did, latest first.

    ``standing`` is None for a pair that does not last any more. ``people`` are the two and all who did something.
    """

    pair: Pair
    programme: Programme
    people: Mapping[int, Person]
    standing: PairStanding | None
    sessions: tuple[SessionSeen, ...]
    cares: tuple[Care, ...]
    nudges: tuple[NudgeOf, ...] = ()

    @property
    def mentor(self) -> Person:
        """The mentor."""
        return self.people[self.pair.mentor_id]

    @property
    def mentee(self) -> Person:
        """The mentee."""
        return self.people[self.pair.mentee_id]
