"""What a claimed delivery about a poll gives to say now, from how the poll stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person
from mentoring.polls import Poll, PollDetails, PollState
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules.polls import question_key, redraw_key
from mentoring.services.errands import PollCardErrand, PollErrand

ON_ITS_WAY = frozenset({DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.SENDING, DeliveryState.UNKNOWN})
AGAIN_IN = timedelta(seconds=10)
"""How soon it is looked again whether a message has arrived that is to be brought up to date."""


def poll_details_of(uow: UnitOfWork, poll: Poll) -> PollDetails:
    """The poll with its people, in the caller's transaction."""
    return PollDetails(poll, uow.people.programme(poll.programme_id), dict(uow.people.known(poll.people)))


def decide_poll(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> PollErrand | PollCardErrand | Delivery:
    """What to say of a poll or how to draw it, or the delivery as it stands instead."""
    poll = uow.polls.get(delivery.change)
    if delivery.kind is DeliveryKind.POLL_CARD:
        return _decide_card(uow, delivery, recipient, poll, now)
    if delivery.kind is DeliveryKind.POLL and poll.state is not PollState.OPEN:
        return states.closed(delivery, DeliveryState.CANCELLED, "the poll is over")
    begun = states.begun(delivery, poll.revision, now)
    return PollErrand(begun, recipient, now, poll_details_of(uow, poll))


def _decide_card(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, poll: Poll, now: datetime
) -> PollCardErrand | Delivery:
    if delivery.key != redraw_key(poll, recipient.id) and _planned(uow, redraw_key(poll, recipient.id)):
        return states.closed(delivery, DeliveryState.CANCELLED, "a later one draws it")
    posted = _planned(uow, question_key(poll, recipient.id))
    if posted is not None and posted.state in ON_ITS_WAY:
        return states.postponed(delivery, due_at=now + AGAIN_IN, not_after=delivery.not_after)
    if posted is None or posted.state is not DeliveryState.SENT:
        return states.closed(delivery, DeliveryState.CANCELLED, "no message was posted")
    begun = states.begun(delivery, poll.revision, now)
    return PollCardErrand(begun, recipient, now, poll_details_of(uow, poll), posted.channel_id, posted.slack_ts)


def _planned(uow: UnitOfWork, key: str) -> Delivery | None:
    return uow.deliveries.known([key]).get(key)
