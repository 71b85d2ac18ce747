"""Who may decide that a pair ends or that somebody pauses, leaves or comes back: coordinators of that programme."""

from __future__ import annotations

from mentoring.errors import NoSuchMember, NoSuchPair, NotACoordinator
from mentoring.people import Pair, Participant, ParticipationState, Person, Programme, Role
from mentoring.ports import UnitOfWork


def coordinated(uow: UnitOfWork, actor: Person) -> tuple[Programme, ...]:
    """The programmes that the person coordinates; NotACoordinator where there is none."""
    mine = tuple(programme for part, programme in uow.people.parts_of(actor.id) if Role.COORDINATOR in part.roles)
    if not mine:
        raise NotACoordinator
    return mine


def coordinated_programme(uow: UnitOfWork, programme_id: int, actor: Person) -> Programme:
    """The programme, for who coordinates it; NotACoordinator for anybody else, whether it exists or not."""
    found = next((one for one in coordinated(uow, actor) if one.id == programme_id), None)
    if found is None:
        raise NotACoordinator
    return found


def coordinated_pair(uow: UnitOfWork, pair_id: int, actor: Person) -> tuple[Programme, Pair]:
    """The pair and its programme, for who coordinates that; NotACoordinator, NoSuchPair."""
    mine = {one.id: one for one in coordinated(uow, actor)}
    try:
        pair = uow.people.pair(pair_id)
    except KeyError:
        raise NoSuchPair from None
    if pair.programme_id not in mine:
        raise NoSuchPair
    return mine[pair.programme_id], pair


def member(uow: UnitOfWork, programme_id: int, person_id: int, actor: Person) -> tuple[Programme, Participant]:
    """Somebody who is or was in the programme, for who coordinates it; NotACoordinator, NoSuchMember."""
    programme = coordinated_programme(uow, programme_id, actor)
    found = next((one for one in uow.people.everybody(programme_id) if one.person.id == person_id), None)
    if found is None:
        raise NoSuchMember
    return programme, found


def active_mentors(uow: UnitOfWork, programme_id: int) -> tuple[Person, ...]:
    """The mentors who take part in the programme now, by name."""
    return tuple(one.person for one in uow.people.participants(programme_id) if Role.MENTOR in one.roles)


def is_out(uow: UnitOfWork, programme_id: int, person_id: int) -> bool:
    """Whether somebody pauses in the programme or has left it."""
    return uow.people.state_in(programme_id, person_id) is not ParticipationState.ACTIVE
