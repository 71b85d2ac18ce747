"""Notes in the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, select

from mentoring.notes import Note
from storage.rows import Repository, from_rows, grouped, to_columns
from storage.tables import NoteRow

NOTES_OF_SESSIONS = (
    select(NoteRow)
    .where(NoteRow.team_id == bindparam("team_id"), NoteRow.session_id.in_(bindparam("session_ids", expanding=True)))
    .order_by(NoteRow.id)
)


class SqlNotes(Repository):
    """The notes of one team (port `mentoring.ports.Notes`)."""

    def of_session(self, session_id: str) -> Sequence[Note]:
        """Notes about a session, first one first."""
        about = select(NoteRow).where(NoteRow.team_id == self._team_id, NoteRow.session_id == session_id)
        return from_rows(Note, self._transaction.scalars(about.order_by(NoteRow.id)))

    def of_sessions(self, session_ids: Collection[str]) -> Mapping[str, Sequence[Note]]:
        """The notes about each of these sessions that has any, by its id."""
        about = {"team_id": self._team_id, "session_ids": list(session_ids)}
        return grouped(from_rows(Note, self._transaction.scalars(NOTES_OF_SESSIONS, about)), lambda one: one.session_id)

    def add(self, note: Note) -> Note:
        """Keep a new note; the answer carries the id."""
        columns = to_columns(note)
        del columns["id"]
        row = NoteRow(team_id=self._team_id, **columns)
        self._transaction.add(row)
        self._transaction.flush()
        return replace(note, id=row.id)
