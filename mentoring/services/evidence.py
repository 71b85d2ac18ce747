"""Who attended what, by person and day, and what coordinators have to look at before that can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from mentoring.attendance import Attendance, Source, Standing, Statement, Verdict
from mentoring.clocks import local, midnight
from mentoring.errors import NotACoordinator
from mentoring.intervals import Interval
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.progress import Attended, Record
from mentoring.rules import attendance as rules
from mentoring.services.excuses import excused_from
from mentoring.services.programme_access import place_of
from mentoring.sessions import Details, Session

DAY = timedelta(days=1)


def record_of(uow: UnitOfWork, programme_id: int, first: date, last: date, *, actor: Person, now: datetime) -> Record:
    """What a coordinator sees of everybody, and anybody else in the programme of themselves; NotACoordinator else."""
    with uow:
        place = place_of(uow, programme_id, actor.id)
        if place is None:
            raise NotACoordinator
        everybody = Role.COORDINATOR in place.roles
        return by_day(
            uow,
            uow.people.programme(programme_id),
            first,
            last,
            person_id=None if everybody else actor.id,
            now=now,
        )


def evidence(
    uow: UnitOfWork, programme_id: int, first: date, last: date, *, person_id: int | None = None, now: datetime
) -> Record:
    """The same for whoever runs the server, who may see everything."""
    with uow:
        return by_day(uow, uow.people.programme(programme_id), first, last, person_id=person_id, now=now)


def by_day(
    uow: UnitOfWork, programme: Programme, first: date, last: date, *, person_id: int | None = None, now: datetime
) -> Record:
    """Attendance by person and day from ``first`` to ``last``, both inclusive, in the caller's transaction.

    A day is a date on the clock of the programme's zone, whatever the people's own clocks show. A session said to have
    taken place at another time stands on that day. All figures of attendance come from here.
    """
    within = Interval(midnight(first, programme.zone), midnight(last + DAY, programme.zone))
    sessions = uow.statements.sessions(programme.id, within, person_id)
    attendance = attendance_of(uow, sessions, programme)
    ids = {one for session in sessions for one in session.people}
    speakers = {one.by for found in attendance.values() for one in found.trail}
    people = uow.people.known(ids | speakers)
    lines = [
        line
        for session in sessions
        if session.when.end <= now or attendance[session.id].trail
        for line in _lines(uow, session, attendance[session.id], people, programme, now)
        if first <= line.day <= last and person_id in (None, line.person.id)
    ]
    lines.sort(key=lambda one: (one.day, one.starts_at, one.session_id, one.person.name, one.person.id))
    return Record(programme, first, last, tuple(lines))


def attendance_of(uow: UnitOfWork, sessions: Sequence[Session], programme: Programme) -> Mapping[str, Attendance]:
    """What was said of each of these sessions of the programme comes to, by session id."""
    said = uow.statements.of_sessions([one.id for one in sessions])
    return {one.id: rules.settled(one, said.get(one.id, ()), programme.attendance) for one in sessions}


def details_to_settle(
    uow: UnitOfWork, programme: Programme, session_ids: Sequence[str], *, among_several: bool = False
) -> tuple[Details, ...]:
    """These sessions of the programme as a coordinator looks at them, in this order, in the caller's transaction.

    ``among_several`` as in `Details`.
    """
    known = uow.sessions.known(session_ids)
    found = [known[one] for one in session_ids if one in known]
    attendance = attendance_of(uow, found, programme)
    people = uow.people.known({person_id for one in found for person_id in _concerned(one, attendance[one.id])})
    return tuple(
        Details(
            session=one,
            programme=programme,
            people={person_id: people[person_id] for person_id in _concerned(one, attendance[one.id])},
            attendance=attendance[one.id],
            among_several=among_several,
        )
        for one in found
    )


def _concerned(session: Session, attendance: Attendance) -> frozenset[int]:
    return session.people | {one.by for one in attendance.trail}


def _lines(  # noqa: PLR0917
    uow: UnitOfWork,
    session: Session,
    attendance: Attendance,
    people: Mapping[int, Person],
    programme: Programme,
    now: datetime,
) -> Iterator[Attended]:
    excused = excused_from(uow, session)
    for attendee in session.attendees:
        verdict = rules.about(attendance, attendee.person_id)
        if rules.counts(attendee, session, verdict):
            line = _line(session, attendance, people[attendee.person_id], people, programme, now)
            holds = line.standing is Standing.HELD
            unaccepted = rules.owed(session, verdict, excused=attendee.person_id in excused)
            yield replace(line, owed=holds and unaccepted)


def _line(  # noqa: PLR0917
    session: Session,
    attendance: Attendance,
    person: Person,
    people: Mapping[int, Person],
    programme: Programme,
    now: datetime,
) -> Attended:
    standing = attendance.standing_of(person.id, now)
    verdict = attendance.took_place if standing is Standing.NOT_HELD else rules.about(attendance, person.id)
    certain = standing in {Standing.HELD, Standing.NOT_HELD}
    holds = verdict.holds if standing is Standing.HELD else None
    words = _words(verdict) if certain else verdict.words
    began = attendance.began(session.when.start)
    return Attended(
        day=local(began, programme.zone).date(),
        starts_at=began,
        session_id=session.id,
        kind=session.kind,
        person=person,
        standing=standing,
        presence=holds.presence if holds else None,
        minutes=holds.minutes if holds else 0,
        source=verdict.source if certain else None,
        sources=tuple(people[one.by] for one in words if one.by in people),
        spoken_at=max((one.at for one in words), default=None),
        comment=" / ".join(one.comment for one in words if one.comment),
    )


def _words(stands: Verdict) -> tuple[Statement, ...]:
    """The words on which it stands: the settling one, or all that agree."""
    if stands.source is Source.SETTLED and stands.holds:
        return (stands.holds,)
    return stands.words
