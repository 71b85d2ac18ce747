"""Running the sandbox: in this event loop until cancelled, or in a thread for the length of a test."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.sandbox.app import PAGE, make_app
from bot.sandbox.client import Client
from bot.sandbox.loopback import address_of, listen
from bot.sandbox.workspace import Workspace

_LAST_REQUESTS_SECONDS = 2
_START_SECONDS = 10.0


async def serve(workspace: Workspace, app: Starlette, host: str = "127.0.0.1", port: int = 8787) -> None:
    """Serve until cancelled, then stop cleanly. ValueError beyond loopback, PortTaken when the port is busy."""
    await serve_on(workspace, app, listen(host, port))


async def serve_on(workspace: Workspace, app: Starlette, listener: socket.socket) -> None:
    """The same on a socket that already listens, for those who want to know the address first."""
    workspace.base = address_of(listener)
    server = _Server(_config(app), workspace)
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        server.should_exit = True
        await running
        raise


class Sandbox:
    """A sandbox on a free port, in a thread of its own, for as long as a `with` block.

    `url` is its address, `api` the base for a Web API client, `client` what tests drive it with.
    """

    def __init__(
        self, workspace: Workspace, *, request_url: str | None = None, snapshot: Path | None = None, page: Path = PAGE
    ) -> None:
        self.workspace = workspace
        app = make_app(workspace, request_url=request_url, snapshot=snapshot, page=page)
        self._server = _Server(_config(app), workspace)
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def __enter__(self) -> Self:
        self._listener = listen("127.0.0.1", 0)
        self.url = self.workspace.base = address_of(self._listener)
        self.api = f"{self.url}/api/"
        self.client = Client(self.url)
        self._thread.start()
        self.client.health()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(_START_SECONDS)
        if self._thread.is_alive():
            raise TimeoutError("The sandbox did not stop.")

    def _run(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listener]))


class _Protocol(H11Protocol):
    """HTTP that lets bad weather reach the connection."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class _Server(uvicorn.Server):
    """A server that ends its streams before it waits for them, and leaves signals to whoever started it."""

    def __init__(self, config: uvicorn.Config, workspace: Workspace) -> None:
        super().__init__(config)
        self._workspace = workspace

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Install no signal handlers."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams, then the server."""
        self._workspace.streams.close()
        await super().shutdown(sockets)


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=_Protocol,
        ws="websockets-sansio",
        lifespan="on",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=_LAST_REQUESTS_SECONDS,
    )
