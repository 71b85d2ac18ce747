"""Getting payloads to the app by socket or signed request, and events again when they were not acknowledged."""

import asyncio

from bot.sandbox.ack import EVENTS, UNREACHABLE, Ack, Attempt, Failed
from bot.sandbox.payloads import Payloads
from bot.sandbox.records import Json
from bot.sandbox.signed import SignedRequests
from bot.sandbox.sockets import SocketMode
from bot.sandbox.weather import Weather
from bot.sandbox.workspace import Workspace

# An event that fails comes again almost at once, after a minute and after five, by the sandbox's clock.
RETRY_AFTER = (1, 60, 300)


class Delivery:
    """The one way to the app. Events go in the background, the rest is waited for."""

    def __init__(
        self, workspace: Workspace, payloads: Payloads, weather: Weather, *, request_url: str | None = None
    ) -> None:
        self._workspace = workspace
        self._payloads = payloads
        self._weather = weather
        self._running: set[asyncio.Task[None]] = set()
        self.sockets = SocketMode(workspace, weather)
        self.requests = SignedRequests(workspace, weather, request_url) if request_url else None
        workspace.send_event = self.send_event

    @property
    def in_flight(self) -> int:
        """How many events still wait for their ack or their next try."""
        return len(self._running)

    async def send(self, kind: str, payload: Json) -> Ack | Failed:
        """Deliver a command or interaction, once."""
        if not self._workspace.app.active:
            return UNREACHABLE
        return await self._try(Attempt(kind, payload))

    def send_event(self, event: Json) -> None:
        """Deliver an event in the background, as often as the Events API would."""
        task = asyncio.get_running_loop().create_task(self._insist(self._payloads.event(event)))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def send_requests_to(self, url: str) -> bool:
        """Leave Socket Mode for signed requests; whether the app there answered Slack's challenge."""
        if self.requests:
            await self.requests.close()
        self.requests = SignedRequests(self._workspace, self._weather, url)
        return await self.requests.verified()

    async def close(self) -> None:
        """Stop retrying and let go of the connections."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        if self.requests:
            await self.requests.close()

    async def _insist(self, payload: Json) -> None:
        outcome = await self._try(Attempt(EVENTS, payload))
        for number, seconds in enumerate(RETRY_AFTER, start=1):
            if isinstance(outcome, Ack) or outcome.no_retry:
                break
            await self._workspace.clock.wait_until(self._workspace.now() + seconds)
            outcome = await self._try(Attempt(EVENTS, payload, number, outcome.reason))
        self._workspace.streams.note_change()

    async def _try(self, attempt: Attempt) -> Ack | Failed:
        if self.requests:
            return await self.requests.deliver(attempt) if await self.requests.verified() else UNREACHABLE
        return await self.sockets.deliver(attempt)
