"""Socket Mode: the app's open sockets, and envelopes that each go to one of them and wait for their ack."""

import asyncio
import json

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.ack import EVENTS, UNREACHABLE, Ack, Attempt, Failed
from bot.sandbox.ids import invent_key
from bot.sandbox.records import Json
from bot.sandbox.weather import Weather
from bot.sandbox.workspace import Workspace

MOST_SOCKETS = 10
_GONE = 1001
_TRY_AGAIN = 1013
_UNHEARD = Failed("operation_timeout", "timeout")


class SocketMode:
    """Delivers through the app's web sockets."""

    def __init__(self, workspace: Workspace, weather: Weather) -> None:
        self._workspace = workspace
        self._weather = weather
        self._sockets: list[WebSocket] = []
        self._turns = 0
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Json]]] = {}

    @property
    def count(self) -> int:
        """How many sockets the app has open."""
        return len(self._sockets)

    async def serve(self, socket: WebSocket) -> None:
        """One socket of the app, from hello to goodbye."""
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._workspace.tickets or self.count >= MOST_SOCKETS:
            await socket.close(code=_TRY_AGAIN)
            return
        self._workspace.tickets.discard(ticket)
        await socket.accept()
        self._sockets.append(socket)
        await socket.send_text(json.dumps(self._hello()))
        self._workspace.streams.note_change()
        try:
            while True:
                self._hear(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)
                self._give_up_on(socket)
            self._workspace.streams.note_change()

    async def deliver(self, attempt: Attempt) -> Ack | Failed:
        """Send one envelope to one socket and wait for its ack, as long as Slack does."""
        fault = self._weather.next_socket_fault()
        if not self._sockets:
            return UNREACHABLE
        envelope = invent_key(32)
        ack: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        socket = self._next_socket()
        self._waiting[envelope] = socket, ack
        try:
            await self._send(socket, envelope, attempt)
            if fault == "duplicate":
                await self._send(self._next_socket(), invent_key(32), attempt)
            if fault == "unacknowledged":
                del self._waiting[envelope]
            return Ack(await asyncio.wait_for(ack, self._workspace.settings.ack_seconds))
        except TimeoutError:
            return _UNHEARD
        except WebSocketDisconnect:  # the app went away while it was spoken to
            return UNREACHABLE
        finally:
            self._waiting.pop(envelope, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send the app away from all its sockets, as Slack does every few hours."""
        going, self._sockets = self._sockets, []
        for socket in going:
            notice = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            await socket.send_text(json.dumps(notice))
            await socket.close(code=_GONE)

    def _next_socket(self) -> WebSocket:
        self._turns += 1
        return self._sockets[self._turns % len(self._sockets)]

    async def _send(self, socket: WebSocket, envelope: str, attempt: Attempt) -> None:
        wrapped: Json = {
            "envelope_id": envelope,
            "payload": attempt.payload,
            "type": attempt.kind,
            "accepts_response_payload": attempt.kind != EVENTS,
        }
        if attempt.kind == EVENTS:
            wrapped |= {"retry_attempt": attempt.number, "retry_reason": attempt.reason or ""}
        await socket.send_text(json.dumps(wrapped))

    def _hear(self, text: str) -> None:
        try:
            heard = json.loads(text)
        except json.JSONDecodeError:
            return
        found = self._waiting.pop(str(heard.get("envelope_id")), None) if isinstance(heard, dict) else None
        if found and not found[1].done():
            payload = heard.get("payload")
            found[1].set_result(payload if isinstance(payload, dict) else {})

    def _give_up_on(self, socket: WebSocket) -> None:
        """Nothing sent to a socket that the app closed will be acknowledged; one sent away answers on its next."""
        for sent_to, ack in self._waiting.values():
            if sent_to is socket and not ack.done():
                ack.set_exception(WebSocketDisconnect())

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._workspace.app.id},
        }
