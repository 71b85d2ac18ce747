"""What a change of a session gives to say, to whom; written in the same transaction as the change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mentoring.messages import Delivery, DeliveryKind
from mentoring.sessions import Change, ChangeKind, Session

STILL_NEWS = timedelta(days=1)
"""How long after a session's end its news are still worth a message; someone may have waited in vain."""


def plan_news(session: Session, change: Change, team_id: str) -> list[Delivery]:
    """News for everybody but the one who did it, and cards and Homes brought up to date for all.

    The one who proposes a new session gets a card as well, so that both have one to come back to.
    """
    return list(_planned(session, change, team_id))


def plan_homes(cause: str, session: Session, *, team_id: str, now: datetime) -> list[Delivery]:
    """The Homes of a session's people, to be drawn anew because of something about it other than a change of it."""
    return [
        Delivery(
            key=f"{cause}:{DeliveryKind.HOME}:{person_id}",
            team_id=team_id,
            kind=DeliveryKind.HOME,
            recipient_id=person_id,
            due_at=now,
            not_after=now + STILL_NEWS,
            session_id=session.id,
            session_revision=session.revision,
        )
        for person_id in sorted(session.people)
    ]


def _planned(session: Session, change: Change, team_id: str) -> Iterator[Delivery]:
    useful_until = max(session.when.end, change.at) + STILL_NEWS
    for person_id in sorted(session.people):
        for kind in _kinds(change, person_id):
            yield Delivery(
                key=f"{session.id}:{session.revision}:{kind}:{person_id}",
                team_id=team_id,
                kind=kind,
                recipient_id=person_id,
                due_at=change.at,
                not_after=useful_until,
                session_id=session.id,
                session_revision=session.revision,
                change=change.kind,
            )


def _kinds(change: Change, person_id: int) -> Iterator[DeliveryKind]:
    yield DeliveryKind.SESSION_CARD
    yield DeliveryKind.HOME
    if person_id != change.by or change.kind is ChangeKind.PROPOSED:
        yield DeliveryKind.SESSION_NEWS
