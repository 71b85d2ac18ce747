"""Who runs a programme: added and removed by those who do already, never down to nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentoring.errors import LastCoordinator
from mentoring.people import Participant, ParticipationState, Person, Role
from mentoring.ports import UnitOfWork
from mentoring.services.accounts import Account
from mentoring.services.coordinator_news import tell_newcomer_of_running, tell_of_coordinator
from mentoring.services.programme_access import coordinated_by, coordinators_in
from mentoring.services.programme_changes import lock_coordinators


def add_coordinator(
    uow: UnitOfWork, programme_id: int, account: Account, newcomer: Person, *, actor: Person, now: datetime
) -> Person:
    """Let the person of a Slack account run the programme too, kept as ``newcomer`` where unknown, and have it told.

    What they are in the programme besides stays. Done again, it changes nothing.
    """
    with uow:
        lock_coordinators(uow, programme_id)
        programme = coordinated_by(uow, programme_id, actor)
        person = _person_of(uow, account, newcomer, now)
        running = [one.person for one in coordinators_in(uow, programme_id)]
        _enrol(uow, programme_id, person)
        if person.id not in {one.id for one in running}:
            tell_of_coordinator(uow, programme, person, running, added=True, by=actor, now=now)
        uow.commit()
        return person


def _enrol(uow: UnitOfWork, programme_id: int, person: Person) -> None:
    """Somebody who left or pauses is in the programme again by running it; what they were before they left is over."""
    there = next((one for one in uow.people.everybody(programme_id) if one.person.id == person.id), None)
    place = there or Participant(programme_id, person, frozenset())
    was = frozenset[Role]() if place.state is ParticipationState.LEFT else place.roles
    wanted = replace(place, roles=was | {Role.COORDINATOR})
    if there is None or wanted.roles != there.roles:
        uow.people.enrol(wanted)
    if place.state is not ParticipationState.ACTIVE:
        uow.people.mark_participation(programme_id, person.id, ParticipationState.ACTIVE)


def _person_of(uow: UnitOfWork, account: Account, newcomer: Person, now: datetime) -> Person:
    """Whoever has the account; who was known by their address only is told what they run already."""
    known = uow.people.by_user(account.user_id) or (uow.people.by_email(account.email) if account.email else None)
    if known is None:
        return uow.people.add(newcomer)
    if known.user_id == account.user_id and known.active:
        return known
    linked = replace(known, user_id=account.user_id, locale=account.locale or known.locale, active=True)
    uow.people.update(linked)
    if not known.user_id:
        tell_newcomer_of_running(uow, linked, now=now)
    return linked


def remove_coordinator(
    uow: UnitOfWork, programme_id: int, person_id: int, *, actor: Person, now: datetime
) -> Person | None:
    """Let somebody run the programme no more, and have it told; what they are in it besides stays. None when they
    did not.

    LastCoordinator for the only active one, who first asks somebody else to. From the next moment on they may do
    nothing here that others may not.
    """
    with uow:
        lock_coordinators(uow, programme_id)
        programme = coordinated_by(uow, programme_id, actor)
        running = {one.person.id: one for one in coordinators_in(uow, programme_id)}
        place = running.get(person_id)
        if place is None:
            return None
        if not any(_at_work(one) and one.person.id != person_id for one in running.values()):
            raise LastCoordinator(name=place.person.name)
        left = replace(place, roles=place.roles - {Role.COORDINATOR})
        if left.roles:
            uow.people.enrol(left)
        else:
            uow.people.unenrol(programme_id, person_id)
        others = [one.person for one in running.values() if one.person.id != person_id]
        tell_of_coordinator(uow, programme, place.person, others, added=False, by=actor, now=now)
        uow.commit()
        return place.person


def _at_work(place: Participant) -> bool:
    return place.person.active and place.state is ParticipationState.ACTIVE
