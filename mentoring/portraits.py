"""What a participant says of themselves in a programme: what they offer, what they need, and what they were asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mentoring.people import Participant, Programme

LONGEST_WORDS = 600
"""Characters in which somebody says what they offer, or what they need."""

SPOKEN = ("ar", "fr", "en", "es", "it", "de", "pt", "ca", "nl", "el", "tr", "ru", "zh", "zgh", "he")
"""Languages (ISO 639) that the form has people choose from; others are kept as well."""


class Question(StrEnum):
    """What everybody who arrives is asked, in this order."""

    CLOCK = "clock"
    WEEK = "week"
    OFFERS = "offers"
    CONSENT = "consent"


@dataclass(frozen=True)
class Subjects:
    """What somebody offers or needs: in their own words, and chosen from the programme's competences, by key."""

    words: str = field(default="", repr=False)
    competences: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything was said."""
        return bool(self.words or self.competences)


@dataclass(frozen=True)
class Portrait:
    """What a person says of themselves in one programme; nothing yet for who has not been asked.

    ``answered`` are the questions they have answered, which may be by leaving things as they were; ``told_at`` is
    when they last changed anything.
    """

    programme_id: int
    person_id: int
    offers: Subjects = Subjects()
    needs: Subjects = Subjects()
    answered: frozenset[Question] = frozenset()
    told_at: datetime | None = None

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The questions still open, in their order."""
        return tuple(one for one in Question if one not in self.answered)


@dataclass(frozen=True)
class Presentation:
    """Somebody as the programme's channel meets them; ``portrait`` is empty where they do not have it kept."""

    participant: Participant
    programme: Programme
    portrait: Portrait
