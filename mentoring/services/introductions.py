"""Publishing a pairing: its pairs are made, and the two of each are introduced to one another.

Who could not be written to then is introduced once they can be, if the pair still lasts; in a programme that is still
set up nobody is, before it runs; and where it welcomes people, each is welcomed first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentoring.clocks import local, midnight
from mentoring.consents import ConsentTo, agreed
from mentoring.errors import NothingProposed, PairingStale
from mentoring.intervals import Interval
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.pairing import Board, Pairing, PairingState, Pick
from mentoring.people import Pair, Participant, Person, Programme
from mentoring.portraits import Portrait
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules.arrivals import (
    NOT_UNDER_WAY,
    at_work,
    is_expected,
    is_under_way,
    is_welcomed_first,
    may_be_said_after_all,
    welcome_key,
    welcomes,
)
from mentoring.rules.news import home_anew
from mentoring.rules.pairing import hindrances_of, match_of
from mentoring.rules.reminders import Due, moved_to
from mentoring.services.errands import IntroductionErrand
from mentoring.services.pairing import board_of, known_pairing, market_of_pair, unchanged_since
from mentoring.services.programme_access import coordinated_by, place_of
from mentoring.services.programme_hub import current_pairs
from mentoring.services.readers import reader_of
from mentoring.services.slots import slots_for

WORTH_SAYING = timedelta(days=7)
"""How long after its time an introduction is still said."""

AFTER_THE_WELCOME = timedelta(seconds=1)
"""How much later than somebody's welcome they are introduced, so that they read that first."""

AGAIN_IN, SHORTLY = timedelta(minutes=1), timedelta(seconds=5)
"""When it is looked again whether somebody has been welcomed by now; the latter while that is being said."""


@dataclass(frozen=True)
class Published:
    """A pairing that was published, with the pairs it made; ``anew`` is off where that had been done before."""

    pairing: Pairing
    by: Person
    anew: bool


def publish(uow: UnitOfWork, pairing_id: str, revision: int, *, actor: Person, now: datetime) -> Published:
    """Make the pairs that are proposed, and have both people of each introduced, once the programme is under way.

    A second time changes nothing.

    NotACoordinator, NoSuchPairing, PairingChanged, NothingProposed; PairingStale when somebody has left meanwhile, has
    a mentor, or no place any more, which proposing again puts right.
    """
    with uow:
        pairing = known_pairing(uow, pairing_id)
        programme = coordinated_by(uow, pairing.programme_id, actor)
        if pairing.state is PairingState.PUBLISHED:
            return Published(pairing, uow.people.get(pairing.changed_by), anew=False)
        pairing = unchanged_since(uow, pairing_id, revision)
        if not pairing.picks:
            raise NothingProposed
        uow.people.lock({person_id for one in pairing.picks for person_id in (one.mentor_id, one.mentee_id)})
        _check(board_of(uow, programme, now), pairing.picks)
        for pick in pairing.picks:
            _make(uow, pick, programme, now)
        published = pairing.changed(by=actor.id, at=now, state=PairingState.PUBLISHED)
        uow.pairings.update(published)
        uow.commit()
        return Published(published, actor, anew=True)


def _check(board: Board, picks: Sequence[Pick]) -> None:
    places = {one.person_id: one.places for one in board.market.mentors}
    mentees = {one.person_id for one in board.market.mentees}
    asked = Counter(one.mentor_id for one in picks)
    gone = {one.mentee_id for one in picks} - mentees
    gone |= {mentor for mentor, count in asked.items() if count > places.get(mentor, 0)}
    gone |= {one.mentee_id for one in picks if one.mentee_id not in gone and _unfit(board, one)}
    if gone:
        raise PairingStale(names=tuple(board.people[one].person.name for one in sorted(gone) if one in board.people))


def _unfit(board: Board, pick: Pick) -> bool:
    return bool(hindrances_of(board.market, pick.mentor_id, pick.mentee_id))


def _make(uow: UnitOfWork, pick: Pick, programme: Programme, now: datetime) -> None:
    today = local(now, programme.zone).date()
    pair = uow.people.add_pair(Pair(0, programme.id, pick.mentor_id, pick.mentee_id, today))
    known = uow.people.known(pair.people)
    uow.deliveries.plan(
        delivery
        for person_id in sorted(pair.people)
        for delivery in _said_of(uow, pair, known[person_id], programme, now)
    )


def _said_of(uow: UnitOfWork, pair: Pair, person: Person, programme: Programme, now: datetime) -> Iterable[Delivery]:
    """The introduction, within the person's working hours, and their Home, which shows their partner from now on.

    Home is left as it is while the programme is not under way.
    """
    due = at_work(reader_of(uow, person, programme, now), now)
    home = _home_of(uow, pair, person, now)
    introduction = replace(
        home,
        key=_key(pair, person),
        kind=DeliveryKind.INTRODUCTION,
        due_at=due,
        not_after=due + WORTH_SAYING,
        change=str(pair.id),
        programme_id=programme.id,
    )
    return (introduction, home) if is_under_way(programme, now) else (introduction,)


def _home_of(uow: UnitOfWork, pair: Pair, person: Person, now: datetime) -> Delivery:
    return home_anew(f"introduction:{pair.id}", person.id, team_id=uow.team_id, now=now)


def _key(pair: Pair, person: Person) -> str:
    return f"introduction:{pair.id}:{person.id}"


def introduce_newcomer(uow: UnitOfWork, person: Person, *, now: datetime) -> int:
    """Have somebody who has just turned up introduced in their pairs, in the caller's transaction; in how many.

    Only where an introduction was planned and closed because they could not be written to; so never twice.
    """
    pairs = [
        pair
        for programme in uow.people.programmes()
        if is_under_way(programme, now)
        for pair in uow.people.pairs_of(person.id, local(now, programme.zone).date())
        if pair.programme_id == programme.id
    ]
    planned = uow.deliveries.known([_key(one, person) for one in pairs])
    due = now + AFTER_THE_WELCOME
    return sum(_say_after_all(uow, one, due, now) for one in planned.values() if may_be_said_after_all(one, person))


def introduce_who_waited(uow: UnitOfWork, *, now: datetime) -> int:
    """Have introductions said that were closed, and may be said by now, in the team's programmes; how many."""
    with uow:
        under_way = [one for one in uow.people.programmes() if is_under_way(one, now)]
        changed = sum(introduce_waiting(uow, one, now) for one in under_way)
        if changed:
            uow.commit()
        return changed


def introduce_waiting(uow: UnitOfWork, programme: Programme, now: datetime) -> int:
    """The same in one programme that is under way, in the caller's transaction."""
    here = {one.person.id: one.person for one in uow.people.participants(programme.id) if is_expected(one)}
    lasting = [pair for pair in current_pairs(uow, programme, now) if not pair.paused]
    introduced = [(pair, here[one]) for pair in lasting for one in sorted(here.keys() & pair.people)]
    planned = uow.deliveries.known([_key(*one) for one in introduced])
    waiting = [
        (pair, person)
        for pair, person in introduced
        if (kept := planned.get(_key(pair, person))) and may_be_said_after_all(kept, person)
    ]
    uow.deliveries.plan(_home_of(uow, pair, person, now) for pair, person in waiting)
    return sum(
        _say_after_all(uow, planned[_key(pair, person)], _after_the_welcome(uow, person, programme, now), now)
        for pair, person in waiting
    )


def _until_welcomed(uow: UnitOfWork, introduction: Delivery, reader: Participant, now: datetime) -> Delivery | None:
    """The introduction put off until its reader may have been welcomed; None where no welcome is still to come."""
    key = welcome_key(reader.programme_id, reader.person.id)
    welcome = uow.deliveries.known([key]).get(key)
    if not is_welcomed_first(reader, uow.portraits.of(reader.programme_id, reader.person.id), welcome):
        return None
    due = now + (SHORTLY if welcome and welcome.state is not DeliveryState.PENDING else AGAIN_IN)
    if welcome and welcome.state is DeliveryState.PENDING and welcome.due_at > now:
        due = welcome.due_at + AFTER_THE_WELCOME
    return states.postponed(introduction, due_at=due, not_after=introduction.not_after)


def _unsaid(introduction: Delivery, why: str) -> Delivery:
    return states.closed(introduction, DeliveryState.CANCELLED, why)


def _after_the_welcome(uow: UnitOfWork, person: Person, programme: Programme, now: datetime) -> datetime:
    return at_work(reader_of(uow, person, programme, now), now) + AFTER_THE_WELCOME


def _say_after_all(uow: UnitOfWork, closed: Delivery, due: datetime, now: datetime) -> bool:
    return uow.deliveries.replace(moved_to(closed, Due(due, due + WORTH_SAYING)), instead_of=closed, now=now)


def decide_introduction(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> IntroductionErrand | Delivery:
    """The introduction of a pair to one of the two, from what they say of themselves now.

    Closed when the pair has ended, and while its programme is not under way; put off while the recipient's welcome is
    on its way.
    """
    pair = uow.people.pair(int(delivery.change))
    programme = uow.people.programme(pair.programme_id)
    if not is_under_way(programme, now):
        return _unsaid(delivery, NOT_UNDER_WAY)
    if pair.ends_on is not None and pair.ends_on < local(now, programme.zone).date():
        return _unsaid(delivery, "the pair has ended")
    places = {person_id: place_of(uow, programme.id, person_id) for person_id in pair.people}
    me, other = places[recipient.id], places[pair.partner_of(recipient.id)]
    if me is None or other is None:
        return _unsaid(delivery, "one of the two is not in the programme any more")
    if welcomes(programme, now) and (later := _until_welcomed(uow, delivery, me, now)):
        return later
    mentors = recipient.id == pair.mentor_id
    market = market_of_pair(uow, programme, *((me, other) if mentors else (other, me)))
    return IntroductionErrand(
        delivery=states.begun(delivery, 0, now),
        recipient=recipient,
        decided_at=now,
        programme=programme,
        other=other,
        mentors=mentors,
        match=match_of(market),
        portrait=_shown(uow, programme, other.person),
        first=_first_hour(uow, (recipient, other.person), programme, now),
    )


def _first_hour(uow: UnitOfWork, people: Sequence[Person], programme: Programme, now: datetime) -> Interval | None:
    """An hour that suits both, once the programme has begun; None where none may be booked yet."""
    begins = midnight(programme.starts_on, programme.zone)
    found = slots_for(uow, people, programme, programme.booking.usual, now=max(now, begins), holidays=uow.holidays)
    bookable = (one for one in found if one.start <= now + programme.booking.horizon)
    return next(bookable, None)


def _shown(uow: UnitOfWork, programme: Programme, person: Person) -> Portrait | None:
    """What the person says of themselves, if they agreed that it be shown."""
    if not agreed(uow.consents.of(programme.id, person.id), ConsentTo.SHOWN):
        return None
    return uow.portraits.of(programme.id, person.id)
