"""What managing a cluster asks for: the list from which people choose what they offer and what they need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_WORDS = 75
"""Characters of a competence's words, which stand on one line of a menu."""

MOST = 40
"""Competences in a programme's own list."""


@dataclass(frozen=True)
class Competence:
    """One of a programme's list. ``key`` is what is kept of a choice and never changes, whatever becomes of the words.

    ``words`` are the programme's own, in its language; without them a usual competence is named in each reader's.
    """

    key: str
    words: str = ""


USUAL = tuple(
    Competence(key)
    for key in (
        "strategy",
        "governance",
        "financing",
        "members",
        "projects",
        "innovation",
        "internationalisation",
        "digital",
        "green",
        "skills",
        "communication",
        "evaluation",
    )
)
"""The list of a programme that has none of its own."""


def offered_in(own: Sequence[Competence]) -> tuple[Competence, ...]:
    """The list of a programme: its own, or the usual one."""
    return tuple(own) or USUAL
