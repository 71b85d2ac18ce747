"""Programmes and the people in them: who somebody is, and how Slack's accounts become our people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.sessions import Who


def who(uow: UnitOfWork, user_id: str) -> Who:
    """Who the Slack user is here, and the coordinators to turn to: of their programmes, else of any."""
    with uow:
        person = uow.people.by_user(user_id)
        participations = tuple(uow.people.participations(person.id)) if person else ()
        mine = {one.programme_id for one in participations}
        known = uow.people.programmes()
        programmes = tuple(one for one in known if one.id in mine)
        return Who(
            person=person if participations else None,
            participations=participations,
            programmes=programmes,
            coordinators=coordinators_of(uow, programmes or known),
        )


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
        person = uow.people.by_email(email) if email else None
        if person is None:
            return None
        linked = replace(person, user_id=user_id, locale=locale or person.locale, active=True)
        if linked != person:
            uow.people.update(linked)
            uow.commit()
        return linked


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
