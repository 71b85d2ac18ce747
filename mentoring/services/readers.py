"""Who is to be written to, with what their programme says of it, their own wishes and their holidays."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.clocks import local
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules.reminders import Reader
from mentoring.sessions import Session

AROUND = timedelta(days=45)
"""How far from an occasion a reminder may be moved by rest; holidays are looked up so far."""


def reader_of(uow: UnitOfWork, person: Person, programme: Programme, near: datetime) -> Reader:
    """The person as a reader of what this programme says around ``near``."""
    first, last = local(near - AROUND, person.zone).date(), local(near + AROUND, person.zone).date()
    holidays = uow.holidays.between(person.country, first, last) if person.country else ()
    policy = programme.reminders.wished(person.wishes)
    return Reader(person, policy, frozenset(holiday.day for holiday in holidays))


def readers_of(uow: UnitOfWork, session: Session) -> list[Reader]:
    """Everybody of a session."""
    programme = uow.people.programme(session.programme_id)
    known = uow.people.known(session.people)
    return [reader_of(uow, known[one], programme, session.when.start) for one in sorted(session.people)]
