"""What coordinators prepare before they make pairs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from mentoring.pairing import PairingState, Pick, Wish
from storage.pairing_types import PicksJson, PlacesJson, WishesJson
from storage.tables.base import Base, of_team

IS_OPEN = text("state = 'open'")


class PairingRow(Base):
    """A pairing; of each programme one at most is open."""

    __tablename__ = "pairings"
    __table_args__ = (
        of_team("programme_id", "programmes"),
        of_team("changed_by", "people"),
        Index(None, "team_id", "programme_id", "changed_at"),
        Index(
            "uq_pairings_open",
            "team_id",
            "programme_id",
            unique=True,
            postgresql_where=IS_OPEN,
            sqlite_where=IS_OPEN,
        ),
    )

    team_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[int]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[int]
    state: Mapped[PairingState]
    revision: Mapped[int]
    wishes: Mapped[frozenset[Wish]] = mapped_column(WishesJson)
    places: Mapped[Mapping[int, int]] = mapped_column(PlacesJson)
    picks: Mapped[tuple[Pick, ...]] = mapped_column(PicksJson)
