"""Importing a roster: people, their places in a programme, and pairs. Importing it again changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.clocks import local
from mentoring.errors import NoProgramme, RosterRefused
from mentoring.people import (
    Brought,
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
from mentoring.services.clusters import known_as
from mentoring.services.coordinator_news import tell_of_new_coordinators, tell_who_was_tied_of_running
from mentoring.services.programme_access import coordinated_by, coordinators_in


def import_roster(
    uow: UnitOfWork,
    rows: Sequence[RosterRow],
    problems: Sequence[RosterProblem] = (),
    *,
    now: datetime,
    programme_id: int | None = None,
    keep_good: bool = False,
    actor: Person | None = None,
    quietly: bool = False,
) -> RosterReport:
    """Bring the roster's people and pairs into the programme (the team's latest when none is named).

    ``problems`` are those that the file's reader found. With any problem nothing is imported and RosterRefused tells
    them all, unless ``keep_good`` asks for the good rows; NoProgramme when the team has none. NotACoordinator for an
    ``actor`` who does not run the programme; without one it is the bot's operator who imports. Who coordinates by it
    from now on is told, unless it happens ``quietly``, to fill a programme with what might have been.
    """
    with uow:
        programme = _programme(uow, programme_id)
        if actor is not None:
            coordinated_by(uow, programme.id, actor)
        rows = _by_known_addresses(uow, rows, programme)
        bad = [*problems, *_unpaired(uow, rows, programme)]
        if bad and not keep_good:
            raise RosterRefused(problems=tuple(sorted(bad, key=lambda problem: problem.line)))
        running = [one.person for one in coordinators_in(uow, programme.id)]
        brought = bring_in(uow, rows, programme)
        report = _report(uow, rows, brought, programme, now)
        if not quietly:
            tell_of_new_coordinators(uow, programme, running, by=actor, now=now)
            tell_who_was_tied_of_running(uow, brought, now=now)
        uow.commit()
        return replace(report, problems=tuple(sorted(bad, key=lambda problem: problem.line)))


def _programme(uow: UnitOfWork, programme_id: int | None) -> Programme:
    if programme_id is not None:
        return uow.people.programme(programme_id)
    programmes = uow.people.programmes()
    if not programmes:
        raise NoProgramme
    return programmes[-1]


def _by_known_addresses(uow: UnitOfWork, rows: Sequence[RosterRow], programme: Programme) -> list[RosterRow]:
    """The rows with the address by which the programme knows somebody, where they name the one of their account."""
    people = [one.person for one in uow.people.everybody(programme.id)]
    addresses = {one.account_email: one.email for one in people if one.account_email}
    addresses |= {one.email.lower(): one.email for one in people}

    def known(address: str) -> str:
        found = addresses.get(address.lower(), address)
        return address if found.lower() == address.lower() else found

    return [replace(row, email=known(row.email), mentor_email=known(row.mentor_email)) for row in rows]


def _unpaired(uow: UnitOfWork, rows: Sequence[RosterRow], programme: Programme) -> list[RosterProblem]:
    """Rows whose mentor is nobody that the roster or the programme knows as a mentor, who mentor themselves, or whose
    person has another mentor today. An older roster that names a former mentor is no contradiction.
    """
    pairs = _addresses(uow, uow.people.pairs(programme.id))
    today = {addresses for pair, addresses in pairs if pair.ends_on is None}
    ever = {addresses for _, addresses in pairs}
    mentors = {one.person.email.lower() for one in uow.people.everybody(programme.id) if Role.MENTOR in one.roles}
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
        elif (row.mentor_email.lower(), row.email.lower()) not in ever:
            others = [mentor for mentor, mentee in today if mentee == row.email.lower()]
            found += [RosterProblem(row.line, "other_mentor", "mentor_email", min(others))] if others else []
    return found


def _addresses(uow: UnitOfWork, pairs: Sequence[Pair]) -> list[tuple[Pair, tuple[str, str]]]:
    """Each pair with its mentor's and its mentee's address."""
    known = uow.people.known({one for pair in pairs for one in pair.people})
    return [(pair, (known[pair.mentor_id].email.lower(), known[pair.mentee_id].email.lower())) for pair in pairs]


def _report(
    uow: UnitOfWork, rows: Sequence[RosterRow], brought: Sequence[Brought], programme: Programme, now: datetime
) -> RosterReport:
    """Keep the pairs of those who were brought in, and count what became of everybody."""
    people = {row.email.lower(): one.after for row, one in zip(rows, brought, strict=True)}
    added = sum(one.before is None for one in brought)
    updated = sum(one.changed for one in brought) - added
    return RosterReport(
        added=added,
        updated=updated,
        unchanged=len(brought) - added - updated,
        pairs_added=_add_pairs(uow, rows, people, programme, now),
        linked=sum(1 for one in brought if one.after.user_id),
    )


def bring_in(uow: UnitOfWork, rows: Sequence[RosterRow], programme: Programme) -> list[Brought]:
    """Keep the rows' people and their places in the programme, in the caller's transaction; what became of each."""
    enrolled = {one.person.id: one for one in uow.people.everybody(programme.id)}
    clusters = uow.clusters.of_programme(programme.id)
    brought = []
    for row in rows:
        before, after = _person(uow, row)
        was = enrolled.get(after.id)
        place = known_as(clusters, _place(row, after, programme, was))
        if was != place:
            uow.people.enrol(place)
        brought.append(Brought(before, after, was, place))
    return brought


def _person(uow: UnitOfWork, row: RosterRow) -> tuple[Person | None, Person]:
    """The row's person as they were kept and as they are by now. What the roster leaves empty is left as it is."""
    known = _known_by(uow, row)
    if known is None:
        return None, uow.people.add(_newcomer(uow, row))
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
    if fresh != known:
        uow.people.update(fresh)
    return known, fresh


def _known_by(uow: UnitOfWork, row: RosterRow) -> Person | None:
    """Whom an earlier roster named by this address, or whose account has it by now; without one, the Slack user."""
    if not row.email:
        return uow.people.by_user(row.user_id)
    return uow.people.by_email(row.email) or uow.people.by_account_email(row.email)


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


def _place(row: RosterRow, person: Person, programme: Programme, present: Participant | None) -> Participant:
    """The row's place in the programme. Nobody stops coordinating by a roster, nor does it end a pause or a leave."""
    place = present or Participant(programme.id, person, frozenset())
    return replace(
        place,
        person=person,
        roles=row.roles | (place.roles & {Role.COORDINATOR}),
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
        mentor = people.get(row.mentor_email.lower()) or uow.people.by_email(row.mentor_email)
        mentee = people[row.email.lower()]
        if not row.mentor_email or mentor is None or mentor.id == mentee.id or Role.MENTEE not in row.roles:
            continue
        if (mentor.id, mentee.id) not in current and not gone & {mentor.id, mentee.id}:
            uow.people.add_pair(Pair(0, programme.id, mentor.id, mentee.id, today))
            current.add((mentor.id, mentee.id))
            added += 1
    return added
