"""Series of sessions, what was done to several of their sessions at once, and the drafts that lead to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.series import Exceptions, Pattern
from storage.series_types import ExceptionsJson, PatternJson, PlacesJson
from storage.tables.base import Base, of_team
from storage.types import TextsJson


class SeriesRow(Base):
    """A series; its sessions name it."""

    __tablename__ = "series"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("pair_id", "pairs"),
        of_team("organiser_id", "people"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    pair_id: Mapped[int | None]
    organiser_id: Mapped[int]
    pattern: Mapped[Pattern] = mapped_column(PatternJson)
    duration: Mapped[timedelta]
    topic: Mapped[str]
    created_at: Mapped[datetime]
    revision: Mapped[int]
    continues: Mapped[str | None]


class SeriesChangeRow(Base):
    """What was done to several sessions of a series at once; ``sessions`` are their ids and revisions."""

    __tablename__ = "series_changes"
    __table_args__ = (of_team("series_id", "series"),)

    team_id: Mapped[str] = mapped_column(primary_key=True)
    series_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    by: Mapped[int | None]
    at: Mapped[datetime]
    sessions: Mapped[tuple[tuple[str, int], ...]] = mapped_column(PlacesJson)
    reason: Mapped[str]
    pattern: Mapped[Pattern | None] = mapped_column(PatternJson)


class SeriesDraftRow(Base):
    """A series read back but not yet confirmed."""

    __tablename__ = "series_drafts"
    __table_args__ = (Index(None, "team_id", "created_at"),)

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    partner_id: Mapped[int]
    pair_id: Mapped[int]
    pattern: Mapped[Pattern] = mapped_column(PatternJson)
    duration: Mapped[timedelta]
    topic: Mapped[str]
    created_at: Mapped[datetime]
    revision: Mapped[int]
    exceptions: Mapped[Exceptions] = mapped_column(ExceptionsJson)
    choices: Mapped[tuple[datetime, ...]]
    offered: Mapped[tuple[datetime, ...]]
    from_session: Mapped[str | None]
    kept: Mapped[tuple[str, ...]] = mapped_column(TextsJson)
    series_id: Mapped[str | None]
    used: Mapped[bool]
