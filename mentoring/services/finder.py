"""Finding an hour for several people of a programme, from their weeks, holidays, sessions and absences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from mentoring.clocks import Anchor
from mentoring.errors import EmptyAudience, StrangersNamed, TooFar
from mentoring.intervals import Interval, intersect
from mentoring.people import Participant, Person, Programme
from mentoring.polls import FoundHours, HoursRequest
from mentoring.ports import Holidays, UnitOfWork
from mentoring.rules import booking as rules
from mentoring.rules.finder import best_hours
from mentoring.services.slots import agenda_of, bookable_span

USUALLY_AHEAD = timedelta(weeks=3)
FARTHEST = timedelta(weeks=6)
"""How far apart the first and the last day may be among which hours are looked for."""


def find_hours(
    uow: UnitOfWork, request: HoursRequest, *, actor: Person, now: datetime, holidays: Holidays
) -> FoundHours:
    """The best hours for these people and the one who asks.

    EmptyAudience when that is nobody, StrangersNamed with the ``names`` of those who share none with who asks.
    """
    with uow:
        programme, people = people_of(uow, request, actor)
        duration = request.duration or programme.booking.usual
        rules.check_length(duration, programme.booking)
        within = _stretches(request.within, programme, actor, now)
        agendas = [agenda_of(uow, person, Interval(within[0].start, within[-1].end), holidays) for person in people]
        return FoundHours(programme, people, duration, tuple(best_hours(agendas, within, duration)))


def people_of(uow: UnitOfWork, request: HoursRequest, actor: Person) -> tuple[Programme, tuple[Person, ...]]:
    """The latest programme of the asker's in which everybody named is, and all who are meant, the asker first."""
    named = {person.id: person for user in request.users if (person := uow.people.by_user(user))}
    named |= uow.people.known(request.people)
    unknown = len(set(request.users)) + len(set(request.people)) > len(named)
    mine = [one.programme_id for one in uow.people.participations(actor.id)]
    for programme_id in reversed(mine):
        participants = uow.people.participants(programme_id)
        if unknown or not named.keys() <= {one.person.id for one in participants}:
            continue
        meant = _meant(participants, request, named)
        others = tuple(one for one in meant if one.id != actor.id)
        if not others:
            raise EmptyAudience(field="people")
        return uow.people.programme(programme_id), (actor, *others)
    raise StrangersNamed(field="people", names=_strangers(uow, named, mine))


def _meant(participants: Sequence[Participant], request: HoursRequest, named: Collection[int]) -> list[Person]:
    return [
        one.person
        for one in participants
        if one.person.active and (request.everybody or one.person.id in named or one.roles & request.roles)
    ]


def _strangers(uow: UnitOfWork, named: dict[int, Person], mine: Sequence[int]) -> tuple[str, ...]:
    """The names of those who are in none of these programmes."""
    known = {one.person.id for programme_id in mine for one in uow.people.participants(programme_id)}
    return tuple(person.name for person in named.values() if person.id not in known)


def _stretches(wanted: Sequence[Interval], programme: Programme, actor: Person, now: datetime) -> Sequence[Interval]:
    """The days wanted as far as they may be booked; refuses as a booking on the first of them would be."""
    open_ = bookable_span(programme, now)
    if open_ is None:
        earliest = now + programme.booking.notice
        rules.check_time(Anchor.at(earliest, actor.zone), programme, now)
        raise TooFar(field="date", start=earliest, latest=now + programme.booking.horizon)
    first = max(open_.start, wanted[0].start) if wanted else open_.start
    span = Interval(first, first + (FARTHEST if wanted else USUALLY_AHEAD))
    found = intersect(wanted or [span], [open_])
    if not found:
        rules.check_time(Anchor.at(max(one.end for one in wanted) - timedelta(minutes=1), actor.zone), programme, now)
    return intersect(found or [span], [span])
