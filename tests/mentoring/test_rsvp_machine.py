"""The places of a session and the line for them, whatever people do, against a model of a few lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mentoring.circles import line
from mentoring.errors import NoSuchSession, Overlap, Refused, TooFewPlaces
from mentoring.gatherings import Audience
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.services import hosting
from mentoring.services.answers import cancel
from mentoring.sessions import ChangeKind, Rsvp
from tests.builders import NOW
from tests.mentoring.circle import MAYBE, NO, YES, Circle

DAY = timedelta(days=1)
ANYBODY = st.integers(0, 4)


@dataclass
class Model:
    """Who is in, who was offered a place until when, who waits in which order, and who can't come."""

    capacity: int
    placed: set[int] = field(default_factory=set)
    offers: dict[int, datetime] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    busy: set[int] = field(default_factory=set)
    told: Counter[tuple[int, str]] = field(default_factory=Counter)

    def fill(self, now: datetime, asking: int | None = None) -> None:
        while len(self.placed) + len(self.offers) < self.capacity and (
            free := [p for p in self.line if p not in self.busy]
        ):
            self.line.remove(free[0])
            if free[0] == asking:
                self.placed.add(asking)
            else:
                self.offers[free[0]] = now + DAY
                self.told[free[0], ChangeKind.OFFERED] += 1

    def yes(self, person: int, now: datetime) -> None:
        if self.offers.pop(person, None):
            self.placed.add(person)
        elif person not in self.placed and person not in self.line:
            self.line.append(person)
        self.fill(now, asking=person)

    def out(self, person: int, now: datetime) -> None:
        self.placed.discard(person)
        self.offers.pop(person, None)
        self.line = [one for one in self.line if one != person]
        self.fill(now)

    def lapse(self, now: datetime) -> None:
        over = [person for person, until in self.offers.items() if until <= now]
        for person in over:
            del self.offers[person]
            self.told[person, ChangeKind.LAPSED] += 1
        if over:
            self.fill(now)


class RsvpMachine(RuleBasedStateMachine):
    """Five people and a host; a minute passes before each thing that anybody does."""

    def __init__(self) -> None:
        super().__init__()
        self.circle = Circle()
        self.time = NOW
        self.invited = set(range(5))
        self.elsewhere: dict[int, str] = {}

    @initialize(capacity=st.integers(1, 3), first=st.lists(ANYBODY, unique=True))
    def convene(self, capacity: int, first: list[int]) -> None:
        self.model = Model(capacity)
        self.session = self.circle.convene(capacity=capacity, wall=datetime(2027, 4, 20, 15))
        for number in first:
            self.say_yes(number)

    def pass_time(self, stretch: timedelta = timedelta(minutes=1)) -> datetime:
        self.time += stretch
        self.circle.wait(self.time)
        self.model.lapse(self.time)
        return self.time

    def person(self, number: int) -> Person:
        return self.circle.mentees[number]

    def takes_place(self, number: int) -> bool:
        return number in self.model.placed or number in self.model.offers

    @rule(number=ANYBODY)
    def say_yes(self, number: int) -> None:
        now = self.pass_time()
        if number not in self.invited:
            return self.is_refused(number, NoSuchSession)
        if number in self.model.busy and number not in self.model.line:
            return self.is_refused(number, Overlap)
        self.model.fill(now)
        self.circle.say(self.session, self.person(number), YES, now)
        self.model.yes(number, now)
        return None

    def is_refused(self, number: int, refusal: type[Refused]) -> None:
        try:
            self.circle.say(self.session, self.person(number), YES, self.time)
        except refusal:
            return
        raise AssertionError(f"{self.person(number).name} was let in")

    @rule(number=ANYBODY, said=st.sampled_from([NO, MAYBE]))
    def say_no_or_maybe(self, number: int, said: Rsvp) -> None:
        now = self.pass_time()
        if number in self.invited:
            self.model.fill(now)
            self.circle.say(self.session, self.person(number), said, now)
            self.model.out(number, now)

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.pass_time(timedelta(hours=hours))

    @rule(capacity=st.integers(1, 4))
    def change_capacity(self, capacity: int) -> None:
        now = self.pass_time()
        try:
            hosting.change_capacity(self.circle.uow(), self.session.id, capacity, actor=self.circle.awa, now=now)
        except TooFewPlaces:
            assert capacity < len(self.model.placed) + len(self.model.offers)
            return
        if capacity != self.model.capacity:
            self.model.capacity = capacity
            self.model.fill(now)

    @precondition(lambda self: len(self.invited) > 1)
    @rule(number=ANYBODY)
    def remove(self, number: int) -> None:
        now = self.pass_time()
        hosting.remove(self.circle.uow(), self.session.id, self.person(number).id, actor=self.circle.awa, now=now)
        if number in self.invited:
            self.invited.remove(number)
            self.model.out(number, now)

    @rule(number=ANYBODY)
    def invite(self, number: int) -> None:
        now = self.pass_time()
        audience = Audience(people=frozenset({self.person(number).id}))
        hosting.invite(self.circle.uow(), self.session.id, audience, actor=self.circle.awa, now=now)
        self.invited.add(number)

    @rule(number=ANYBODY)
    def book_elsewhere_or_call_that_off(self, number: int) -> None:
        now = self.pass_time()
        if number in self.model.busy:
            cancel(self.circle.uow(), self.elsewhere.pop(number), reason="", actor=self.person(number), now=now)
            self.model.busy.remove(number)
        elif not self.takes_place(number):
            other = self.circle.cast.session(
                "2027-04-20 15:00", id=f"other{len(self.circle.store.sessions)}", people=(self.person(number).id,)
            )
            self.circle.keep(other)
            self.elsewhere[number] = other.id
            self.model.busy.add(number)

    @invariant()
    def stands_as_the_model_says(self) -> None:
        kept = self.circle.now(self.session)
        ids = [one.id for one in self.circle.mentees]
        answers = {ids.index(one.person_id): one for one in kept.attendees if one.person_id != self.circle.awa.id}
        assert set(answers) == self.invited
        assert {one for one, it in answers.items() if it.rsvp is Rsvp.ACCEPTED} == self.model.placed
        offers = {one: it.answer_by for one, it in answers.items() if it.rsvp is Rsvp.OFFERED}
        assert offers == self.model.offers
        assert [ids.index(one) for one in line(kept)] == self.model.line
        assert len(self.model.placed) + len(offers) <= self.model.capacity

    @invariant()
    def each_is_told_of_each_offer_once(self) -> None:
        news = [one for one in self.circle.about(self.session) if one.kind is DeliveryKind.SESSION_NEWS]
        ids = [one.id for one in self.circle.mentees]
        said = [(ids.index(one.recipient_id), one.change) for one in news if one.recipient_id in ids]
        offers = Counter(one for one in said if one[1] in {ChangeKind.OFFERED, ChangeKind.LAPSED})
        assert offers == self.model.told


RsvpMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=30, deadline=None)
TestRsvpMachine = RsvpMachine.TestCase
