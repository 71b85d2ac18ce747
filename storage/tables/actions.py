"""Action items. What was typed stands in columns named ``sealed`` (see `storage.sealing`)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.actions import ItemChangeKind, ItemState
from storage.tables.base import Base, index_where, of_team


class ActionItemRow(Base):
    """Something that somebody is to do; its text, and why it was dropped, are sealed."""

    __tablename__ = "action_items"
    __table_args__ = (
        of_team("session_id", "sessions"),
        of_team("owner_id", "people"),
        Index(None, "team_id", "session_id"),
        index_where("state = 'open'", "team_id", "owner_id", "due"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str]
    note_id: Mapped[int]
    owner_id: Mapped[int]
    made_by: Mapped[int]
    made_at: Mapped[datetime]
    due: Mapped[date | None]
    state: Mapped[ItemState]
    settled_at: Mapped[datetime | None]
    revision: Mapped[int]
    position: Mapped[int]
    sealed: Mapped[str]


class ItemChangeRow(Base):
    """A line of an action item's history; the reason given is sealed."""

    __tablename__ = "item_changes"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ItemChangeKind]
    by: Mapped[int]
    at: Mapped[datetime]
    owner_before: Mapped[int | None]
    owner_after: Mapped[int | None]
    due_before: Mapped[date | None]
    due_after: Mapped[date | None]
    sealed: Mapped[str]
