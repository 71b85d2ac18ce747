"""What people agreed to have kept and shown of them: each answer with the text that they read, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ConsentTo(StrEnum):
    """What a person is asked about.

    KEPT: that what they say of their offers and needs is kept for finding their pair. SHOWN: that their name, place and
    that stand in the portfolio. PRESENTED: that they are presented in the programme's channel.
    """

    KEPT = "kept"
    SHOWN = "shown"
    PRESENTED = "presented"


@dataclass(frozen=True)
class Consent:
    """One answer of a person in a programme; withdrawing is another one, that does not agree.

    ``text`` is what they read when they answered, word for word, in ``language``; ``version`` is that of its English
    original.
    """

    id: int
    programme_id: int
    person_id: int
    what: ConsentTo
    agreed: bool
    text: str = field(repr=False)
    version: int
    language: str
    at: datetime


def standing(consents: Iterable[Consent], what: ConsentTo) -> Consent | None:
    """The answer about it that stands, which is the last one; None while there is none."""
    return max((one for one in consents if one.what is what), key=lambda one: one.id, default=None)


def agreed(consents: Iterable[Consent], what: ConsentTo) -> bool:
    """Whether the person agrees to it as things stand; who has not answered does not."""
    answer = standing(consents, what)
    return answer is not None and answer.agreed
