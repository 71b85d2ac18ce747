import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scheduler.jobs import Job
from scheduler.runner import Runner

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
SOON = timedelta(milliseconds=5)


class Clock:
    """Monotonic seconds, set by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Counted:
    """A job's work: counts its runs, and ends each when it is let."""

    def __init__(self, *, held: bool = False) -> None:
        self.runs = 0
        self.under_way = 0
        self.most_at_once = 0
        self.started = asyncio.Semaphore(0)
        self.let_end = asyncio.Event()
        if not held:
            self.let_end.set()

    async def __call__(self) -> None:
        self.runs += 1
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        self.started.release()
        await self.let_end.wait()
        self.under_way -= 1

    async def started_again(self) -> None:
        await asyncio.wait_for(self.started.acquire(), 10)


@asynccontextmanager
async def running(*jobs: Job, clock: Callable[[], float] | None = None) -> AsyncIterator[Runner]:
    runner = Runner(jobs, monotonic=clock or Clock())
    runner.start()
    try:
        yield runner
    finally:
        await runner.stop()


def on_a_loop(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    def run() -> None:
        asyncio.run(asyncio.wait_for(test(), 30))

    return run


async def turns(count: int = 10) -> None:
    """Let what is ready on the loop happen."""
    for _ in range(count):
        await asyncio.sleep(0)


@on_a_loop
async def test_job_runs_at_start_and_again_at_each_interval() -> None:
    work = Counted()
    async with running(Job("work", SOON, work)):
        for _ in range(3):
            await work.started_again()


@on_a_loop
async def test_wake_runs_the_woken_job_at_once_and_no_other() -> None:
    woken, other = Counted(), Counted()
    async with running(Job("woken", HOUR, woken, on_wake=True), Job("other", HOUR, other)) as runner:
        await woken.started_again()
        await turns()
        runner.wake()
        await woken.started_again()

        assert (woken.runs, other.runs) == (2, 1)


@on_a_loop
async def test_wakes_during_a_run_make_one_more_run_and_never_two_at_once() -> None:
    work = Counted(held=True)
    async with running(Job("work", HOUR, work, on_wake=True)) as runner:
        await work.started_again()
        for _ in range(5):
            runner.wake()
            await turns()
        work.let_end.set()
        await work.started_again()
        await turns()

        assert (work.runs, work.most_at_once) == (2, 1)


@on_a_loop
async def test_ticks_during_a_run_start_no_second_one() -> None:
    slow, quick = Counted(held=True), Counted()
    async with running(Job("slow", SOON, slow), Job("quick", SOON, quick)):
        for _ in range(5):
            await quick.started_again()
        assert slow.runs == 1
        slow.let_end.set()


def test_job_that_breaks_down_is_logged_with_a_reference_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    runs = asyncio.Semaphore(0)

    async def broken() -> None:
        runs.release()
        raise RuntimeError("no disk")

    async def story() -> None:
        async with running(Job("broken", SOON, broken)):
            await asyncio.wait_for(runs.acquire(), 10)
            await asyncio.wait_for(runs.acquire(), 10)

    with caplog.at_level(logging.ERROR, logger="scheduler"):
        asyncio.run(story())

    assert caplog.records[0].getMessage().startswith("job 'broken' broke down, reference ")
    assert "no disk" in caplog.text


@on_a_loop
async def test_watchdog_sets_a_silent_alarm_anew() -> None:
    clock, work = Clock(), Counted()
    async with running(Job("work", SECOND, work), clock=clock) as runner:
        await work.started_again()
        # What a wall clock set back by an hour does to an alarm.
        runner._scheduler.modify_job("work", next_run_time=datetime.now(UTC) + HOUR)
        clock.seconds += 3.5

        assert runner.look_after() == ["work"]
        alarm = runner._scheduler.get_job("work")
        assert alarm.next_run_time <= datetime.now(UTC) + SECOND
        await work.started_again()


@on_a_loop
async def test_watchdog_leaves_an_alarm_alone_that_rings() -> None:
    clock, work = Clock(), Counted()
    async with running(Job("work", SECOND, work), clock=clock) as runner:
        clock.seconds += 2.5

        assert runner.look_after() == []


@on_a_loop
async def test_heartbeat_age_grows_while_a_run_does_not_end() -> None:
    clock, work = Clock(), Counted(held=True)
    async with running(Job("work", HOUR, work, on_wake=True), clock=clock) as runner:
        await work.started_again()
        clock.seconds += 40
        assert runner.heartbeat_age() == 40

        work.let_end.set()
        await turns()
        assert runner.heartbeat_age() == 0


@on_a_loop
async def test_stop_lets_the_run_under_way_end() -> None:
    work = Counted(held=True)
    runner = Runner([Job("work", HOUR, work, on_wake=True)], monotonic=Clock())
    runner.start()
    await work.started_again()
    stopping = asyncio.create_task(runner.stop())
    await turns()
    assert not stopping.done()

    work.let_end.set()
    await stopping
    runner.wake()
    await turns()

    assert (work.runs, work.under_way) == (1, 0)


@on_a_loop
async def test_stop_before_start_is_no_harm() -> None:
    await Runner([Job("work", HOUR, Counted())]).stop()
