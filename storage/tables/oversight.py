"""What was said of sessions in short, and what coordinators did about pairs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.oversight import CareKind
from mentoring.risk import ReasonKind
from storage.tables.base import Base, of_team


class GistRow(Base):
    """What was said of a session, in short. It may be deleted at any time and is made anew."""

    __tablename__ = "gists"
    __table_args__ = (of_team("session_id", "sessions"),)

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
