"""What people are shown: a session with everything around it, and a person's overview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mentoring.errors import NoSuchSession
from mentoring.messages import DeliveryKind
from mentoring.notes import Note, Visibility
from mentoring.people import Participant, Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.reminders import ReminderPolicy
from mentoring.rules import reminders as rules
from mentoring.rules.gatherings import HOSTING_ROLES
from mentoring.services.readers import reader_of
from mentoring.sessions import Details, Overview, Session, SessionKind, SessionState

SHOWN = 20


def session_of(uow: UnitOfWork, session_id: str, actor: Person) -> Session:
    """The session, if the person is in it; NoSuchSession otherwise, whether it exists or not."""
    try:
        session = uow.sessions.get(session_id)
    except KeyError:
        raise NoSuchSession from None
    if actor.id not in session.people:
        raise NoSuchSession
    return session


def details_of(uow: UnitOfWork, session: Session, viewer: Person) -> Details:
    """The session with its people, history and the notes that ``viewer``, one of its people, may read."""
    people = uow.people.known(_shown_in(session))
    programmes = {session.programme_id: uow.people.programme(session.programme_id)}
    return _details_of_all(uow, [session], viewer, people, programmes)[0]


def _details_of_all(
    uow: UnitOfWork,
    sessions: Sequence[Session],
    viewer: Person,
    people: Mapping[int, Person],
    programmes: Mapping[int, Programme],
) -> list[Details]:
    """As above; the database is asked as often for many sessions as for one."""
    if not sessions:
        return []
    ids = [session.id for session in sessions]
    histories, notes = uow.sessions.histories(ids), uow.notes.of_sessions(ids)
    return [
        Details(
            session=session,
            programme=programmes[session.programme_id],
            people={one: people[one] for one in _shown_in(session) if one in people},
            history=tuple(histories.get(session.id, ())),
            notes=_readable(notes.get(session.id, ()), viewer),
        )
        for session in sessions
    ]


def _shown_in(session: Session) -> frozenset[int]:
    """Ids of everybody in it, and of who closed it: a coordinator need not be in it."""
    return session.people if session.closed_by is None else session.people | {session.closed_by}


def _readable(notes: Iterable[Note], viewer: Person) -> tuple[Note, ...]:
    return tuple(note for note in notes if note.author_id == viewer.id or note.visibility is not Visibility.AUTHOR)


def session_details(uow: UnitOfWork, session_id: str, *, actor: Person) -> Details:
    """A session as its card shows it to one of its people; NoSuchSession for anybody else."""
    with uow:
        return details_of(uow, session_of(uow, session_id, actor), actor)


def overview(uow: UnitOfWork, person: Person, now: datetime) -> Overview:
    """What the person's Home shows at ``now``."""
    parts = uow.people.parts_of(person.id)
    programmes = tuple(programme for _, programme in parts)
    to_come, past = uow.sessions.upcoming(person.id, now, SHOWN), uow.sessions.past(person.id, now, SHOWN)
    partner_ids = _partner_ids(uow, person, now)
    people = uow.people.known({*partner_ids, *(one for session in (*to_come, *past) for one in session.people)})
    ran_by = {one.id: one for one in programmes}
    ran_by |= {one: uow.people.programme(one) for one in {it.programme_id for it in (*to_come, *past)} - ran_by.keys()}
    details = _details_of_all(uow, [*to_come, *past], person, people, ran_by)
    upcoming = details[: len(to_come)]
    return Overview(
        person=person,
        participations=tuple(part for part, _ in parts),
        programmes=programmes,
        partners=tuple(people[one] for one in partner_ids),
        awaiting=tuple(one for one in upcoming if one.session.awaits(person.id)),
        upcoming=tuple(one for one in upcoming if not one.session.awaits(person.id)),
        past=tuple(details[len(to_come) :]),
        reminders=(programmes[-1].reminders if programmes else ReminderPolicy()).wished(person.wishes),
        reminded_at=_reminded_at(uow, person, to_come, ran_by, now),
        joint_meetings=tuple(one for programme in programmes for one in uow.sessions.joint_meetings(programme.id)),
        to_host=proposals_to_host(uow, person, [part for part, _ in parts], now),
    )


def proposals_to_host(
    uow: UnitOfWork, person: Person, parts: Iterable[Participant], now: datetime
) -> tuple[Details, ...]:
    """Group sessions that somebody else proposed and the person may host in these places of theirs, soonest first."""
    hosting = HOSTING_ROLES[SessionKind.GROUP]
    waiting = [
        session
        for part in parts
        if part.roles & hosting
        for session in uow.sessions.awaiting_host(part.programme_id, now)
        if session.organiser_id != person.id
    ]
    return tuple(details_of(uow, one, person) for one in sorted(waiting, key=lambda one: one.when))


def _reminded_at(
    uow: UnitOfWork, person: Person, upcoming: Iterable[Session], programmes: Mapping[int, Programme], now: datetime
) -> datetime | None:
    """When the person is reminded of their next session with a day's notice, unless that is over or switched off."""
    following = next((one for one in upcoming if one.state is SessionState.CONFIRMED), None)
    if following is None:
        return None
    reader = reader_of(uow, person, programmes[following.programme_id], following.when.start)
    due = rules.due(DeliveryKind.DAY_BEFORE, following, reader)
    return due.at if due and due.at > now else None


def partners_of(uow: UnitOfWork, person: Person, now: datetime) -> tuple[Person, ...]:
    """The people whom this person is paired with today, in the order of their pairs."""
    partner_ids = _partner_ids(uow, person, now)
    known = uow.people.known(partner_ids)
    return tuple(known[partner_id] for partner_id in partner_ids)


def _partner_ids(uow: UnitOfWork, person: Person, now: datetime) -> list[int]:
    return [pair.partner_of(person.id) for pair in uow.people.pairs_of(person.id, now.date())]


def home(uow: UnitOfWork, *, actor: Person, now: datetime) -> Overview:
    """The person's overview, in a transaction of its own."""
    with uow:
        return overview(uow, actor, now)
