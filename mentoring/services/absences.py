"""Being excused from a joint meeting: who asks, what a coordinator answers, and who may read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentoring.errors import NoSuchAbsence
from mentoring.gatherings import Absence, AbsenceState
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import gatherings as rules
from mentoring.rules.booking import check_reason, revised
from mentoring.rules.news import Notice
from mentoring.services.changes import change_session
from mentoring.services.gathering_access import (
    check_coordinates,
    check_not_over,
    coordinates,
    locked_gathering,
)
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session

DECISIONS = {AbsenceState.ACCEPTED: ChangeKind.ABSENCE_ACCEPTED, AbsenceState.REFUSED: ChangeKind.ABSENCE_REFUSED}


def readable_absences(uow: UnitOfWork, session: Session, viewer: Person) -> tuple[Absence, ...]:
    """The requests to be excused that ``viewer`` may read, in the caller's transaction."""
    asked = uow.gatherings.absences(session.id)
    if coordinates(uow, session, viewer):
        return tuple(asked)
    return tuple(one for one in asked if one.person_id == viewer.id)


def decide_absence(
    uow: UnitOfWork,
    session_id: str,
    person_id: int,
    *,
    accepted: bool,
    remark: str = "",
    actor: Person,
    now: datetime,
) -> Absence:
    """Excuse somebody from a joint meeting or not; they are told. Who is not excused is PENDING again.

    A decision may be changed for the other; the same again changes nothing. NotACoordinator, NoSuchAbsence,
    ReasonTooLong (field "remark"), AlreadySettled when it is cancelled, SessionOver when it has ended.
    """
    state = AbsenceState.ACCEPTED if accepted else AbsenceState.REFUSED
    with uow:
        session = locked_gathering(uow, session_id, actor)
        check_coordinates(uow, session, actor)
        absence = _asked_by(uow, session, person_id)
        if absence.state is state:
            return absence
        rules.check_confirmed(session)
        check_not_over(session, now)
        check_reason(remark, uow.people.programme(session.programme_id).booking, field="remark")
        decided = replace(absence, state=state, decided_by=actor.id, decided_at=now, remark=remark.strip())
        uow.gatherings.keep_absence(decided)
        _tell(uow, session, decided, actor, now)
        uow.commit()
        return decided


def _asked_by(uow: UnitOfWork, session: Session, person_id: int) -> Absence:
    found = next((one for one in uow.gatherings.absences(session.id) if one.person_id == person_id), None)
    if found is None or found.state is AbsenceState.WITHDRAWN or person_id not in session.people:
        raise NoSuchAbsence(absence=found)
    return found


def _tell(uow: UnitOfWork, session: Session, absence: Absence, actor: Person, now: datetime) -> None:
    rsvp = Rsvp.DECLINED if absence.state is AbsenceState.ACCEPTED else Rsvp.PENDING
    kept = revised(rules.with_attendee(session, Attendee(absence.person_id, rsvp)))
    kind = DECISIONS[absence.state]
    change = Change(kept.id, kept.revision, kind, actor.id, now, about=absence.person_id)
    notice = Notice.to([absence.person_id], kind, drawn=[kept.organiser_id], kind=DeliveryKind.ABSENCE)
    change_session(uow, kept, change, notice=notice)
