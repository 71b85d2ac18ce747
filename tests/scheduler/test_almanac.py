"""A clock that somebody moves: what is due is done in its order, and the next moment is told."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from mentoring.messages import UNHURRIED, Delivery, Outcome, OutcomeKind
from mentoring.ports import UnitOfWork
from mentoring.services.errands import Errand
from mentoring.services.upcoming import next_moment
from mentoring.sessions import SessionState
from scheduler.almanac import LONGEST_STEP, Almanac
from scheduler.deliverer import Deliverer
from scheduler.jobs import Job
from scheduler.runner import Runner
from tests.builders import NOW, TEAM, MakeUnitOfWork, a_change, a_cohort, a_delivery
from tests.fakes import FakeStore, FakeUnitOfWork

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class World:
    """A bot on a clock set by hand; `said` are the runs of its jobs, in order."""

    def __init__(self) -> None:
        self.now = NOW
        self.done: list[tuple[str, datetime]] = []

    def job(self, name: str, every: timedelta, *, on_wake: bool = False) -> Job:
        async def call() -> None:
            self.done.append((name, self.now))

        return Job(name, every, call, on_wake=on_wake)


def test_catching_up_runs_what_is_due_by_the_moved_clock_and_deliveries_last() -> None:
    world = World()
    jobs = (
        world.job("deliver", timedelta(seconds=1), on_wake=True),
        world.job("expire", MINUTE),
        world.job("plan", HOUR),
    )

    async def go() -> None:
        runner = Runner(jobs)
        for hours in (0, 1, 2, 24):
            world.now = NOW + hours * HOUR
            await runner.catch_up(world.now)

    asyncio.run(go())
    first = [("expire", NOW), ("plan", NOW), ("deliver", NOW)]
    between = [(name, NOW + hours * HOUR) for hours in (1, 2) for name in ("expire", "deliver")]
    assert world.done == [*first, *between, *((name, NOW + DAY) for name in ("expire", "plan", "deliver"))]


def test_catching_up_works_again_after_the_clock_was_set_back() -> None:
    world = World()

    async def go() -> None:
        runner = Runner((world.job("expire", MINUTE),))
        for world.now in (NOW + 30 * DAY, NOW):
            await runner.catch_up(world.now)

    asyncio.run(go())
    assert [at for _, at in world.done] == [NOW + 30 * DAY, NOW]


def test_what_was_begun_is_said_when_the_almanac_has_caught_up() -> None:
    store, said = FakeStore(), list[str]()
    with FakeUnitOfWork(store, TEAM) as uow:
        cohort = a_cohort(uow)
        session = cohort.session(state=SessionState.PROPOSED)
        uow.sessions.add(session, a_change(session))
        uow.deliveries.plan([a_delivery("one", recipient_id=cohort.luca.id, due_at=NOW + HOUR)])
        uow.commit()

    async def run(service, team_id, /, **given):  # type: ignore[no-untyped-def]
        return service(FakeUnitOfWork(store, team_id), **given)

    class Messenger:
        async def post_news(self, errand: Errand) -> Outcome:
            await asyncio.sleep(0)
            said.append(errand.delivery.key)
            return Outcome(OutcomeKind.SENT, slack_ts="1.0", channel_id="D")

    async def go() -> tuple[datetime, datetime]:
        now = NOW
        deliverer = Deliverer(run=run, messenger=Messenger(), now=lambda: now, owner="here", pace=UNHURRIED)  # type: ignore[arg-type]
        runner = Runner((Job("deliver", timedelta(seconds=1), deliverer.deliver_due, on_wake=True),))
        almanac = Almanac(run, runner, deliverer, TEAM, lambda: now)
        before = await almanac.next_moment()
        await almanac.catch_up()
        assert said == []
        now = before
        await almanac.catch_up()
        return before, await almanac.next_moment()

    assert asyncio.run(go()) == (NOW + HOUR, NOW + HOUR + LONGEST_STEP)
    assert said == ["one"]


def planned(uow: UnitOfWork, *deliveries: Delivery) -> None:
    with uow:
        uow.deliveries.plan(deliveries)
        uow.commit()


def test_next_moment_is_the_soonest_delivery_or_end_of_a_proposal(make_uow: MakeUnitOfWork) -> None:
    assert next_moment(make_uow(TEAM), now=NOW) is None
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        session = cohort.session(state=SessionState.PROPOSED)
        uow.sessions.add(session, a_change(session))
        uow.commit()
    assert next_moment(make_uow(TEAM), now=NOW) == NOW + 3 * DAY
    planned(make_uow(TEAM), a_delivery("later", recipient_id=cohort.luca.id, due_at=NOW + 5 * DAY))
    assert next_moment(make_uow(TEAM), now=NOW) == NOW + 3 * DAY
    planned(make_uow(TEAM), a_delivery("sooner", recipient_id=cohort.luca.id, due_at=NOW + DAY))
    assert next_moment(make_uow(TEAM), now=NOW) == NOW + DAY
