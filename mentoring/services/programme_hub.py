"""Where a programme stands: its people, pairs and meetings, and what of its setting up is left."""

from __future__ import annotations

from datetime import datetime

from mentoring.clocks import local
from mentoring.people import Pair, Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.programme_overview import ProgrammeOverview
from mentoring.services.programme_access import coordinated_by, coordinators_in
from mentoring.services.programmes import coordinators_of


def programme_overview(uow: UnitOfWork, programme_id: int, *, actor: Person, now: datetime) -> ProgrammeOverview:
    """Where the programme stands today, for its coordinators; NotACoordinator for everybody else."""
    with uow:
        return overview_of(uow, coordinated_by(uow, programme_id, actor), now)


def coordinated_programme(uow: UnitOfWork, programme_id: int, *, actor: Person) -> Programme:
    """The programme as it is now, for its coordinators; NotACoordinator for everybody else."""
    with uow:
        return coordinated_by(uow, programme_id, actor)


def nobody_runs_any(uow: UnitOfWork) -> bool:
    """Whether no programme of the workspace has a coordinator who is there."""
    with uow:
        return not coordinators_of(uow, uow.people.programmes())


def programmes_here(uow: UnitOfWork) -> tuple[Programme, ...]:
    """Every programme of the workspace, oldest first."""
    with uow:
        return tuple(uow.people.programmes())


def overview_of(uow: UnitOfWork, programme: Programme, now: datetime) -> ProgrammeOverview:
    """The same inside a transaction, whoever asks."""
    return ProgrammeOverview(
        programme=programme,
        participants=tuple(uow.people.participants(programme.id)),
        pairs=current_pairs(uow, programme, now),
        coordinators=tuple(one.person for one in coordinators_in(uow, programme.id)),
        called=len(uow.sessions.joint_meetings(programme.id)),
    )


def current_pairs(uow: UnitOfWork, programme: Programme, now: datetime) -> tuple[Pair, ...]:
    """The programme's pairs that have not ended by today on its clock, those to begin included."""
    today = local(now, programme.zone).date()
    return tuple(pair for pair in uow.people.pairs(programme.id) if pair.ends_on is None or pair.ends_on >= today)
