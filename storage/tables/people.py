"""People, programmes, who takes part in what, and who is paired with whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    Index,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.attendance import AttendancePolicy
from mentoring.competences import Competence
from mentoring.pairing_policy import PairingPolicy
from mentoring.people import BookingPolicy, ParticipationState, Role, WorkingWeek
from mentoring.programme_settings import PlannedMeetings, ProgrammeState, SetUpStep, Welcomes
from mentoring.reminders import ReminderPolicy, ReminderWishes
from mentoring.risk import RiskPolicy
from storage.programme_types import PlannedMeetingsJson, SetUpText, WelcomesJson
from storage.tables.base import Base, Id, of_team


class PersonRow(Base):
    """A person; ``email_folded`` is their address as it is looked up, None when there is none.

    ``name_folded`` is the name as lists are ordered and searched by; None where a release wrote it that has no such
    column.
    """

    __tablename__ = "people"
    __table_args__ = (
        UniqueConstraint("team_id", "id"),
        UniqueConstraint("team_id", "user_id"),
        UniqueConstraint("team_id", "email_folded"),
        Index(None, "team_id", "account_email"),
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
    speaks: Mapped[tuple[str, ...]] = mapped_column(server_default="")
    account_name: Mapped[str] = mapped_column(server_default="")
    account_email: Mapped[str] = mapped_column(server_default="")
    account_zone: Mapped[str] = mapped_column(server_default="")
    name_folded: Mapped[str | None]


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
    attendance: Mapped[AttendancePolicy] = mapped_column(server_default="{}")
    competences: Mapped[tuple[Competence, ...]] = mapped_column(server_default="[]")
    welcoming_since: Mapped[datetime | None]
    languages: Mapped[tuple[str, ...]] = mapped_column(server_default="")
    pairing: Mapped[PairingPolicy] = mapped_column(server_default="{}")
    channel: Mapped[str] = mapped_column(server_default="")
    sessions_a_month: Mapped[int] = mapped_column(server_default="0")
    meetings: Mapped[PlannedMeetings] = mapped_column(PlannedMeetingsJson, server_default="{}")
    welcome: Mapped[Welcomes] = mapped_column(WelcomesJson, server_default="{}")
    state: Mapped[ProgrammeState] = mapped_column(server_default="running")
    set_up: Mapped[frozenset[SetUpStep]] = mapped_column(SetUpText, server_default="")
    risk: Mapped[RiskPolicy] = mapped_column(server_default="{}")


class ParticipantRow(Base):
    """A person in a programme."""

    __tablename__ = "participants"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("person_id", "people"),
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
    state: Mapped[ParticipationState] = mapped_column(server_default="active")
    until: Mapped[date | None]


class PairRow(Base):
    """A mentor and a mentee."""

    __tablename__ = "pairs"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("mentor_id", "people"),
        of_team("mentee_id", "people"),
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
    link: Mapped[str] = mapped_column(server_default="")
    paused: Mapped[bool] = mapped_column(server_default=false())
    resumed_on: Mapped[date | None]
