"""Changing where sessions meet: one session, all of a pair, and those of a programme from now on."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from mentoring.errors import AlreadySettled, NotYourLink, SessionOver
from mentoring.people import Pair, Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules.booking import revised
from mentoring.rules.links import check_link, check_template, link_for
from mentoring.rules.news import Notice
from mentoring.services.changes import change_session
from mentoring.services.programme_access import coordinated_by
from mentoring.services.reads import session_of
from mentoring.sessions import OPEN_STATES, Change, ChangeKind, Session, SessionKind, SessionState

AHEAD = 500
"""Sessions to come that follow their pair's link."""


def change_link(
    uow: UnitOfWork, session_id: str, link: str, *, always: bool = False, actor: Person, now: datetime
) -> Session:
    """Let a session meet at ``link``, or its pair ``always``; "" for a room of the programme's, or the pair's own.

    Those who have the old one are told, once however many sessions change; doing so again changes nothing.
    """
    with uow:
        if (found := session_of(uow, session_id, actor)).gathering is not None:
            found = uow.sessions.locked(found.id)
        uow.people.lock(found.people)
        session = session_of(uow, session_id, actor)
        _check_may_change(session, actor, now)
        address = check_link(link) if link.strip() else ""
        pair = uow.people.pair(session.pair_id) if session.pair_id else None
        if always and pair:
            sessions = _of_pair(uow, session, replace(pair, link=address), now)
        elif address or session.link_typed:
            sessions = [(session, _meeting(uow, session, pair, address))]
        else:
            sessions = []
        _keep(uow, sessions, actor, now)
        uow.commit()
        return session_of(uow, session_id, actor)


def _of_pair(uow: UnitOfWork, session: Session, pair: Pair, now: datetime) -> list[tuple[Session, Session]]:
    """Give the pair its link; the session, and all others to come without one of their own, before and after that."""
    old = uow.people.pair(pair.id).link
    uow.people.update_pair(pair)
    ours = [one for one in uow.sessions.upcoming(pair.mentor_id, now, AHEAD) if one.pair_id == pair.id]
    follow = [one for one in ours if (one.id == session.id if one.link_typed else old != pair.link)]
    return [(one, _meeting(uow, one, pair, "")) for one in follow]


def _check_may_change(session: Session, actor: Person, now: datetime) -> None:
    if session.kind is not SessionKind.BILATERAL and session.organiser_id != actor.id:
        raise NotYourLink(session=session)
    if session.state not in OPEN_STATES:
        raise AlreadySettled(session=session)
    if session.when.end <= now:
        raise SessionOver(session=session)


def _meeting(uow: UnitOfWork, session: Session, pair: Pair | None, typed: str) -> Session:
    """The session at this link of its own, or at its pair's or the programme's."""
    policy = uow.people.programme(session.programme_id).booking
    link = link_for(policy, pair, typed=typed, room=secrets.token_urlsafe(12))
    return replace(session, link=link, link_typed=bool(typed))


def _keep(uow: UnitOfWork, sessions: list[tuple[Session, Session]], actor: Person, now: datetime) -> None:
    """Keep those that differ; only of the first that people go by is anything said."""
    told = False
    for before, after in sessions:
        if (before.link, before.link_typed) == (after.link, after.link_typed):
            continue
        session = revised(after)
        change = Change(session.id, session.revision, ChangeKind.LINK_CHANGED, actor.id, now, after=session.anchor)
        known = session.state is SessionState.CONFIRMED and before.link != after.link and not told
        quietly = Notice.to((), change.kind, drawn=session.people)
        change_session(uow, session, change, notice=None if known else quietly)
        told = told or known


def set_link_template(uow: UnitOfWork, programme_id: int, template: str, *, actor: Person) -> Programme:
    """Where the programme's sessions meet that are booked from now on, for its coordinators; "" for nowhere."""
    with uow:
        programme = coordinated_by(uow, programme_id, actor)
        address = check_template(template) if template.strip() else ""
        changed = replace(programme, booking=replace(programme.booking, link_template=address))
        uow.people.update_programme(changed)
        uow.commit()
        return changed
