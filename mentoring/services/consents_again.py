"""Asking once more for an agreement that was given to a text which has been changed since; it stands until then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from mentoring.consents import VERSIONS, ConsentTo, agreed_to_an_older_text
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as states
from mentoring.rules.arrivals import NOT_UNDER_WAY, at_work, is_expected, is_under_way
from mentoring.services.errands import ConsentAgainErrand
from mentoring.services.programme_access import place_of
from mentoring.services.readers import reader_of

WORTH_ASKING = timedelta(days=14)


def ask_again(uow: UnitOfWork, programme: Programme, now: datetime) -> int:
    """Plan a word, once for each text, to those who agreed to be shown by an older one; how many are new."""
    return uow.deliveries.plan(list(_words(uow, programme, now)))


def _words(uow: UnitOfWork, programme: Programme, now: datetime) -> Iterator[Delivery]:
    answers = uow.consents.of_programme(programme.id)
    for place in uow.people.participants(programme.id):
        person = place.person
        if is_expected(place) and agreed_to_an_older_text(answers.get(person.id, ()), ConsentTo.SHOWN):
            due = at_work(reader_of(uow, person, programme, now), now)
            yield Delivery(
                key=f"consent:{programme.id}:{person.id}:{ConsentTo.SHOWN}:{VERSIONS[ConsentTo.SHOWN]}",
                team_id=uow.team_id,
                kind=DeliveryKind.CONSENT_AGAIN,
                recipient_id=person.id,
                due_at=due,
                not_after=due + WORTH_ASKING,
                programme_id=programme.id,
            )


def decide_consent_again(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> ConsentAgainErrand | Delivery:
    """The question; closed for who has answered, or is not in the programme any more, and when that is over."""
    programme = uow.people.programme(delivery.programme_id or 0)
    if place_of(uow, programme.id, recipient.id) is None:
        return states.closed(delivery, DeliveryState.CANCELLED, "the person is not in this programme")
    if not agreed_to_an_older_text(uow.consents.of(programme.id, recipient.id), ConsentTo.SHOWN):
        return states.closed(delivery, DeliveryState.CANCELLED, "everything is answered")
    if not is_under_way(programme, now):
        return states.closed(delivery, DeliveryState.CANCELLED, NOT_UNDER_WAY)
    return ConsentAgainErrand(states.begun(delivery, 0, now), recipient, now, programme)
