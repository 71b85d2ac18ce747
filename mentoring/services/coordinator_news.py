"""What is said when somebody begins to run a programme, or does so no more: to them, and to the others who run it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.programme_overview import CoordinationTold
from mentoring.rules import delivery as states
from mentoring.rules.arrivals import at_work
from mentoring.rules.news import home_anew
from mentoring.services.errands import CoordinationErrand
from mentoring.services.gathering_access import roles_in
from mentoring.services.programme_access import coordinators_in
from mentoring.services.readers import reader_of

STILL_NEWS = timedelta(days=14)
"""How long the message is still said."""

ADDED, REMOVED = "added", "removed"


def tell_of_coordinator(
    uow: UnitOfWork,
    programme: Programme,
    person: Person,
    running: Iterable[Person],
    *,
    added: bool,
    by: Person,
    now: datetime,
) -> int:
    """Plan that the person and those ``running`` the programme hear of it, in the caller's transaction; how many do.

    The person hears at once, for they can do something else from now on; the others when they work. Who did it has no
    need to hear.
    """
    news = ADDED if added else REMOVED
    word = Delivery(
        key=f"coordination:{programme.id}:{person.id}:{news}:{now.isoformat()}",
        team_id=uow.team_id,
        kind=DeliveryKind.COORDINATION,
        recipient_id=person.id,
        due_at=now,
        not_after=now + STILL_NEWS,
        change=f"{news} {person.id} {by.id}",
        programme_id=programme.id,
    )
    home = home_anew(word.key, person.id, team_id=uow.team_id, now=now)
    told = {one.id: one for one in (person, *running) if one.id != by.id}
    return uow.deliveries.plan([home, *(_to(uow, word, one, programme, now) for one in told.values())])


def _to(uow: UnitOfWork, word: Delivery, reader: Person, programme: Programme, now: datetime) -> Delivery:
    concerned = reader.id == word.recipient_id
    due = now if concerned else at_work(reader_of(uow, reader, programme, now), now)
    return replace(word, key=f"{word.key}:{reader.id}", recipient_id=reader.id, due_at=due, not_after=due + STILL_NEWS)


def decide_coordination(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> CoordinationErrand | Delivery:
    """The word as things stand; closed where the opposite has been done since, or the reader runs it no more."""
    news, person_id, by_id = delivery.change.split(" ")
    programme = uow.people.programme(delivery.programme_id or 0)
    running = {one.person.id: one.person for one in coordinators_in(uow, programme.id)}
    if (int(person_id) in running) is not (news == ADDED):
        return states.closed(delivery, DeliveryState.CANCELLED, "it has been taken back")
    if recipient.id not in {int(person_id), *running}:
        return states.closed(delivery, DeliveryState.CANCELLED, "the recipient does not coordinate this programme")
    told = CoordinationTold(
        programme=programme,
        person=uow.people.get(int(person_id)),
        by=uow.people.get(int(by_id)),
        added=news == ADDED,
        running=tuple(one for one in running.values() if one.active),
        roles=roles_in(uow, programme.id, recipient.id) - {Role.COORDINATOR},
    )
    return CoordinationErrand(states.begun(delivery, 0, now), recipient, now, told)
