"""What is said when somebody begins to run a programme, or does so no more: to them, and to the others who run it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Brought, Person, Programme, Role
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

NOBODY = 0
"""Who did it where a file did."""


def tell_of_coordinator(
    uow: UnitOfWork,
    programme: Programme,
    person: Person,
    running: Iterable[Person],
    *,
    added: bool,
    by: Person | None,
    now: datetime,
) -> int:
    """Plan that the person and those ``running`` the programme hear of it, in the caller's transaction; how many do.

    The person hears at once, for they can do something else from now on; the others when they work. Who did it has no
    need to hear; ``by`` is None for a file that the bot's operator brought in. Who is not in Slack yet hears once they
    are, from `tell_newcomer_of_running`.
    """
    news, doer = ADDED if added else REMOVED, by.id if by else NOBODY
    word = _word(uow, programme, person, now, news=news, by=doer, when=now.isoformat())
    home = home_anew(word.key, person.id, team_id=uow.team_id, now=now)
    told = {one.id: one for one in (person, *running) if one.user_id and one.id != doer}
    return uow.deliveries.plan([home, *(_to(uow, word, one, programme, now) for one in told.values())])


def tell_of_new_coordinators(
    uow: UnitOfWork, programme: Programme, before: Iterable[Person], *, by: Person | None, now: datetime
) -> int:
    """The same for everybody who runs the programme by now and is not among those who did ``before``."""
    running = {one.id: one for one in before}
    return sum(
        tell_of_coordinator(uow, programme, one.person, running.values(), added=True, by=by, now=now)
        for one in coordinators_in(uow, programme.id)
        if one.person.id not in running
    )


def tell_newcomer_of_running(
    uow: UnitOfWork, person: Person, *, now: datetime, besides: frozenset[int] = frozenset()
) -> int:
    """Tell somebody who has just been tied to a Slack account which programmes a file had them run; of how many.

    ``besides`` are ids of programmes of which they hear anyway.
    """
    return uow.deliveries.plan(
        _word(uow, programme, person, now, news=ADDED, by=NOBODY, when="joined")
        for place, programme in uow.people.parts_of(person.id)
        if Role.COORDINATOR in place.roles and now < programme.over_at and programme.id not in besides
    )


def tell_who_was_tied_of_running(uow: UnitOfWork, brought: Iterable[Brought], *, now: datetime) -> int:
    """The same for those whom a roster or file knew by their address, and has now tied to their Slack account."""
    tied = [one for one in brought if one.before and not one.before.user_id and one.after.user_id]
    return sum(tell_newcomer_of_running(uow, one.after, now=now, besides=_begun(one)) for one in tied)


def _begun(brought: Brought) -> frozenset[int]:
    """The programme that somebody runs only now, which is told as such."""
    before = brought.was.roles if brought.was else frozenset[Role]()
    return frozenset() if Role.COORDINATOR in before else frozenset({brought.place.programme_id})


def _word(
    uow: UnitOfWork, programme: Programme, person: Person, now: datetime, *, news: str, by: int, when: str
) -> Delivery:
    return Delivery(
        key=f"coordination:{programme.id}:{person.id}:{news}:{when}",
        team_id=uow.team_id,
        kind=DeliveryKind.COORDINATION,
        recipient_id=person.id,
        due_at=now,
        not_after=now + STILL_NEWS,
        change=f"{news} {person.id} {by}",
        programme_id=programme.id,
    )


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
        by=None if int(by_id) == NOBODY else uow.people.get(int(by_id)),
        added=news == ADDED,
        running=tuple(one for one in running.values() if one.active),
        roles=roles_in(uow, programme.id, recipient.id) - {Role.COORDINATOR},
    )
    return CoordinationErrand(states.begun(delivery, 0, now), recipient, now, told)
