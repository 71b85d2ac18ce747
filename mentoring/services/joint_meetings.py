"""Keeping joint meetings for the whole programme, whoever joins it later."""

from __future__ import annotations

from datetime import datetime

from mentoring.ports import UnitOfWork
from mentoring.rules.gatherings import with_invited
from mentoring.rules.news import Notice
from mentoring.services.changes import change_session
from mentoring.sessions import Change, ChangeKind, Session, SessionState


def invite_newcomers(uow: UnitOfWork, *, now: datetime) -> bool:
    """Invite who joined a programme to the first of its joint meetings ahead that lacks them; whether there was one.

    Whom somebody took off a meeting is not invited again. One meeting in each transaction, since a session is locked
    before its people.
    """
    with uow:
        meetings = (one for it in uow.people.programmes() for one in uow.sessions.joint_meetings(it.id))
        ahead = (one for one in meetings if one.when.start > now)
        found = next((one for one in ahead if _missing(uow, one)), None)
        if found is None:
            return False
        session = uow.sessions.locked(found.id)
        newcomers = _missing(uow, session)
        if session.state is not SessionState.CONFIRMED or not newcomers:
            return True
        uow.people.lock(session.people | newcomers)
        more = with_invited(session, sorted(newcomers))
        change = Change(more.id, more.revision, ChangeKind.INVITED, None, now)
        notice = Notice.to(newcomers, ChangeKind.INVITED, drawn=[more.organiser_id])
        change_session(uow, more, change, notice=notice)
        uow.commit()
        return True


def _missing(uow: UnitOfWork, session: Session) -> frozenset[int]:
    """Ids of active people of the programme who were never invited."""
    here = {one.person.id for one in uow.people.participants(session.programme_id) if one.person.active}
    lacking = here - session.people
    if not lacking:
        return frozenset()
    return frozenset(lacking - {one.about for one in uow.sessions.history(session.id)})
