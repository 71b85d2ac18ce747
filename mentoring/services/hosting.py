"""What the host of a session for several does with it; a coordinator of its programme may do the same.

Each refuses NotTheHost, NoSuchSession, NotForSeveral, AlreadySettled (closed) and SessionOver (begun), besides what it
says itself; done again, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from mentoring.circles import MovePreview, gathering_of, taken_places
from mentoring.clocks import Anchor
from mentoring.errors import HostStays, MayNotHost, NobodyToTell, Overlap, SameTime, SessionOver
from mentoring.gatherings import Audience
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import gatherings as rules
from mentoring.rules.booking import check_length, check_open, check_reason, check_time, revised, settle
from mentoring.rules.news import Notice
from mentoring.services.changes import change_session
from mentoring.services.excuses import excused_from
from mentoring.services.gathering_access import (
    asked_to_host,
    check_may_host,
    check_not_over,
    run_by,
    to_run,
    visible_gathering,
)
from mentoring.services.gathering_changes import busy_among, move_up
from mentoring.services.invitations import invited_in
from mentoring.services.rsvps import withdraw_absence
from mentoring.sessions import Change, ChangeKind, Rsvp, Session, SessionState


def preview_move(
    uow: UnitOfWork,
    session_id: str,
    *,
    wall: datetime,
    zone: str,
    fold: int | None,
    duration: timedelta | None = None,
    actor: Person,
    now: datetime,
) -> MovePreview:
    """What a move would mean, without making it; SameTime and the time's refusals of a booking."""
    with uow:
        session = to_run(uow, session_id, actor=actor, now=now)
        wanted = _elsewhere(uow, session, settle(wall, zone, fold), duration, now)
        clashing = _clashing(uow, session, wanted, actor)
        people = uow.people.known(clashing)
        return MovePreview(session, wanted.anchor, wanted.duration, tuple(people[one] for one in sorted(clashing)))


def move_gathering(
    uow: UnitOfWork,
    session_id: str,
    *,
    wall: datetime,
    zone: str,
    fold: int | None,
    duration: timedelta | None = None,
    actor: Person,
    now: datetime,
) -> Session:
    """Take another time at once. Answers stay and each may change theirs; who has a place and another session then
    becomes PENDING and is told why, and the line moves up. The deadline keeps its distance to the start.

    Overlap when the host has another session then, and the time's refusals of a booking.
    """
    with uow:
        session = to_run(uow, session_id, actor=actor, now=now)
        anchor = settle(wall, zone, fold)
        if _moved_there(uow, session, anchor, duration, actor):
            return session
        wanted = _elsewhere(uow, session, anchor, duration, now)
        clashing = _clashing(uow, session, wanted, actor)
        moved = rules.moved(session, wanted, clashing, now)
        change = Change(
            moved.id, moved.revision, ChangeKind.MOVED, actor.id, now, before=session.anchor, after=moved.anchor
        )
        told = dict.fromkeys(rules.not_declined(session) - {actor.id}, ChangeKind.MOVED)
        told |= dict.fromkeys(clashing, ChangeKind.MOVE_CLASHES)
        change_session(uow, moved, change, notice=Notice(told, moved.people))
        moved = move_up(uow, moved, now)
        uow.commit()
        return moved


def _moved_there(uow: UnitOfWork, session: Session, anchor: Anchor, duration: timedelta | None, actor: Person) -> bool:
    """Whether this very move was made just before: a second click, or an envelope sent twice."""
    last = next((one for one in reversed(uow.sessions.history(session.id)) if one.by is not None), None)
    same = (session.anchor, session.duration) == (anchor, duration or session.duration)
    return same and last is not None and (last.kind, last.by) == (ChangeKind.MOVED, actor.id)


def _elsewhere(uow: UnitOfWork, session: Session, anchor: Anchor, duration: timedelta | None, now: datetime) -> Session:
    """The session at another time, one revision later, where the programme's rules allow it."""
    programme = uow.people.programme(session.programme_id)
    wanted = revised(session, anchor=anchor, duration=duration or session.duration)
    check_length(wanted.duration, programme.booking)
    check_time(anchor, programme, now)
    if wanted.when == session.when:
        raise SameTime(field="time", session=session)
    return wanted


def _clashing(uow: UnitOfWork, session: Session, wanted: Session, actor: Person) -> frozenset[int]:
    """Ids of those with a place who have another session then; Overlap when the host is among them."""
    clashing = busy_among(uow, wanted, session.holders)
    if session.organiser_id in clashing:
        host = uow.people.get(session.organiser_id)
        raise Overlap(field="time", session=None, name="" if host.id == actor.id else host.name, others=())
    return clashing


def run_late(uow: UnitOfWork, session_id: str, *, minutes: int, actor: Person, now: datetime) -> Session:
    """Tell everybody who comes that it starts so many minutes later; the time agreed on stays.

    Possible until the end. LateOutOfRange (field "minutes").
    """
    with uow:
        session = run_by(uow, session_id, actor)
        rules.check_confirmed(session)
        check_not_over(session, now)
        rules.check_lateness(minutes)
        late = rules.said_late(session, minutes)
        if late.gathering == session.gathering:
            return session
        told = rules.who_comes(session, excused_from(uow, session)) - {actor.id}
        change = Change(late.id, late.revision, ChangeKind.RUNNING_LATE, actor.id, now, after=session.anchor)
        notice = Notice.to(told, ChangeKind.RUNNING_LATE, drawn=late.people, kind=DeliveryKind.RUNNING_LATE)
        change_session(uow, late, change, notice=notice)
        uow.commit()
        return late


def cancel_gathering(uow: UnitOfWork, session_id: str, *, reason: str, actor: Person, now: datetime) -> Session:
    """Call the session off; everybody who did not decline is told. A proposer may withdraw what nobody hosts yet.

    ReasonTooLong.
    """
    with uow:
        session = run_by(uow, session_id, actor)
        if session.state is SessionState.CANCELLED and session.closed_by == actor.id:
            return session
        check_open(session, now)
        check_reason(reason, uow.people.programme(session.programme_id).booking)
        off = revised(session, state=SessionState.CANCELLED, proposal=None, closed_by=actor.id, reason=reason)
        change = Change(off.id, off.revision, ChangeKind.CANCELLED, actor.id, now, before=off.anchor, reason=reason)
        told = rules.not_declined(session) - {actor.id}
        notice = Notice.to(told, ChangeKind.CANCELLED, drawn=off.people | asked_to_host(uow, session))
        change_session(uow, off, change, notice=notice)
        uow.commit()
        return off


def close_answers(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Session:
    """Take no more yes or maybe; leaving stays possible, and offers stand until they lapse."""
    with uow:
        session = to_run(uow, session_id, actor=actor, now=now)
        closed = rules.changed(session, answers_closed=True)
        return _kept(uow, session, closed, _done(session, ChangeKind.ANSWERS_CLOSED, actor, now))


def reopen_answers(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Session:
    """Take answers again; a deadline that is over is dropped."""
    with uow:
        session = to_run(uow, session_id, actor=actor, now=now)
        deadline = gathering_of(session).answer_by
        still = deadline if deadline is not None and deadline > now else None
        reopened = rules.changed(session, answers_closed=False, answer_by=still)
        return _kept(uow, session, reopened, _done(session, ChangeKind.ANSWERS_REOPENED, actor, now))


def change_capacity(uow: UnitOfWork, session_id: str, capacity: int | None, *, actor: Person, now: datetime) -> Session:
    """Give it so many places, None for as many as come. More lets the line move up by offers; nobody is thrown out.

    NoSuchCapacity (below one), TooFewPlaces (below those taken or offered), both of field "capacity".
    """
    with uow:
        session = to_run(uow, session_id, actor=actor, now=now)
        rules.check_capacity(capacity, taken=taken_places(session))
        other = rules.changed(session, capacity=capacity)
        return _kept(uow, session, other, _done(session, ChangeKind.CAPACITY_CHANGED, actor, now))


def _done(session: Session, kind: ChangeKind, actor: Person, now: datetime) -> Change:
    return Change(session.id, session.revision + 1, kind, actor.id, now)


def _kept(uow: UnitOfWork, session: Session, changed: Session, change: Change) -> Session:
    """The session as changed, about which nobody is told but by their card; unless it is as it was."""
    if changed == session:
        return session
    kept = revised(changed)
    change_session(uow, kept, change, notice=Notice(drawn=kept.people))
    kept = move_up(uow, kept, change.at)
    uow.commit()
    return kept


def invite(
    uow: UnitOfWork,
    session_id: str,
    audience: Audience,
    *,
    users: Collection[str] = (),
    actor: Person,
    now: datetime,
) -> Session:
    """Invite more people, by what `Audience` can say or by Slack user; who is in it already is left in peace.

    NobodyInvited, NotInProgramme.
    """
    with uow:
        programme_id = visible_gathering(uow, session_id, actor).programme_id
        wanted = invited_in(uow, uow.people.programme(programme_id), audience, users)
        ids = [one.id for one in wanted]
        session = to_run(uow, session_id, actor=actor, now=now, also=ids)
        added = [one for one in ids if one not in session.people]
        if not added:
            return session
        kept = rules.with_invited(session, added)
        change = Change(kept.id, kept.revision, ChangeKind.INVITED, actor.id, now)
        notice = Notice.to(set(added) - {actor.id}, ChangeKind.INVITED, drawn=[kept.organiser_id])
        change_session(uow, kept, change, notice=notice)
        uow.commit()
        return kept


def remove(uow: UnitOfWork, session_id: str, person_id: int, *, actor: Person, now: datetime) -> Session:
    """Take somebody off the session, who is told; their place is offered to the line. HostStays."""
    with uow:
        session = to_run(uow, session_id, actor=actor, now=now)
        if person_id == session.organiser_id:
            raise HostStays(session=session)
        if person_id not in session.people:
            return session
        told = ({person_id} & rules.not_declined(session)) - {actor.id}
        less = revised(rules.without(session, person_id))
        change = Change(less.id, less.revision, ChangeKind.REMOVED, actor.id, now, about=person_id)
        drawn = (person_id, less.organiser_id)
        change_session(uow, less, change, notice=Notice.to(told, ChangeKind.REMOVED, drawn=drawn))
        less = move_up(uow, less, now)
        uow.commit()
        return less


def hand_over(uow: UnitOfWork, session_id: str, person_id: int, *, actor: Person, now: datetime) -> Session:
    """Let another person host. The former host stays, with a place if there is one, else first in the line.

    MayNotHost, Overlap (``name``) when the new host has another session then.
    """
    with uow:
        session = to_run(uow, session_id, actor=actor, now=now, also=(person_id,))
        if person_id == session.organiser_id:
            return session
        host = _who_may_host(uow, session, person_id)
        if busy_among(uow, session, [host.id]):
            raise Overlap(field="host", session=None, name=host.name, others=())
        withdraw_absence(uow, session, host.id)
        handed = revised(rules.with_host(session, host.id))
        told = {host.id, session.organiser_id} - {actor.id}
        change = Change(handed.id, handed.revision, ChangeKind.HANDED_OVER, actor.id, now, about=host.id)
        notice = Notice.to(told, ChangeKind.HANDED_OVER, drawn=handed.people)
        change_session(uow, handed, change, notice=notice)
        handed = move_up(uow, handed, now)
        uow.commit()
        return handed


def _who_may_host(uow: UnitOfWork, session: Session, person_id: int) -> Person:
    """The person who is to host; MayNotHost for somebody whose part does not allow it, or who is not here."""
    person = uow.people.known([person_id]).get(person_id)
    if person is None or not person.active:
        raise MayNotHost(field="host", name=person.name if person else "")
    check_may_host(uow, session, person)
    return person


def write_to_attendees(
    uow: UnitOfWork, session_id: str, text: str, *, all_invited: bool, actor: Person, now: datetime, token: str
) -> Session:
    """Send a text to those who accepted, or to all invited who did not decline. Possible until a day after the end.

    ``token`` is the form's: the same one again sends nothing. NothingWritten, WordTooLong, NobodyToTell.
    """
    with uow:
        session = run_by(uow, session_id, actor)
        rules.check_confirmed(session)
        if session.when.end + rules.STILL_WRITTEN_TO <= now:
            raise SessionOver(session=session)
        rules.check_word(text, uow.people.programme(session.programme_id).booking)
        told = _addressed(session, all_invited=all_invited) - {actor.id}
        if not told:
            raise NobodyToTell(field="text")
        if not uow.seen.first_time(f"word:{session.id}:{token}", now):
            return session
        written = revised(session)
        change = Change(written.id, written.revision, ChangeKind.HOST_WROTE, actor.id, now, reason=text.strip())
        notice = Notice(dict.fromkeys(told, ChangeKind.HOST_WROTE), kind=DeliveryKind.HOST_WORD)
        change_session(uow, written, change, notice=notice)
        uow.commit()
        return written


def _addressed(session: Session, *, all_invited: bool) -> frozenset[int]:
    if all_invited:
        return rules.not_declined(session)
    return frozenset(one.person_id for one in session.attendees if one.rsvp is Rsvp.ACCEPTED)
