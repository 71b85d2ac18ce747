"""The private addresses to which people's own calendars subscribe."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, of_team


class CalendarAddressRow(Base):
    """A person's address; the secret in it stands here only as its digest, found without knowing the team."""

    __tablename__ = "calendar_addresses"
    __table_args__ = (of_team("person_id", "people"), UniqueConstraint("digest"))

    team_id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]
    made_at: Mapped[datetime]
