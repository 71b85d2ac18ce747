"""Whom an audience means in a programme."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from mentoring.errors import NobodyInvited, NotInProgramme
from mentoring.gatherings import Audience
from mentoring.people import Participant, Person, Programme
from mentoring.ports import UnitOfWork


def invited_in(
    uow: UnitOfWork, programme: Programme, audience: Audience, users: Collection[str] = ()
) -> tuple[Person, ...]:
    """The people of the programme whom the audience and these Slack users mean, by name.

    NotInProgramme for somebody named who is not in it, NobodyInvited when nobody is meant.
    """
    participants = uow.people.participants(programme.id)
    people = named(uow, programme, audience, users, participants).among(participants)
    if not people:
        raise NobodyInvited(field="audience")
    return people


def named(
    uow: UnitOfWork,
    programme: Programme,
    audience: Audience,
    users: Collection[str],
    participants: Sequence[Participant],
) -> Audience:
    """The audience with these Slack users among the people named; NotInProgramme when one of them is not in it."""
    found = {user_id: uow.people.by_user(user_id) for user_id in users}
    ids = {one.id for one in found.values() if one} | audience.people
    here = {one.person.id for one in participants}
    known = uow.people.known(ids - here)
    strangers = tuple(user_id for user_id, one in found.items() if one is None)
    if strangers or ids - here:
        names = tuple(known[one].name for one in sorted(known))
        raise NotInProgramme(field="audience", names=names, users=strangers, programme=programme.name)
    return replace(audience, people=frozenset(ids))
