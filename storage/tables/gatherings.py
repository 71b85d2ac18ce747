"""Drafts of sessions of several, and who asked to be excused from them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.gatherings import AbsenceState, GatheringRequest
from storage.tables.base import Base, of_team


class GatheringDraftRow(Base):
    """A session of several read back but not yet confirmed."""

    __tablename__ = "gathering_drafts"
    __table_args__ = (Index(None, "team_id", "created_at"),)

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    request: Mapped[GatheringRequest]
    created_at: Mapped[datetime]
    session_id: Mapped[str | None]
    used: Mapped[bool]


class AbsenceRow(Base):
    """A person's wish to be excused from a session."""

    __tablename__ = "absences"
    __table_args__ = (of_team("session_id", "sessions"), of_team("person_id", "people"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    state: Mapped[AbsenceState]
    decided_by: Mapped[int | None]
    decided_at: Mapped[datetime | None]
    remark: Mapped[str]
