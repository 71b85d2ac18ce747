"""The portfolio as a file for the programme's public page: everybody who agreed, for coordinators to take along."""

from __future__ import annotations

from datetime import datetime

from mentoring.errors import NobodyInPortfolio
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.services.asked_files import asked_file
from mentoring.services.clusters import must_coordinate
from mentoring.services.errands import PortfolioErrand
from mentoring.services.portfolio import shown_in
from mentoring.services.programme_access import place_of


def ask_for_file(uow: UnitOfWork, programme_id: int, language: str, *, actor: Person, now: datetime) -> int:
    """Have the portfolio sent to a coordinator as a file, in a language; of how many people, as things stand.

    Asking twice within a minute sends it once. NobodyInPortfolio while nobody has agreed to be shown.
    """
    with uow:
        must_coordinate(place_of(uow, programme_id, actor.id))
        shown = len(shown_in(uow, uow.people.programme(programme_id)))
        if not shown:
            raise NobodyInPortfolio
        sent = asked_file(uow, DeliveryKind.PORTFOLIO, programme_id, language, actor=actor, now=now)
        uow.deliveries.plan([sent])
        uow.commit()
        return shown


def decide_portfolio(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> PortfolioErrand | Delivery:
    """The file to send, with those in it who agree as it is sent."""
    programme = uow.people.programme(delivery.programme_id or 0)
    place = place_of(uow, programme.id, recipient.id)
    cards = shown_in(uow, programme)
    if place is None or not cards:
        return rules.closed(delivery, DeliveryState.CANCELLED, "nobody to show")
    return PortfolioErrand(rules.begun(delivery, 0, now), recipient, now, programme, cards, delivery.change)
