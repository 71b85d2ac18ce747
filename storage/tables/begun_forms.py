"""Forms that somebody filled in and has not sent; what was typed is sealed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, of_team


class BegunFormRow(Base):
    """What a person has begun in a form about something; once for each."""

    __tablename__ = "begun_forms"
    __table_args__ = (of_team("person_id", "people"), Index(None, "team_id", "kept_at"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    opened: Mapped[str]
    kept_at: Mapped[datetime]
    sent: Mapped[bool]
    sealed: Mapped[str]
