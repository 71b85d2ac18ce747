"""What was said of sessions in short, and what coordinators did about pairs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Index, false
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.oversight import CareKind
from mentoring.risk import ReasonKind
from storage.tables.base import Base, Id, of_team


class GistRow(Base):
    """A confirmed session and what was said of it, in short. What a release before did not know has a default."""

    __tablename__ = "gists"
    __table_args__ = (
        of_team("session_id", "sessions"),
        Index(None, "team_id", "programme_id", "pair_id", "starts_at"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    upto: Mapped[int]
    same_within: Mapped[timedelta]
    took_place: Mapped[bool | None]
    complete: Mapped[bool]
    objected: Mapped[bool]
    disputed_since: Mapped[datetime | None]
    began: Mapped[datetime | None]
    lines: Mapped[int]
    there: Mapped[int]
    there_alone: Mapped[int]
    programme_id: Mapped[int] = mapped_column(server_default="0")
    pair_id: Mapped[int | None]
    joint: Mapped[bool] = mapped_column(server_default=false())
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    moved: Mapped[bool] = mapped_column(server_default=false())
    noted: Mapped[bool] = mapped_column(server_default=false())


class UnreckonedRow(Base):
    """Something happened to a session that its gist does not hold yet. Triggers in the migrations write such rows."""

    __tablename__ = "unreckoned"
    __table_args__ = (Index(None, "team_id", "session_id"),)

    id: Mapped[Id]
    team_id: Mapped[str]
    session_id: Mapped[str]


class CareRow(Base):
    """Something that a coordinator did about a pair; only ever added."""

    __tablename__ = "cares"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("pair_id", "pairs"),
        of_team("by", "people"),
        of_team("about", "people"),
        Index(None, "team_id", "programme_id", "at"),
        Index(None, "team_id", "pair_id", "at"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    pair_id: Mapped[int]
    kind: Mapped[CareKind]
    by: Mapped[int]
    at: Mapped[datetime]
    text: Mapped[str]
    about: Mapped[int | None]
    until: Mapped[date | None]
    reasons: Mapped[frozenset[ReasonKind]]
