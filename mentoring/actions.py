"""Action items: who does what by when, agreed in a session and carried on until it is done or dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class ItemState(StrEnum):
    """Where an action item stands. Whether it is overdue is a matter of the clock, not of its state."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ItemChangeKind(StrEnum):
    """What happened to an action item; each becomes a line of its history."""

    AGREED = "agreed"
    DONE = "done"
    REOPENED = "reopened"
    REASSIGNED = "reassigned"
    POSTPONED = "postponed"
    DROPPED = "dropped"


@dataclass(frozen=True)
class ActionWish:
    """An action item as somebody writes it down; ``due`` is a date on the owner's clock, None for one day."""

    owner_id: int
    text: str = field(repr=False)
    due: date | None = None


@dataclass(frozen=True)
class ActionItem:
    """Something that ``owner_id`` is to do.

    ``only_author`` says that its note is for its author alone; it follows from the note and is not kept. ``due`` is a
    date on the owner's clock. ``reason`` is why it was dropped. ``revision`` rises with every change; ``position`` is
    its place among the items of its note.
    """

    id: str
    session_id: str
    note_id: int
    owner_id: int
    made_by: int
    made_at: datetime
    text: str = field(repr=False)
    due: date | None = None
    state: ItemState = ItemState.OPEN
    only_author: bool = False
    reason: str = field(default="", repr=False)
    settled_at: datetime | None = None
    revision: int = 1
    position: int = 0


@dataclass(frozen=True)
class ItemChange:
    """A line of an action item's history; owners and due dates stand where they changed."""

    item_id: str
    revision: int
    kind: ItemChangeKind
    by: int
    at: datetime
    owner_before: int | None = None
    owner_after: int | None = None
    due_before: date | None = None
    due_after: date | None = None
    reason: str = field(default="", repr=False)
