"""Changing what people say of themselves: their language, their clock, when they may be booked, until when not."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from mentoring.clocks import known_zone
from mentoring.errors import NothingLeft, ProfileChanged, UnknownZone
from mentoring.messages import Delivery
from mentoring.people import Person, Profile
from mentoring.ports import UnitOfWork
from mentoring.rules.news import home_anew
from mentoring.services.announcement_news import follow_clock
from mentoring.services.reminders import look_after_person


def change_profile(uow: UnitOfWork, before: Profile, after: Profile, *, actor: Person, now: datetime) -> Person:
    """Make of the person's profile what differs between the two; what waits to be said to them follows.

    Doing so again changes nothing, and with the two exchanged it undoes itself; ProfileChanged when something else has
    been made of it since.
    """
    with uow:
        person, is_new = put_profile(uow, before, after, actor=actor, now=now)
        if is_new:
            uow.commit()
        return person


def put_profile(
    uow: UnitOfWork, before: Profile, after: Profile, *, actor: Person, now: datetime
) -> tuple[Person, bool]:
    """The same in the caller's transaction; the person, and whether that changed anything."""
    uow.people.lock((actor.id,))
    person = uow.people.get(actor.id)
    profile = _merged(Profile.of(person), before, after)
    _check(profile)
    changed = profile.given_to(person)
    if changed == person:
        return person, False
    uow.people.update(changed)
    look_after_person(uow, changed, now=now)
    follow_clock(uow, changed, now)
    uow.deliveries.plan([home_of(uow.team_id, changed, now)])
    return changed, True


def _merged(present: Profile, before: Profile, after: Profile) -> Profile:
    changes: dict[str, Any] = {}
    for one in fields(Profile):
        was, wanted, now_is = (getattr(each, one.name) for each in (before, after, present))
        if wanted in (was, now_is):
            continue
        if now_is != was:
            raise ProfileChanged
        changes[one.name] = wanted
    return replace(present, **changes)


def _check(profile: Profile) -> None:
    if not known_zone(profile.zone):
        raise UnknownZone(field="zone", name=profile.zone)
    if not profile.working_week.windows:
        raise NothingLeft


def home_of(team_id: str, person: Person, now: datetime) -> Delivery:
    """That the Home of somebody who said something of themselves is to be drawn anew."""
    return home_anew(f"profile:{now.isoformat()}", person.id, team_id=team_id, now=now)
