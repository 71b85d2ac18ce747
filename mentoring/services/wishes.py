"""Changing when reminders come: one's own wishes, and what a programme does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.errors import NotACoordinator
from mentoring.intervals import Interval
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.reminders import Leads, ReminderWishes
from mentoring.services.reminders import AHEAD, AT_A_TIME, look_after, look_after_person
from mentoring.sessions import Session


def wish(uow: UnitOfWork, wishes: ReminderWishes, *, actor: Person, now: datetime) -> Person:
    """Keep what the person wants otherwise than their programme; what waits to be said to them follows."""
    with uow:
        wishing = replace(uow.people.get(actor.id), wishes=wishes)
        uow.people.update(wishing)
        look_after_person(uow, wishing, now=now)
        uow.commit()
        return wishing


def set_reminders(uow: UnitOfWork, programme_id: int, leads: Leads, *, actor: Person, now: datetime) -> Programme:
    """Change what a programme says and when, for its coordinators; what waits about its next sessions follows.

    So many sessions as `AT_A_TIME`, so that nobody's booking waits; `look_after_sessions` brings up to date the others.
    """
    with uow:
        places = uow.people.participations(actor.id)
        if not any(one.programme_id == programme_id and Role.COORDINATOR in one.roles for one in places):
            raise NotACoordinator
        programme = uow.people.programme(programme_id)
        changed = replace(programme, reminders=programme.reminders.changed(leads))
        uow.people.update_programme(changed)
        for session in _next_sessions(uow, programme_id, now):
            look_after(uow, session, now)
        uow.commit()
        return changed


def _next_sessions(uow: UnitOfWork, programme_id: int, now: datetime) -> Sequence[Session]:
    """The programme's next sessions, `AT_A_TIME` at most; a large one is not read to its end for that."""
    found: Sequence[Session] = ()
    for horizon in (timedelta(days=2), timedelta(days=14), AHEAD):
        if len(found) < AT_A_TIME:
            found = uow.sessions.open_in(programme_id, Interval(now, now + horizon))
    return found[:AT_A_TIME]
