"""Deliveries under every mix of crashes, pauses, lost answers and changes of mind that hypothesis can think of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Finding, FindingKind, Means, Outcome, OutcomeKind
from mentoring.rules import delivery as rules
from mentoring.rules.news import plan_news
from mentoring.services.delivery import (
    begin,
    claim_one,
    finish,
    recover,
    search_for,
    settle,
    to_verify,
)
from mentoring.services.errands import CardErrand, Errand, NewsErrand
from mentoring.sessions import OPEN_STATES, ChangeKind, SessionState
from tests.builders import NOW, TEAM, a_change, a_cohort
from tests.fakes import FakeStore, FakeUnitOfWork

FINAL = {DeliveryState.SENT, DeliveryState.CANCELLED, DeliveryState.FAILED}
WORKERS = ("one", "two")
ANSWERS = ("taken", "refused", "rate limited", "lost before", "lost after", "lost after and shown late")


@dataclass
class Message:
    key: str
    ts: str
    revision: int
    shown_from: datetime


@dataclass
class LittleSlack:
    """Takes messages and answers as told; what it took is in its history, sometimes a little later."""

    messages: list[Message] = field(default_factory=list)

    def say(self, errand: Errand, answer: str, now: datetime) -> Outcome:
        match answer:
            case "refused":
                return Outcome(OutcomeKind.RETRY, error="connection refused")
            case "rate limited":
                return Outcome(OutcomeKind.RETRY, retry_after=timedelta(seconds=30), error="ratelimited")
            case "lost before":
                return Outcome(OutcomeKind.UNKNOWN, error="reset")
        late = rules.POST_LIMIT if answer.endswith("late") else timedelta(0)
        ts = self.take(errand, now + late)
        if answer == "taken":
            return Outcome(OutcomeKind.SENT, slack_ts=ts, channel_id="D")
        return Outcome(OutcomeKind.UNKNOWN, error="reset")

    def take(self, errand: Errand, shown_from: datetime) -> str:
        match errand:
            case NewsErrand():
                ts = f"{len(self.messages) + 1}.0"
                self.messages.append(Message(errand.delivery.key, ts, errand.details.session.revision, shown_from))
                return ts
            case CardErrand():
                for drawn in self.messages:
                    if drawn.ts in {card.slack_ts for card in errand.cards}:
                        drawn.revision = errand.details.session.revision
                return ""
            case _:
                raise AssertionError("nobody's Home is drawn here")

    def find(self, delivery: Delivery, now: datetime) -> Finding:
        shown = [one for one in self.messages if one.key == delivery.key and one.shown_from <= now]
        return Finding(FindingKind.FOUND, shown[0].ts, "D") if shown else Finding(FindingKind.ABSENT)


@dataclass
class Worker:
    """Where one worker stands between claiming, beginning, posting and finishing."""

    claimed: Delivery | None = None
    errand: Errand | None = None
    begun_at: datetime = NOW
    outcome: Outcome | None = None


class DeliveryMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.store = FakeStore()
        self.slack = LittleSlack()
        self.workers = {name: Worker() for name in (*WORKERS, "swift")}
        with self.uow() as uow:
            self.cohort = a_cohort(uow)
            uow.commit()
        self.session = self.cohort.session("2027-06-01 15:00", state=SessionState.PROPOSED)
        self.change(ChangeKind.PROPOSED, by=self.cohort.awa.id)

    def uow(self) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.store, TEAM)

    def change(self, kind: ChangeKind, by: int) -> None:
        """Keep the session as it now is, with what a booking plans to say of it."""
        line = a_change(self.session, kind, by=by, at=self.now)
        with self.uow() as uow:
            (uow.sessions.add if line.revision == 1 else uow.sessions.update)(self.session, line)
            news = (one for one in plan_news(self.session, line, TEAM) if one.kind is not DeliveryKind.HOME)
            uow.deliveries.plan(news)
            uow.commit()

    @precondition(lambda self: self.session.state in OPEN_STATES and self.session.revision < 6)
    @rule(by_mentor=st.booleans(), hours=st.integers(1, 48))
    def move(self, by_mentor: bool, hours: int) -> None:
        anchor = replace(self.session.anchor, wall=self.session.anchor.wall + timedelta(hours=hours))
        self.session = replace(self.session, revision=self.session.revision + 1, anchor=anchor, proposal=None)
        self.change(ChangeKind.MOVED, by=self.cohort.awa.id if by_mentor else self.cohort.luca.id)

    @precondition(lambda self: self.session.state in OPEN_STATES and self.session.revision > 1)
    @rule(by_mentor=st.booleans())
    def cancel(self, by_mentor: bool) -> None:
        revision = self.session.revision + 1
        self.session = replace(self.session, revision=revision, state=SessionState.CANCELLED, proposal=None)
        self.change(ChangeKind.CANCELLED, by=self.cohort.awa.id if by_mentor else self.cohort.luca.id)

    @rule(seconds=st.sampled_from([1, 4, 61, 75, 3600]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(name=st.sampled_from(WORKERS), answer=st.sampled_from(ANSWERS))
    def step(self, name: str, answer: str) -> None:
        """One worker does the next of: claim, begin, post, finish."""
        worker = self.workers[name]
        if worker.claimed is None:
            worker.claimed = self.claim(name)
        elif worker.errand is None:
            self.begin(worker)
        elif worker.outcome is None:
            self.post(worker, answer)
        else:
            finish(self.uow(), worker.errand, worker.outcome, now=self.now)
            self.workers[name] = Worker()

    def claim(self, name: str) -> Delivery | None:
        by_means = (claim_one(self.uow(), owner=name, now=self.now, means=means) for means in Means)
        return next((one for one in by_means if one is not None), None)

    def begin(self, worker: Worker) -> None:
        assert worker.claimed is not None
        worker.errand, worker.begun_at = begin(self.uow(), worker.claimed, now=self.now), self.now
        if worker.errand is None:
            worker.claimed = None
        else:
            self.must_be_the_truth(worker.errand)

    def must_be_the_truth(self, errand: Errand) -> None:
        assert errand.delivery.due_at <= self.now <= errand.delivery.not_after
        if isinstance(errand, NewsErrand):
            assert errand.details.session == self.session
            assert self.session.state in OPEN_STATES or errand.delivery.change == ChangeKind.CANCELLED

    def post(self, worker: Worker, answer: str) -> None:
        assert worker.errand is not None
        if self.now - worker.begun_at > rules.START_LIMIT:
            worker.outcome = Outcome(OutcomeKind.RETRY, error="stopped for too long")
        else:
            worker.outcome = self.slack.say(worker.errand, answer, self.now)

    @rule(answer=st.sampled_from(ANSWERS))
    def deliver(self, answer: str) -> None:
        """A worker goes all the way without a pause."""
        for _ in range(4):
            self.step("swift", answer)
        self.crash("swift")

    @rule(name=st.sampled_from(WORKERS))
    def crash(self, name: str) -> None:
        self.workers[name] = Worker()

    @rule()
    def tend(self) -> None:
        recover(self.uow(), now=self.now)
        for delivery in to_verify(self.uow(), now=self.now):
            search = search_for(self.uow(), delivery, now=self.now)
            assert search is not None
            settle(self.uow(), search.delivery, self.slack.find(search.delivery, self.now), now=self.now)

    @invariant()
    def nothing_is_said_twice(self) -> None:
        times = Counter(one.key for one in self.slack.messages)
        assert all(count == 1 for count in times.values()), times

    @invariant()
    def what_counts_as_sent_is_in_slack(self) -> None:
        said = {one.key: one.ts for one in self.slack.messages}
        for one in self.rows(DeliveryKind.SESSION_NEWS):
            if one.state is DeliveryState.SENT:
                assert said.get(one.key) == one.slack_ts

    def rows(self, kind: DeliveryKind) -> list[Delivery]:
        return [one for one in self.store.deliveries.values() if one.kind is kind]

    def teardown(self) -> None:
        """Once the bad weather is over everything comes to its end, and nothing is missing."""
        for name in self.workers:
            self.crash(name)
        for _ in range(12):
            self.wait(3600)
            self.tend()
            self.deliver_all()
        self.nothing_is_said_twice()
        self.what_counts_as_sent_is_in_slack()
        self.every_row_came_to_its_end()
        self.the_last_word_was_said()
        self.cards_show_the_session_as_it_is()

    def deliver_all(self) -> None:
        while (claimed := self.claim("last")) is not None:
            if (errand := begin(self.uow(), claimed, now=self.now)) is not None:
                finish(self.uow(), errand, self.slack.say(errand, "taken", self.now), now=self.now)

    def every_row_came_to_its_end(self) -> None:
        assert {one.state for one in self.store.deliveries.values()} <= FINAL
        said = {one.key for one in self.slack.messages}
        assert said == {one.key for one in self.rows(DeliveryKind.SESSION_NEWS) if one.state is DeliveryState.SENT}

    def the_last_word_was_said(self) -> None:
        last = max(self.rows(DeliveryKind.SESSION_NEWS), key=lambda one: int(one.key.split(":")[1]))
        assert last.state is DeliveryState.SENT

    def cards_show_the_session_as_it_is(self) -> None:
        assert {one.revision for one in self.slack.messages} == {self.session.revision}


TestDeliveries = DeliveryMachine.TestCase
TestDeliveries.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)


def say_again_at_once(delivery: Delivery, outcome: Outcome, now: datetime) -> Delivery:
    return rules._again(delivery, outcome, now)


def call_it_sent(delivery: Delivery, revision: int, now: datetime) -> Delivery:
    return replace(delivery, state=DeliveryState.SENT, session_revision=revision, slack_ts="0.0")


def never_outdated(*_: object) -> str:
    return ""


@pytest.mark.parametrize(
    ("name", "mutant"),
    [
        ("_doubtful", say_again_at_once),
        ("begun", call_it_sent),
        ("outdated_news", never_outdated),
        ("SETTLE", timedelta(0)),
    ],
)
def test_machine_notices_a_rule_that_is_broken(monkeypatch: pytest.MonkeyPatch, name: str, mutant: object) -> None:
    monkeypatch.setattr(rules, name, mutant)
    hunt = settings(
        max_examples=3000,
        stateful_step_count=40,
        deadline=None,
        database=None,
        derandomize=True,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )

    with pytest.raises(AssertionError):
        run_state_machine_as_test(DeliveryMachine, settings=hunt)


def overtaken(stopped_after: int) -> DeliveryMachine:
    """A worker that stops after so many steps, is taken for dead, and goes on when another has said it."""
    machine = DeliveryMachine()
    for _ in range(stopped_after):
        machine.step("one", "taken")
    for _ in range(3):
        machine.wait(75)
        machine.tend()
    for _ in range(4):
        machine.step("two", "taken")
    for _ in range(4 - stopped_after):
        machine.step("one", "taken")
    return machine


@pytest.mark.parametrize("stopped_after", [1, 2, 3])
def test_a_worker_that_was_overtaken_says_nothing_twice(stopped_after: int) -> None:
    overtaken(stopped_after).nothing_is_said_twice()


@pytest.mark.parametrize(
    ("name", "mutant", "stopped_after"),
    [("START_LIMIT", timedelta.max, 2), ("in_hand", lambda *_: True, 1)],
    ids=["lease only", "no guard"],
)
def test_machine_notices_that_an_overtaken_worker_goes_on(
    monkeypatch: pytest.MonkeyPatch, name: str, mutant: object, stopped_after: int
) -> None:
    monkeypatch.setattr(rules, name, mutant)

    with pytest.raises(AssertionError):
        overtaken(stopped_after).nothing_is_said_twice()
