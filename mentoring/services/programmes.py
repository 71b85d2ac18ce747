"""Programmes and the people in them: who somebody is, and how Slack's accounts become our people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.sessions import Who


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


def link(uow: UnitOfWork, user_id: str, email: str, *, locale: str | None) -> Person | None:
    """Tie the person known by this address to their Slack account; None when nobody is known by it."""
    with uow:
        linked, changed = _link(uow, Account(user_id, email, locale))
        if changed:
            uow.commit()
        return linked


@dataclass(frozen=True)
class Account:
    """What Slack says of an account; ``locale`` such as "fr-FR"."""

    user_id: str
    email: str
    locale: str | None = None


def link_all(uow: UnitOfWork, accounts: Iterable[Account]) -> int:
    """Tie everybody known by the address of one of these accounts to it; how many changed by that."""
    with uow:
        newly = sum(changed for _, changed in [_link(uow, account) for account in accounts])
        uow.commit()
        return newly


def _link(uow: UnitOfWork, account: Account) -> tuple[Person | None, bool]:
    """The person of the account's address, and whether anything about them changed."""
    person = uow.people.by_email(account.email) if account.email else None
    if person is None:
        return None, False
    linked = replace(person, user_id=account.user_id, locale=account.locale or person.locale, active=True)
    if linked == person:
        return person, False
    uow.people.update(linked)
    return linked, True


def refresh_person(uow: UnitOfWork, user_id: str, *, locale: str | None, active: bool) -> Person | None:
    """Follow what Slack says of an account; None for people we do not know.

    The zone stays the one that the programme knows: Slack's follows the device on every journey.
    """
    with uow:
        person = uow.people.by_user(user_id)
        if person is None:
            return None
        fresh = replace(person, locale=locale or person.locale, active=active)
        if fresh != person:
            uow.people.update(fresh)
            uow.commit()
        return fresh


def create_programme(uow: UnitOfWork, programme: Programme) -> Programme:
    """Open a programme."""
    with uow:
        kept = uow.people.add_programme(programme)
        uow.commit()
        return kept
