"""Finding slots for people: their agendas, the search, and the holidays to name beside what is offered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mentoring.clocks import local
from mentoring.intervals import Interval, intersect
from mentoring.people import Agenda, Person, Programme
from mentoring.ports import Holidays, UnitOfWork
from mentoring.rules.availability import days_of
from mentoring.rules.suggestions import suggest
from mentoring.sessions import RestDay

SEARCHED = (timedelta(days=14), timedelta(days=42), timedelta(days=120))
"""How far ahead slots are looked for: further only when nearer there are none."""
MOST_OFFERED = 5
A_DAY = timedelta(days=1)


def slots_for(
    uow: UnitOfWork,
    people: Sequence[Person],
    programme: Programme,
    duration: timedelta,
    *,
    now: datetime,
    holidays: Holidays,
    near: datetime | None = None,
) -> tuple[Interval, ...]:
    """The best slots of the next two weeks, or later when there are none; those closest to ``near`` when it is given.

    The first of the people is the one whose days they are spread over; ``near`` is a time that may be booked.
    """
    bookable = bookable_span(programme, now)
    if bookable is None:
        return ()
    start = max(bookable.start, near - SEARCHED[0] / 2) if near else bookable.start
    for ahead in SEARCHED:
        within = Interval(start, min(start + ahead, bookable.end))
        agendas = [agenda_of(uow, person, within, holidays) for person in people]
        if found := suggest(agendas, within, duration, near=near):
            return tuple(found)
    return ()


def slots_within(
    uow: UnitOfWork,
    people: Sequence[Person],
    programme: Programme,
    duration: timedelta,
    *,
    wanted: Sequence[Interval],
    now: datetime,
    holidays: Holidays,
) -> tuple[Interval, ...]:
    """The best slots inside the stretches that somebody named, such as a day or its morning, in order of time."""
    bookable = bookable_span(programme, now)
    stretches = intersect(wanted, [bookable] if bookable else [])
    found = []
    for within in stretches:
        agendas = [agenda_of(uow, person, within, holidays) for person in people]
        found += suggest(agendas, within, duration, limit=max(1, MOST_OFFERED // len(stretches)))
    return tuple(sorted(found)[:MOST_OFFERED])


def bookable_span(programme: Programme, now: datetime) -> Interval | None:
    """From the end of the notice to the horizon or the end of the programme, whichever is first."""
    earliest = now + programme.booking.notice
    latest = min(now + programme.booking.horizon, programme.over_at)
    return Interval(earliest, latest) if earliest < latest else None


def agenda_of(uow: UnitOfWork, person: Person, within: Interval, holidays: Holidays) -> Agenda:
    """What a slot finder needs to know of a person; the holidays of the days before and after it as well."""
    days = days_of(within, person.zone)
    return Agenda(
        person=person,
        working_week=person.working_week,
        held=tuple(held for one in uow.sessions.holding((person.id,), within) for held in one.held),
        holidays=tuple(holidays.between(person.country, days[0] - A_DAY, days[-1] + A_DAY)),
    )


def rest_days(holidays: Holidays, people: Sequence[Person], near: Sequence[datetime]) -> tuple[RestDay, ...]:
    """The people's holidays between the first and the last of these instants, for them to see."""
    if not near:
        return ()
    first, last = min(near), max(near)
    found = {
        RestDay(person.country, holiday.day.isoformat(), holiday.name, holiday.expected)
        for person in people
        for holiday in holidays.between(
            person.country, local(first, person.zone).date(), local(last, person.zone).date()
        )
    }
    return tuple(sorted(found, key=lambda day: (day.day, day.country, day.name)))
