"""The tables. Each carries the Slack team first in its keys, and a row may only point to rows of its own team.

Two things stand in the migrations alone, because each database says them its own way: that nobody's held times overlap
(an exclusion constraint on PostgreSQL, triggers on SQLite), under the name `HELD_TIMES_OVERLAP`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Text,
    UniqueConstraint,
    orm,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.clocks import Anchor
from mentoring.messages import DeliveryKind, DeliveryState, Means
from mentoring.notes import Visibility
from mentoring.people import BookingPolicy, Role, WorkingWeek
from mentoring.reminders import ReminderPolicy, ReminderWishes
from mentoring.sessions import ChangeKind, Rsvp, SessionKind, SessionState
from storage.types import (
    BookingPolicyJson,
    EnumText,
    InstantsJson,
    ReminderPolicyJson,
    ReminderWishesJson,
    RolesText,
    Seconds,
    UtcDateTime,
    WorkingWeekJson,
)

HELD_TIMES_OVERLAP = "held_times_overlap"

Id = Annotated[
    int,
    mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),  # SQLite counts up by itself only in an INTEGER key
        primary_key=True,
        autoincrement=True,
    ),
]


class Base(orm.DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy's own way to declare it)
        str: Text,
        int: BigInteger,
        datetime: UtcDateTime,
        timedelta: Seconds,
        WorkingWeek: WorkingWeekJson,
        BookingPolicy: BookingPolicyJson,
        ReminderPolicy: ReminderPolicyJson,
        ReminderWishes: ReminderWishesJson,
        frozenset[Role]: RolesText,
        tuple[datetime, ...]: InstantsJson,
        DeliveryKind: EnumText(DeliveryKind),
        DeliveryState: EnumText(DeliveryState),
        Means: EnumText(Means),
        Visibility: EnumText(Visibility),
        ChangeKind: EnumText(ChangeKind),
        Rsvp: EnumText(Rsvp),
        SessionKind: EnumText(SessionKind),
        SessionState: EnumText(SessionState),
    }


def _anchor(prefix: str = "", *, optional: bool = False) -> orm.Composite[Any]:
    return orm.composite(
        Anchor,
        mapped_column(f"{prefix}wall", DateTime(timezone=False), nullable=optional),
        mapped_column(f"{prefix}zone", Text, nullable=optional),
        mapped_column(f"{prefix}fold", SmallInteger, nullable=optional),
        return_none_on=_nowhere if optional else None,
    )


def _nowhere(wall: datetime | None, _zone: str | None, _fold: int | None) -> bool:
    return wall is None


def _of_team(column: str, target: str, key: str = "id") -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["team_id", column], [f"{target}.team_id", f"{target}.{key}"])


def _index_where(condition: str, *columns: str) -> Index:
    return Index(None, *columns, postgresql_where=text(condition), sqlite_where=text(condition))


class PersonRow(Base):
    """A person; ``email_folded`` is their address as it is looked up, None when there is none."""

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("team_id", "id"),
        UniqueConstraint("team_id", "user_id"),
        UniqueConstraint("team_id", "email_folded"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    team_id: Mapped[str]
    user_id: Mapped[str | None]
    email: Mapped[str]
    email_folded: Mapped[str | None]
    name: Mapped[str]
    zone: Mapped[str]
    country: Mapped[str]
    city: Mapped[str]
    language: Mapped[str | None]
    locale: Mapped[str | None]
    working_week: Mapped[WorkingWeek]
    active: Mapped[bool]
    wishes: Mapped[ReminderWishes] = mapped_column(server_default="{}")


class ProgrammeRow(Base):
    """A programme."""

    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("team_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[Id]
    team_id: Mapped[str]
    name: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    language: Mapped[str]
    zone: Mapped[str]
    booking: Mapped[BookingPolicy]
    reminders: Mapped[ReminderPolicy] = mapped_column(server_default="{}")


class ParticipantRow(Base):
    """A person in a programme."""

    __tablename__ = "participants"
    __table_args__ = (
        _of_team("programme_id", "programmes"),
        _of_team("person_id", "people"),
        Index(None, "team_id", "person_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    roles: Mapped[frozenset[Role]]
    cohort: Mapped[str]
    cluster: Mapped[str]
    sector: Mapped[str]
    title: Mapped[str]


class PairRow(Base):
    """A mentor and a mentee."""

    __tablename__ = "pairs"
    __table_args__ = (
        _of_team("programme_id", "programmes"),
        _of_team("mentor_id", "people"),
        _of_team("mentee_id", "people"),
        UniqueConstraint("team_id", "id"),
        Index(None, "team_id", "programme_id"),
        Index(None, "team_id", "mentor_id"),
        Index(None, "team_id", "mentee_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    team_id: Mapped[str]
    programme_id: Mapped[int]
    mentor_id: Mapped[int]
    mentee_id: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]


class SessionRow(Base):
    """A session: wall time and zone as agreed, and beside them the instants that the zone data of ``tzdb`` gives."""

    __tablename__ = "sessions"
    __table_args__ = (
        _of_team("programme_id", "programmes"),
        _of_team("pair_id", "pairs"),
        _of_team("organiser_id", "people"),
        Index(None, "team_id", "starts_at"),
        Index(None, "team_id", "ends_at"),
        _index_where("proposal_expires_at is not null", "team_id", "proposal_expires_at"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    pair_id: Mapped[int | None]
    kind: Mapped[SessionKind]
    state: Mapped[SessionState]
    anchor: Mapped[Anchor] = _anchor()
    duration: Mapped[timedelta]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    tzdb: Mapped[str]
    topic: Mapped[str]
    organiser_id: Mapped[int]
    created_at: Mapped[datetime]
    revision: Mapped[int]
    link: Mapped[str]
    proposal_anchor: Mapped[Anchor | None] = _anchor("proposal_", optional=True)
    proposal_duration: Mapped[timedelta | None]
    proposal_by: Mapped[int | None]
    proposal_expires_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    reason: Mapped[str]
    attendees: Mapped[list[AttendeeRow]] = orm.relationship(
        order_by="AttendeeRow.position", lazy="selectin", cascade="all, delete-orphan"
    )


class AttendeeRow(Base):
    """A person of a session; ``position`` keeps the order in which the session names them."""

    __tablename__ = "attendees"
    __table_args__ = (
        _of_team("session_id", "sessions"),
        _of_team("person_id", "people"),
        Index(None, "team_id", "person_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    rsvp: Mapped[Rsvp]


class HeldTimeRow(Base):
    """A stretch of one person's time that a session keeps free of others, in seconds since 1970 (UTC).

    Seconds, since a constraint can only reckon with whole numbers; 36 bits of them, since on PostgreSQL a person and a
    stretch make one range of numbers.
    """

    __tablename__ = "held_times"
    __table_args__ = (
        _of_team("session_id", "sessions"),
        _of_team("person_id", "people"),
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
        _of_team("session_id", "sessions"),
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
    before: Mapped[Anchor | None] = _anchor("before_", optional=True)
    after: Mapped[Anchor | None] = _anchor("after_", optional=True)
    reason: Mapped[str]


class DraftRow(Base):
    """A booking read back but not yet confirmed."""

    __tablename__ = "drafts"
    __table_args__ = (Index(None, "team_id", "created_at"),)

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    partner_id: Mapped[int]
    pair_id: Mapped[int]
    anchor: Mapped[Anchor | None] = _anchor(optional=True)
    duration: Mapped[timedelta]
    topic: Mapped[str]
    created_at: Mapped[datetime]
    choices: Mapped[tuple[datetime, ...]]
    session_id: Mapped[str | None]
    used: Mapped[bool]


class NoteRow(Base):
    """A note about a session."""

    __tablename__ = "notes"
    __table_args__ = (
        _of_team("session_id", "sessions"),
        _of_team("author_id", "people"),
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


class DeliveryRow(Base):
    """Something to say, and after that the memory of having said it: so it points to nothing that may be erased.

    ``ready_at`` is the later of ``due_at`` and ``not_before``; ``means`` and ``urgency`` follow from the kind. The
    indexes hold only the rows that their question is about, so that a tick costs the same however many wait or were
    sent. What a release before did not know has a default, for it may still be running beside this one.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index(None, "team_id", "session_id"),
        Index(None, "team_id", "recipient_id", "due_at"),
        _index_where("state = 'pending'", "ready_at"),
        _index_where("state = 'pending'", "means", "urgency", "team_id", "ready_at", "key"),
        _index_where("state in ('leased', 'sending')", "leased_until"),
        _index_where("state = 'unknown'", "verify_after"),
        _index_where("state = 'failed'", "team_id", "due_at"),
        _index_where("state = 'review'", "team_id", "key"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[DeliveryKind]
    recipient_id: Mapped[int]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    session_id: Mapped[str | None]
    session_revision: Mapped[int]
    change: Mapped[str]
    state: Mapped[DeliveryState]
    generation: Mapped[int]
    attempts: Mapped[int]
    not_before: Mapped[datetime | None]
    ready_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease_owner: Mapped[str]
    first_tried_at: Mapped[datetime | None]
    verify_after: Mapped[datetime | None]
    channel_id: Mapped[str]
    slack_ts: Mapped[str]
    last_error: Mapped[str]
    programme_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(server_default="")
    means: Mapped[Means] = mapped_column(server_default=Means.POST.value)
    urgency: Mapped[int] = mapped_column(SmallInteger, server_default="1")


class SendSlotRow(Base):
    """When the next call of a means may be made: to one person, or by the whole workspace where the person is 0.

    ``next_at`` may lie ahead by the calls that a rhythm allows at once; before ``closed_until`` none may be made.
    """

    __tablename__ = "send_slots"
    __table_args__ = (Index(None, "next_at"),)

    team_id: Mapped[str] = mapped_column(primary_key=True)
    means: Mapped[Means] = mapped_column(primary_key=True)
    recipient_id: Mapped[int] = mapped_column(primary_key=True)
    next_at: Mapped[datetime]
    closed_until: Mapped[datetime | None]


class CardRow(Base):
    """A message that shows a person a session."""

    __tablename__ = "cards"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[str]
    slack_ts: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]


class SeenRow(Base):
    """A request that had its effect."""

    __tablename__ = "seen"
    __table_args__ = (Index(None, "team_id", "at"),)

    team_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class MetaRow(Base):
    """A fact about the whole deployment, whatever the team."""

    __tablename__ = "meta"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
