"""Programmes and the people in them, and who somebody is."""

from __future__ import annotations

from collections.abc import Sequence

from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork, only_reads
from mentoring.sessions import Who


@only_reads
def who(uow: UnitOfWork, user_id: str) -> Who:
    """Who the Slack user is here; for a stranger, the coordinators of any programme to turn to.

    Somebody who has left every programme is no stranger: what is theirs stays so, but they are in none.
    """
    with uow:
        parts = uow.people.parts_of_user(user_id)
        if not parts:
            person, left = _who_left(uow, user_id)
            return Who(person, (), (), coordinators_of(uow, uow.people.programmes()), left)
        return Who(
            person=parts[0][0].person,
            participations=tuple(part for part, _ in parts),
            programmes=tuple(programme for _, programme in parts),
        )


def _who_left(uow: UnitOfWork, user_id: str) -> tuple[Person | None, tuple[Programme, ...]]:
    """The person who left all their programmes, with these; nobody for a stranger."""
    person = uow.people.by_user(user_id)
    left = tuple(uow.people.left(person.id)) if person else ()
    return (person, left) if left else (None, ())


def coordinators_of(uow: UnitOfWork, programmes: Sequence[Programme]) -> tuple[Person, ...]:
    """The active coordinators of these programmes, each once."""
    people = {
        one.person.id: one.person
        for programme in programmes
        for one in uow.people.participants(programme.id)
        if Role.COORDINATOR in one.roles and one.person.active
    }
    return tuple(people.values())


def create_programme(uow: UnitOfWork, programme: Programme) -> Programme:
    """Open a programme."""
    with uow:
        kept = uow.people.add_programme(programme)
        uow.commit()
        return kept
