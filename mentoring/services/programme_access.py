"""What somebody is in a programme; who may run it: its coordinators, and nobody else."""

from __future__ import annotations

from mentoring.errors import NotACoordinator
from mentoring.people import Participant, ParticipationState, Person, Programme, Role
from mentoring.ports import UnitOfWork


def place_of(uow: UnitOfWork, programme_id: int | None, person_id: int) -> Participant | None:
    """What the person is in the programme; None for who is not in it."""
    return next((one for one in uow.people.participations(person_id) if one.programme_id == programme_id), None)


def coordinated_by(uow: UnitOfWork, programme_id: int, actor: Person) -> Programme:
    """The programme; NotACoordinator for everybody but its coordinators, also when there is none of this id."""
    place = place_of(uow, programme_id, actor.id)
    if place is None or Role.COORDINATOR not in place.roles:
        raise NotACoordinator
    return uow.people.programme(programme_id)


def coordinators_in(uow: UnitOfWork, programme_id: int) -> list[Participant]:
    """Everybody who runs the programme, by name, also while they pause; not those who left it."""
    return [
        one
        for one in uow.people.everybody(programme_id)
        if Role.COORDINATOR in one.roles and one.state is not ParticipationState.LEFT
    ]
