"""What became of deliveries, step by step, and the sums of the steps that were forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id


class DeliveryLogRow(Base):
    """One step of a delivery, written with it and never changed.

    Kinds and states stand here as words, for every release writes its own; the key points to nothing that may be
    erased. An id is never given twice, for whoever counts goes on after the last one that was counted.
    """

    __tablename__ = "delivery_log"
    __table_args__ = (Index(None, "team_id", "key"), Index(None, "team_id", "at"), {"sqlite_autoincrement": True})

    id: Mapped[Id]
    team_id: Mapped[str]
    key: Mapped[str]
    kind: Mapped[str]
    generation: Mapped[int]
    state_from: Mapped[str]
    state_to: Mapped[str]
    at: Mapped[datetime]
    owner: Mapped[str]
    error: Mapped[str]


class DeliveryTotalRow(Base):
    """How many deliveries ended so, among the steps that the log has forgotten."""

    __tablename__ = "delivery_totals"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
