"""Notes in the database: everything typed is sealed on the way in and opened on the way out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import CompoundSelect, Result, Select, and_, bindparam, delete, orm, select, union, update

from mentoring.actions import ActionWish
from mentoring.clocks import Anchor
from mentoring.folding import Wanted
from mentoring.intervals import Interval
from mentoring.notes import (
    SHARED,
    Consent,
    Note,
    NoteDraft,
    NoteMark,
    NoteReader,
    NoteReading,
    NoteVersion,
    Unbooked,
    Visibility,
)
from mentoring.rules.searching import is_found, searchable
from storage.rows import Repository, from_rows, grouped, to_columns
from storage.sealing import Cipher, packed, place, unpacked
from storage.tables import (
    AttendeeRow,
    ConsentRow,
    NoteDraftRow,
    NoteReadingRow,
    NoteRow,
    NoteVersionRow,
    SessionRow,
)

AT_A_TIME = 500
"""Notes looked through in one go: a search ends once it has found enough."""

NOTES_OF_SESSIONS = (
    select(NoteRow)
    .where(NoteRow.team_id == bindparam("team_id"), NoteRow.session_id.in_(bindparam("session_ids", expanding=True)))
    .order_by(NoteRow.id)
)
OF_SESSION = and_(SessionRow.team_id == NoteRow.team_id, SessionRow.id == NoteRow.session_id)
ATTENDED = and_(AttendeeRow.team_id == NoteRow.team_id, AttendeeRow.session_id == NoteRow.session_id)


class SqlNotes(Repository):
    """The notes of one team (port `mentoring.ports.Notes`)."""

    def __init__(self, transaction: orm.Session, team_id: str, cipher: Cipher) -> None:
        super().__init__(transaction, team_id)
        self._cipher = cipher

    def get(self, note_id: int) -> Note:
        """The note; KeyError when there is none of this id in this team."""
        return self._one(select(NoteRow), note_id)

    def locked(self, note_id: int) -> Note:
        """The note, kept from everybody else until this transaction ends; KeyError when there is none."""
        return self._one(select(NoteRow).with_for_update(), note_id)

    def of_session(self, session_id: str) -> Sequence[Note]:
        """Notes about a session, first one first."""
        return self.of_sessions([session_id]).get(session_id, [])

    def of_sessions(self, session_ids: Collection[str]) -> Mapping[str, Sequence[Note]]:
        """The notes about each of these sessions that has any, by its id."""
        about = {"team_id": self._team_id, "session_ids": list(session_ids)}
        return grouped(self._notes(self._transaction.scalars(NOTES_OF_SESSIONS, about)), lambda one: one.session_id)

    def add(self, note: Note, items: Sequence[str] = ()) -> Note:
        """Keep a new note; the answer carries the id. It is found by the texts of its items too."""
        row = NoteRow(
            team_id=self._team_id,
            session_id=note.session_id,
            author_id=note.author_id,
            text="",
            written_at=note.written_at,
            visibility=note.visibility,
            on_behalf=note.on_behalf,
            version=note.version,
            edited_at=note.edited_at,
        )
        self._transaction.add(row)
        self._transaction.flush()  # for the id, to which what is sealed is bound
        kept = replace(note, id=row.id)
        self._write(kept, items)
        return kept

    def update(self, note: Note, items: Sequence[str] = ()) -> None:
        """Replace the note of this id and keep it among its versions; KeyError when there is none."""
        self.get(note.id)
        self._write(note, items)

    def versions(self, note_id: int) -> Sequence[NoteVersion]:
        """Every version of the note, first one first."""
        kept = select(NoteVersionRow).where(NoteVersionRow.team_id == self._team_id, NoteVersionRow.note_id == note_id)
        rows = self._transaction.scalars(kept.order_by(NoteVersionRow.version))
        return [self._to_version(row) for row in rows]

    def marks(self, programme_id: int, limit: int = 100) -> Sequence[NoteMark]:
        """That there are notes about sessions of the programme, latest first, without a word of them."""
        about = (
            select(NoteRow, SessionRow.pair_id)
            .join(SessionRow, OF_SESSION)
            .where(NoteRow.team_id == self._team_id, SessionRow.programme_id == programme_id)
            .order_by(NoteRow.id.desc())
            .limit(limit)
        )
        return [
            NoteMark(
                note_id=row.id,
                session_id=row.session_id,
                pair_id=pair_id,
                author_id=row.author_id,
                written_at=row.written_at,
                on_behalf=row.on_behalf,
                visibility=row.visibility,
            )
            for row, pair_id in self._transaction.execute(about)
        ]

    def offered(self, programme_id: int, within: Interval) -> Sequence[Note]:
        """Notes offered for the report about sessions of the programme that begin within the interval, by session."""
        about = (
            select(NoteRow)
            .join(SessionRow, OF_SESSION)
            .where(
                NoteRow.team_id == self._team_id,
                NoteRow.visibility == Visibility.REPORT,
                SessionRow.programme_id == programme_id,
                SessionRow.starts_at >= within.start,
                SessionRow.starts_at < within.end,
            )
            .order_by(SessionRow.starts_at, SessionRow.id, NoteRow.id)
        )
        return list(self._notes(self._transaction.scalars(about)))

    def found(self, wanted: Wanted, reader: NoteReader, limit: int = 20) -> Sequence[Note]:
        """Notes that the reader may read in which every word of ``wanted`` stands, latest first.

        What the reader may not read is not even fetched; the rest is opened and looked through (decision 0010).
        """
        with self._readable(reader) as rows:  # a cursor on the server, to be closed once enough is found
            hits = (row.id for row in rows if self._stands_in(wanted, row, reader))
            ids = list(islice(hits, limit))
        ours = select(NoteRow).where(NoteRow.team_id == self._team_id, NoteRow.id.in_(ids))
        return list(self._notes(self._transaction.scalars(ours.order_by(NoteRow.id.desc()))))

    def keep_consent(self, consent: Consent) -> None:
        """Add a person's answer about a version of a note, or replace the one they gave before."""
        self._upsert(ConsentRow, {"team_id": self._team_id, **to_columns(consent)})

    def consents(self, note_ids: Collection[int]) -> Mapping[int, Sequence[Consent]]:
        """The answers about any version of each of these notes that has some, by its id."""
        given = select(ConsentRow).where(ConsentRow.team_id == self._team_id, ConsentRow.note_id.in_(note_ids))
        ordered = given.order_by(ConsentRow.note_id, ConsentRow.version, ConsentRow.person_id)
        return grouped(from_rows(Consent, self._transaction.scalars(ordered)), lambda one: one.note_id)

    def record_reading(self, reading: NoteReading) -> bool:
        """Remember the reading; False when this person's reading of this version was remembered before."""
        return self._insert_new(NoteReadingRow, [{"team_id": self._team_id, **to_columns(reading)}]) == 1

    def readings(self, note_ids: Collection[int]) -> Mapping[int, Sequence[NoteReading]]:
        """Who read any version of each of these notes, by its id, first one first."""
        read = select(NoteReadingRow).where(
            NoteReadingRow.team_id == self._team_id, NoteReadingRow.note_id.in_(note_ids)
        )
        ordered = read.order_by(NoteReadingRow.at, NoteReadingRow.note_id, NoteReadingRow.person_id)
        return grouped(from_rows(NoteReading, self._transaction.scalars(ordered)), lambda one: one.note_id)

    def draft(self, draft_id: str) -> NoteDraft | None:
        """The draft, or None."""
        row = self._fresh(NoteDraftRow, (self._team_id, draft_id))
        return self._to_draft(row) if row else None

    def open_draft(self, person_id: int, session_id: str, note_id: int | None = None) -> NoteDraft | None:
        """The latest draft of this person about this session, or of their edit of that note, that is not used."""
        theirs = select(NoteDraftRow).where(
            NoteDraftRow.team_id == self._team_id,
            NoteDraftRow.person_id == person_id,
            NoteDraftRow.session_id == session_id,
            NoteDraftRow.note_id.is_(None) if note_id is None else NoteDraftRow.note_id == note_id,
            NoteDraftRow.used.is_(False),
        )
        row = self._transaction.scalars(theirs.order_by(NoteDraftRow.kept_at.desc(), NoteDraftRow.id).limit(1)).first()
        return self._to_draft(row) if row else None

    def keep_draft(self, draft: NoteDraft) -> None:
        """Add or replace a draft."""
        columns = {
            "team_id": self._team_id,
            "id": draft.id,
            "person_id": draft.person_id,
            "kept_at": draft.kept_at,
            "session_id": draft.session_id,
            "note_id": draft.note_id,
            "used": draft.used,
            "visibility": draft.visibility,
            "sealed": self._sealed(_typed_in_draft(draft), "sealed", draft.id, table="note_drafts"),
        }
        self._upsert(NoteDraftRow, columns)

    def take_draft(self, draft_id: str) -> bool:
        """Mark the draft used; False when it was used already, whatever the race."""
        unused = (NoteDraftRow.team_id == self._team_id, NoteDraftRow.id == draft_id, NoteDraftRow.used.is_(False))
        return self._changed(update(NoteDraftRow).where(*unused).values(used=True)) == 1

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts last kept before this instant; how many."""
        old = (NoteDraftRow.team_id == self._team_id, NoteDraftRow.kept_at < before)
        return self._changed(delete(NoteDraftRow).where(*old))

    def _one(self, query: Select[NoteRow], note_id: int) -> Note:
        row = self._transaction.scalars(query.where(NoteRow.team_id == self._team_id, NoteRow.id == note_id)).first()
        if row is None:
            raise KeyError(note_id)
        return self._to_note(row)

    def _write(self, note: Note, items: Sequence[str]) -> None:
        typed = packed(outcome=note.outcome, decisions=note.decisions, private=note.private)
        words = f"{searchable((note.outcome, *note.decisions, *items))}\n{searchable((note.private,))}"
        columns = {
            "text": "",
            "sealed": self._sealed(typed, "sealed", note.id),
            "sealed_words": self._sealed(words, "sealed_words", note.id),
            "visibility": note.visibility,
            "version": note.version,
            "edited_at": note.edited_at,
        }
        self._changed(update(NoteRow).where(NoteRow.team_id == self._team_id, NoteRow.id == note.id).values(columns))
        version = {
            "team_id": self._team_id,
            "note_id": note.id,
            "version": note.version,
            "at": note.edited_at or note.written_at,
            "visibility": note.visibility,
            "sealed": self._sealed(typed, "sealed", note.id, note.version, table="note_versions"),
        }
        self._upsert(NoteVersionRow, version)

    def _stands_in(self, wanted: Wanted, row: Any, reader: NoteReader) -> bool:
        shared, _, private = self._opened(row.sealed_words, "sealed_words", row.id).partition("\n")
        return is_found(wanted, shared + private if row.author_id == reader.person_id else shared)

    def _readable(self, reader: NoteReader) -> Result[int, int, str]:
        """Id, author and sealed words of every note that the reader may read, latest first."""
        columns = select(NoteRow.id, NoteRow.author_id, NoteRow.sealed_words)
        ours = columns.where(NoteRow.id.in_(self._readable_ids(reader)), NoteRow.sealed_words != "")
        return self._transaction.execute(ours.order_by(NoteRow.id.desc()).execution_options(yield_per=AT_A_TIME))

    def _readable_ids(self, reader: NoteReader) -> CompoundSelect[int]:
        """As `mentoring.rules.notes.as_read_by` says it; three questions, each of which has an index."""
        ids = select(NoteRow.id).where(NoteRow.team_id == self._team_id)
        own = ids.where(NoteRow.author_id == reader.person_id)
        theirs = (
            ids.join(AttendeeRow, ATTENDED)
            .where(AttendeeRow.team_id == self._team_id, AttendeeRow.person_id == reader.person_id)
            .where(NoteRow.visibility != Visibility.AUTHOR)
        )
        shared = (
            ids.join(SessionRow, OF_SESSION)
            .where(SessionRow.team_id == self._team_id, SessionRow.programme_id.in_(reader.coordinates))
            .where(NoteRow.visibility.in_(SHARED))
        )
        return union(own, theirs, shared) if reader.coordinates else union(own, theirs)

    def _notes(self, rows: Iterable[NoteRow]) -> Iterator[Note]:
        return (self._to_note(row) for row in rows)

    def _to_note(self, row: NoteRow) -> Note:
        # A row that a release before this one wrote stands in the clear until it is sealed.
        typed = unpacked(self._opened(row.sealed, "sealed", row.id)) if row.sealed else {"outcome": row.text}
        return Note(
            id=row.id,
            session_id=row.session_id,
            author_id=row.author_id,
            outcome=typed["outcome"],
            written_at=row.written_at,
            visibility=row.visibility,
            decisions=tuple(typed.get("decisions", ())),
            private=typed.get("private", ""),
            on_behalf=row.on_behalf,
            version=row.version,
            edited_at=row.edited_at,
        )

    def _to_version(self, row: NoteVersionRow) -> NoteVersion:
        typed = unpacked(self._opened(row.sealed, "sealed", row.note_id, row.version, table="note_versions"))
        return NoteVersion(
            note_id=row.note_id,
            version=row.version,
            at=row.at,
            outcome=typed["outcome"],
            decisions=tuple(typed["decisions"]),
            private=typed["private"],
            visibility=row.visibility,
        )

    def _to_draft(self, row: NoteDraftRow) -> NoteDraft:
        typed = unpacked(self._opened(row.sealed, "sealed", row.id, table="note_drafts"))
        return NoteDraft(
            id=row.id,
            person_id=row.person_id,
            kept_at=row.kept_at,
            session_id=row.session_id,
            unbooked=_to_unbooked(typed["unbooked"]),
            note_id=row.note_id,
            outcome=typed["outcome"],
            decisions=tuple(typed["decisions"]),
            private=typed["private"],
            items=tuple(_to_wish(item) for item in typed["items"]),
            visibility=row.visibility,
            used=row.used,
        )

    def _sealed(self, text: str, column: str, *row: object, table: str = "notes") -> str:
        return self._cipher.seal(text, place(table, column, self._team_id, *row))

    def _opened(self, sealed: str, column: str, *row: object, table: str = "notes") -> str:
        return self._cipher.open(sealed, place(table, column, self._team_id, *row))


def _typed_in_draft(draft: NoteDraft) -> str:
    return packed(
        outcome=draft.outcome,
        decisions=draft.decisions,
        private=draft.private,
        items=[{**asdict(item), "due": item.due.isoformat() if item.due else None} for item in draft.items],
        unbooked=_plain_unbooked(draft.unbooked),
    )


def _plain_unbooked(unbooked: Unbooked | None) -> dict[str, Any] | None:
    if unbooked is None:
        return None
    anchor = unbooked.anchor
    return {"pair_id": unbooked.pair_id, "wall": anchor.wall.isoformat(), "zone": anchor.zone, "fold": anchor.fold}


def _to_unbooked(kept: dict[str, Any] | None) -> Unbooked | None:
    if kept is None:
        return None
    return Unbooked(kept["pair_id"], Anchor(datetime.fromisoformat(kept["wall"]), kept["zone"], kept["fold"]))


def _to_wish(kept: dict[str, Any]) -> ActionWish:
    due = kept["due"]
    return ActionWish(kept["owner_id"], kept["text"], date.fromisoformat(due) if due else None)
