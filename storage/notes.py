"""Notes in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from mentoring.notes import Note
from storage.rows import Repository, from_rows, to_columns
from storage.tables import NoteRow


class SqlNotes(Repository):
    """The notes of one team (port `mentoring.ports.Notes`)."""

    def of_session(self, session_id: str) -> Sequence[Note]:
        """Notes about a session, first one first."""
        about = select(NoteRow).where(NoteRow.team_id == self._team_id, NoteRow.session_id == session_id)
        return from_rows(Note, self._transaction.scalars(about.order_by(NoteRow.id)))

    def add(self, note: Note) -> Note:
        """Keep a new note; the answer carries the id."""
        columns = to_columns(note)
        del columns["id"]
        row = NoteRow(team_id=self._team_id, **columns)
        self._transaction.add(row)
        self._transaction.flush()
        return replace(note, id=row.id)
