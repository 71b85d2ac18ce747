"""What people say of themselves in a programme, and what they agreed to have kept and shown."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.consents import ConsentTo
from mentoring.portraits import Question
from storage.tables.base import Base, Id


def of_participant() -> ForeignKeyConstraint:
    """A reference to a person's place in a programme of the same team."""
    keys = ["team_id", "programme_id", "person_id"]
    return ForeignKeyConstraint(keys, [f"participants.{key}" for key in keys])


class PortraitRow(Base):
    """What a person says of themselves in a programme."""

    __tablename__ = "portraits"
    __table_args__ = (of_participant(), Index(None, "team_id", "person_id"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    offers_words: Mapped[str]
    offers_competences: Mapped[tuple[str, ...]]
    needs_words: Mapped[str]
    needs_competences: Mapped[tuple[str, ...]]
    answered: Mapped[frozenset[Question]]
    told_at: Mapped[datetime | None]


class ParticipantConsentRow(Base):
    """One answer of a person in a programme about what is kept and shown; a row is never changed."""

    __tablename__ = "participant_consents"
    __table_args__ = (
        of_participant(),
        Index(None, "team_id", "programme_id", "person_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Id]
    team_id: Mapped[str]
    programme_id: Mapped[int]
    person_id: Mapped[int]
    what: Mapped[ConsentTo]
    agreed: Mapped[bool]
    text: Mapped[str]
    version: Mapped[int]
    language: Mapped[str]
    at: Mapped[datetime]
