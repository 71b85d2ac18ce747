"""What is still ahead: when the bot is next wanted, and what will be said."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.ports import UnitOfWork

FARTHEST_ANSWER = timedelta(days=366)
"""No proposal waits longer than this for its answer."""


def next_moment(uow: UnitOfWork, *, now: datetime) -> datetime | None:
    """When something next falls due by itself: a delivery of any team, or the end of a proposal of this team.

    In the past when it is overdue; None when nothing waits.
    """
    with uow:
        due = uow.deliveries.next_due(now)
        expiring = uow.sessions.expiring(now + FARTHEST_ANSWER, limit=1)
        ends = [one.proposal.expires_at for one in expiring if one.proposal]
        return min([*([due] if due else []), *ends], default=None)
