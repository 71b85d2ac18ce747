"""What is said of a session of several as soon as somebody did something, decided when its turn has come."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mentoring.circles import gathering_of
from mentoring.gatherings import Absence, AbsenceState
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules.gatherings import who_comes
from mentoring.services.errands import NewsErrand, subject_of
from mentoring.services.excuses import excused_from
from mentoring.services.reads import details_of
from mentoring.sessions import Change, ChangeKind, Session, SessionState

STATE_TOLD = {
    ChangeKind.ABSENCE_ASKED: AbsenceState.ASKED,
    ChangeKind.ABSENCE_ACCEPTED: AbsenceState.ACCEPTED,
    ChangeKind.ABSENCE_REFUSED: AbsenceState.REFUSED,
}
"""How a request to be excused stands when there is still reason to tell of it."""


def change_told(delivery: Delivery, history: Iterable[Change]) -> Change | None:
    """The line of history that a delivery about a session tells of; its key names the revision."""
    revision = delivery.key.removeprefix(f"{delivery.session_id}:").partition(":")[0]
    return next((one for one in history if str(one.revision) == revision), None)


def decide_at_once(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> NewsErrand | Delivery:
    """The message, or the delivery closed with the reason why it need not be said any more."""
    session = uow.sessions.get(subject_of(delivery))
    details = details_of(uow, session, recipient)
    change = change_told(delivery, details.history)
    absence = _absence(uow, session, change)
    if reason := _pointless(uow, delivery, session, absence):
        return states.closed(delivery, DeliveryState.CANCELLED, reason)
    begun = states.begun(delivery, session.revision, now)
    return NewsErrand(begun, recipient, now, details, change=change, absence=absence)


def _absence(uow: UnitOfWork, session: Session, change: Change | None) -> Absence | None:
    if change is None or change.kind not in STATE_TOLD:
        return None
    whose = change.about if change.about is not None else change.by
    return next((one for one in uow.gatherings.absences(session.id) if one.person_id == whose), None)


def _pointless(uow: UnitOfWork, delivery: Delivery, session: Session, absence: Absence | None) -> str:
    match delivery.kind:
        case DeliveryKind.HOST_WORD:
            return ""
        case _ if session.state is not SessionState.CONFIRMED:
            return "the session is closed"
        case DeliveryKind.RUNNING_LATE:
            return _no_longer_late(uow, delivery, session)
        case DeliveryKind.ABSENCE if absence is None or STATE_TOLD[ChangeKind(delivery.change)] is not absence.state:
            return "it is decided otherwise by now"
        case _:
            return ""


def _no_longer_late(uow: UnitOfWork, delivery: Delivery, session: Session) -> str:
    if not gathering_of(session).late:
        return "the session does not start late any more"
    if delivery.recipient_id not in who_comes(session, excused_from(uow, session)):
        return "the recipient does not take part"
    later = (
        one for one in uow.deliveries.of_session(session.id) if one.kind is delivery.kind and one.key != delivery.key
    )
    if any(one.recipient_id == delivery.recipient_id and one.due_at > delivery.due_at for one in later):
        return "it starts later still"
    return ""
