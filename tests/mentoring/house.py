"""The cast in a store, and the gestures of somebody who books."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mentoring.messages import Delivery, DeliveryKind, Means
from mentoring.people import Person
from mentoring.services.booking import book, read_back
from mentoring.services.delivery import claim_one
from mentoring.sessions import BookingRequest, ReadBack, Session
from tests.builders import NOW, Cohort, a_cohort, a_pair
from tests.fakes import FakeHolidays, FakeStore, FakeUnitOfWork

TUESDAY = datetime(2027, 1, 26, 15)


def claim_any(uow: FakeUnitOfWork, now: datetime) -> Delivery | None:
    """What is due, by whichever means it leaves."""
    return next(filter(None, (claim_one(uow, owner="here", now=now, means=means) for means in Means)), None)


class House:
    """The cast in a store, and the gestures of somebody who books."""

    def __init__(self) -> None:
        self.store = FakeStore()
        with self.uow() as uow:
            self.cast: Cohort = a_cohort(uow)
            uow.commit()
        self.holidays = FakeHolidays()

    def uow(self) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.store)

    def ask(self, actor: Person | None = None, now: datetime = NOW, **request: Any) -> ReadBack:
        actor = actor or self.cast.awa
        wanted = BookingRequest(**{"zone": actor.zone, **request})
        return read_back(self.uow(), wanted, actor=actor, now=now, holidays=self.holidays)

    def book(self, wall: datetime = TUESDAY, actor: Person | None = None, **request: Any) -> Session:
        actor = actor or self.cast.awa
        return book(self.uow(), self.ask(actor, wall=wall, **request).draft.id, actor=actor, now=NOW)

    def said(self, session: Session) -> list[tuple[DeliveryKind, int, str]]:
        with self.uow() as uow:
            about = uow.deliveries.of_session(session.id)
        return [
            (one.kind, one.recipient_id, one.change)
            for one in about
            if one.session_revision == session.revision and one.kind is DeliveryKind.SESSION_NEWS
        ]

    def pair_with_fatima(self) -> None:
        with self.uow() as uow:
            uow.people.add_pair(a_pair(self.cast.awa, self.cast.fatima, programme_id=self.cast.programme.id))
            uow.commit()
