"""Travelling in time: the clock moved from one due moment to the next, so that whatever falls due on the way is done
at its own time and in its own order, as if the time had passed."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import StrEnum
from itertools import islice

from bot.sandbox.chores import post_due
from bot.sandbox.records import Json, Message
from bot.sandbox.refusals import Refused
from bot.sandbox.talk import plain
from bot.sandbox.workspace import Workspace

SHORTEST_STEP = 1.0
"""Seconds that the clock moves at least, so that a travel goes on whatever the app says."""

PATIENCE = 20.0
"""Seconds of the machine that the app has for what falls due at one moment."""

FARTHEST_NEXT = 60 * 86_400.0
"""Seconds after which a travel to the next message gives up."""

AFTERMATH = 300.0
"""Seconds beyond its goal that a travel may go on for an app that is not done yet."""

SHOWN = 200


class Ending(StrEnum):
    """Why a travel ended."""

    ARRIVED = "arrived"
    STOPPED = "stopped"
    UNANSWERED = "unanswered"


class Travel:
    """Lets time pass. The app says by `hear` when it is wanted next; without such an app the clock simply moves."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._as_of = 0.0
        self._next: float | None = None
        self._heard = asyncio.Event()
        self._goal: float | None = None
        self._stopped = False

    @property
    def standing(self) -> Json:
        """What pages show: the clock, when the app is wanted next, and where a travel under way leads."""
        clock = self._workspace.clock
        return {"now": clock.now(), "offset": clock.offset, "next": self._next, "travelling": self._goal}

    def hear(self, as_of: float, wanted_next: float | None) -> None:
        """The app is done with all that was due at `as_of`, and wanted again at the other moment (None: not known)."""
        known = self._next
        self._as_of, self._next = max(as_of, 0.0), wanted_next
        self._heard.set()
        if known != wanted_next and self._goal is None:
            self._tell()

    def stop(self) -> None:
        """Let the travel under way end where it is."""
        self._stopped = True
        self._heard.set()

    def jump(self, move: Callable[[], None]) -> None:
        """Move the clock at once; what fell due on the way is late, as after a night without the app."""
        self._must_rest()
        move()
        self._as_of = 0.0
        self._tell()

    async def pass_until(self, goal: float) -> Json:
        """Let time pass until `goal`; how that ended and what the app said on the way. ValueError for the past."""
        if goal < self._workspace.clock.now():
            raise ValueError("The clock only moves forward; reset it to come back to the present.")
        return await self._travel(goal, until_said=False)

    async def pass_until_next(self) -> Json:
        """Let time pass until the app says something; refused when it never told when it is wanted."""
        if self._as_of == 0 or self._next is None:
            raise Refused("nothing_planned", message="Nothing is planned that the clock could move to.")
        goal = self._workspace.clock.now() + FARTHEST_NEXT
        return await self._travel(goal, until_said=True)

    async def _travel(self, goal: float, *, until_said: bool) -> Json:
        before = {channel: len(messages) for channel, messages in self._workspace.messages.items()}
        with self._under_way(goal):
            ending = await self._walk(goal, lambda: until_said and bool(self._said(before)))
        said = self._said(before)
        shown = [self._shown(message) for message in said[-SHOWN:]]
        self._tell()
        return {**self.standing, "ending": ending, "said": shown, "said_count": len(said)}

    async def _walk(self, goal: float, enough: Callable[[], bool]) -> Ending:
        clock = self._workspace.clock
        while not self._stopped:
            clock.move_to(max(self._next_stop(goal), clock.now()))
            post_due(self._workspace)
            self._tell()
            if self._as_of > 0 and not await self._app_is_done(clock.now()):
                break
            if enough() or self._arrived(goal):
                return Ending.ARRIVED
        return Ending.STOPPED if self._stopped else Ending.UNANSWERED

    def _next_stop(self, goal: float) -> float:
        now = self._workspace.clock.now()
        wanted = [float(item.post_at) for item in self._workspace.scheduled.values()]
        wanted += [self._next] if self._as_of > 0 and self._next is not None else []
        soonest = max(min(wanted, default=goal), now + SHORTEST_STEP)
        return min(soonest, goal) if now < goal else soonest

    def _arrived(self, goal: float) -> bool:
        now = self._workspace.clock.now()
        busy = self._as_of > 0 and self._next is not None and self._next <= now
        return now >= goal and not (busy and now < goal + AFTERMATH)

    async def _app_is_done(self, moment: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while self._as_of < moment and not self._stopped:
                    self._heard.clear()
                    await self._heard.wait()
        return self._as_of >= moment

    @contextmanager
    def _under_way(self, goal: float) -> Iterator[None]:
        self._must_rest()
        self._goal, self._stopped = goal, False
        try:
            yield
        finally:
            self._goal = None

    def _must_rest(self) -> None:
        if self._goal is not None:
            raise Refused("travelling", message="Time is passing already. Stop that first.")

    def _tell(self) -> None:
        self._workspace.streams.tell_all({"type": "clock", **self.standing})

    def _said(self, before: Mapping[str, int]) -> list[Message]:
        """What the app said to everybody in a conversation since there were so many messages in each, in order."""
        new = (
            message
            for channel, messages in self._workspace.messages.items()
            for message in islice(messages.values(), before.get(channel, 0), None)
        )
        said = (message for message in new if message.by_app and message.only_for is None)
        return sorted(said, key=lambda message: float(message.ts))

    def _shown(self, message: Message) -> Json:
        reader = self._workspace.conversations[message.channel].partner_of(message.user)
        text = plain(self._workspace, message, reader or message.user)
        return {"at": float(message.ts), "channel": message.channel, "to": reader, "text": text}
