import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest

from mentoring.messages import (
    UNHURRIED,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Finding,
    FindingKind,
    Means,
    Outcome,
    OutcomeKind,
)
from mentoring.people import Person
from mentoring.rules.delivery import LEASE, SETTLE, START_LIMIT
from mentoring.services.delivery import Search, begin, finish
from mentoring.services.errands import CardErrand, Errand, HomeErrand, NewsErrand, PollCardErrand
from mentoring.sessions import SessionState
from scheduler.deliverer import AT_ONCE, Deliverer
from tests.builders import NOW, TEAM, a_change, a_cohort, a_delivery, a_person
from tests.fakes import FakeStore, FakeUnitOfWork

T = TypeVar("T")


class World:
    """A store, a settable clock of both kinds, and a messenger whose answers are held until the test lets them go."""

    def __init__(self) -> None:
        self.store = FakeStore()
        self.now = NOW
        self.seconds = 0.0
        self.began: list[str] = []
        self.under_way: set[int] = set()
        self.most_at_once = 0
        self.held: set[int] = set()
        self.let_go = asyncio.Event()
        self.begun_one = asyncio.Semaphore(0)
        self.answers: dict[str, Outcome | Exception] = {}
        self.finding: Finding | Exception = Finding(FindingKind.ABSENT)
        self.searched: list[str] = []
        self.before: dict[Callable[..., Any], Callable[[], None]] = {}
        with self.uow() as uow:
            cohort = a_cohort(uow)
            session = cohort.session(state=SessionState.PROPOSED)
            uow.sessions.add(session, a_change(session))
            uow.commit()
        self.awa, self.luca, self.fatima = cohort.awa.id, cohort.luca.id, cohort.fatima.id
        self.deliverer = Deliverer(
            run=self.run,
            messenger=self,
            now=lambda: self.now,
            owner="here",
            pace=UNHURRIED,
            monotonic=lambda: self.seconds,
            jitter=lambda: 0.0,
        )

    def uow(self, team_id: str = TEAM) -> FakeUnitOfWork:
        return FakeUnitOfWork(self.store, team_id)

    async def run(self, service: Callable[..., T], team_id: str, /, **kwargs: Any) -> T:
        if service in self.before:
            self.before.pop(service)()
        return service(self.uow(team_id), **kwargs)

    def plan(self, key: str, recipient_id: int, **changes: Any) -> None:
        with self.uow() as uow:
            uow.deliveries.plan([a_delivery(key, recipient_id=recipient_id, **changes)])
            uow.commit()

    def pass_time(self, length: timedelta) -> None:
        self.now += length
        self.seconds += length.total_seconds()

    async def deliver_all(self) -> None:
        await self.deliverer.deliver_due()
        await asyncio.wait_for(self.deliverer.idle(), 10)

    async def one_begun(self) -> None:
        await asyncio.wait_for(self.begun_one.acquire(), 10)

    def kept(self, key: str) -> Delivery:
        return self.uow().deliveries.get(key)

    def states(self) -> dict[str, DeliveryState]:
        return {one.key: one.state for one in self.store.deliveries.values()}

    async def say(self, errand: Errand) -> Outcome:
        key, person = errand.delivery.key, errand.recipient.id
        assert person not in self.under_way, "two deliveries to one person at once"
        assert self.kept(key).state is DeliveryState.SENDING, "posted without an intent"
        self.began.append(key)
        self.under_way.add(person)
        self.most_at_once = max(self.most_at_once, len(self.under_way))
        self.begun_one.release()
        if person in self.held:
            await self.let_go.wait()
        self.under_way.discard(person)
        answer = self.answers.get(key, Outcome(OutcomeKind.SENT, slack_ts=f"{len(self.began)}.0", channel_id="D"))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def post_news(self, errand: NewsErrand) -> Outcome:
        return await self.say(errand)

    async def refresh_cards(self, errand: CardErrand | PollCardErrand) -> Outcome:
        return await self.say(errand)

    async def publish_home(self, errand: HomeErrand) -> Outcome:
        return await self.say(errand)

    async def find(self, search: Search) -> Finding:
        self.searched.append(search.delivery.key)
        if isinstance(self.finding, Exception):
            raise self.finding
        return self.finding


def in_a_world(test: Callable[[World], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    def run() -> None:
        async def story() -> None:
            await asyncio.wait_for(test(World()), 30)

        asyncio.run(story())

    return run


def later(seconds: int) -> datetime:
    return NOW + timedelta(seconds=seconds)


@in_a_world
async def test_what_is_due_is_said_and_recorded(world: World) -> None:
    world.plan("a", world.luca)
    world.plan("b", world.awa, kind=DeliveryKind.HOME)
    world.plan("c", world.awa, due_at=later(1))

    await world.deliver_all()

    assert world.states() == {"a": DeliveryState.SENT, "b": DeliveryState.SENT, "c": DeliveryState.PENDING}


@in_a_world
async def test_one_person_is_written_to_in_the_order_things_fell_due(world: World) -> None:
    for number in range(20, 0, -1):
        world.plan(f"n{number:02}", world.luca, due_at=NOW - timedelta(minutes=number))

    await world.deliver_all()

    assert world.began == [f"n{number:02}" for number in range(20, 0, -1)]


@in_a_world
async def test_a_slow_answer_for_one_person_keeps_nobody_else_waiting(world: World) -> None:
    world.held = {world.luca}
    world.plan("slow", world.luca, due_at=NOW - timedelta(minutes=3))
    world.plan("next", world.luca, due_at=NOW - timedelta(minutes=2))
    world.plan("awa", world.awa, due_at=NOW - timedelta(minutes=1))

    await world.deliverer.deliver_due()
    await world.one_begun()
    await world.one_begun()
    world.plan("fatima", world.fatima)
    await world.deliverer.deliver_due()
    await world.one_begun()
    assert world.began == ["slow", "awa", "fatima"]

    world.let_go.set()
    await world.deliverer.idle()
    assert set(world.states().values()) == {DeliveryState.SENT}


@in_a_world
async def test_no_more_than_a_few_calls_are_under_way_at_once(world: World) -> None:
    with world.uow() as uow:
        people = [uow.people.add(crowd(number)) for number in range(2 * AT_ONCE[Means.HOME])]
        uow.commit()
    world.held = {person.id for person in people}
    for person in people:
        world.plan(f"to {person.id}", person.id, kind=DeliveryKind.HOME)

    await world.deliverer.deliver_due()
    for _ in range(AT_ONCE[Means.HOME]):
        await world.one_begun()
    world.let_go.set()
    await world.deliverer.idle()

    assert world.most_at_once == AT_ONCE[Means.HOME]
    assert set(world.states().values()) == {DeliveryState.SENT}


@in_a_world
async def test_rate_limit_stops_every_post_to_the_team_until_slack_says_and_nothing_else(world: World) -> None:
    world.answers["a"] = Outcome(OutcomeKind.RETRY, retry_after=timedelta(seconds=30), error="ratelimited")
    world.plan("a", world.luca)
    await world.deliver_all()
    world.plan("b", world.awa)

    world.plan("home", world.awa, kind=DeliveryKind.HOME)

    await world.deliver_all()
    assert world.began == ["a", "home"]
    assert world.states() == {"a": DeliveryState.PENDING, "b": DeliveryState.PENDING, "home": DeliveryState.SENT}

    world.answers.clear()
    world.pass_time(timedelta(seconds=30))
    await world.deliver_all()
    assert set(world.states().values()) == {DeliveryState.SENT}


def test_breakdown_of_one_delivery_is_logged_with_a_reference_and_spoils_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    @in_a_world
    async def story(world: World) -> None:
        world.answers["a"] = RuntimeError("unheard of")
        world.plan("a", world.luca)
        world.plan("b", world.awa)
        await world.deliver_all()
        assert world.states() == {"a": DeliveryState.SENDING, "b": DeliveryState.SENT}

    with caplog.at_level(logging.ERROR, logger="scheduler"):
        story()

    assert caplog.records[0].getMessage().startswith("delivery a broke down, reference ")


@in_a_world
async def test_breakdown_after_the_post_says_nothing_twice(world: World) -> None:
    def no_disk() -> None:
        raise OSError("no disk")

    world.before[finish] = no_disk
    world.finding = Finding(FindingKind.FOUND, slack_ts="1.0", channel_id="D")
    world.plan("a", world.luca)

    await world.deliver_all()
    for wait in (LEASE, SETTLE, SETTLE):
        world.pass_time(wait)
        await world.deliverer.recover_lost()
        await world.deliver_all()

    assert (world.began, world.searched, world.states()) == (["a"], ["a"], {"a": DeliveryState.SENT})


@in_a_world
async def test_message_that_slack_does_not_have_is_said_again(world: World) -> None:
    world.answers["a"] = Outcome(OutcomeKind.UNKNOWN, error="reset")
    world.plan("a", world.luca)
    await world.deliver_all()
    world.answers.clear()

    await world.deliverer.recover_lost()
    await world.deliver_all()
    assert (world.began, world.searched) == (["a"], [])

    world.pass_time(SETTLE)
    await world.deliverer.recover_lost()
    await world.deliver_all()
    assert (world.began, world.searched, world.states()) == (["a", "a"], ["a"], {"a": DeliveryState.SENT})


@in_a_world
async def test_search_that_slack_puts_off_is_not_followed_by_others_in_the_team(world: World) -> None:
    world.finding = Finding(FindingKind.LATER, retry_after=timedelta(seconds=60))
    for key, person in (("a", world.luca), ("b", world.awa)):
        world.answers[key] = Outcome(OutcomeKind.UNKNOWN, error="reset")
        world.plan(key, person)
    await world.deliver_all()
    world.pass_time(SETTLE)

    await world.deliverer.recover_lost()

    assert world.searched == ["a"]


@in_a_world
async def test_search_that_breaks_down_spoils_no_other(world: World) -> None:
    world.finding = RuntimeError("unheard of")
    for key, person in (("a", world.luca), ("b", world.awa)):
        world.answers[key] = Outcome(OutcomeKind.UNKNOWN, error="reset")
        world.plan(key, person)
    await world.deliver_all()
    world.pass_time(SETTLE)

    await world.deliverer.recover_lost()

    assert world.searched == ["a", "b"]


@in_a_world
async def test_process_that_was_held_up_before_the_call_does_not_post(world: World) -> None:
    world.before[begin] = lambda: world.pass_time(START_LIMIT + timedelta(seconds=1))
    world.plan("a", world.luca)

    await world.deliver_all()

    assert (world.began, world.kept("a").state) == ([], DeliveryState.PENDING)


@in_a_world
async def test_stop_ends_calls_under_way_and_gives_the_rest_back(world: World) -> None:
    world.held = {world.luca}
    world.plan("a", world.luca, due_at=NOW - timedelta(minutes=1))
    world.plan("b", world.luca)
    await world.deliverer.deliver_due()
    await world.one_begun()

    stopping = asyncio.create_task(world.deliverer.stop())
    await asyncio.sleep(0)
    world.let_go.set()
    await stopping
    await world.deliver_all()

    assert world.states() == {"a": DeliveryState.SENT, "b": DeliveryState.PENDING}
    assert world.kept("b").lease_owner == ""


def crowd(number: int) -> Person:
    return a_person(f"Guest {number}", user_id=f"UGUEST{number}", email=f"guest{number}@example.org")
