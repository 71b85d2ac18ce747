"""The sandbox's clock: the machine's, plus however far somebody has moved it."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress


class Clock:
    """Tells the sandbox's time in epoch seconds, and wakes whoever waits for an hour that has come."""

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._moved = asyncio.Event()
        self.offset = 0.0

    def now(self) -> float:
        """The sandbox's present, in epoch seconds."""
        return self._source() + self.offset

    def advance(self, seconds: float) -> None:
        """Move forward. ValueError when the step is backwards."""
        if seconds < 0:
            raise ValueError("The clock only moves forward; reset it to come back to the present.")
        self._shift(self.offset + seconds)

    def move_to(self, epoch: float) -> None:
        """Move forward to an instant. ValueError when it has already passed."""
        self.advance(epoch - self.now())

    def reset(self) -> None:
        """Come back to the machine's own time."""
        self._shift(0.0)

    async def wait_until(self, epoch: float) -> None:
        """Sleep until the sandbox's present reaches `epoch`, by passing time or by being moved."""
        while (left := epoch - self.now()) > 0:
            moved = self._moved
            with suppress(TimeoutError):
                await asyncio.wait_for(moved.wait(), timeout=left)

    async def moved_from(self, offset: float, seconds: float) -> None:
        """Wait until the clock no longer stands at `offset` from the machine's, or for so many seconds."""
        if self.offset == offset:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), timeout=seconds)

    def _shift(self, offset: float) -> None:
        self.offset = offset
        self._moved.set()
        self._moved = asyncio.Event()
