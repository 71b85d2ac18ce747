"""Carries deliveries out: claims what is due, has it said, records how it went.

What is to be said is decided by `mentoring.services.delivery`; how, by the messenger. Here is only in which order, how
many at a time, and when to leave a workspace in peace.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from mentoring.messages import Delivery, Finding, FindingKind, Means, Outcome, OutcomeKind, Pace
from mentoring.ports import Now, UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.services.delivery import (
    Search,
    anything_due,
    begin,
    claim_one,
    finish,
    hold,
    put_off,
    recover,
    search_for,
    settle,
    to_verify,
)
from mentoring.services.errands import (
    AnnouncementCardErrand,
    CalendarErrand,
    CardErrand,
    Errand,
    FileErrand,
    HomeErrand,
    LedgerErrand,
    NewsErrand,
    OutcomesErrand,
    PictureErrand,
    PollCardErrand,
    PortfolioErrand,
    PresentationGoneErrand,
    Redraw,
    Reminder,
    SeriesCardErrand,
    SeriesErrand,
)
from scheduler.references import new_reference

log = logging.getLogger(__name__)

ANY_TEAM = ""
"""The team of a unit of work whose service looks at every team's deliveries."""

AT_ONCE = {Means.POST: 4, Means.REDRAW: 2, Means.HOME: 2, Means.FILE: 2}
"""How many calls to Slack of each means are under way at a time; none of them waits for another means."""

IN_HAND = 4
"""For each call under way, how many deliveries are claimed; some wait for an earlier one to the same person."""

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    """Calls a service with a unit of work of a team, away from the event loop."""

    async def __call__(
        self, service: Callable[Concatenate[UnitOfWork, P], T], team_id: str, /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the service answers; what it raises is raised here."""
        ...


class RunHere(Protocol):
    """Calls a service with the one unit of work that was opened for it, away from the event loop."""

    async def __call__(
        self, service: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the service answers; what it raises is raised here."""
        ...


class Messenger(Protocol):
    """Speaks to Slack; each call takes no longer than the post limit, and says what became of it."""

    async def post_news(self, errand: NewsErrand | SeriesErrand) -> Outcome:
        """Post a message, once."""
        ...

    async def post_reminder(self, errand: Reminder) -> Outcome:
        """Post a message whose time has come, once."""
        ...

    async def post_file(self, errand: FileErrand) -> Outcome:
        """Post a file in the person's conversation, once."""
        ...

    async def refresh_cards(self, errand: Redraw) -> Outcome:
        """Draw messages already posted anew."""
        ...

    async def take_away(self, errand: PresentationGoneErrand) -> Outcome:
        """Delete a message that was posted; that it is gone already is as good."""
        ...

    async def publish_home(self, errand: HomeErrand) -> Outcome:
        """Draw a person's Home anew."""
        ...

    async def find(self, search: Search) -> Finding:
        """Look for a message that may have been posted."""
        ...


class Turn(Protocol):
    """Whose turn it is to deliver, where only one process may."""

    def mine(self) -> bool:
        """Whether it is this process's, now and until it ends."""
        ...


class Witness(Protocol):
    """Told of the calls that this process makes, for whoever measures."""

    def left(self, errand: Errand, outcome: Outcome, late: timedelta) -> None:
        """An attempt has ended, begun so much after the delivery fell due."""
        ...


Keep = Callable[[str], AbstractAsyncContextManager[RunHere]]
"""Opens a unit of work of a team for several services; what is locked in it stays locked until the block ends."""


class Deliverer:
    """One process's worker; any number of processes may have one.

    Deliveries to one person by one means leave one after the other, in the order in which they fell due. With ``keep``
    the row stays locked during the call to Slack, so that nobody takes a stopped process for dead; without it,
    ``turn`` lets one process deliver. ``monotonic`` is in seconds, ``jitter`` from 0 to 1.
    """

    def __init__(
        self,
        *,
        run: Run,
        messenger: Messenger,
        now: Now,
        owner: str,
        pace: Pace,
        keep: Keep | None = None,
        turn: Turn | None = None,
        witness: Witness | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._run = run
        self._messenger = messenger
        self._now = now
        self._owner = owner
        self._pace = pace
        self._keep = keep
        self._turn = turn
        self._witness = witness
        self._monotonic = monotonic
        self._jitter = jitter
        self._calls = {means: asyncio.Semaphore(count) for means, count in AT_ONCE.items()}
        self._in_hand = {means: asyncio.Semaphore(count * IN_HAND) for means, count in AT_ONCE.items()}
        self._last_of: dict[tuple[str, int, Means], asyncio.Task[None]] = {}
        self._claiming = {means: asyncio.Lock() for means in AT_ONCE}
        self._stopping = False

    async def deliver_due(self) -> None:
        """Claim what may leave now until nothing may; what was claimed is carried out in the background."""
        # Asked first, since nearly every look finds nothing, and claiming keeps every writer of an SQLite file waiting.
        if self._may_deliver() and await self._run(anything_due, ANY_TEAM, now=self._now()):
            await asyncio.gather(*(self._deliver_by(means) for means in AT_ONCE))

    async def idle(self) -> None:
        """Wait until nothing that was claimed is still in hand."""
        while self._last_of:
            await asyncio.gather(*self._last_of.values())

    async def stop(self) -> None:
        """Finish the calls under way, give back what has not begun, and claim nothing more."""
        self._stopping = True
        async with AsyncExitStack() as quiet:
            for lock in self._claiming.values():
                await quiet.enter_async_context(lock)
            await self.idle()

    async def recover_lost(self) -> None:
        """Free what dead workers held, and find out what became of messages whose outcome is unknown."""
        if not self._may_deliver():
            return
        await self._run(recover, ANY_TEAM, now=self._now())
        out_of_reach: set[str] = set()
        for delivery in await self._run(to_verify, ANY_TEAM, now=self._now()):
            if delivery.team_id in out_of_reach:
                continue
            finding = await self._guarded(delivery, self._verify(delivery))
            if finding is not None and finding.kind is FindingKind.LATER:
                out_of_reach.add(delivery.team_id)

    def _may_deliver(self) -> bool:
        return self._turn is None or self._turn.mine()

    async def _deliver_by(self, means: Means) -> None:
        async with self._claiming[means]:
            while not self._stopping and await self._claim_one(means):
                pass

    async def _claim_one(self, means: Means) -> bool:
        """Take one due delivery in hand; False when nothing may leave now."""
        await self._in_hand[means].acquire()
        claimed = None
        try:
            claimed = await self._run(
                claim_one, ANY_TEAM, owner=self._owner, now=self._now(), means=means, pace=self._pace
            )
        finally:
            if claimed is None:
                self._in_hand[means].release()
        if claimed is not None:
            self._carry_out(claimed, means)
        return claimed is not None

    def _carry_out(self, delivery: Delivery, means: Means) -> None:
        lane = (delivery.team_id, delivery.recipient_id, means)
        turn = self._in_turn(delivery, means, self._last_of.get(lane))
        task = asyncio.create_task(turn, name=f"deliver {delivery.key}")
        self._last_of[lane] = task

        def leave(done: asyncio.Task[None]) -> None:
            self._in_hand[means].release()
            if self._last_of.get(lane) is done:
                del self._last_of[lane]

        task.add_done_callback(leave)

    async def _in_turn(self, delivery: Delivery, means: Means, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        async with self._calls[means]:
            await self._guarded(delivery, self._deliver(delivery))

    async def _guarded(self, delivery: Delivery, work: Awaitable[T]) -> T | None:
        """The answer of work on one delivery; a breakdown is logged, and spoils no other delivery."""
        try:
            return await work
        except Exception:
            # The row stays as it is, and is recovered once its lease is over: whether Slack took it is not known.
            log.exception("delivery %s broke down, reference %s", delivery.key, new_reference())
            return None

    async def _deliver(self, delivery: Delivery) -> None:
        started = self._monotonic()
        if self._stopping:
            now = self._now()
            await self._run(put_off, delivery.team_id, delivery=delivery, until=now, now=now)
            return
        errand = await self._run(begin, delivery.team_id, delivery=delivery, now=self._now())
        if errand is None:
            return
        async with self._holding(errand) as run:
            if run is None:
                return
            late = self._now() - errand.delivery.due_at
            outcome = await self._say(errand, started)
            await run(finish, errand=errand, outcome=outcome, now=self._now(), jitter=self._jitter())
        if self._witness is not None:
            self._witness.left(errand, outcome, late)

    @asynccontextmanager
    async def _holding(self, errand: Errand) -> AsyncIterator[RunHere | None]:
        """What runs services while nobody else may touch the errand's row; None when somebody else already has."""
        team_id = errand.delivery.team_id
        if self._keep is None:

            async def run(service: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
                return await self._run(service, team_id, *args, **kwargs)

            yield run
            return
        async with self._keep(team_id) as run_here:
            yield run_here if await run_here(hold, delivery=errand.delivery) else None

    async def _say(self, errand: Errand, started: float) -> Outcome:  # noqa: PLR0911 - a return for each means
        if self._monotonic() - started > rules.START_LIMIT.total_seconds():
            # Somebody may have taken this process for dead meanwhile, and have said it in its place.
            return Outcome(OutcomeKind.RETRY, error="the process was held up before the call")
        match errand:
            case NewsErrand() | SeriesErrand():
                return await self._messenger.post_news(errand)
            case CardErrand() | SeriesCardErrand() | PollCardErrand() | AnnouncementCardErrand():
                return await self._messenger.refresh_cards(errand)
            case PresentationGoneErrand():
                return await self._messenger.take_away(errand)
            case HomeErrand():
                return await self._messenger.publish_home(errand)
            case CalendarErrand() | PortfolioErrand() | PictureErrand() | LedgerErrand() | OutcomesErrand():
                return await self._messenger.post_file(errand)
            case _:
                return await self._messenger.post_reminder(errand)

    async def _verify(self, delivery: Delivery) -> Finding | None:
        """Find out what became of a delivery of unknown outcome, unless it is known by now."""
        search = await self._run(search_for, delivery.team_id, delivery=delivery, now=self._now(), pace=self._pace)
        if search is None:
            return None
        finding = await self._messenger.find(search)
        await self._run(
            settle,
            delivery.team_id,
            delivery=search.delivery,
            finding=finding,
            now=self._now(),
            jitter=self._jitter(),
        )
        return finding
