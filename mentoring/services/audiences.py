"""Whom somebody may call together: what the form for group sessions and joint meetings offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mentoring.circles import Invitable
from mentoring.errors import NotAParticipant
from mentoring.people import Person, Role
from mentoring.ports import UnitOfWork


def invitable(uow: UnitOfWork, *, programme_id: int | None = None, actor: Person) -> Invitable:
    """What this programme of the person's offers, or their newest; NotAParticipant when they are in none."""
    with uow:
        mine = [one for one in uow.people.participations(actor.id) if programme_id in {None, one.programme_id}]
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


def behind(uow: UnitOfWork, users: Collection[str]) -> Mapping[str, Person]:
    """Those of these Slack users who are known in this team, by user."""
    with uow:
        found = ((user, uow.people.by_user(user)) for user in users)
        return {user: person for user, person in found if person is not None}


def accounts_of(uow: UnitOfWork, person_ids: Collection[int]) -> tuple[str, ...]:
    """The Slack users of these people, as far as they have joined, by id."""
    with uow:
        known = uow.people.known(person_ids)
        return tuple(known[one].user_id or "" for one in sorted(known) if known[one].user_id)
