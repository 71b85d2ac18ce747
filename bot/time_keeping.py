"""Keeps a bot abreast of the small Slack's clock, which people move, and tells that clock when the bot is next wanted.

What it tells is the ordinary word of any app (`POST /control/clock`), so the small Slack knows nothing of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Protocol

import aiohttp

from scheduler.almanac import Almanac

LOOK_EVERY = 1.0
"""Seconds between two looks while nobody moves the clock."""


class MovedClock(Protocol):
    """A clock in epoch seconds that people move; ``offset`` is how far it is from the machine's, in seconds."""

    offset: float

    def now(self) -> float:
        """Its present."""
        ...

    async def moved_from(self, offset: float, seconds: float) -> None:
        """Wait until the offset is another one, or for so many seconds."""
        ...


@contextlib.asynccontextmanager
async def keeping_time(almanac: Almanac, clock: MovedClock, address: str) -> AsyncIterator[None]:
    """The bot kept abreast of the clock of the small Slack at ``address`` inside the block."""
    async with aiohttp.ClientSession() as session:
        keeping = asyncio.create_task(_keep(almanac, clock, session, f"{address}/control/clock"))
        try:
            yield
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping


async def _keep(almanac: Almanac, clock: MovedClock, session: aiohttp.ClientSession, address: str) -> None:
    while True:
        as_of, offset = clock.now(), clock.offset
        await almanac.catch_up()
        word = {"as_of": as_of, "next": (await almanac.next_moment()).timestamp()}
        async with session.post(address, json=word) as told:
            told.raise_for_status()
        await clock.moved_from(offset, LOOK_EVERY)
