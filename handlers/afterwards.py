"""Work that goes on once Slack has its answer, because it takes longer than Slack waits."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine


class Afterwards:
    """Holds on to tasks until they are done: the event loop itself only keeps weak references."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Begin the work and return at once."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self) -> None:
        """Wait until all that was begun is done; raises what a task raised."""
        await asyncio.gather(*self._tasks)
