"""Stopping: on a signal, once, whether the process is already up or still starting."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.running import STOP_SIGNALS, system_clock, until_told_to_stop
from bot.trouble import Trouble


@pytest.mark.parametrize("number", STOP_SIGNALS)
def test_a_signal_leaves_what_runs(number: signal.Signals) -> None:
    told: list[str] = []

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        told.append("started")
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), number)
        yield
        told.append("stopped")

    asyncio.run(until_told_to_stop(running))
    assert told == ["started", "stopped"]


def test_a_second_signal_does_not_interrupt_the_leaving() -> None:
    told: list[str] = []

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        os.kill(os.getpid(), signal.SIGINT)
        yield
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0)
        told.append("stopped")

    asyncio.run(until_told_to_stop(running))
    assert told == ["stopped"]


def test_a_signal_while_starting_gives_the_start_up_and_cleans_up() -> None:
    told: list[str] = []

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
            yield
        finally:
            told.append("cleaned up")

    asyncio.run(until_told_to_stop(running))
    assert told == ["cleaned up"]


def test_what_goes_wrong_while_starting_is_raised() -> None:
    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        raise Trouble("The port is taken.")
        yield

    with pytest.raises(Trouble, match="The port is taken"):
        asyncio.run(until_told_to_stop(running))


def test_signals_are_the_systems_own_again_afterwards() -> None:
    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        os.kill(os.getpid(), signal.SIGINT)
        yield

    asyncio.run(until_told_to_stop(running))
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_the_clock_is_aware_and_in_utc() -> None:
    offset = system_clock().utcoffset()
    assert offset is not None
    assert not offset
