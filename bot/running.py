"""A process that runs until it is told to stop: signals are handled here, and the machine's clock read."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime

from bot.clients import mind_no_proxy
from bot.logs import configure_logs
from bot.settings import Settings
from bot.wiring import Bot, build

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def system_clock() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def run_bot(settings: Settings) -> None:
    """Run the bot of these settings until it is told to stop; Trouble when it can't start."""
    configure_logs(settings.log_format, settings.log_level, settings.secrets)
    mind_no_proxy(settings.slack_api_url)
    asyncio.run(until_told_to_stop(lambda: started(build(settings, system_clock, by_database=True))))


@asynccontextmanager
async def started(bot: Bot) -> AsyncIterator[None]:
    """The bot at work inside the block, stopped cleanly after it, also when starting it failed half-way."""
    try:
        await bot.start()
        yield
    finally:
        await bot.stop()


async def until_told_to_stop(running: Callable[[], AbstractAsyncContextManager[None]]) -> None:
    """Stay inside ``running`` until SIGINT or SIGTERM, then leave it; a signal while entering gives the entering up.

    Further signals change nothing, as leaving has time limits of its own.
    """
    loop = asyncio.get_running_loop()
    told, inside = asyncio.Event(), asyncio.Event()

    async def stay() -> None:
        async with running():
            inside.set()
            await told.wait()

    for number in STOP_SIGNALS:
        loop.add_signal_handler(number, told.set)
    staying, listening = asyncio.create_task(stay()), asyncio.create_task(told.wait())
    try:
        await asyncio.wait((staying, listening), return_when=asyncio.FIRST_COMPLETED)
        if told.is_set() and not inside.is_set():
            staying.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await staying
    finally:
        listening.cancel()
        for number in STOP_SIGNALS:
            loop.remove_signal_handler(number)
