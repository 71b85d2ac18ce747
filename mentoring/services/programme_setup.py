"""Beginning a programme, letting it run, closing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentoring.errors import NotACoordinator, NotAnAdministrator
from mentoring.people import Participant, Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.programme_settings import ProgrammeState, SetUpStep
from mentoring.rules import programmes as rules
from mentoring.rules.arrivals import is_under_way
from mentoring.services.accounts import Account
from mentoring.services.introductions import introduce_waiting
from mentoring.services.programme_access import coordinated_by, place_of
from mentoring.services.programme_changes import lock_coordinators
from mentoring.services.programmes import coordinators_of


def founder_of(uow: UnitOfWork, account: Account, newcomer: Person) -> Person | None:
    """The person of an account that may set up the first programme here, kept as ``newcomer`` where unknown.

    None as soon as anybody runs a programme in this workspace. Whether the account administers the workspace is for
    the caller to ask Slack.
    """
    with uow:
        if coordinators_of(uow, uow.people.programmes()):
            return None
        known = uow.people.by_user(account.user_id) or (account.email and uow.people.by_email(account.email)) or None
        if known is None:
            known = uow.people.add(newcomer)
        elif known.user_id != account.user_id or not known.active:
            known = replace(known, user_id=account.user_id, active=True)
            uow.people.update(known)
        uow.commit()
        return known


def begin_programme(uow: UnitOfWork, programme: Programme, *, actor: Person, administers: bool) -> Programme:
    """Keep a new programme (``id`` 0) as a draft that the person coordinates.

    Who runs a programme here already may begin another. While nobody does, whoever ``administers`` the workspace may
    begin the first; NotACoordinator and NotAnAdministrator for others. Refused like `rules.programmes.check_programme`.
    """
    with uow:
        every = uow.people.programmes()
        runs_one = any(Role.COORDINATOR in one.roles for one in uow.people.participations(actor.id))
        if not runs_one and coordinators_of(uow, every):
            raise NotACoordinator
        if not runs_one and not administers:
            raise NotAnAdministrator
        draft = replace(
            programme,
            team_id=uow.team_id,
            name=" ".join(programme.name.split()),
            state=ProgrammeState.DRAFT,
            set_up=frozenset({SetUpStep.BASICS}),
        )
        rules.check_programme(draft, every)
        kept = uow.people.add_programme(draft)
        uow.people.enrol(Participant(kept.id, actor, frozenset({Role.COORDINATOR})))
        uow.commit()
        return kept


def pass_step(uow: UnitOfWork, programme_id: int, step: SetUpStep, *, actor: Person) -> Programme:
    """Note that somebody has been through a step that keeps nothing in the programme itself."""
    with uow:
        lock_coordinators(uow, programme_id)
        programme = coordinated_by(uow, programme_id, actor)
        passed = replace(programme, set_up=programme.set_up | {step})
        if passed != programme:
            uow.people.update_programme(passed)
            uow.commit()
        return passed


def let_run(uow: UnitOfWork, programme_id: int, *, actor: Person, now: datetime) -> Programme:
    """Have the programme run: from now on it is booked in and spoken of. A second time changes nothing.

    Pairs that were published before are introduced.
    """
    with uow:
        programme = _become(uow, programme_id, ProgrammeState.RUNNING, actor)
        if is_under_way(programme, now):
            introduce_waiting(uow, programme, now)
        uow.commit()
        return programme


def close(uow: UnitOfWork, programme_id: int, *, actor: Person) -> Programme:
    """Close the programme: nothing new is arranged in it, and it says nothing more of itself. What was stays."""
    with uow:
        programme = _become(uow, programme_id, ProgrammeState.CLOSED, actor)
        uow.commit()
        return programme


def _become(uow: UnitOfWork, programme_id: int, state: ProgrammeState, actor: Person) -> Programme:
    lock_coordinators(uow, programme_id)
    programme = coordinated_by(uow, programme_id, actor)
    changed = replace(programme, state=state)
    if changed != programme:
        uow.people.update_programme(changed)
    return changed


def claim(uow: UnitOfWork, programme_id: int, *, actor: Person, administers: bool) -> Programme:
    """Become the coordinator of a programme that nobody runs, for whoever administers the workspace.

    NotAnAdministrator for others; NotACoordinator once somebody runs a programme here.
    """
    with uow:
        programmes = {one.id: one for one in uow.people.programmes()}
        if coordinators_of(uow, tuple(programmes.values())) or programme_id not in programmes:
            raise NotACoordinator
        if not administers:
            raise NotAnAdministrator
        place = place_of(uow, programme_id, actor.id) or Participant(programme_id, actor, frozenset())
        uow.people.enrol(replace(place, roles=place.roles | {Role.COORDINATOR}))
        uow.commit()
        return programmes[programme_id]
