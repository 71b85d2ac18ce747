"""Who is watching: live news for each person's page, and the count of changes that a test waits on."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress

from bot.sandbox.records import Json

EVERYONE = "*"


class Streams:
    """Hands each piece of news to those it concerns. Lives on the sandbox's event loop."""

    def __init__(self) -> None:
        self.changes = 0
        self.closed = asyncio.Event()
        self._queues: dict[str, list[asyncio.Queue[Json | None]]] = {}
        self._changed = asyncio.Event()

    def watched(self, user: str) -> bool:
        """Whether some page would show this person's news."""
        return bool(self._queues.get(user))

    def tell(self, user: str, news: Json) -> None:
        """News for one person's pages (or for the watchers of everyone, `EVERYONE`)."""
        for queue in self._queues.get(user, ()):
            queue.put_nowait(news)
        self.note_change()

    def tell_all(self, news: Json) -> None:
        """News for every page."""
        for user in list(self._queues):
            self.tell(user, news)
        self.note_change()

    def note_change(self) -> None:
        """Count a change that only waiting tests care about."""
        self.changes += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def follow(self, user: str, greeting: Iterable[Json] = ()) -> AsyncIterator[Json]:
        """A greeting, and all news for `user` from then on, until the sandbox closes."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        self._queues.setdefault(user, []).append(queue)
        try:
            for known in greeting:
                queue.put_nowait(known)
            while not self.closed.is_set() and (news := await queue.get()) is not None:
                yield news
        finally:
            self._queues[user].remove(queue)

    async def changes_after(self, count: int, seconds: float) -> int:
        """The count of changes as soon as it exceeds `count`, or after `seconds`, or at closing."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.changes <= count and not self.closed.is_set():
                    await self._changed.wait()
        return self.changes

    async def pause(self, seconds: float) -> None:
        """Wait, but not beyond the closing of the sandbox."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.closed.wait(), seconds)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self.closed.set()
        self.note_change()
        for queues in self._queues.values():
            for queue in queues:
                queue.put_nowait(None)
