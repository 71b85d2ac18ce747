"""What people are shown of notes and action items, with everything that a drawing of it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mentoring.actions import ActionItem
from mentoring.notes import Consent, Note, NoteDraft, NoteMark, NoteReading, Snippet, Visibility
from mentoring.people import Pair, Person, Programme
from mentoring.sessions import Session


@dataclass(frozen=True)
class ItemView:
    """An action item for somebody who may read it; ``carried`` counts the pair's sessions past since it was agreed."""

    item: ActionItem
    owner: Person
    session: Session
    carried: int = 0


@dataclass(frozen=True)
class NoteView:
    """A note as its reader may see it: ``private`` is empty for everybody but its author.

    ``consents`` are those to the version shown, ``readings`` the coordinators' readings of any; ``people`` by id are
    all whom these and the note name. ``visibilities`` are what its reader may change it to, none unless it is theirs.
    """

    note: Note
    session: Session
    programme: Programme
    people: Mapping[int, Person]
    items: tuple[ItemView, ...] = ()
    consents: tuple[Consent, ...] = ()
    readings: tuple[NoteReading, ...] = ()
    visibilities: tuple[Visibility, ...] = ()

    @property
    def author(self) -> Person:
        """Who wrote it."""
        return self.people[self.note.author_id]

    @property
    def agreed(self) -> frozenset[int]:
        """Ids of those who agree that its outcome stands in the report."""
        return frozenset(one.person_id for one in self.consents if one.agreed)

    @property
    def asked(self) -> frozenset[int]:
        """Ids of those whose answer about the report is awaited."""
        offered = self.note.visibility is Visibility.REPORT
        return self.session.people - {one.person_id for one in self.consents} if offered else frozenset()

    @property
    def in_report(self) -> bool:
        """Whether its outcome stands in the funder's report: it was offered, and everybody of the session agrees."""
        return self.note.visibility is Visibility.REPORT and self.session.people <= self.agreed


@dataclass(frozen=True)
class Prompt:
    """What somebody is shown who is to write about a session.

    ``draft`` is what they filled in before, or an empty one; ``open_items`` are carried over from sessions before.
    ``session`` is None while it is not known, and for one that was not booked; ``sessions`` are those to choose among.
    """

    draft: NoteDraft
    session: Session | None
    people: Mapping[int, Person]
    open_items: tuple[ItemView, ...] = ()
    sessions: tuple[Session, ...] = ()


@dataclass(frozen=True)
class PastSession:
    """A session of a pair's history, with the notes and items that the reader may read."""

    session: Session
    notes: tuple[NoteView, ...]
    items: tuple[ItemView, ...]


@dataclass(frozen=True)
class PairHistory:
    """Everything a pair did together, latest first."""

    pair: Pair
    programme: Programme
    people: Mapping[int, Person]
    past: tuple[PastSession, ...]


@dataclass(frozen=True)
class FoundNote:
    """A note in which all words searched for stand, with the stretches around them."""

    view: NoteView
    snippets: tuple[Snippet, ...] = field(repr=False)


@dataclass(frozen=True)
class NotesKept:
    """What a coordinator sees of a programme's notes: that they exist, and which were shared, latest first."""

    programme: Programme
    marks: tuple[NoteMark, ...]
    people: Mapping[int, Person]


@dataclass(frozen=True)
class ReportLine:
    """An outcome that everybody of its session agreed to see in the funder's report."""

    session: Session
    author: Person
    people: tuple[Person, ...]
    outcome: str = field(repr=False)


@dataclass(frozen=True)
class Pairing:
    """A pair with its two people, the mentor first."""

    pair: Pair
    people: tuple[Person, ...]
