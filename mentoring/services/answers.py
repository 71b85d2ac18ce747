"""Answering a proposal, and calling a session off. One function is one intention and one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentoring.errors import ProposalExpired
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import booking as rules
from mentoring.rules.news import Notice
from mentoring.services.changes import change_session, change_several
from mentoring.services.gathering_access import asked_to_host
from mentoring.services.reads import session_of
from mentoring.sessions import Change, ChangeKind, Proposal, Rsvp, Session, SessionState


def accept(uow: UnitOfWork, session_id: str, revision: int, *, actor: Person, now: datetime) -> Session:
    """Agree to the proposed time; the session is confirmed at it. Doing so again changes nothing."""
    with uow:
        session = _locked(uow, session_id, actor)
        if _did(uow, session, revision, actor, {ChangeKind.ACCEPTED, ChangeKind.MOVED}):
            return session
        made = _awaited(uow, session, revision, actor, now)
        session, change = agreed(session, made, actor, now)
        change_session(uow, session, change)
        uow.commit()
        return session


def agreed(session: Session, made: Proposal, actor: Person, now: datetime) -> tuple[Session, Change]:
    """The session at the time that ``made`` proposes, confirmed by all."""
    kind = ChangeKind.MOVED if session.state is SessionState.CONFIRMED else ChangeKind.ACCEPTED
    before = session.anchor
    session = rules.revised(
        session,
        state=SessionState.CONFIRMED,
        anchor=made.anchor,
        duration=made.duration,
        proposal=None,
        attendees=tuple(replace(one, rsvp=Rsvp.ACCEPTED) for one in session.attendees),
    )
    return session, Change(session.id, session.revision, kind, actor.id, now, before=before, after=made.anchor)


def decline(uow: UnitOfWork, session_id: str, revision: int, *, reason: str, actor: Person, now: datetime) -> Session:
    """Say no to the proposed time: a new session is declined, a confirmed one stays where it was."""
    with uow:
        session = _locked(uow, session_id, actor)
        if _did(uow, session, revision, actor, {ChangeKind.DECLINED, ChangeKind.MOVE_DECLINED}):
            return session
        rules.check_reason(reason, uow.people.programme(session.programme_id).booking)
        made = _awaited(uow, session, revision, actor, now)
        session, change = turned_down(session, made, reason, actor, now)
        change_session(uow, session, change)
        uow.commit()
        return session


def turned_down(session: Session, made: Proposal, reason: str, actor: Person, now: datetime) -> tuple[Session, Change]:
    """The session without the time that ``made`` proposes: declined, or left where it was agreed."""
    if session.state is SessionState.CONFIRMED:
        session, kind = rules.revised(session, proposal=None), ChangeKind.MOVE_DECLINED
    else:
        session = rules.revised(
            session.with_answer(actor.id, Rsvp.DECLINED),
            state=SessionState.DECLINED,
            proposal=None,
            closed_by=actor.id,
            reason=reason,
        )
        kind = ChangeKind.DECLINED
    change = Change(
        session.id, session.revision, kind, actor.id, now, before=made.anchor, after=session.anchor, reason=reason
    )
    return session, change


def cancel(uow: UnitOfWork, session_id: str, *, reason: str, actor: Person, now: datetime) -> Session:
    """Call the session off, or withdraw one's proposal of it. Doing so again changes nothing."""
    with uow:
        session = _locked(uow, session_id, actor)
        if session.state is SessionState.CANCELLED and session.closed_by == actor.id:
            return session
        rules.check_open(session, now)
        rules.check_reason(reason, uow.people.programme(session.programme_id).booking)
        session, change = called_off(session, reason, actor, now)
        change_session(uow, session, change)
        uow.commit()
        return session


def called_off(session: Session, reason: str, actor: Person, now: datetime) -> tuple[Session, Change]:
    """The session cancelled, or one's proposal of it withdrawn."""
    before = session.anchor
    session = rules.revised(session, state=SessionState.CANCELLED, proposal=None, closed_by=actor.id, reason=reason)
    change = Change(session.id, session.revision, ChangeKind.CANCELLED, actor.id, now, before=before, reason=reason)
    return session, change


def expire_proposals(uow: UnitOfWork, *, now: datetime) -> int:
    """End every proposal of the team that nobody answered in time; how many."""
    with uow:
        # Whoever answers at this very moment has done so once their people are ours to change.
        uow.people.lock({person_id for session in uow.sessions.expiring(now) for person_id in session.people})
        overdue = uow.sessions.expiring(now)
        together: dict[str, list[tuple[Session, Change]]] = {}
        for session in overdue:
            if session.series_id is not None:
                together.setdefault(session.series_id, []).append(_ended(session, now))
            elif session.gathering is None:
                _expire(uow, session, now)
        for series_id, ended in together.items():
            change_several(uow, uow.series.get(series_id), ended)
        uow.commit()
        for session in overdue:
            if session.gathering is not None:
                _expire_unhosted(uow, session.id, now)
        return len(overdue)


def _expire_unhosted(uow: UnitOfWork, session_id: str, now: datetime) -> None:
    """End a proposal of a session of several; in a transaction of its own, since a session is locked before people."""
    session = uow.sessions.locked(session_id)
    if session.state is SessionState.PROPOSED:
        _expire(uow, session, now)
    uow.commit()


def _locked(uow: UnitOfWork, session_id: str, actor: Person) -> Session:
    """The session of a pair as it is once nobody else is changing it."""
    rules.check_of_a_pair(session_of(uow, session_id, actor))
    uow.people.lock(session_of(uow, session_id, actor).people)
    return session_of(uow, session_id, actor)


def _did(uow: UnitOfWork, session: Session, revision: int, actor: Person, kinds: set[ChangeKind]) -> bool:
    """Whether the last change is this very answer by this person: a second click, or an envelope sent twice."""
    last = uow.sessions.history(session.id)[-1]
    return last.by == actor.id and last.kind in kinds and last.revision == session.revision == revision + 1


def _awaited(uow: UnitOfWork, session: Session, revision: int, actor: Person, now: datetime) -> Proposal:
    """The proposal to answer; one whose time is over is ended and refused, and stays ended."""
    if session.proposal and session.proposal.expires_at <= now:
        ended = _expire(uow, session, now)
        uow.commit()
        raise ProposalExpired(session=ended)
    if session.state is SessionState.EXPIRED:
        raise ProposalExpired(session=session)
    return rules.check_answer(session, revision, actor.id)


def _expire(uow: UnitOfWork, session: Session, now: datetime) -> Session:
    ended, change = _ended(session, now)
    notice = Notice.to(session.people, change.kind, drawn=asked_to_host(uow, session)) if session.gathering else None
    change_session(uow, ended, change, notice=notice)
    return ended


def _ended(session: Session, now: datetime) -> tuple[Session, Change]:
    """The session once nobody answered its proposal in time."""
    offered = session.proposal.anchor if session.proposal else session.anchor
    if session.state is SessionState.CONFIRMED:
        ended, kind = rules.revised(session, proposal=None), ChangeKind.MOVE_EXPIRED
    else:
        ended, kind = rules.revised(session, state=SessionState.EXPIRED, proposal=None), ChangeKind.EXPIRED
    return ended, Change(session.id, ended.revision, kind, None, now, before=offered, after=ended.anchor)
