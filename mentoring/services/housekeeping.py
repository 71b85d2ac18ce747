"""Forgetting what has served its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.ports import UnitOfWork

DRAFTS_LAST = timedelta(days=30)
"""How long a read-back's buttons may still be pressed with an answer better than "gone"."""

SEEN_KEYS_LAST = timedelta(days=7)
"""Slack repeats a request within minutes, and a person a click within days."""


def forget_old(uow: UnitOfWork, *, now: datetime) -> int:
    """Delete the team's old drafts and remembered requests; how many."""
    with uow:
        forgotten = uow.sessions.forget_drafts(now - DRAFTS_LAST) + uow.seen.forget(now - SEEN_KEYS_LAST)
        forgotten += uow.gatherings.forget_drafts(now - DRAFTS_LAST)
        if forgotten:
            uow.commit()
        return forgotten
