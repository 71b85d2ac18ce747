"""What participants write about a session."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Index,
)
from sqlalchemy.orm import Mapped

from mentoring.notes import Visibility
from storage.tables.base import Base, Id, of_team


class NoteRow(Base):
    """A note about a session."""

    __tablename__ = "notes"
    __table_args__ = (
        of_team("session_id", "sessions"),
        of_team("author_id", "people"),
        Index(None, "team_id", "session_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    team_id: Mapped[str]
    session_id: Mapped[str]
    author_id: Mapped[int]
    text: Mapped[str]
    written_at: Mapped[datetime]
    visibility: Mapped[Visibility]
