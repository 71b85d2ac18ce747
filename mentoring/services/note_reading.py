"""Reading notes: each as far as the asker may, a coordinator's reading remembered for those who wrote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from mentoring.errors import NoSuchNote, NoSuchSession, NotACoordinator
from mentoring.folding import Wanted
from mentoring.intervals import Interval
from mentoring.notes import Note, NoteReader, NoteReading, NoteVersion, Snippet, Visibility
from mentoring.people import Pair, Person, Role
from mentoring.ports import UnitOfWork
from mentoring.records import FoundNote, ItemView, NotesKept, NoteView, PairHistory, PastSession, ReportLine
from mentoring.rules import notes as rules
from mentoring.rules.searching import snippet, wanted_in
from mentoring.services.actions import item_views
from mentoring.sessions import Session

T = TypeVar("T")

SHOWN = 100
SNIPPETS = 3


def reader_for(uow: UnitOfWork, actor: Person) -> NoteReader:
    """The person as a reader of notes."""
    parts = uow.people.participations(actor.id)
    return NoteReader(actor.id, frozenset(part.programme_id for part in parts if Role.COORDINATOR in part.roles))


def notes_about(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> PastSession:
    """The session with its notes and items, as far as the person may see them; NoSuchSession for strangers to it."""
    with uow:
        reader = reader_for(uow, actor)
        session = session_seen_by(uow, session_id, reader)
        kept = past_sessions(uow, [session], reader, now)[0]
        remember_reading(uow, kept.notes, actor, now)
        uow.commit()
        return kept


def note_versions(uow: UnitOfWork, note_id: int, *, actor: Person) -> tuple[NoteVersion, ...]:
    """Every version of the person's own note, first one first; NoSuchNote for another's."""
    with uow:
        note = readable_note(uow, note_id, reader_for(uow, actor))
        if note.author_id != actor.id:
            raise NoSuchNote
        return tuple(uow.notes.versions(note_id))


def search_notes(
    uow: UnitOfWork, query: str, *, actor: Person, now: datetime, limit: int = 20
) -> tuple[FoundNote, ...]:
    """Notes that the person may read in which every word of the query begins a word, latest first.

    Action items count as part of their note. A query without any word finds nothing.
    """
    wanted = wanted_in(query)
    if not wanted:
        return ()
    with uow:
        reader = reader_for(uow, actor)
        found = uow.notes.found(wanted, reader, limit)
        views = views_of(uow, found, reader, now)
        remember_reading(uow, views, actor, now)
        uow.commit()
        return tuple(FoundNote(view, _snippets(wanted, view)) for view in views)


def pair_history(uow: UnitOfWork, pair_id: int, *, actor: Person, now: datetime) -> PairHistory:
    """Every past session of a pair for one of the two, latest first; NoSuchSession for anybody else."""
    with uow:
        pair = _own_pair(uow, pair_id, actor)
        sessions = uow.sessions.past_of_pair(pair_id, now, SHOWN)
        return PairHistory(
            pair=pair,
            programme=uow.people.programme(pair.programme_id),
            people=uow.people.known(pair.people),
            past=tuple(past_sessions(uow, sessions, NoteReader(actor.id), now)),
        )


def notes_kept(uow: UnitOfWork, programme_id: int, *, actor: Person) -> NotesKept:
    """That there are notes in the programme, for its coordinators; NotACoordinator for anybody else."""
    with uow:
        _check_coordinates(uow, programme_id, actor)
        marks = tuple(uow.notes.marks(programme_id, SHOWN))
        people = uow.people.known({mark.author_id for mark in marks})
        return NotesKept(uow.people.programme(programme_id), marks, people)


def report_lines(
    uow: UnitOfWork, programme_id: int, within: Interval, *, actor: Person, now: datetime
) -> tuple[ReportLine, ...]:
    """Outcomes of sessions that began within the interval and that everybody of theirs agreed to, oldest first.

    For coordinators, NotACoordinator for anybody else; remembered as read, in the caller's transaction.
    """
    _check_coordinates(uow, programme_id, actor)
    offered = uow.notes.offered(programme_id, within)
    views = views_of(uow, offered, reader_for(uow, actor), now)
    agreed = [view for view in views if view.in_report and view.note.outcome]
    remember_reading(uow, agreed, actor, now)
    return tuple(_line(view) for view in agreed)


def _line(view: NoteView) -> ReportLine:
    people = tuple(view.people[one] for one in view.session.people)
    return ReportLine(view.session, view.author, people, view.note.outcome)


def readable_note(uow: UnitOfWork, note_id: int, reader: NoteReader) -> Note:
    """The note as its reader may see it; NoSuchNote when they may not."""
    try:
        note = uow.notes.get(note_id)
    except KeyError:
        raise NoSuchNote from None
    seen = rules.as_read_by(note, uow.sessions.get(note.session_id), reader)
    if seen is None:
        raise NoSuchNote
    return seen


def session_seen_by(uow: UnitOfWork, session_id: str, reader: NoteReader) -> Session:
    """The session, for its people and the coordinators of its programme; NoSuchSession for anybody else."""
    try:
        session = uow.sessions.get(session_id)
    except KeyError:
        raise NoSuchSession from None
    if reader.person_id not in session.people and session.programme_id not in reader.coordinates:
        raise NoSuchSession
    return session


def past_sessions(uow: UnitOfWork, sessions: Sequence[Session], reader: NoteReader, now: datetime) -> list[PastSession]:
    """The sessions with what the reader may see of their notes and items; asked for all at once."""
    by_session = uow.notes.of_sessions([session.id for session in sessions])
    views = views_of(uow, _flat(by_session.values()), reader, now)
    items = _items_seen(uow, sessions, reader.person_id, now)
    return [
        PastSession(
            session=session,
            notes=tuple(view for view in views if view.note.session_id == session.id),
            items=tuple(one for one in items if one.item.session_id == session.id),
        )
        for session in sessions
    ]


def _items_seen(uow: UnitOfWork, sessions: Iterable[Session], person_id: int, now: datetime) -> list[ItemView]:
    by_id = {session.id: session for session in sessions}
    found = _flat(uow.actions.of_sessions(list(by_id)).values())
    return item_views(uow, [one for one in found if rules.may_see_item(one, by_id[one.session_id], person_id)], now)


def views_of(uow: UnitOfWork, notes: Sequence[Note], reader: NoteReader, now: datetime) -> list[NoteView]:
    """Those of the notes that the reader may see, with everything around them; asked for all at once."""
    sessions = uow.sessions.known({note.session_id for note in notes})
    seen = [one for note in notes if (one := rules.as_read_by(note, sessions[note.session_id], reader))]
    ids = [note.id for note in seen]
    consents, readings = uow.notes.consents(ids), uow.notes.readings(ids)
    items = item_views(uow, _flat(uow.actions.of_sessions(list(sessions)).values()), now)
    people = uow.people.known(_named(seen, sessions.values(), readings))
    programmes = {one: uow.people.programme(one) for one in {session.programme_id for session in sessions.values()}}
    return [
        NoteView(
            note=note,
            session=sessions[note.session_id],
            programme=programmes[sessions[note.session_id].programme_id],
            people=people,
            items=tuple(one for one in items if one.item.note_id == note.id),
            consents=tuple(one for one in consents.get(note.id, ()) if one.version == note.version),
            readings=tuple(readings.get(note.id, ())),
            visibilities=tuple(Visibility) if note.author_id == reader.person_id else (),
        )
        for note in seen
    ]


def _flat(groups: Iterable[Sequence[T]]) -> list[T]:
    return [one for group in groups for one in group]


def _named(
    notes: Iterable[Note], sessions: Iterable[Session], readings: Mapping[int, Sequence[NoteReading]]
) -> set[int]:
    """Ids of everybody whom the notes, their sessions and their readings name."""
    people = {person_id for session in sessions for person_id in session.people}
    return people | {note.author_id for note in notes} | {one.person_id for read in readings.values() for one in read}


def read_as(uow: UnitOfWork, note: Note, actor: Person, now: datetime) -> NoteView:
    """The note as the person, who may read it, sees it."""
    return views_of(uow, [note], reader_for(uow, actor), now)[0]


def remember_reading(uow: UnitOfWork, views: Iterable[NoteView], actor: Person, now: datetime) -> None:
    """Remember which of these notes the person reads only as a coordinator."""
    for view in views:
        if rules.reads_as_coordinator(view.note, view.session, actor.id):
            uow.notes.record_reading(NoteReading(view.note.id, view.note.version, actor.id, now))


def _snippets(wanted: Wanted, view: NoteView) -> tuple[Snippet, ...]:
    note = view.note
    texts = (note.outcome, *note.decisions, *(one.item.text for one in view.items), note.private)
    return tuple(found for text in texts if (found := snippet(wanted, text)))[:SNIPPETS]


def _own_pair(uow: UnitOfWork, pair_id: int, actor: Person) -> Pair:
    try:
        pair = uow.people.pair(pair_id)
    except KeyError:
        raise NoSuchSession from None
    if actor.id not in pair.people:
        raise NoSuchSession
    return pair


def _check_coordinates(uow: UnitOfWork, programme_id: int, actor: Person) -> None:
    if programme_id not in reader_for(uow, actor).coordinates:
        raise NotACoordinator
