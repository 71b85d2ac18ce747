"""A socket of the app's that is gone before the sandbox has noticed."""

import asyncio
from types import SimpleNamespace
from typing import cast

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.ack import EVENTS, UNREACHABLE, Ack, Attempt, Failed
from bot.sandbox.cast import make_workspace
from bot.sandbox.sockets import SocketMode
from bot.sandbox.weather import Weather


class BrokenSocket:
    """Takes the hello, then breaks when it is spoken to; its end is not heard."""

    def __init__(self, ticket: str) -> None:
        self.query_params = SimpleNamespace(get=lambda _name, _otherwise: ticket)
        self.greeted = asyncio.Event()

    async def accept(self) -> None:
        return None

    async def send_text(self, _text: str) -> None:
        if self.greeted.is_set():
            raise WebSocketDisconnect(1006)
        self.greeted.set()

    async def receive_text(self) -> str:
        await asyncio.Event().wait()
        return ""


class LeavingSocket(BrokenSocket):
    """Takes the hello and one envelope, and is closed by its app before it has answered."""

    def __init__(self, ticket: str) -> None:
        super().__init__(ticket)
        self.spoken_to = asyncio.Event()

    async def send_text(self, _text: str) -> None:
        if self.greeted.is_set():
            self.spoken_to.set()
        self.greeted.set()

    async def receive_text(self) -> str:
        await self.spoken_to.wait()
        raise WebSocketDisconnect(1000)


@pytest.mark.parametrize("kind", [BrokenSocket, LeavingSocket])
def test_a_socket_that_is_gone_before_it_answers_is_an_app_that_cannot_be_reached(kind: type[BrokenSocket]) -> None:
    async def story() -> Ack | Failed:
        workspace = make_workspace({})
        workspace.settings.ack_seconds = 60
        workspace.tickets.add("ticket")
        mode, socket = SocketMode(workspace, Weather()), kind("ticket")
        serving = asyncio.create_task(mode.serve(cast("WebSocket", socket)))
        await socket.greeted.wait()
        answer = await asyncio.wait_for(mode.deliver(Attempt(EVENTS, {"event": {}})), 10)
        serving.cancel()
        return answer

    assert asyncio.run(story()) == UNREACHABLE
