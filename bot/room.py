"""The one seam between the asynchronous edge and the synchronous core: services run here, on database threads."""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

from mentoring.ports import UnitOfWork, is_only_reading
from scheduler.deliverer import RunHere

P = ParamSpec("P")
T = TypeVar("T")

MakeUnitOfWork = Callable[[str], UnitOfWork]
"""A new unit of work of the Slack team with this id; made on the thread that uses it."""


class DatabaseThreads:
    """The threads on which the database is spoken to: one for SQLite, which has one writer, a few for PostgreSQL.

    Whoever somebody waits for goes before what is done in the background; both in the order in which they came.
    """

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=count, thread_name_prefix="database")
        self._count = count
        self._inside = 0
        self._background: deque[asyncio.Future[None]] = deque()

    async def run(self, call: Callable[[], T], *, background: bool = False) -> T:
        """What ``call`` returns or raises, on a database thread, with the caller's context variables."""
        if background:
            await self._turn()
        else:
            # Straight into the pool: a busy loop would take its time to tell the next of fifty that a thread is free.
            self._inside += 1
        try:
            context = contextvars.copy_context()
            return await asyncio.get_running_loop().run_in_executor(self._pool, context.run, call)
        finally:
            self._pass_on()

    async def _turn(self) -> None:
        """Wait until a thread has nothing else to do; then it is this caller's."""
        if self._inside < self._count:
            self._inside += 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._background.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        self._inside -= 1
        while self._background and self._inside < self._count:
            turn = self._background.popleft()
            if not turn.done():
                self._inside += 1
                turn.set_result(None)

    async def close(self) -> None:
        """Finish what was handed in, then end the threads; nothing more can be handed in meanwhile."""
        await self._turn()
        await asyncio.to_thread(self._pool.shutdown)


@dataclass(frozen=True)
class Desk:
    """Threads, and how a unit of work is made on one of them."""

    threads: DatabaseThreads
    unit_of_work: MakeUnitOfWork


class Room:
    """Where services run: each call has a unit of work of its own, bound to one team.

    A service that only reads is served at the desk for ``reading``, where there is one, and waits for no writer.

    ``committed`` is called on the loop, with the team, after every call whose unit of work was committed, also when
    the service raised afterwards. In a ``background`` room nobody waits for an answer, so calls there let others go
    first.
    """

    def __init__(
        self,
        threads: DatabaseThreads,
        unit_of_work: MakeUnitOfWork,
        committed: Callable[[str], None] | None = None,
        *,
        background: bool = False,
        reading: Desk | None = None,
    ) -> None:
        self._threads = threads
        self._reading = reading
        self._unit_of_work = unit_of_work
        self._committed = committed
        self._background = background

    async def run(
        self, service: Callable[Concatenate[UnitOfWork, P], T], team_id: str, /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Call ``service`` with a new unit of work of the team; its answer, or what it raised, unchanged."""
        desk = self._reading
        if desk is not None and is_only_reading(service):
            make = desk.unit_of_work
            return await desk.threads.run(lambda: service(make(team_id), *args, **kwargs), background=self._background)
        loop = asyncio.get_running_loop()

        def call() -> T:
            uow = _Noticed(self._unit_of_work(team_id))
            try:
                return service(cast(UnitOfWork, uow), *args, **kwargs)
            finally:
                if uow.committed and self._committed is not None:
                    loop.call_soon_threadsafe(self._committed, team_id)

        return await self._threads.run(call, background=self._background)

    @asynccontextmanager
    async def keep(self, team_id: str) -> AsyncIterator[RunHere]:
        """Runs several services with one unit of work of the team; what it locked is let go when the block ends."""
        uow = await self._threads.run(lambda: self._unit_of_work(team_id), background=self._background)

        async def run(service: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
            return await self._threads.run(lambda: service(uow, *args, **kwargs))

        try:
            yield run
        finally:
            await self._threads.run(lambda: uow.__exit__(None, None, None))


class _Noticed:
    """A unit of work that remembers whether it was committed, and is otherwise the one it wraps."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self.committed = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._uow, name)

    def __enter__(self) -> Self:
        self._uow.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._uow.__exit__(kind, error, trace)

    def commit(self) -> None:
        self._uow.commit()
        self.committed = True
