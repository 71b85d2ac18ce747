"""Whom somebody may call together: what the form for group sessions and joint meetings offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from mentoring.circles import Invitable
from mentoring.errors import NotAParticipant
from mentoring.people import Person, Role
from mentoring.ports import UnitOfWork
from mentoring.rules.gatherings import HOSTING_ROLES
from mentoring.sessions import SessionKind


def invitable(
    uow: UnitOfWork, *, actor: Person, programme_id: int | None = None, kind: SessionKind = SessionKind.GROUP
) -> Invitable:
    """What the programme offers, the newest in which the person may host this kind when none is named.

    NotAParticipant when they are not in it, or in none.
    """
    with uow:
        every = uow.people.participations(actor.id)
        mine = [one for one in every if programme_id in {None, one.programme_id}]
        if not mine:
            raise NotAParticipant
        own = next((one for one in reversed(mine) if one.roles & HOSTING_ROLES[kind]), mine[-1])
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
