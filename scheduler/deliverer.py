"""Carries deliveries out: claims what is due, has it said, records how it went.

What is to be said is decided by `mentoring.services.delivery`; how, by the messenger. Here is only in which order, how
many at a time, and when to leave a workspace in peace.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from mentoring.messages import Delivery, Finding, FindingKind, Outcome, OutcomeKind
from mentoring.ports import Now, UnitOfWork
from mentoring.rules.delivery import START_LIMIT
from mentoring.services.delivery import (
    Search,
    begin,
    claim_one,
    finish,
    put_off,
    recover,
    search_for,
    settle,
    to_verify,
)
from mentoring.services.errands import CardErrand, Errand, HomeErrand, NewsErrand, Reminder
from scheduler.references import new_reference

log = logging.getLogger(__name__)

ANY_TEAM = ""
"""The team of a unit of work whose service looks at every team's deliveries."""

AT_ONCE = 4
"""How many calls to Slack are under way at a time."""

IN_HAND = 4 * AT_ONCE
"""How many deliveries are claimed at a time; some wait for an earlier one to the same person."""

P = ParamSpec("P")
T = TypeVar("T")


class Run(Protocol):
    """Calls a service with a unit of work of a team, away from the event loop."""

    async def __call__(
        self, service: Callable[Concatenate[UnitOfWork, P], T], team_id: str, /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """What the service answers; what it raises is raised here."""
        ...


class Messenger(Protocol):
    """Speaks to Slack; each call takes no longer than the post limit, and says what became of it."""

    async def post_news(self, errand: NewsErrand) -> Outcome:
        """Post a message, once."""
        ...

    async def post_reminder(self, errand: Reminder) -> Outcome:
        """Post a message whose time has come, once."""
        ...

    async def refresh_cards(self, errand: CardErrand) -> Outcome:
        """Draw messages already posted anew."""
        ...

    async def publish_home(self, errand: HomeErrand) -> Outcome:
        """Draw a person's Home anew."""
        ...

    async def find(self, search: Search) -> Finding:
        """Look for a message that may have been posted."""
        ...


class Deliverer:
    """One process's worker; any number of processes may have one.

    Deliveries to one person leave one after the other, in the order in which they fell due; up to `AT_ONCE` people are
    written to at a time. ``monotonic`` is in seconds.
    """

    def __init__(
        self,
        *,
        run: Run,
        messenger: Messenger,
        now: Now,
        owner: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._run = run
        self._messenger = messenger
        self._now = now
        self._owner = owner
        self._monotonic = monotonic
        self._calls = asyncio.Semaphore(AT_ONCE)
        self._in_hand = asyncio.Semaphore(IN_HAND)
        self._last_of: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._paused_until: dict[str, float] = {}
        self._claiming = asyncio.Lock()
        self._stopping = False

    async def deliver_due(self) -> None:
        """Claim what is due, one at a time, until nothing is; what was claimed is carried out in the background."""
        async with self._claiming:
            while not self._stopping and await self._claim_one():
                pass

    async def idle(self) -> None:
        """Wait until nothing that was claimed is still in hand."""
        while self._last_of:
            await asyncio.gather(*self._last_of.values())

    async def stop(self) -> None:
        """Finish the calls under way, give back what has not begun, and claim nothing more."""
        self._stopping = True
        async with self._claiming:
            await self.idle()

    async def recover_lost(self) -> None:
        """Free what dead workers held, and find out what became of messages whose outcome is unknown."""
        await self._run(recover, ANY_TEAM, now=self._now())
        out_of_reach: set[str] = set()
        for delivery in await self._run(to_verify, ANY_TEAM, now=self._now()):
            if delivery.team_id in out_of_reach:
                continue
            finding = await self._guarded(delivery, self._verify(delivery))
            if finding is not None and finding.kind is FindingKind.LATER:
                out_of_reach.add(delivery.team_id)

    async def _claim_one(self) -> bool:
        """Take one due delivery in hand; False when nothing is due."""
        await self._in_hand.acquire()
        claimed = None
        try:
            claimed = await self._run(claim_one, ANY_TEAM, owner=self._owner, now=self._now())
        finally:
            if claimed is None:
                self._in_hand.release()
        if claimed is not None:
            self._carry_out(claimed)
        return claimed is not None

    def _carry_out(self, delivery: Delivery) -> None:
        lane = (delivery.team_id, delivery.recipient_id)
        task = asyncio.create_task(self._in_turn(delivery, self._last_of.get(lane)), name=f"deliver {delivery.key}")
        self._last_of[lane] = task

        def leave(done: asyncio.Task[None]) -> None:
            self._in_hand.release()
            if self._last_of.get(lane) is done:
                del self._last_of[lane]

        task.add_done_callback(leave)

    async def _in_turn(self, delivery: Delivery, earlier: asyncio.Task[None] | None) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        async with self._calls:
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
        if (pause := self._pause_of(delivery.team_id)) > timedelta(0) or self._stopping:
            await self._run(put_off, delivery.team_id, delivery=delivery, until=self._now() + pause)
            return
        errand = await self._run(begin, delivery.team_id, delivery=delivery, now=self._now())
        if errand is None:
            return
        outcome = await self._say(errand, started)
        if outcome.retry_after is not None:
            self._paused_until[delivery.team_id] = self._monotonic() + outcome.retry_after.total_seconds()
        await self._run(finish, delivery.team_id, errand=errand, outcome=outcome, now=self._now())

    async def _say(self, errand: Errand, started: float) -> Outcome:
        if self._monotonic() - started > START_LIMIT.total_seconds():
            # Somebody may have taken this process for dead meanwhile, and have said it in its place.
            return Outcome(OutcomeKind.RETRY, error="the process was held up before the call")
        match errand:
            case NewsErrand():
                return await self._messenger.post_news(errand)
            case CardErrand():
                return await self._messenger.refresh_cards(errand)
            case HomeErrand():
                return await self._messenger.publish_home(errand)
            case _:
                return await self._messenger.post_reminder(errand)

    def _pause_of(self, team_id: str) -> timedelta:
        left = self._paused_until.get(team_id, 0.0) - self._monotonic()
        return timedelta(seconds=max(left, 0.0))

    async def _verify(self, delivery: Delivery) -> Finding | None:
        """Find out what became of a delivery of unknown outcome, unless it is known by now."""
        search = await self._run(search_for, delivery.team_id, delivery=delivery)
        if search is None:
            return None
        finding = await self._messenger.find(search)
        await self._run(settle, delivery.team_id, delivery=search.delivery, finding=finding, now=self._now())
        return finding
