"""Announcements, what they said when, the lines of their ledgers, and what readers wrote back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.announcements import AnnouncementState, Content, WhyNot
from storage.tables.base import Base, of_team


class AnnouncementRow(Base):
    """An announcement, draft or template."""

    __tablename__ = "announcements"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("author_id", "people"),
        Index(None, "team_id", "programme_id", "state", "changed_at"),
        Index(None, "team_id", "state"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    author_id: Mapped[int]
    content: Mapped[Content]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    state: Mapped[AnnouncementState]
    revision: Mapped[int]
    confirmed_at: Mapped[datetime | None]
    wishes: Mapped[int]
    name: Mapped[str]


class AnnouncementVersionRow(Base):
    """What an announcement said from an instant on."""

    __tablename__ = "announcement_versions"
    __table_args__ = (of_team("announcement_id", "announcements"), of_team("by", "people"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    announcement_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[Content]
    by: Mapped[int]
    at: Mapped[datetime]
    withdrawn: Mapped[bool]


class ReaderLineRow(Base):
    """A reader's line in a ledger; what became of the message stands with the delivery that it names."""

    __tablename__ = "announcement_lines"
    __table_args__ = (
        of_team("announcement_id", "announcements"),
        of_team("person_id", "people"),
        Index(None, "team_id", "person_id"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    announcement_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str]
    planned_at: Mapped[datetime]
    fallback: Mapped[bool]
    due_at: Mapped[datetime | None]
    why_not: Mapped[WhyNot | None]
    delivery_key: Mapped[str]
    tries: Mapped[int]
    late: Mapped[bool]
    acknowledged_at: Mapped[datetime | None]


class ReplyRow(Base):
    """What a reader wrote back."""

    __tablename__ = "announcement_replies"
    __table_args__ = (
        of_team("announcement_id", "announcements"),
        of_team("person_id", "people"),
        Index(None, "team_id", "announcement_id", "at"),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    announcement_id: Mapped[str]
    person_id: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]


class AnswerRow(Base):
    """A coordinator's answer to a reply; ``position`` from 1."""

    __tablename__ = "announcement_answers"
    __table_args__ = (of_team("reply_id", "announcement_replies"), of_team("by", "people"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    reply_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]
