"""Who need not come to a joint meeting."""

from __future__ import annotations

from mentoring.gatherings import AbsenceState
from mentoring.ports import UnitOfWork
from mentoring.sessions import Session, SessionKind


def excused_from(uow: UnitOfWork, session: Session) -> frozenset[int]:
    """Whom a coordinator excused from the session beforehand; nobody has to be from any but a joint meeting."""
    if session.kind is not SessionKind.JOINT:
        return frozenset()
    asked = uow.gatherings.absences(session.id)
    return frozenset(one.person_id for one in asked if one.state is AbsenceState.ACCEPTED)
