"""Importing a roster: people, their places in a programme, and pairs. Importing it again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.clocks import local
from mentoring.errors import NoProgramme, RosterRefused
from mentoring.people import (
    Pair,
    Participant,
    ParticipationState,
    Person,
    Programme,
    Role,
    RosterProblem,
    RosterReport,
    RosterRow,
    WorkingWeek,
)
from mentoring.ports import UnitOfWork
from mentoring.services.programme_access import coordinated_by


def import_roster(
    uow: UnitOfWork,
    rows: Sequence[RosterRow],
    problems: Sequence[RosterProblem] = (),
    *,
    now: datetime,
    programme_id: int | None = None,
    keep_good: bool = False,
    actor: Person | None = None,
) -> RosterReport:
    """Bring the roster's people and pairs into the programme (the team's latest when none is named).

    ``problems`` are those that the file's reader found. With any problem nothing is imported and RosterRefused tells
    them all, unless ``keep_good`` asks for the good rows; NoProgramme when the team has none. NotACoordinator for an
    ``actor`` who does not run the programme; without one it is the bot's operator who imports.
    """
    with uow:
        programme = _programme(uow, programme_id)
        if actor is not None:
            coordinated_by(uow, programme.id, actor)
        bad = [*problems, *_unpaired(uow, rows, programme)]
        if bad and not keep_good:
            raise RosterRefused(problems=tuple(sorted(bad, key=lambda problem: problem.line)))
        report = _import(uow, rows, programme, now)
        uow.commit()
        return replace(report, problems=tuple(sorted(bad, key=lambda problem: problem.line)))


def _programme(uow: UnitOfWork, programme_id: int | None) -> Programme:
    if programme_id is not None:
        return uow.people.programme(programme_id)
    programmes = uow.people.programmes()
    if not programmes:
        raise NoProgramme
    return programmes[-1]


def _unpaired(uow: UnitOfWork, rows: Sequence[RosterRow], programme: Programme) -> list[RosterProblem]:
    """Rows whose mentor is nobody that the roster or the programme knows as a mentor, or who mentor themselves."""
    known = [one.person for one in uow.people.everybody(programme.id) if Role.MENTOR in one.roles]
    mentors = {address for one in known for address in (one.email.lower(), one.account_email)}
    mentors |= {row.email.lower() for row in rows if Role.MENTOR in row.roles}
    found = []
    for row in rows:
        if not row.mentor_email:
            continue
        if row.mentor_email.lower() == row.email.lower():
            found.append(RosterProblem(row.line, "own_mentor", "mentor_email", row.mentor_email))
        elif row.mentor_email.lower() not in mentors:
            found.append(RosterProblem(row.line, "unknown_mentor", "mentor_email", row.mentor_email))
        elif Role.MENTEE not in row.roles:
            found.append(RosterProblem(row.line, "mentor_of_no_mentee", "mentor_email", row.mentor_email))
    return found


def _import(uow: UnitOfWork, rows: Sequence[RosterRow], programme: Programme, now: datetime) -> RosterReport:
    enrolled = {one.person.id: one for one in uow.people.everybody(programme.id)}
    outcomes: Counter[str] = Counter()
    people: dict[str, Person] = {}
    for row in rows:
        person, outcome = _person(uow, row)
        people[row.email.lower()] = person
        known = enrolled.get(person.id)
        place = _place(row, person, programme)
        place = replace(place, state=known.state, until=known.until) if known else place
        if known != place:
            uow.people.enrol(place)
            outcome = "updated" if outcome == "unchanged" else outcome
        outcomes[outcome] += 1
    return RosterReport(
        added=outcomes["added"],
        updated=outcomes["updated"],
        unchanged=outcomes["unchanged"],
        pairs_added=_add_pairs(uow, rows, people, programme, now),
        linked=_linked(people),
    )


def _linked(people: dict[str, Person]) -> int:
    return sum(1 for person in people.values() if person.user_id)


def _person(uow: UnitOfWork, row: RosterRow) -> tuple[Person, str]:
    """The row's person as now kept. What the roster leaves empty is left as it is."""
    known = _by_address(uow, row.email)
    if known is None:
        return uow.people.add(_newcomer(uow, row)), "added"
    fresh = replace(
        known,
        name=row.name,
        zone=row.zone,
        country=row.country,
        city=row.city or known.city,
        language=row.language or known.language,
        user_id=row.user_id or known.user_id,
        working_week=known.working_week if row.country == known.country else WorkingWeek.usual(row.country),
    )
    if fresh == known:
        return known, "unchanged"
    uow.people.update(fresh)
    return fresh, "updated"


def _by_address(uow: UnitOfWork, email: str) -> Person | None:
    """The person whom an earlier roster named by this address, or whose account has it by now."""
    return uow.people.by_email(email) or uow.people.by_account_email(email)


def _newcomer(uow: UnitOfWork, row: RosterRow) -> Person:
    return Person(
        id=0,
        team_id=uow.team_id,
        user_id=row.user_id or None,
        email=row.email,
        name=row.name,
        zone=row.zone,
        country=row.country,
        city=row.city,
        language=row.language or None,
        working_week=WorkingWeek.usual(row.country),
    )


def _place(row: RosterRow, person: Person, programme: Programme) -> Participant:
    return Participant(
        programme_id=programme.id,
        person=person,
        roles=row.roles,
        cohort=row.cohort,
        cluster=row.cluster,
        sector=row.sector,
        title=row.title,
    )


def _add_pairs(
    uow: UnitOfWork, rows: Sequence[RosterRow], people: dict[str, Person], programme: Programme, now: datetime
) -> int:
    """Pair each mentee with the mentor whom the roster names, unless the two are a pair already or were one.

    A roster older than the end of a pair, or than somebody's leaving, takes neither back.
    """
    current = {(pair.mentor_id, pair.mentee_id) for pair in uow.people.pairs(programme.id)}
    gone = {one.person.id for one in uow.people.everybody(programme.id) if one.state is ParticipationState.LEFT}
    today = local(now, programme.zone).date()
    added = 0
    for row in rows:
        mentor = people.get(row.mentor_email.lower()) or _by_address(uow, row.mentor_email)
        mentee = people[row.email.lower()]
        if not row.mentor_email or mentor is None or mentor.id == mentee.id or Role.MENTEE not in row.roles:
            continue
        if (mentor.id, mentee.id) not in current and not gone & {mentor.id, mentee.id}:
            uow.people.add_pair(Pair(0, programme.id, mentor.id, mentee.id, today))
            current.add((mentor.id, mentee.id))
            added += 1
    return added
