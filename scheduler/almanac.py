"""For clocks that are moved by hand: works off what has fallen due, and tells when something will next."""

from __future__ import annotations

from datetime import datetime, timedelta

from mentoring.ports import Now
from mentoring.services.upcoming import next_moment
from scheduler.deliverer import Deliverer, Run
from scheduler.runner import Runner

LONGEST_STEP = timedelta(days=1)
"""How far a clock may move at once, so that what is done once a day is done on its day."""


class Almanac:
    """What falls due for one team by a clock that others move."""

    def __init__(self, run: Run, runner: Runner, deliverer: Deliverer, team_id: str, now: Now) -> None:
        self._run = run
        self._runner = runner
        self._deliverer = deliverer
        self._team_id = team_id
        self._now = now

    async def catch_up(self) -> None:
        """Do everything that is due by now, in its order, and wait until what was begun is said."""
        await self._runner.catch_up(self._now())
        await self._deliverer.idle()

    async def next_moment(self) -> datetime:
        """When the bot is next wanted: what falls due by itself, or the next look for what is to be planned."""
        farthest = self._now() + LONGEST_STEP
        due = await self._run(next_moment, self._team_id, now=self._now())
        return farthest if due is None else min(due, farthest)
