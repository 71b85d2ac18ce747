"""Reminders of sessions: planned with the change that causes them, put right where one is missing or misplaced, and
decided when their time has come.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from mentoring.clocks import local
from mentoring.intervals import Interval
from mentoring.messages import ABOUT_A_SESSION, Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules import reminders as rules
from mentoring.rules.reminders import Reader
from mentoring.services.actions import carried_over, item_views
from mentoring.services.errands import ReminderErrand, subject_of
from mentoring.services.excuses import excused_from
from mentoring.services.readers import reader_of, readers_of
from mentoring.services.reads import details_of
from mentoring.sessions import Session

AHEAD, BACK = timedelta(days=400), timedelta(days=14)
"""How far ahead of now, and how long after its end, a session's reminders are looked after."""

AT_A_TIME = 50
"""Sessions looked after in one transaction, so that nobody's booking waits for it."""


def plan_reminders(uow: UnitOfWork, session: Session, *, since: datetime) -> int:
    """Keep the session's reminders that fall due after ``since``, in the caller's transaction; how many are new."""
    return uow.deliveries.plan(_wanted(uow, session, since))


def look_after_sessions(uow: UnitOfWork, *, now: datetime, after: str = "") -> str:
    """Plan what is missing of some sessions and put right what is due at another time by now.

    Nothing is planned that would have been due already. The answer is the id of the last session looked at, from which
    to go on; "" when there are no more.
    """
    with uow:
        sessions = uow.sessions.confirmed(Interval(now - BACK, now + AHEAD), after=after, limit=AT_A_TIME)
        if sum(look_after(uow, session, now) for session in sessions):
            uow.commit()
        return sessions[-1].id if len(sessions) == AT_A_TIME else ""


def look_after_person(uow: UnitOfWork, person: Person, *, now: datetime) -> int:
    """Do so for the sessions of one person who changed their wishes or their clock; how many reminders changed."""
    upcoming = [*uow.sessions.upcoming(person.id, now), *uow.sessions.past(person.id, now, 5)]
    return sum(look_after(uow, session, now) for session in upcoming)


def look_after(uow: UnitOfWork, session: Session, now: datetime) -> int:
    """Plan what is missing of a session, move what is due at another time by now, close what nobody wants; how much."""
    readers = readers_of(uow, session)
    wanted = rules.plan_reminders(session, readers, team_id=uow.team_id, since=now)
    kept = {one.key: one for one in uow.deliveries.of_session(session.id)}
    missing = uow.deliveries.plan(one for one in wanted if one.key not in kept)
    moved = sum(bring_to(uow, kept[one.key], one, now) for one in wanted if one.key in kept)
    return missing + moved + _switch_off(uow, session, readers, kept.values(), now)


def bring_to(uow: UnitOfWork, kept: Delivery, wanted: Delivery, now: datetime) -> bool:
    """Have a delivery that is kept said when it is wanted by now; whether that changed anything."""
    when = rules.Due(wanted.due_at, wanted.not_after)
    return rules.follows(kept, when) and uow.deliveries.replace(rules.moved_to(kept, when), instead_of=kept, now=now)


def _switch_off(
    uow: UnitOfWork, session: Session, readers: Iterable[Reader], kept: Iterable[Delivery], now: datetime
) -> int:
    """Close what waits to be said of the session and is not wanted any more; how many."""
    by_person = {reader.person.id: reader for reader in readers}
    unwanted = [
        one
        for one in kept
        if one.state is DeliveryState.PENDING
        and one.kind in ABOUT_A_SESSION
        and (reader := by_person.get(one.recipient_id))
        and rules.due(one.kind, session, reader) is None
    ]
    closed = (states.closed(one, DeliveryState.CANCELLED, rules.SWITCHED_OFF) for one in unwanted)
    return sum(uow.deliveries.replace(off, instead_of=one, now=now) for off, one in zip(closed, unwanted, strict=True))


def _wanted(uow: UnitOfWork, session: Session, since: datetime) -> list[Delivery]:
    """The session's reminders to come; none for one whose time had come before anything could be said of it."""
    readers, excused, known_on = readers_of(uow, session), excused_from(uow, session), _known_on(uow, session)
    return rules.plan_reminders(session, readers, team_id=uow.team_id, since=since, excused=excused, known_on=known_on)


def _known_on(uow: UnitOfWork, session: Session) -> date | None:
    """The date, in the session's zone, of the session before in its series: from it people know the hour."""
    before = uow.sessions.before_in_series(session) if session.series_id else None
    return local(before.when.start, session.anchor.zone).date() if before else None


def decide_reminder(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> ReminderErrand | Delivery:
    """The reminder to say now, or the delivery as it stands instead: closed with the reason, or due later."""
    session = uow.sessions.get(subject_of(delivery))
    agreed = rules.agreed_in(session, uow.sessions.history(session.id))
    planned, excused = uow.deliveries.of_session(session.id), excused_from(uow, session)
    if reason := rules.needless(delivery, session, planned, agreed, excused):
        return states.closed(delivery, DeliveryState.CANCELLED, reason)
    reader = reader_of(uow, recipient, uow.people.programme(session.programme_id), session.when.start)
    when = rules.due(delivery.kind, session, reader)
    if when is None:
        return states.closed(delivery, DeliveryState.CANCELLED, rules.SWITCHED_OFF)
    if when.at > now:
        return states.postponed(delivery, due_at=when.at, not_after=when.until)
    if now > when.until:
        return states.closed(delivery, DeliveryState.EXPIRED, "too late to say")
    details = details_of(uow, session, recipient)
    zones = {person.zone for person in details.people.values()}
    before = rules.clocks_before(session, zones, _known_on(uow, session))
    if reason := _pointless(uow, delivery, before):
        return states.closed(delivery, DeliveryState.CANCELLED, reason)
    begun = states.begun(delivery, session.revision, now)
    beforehand = delivery.kind is DeliveryKind.DAY_BEFORE
    items = item_views(uow, carried_over(uow, session, recipient), now) if beforehand else []
    return ReminderErrand(begun, recipient, now, details, before, tuple(items))


def _pointless(uow: UnitOfWork, delivery: Delivery, before: datetime | None) -> str:
    """Why what the reminder is for is done or gone; empty when it is not."""
    match delivery.kind:
        case DeliveryKind.FOLLOW_UP | DeliveryKind.FOLLOW_UP_AGAIN:
            return _told_already(uow, subject_of(delivery), delivery.recipient_id)
        case DeliveryKind.CLOCK_CHANGE if before is None:
            return "nobody's hour moves"
        case _:
            return ""


def _told_already(uow: UnitOfWork, session_id: str, person_id: int) -> str:
    """A note is a word too: who gave either is not asked again how it went."""
    if any(one.on_behalf or one.author_id == person_id for one in uow.notes.of_session(session_id)):
        return "a note is written"
    return "attendance is told" if any(one.by == person_id for one in uow.statements.of_session(session_id)) else ""
