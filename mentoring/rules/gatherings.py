"""Places, the line for them, and who may be asked what in a session of several. Values in, values or a refusal out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.circles import free_places, gathering_of, line
from mentoring.clocks import MINUTE
from mentoring.errors import (
    AlreadySettled,
    AnswersClosed,
    DeadlinePast,
    DeadlineTooLate,
    LateOutOfRange,
    NoSuchCapacity,
    NothingWritten,
    TooFewPlaces,
    WordTooLong,
)
from mentoring.people import BookingPolicy, Role
from mentoring.rules.booking import revised
from mentoring.sessions import PLACED, Attendee, Rsvp, Session, SessionKind, SessionState

LEAST_LATE, MOST_LATE = 1, 120
"""By how many minutes a session may be said to start late."""

STILL_WRITTEN_TO = timedelta(days=1)
"""How long after the end the attendees may be written to."""

HOSTING_ROLES = {
    SessionKind.GROUP: frozenset({Role.MENTOR, Role.COORDINATOR}),
    SessionKind.JOINT: frozenset({Role.COORDINATOR}),
}
"""Who hosts what."""


def next_for_a_place(session: Session, busy: Collection[int]) -> int | None:
    """Who is to have the next free place: the first in the line whose time nothing else has taken; None for nobody."""
    if free_places(session) == 0:
        return None
    return next((person_id for person_id in line(session) if person_id not in busy), None)


def answered(session: Session, person_id: int, said: Rsvp, *, busy: Collection[int], now: datetime) -> Session:
    """The session once somebody said ACCEPTED, DECLINED or TENTATIVE; a yes may have to wait in the line."""
    mine = session.attendee(person_id)
    if said is not Rsvp.ACCEPTED or (mine and mine.rsvp in PLACED):
        return with_attendee(session, Attendee(person_id, said))
    waiting = with_attendee(session, Attendee(person_id, Rsvp.WAITING, since=now))
    places = free_places(waiting)
    before = [one for one in line(waiting) if one not in busy and one != person_id]
    if places is not None and len(before) >= places:
        return waiting
    return with_attendee(session, Attendee(person_id, Rsvp.ACCEPTED))


def offered(session: Session, person_id: int, *, policy: BookingPolicy, now: datetime) -> Session:
    """The session once somebody who waits is offered a place: for the policy's time, or half of what is left."""
    mine = session.attendee(person_id)
    until = now + min(policy.offer_within, (session.when.start - now) / 2)
    since = mine.since if mine else None
    return with_attendee(session, Attendee(person_id, Rsvp.OFFERED, since=since, answer_by=until))


def lapsed(session: Session, now: datetime) -> tuple[int, ...]:
    """Ids of those who were offered a place and did not take it in time, the earliest offer first."""
    over = [(one.answer_by, one.person_id) for one in session.attendees if one.rsvp is Rsvp.OFFERED and one.answer_by]
    return tuple(person_id for until, person_id in sorted(over) if until <= now)


def with_attendee(session: Session, attendee: Attendee) -> Session:
    """The session with this attendee in the place of the one who is the same person, or added at the end."""
    if attendee.person_id not in session.people:
        return replace(session, attendees=(*session.attendees, attendee))
    kept = tuple(attendee if one.person_id == attendee.person_id else one for one in session.attendees)
    return replace(session, attendees=kept)


def with_invited(session: Session, person_ids: Sequence[int]) -> Session:
    """The session with these people invited who are not in it yet, named in its audience, one revision later."""
    added = tuple(Attendee(one) for one in person_ids if one not in session.people)
    asked = gathering_of(session).audience
    named = replace(asked, people=asked.people.union(one.person_id for one in added))
    return changed(revised(session, attendees=(*session.attendees, *added)), audience=named)


def without(session: Session, person_id: int) -> Session:
    """The session without this person."""
    return replace(session, attendees=tuple(one for one in session.attendees if one.person_id != person_id))


def changed(session: Session, **changes: object) -> Session:
    """The session with these fields of its gathering changed; the revision stays."""
    return replace(session, gathering=replace(gathering_of(session), **changes))  # type: ignore[arg-type]


def with_host(session: Session, person_id: int) -> Session:
    """The session with another host; who hosted it takes a place if there is one, else is first in the line."""
    former = session.organiser_id
    handed = with_attendee(replace(session, organiser_id=person_id), Attendee(person_id, Rsvp.ACCEPTED))
    waiting = with_attendee(handed, Attendee(former, Rsvp.WAITING, since=session.created_at))
    if free_places(waiting) == 0:
        return waiting
    return with_attendee(handed, Attendee(former, Rsvp.ACCEPTED))


def moved(session: Session, moved_to: Session, clashing: Collection[int], now: datetime) -> Session:
    """``moved_to``, the session at its new time, with what a move does to answers and to the deadline for them."""
    gathering, shift = gathering_of(session), moved_to.when.start - session.when.start
    deadline = gathering.answer_by + shift if gathering.answer_by else None
    over = deadline is not None and deadline <= now
    still_closed = gathering.answers_closed and not over
    attendees = tuple(Attendee(one.person_id) if one.person_id in clashing else one for one in moved_to.attendees)
    halfway = now + (moved_to.when.start - now) / 2
    attendees = tuple(
        replace(one, answer_by=min(one.answer_by, halfway)) if one.answer_by else one for one in attendees
    )
    return changed(
        replace(moved_to, attendees=attendees),
        answer_by=None if over else deadline,
        answers_closed=still_closed,
        settled_in=moved_to.revision,
        late=timedelta(0),
    )


def said_late(session: Session, minutes: int) -> Session:
    """The session said to start so many minutes late, one revision later."""
    return changed(revised(session), late=minutes * MINUTE)


def who_comes(session: Session, excused: Collection[int] = ()) -> frozenset[int]:
    """Ids of those who come or may: everybody not ``excused`` of a joint meeting, else host, yes, maybe, offered."""
    if session.kind is SessionKind.JOINT:
        return session.people - set(excused)
    coming = PLACED | {Rsvp.TENTATIVE}
    return frozenset(one.person_id for one in session.attendees if one.rsvp in coming)


def not_declined(session: Session) -> frozenset[int]:
    """Ids of everybody who did not say no."""
    return frozenset(one.person_id for one in session.attendees if one.rsvp is not Rsvp.DECLINED)


def takes_answers(session: Session, now: datetime) -> bool:
    """Whether a yes or maybe is taken now, as far as the host and the deadline go."""
    gathering = gathering_of(session)
    return not gathering.answers_closed and (gathering.answer_by is None or now < gathering.answer_by)


def check_answer(session: Session, person_id: int, said: Rsvp, now: datetime) -> None:
    """Refuse a yes or maybe once answers are closed, but for somebody who takes a place offered to them."""
    mine = session.attendee(person_id)
    takes_offer = said is Rsvp.ACCEPTED and mine is not None and mine.rsvp is Rsvp.OFFERED
    if said is not Rsvp.DECLINED and not takes_offer and not takes_answers(session, now):
        raise AnswersClosed(session=session)


def check_capacity(capacity: int | None, taken: int = 0) -> None:
    """Refuse no places at all, and fewer than are taken."""
    if capacity is not None and capacity < 1:
        raise NoSuchCapacity(field="capacity")
    if capacity is not None and capacity < taken:
        raise TooFewPlaces(field="capacity", taken=taken)


def check_deadline(answer_by: datetime | None, start: datetime, now: datetime) -> None:
    """Refuse a deadline for answers that is over or lies after the start."""
    if answer_by is not None and answer_by <= now:
        raise DeadlinePast(field="answer_by", answer_by=answer_by)
    if answer_by is not None and answer_by > start:
        raise DeadlineTooLate(field="answer_by", answer_by=answer_by, start=start)


def check_lateness(minutes: int) -> None:
    """Refuse lateness that is none, or so much that the session should be moved."""
    if not LEAST_LATE <= minutes <= MOST_LATE:
        raise LateOutOfRange(field="minutes", least=LEAST_LATE, most=MOST_LATE)


def check_word(text: str, policy: BookingPolicy) -> None:
    """Refuse to send nothing, or too much."""
    if not text.strip():
        raise NothingWritten(field="text")
    if len(text) > policy.longest_word:
        raise WordTooLong(field="text", longest=policy.longest_word)


def check_confirmed(session: Session) -> None:
    """Refuse what is closed, or is only proposed and nobody hosts yet."""
    if session.state is not SessionState.CONFIRMED:
        raise AlreadySettled(session=session)
