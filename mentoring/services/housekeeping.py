"""Forgetting what has served its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.messages import REPEATABLE, DeliveryKind
from mentoring.ports import UnitOfWork

DRAFTS_LAST = timedelta(days=30)
"""How long a read-back's buttons may still be pressed with an answer better than "gone"."""

SEEN_KEYS_LAST = timedelta(days=7)
"""Slack repeats a request within minutes, and a person a click within days."""

REDRAWS_LAST = timedelta(days=30)
"""How long it is kept what became of what may be drawn twice without harm, which proves nothing."""

MESSAGES_LAST = timedelta(days=5 * 366)
"""How long it is kept what became of messages; a funder may ask for evidence years after the end."""

SLOTS_LAST = timedelta(days=1)
"""How long a slot stays that nothing waits for any more."""


def forget_old(uow: UnitOfWork, *, now: datetime) -> int:
    """Delete the team's old drafts, remembered requests, steps of deliveries, and slots long free; how many.

    Forms that were begun count as drafts.
    """
    with uow:
        forgotten = (
            uow.sessions.forget_drafts(now - DRAFTS_LAST)
            + uow.series.forget_drafts(now - DRAFTS_LAST)
            + uow.gatherings.forget_drafts(now - DRAFTS_LAST)
            + uow.begun_forms.forget(now - DRAFTS_LAST)
            + uow.seen.forget(now - SEEN_KEYS_LAST)
            + uow.deliveries.forget_transitions(now - REDRAWS_LAST, REPEATABLE)
            + uow.deliveries.forget_transitions(now - MESSAGES_LAST, set(DeliveryKind) - REPEATABLE)
            + uow.deliveries.forget_slots(now - SLOTS_LAST)
        )
        if forgotten:
            uow.commit()
        return forgotten
