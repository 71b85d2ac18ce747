"""What counts, and how much, when mentors are proposed to mentees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class PartKind(StrEnum):
    """What a mentor and a mentee are looked at for, in the order in which it is told."""

    NEEDS = "needs"
    WORDS = "words"
    SECTOR = "sector"
    LANGUAGES = "languages"
    HOURS = "hours"


@dataclass(frozen=True)
class PairingPolicy:
    """How much each thing counts in a programme, in points, and how many mentees a mentor has who said nothing.

    From ``enough_hours`` in common a week on, more of them make nothing better.
    """

    needs: int = 40
    words: int = 10
    sector: int = 20
    languages: int = 10
    hours: int = 20
    enough_hours: timedelta = timedelta(hours=10)
    mentees_each: int = 1

    def most(self, kind: PartKind) -> int:
        """The points of a part that could not be better."""
        most: int = getattr(self, kind.value)
        return most

    @property
    def full(self) -> int:
        """The points of two who could not fit better."""
        return sum(self.most(kind) for kind in PartKind)
