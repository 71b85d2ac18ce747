"""Who may run a programme: its coordinators, and nobody else."""

from __future__ import annotations

from mentoring.errors import NotACoordinator
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork


def coordinated_by(uow: UnitOfWork, programme_id: int, actor: Person) -> Programme:
    """The programme; NotACoordinator for everybody but its coordinators, also when there is none of this id."""
    places = uow.people.participations(actor.id)
    if not any(one.programme_id == programme_id and Role.COORDINATOR in one.roles for one in places):
        raise NotACoordinator
    return uow.people.programme(programme_id)
