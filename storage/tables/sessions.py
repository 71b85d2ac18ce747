"""Sessions, who is in them, the time they hold, their history, and the drafts that lead to them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    CheckConstraint,
    Index,
    false,
    orm,
)
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.clocks import Anchor
from mentoring.gatherings import Gathering
from mentoring.sessions import ChangeKind, Rsvp, SessionKind, SessionState
from storage.tables.base import Base, Id, anchor_columns, index_where, of_team


class SessionRow(Base):
    """A session: wall time and zone as agreed, and beside them the instants that the zone data of ``tzdb`` gives.

    ``acts_at`` is when time alone next changes something in it.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("pair_id", "pairs"),
        of_team("organiser_id", "people"),
        Index(None, "team_id", "starts_at"),
        Index(None, "team_id", "ends_at"),
        Index(None, "team_id", "pair_id"),
        Index(None, "team_id", "pair_id", "starts_at"),
        index_where("proposal_expires_at is not null", "team_id", "proposal_expires_at"),
        index_where("acts_at is not null", "team_id", "acts_at"),
        index_where("gathering is not null", "team_id", "programme_id", "kind", "starts_at"),
        index_where("series_id is not null", "team_id", "series_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    pair_id: Mapped[int | None]
    kind: Mapped[SessionKind]
    state: Mapped[SessionState]
    anchor: Mapped[Anchor] = anchor_columns()
    duration: Mapped[timedelta]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    tzdb: Mapped[str]
    topic: Mapped[str]
    organiser_id: Mapped[int]
    created_at: Mapped[datetime]
    revision: Mapped[int]
    link: Mapped[str]
    link_typed: Mapped[bool] = mapped_column(server_default=false())
    proposal_anchor: Mapped[Anchor | None] = anchor_columns("proposal_", optional=True)
    proposal_duration: Mapped[timedelta | None]
    proposal_by: Mapped[int | None]
    proposal_expires_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    reason: Mapped[str]
    gathering: Mapped[Gathering | None]
    acts_at: Mapped[datetime | None]
    series_id: Mapped[str | None]
    original_start: Mapped[Anchor | None] = anchor_columns("original_", optional=True)
    unbooked: Mapped[bool] = mapped_column(server_default=false())
    attendees: Mapped[list[AttendeeRow]] = orm.relationship(
        order_by="AttendeeRow.position", lazy="selectin", cascade="all, delete-orphan"
    )


class AttendeeRow(Base):
    """A person of a session; ``position`` keeps the order in which the session names them."""

    __tablename__ = "attendees"
    __table_args__ = (
        of_team("session_id", "sessions"),
        of_team("person_id", "people"),
        Index(None, "team_id", "person_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    rsvp: Mapped[Rsvp]
    since: Mapped[datetime | None]
    answer_by: Mapped[datetime | None]


class HeldTimeRow(Base):
    """A stretch of one person's time that a session keeps free of others, in seconds since 1970 (UTC).

    Seconds, since a constraint can only reckon with whole numbers; 36 bits of them, since on PostgreSQL a person and a
    stretch make one range of numbers.
    """

    __tablename__ = "held_times"
    __table_args__ = (
        of_team("session_id", "sessions"),
        of_team("person_id", "people"),
        CheckConstraint("0 <= starts_s and starts_s < ends_s and ends_s < 68719476736", name="in_range"),
        Index(None, "team_id", "person_id", "starts_s"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    starts_s: Mapped[int] = mapped_column(primary_key=True)
    ends_s: Mapped[int]


class ChangeRow(Base):
    """A line of a session's history."""

    __tablename__ = "changes"
    __table_args__ = (
        of_team("session_id", "sessions"),
        Index(None, "team_id", "session_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    team_id: Mapped[str]
    session_id: Mapped[str]
    revision: Mapped[int]
    kind: Mapped[ChangeKind]
    by: Mapped[int | None]
    at: Mapped[datetime]
    before: Mapped[Anchor | None] = anchor_columns("before_", optional=True)
    after: Mapped[Anchor | None] = anchor_columns("after_", optional=True)
    reason: Mapped[str]
    about: Mapped[int | None]


class DraftRow(Base):
    """A booking read back but not yet confirmed."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "team_id", "created_at"),)

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    partner_id: Mapped[int]
    pair_id: Mapped[int]
    anchor: Mapped[Anchor | None] = anchor_columns(optional=True)
    duration: Mapped[timedelta]
    topic: Mapped[str]
    created_at: Mapped[datetime]
    choices: Mapped[tuple[datetime, ...]]
    session_id: Mapped[str | None]
    link: Mapped[str] = mapped_column(server_default="")
    used: Mapped[bool]
