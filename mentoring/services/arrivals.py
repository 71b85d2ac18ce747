"""Welcoming people to a programme, and asking once more those who have not answered.

Nobody is welcomed before a coordinator says so; from then on everybody in Slack is, once ever, and whoever joins later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from mentoring.arrivals import Arrival, Arrivals, Arriving
from mentoring.clocks import local
from mentoring.errors import NoSuchParticipant, NothingToRemind, ProgrammeNotRunning
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Programme
from mentoring.portraits import Portrait
from mentoring.ports import UnitOfWork
from mentoring.programme_settings import ProgrammeState
from mentoring.rules import arrivals as rules
from mentoring.rules import delivery as states
from mentoring.rules.reminders import SAID, SWITCHED_OFF, Due, Reader, moved_to
from mentoring.services.consents_again import ask_again
from mentoring.services.errands import UnansweredErrand, WelcomeErrand
from mentoring.services.programme_access import coordinated_by
from mentoring.services.readers import reader_of
from mentoring.services.reminders import bring_to

SAID_OR_ABOUT_TO_BE = SAID | {DeliveryState.LEASED}


@dataclass(frozen=True)
class Planned:
    """What is kept of one person's arrival."""

    welcome: Delivery | None
    reminder: Delivery | None


def arrivals_in(uow: UnitOfWork, programme_id: int, *, actor: Person) -> Arrivals:
    """How far everybody of the programme has come, for its coordinators; NotACoordinator for everybody else."""
    with uow:
        return _arrivals(uow, coordinated_by(uow, programme_id, actor))


def arrival_of(uow: UnitOfWork, programme_id: int, person_id: int, *, actor: Person) -> Arrival | None:
    """How far one of them has come; None for who is not welcomed there, or takes part no more."""
    with uow:
        coordinated_by(uow, programme_id, actor)
        places = (one for one in uow.people.participants(programme_id) if one.person.id == person_id)
        place = next((one for one in places if rules.arrives(one)), None)
        if place is None:
            return None
        portrait = uow.portraits.of(programme_id, person_id)
        return _arrival(place, portrait, _planned(uow, [place])[programme_id, person_id])


def send_welcomes(uow: UnitOfWork, programme_id: int, *, actor: Person, now: datetime) -> int:
    """From now on welcome everybody who is in Slack and everybody who joins; how many welcomes are new.

    Doing so again is no harm. Outside people's working hours each waits for the next. ProgrammeNotRunning while it is
    set up and after its last day, NotACoordinator for everybody but its coordinators.
    """
    with uow:
        programme = coordinated_by(uow, programme_id, actor)
        _check_under_way(programme, now)
        if programme.welcoming_since is None:
            programme = replace(programme, welcoming_since=now)
            uow.people.update_programme(programme)
        new = _welcome_all(uow, programme, now)
        uow.commit()
        return new


def _check_under_way(programme: Programme, now: datetime) -> None:
    if not rules.is_under_way(programme, now):
        raise ProgrammeNotRunning(name=programme.name, closed=programme.state is not ProgrammeState.DRAFT)


def look_after_arrivals(uow: UnitOfWork, *, now: datetime) -> int:
    """Plan the welcomes, reminders and questions that are missing in the team's programmes; how many are new."""
    with uow:
        welcoming = [one for one in uow.people.programmes() if rules.welcomes(one, now)]
        changed = sum(
            _welcome_all(uow, one, now) + _remind_all(uow, one, now) + ask_again(uow, one, now) for one in welcoming
        )
        if changed:
            uow.commit()
        return changed


def welcome_newcomer(uow: UnitOfWork, person: Person, *, now: datetime) -> int:
    """Welcome somebody at once who has just turned up in Slack, in the caller's transaction; in how many programmes."""
    places = {
        place: Due(now, programme.over_at)
        for place, programme in uow.people.parts_of(person.id)
        if rules.welcomes(programme, now) and rules.is_expected(place)
    }
    kept = _planned(uow, places)
    return sum(_plan_welcome(uow, one, kept[one.programme_id, person.id], due, now) for one, due in places.items())


def remind_now(uow: UnitOfWork, programme_id: int, person_id: int, *, actor: Person, now: datetime) -> Person:
    """Ask the person once more, now, for what they have not answered; whom.

    NothingToRemind when there is nothing, or they were asked once more before; NoSuchParticipant when they are not in
    the programme, ProgrammeNotRunning after its last day, NotACoordinator for everybody but its coordinators.
    """
    with uow:
        programme = coordinated_by(uow, programme_id, actor)
        _check_under_way(programme, now)
        uow.people.lock((person_id,))
        place = next((one for one in uow.people.participants(programme_id) if one.person.id == person_id), None)
        if place is None:
            raise NoSuchParticipant
        portrait, kept = uow.portraits.of(programme_id, person_id), _planned(uow, [place])[programme_id, person_id]
        if not _arrival(place, portrait, kept).remindable:
            raise NothingToRemind(name=place.person.name)
        wanted = _reminder(uow.team_id, place, Due(now, programme.over_at))
        if kept.reminder is None:
            uow.deliveries.plan([wanted])
        else:
            at_once = moved_to(kept.reminder, Due(wanted.due_at, wanted.not_after))
            uow.deliveries.replace(at_once, instead_of=kept.reminder, now=now)
        uow.commit()
        return place.person


def _open_in(uow: UnitOfWork, programme: Programme) -> Iterator[tuple[Participant, Planned]]:
    """Those who can be written to and have not answered everything, with what is kept of their arrival."""
    places = uow.people.participants(programme.id)
    portraits, kept = uow.portraits.of_programme(programme.id), _planned(uow, places)
    for place in places:
        portrait = portraits.get(place.person.id, Portrait(programme.id, place.person.id))
        if portrait.unanswered and rules.is_expected(place):
            yield place, kept[programme.id, place.person.id]


def _welcome_all(uow: UnitOfWork, programme: Programme, now: datetime) -> int:
    """Plan the welcomes that are missing, each in its reader's working hours; how many."""
    return sum(
        _plan_welcome(uow, place, planned, rules.welcome_due(_reader(uow, place, programme, now), programme, now), now)
        for place, planned in _open_in(uow, programme)
        if planned.welcome is None or rules.may_be_said_after_all(planned.welcome, place.person)
    )


def _remind_all(uow: UnitOfWork, programme: Programme, now: datetime) -> int:
    """Plan a reminder for everybody who was welcomed, or put it right; how many are new or changed."""
    return sum(
        _plan_reminder(uow, place, programme, planned.reminder, now, welcomed_at=_said_at(planned.welcome))
        for place, planned in _open_in(uow, programme)
        if planned.welcome is not None and planned.welcome.state is DeliveryState.SENT
        if planned.reminder is None or planned.reminder.state not in SAID_OR_ABOUT_TO_BE
    )


def _reader(uow: UnitOfWork, place: Participant, programme: Programme, now: datetime) -> Reader:
    return reader_of(uow, place.person, programme, now)


def _plan_welcome(uow: UnitOfWork, place: Participant, planned: Planned, due: Due, now: datetime) -> int:
    """Plan the welcome that is missing, or that was closed while its person could not be written to."""
    if planned.welcome is None:
        return uow.deliveries.plan([_welcome(uow.team_id, place, due)])
    if rules.may_be_said_after_all(planned.welcome, place.person):
        return uow.deliveries.replace(moved_to(planned.welcome, due), instead_of=planned.welcome, now=now)
    return 0


def _plan_reminder(
    uow: UnitOfWork,
    place: Participant,
    programme: Programme,
    kept: Delivery | None,
    now: datetime,
    *,
    welcomed_at: datetime,
) -> int:
    due = rules.unanswered_due(welcomed_at, _reader(uow, place, programme, now), now)
    if due is None:
        return _switch_off(uow, kept, now)
    wanted = _reminder(uow.team_id, place, due)
    if kept is None:
        return uow.deliveries.plan([wanted])
    if kept.due_at > now or kept.state is DeliveryState.CANCELLED:
        return bring_to(uow, kept, wanted, now)
    return 0


def _switch_off(uow: UnitOfWork, kept: Delivery | None, now: datetime) -> int:
    if kept is None or kept.state is not DeliveryState.PENDING:
        return 0
    closed = states.closed(kept, DeliveryState.CANCELLED, SWITCHED_OFF)
    return uow.deliveries.replace(closed, instead_of=kept, now=now)


def _welcome(team_id: str, place: Participant, due: Due) -> Delivery:
    key = rules.welcome_key(place.programme_id, place.person.id)
    return _delivery(team_id, key, DeliveryKind.WELCOME, place, due)


def _reminder(team_id: str, place: Participant, due: Due) -> Delivery:
    key = rules.unanswered_key(place.programme_id, place.person.id)
    return _delivery(team_id, key, DeliveryKind.UNANSWERED, place, due)


def _delivery(team_id: str, key: str, kind: DeliveryKind, place: Participant, due: Due) -> Delivery:
    return Delivery(
        key=key,
        team_id=team_id,
        kind=kind,
        recipient_id=place.person.id,
        due_at=due.at,
        not_after=due.until,
        programme_id=place.programme_id,
    )


def _planned(uow: UnitOfWork, places: Iterable[Participant]) -> dict[tuple[int, int], Planned]:
    """What is kept of each of these arrivals, by programme and person."""
    keys = {
        (place.programme_id, place.person.id): (
            rules.welcome_key(place.programme_id, place.person.id),
            rules.unanswered_key(place.programme_id, place.person.id),
        )
        for place in places
    }
    known = uow.deliveries.known([key for pair in keys.values() for key in pair])
    return {where: Planned(known.get(welcome), known.get(reminder)) for where, (welcome, reminder) in keys.items()}


def _arrivals(uow: UnitOfWork, programme: Programme) -> Arrivals:
    places = [one for one in uow.people.participants(programme.id) if rules.arrives(one)]
    portraits, kept = uow.portraits.of_programme(programme.id), _planned(uow, places)
    people = tuple(
        _arrival(
            place,
            portraits.get(place.person.id, Portrait(programme.id, place.person.id)),
            kept[programme.id, place.person.id],
        )
        for place in places
    )
    return Arrivals(programme, people)


def _arrival(place: Participant, portrait: Portrait, planned: Planned) -> Arrival:
    welcome, reminder = planned.welcome, planned.reminder
    said = reminder if reminder is not None and reminder.state in SAID_OR_ABOUT_TO_BE else None
    waits = reminder is not None and reminder.state is DeliveryState.PENDING
    return Arrival(
        participant=place,
        stage=rules.stage_of(place.person, portrait, welcome),
        portrait=portrait,
        welcomed_at=_said_at(welcome) if welcome and welcome.state is DeliveryState.SENT else None,
        reminded_at=_said_at(said) if said else None,
        remind_at=reminder.due_at if reminder and waits else None,
    )


def _said_at(delivery: Delivery) -> datetime:
    return delivery.first_tried_at or delivery.due_at


def pair_of(
    uow: UnitOfWork, programme_id: int, person_id: int, *, actor: Person, now: datetime
) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """The person's mentors and mentees in the programme today; NotACoordinator for everybody but its coordinators."""
    with uow:
        return _partners(uow, coordinated_by(uow, programme_id, actor), person_id, now)


def _partners(
    uow: UnitOfWork, programme: Programme, person_id: int, now: datetime
) -> tuple[tuple[Person, ...], tuple[Person, ...]]:
    """The person's mentors and mentees in the programme today."""
    today = local(now, programme.zone).date()
    pairs = [one for one in uow.people.pairs_of(person_id, today) if one.programme_id == programme.id]
    known = uow.people.known([one.partner_of(person_id) for one in pairs])
    mentors = tuple(known[one.mentor_id] for one in pairs if one.mentee_id == person_id)
    return mentors, tuple(known[one.mentee_id] for one in pairs if one.mentor_id == person_id)


def decide_welcome(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> WelcomeErrand | Delivery:
    """The welcome as things stand; closed for who is not in the programme any more, or when that is over."""
    place = _place_of(uow, delivery, recipient)
    if place is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "the person is not in this programme")
    programme = uow.people.programme(place.programme_id)
    if not rules.is_under_way(programme, now):
        return states.closed(delivery, DeliveryState.CANCELLED, rules.NOT_UNDER_WAY)
    arriving = Arriving(place, programme, uow.portraits.of(programme.id, recipient.id))
    return WelcomeErrand(
        states.begun(delivery, 0, now), recipient, now, arriving, *_partners(uow, programme, recipient.id, now)
    )


def decide_unanswered(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> UnansweredErrand | Delivery:
    """The one reminder; closed when all is answered, the person has left the programme, or that is over."""
    place = _place_of(uow, delivery, recipient)
    if place is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "the person is not in this programme")
    portrait = uow.portraits.of(place.programme_id, recipient.id)
    if not portrait.unanswered:
        return states.closed(delivery, DeliveryState.CANCELLED, "everything is answered")
    programme = uow.people.programme(place.programme_id)
    if not rules.is_under_way(programme, now):
        return states.closed(delivery, DeliveryState.CANCELLED, rules.NOT_UNDER_WAY)
    return UnansweredErrand(states.begun(delivery, 0, now), recipient, now, Arriving(place, programme, portrait))


def _place_of(uow: UnitOfWork, delivery: Delivery, recipient: Person) -> Participant | None:
    places = uow.people.participations(recipient.id)
    return next((one for one in places if one.programme_id == delivery.programme_id and rules.arrives(one)), None)
