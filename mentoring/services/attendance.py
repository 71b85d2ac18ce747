"""Saying how a session went once it is over: whether it took place, who was there, for how long.

One function is one intention and one transaction. What somebody says is added to what was said, never put in its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from mentoring.attendance import Attendance, AttendanceNews, Capacity, Presence, Said, Statement, Stay, Word
from mentoring.errors import NoSuchSession, NotYoursToSettle
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Role
from mentoring.ports import UnitOfWork
from mentoring.progress import Voice
from mentoring.rules import attendance as rules
from mentoring.rules import delivery as states
from mentoring.rules.attendance_news import plan_attendance_news
from mentoring.services.errands import AttendanceErrand, subject_of
from mentoring.services.excuses import excused_from
from mentoring.services.reads import details_of
from mentoring.sessions import Details, Session


def voice_of(uow: UnitOfWork, session_id: str, *, actor: Person) -> Voice:
    """The session and what the person may say of it; NoSuchSession for who is neither in it nor coordinates it."""
    with uow:
        return _voice(uow, _session(uow, session_id), actor)


def say(uow: UnitOfWork, session_id: str, word: Word, *, actor: Person, now: datetime) -> Voice:
    """Say so, as one of its people or as its host. What was said already is not said again."""
    with uow:
        session, voice = _locked(uow, session_id, actor)
        _add(uow, session, word, voice, settles=False, actor=actor, now=now)
        return _voice(uow, session, actor)


def say_it_took_place(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Voice:
    """Say that the session took place as planned, with everybody of whom the person may speak there all the time."""
    with uow:
        session = _session(uow, session_id)
    return say(uow, session_id, rules.as_planned(session, actor.id), actor=actor, now=now)


def say_it_did_not(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Voice:
    """Say that the session did not take place."""
    return say(uow, session_id, Word(said=Said.NOT_HELD), actor=actor, now=now)


def say_one_was_absent(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Voice:
    """Say that one was not there oneself."""
    return say(uow, session_id, Word(people={actor.id: Stay(Presence.ABSENT)}), actor=actor, now=now)


def agree_with(uow: UnitOfWork, session_id: str, person_id: int, *, actor: Person, now: datetime) -> Voice:
    """Say what another of its people says where the two differ; where nobody differs any more, nothing changes."""
    with uow:
        session, voice = _locked(uow, session_id, actor)
        word = rules.word_of(voice.details.attendance, person_id)
        mine = {one: stay for one, stay in word.people.items() if one in voice.of_whom}
        _add(uow, session, replace(word, people=mine), voice, settles=False, actor=actor, now=now)
        return _voice(uow, session, actor)


def take_back(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Voice:
    """No longer say anything of the session; that one did stays on record. Doing so again changes nothing."""
    with uow:
        session, voice = _locked(uow, session_id, actor)
        before = voice.details.attendance
        new = rules.taken_back(session, before, by=actor.id, capacity=voice.capacity, now=now)
        _keep(uow, session, before, new)
        return _voice(uow, session, actor)


def settle(uow: UnitOfWork, session_id: str, word: Word, *, actor: Person, now: datetime) -> Voice:
    """Decide between others, as host or coordinator; NotYoursToSettle for anybody else. Theirs stays on record."""
    with uow:
        session, voice = _locked(uow, session_id, actor)
        if not voice.settles:
            raise NotYoursToSettle
        everybody = replace(voice, of_whom=session.people)
        _add(uow, session, word, everybody, settles=True, actor=actor, now=now)
        return _voice(uow, session, actor)


def decide_attendance(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> AttendanceErrand | Delivery:
    """What to tell of what was said about a session, as that stands now; closed where it is no longer so."""
    session = uow.sessions.get(subject_of(delivery))
    if recipient.id not in session.people:
        return states.closed(delivery, DeliveryState.CANCELLED, "the recipient does not take part")
    voice = _voice(uow, session, recipient)
    if reason := _outdated(uow, delivery, voice.details.attendance):
        return states.closed(delivery, DeliveryState.CANCELLED, reason)
    return AttendanceErrand(states.begun(delivery, session.revision, now), recipient, now, voice)


def _outdated(uow: UnitOfWork, delivery: Delivery, attendance: Attendance) -> str:
    news = AttendanceNews(delivery.change)
    if news is AttendanceNews.DISPUTED and not attendance.disputed:
        return "nobody differs any more"
    if news is AttendanceNews.AGREED and attendance.disputed:
        return "people differ again"
    later = (one for one in uow.deliveries.of_session(subject_of(delivery)) if one.kind is DeliveryKind.ATTENDANCE)
    if any(one.recipient_id == delivery.recipient_id and one.due_at > delivery.due_at for one in later):
        return "something newer is said"
    return ""


def _session(uow: UnitOfWork, session_id: str) -> Session:
    try:
        return uow.sessions.get(session_id)
    except KeyError:
        raise NoSuchSession from None


def _locked(uow: UnitOfWork, session_id: str, actor: Person) -> tuple[Session, Voice]:
    """The session and the person's voice in it once nobody else is speaking of it."""
    try:
        session = uow.sessions.locked(session_id)
    except KeyError:
        raise NoSuchSession from None
    return session, _voice(uow, session, actor)


def _voice(uow: UnitOfWork, session: Session, actor: Person) -> Voice:
    coordinators = coordinators_of(uow, session.programme_id)
    settles = rules.may_settle(session, actor.id, coordinators)
    if rules.hosted_by(session, actor.id):
        capacity = Capacity.HOST
    elif actor.id in session.people:
        capacity = Capacity.PARTICIPANT
    elif settles:
        capacity = Capacity.COORDINATOR
    else:
        raise NoSuchSession
    details, of_whom = _details(uow, session, actor), rules.speaks_of(session, actor.id)
    return Voice(details, capacity, of_whom, settles, excused_from(uow, session))


def coordinators_of(uow: UnitOfWork, programme_id: int) -> frozenset[int]:
    """Ids of those who coordinate the programme."""
    places = uow.people.participants(programme_id)
    return frozenset(one.person.id for one in places if Role.COORDINATOR in one.roles)


def _details(uow: UnitOfWork, session: Session, viewer: Person) -> Details:
    """The session as its attendance is spoken of; what a pair wrote about it is no part of that for anybody else."""
    details = details_of(uow, session, viewer)
    return details if viewer.id in session.people else replace(details, notes=())


def _add(
    uow: UnitOfWork, session: Session, word: Word, voice: Voice, *, settles: bool, actor: Person, now: datetime
) -> None:
    if voice.capacity is Capacity.COORDINATOR and not settles:
        raise NoSuchSession
    policy = voice.details.programme.attendance
    rules.check_word(session, word, voice.of_whom, policy, now)
    before = voice.details.attendance
    settling = rules.settling_capacity(session, actor.id) if settles else voice.capacity
    new = rules.statements_of(session, word, before, by=actor.id, capacity=settling, settles=settles, now=now)
    _keep(uow, session, before, new)


def _keep(uow: UnitOfWork, session: Session, before: Attendance, new: Iterable[Statement]) -> None:
    """Keep the statements with what is to be said of them, and commit."""
    kept = [uow.statements.add(one) for one in new]
    if not kept:
        return
    programme = uow.people.programme(session.programme_id)
    after = rules.settled(session, [*before.trail, *kept], programme.attendance)
    uow.deliveries.plan(plan_attendance_news(session, before, after, kept, programme))
    uow.commit()
