"""What is to be said and was, at which pace, and what the deployment remembers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Index,
    SmallInteger,
)
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.messages import DeliveryKind, DeliveryState, Means
from storage.tables.base import Base, index_where


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
        index_where("state = 'pending'", "ready_at"),
        index_where("state = 'pending'", "means", "urgency", "team_id", "ready_at", "key"),
        index_where("state in ('leased', 'sending')", "leased_until"),
        index_where("state = 'unknown'", "verify_after"),
        index_where("state in ('failed', 'review')", "team_id", "due_at"),
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
    series_id: Mapped[str | None]
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
