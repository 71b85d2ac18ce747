"""What participants write about a session. What was typed stands in columns named ``sealed…``: `storage.sealing`."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Index,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.notes import Visibility
from storage.tables.base import Base, Id, of_team


class NoteRow(Base):
    """A note about a session.

    ``text`` is empty: it is where releases before this one kept the outcome in the clear. ``sealed_words`` is what a
    search looks through. What a release before did not know has a default, for it may still be running beside this one.
    """

    __tablename__ = "notes"
    __table_args__ = (
        of_team("session_id", "sessions"),
        of_team("author_id", "people"),
        Index(None, "team_id", "session_id", "id"),
        Index(None, "team_id", "author_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    team_id: Mapped[str]
    session_id: Mapped[str]
    author_id: Mapped[int]
    text: Mapped[str]
    written_at: Mapped[datetime]
    visibility: Mapped[Visibility]
    sealed: Mapped[str] = mapped_column(server_default="")
    sealed_words: Mapped[str] = mapped_column(server_default="")
    on_behalf: Mapped[bool] = mapped_column(server_default=false())
    version: Mapped[int] = mapped_column(server_default="1")
    edited_at: Mapped[datetime | None]


class NoteVersionRow(Base):
    """A note as it was saved once."""

    __tablename__ = "note_versions"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    visibility: Mapped[Visibility]
    sealed: Mapped[str]


class ConsentRow(Base):
    """A person's answer whether a version's outcome may stand in the report."""

    __tablename__ = "note_consents"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    agreed: Mapped[bool]
    at: Mapped[datetime]


class NoteReadingRow(Base):
    """A coordinator's first reading of a version."""

    __tablename__ = "note_readings"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class NoteDraftRow(Base):
    """A note not saved yet; what was filled in, an unbooked session's hour with it, is sealed."""

    __tablename__ = "note_drafts"
    __table_args__ = (
        Index(None, "team_id", "person_id", "session_id"),
        Index(None, "team_id", "kept_at"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    kept_at: Mapped[datetime]
    session_id: Mapped[str | None]
    note_id: Mapped[int | None]
    used: Mapped[bool]
    visibility: Mapped[Visibility]
    sealed: Mapped[str]
