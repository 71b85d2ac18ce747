"""Writing what happens to a session for several, and letting its line move up, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mentoring.circles import line
from mentoring.ports import UnitOfWork
from mentoring.rules import gatherings as rules
from mentoring.rules.booking import clashing, revised
from mentoring.rules.news import Notice
from mentoring.services.changes import change_session
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session


def busy_among(uow: UnitOfWork, session: Session, person_ids: Iterable[int]) -> frozenset[int]:
    """Ids of those of these people whose time another session holds while this one takes place."""
    wanted = frozenset(person_ids)
    others = clashing(session.when, uow.sessions.holding(wanted, session.when), session.id) if wanted else ()
    return frozenset(person_id for one in others for person_id in one.holders & wanted)


def write_answer(uow: UnitOfWork, session: Session, person_id: int, now: datetime) -> Session:
    """Keep the session with somebody's answer, which nobody hears of; cards show it: theirs, the host's, and those of
    people who moved up in the line.
    """
    before, kept = line(uow.sessions.get(session.id)), revised(session)
    moved_up = {one for place, one in enumerate(line(kept)) if before[place : place + 1] != (one,)}
    change = Change(kept.id, kept.revision, ChangeKind.ANSWERED, person_id, now)
    change_session(uow, kept, change, notice=Notice(drawn=frozenset({person_id, kept.organiser_id, *moved_up})))
    return kept


def move_up(uow: UnitOfWork, session: Session, now: datetime) -> Session:
    """Offer every free place to the line, as long as the session has not begun; the session as it then is."""
    if session.when.start <= now:
        return session
    busy = busy_among(uow, session, line(session))
    policy = uow.people.programme(session.programme_id).booking
    while (person_id := rules.next_for_a_place(session, busy)) is not None:
        session = revised(rules.offered(session, person_id, policy=policy, now=now))
        change = Change(session.id, session.revision, ChangeKind.OFFERED, None, now, about=person_id)
        notice = Notice.to([person_id], ChangeKind.OFFERED, drawn=[session.organiser_id, *line(session)])
        change_session(uow, session, change, notice=notice)
    return session


def let_lapse(uow: UnitOfWork, session: Session, now: datetime) -> Session:
    """End the offers that nobody took in time; who was offered one is told, and their place goes on."""
    for person_id in rules.lapsed(session, now):
        session = revised(rules.with_attendee(session, Attendee(person_id, Rsvp.DECLINED)))
        change = Change(session.id, session.revision, ChangeKind.LAPSED, None, now, about=person_id)
        notice = Notice.to([person_id], ChangeKind.LAPSED, drawn=[session.organiser_id])
        change_session(uow, session, change, notice=notice)
    return session
