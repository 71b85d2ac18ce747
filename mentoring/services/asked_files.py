"""Files that a coordinator asks for: pictures, the portfolio, outcomes."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.messages import Delivery, DeliveryKind
from mentoring.people import Person
from mentoring.ports import UnitOfWork

WORTH_SENDING = timedelta(hours=12)


def asked_file(
    uow: UnitOfWork, kind: DeliveryKind, programme_id: int, change: str = "", *, actor: Person, now: datetime
) -> Delivery:
    """The file on its way to who asked for it; asked for twice within a minute it is the same one."""
    which = [change] if change else []
    return Delivery(
        key=":".join((kind, str(programme_id), str(actor.id), *which, f"{now:%Y-%m-%dT%H:%M}")),
        team_id=uow.team_id,
        kind=kind,
        recipient_id=actor.id,
        due_at=now,
        not_after=now + WORTH_SENDING,
        change=change,
        programme_id=programme_id,
    )
