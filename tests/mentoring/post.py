"""The house with its calendar files carried out, and the gestures that cause them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.calendars import Method
from mentoring.messages import Delivery, DeliveryKind, Means, Outcome, OutcomeKind
from mentoring.people import Person
from mentoring.services import answers
from mentoring.services.booking import book
from mentoring.services.changes import add_session, change_session
from mentoring.services.delivery import begin, claim_one, finish
from mentoring.services.errands import CalendarErrand
from mentoring.sessions import Attendee, ChangeKind, Rsvp, Session, SessionKind
from tests.builders import NOW, a_change
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import House

SOON = timedelta(seconds=5)
SENT = Outcome(OutcomeKind.SENT, slack_ts="1.0", channel_id="D1")


class Post:
    """A house whose calendar files are carried out; ``sent`` is what left."""

    def __init__(self) -> None:
        self.house = House()
        self.now = NOW
        self.sent: list[CalendarErrand] = []

    @property
    def awa(self) -> Person:
        return self.house.cast.awa

    @property
    def luca(self) -> Person:
        return self.house.cast.luca

    def uow(self) -> FakeUnitOfWork:
        return self.house.uow()

    def agree(self, wall: datetime = datetime(2027, 1, 26, 15)) -> Session:
        session = self.house.book(wall)
        return answers.accept(self.uow(), session.id, session.revision, actor=self.luca, now=self.pass_by())

    def move(self, session: Session, wall: datetime) -> Session:
        draft = self.house.ask(wall=wall, session_id=session.id, now=self.now).draft
        asked = book(self.uow(), draft.id, actor=self.awa, now=self.pass_by())
        return answers.accept(self.uow(), asked.id, asked.revision, actor=self.luca, now=self.pass_by())

    def cancel(self, session: Session) -> Session:
        return answers.cancel(self.uow(), session.id, reason="", actor=self.awa, now=self.pass_by())

    def pass_by(self) -> datetime:
        """A minute goes by."""
        self.now += timedelta(minutes=1)
        return self.now

    def deliver(self, outcome: Outcome = SENT) -> list[tuple[str, Method, bool]]:
        """Carry out every file that is due: to whom, what it asks for, and whether it is the first."""
        self.now += SOON
        before = len(self.sent)
        while claimed := claim_one(FakeUnitOfWork(self.house.store, ""), owner="here", now=self.now, means=Means.FILE):
            errand = begin(self.uow(), claimed, now=self.now)
            if isinstance(errand, CalendarErrand):
                finish(self.uow(), errand, outcome, now=self.now)
                self.sent.append(errand)
        return [(one.recipient.name, one.method, one.first) for one in self.sent[before:]]

    def files(self, session_id: str) -> list[Delivery]:
        with self.uow() as uow:
            return [one for one in uow.deliveries.of_session(session_id) if one.kind is DeliveryKind.CALENDAR]

    def put(self, session: Session, kind: ChangeKind = ChangeKind.ACCEPTED, **change: object) -> Session:
        """Keep a session as it is given, with a line of its history."""
        with self.uow() as uow:
            known = session.id in {one.id for one in uow.sessions.of_series([session.series_id or ""]).get("", ())}
            write = change_session if known or session.revision > 1 else add_session
            write(uow, session, a_change(session, kind, at=self.pass_by(), **change))
            uow.commit()
        return session


def a_group(post: Post, **answers_of: Rsvp) -> Session:
    ids = {"awa": post.awa.id, "luca": post.luca.id, "fatima": post.house.cast.fatima.id}
    said = {"awa": Rsvp.ACCEPTED, "luca": Rsvp.ACCEPTED, "fatima": Rsvp.PENDING} | answers_of
    attendees = tuple(Attendee(ids[name], answer) for name, answer in said.items())
    session = post.house.cast.session(kind=SessionKind.GROUP, pair_id=None, id="G1", attendees=attendees)
    return replace(session, organiser_id=post.awa.id)
