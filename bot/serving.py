"""Web servers on the bot's own loop: a port that is taken is a sentence, and signals are left to the process."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.trouble import Trouble

LAST_REQUESTS = 5
"""Seconds that requests already begun have to finish when the server stops."""

START_STEP = 0.005


def listen(host: str, port: int, *, otherwise: str) -> socket.socket:
    """A listening socket; Trouble naming the port, and ``otherwise`` how to choose another, when it can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's 40 ms off only on sockets that name their protocol.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except OSError as refused:
        listening.close()
        if refused.errno == errno.EADDRINUSE:
            raise Trouble(f"Port {port} on {host} is in use by another program. {otherwise}") from None
        if refused.errno == errno.EACCES:
            raise Trouble(f"Port {port} on {host} may not be opened by this user. {otherwise}") from None
        raise Trouble(f"{host} port {port} can't be listened on ({refused.strerror}). {otherwise}") from None
    return listening


def address_of(listening: socket.socket) -> str:
    """The web address at which a listening socket is reached from this machine."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: the process has one place for them."""
        yield


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve ``app`` on the socket inside the block; on leaving, requests already begun are finished."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=LAST_REQUESTS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110  uvicorn has no event to wait for
            await asyncio.sleep(START_STEP)
        yield
    finally:
        server.should_exit = True
        await task
