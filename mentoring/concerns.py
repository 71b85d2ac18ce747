"""What a mentor or mentee tells one coordinator in confidence: "this pair isn't working".

What was written never stands in the `repr` of a value, so that no log and no error report can show it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mentoring.people import Pair, Person, Programme

LONGEST_CONFIDENCE = 2000
"""Characters of what is written in confidence at a time."""


@dataclass(frozen=True)
class Concern:
    """That somebody turned to one coordinator in confidence about a pair of theirs, or about none.

    ``handled_at`` is when the coordinator said that it is dealt with.
    """

    id: str
    programme_id: int
    author_id: int
    coordinator_id: int
    written_at: datetime
    pair_id: int | None = None
    handled_at: datetime | None = None


@dataclass(frozen=True)
class ConfidentialWord:
    """A message between the two of a concern; the first one is the concern itself. Its id tells nothing of it."""

    id: str
    concern_id: str
    by: int
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True)
class Confidence:
    """A concern with everything that was written, for one of its two people."""

    concern: Concern
    author: Person
    coordinator: Person
    programme: Programme
    words: tuple[ConfidentialWord, ...] = ()
    pair: Pair | None = None
    partner: Person | None = None


@dataclass(frozen=True)
class Confidants:
    """To whom somebody may turn in confidence, in which programme, and about which of their pairs."""

    programme: Programme
    coordinators: tuple[Person, ...]
    pairs: tuple[tuple[Pair, Person], ...] = ()
