"""Who may run a programme: its coordinators, and nobody else."""

from __future__ import annotations

from mentoring.errors import NotACoordinator
from mentoring.people import Participant, ParticipationState, Person, Programme, Role
from mentoring.ports import UnitOfWork


def coordinated_by(uow: UnitOfWork, programme_id: int, actor: Person) -> Programme:
    """The programme; NotACoordinator for everybody but its coordinators, also when there is none of this id."""
    places = uow.people.participations(actor.id)
    if not any(one.programme_id == programme_id and Role.COORDINATOR in one.roles for one in places):
        raise NotACoordinator
    return uow.people.programme(programme_id)


def coordinators_in(uow: UnitOfWork, programme_id: int) -> list[Participant]:
    """Everybody who runs the programme, by name, also while they pause; not those who left it."""
    return [
        one
        for one in uow.people.everybody(programme_id)
        if Role.COORDINATOR in one.roles and one.state is not ParticipationState.LEFT
    ]
