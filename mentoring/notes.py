"""What people write about a session, and who may read it.

What was typed never stands in the `repr` of a value, so that no log and no error report can show it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mentoring.actions import ActionWish
from mentoring.clocks import Anchor


class Visibility(StrEnum):
    """Who may read a note, from fewest to most."""

    AUTHOR = "author"
    PARTICIPANTS = "participants"
    COORDINATORS = "coordinators"
    REPORT = "report"


SHARED = frozenset({Visibility.COORDINATORS, Visibility.REPORT})
"""What the programme's coordinators may read as well."""


@dataclass(frozen=True)
class Note:
    """What came of a session, by one of its people, or by a coordinator on their behalf.

    ``private`` is for its author alone, whatever the ``visibility`` of the rest. ``version`` rises with every edit;
    ``edited_at`` is None before the first one.
    """

    id: int
    session_id: str
    author_id: int
    outcome: str = field(repr=False)
    written_at: datetime
    visibility: Visibility = Visibility.PARTICIPANTS
    decisions: tuple[str, ...] = field(default=(), repr=False)
    private: str = field(default="", repr=False)
    on_behalf: bool = False
    version: int = 1
    edited_at: datetime | None = None


@dataclass(frozen=True)
class NoteVersion:
    """A note as it was saved at ``at``, the first one as version 1."""

    note_id: int
    version: int
    at: datetime
    outcome: str = field(repr=False)
    decisions: tuple[str, ...] = field(repr=False)
    private: str = field(repr=False)
    visibility: Visibility


@dataclass(frozen=True)
class Consent:
    """Whether a person agrees that the outcome of this version of a note stands in the funder's report."""

    note_id: int
    version: int
    person_id: int
    agreed: bool
    at: datetime


@dataclass(frozen=True)
class NoteReading:
    """A coordinator read what a note's author shared with coordinators, for the first time at ``at``."""

    note_id: int
    version: int
    person_id: int
    at: datetime


@dataclass(frozen=True)
class NoteMark:
    """That a note exists: all that a coordinator may know of one that was not shared."""

    note_id: int
    session_id: str
    pair_id: int | None
    author_id: int
    written_at: datetime
    on_behalf: bool
    visibility: Visibility


@dataclass(frozen=True)
class Unbooked:
    """A session that took place without being booked, to be put on record with the note about it."""

    pair_id: int
    anchor: Anchor


@dataclass(frozen=True)
class NoteDraft:
    """A note that is not saved yet: half-filled in a form, or read out of a message and waiting for Confirm.

    ``session_id`` is None while it is not known which session it is about, and for ``unbooked`` ones. ``note_id`` is
    the note being edited, or, once ``used``, the one that saving made.
    """

    id: str
    person_id: int
    kept_at: datetime
    session_id: str | None = None
    unbooked: Unbooked | None = None
    note_id: int | None = None
    outcome: str = field(default="", repr=False)
    decisions: tuple[str, ...] = field(default=(), repr=False)
    private: str = field(default="", repr=False)
    items: tuple[ActionWish, ...] = field(default=(), repr=False)
    visibility: Visibility = Visibility.PARTICIPANTS
    used: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        typed = (self.outcome, self.private, *self.decisions, *(item.text for item in self.items))
        return not any(text.strip() for text in typed)


@dataclass(frozen=True)
class NoteReader:
    """Somebody who asks for notes, and the programmes that they coordinate."""

    person_id: int
    coordinates: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Snippet:
    """A stretch of what somebody wrote, around words that were searched for; ``spans`` are where they stand in it."""

    text: str = field(repr=False)
    spans: tuple[tuple[int, int], ...] = ()
    cut_before: bool = False
    cut_after: bool = False
