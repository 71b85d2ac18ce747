"""Who pauses or left, how pairs ended, and what was said in confidence; what was typed is sealed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.leavings import ShownReason
from mentoring.people import ParticipationState
from storage.tables.base import Base, of_team
from storage.types import TextsJson

STILL_OUT = text("back_at is null")


class LeaveRow(Base):
    """A leave. Nobody is out of the same programme twice at a time: the database says so."""

    __tablename__ = "leaves"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("person_id", "people"),
        Index(
            None,
            "team_id",
            "programme_id",
            "person_id",
            unique=True,
            postgresql_where=STILL_OUT,
            sqlite_where=STILL_OUT,
        ),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    person_id: Mapped[int]
    state: Mapped[ParticipationState]
    since: Mapped[date]
    until: Mapped[date | None]
    decided_by: Mapped[int]
    decided_at: Mapped[datetime]
    shown: Mapped[ShownReason]
    sealed: Mapped[str]
    cancelled: Mapped[tuple[str, ...]] = mapped_column(TextsJson)
    withdrawn: Mapped[tuple[str, ...]] = mapped_column(TextsJson)
    back_at: Mapped[datetime | None]
    back_by: Mapped[int | None]


class PairEndingRow(Base):
    """How a pair ended, once at most."""

    __tablename__ = "pair_endings"
    __table_args__ = (
        of_team("pair_id", "pairs"),
        of_team("replaced_by", "pairs"),
        Index(None, "team_id", "programme_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    pair_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    programme_id: Mapped[int]
    decided_by: Mapped[int]
    decided_at: Mapped[datetime]
    shown: Mapped[ShownReason]
    sealed: Mapped[str]
    replaced_by: Mapped[int | None]
    leave_id: Mapped[str | None]
    cancelled: Mapped[tuple[str, ...]] = mapped_column(TextsJson)
    handed_over: Mapped[tuple[str, ...]] = mapped_column(TextsJson)


class ConcernRow(Base):
    """That somebody turned to a coordinator in confidence."""

    __tablename__ = "concerns"
    __table_args__ = (
        of_team("author_id", "people"),
        of_team("coordinator_id", "people"),
        Index(None, "team_id", "coordinator_id"),
        Index(None, "team_id", "author_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    author_id: Mapped[int]
    coordinator_id: Mapped[int]
    pair_id: Mapped[int | None]
    written_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]


class ConcernWordRow(Base):
    """What one of the two of a concern wrote."""

    __tablename__ = "concern_words"
    __table_args__ = (of_team("concern_id", "concerns"), Index(None, "team_id", "concern_id", "at"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    concern_id: Mapped[str]
    by: Mapped[int]
    at: Mapped[datetime]
    sealed: Mapped[str]
