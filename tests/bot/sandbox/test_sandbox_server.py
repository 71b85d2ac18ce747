"""Running the sandbox in one's own event loop, and stopping it."""

import asyncio
import socket

import aiohttp
import pytest

from bot.sandbox.app import make_app
from bot.sandbox.loopback import PortTaken, address_of, listen
from bot.sandbox.server import serve, serve_on
from bot.sandbox.workspace import Workspace


def test_serving_stops_cleanly_with_streams_and_sockets_open(workspace: Workspace) -> None:
    async def run() -> float:
        listener = listen("127.0.0.1", 0)
        url = address_of(listener)
        serving = asyncio.create_task(serve_on(workspace, make_app(workspace), listener))
        headers = {"Authorization": "Bearer xapp-test"}
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{url}/api/apps.connections.open", headers=headers) as answer:
                link = (await answer.json())["url"]
            async with session.ws_connect(link) as link_open, session.get(f"{url}/control/stream?as=U0AWA") as stream:
                assert (await link_open.receive_json())["type"] == "hello"
                assert b"hello" in await stream.content.readline()
                began = asyncio.get_running_loop().time()
                serving.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await serving
                return asyncio.get_running_loop().time() - began

    assert asyncio.run(run()) < 1.5


def test_ticket_opens_one_socket(workspace: Workspace) -> None:
    async def run() -> None:
        listener = listen("127.0.0.1", 0)
        serving = asyncio.create_task(serve_on(workspace, make_app(workspace), listener))
        workspace.tickets.add("once")
        link = f"{address_of(listener)}/link/?ticket=once"
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(link) as link_open:
                assert (await link_open.receive_json())["type"] == "hello"
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await session.ws_connect(link)
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

    asyncio.run(run())


def test_serving_names_a_busy_port(workspace: Workspace) -> None:
    with listen("127.0.0.1", 0) as busy, pytest.raises(PortTaken):
        asyncio.run(serve(workspace, make_app(workspace), port=busy.getsockname()[1]))


def test_listening_socket_says_it_is_tcp_so_that_answers_leave_at_once() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_socket_that_others_reach_is_not_served(workspace: Workspace) -> None:
    with socket.socket() as open_to_all:
        open_to_all.bind(("0.0.0.0", 0))
        with pytest.raises(ValueError, match="this machine only"):
            asyncio.run(serve_on(workspace, make_app(workspace), open_to_all))
