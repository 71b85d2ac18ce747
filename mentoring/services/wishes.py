"""Changing when reminders come: one's own wishes, and what a programme does."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mentoring.errors import NotACoordinator
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.reminders import Leads, ReminderWishes
from mentoring.services.reminders import look_after_person


def wish(uow: UnitOfWork, wishes: ReminderWishes, *, actor: Person, now: datetime) -> Person:
    """Keep what the person wants otherwise than their programme; what waits to be said to them follows."""
    with uow:
        wishing = replace(uow.people.get(actor.id), wishes=wishes)
        uow.people.update(wishing)
        look_after_person(uow, wishing, now=now)
        uow.commit()
        return wishing


def set_reminders(uow: UnitOfWork, programme_id: int, leads: Leads, *, actor: Person) -> Programme:
    """Change what a programme says and when, for its coordinators; the periodic pass brings what waits up to date."""
    with uow:
        places = uow.people.participations(actor.id)
        if not any(one.programme_id == programme_id and Role.COORDINATOR in one.roles for one in places):
            raise NotACoordinator
        programme = uow.people.programme(programme_id)
        changed = replace(programme, reminders=programme.reminders.changed(leads))
        uow.people.update_programme(changed)
        uow.commit()
        return changed
