"""The load generator: connections that stay open, each sending its next request when its last was answered."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.figures import Run

Send = Callable[[bytes], Awaitable[bytes]]


class Unexpected(Exception):
    """A server answered something else than what the benchmark asked for, so that its times mean nothing."""


class Connection(asyncio.Protocol):
    """One connection; one request under way at a time."""

    def __init__(self, expected: int = 200) -> None:
        self._expected = f"HTTP/1.1 {expected}".encode()
        self._transport: asyncio.Transport | None = None
        self._received = bytearray()
        self._answered: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, found, body = self._received.partition(b"\r\n\r\n")
        if found and len(body) >= content_length(head) and self._answered:
            self._received.clear()
            if head.startswith(self._expected):
                self._answered.set_result(bytes(body))
            else:
                self._answered.set_exception(Unexpected(bytes(head + body).decode(errors="replace")[:300]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_exception(Unexpected(f"the connection was closed: {exc}"))

    async def send(self, request: bytes) -> bytes:
        """The body of the answer; Unexpected for any status but the one expected."""
        assert self._transport is not None
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered

    def close(self) -> None:
        if self._transport:
            self._transport.close()


def content_length(head: bytes | bytearray) -> int:
    """What the head of a request or an answer says of its body, in bytes."""
    at = head.lower().find(b"content-length:")
    return int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


@asynccontextmanager
async def connections(port: int, count: int, expected: int = 200) -> AsyncIterator[list[Connection]]:
    """Open connections to a server on this machine, which is to answer everything with this status."""
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(lambda: Connection(expected), "127.0.0.1", port))[1] for _ in range(count)]
    try:
        yield opened
    finally:
        for one in opened:
            one.close()


async def commands(port: int, requests: Sequence[bytes], at_once: int, expected: int = 200) -> Run:
    """Send ready requests, ``at_once`` at a time, each to be answered with this status."""
    spans: list[float] = []
    waiting = iter(requests)

    async def work(connection: Connection) -> None:
        for request in waiting:
            began = time.perf_counter()
            await connection.send(request)
            spans.append(time.perf_counter() - began)

    async with connections(port, at_once, expected) as opened:
        began = time.perf_counter()
        await asyncio.gather(*map(work, opened))
        return Run(spans, time.perf_counter() - began)


@dataclass(frozen=True)
class Booking:
    """A line that asks for a session, and what presses Confirm in its answer."""

    line: bytes
    confirm: Callable[[dict[str, Any]], bytes]


async def bookings(port: int, wanted: Sequence[Booking], at_once: int) -> tuple[Run, Run, Run]:
    """Book, ``at_once`` at a time: the runs of the lines, of the presses on Confirm, and of both together."""
    lines: list[float] = []
    presses: list[float] = []
    waiting = iter(wanted)

    async def work(connection: Connection) -> None:
        for booking in waiting:
            began = time.perf_counter()
            answer = await connection.send(booking.line)
            lines.append(time.perf_counter() - began)
            press = booking.confirm(json.loads(answer))
            began = time.perf_counter()
            await connection.send(press)
            presses.append(time.perf_counter() - began)

    async with connections(port, at_once) as opened:
        began = time.perf_counter()
        await asyncio.gather(*map(work, opened))
        elapsed = time.perf_counter() - began
    both = [line + press for line, press in zip(lines, presses, strict=True)]
    return Run(lines, elapsed), Run(presses, elapsed), Run(both, elapsed, trips=2)
