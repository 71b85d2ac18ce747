"""Whom somebody may call together: what the form for group sessions and joint meetings offers."""

from __future__ import annotations

from mentoring.circles import Invitable
from mentoring.errors import NotAParticipant
from mentoring.people import Person, Role
from mentoring.ports import UnitOfWork


def invitable(uow: UnitOfWork, *, actor: Person) -> Invitable:
    """What the person's newest programme offers; NotAParticipant when they are in none."""
    with uow:
        mine = uow.people.participations(actor.id)
        if not mine:
            raise NotAParticipant
        own = mine[-1]
        others = [one for one in uow.people.participants(own.programme_id) if one.person.active]
        return Invitable(
            programme=uow.people.programme(own.programme_id),
            roles=frozenset[Role]().union(*(one.roles for one in others)),
            countries=tuple(sorted({one.person.country for one in others if one.person.country})),
            sectors=tuple(sorted({one.sector for one in others if one.sector})),
            clusters=tuple(sorted({one.cluster for one in others if one.cluster})),
            hosts=bool(own.roles & {Role.MENTOR, Role.COORDINATOR}),
            coordinates=Role.COORDINATOR in own.roles,
        )
