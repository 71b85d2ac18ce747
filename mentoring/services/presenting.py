"""Presenting newcomers in the programme's channel, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.consents import Consent, ConsentTo, agreed, standing
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Programme
from mentoring.portraits import Portrait, Presentation
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules.reminders import SAID
from mentoring.services.errands import PresentationErrand, PresentationGoneErrand

LEASED = DeliveryState.LEASED

SHORTLY = timedelta(minutes=2)
"""When it is looked again what became of a message that is to be taken away."""


def presentation_of(uow: UnitOfWork, place: Participant, programme: Programme) -> Presentation:
    """The person as the channel would meet them by now; without a portrait where they do not have it kept."""
    consents = uow.consents.of(programme.id, place.person.id)
    kept = agreed(consents, ConsentTo.KEPT)
    portrait = uow.portraits.of(programme.id, place.person.id) if kept else Portrait(programme.id, place.person.id)
    return Presentation(place, programme, portrait)


def present(uow: UnitOfWork, answer: Consent, programme: Programme, *, now: datetime) -> int:
    """Plan the presentation that the answer agrees to, in the caller's transaction; 0 where there is no channel."""
    if not programme.channel:
        return 0
    return uow.deliveries.plan(
        [
            Delivery(
                key=_key(answer),
                team_id=uow.team_id,
                kind=DeliveryKind.PRESENTATION,
                recipient_id=answer.person_id,
                due_at=now,
                not_after=programme.over_at,
                channel_id=programme.channel,
                programme_id=programme.id,
            )
        ]
    )


def take_back(uow: UnitOfWork, trail: Iterable[Consent], programme: Programme, *, now: datetime) -> int:
    """Plan that every presentation ever posted is taken back, in the caller's transaction; how many are new.

    What is under way just now is taken back once it is posted.
    """
    keys = [_key(one) for one in trail if one.what is ConsentTo.PRESENTED and one.agreed]
    posted = [one for one in uow.deliveries.known(keys).values() if one.state in SAID or one.state is LEASED]
    return uow.deliveries.plan(
        Delivery(
            key=f"{one.key}:gone",
            team_id=uow.team_id,
            kind=DeliveryKind.PRESENTATION_GONE,
            recipient_id=one.recipient_id,
            due_at=now,
            not_after=max(now, programme.over_at),
            change=one.key,
            channel_id=one.channel_id,
            programme_id=programme.id,
        )
        for one in posted
    )


def _key(answer: Consent) -> str:
    """Each time somebody agrees anew they may be presented anew: what was posted before is gone by then."""
    return f"presented:{answer.programme_id}:{answer.person_id}:{answer.id}"


def decide_presentation(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> PresentationErrand | Delivery:
    """The presentation in the channel that the programme has by now; closed when the person takes it back."""
    parts = uow.people.parts_of(recipient.id)
    place, programme = next((one for one in parts if one[1].id == delivery.programme_id), (None, None))
    if place is None or programme is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "the person is not in this programme")
    answer = standing(uow.consents.of(programme.id, recipient.id), ConsentTo.PRESENTED)
    if answer is None or not answer.agreed or _key(answer) != delivery.key:
        return states.closed(delivery, DeliveryState.CANCELLED, "the person does not agree any more")
    if not programme.channel:
        return states.closed(delivery, DeliveryState.CANCELLED, "the programme has no channel")
    begun = replace(states.begun(delivery, 0, now), channel_id=programme.channel)
    return PresentationErrand(begun, recipient, now, presentation_of(uow, place, programme))


def decide_presentation_gone(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> PresentationGoneErrand | Delivery:
    """The message to take away; put off while it is not known whether it was posted."""
    posted = uow.deliveries.get(delivery.change)
    if posted.state is DeliveryState.SENT:
        begun = replace(states.begun(delivery, 0, now), channel_id=posted.channel_id)
        return PresentationGoneErrand(begun, recipient, now, posted.slack_ts)
    if posted.state in SAID | {LEASED}:
        return states.put_off(delivery, now + SHORTLY)
    return states.closed(delivery, DeliveryState.CANCELLED, "nothing was posted")
