"""A stand-in for Slack inside the load process: says yes to everything, as quickly as it can, and counts."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from benchmarks.load import content_length
from benchmarks.payloads import TEAM

QUIET = 0.4
"""Seconds without a call after which the bot is taken to have said all it had to."""


class StandIn:
    """Its address and what was asked of it."""

    def __init__(self) -> None:
        self.port = 0
        self.calls: Counter[str] = Counter()
        self._numbers = count(1)

    @property
    def api(self) -> str:
        """The address for SLACK_API_URL."""
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def response_url(self) -> str:
        """Where answers to a button go."""
        return f"http://127.0.0.1:{self.port}/response"

    def answer(self, method: str) -> bytes:
        """The body of an answer to this method."""
        self.calls[method] += 1
        if method == "response":
            return b"ok"
        number = next(self._numbers)
        return json.dumps(
            {
                "ok": True,
                "team_id": TEAM,
                "team": "benchmark",
                "url": "http://127.0.0.1/",
                "user_id": "U0BENCH",
                "user": "mentorbot",
                "bot_id": "B0BENCH",
                "ts": f"1.{number:06}",
                "channel": {"id": "D0BENCH"} if method == "conversations.open" else "D0BENCH",
            }
        ).encode()

    async def quiet(self) -> None:
        """Wait until the bot has nothing more to say."""
        heard = -1
        while heard != self.calls.total():
            heard = self.calls.total()
            await asyncio.sleep(QUIET)


class _Answering(asyncio.Protocol):
    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if not found or len(body) < content_length(head):
            return
        self._received.clear()
        method = head.split(b" ", 2)[1].decode().rpartition("/")[2]
        answer = self._stand_in.answer(method)
        kind = "text/plain" if method == "response" else "application/json"
        assert self._transport is not None
        self._transport.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(answer)}\r\n\r\n".encode() + answer
        )


@asynccontextmanager
async def slack_stand_in() -> AsyncIterator[StandIn]:
    """Listen on a free port for as long as the block lasts."""
    stand_in = StandIn()
    server = await asyncio.get_running_loop().create_server(lambda: _Answering(stand_in), "127.0.0.1", 0)
    stand_in.port = server.sockets[0].getsockname()[1]
    try:
        yield stand_in
    finally:
        server.close()
