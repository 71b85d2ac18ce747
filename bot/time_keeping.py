"""Keeps a bot abreast of the small Slack's clock, which people move, and tells that clock when the bot is next wanted.

What it tells is the ordinary word of any app (`POST /control/clock`), so the small Slack knows nothing of ours.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
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


class People(Protocol):
    """Those who answer the bot of their own accord as the clock moves."""

    async def look(self) -> datetime | None:
        """Read what the bot said since the last look; when somebody next does something about it."""
        ...

    async def live(self, now: datetime) -> None:
        """Do everything whose time has come."""
        ...


class Nobody:
    """People who do nothing by themselves."""

    async def look(self) -> datetime | None:
        """Nobody ever does."""
        return None

    async def live(self, now: datetime) -> None:
        """Nobody does anything."""


@contextlib.asynccontextmanager
async def keeping_time(almanac: Almanac, clock: MovedClock, address: str, people: People) -> AsyncIterator[None]:
    """The bot kept abreast of the clock of the small Slack at ``address`` inside the block, and people with it."""
    async with aiohttp.ClientSession() as session:
        keeping = asyncio.create_task(_keep(almanac, clock, people, session, f"{address}/control/clock"))
        try:
            yield
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping


async def _keep(
    almanac: Almanac, clock: MovedClock, people: People, session: aiohttp.ClientSession, address: str
) -> None:
    while True:
        as_of, offset = clock.now(), clock.offset
        await people.live(datetime.fromtimestamp(as_of, UTC))
        await almanac.catch_up()
        moments = (await almanac.next_moment(), await people.look())
        word = {"as_of": as_of, "next": min(one.timestamp() for one in moments if one)}
        async with session.post(address, json=word) as told:
            told.raise_for_status()
        await clock.moved_from(offset, LOOK_EVERY)
