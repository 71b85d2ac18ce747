"""What may happen to an action item, and when its owner is reminded of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from mentoring.actions import ActionItem, ItemChange, ItemChangeKind, ItemState
from mentoring.clocks import local
from mentoring.errors import DuePast, ItemSettled
from mentoring.messages import Delivery, DeliveryKind
from mentoring.rules.reminders import DAY, USEFUL_FOR, Due, Reader, instant, not_earlier, not_later, working_days_after


def revised(
    item: ActionItem, kind: ItemChangeKind, by: int, now: datetime, reason: str = "", **changes: Any
) -> tuple[ActionItem, ItemChange]:
    """The item after a change, one revision later, and the line of its history."""
    after = replace(item, revision=item.revision + 1, reason=reason, **changes)
    moved: dict[str, Any] = {}
    if after.owner_id != item.owner_id:
        moved |= {"owner_before": item.owner_id, "owner_after": after.owner_id}
    if after.due != item.due:
        moved |= {"due_before": item.due, "due_after": after.due}
    return after, ItemChange(item.id, after.revision, kind, by, now, reason=reason, **moved)


def check_open(item: ActionItem) -> None:
    """Refuse to change what is done or dropped."""
    if item.state is not ItemState.OPEN:
        raise ItemSettled(item=item)


def check_due(due: date | None, zone: str, now: datetime) -> None:
    """Refuse a day that is over where the owner lives."""
    if due is not None and due < local(now, zone).date():
        raise DuePast(field="due", due=due)


def due(kind: DeliveryKind, item: ActionItem, reader: Reader) -> Due | None:
    """When the item's reminder is due to its owner; None when it is switched off or the item is due one day.

    The first is for the due day or the working day before it, the second for a working day after it.
    """
    lead = reader.policy.lead(kind)
    if item.due is None or lead is None or lead.at is None:
        return None
    if kind is DeliveryKind.ACTION_DUE:
        at = not_later(reader, item.due - lead.days * DAY, lead.at)
        return Due(at, max(at, instant(reader, item.due + DAY, time())))
    at = not_earlier(reader, working_days_after(reader, item.due, max(1, lead.days)), lead.at)
    return Due(at, at + USEFUL_FOR[kind])


def plan_item_reminders(item: ActionItem, owner: Reader, *, team_id: str, since: datetime) -> list[Delivery]:
    """What is to be said of an open item to its owner, unless it would have been due by ``since``."""
    if item.state is not ItemState.OPEN:
        return []
    return [
        _delivery(kind, item, team_id, when)
        for kind in (DeliveryKind.ACTION_DUE, DeliveryKind.ACTION_OVERDUE)
        if (when := due(kind, item, owner)) and when.at > since
    ]


def needless(delivery: Delivery, item: ActionItem) -> str:
    """Why a reminder of the item need not be said; empty when it is to be."""
    if item.state is not ItemState.OPEN:
        return f"the item is {item.state}"
    return "" if item.revision == delivery.session_revision else "the item has changed since"


def _delivery(kind: DeliveryKind, item: ActionItem, team_id: str, when: Due) -> Delivery:
    return Delivery(
        key=f"{item.id}:{item.revision}:{kind}:{item.owner_id}",
        team_id=team_id,
        kind=kind,
        recipient_id=item.owner_id,
        due_at=when.at,
        not_after=when.until,
        session_id=item.session_id,
        session_revision=item.revision,
        change=item.id,
    )
