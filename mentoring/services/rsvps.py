"""Answering an invitation to a session for several, and what time alone brings about in one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mentoring.circles import gathering_of, line
from mentoring.errors import HostStays, NoSuchSession, Overlap, ReasonWanted
from mentoring.gatherings import Absence, AbsenceState
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import gatherings as rules
from mentoring.rules.booking import check_open, check_reason, clashing, revised
from mentoring.rules.news import Notice
from mentoring.services.changes import change_session
from mentoring.services.gathering_access import locked_gathering
from mentoring.services.gathering_changes import busy_among, let_lapse, move_up, write_answer
from mentoring.services.programmes import coordinators_of
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session, SessionKind


@dataclass(frozen=True)
class _Answer:
    """What somebody said to an invitation, when, and why."""

    actor: Person
    said: Rsvp
    reason: str
    now: datetime


def answer(uow: UnitOfWork, session_id: str, said: Rsvp, *, actor: Person, now: datetime, reason: str = "") -> Session:
    """Say ACCEPTED, DECLINED or TENTATIVE; the answer's attendee tells what came of it.

    A yes is ACCEPTED while there is a place and nobody before one in the line, else WAITING; a yes to an OFFERED place
    takes it. A no or maybe frees one's place or leaves the line. The same answer again changes nothing.

    A no to a joint meeting asks to be excused: ReasonWanted (field "reason") without ``reason``. AnswersClosed (a no is
    always taken), Overlap (a yes against one's own session; the answer stays as it was), HostStays, SessionOver,
    AlreadySettled when it is closed, NoSuchSession, NotForSeveral, ReasonTooLong.
    """
    given = _Answer(actor, said, reason.strip(), now)
    with uow:
        session = move_up(uow, let_lapse(uow, _to_answer(uow, session_id, given), now), now)
        if not _says_already(session, given):
            _check(uow, session, given)
            session = move_up(uow, _answered(uow, session, given), now)
        uow.commit()
        return session


def let_time_pass(uow: UnitOfWork, *, now: datetime) -> bool:
    """Do what is due in the session of the team that has waited longest, and say whether there was one.

    Offered places that nobody took in time go to the next in the line, and answers whose deadline is over are closed.
    One session in each transaction, since a session is locked before its people.
    """
    with uow:
        due = uow.sessions.acting(now, limit=1)
        if not due:
            return False
        session = uow.sessions.locked(due[0].id)
        uow.people.lock(session.people)
        _close_in_time(uow, move_up(uow, let_lapse(uow, session, now), now), now)
        uow.commit()
        return True


def _close_in_time(uow: UnitOfWork, session: Session, now: datetime) -> None:
    gathering = gathering_of(session)
    if gathering.answers_closed or gathering.answer_by is None or gathering.answer_by > now:
        return
    closed = rules.changed(revised(session), answers_closed=True)
    change = Change(closed.id, closed.revision, ChangeKind.ANSWERS_CLOSED, None, now)
    notice = Notice.to([closed.organiser_id], ChangeKind.ANSWERS_CLOSED, drawn=closed.people)
    change_session(uow, closed, change, notice=notice)


def _to_answer(uow: UnitOfWork, session_id: str, given: _Answer) -> Session:
    session = locked_gathering(uow, session_id, given.actor)
    if given.actor.id not in session.people:
        raise NoSuchSession
    rules.check_confirmed(session)
    check_open(session, given.now)
    if given.actor.id == session.organiser_id and given.said is not Rsvp.ACCEPTED:
        raise HostStays(session=session)
    return session


def _says_already(session: Session, given: _Answer) -> bool:
    mine = session.attendee(given.actor.id)
    meant = {Rsvp.WAITING: Rsvp.ACCEPTED}
    return mine is not None and meant.get(mine.rsvp, mine.rsvp) is given.said


def _check(uow: UnitOfWork, session: Session, given: _Answer) -> None:
    rules.check_answer(session, given.actor.id, given.said, given.now)
    if given.said is Rsvp.ACCEPTED:
        _check_free(uow, session, given.actor)
    if given.said is Rsvp.DECLINED and session.kind is SessionKind.JOINT:
        if not given.reason:
            raise ReasonWanted(field="reason")
        check_reason(given.reason, uow.people.programme(session.programme_id).booking)


def _check_free(uow: UnitOfWork, session: Session, actor: Person) -> None:
    """Refuse a yes against another session of one's own."""
    others = clashing(session.when, uow.sessions.holding((actor.id,), session.when), session.id)
    if others:
        names = tuple(one.name for one in uow.people.known(others[0].others(actor.id)).values())
        raise Overlap(session=others[0], name="", others=names)


def _answered(uow: UnitOfWork, session: Session, given: _Answer) -> Session:
    person_id = given.actor.id
    if session.kind is SessionKind.JOINT:
        if given.said is Rsvp.DECLINED:
            return _asked_to_be_excused(uow, session, given)
        withdraw_absence(uow, session, person_id)
    busy = busy_among(uow, session, line(session))
    answered = rules.answered(session, person_id, given.said, busy=busy, now=given.now)
    return write_answer(uow, answered, person_id, given.now)


def _asked_to_be_excused(uow: UnitOfWork, session: Session, given: _Answer) -> Session:
    """The session once somebody asked; the reason stands in the request alone, which not everybody may read."""
    person_id = given.actor.id
    uow.gatherings.keep_absence(Absence(session.id, person_id, given.reason, given.now))
    asked = revised(rules.with_attendee(session, Attendee(person_id, Rsvp.DECLINED)))
    coordinators = coordinators_of(uow, [uow.people.programme(session.programme_id)])
    told = [one.id for one in coordinators if one.id != person_id]
    change = Change(asked.id, asked.revision, ChangeKind.ABSENCE_ASKED, person_id, given.now)
    drawn = (person_id, asked.organiser_id)
    change_session(
        uow, asked, change, notice=Notice.to(told, ChangeKind.ABSENCE_ASKED, drawn=drawn, kind=DeliveryKind.ABSENCE)
    )
    return asked


def withdraw_absence(uow: UnitOfWork, session: Session, person_id: int) -> None:
    """End somebody's request to be excused, since they come after all; nothing where there is none."""
    for absence in uow.gatherings.absences(session.id):
        if absence.person_id == person_id and absence.state is not AbsenceState.WITHDRAWN:
            uow.gatherings.keep_absence(replace(absence, state=AbsenceState.WITHDRAWN))
