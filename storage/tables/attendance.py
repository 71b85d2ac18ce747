"""What people said of sessions once they were over."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from mentoring.attendance import Capacity, Presence, Said
from storage.tables.base import Base, Id, index_where, of_team


class StatementRow(Base):
    """A statement. Triggers in the migrations keep everything in it but the comment from being changed, and all of it
    from being deleted; the comment may be erased for the person who wrote it.
    """

    __tablename__ = "statements"
    __table_args__ = (
        of_team("session_id", "sessions"),
        of_team("by", "people"),
        of_team("about", "people"),
        Index(None, "team_id", "session_id", "id"),
        index_where("began is not null", "team_id", "began"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    team_id: Mapped[str]
    session_id: Mapped[str]
    by: Mapped[int]
    capacity: Mapped[Capacity]
    at: Mapped[datetime]
    about: Mapped[int | None]
    said: Mapped[Said | None]
    began: Mapped[datetime | None]
    presence: Mapped[Presence | None]
    minutes: Mapped[int]
    comment: Mapped[str]
    settles: Mapped[bool]
    corrects: Mapped[int | None]
