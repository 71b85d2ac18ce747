"""The alarm clock: APScheduler says when a job's time has come, and nothing more.

Nothing is kept by it. What is due stands in the database, so a tick too many or too few does no harm.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from scheduler.jobs import Job
from scheduler.references import new_reference

log = logging.getLogger(__name__)

WATCH_EVERY = 1.0
"""Seconds between two looks of the watchdog."""

MISSED_TICKS = 3
"""After how many intervals without a tick an alarm is set anew."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

GRACE = 15.0
"""Seconds that jobs under way have to end when the process stops."""


@dataclass
class _Alarm:
    """A job's alarm: ``rung`` asks for a run; ``ticked`` and ``done`` are monotonic seconds.

    ``caught_up`` is the bot's own time of the last run that `Runner.catch_up` asked for.
    """

    job: Job
    ticked: float
    done: float
    rung: asyncio.Event = field(default_factory=asyncio.Event)
    running: asyncio.Lock = field(default_factory=asyncio.Lock)
    caught_up: datetime | None = None

    def ring(self, at: float) -> None:
        self.ticked = at
        self.rung.set()


class Runner:
    """Runs each job at its interval, never twice at a time; ``monotonic`` is in seconds.

    APScheduler waits by the wall clock, so an alarm may sleep for an hour when that clock is set back: the watchdog,
    on the monotonic clock, sets it anew.
    """

    def __init__(self, jobs: Collection[Job], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._alarms = {job.name: _Alarm(job, monotonic(), monotonic()) for job in jobs}
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._watchdog: asyncio.TimerHandle | None = None
        self._servers: list[asyncio.Task[None]] = []
        self._stopping = False

    def start(self) -> None:
        """Ring every alarm now and at its interval from now on; needs the running loop."""
        self._scheduler.start()
        for name, alarm in self._alarms.items():
            self._servers.append(asyncio.create_task(self._serve(alarm), name=name))
            self._scheduler.add_job(self._tick, _interval(alarm.job), args=(name,), id=name)
            alarm.ring(self._monotonic())
        self._watch()

    async def stop(self) -> None:
        """Let the jobs under way end, within a grace, and ring no more."""
        self._stopping = True
        if self._watchdog is not None:
            self._watchdog.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for alarm in self._alarms.values():
            alarm.rung.set()
        if self._servers:
            _, late = await asyncio.wait(self._servers, timeout=GRACE)
            for server in late:
                server.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def wake(self) -> None:
        """Run the jobs that wait for news at once; many calls make one run. To be called on the loop."""
        for alarm in self._alarms.values():
            if alarm.job.on_wake:
                alarm.rung.set()

    async def catch_up(self, now: datetime) -> None:
        """Run everything that has fallen due by the bot's clock, which somebody moved; what waits for news comes last.

        Each job runs when its interval has passed on that clock since the last time, after an alarm's run under way.
        What is done by the hour plans days ahead: on a clock that runs it is done once a day.
        """
        for alarm in sorted(self._alarms.values(), key=lambda one: one.job.on_wake):
            every = max(alarm.job.every, DAY) if alarm.job.every >= HOUR else alarm.job.every
            if alarm.job.on_wake or alarm.caught_up is None or abs(now - alarm.caught_up) >= every:
                await self._run(alarm)
                alarm.caught_up = now

    def heartbeat_age(self) -> float:
        """Seconds since the jobs that wait for news last came to the end of a run."""
        return max((self._monotonic() - one.done for one in self._alarms.values() if one.job.on_wake), default=0.0)

    def look_after(self) -> list[str]:
        """Set anew the alarms that have not rung for `MISSED_TICKS` intervals; their names."""
        now = self._monotonic()
        silent = [
            name
            for name, alarm in self._alarms.items()
            if now - alarm.ticked > MISSED_TICKS * alarm.job.every.total_seconds()
        ]
        for name in silent:
            log.warning("the alarm of %r was silent, setting it anew", name)
            self._scheduler.reschedule_job(name, trigger=_interval(self._alarms[name].job))
            self._alarms[name].ring(now)
        return silent

    def _watch(self) -> None:
        self.look_after()
        self._watchdog = asyncio.get_running_loop().call_later(WATCH_EVERY, self._watch)

    async def _tick(self, name: str) -> None:
        # A coroutine, so that APScheduler calls it on the loop and not in a thread.
        self._alarms[name].ring(self._monotonic())

    async def _serve(self, alarm: _Alarm) -> None:
        while True:
            await alarm.rung.wait()
            if self._stopping:
                return
            alarm.rung.clear()
            await self._run(alarm)
            alarm.done = self._monotonic()

    async def _run(self, alarm: _Alarm) -> None:
        async with alarm.running:
            try:
                await alarm.job.call()
            except Exception:
                log.exception("job %r broke down, reference %s", alarm.job.name, new_reference())


def _interval(job: Job) -> IntervalTrigger:
    return IntervalTrigger(seconds=job.every.total_seconds(), timezone=UTC)
