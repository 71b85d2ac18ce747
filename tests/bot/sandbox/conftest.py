"""A small workspace (mentor Awa in Tunis, mentee Luca in Turin, coordinator Inès in Paris) and a bare app."""

import asyncio
import json
import queue
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.sandbox.cast import make_workspace
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Workspace

AWA, LUCA, INES, BOT, GENERAL = "U0AWA", "U0LUCA", "U0INES", "U0BOT", "C0GENERAL"

CAST: dict[str, Any] = {
    "team": {"id": "T0TEAM", "name": "Test team", "domain": "test"},
    "app": {"id": "A0APP", "name": "Mentor", "bot_user_id": BOT, "bot_id": "B0BOT"},
    "people": [
        {
            "id": AWA,
            "name": "awa",
            "real_name": "Awa Example",
            "display_name": "Awa",
            "email": "awa@example.org",
            "tz": "Africa/Tunis",
            "locale": "fr-FR",
            "title": "Mentor",
        },
        {"id": LUCA, "name": "luca", "real_name": "Luca Example", "email": "luca@example.org", "tz": "Europe/Rome"},
        {
            "id": INES,
            "name": "ines",
            "real_name": "Inès Example",
            "email": "ines@example.org",
            "tz": "Europe/Paris",
            "is_admin": True,
        },
    ],
    "channels": [
        {"id": GENERAL, "name": "general"},
        {"id": "C0AWAY", "name": "away", "bot": False},
        {"id": "C0SECRET", "name": "secret", "private": True, "members": [INES], "bot": False},
    ],
    "verbs": [{"verb": "book", "hint": "@who when"}],
    "manifest": {
        "features": {
            "bot_user": {"display_name": "Mentor"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [
                {"command": "/mentor", "description": "Mentoring", "usage_hint": "book", "should_escape": True},
                {"command": "/raw", "description": "Unescaped", "should_escape": False},
            ],
            "shortcuts": [
                {"type": "global", "name": "Book", "callback_id": "book", "description": "Book"},
                {"type": "message", "name": "Note", "callback_id": "note", "description": "Note"},
            ],
        },
    },
}

Call = Callable[..., dict[str, Any]]


class SocketApp:
    """A bare app on one socket: keeps what comes, and acknowledges with what `answer` gives (None: stays silent)."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._ready = threading.Event()
        self.received: queue.Queue[dict[str, Any]] = queue.Queue()
        self.answer: Callable[[dict[str, Any]], dict[str, Any] | None] = lambda _: {}

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(10)
        self.hello = self.next()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._main.cancel)
        self._thread.join(10)

    def next(self, kind: str | None = None) -> dict[str, Any]:
        """The next envelope of a kind; others are passed over."""
        while True:
            envelope = self.received.get(timeout=10)
            if kind in (None, envelope["type"]):
                return envelope

    def next_payload(self, kind: str) -> dict[str, Any]:
        return dict(self.next(kind)["payload"])

    def next_event(self, kind: str) -> dict[str, Any]:
        while (payload := self.next_payload("events_api"))["event"]["type"] != kind:
            pass
        return payload

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._main = self._loop.create_task(self._talk())
        try:
            self._loop.run_until_complete(self._main)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.close()

    async def _talk(self) -> None:
        headers = {"Authorization": "Bearer xapp-test"}
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{self._sandbox.api}apps.connections.open", headers=headers) as response:
                url = (await response.json())["url"]
            async with session.ws_connect(url) as socket:
                self._ready.set()
                async for message in socket:
                    envelope = json.loads(message.data)
                    self.received.put(envelope)
                    if "envelope_id" not in envelope:
                        continue
                    if (body := self.answer(envelope)) is not None:
                        ack = {"envelope_id": envelope["envelope_id"]} | ({"payload": body} if body else {})
                        await socket.send_str(json.dumps(ack))


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace(CAST, bot_token="xoxb-test", app_token="xapp-test", signing_secret="secret")


@pytest.fixture
def fresh() -> Workspace:
    """Another workspace of the same cast, in which nothing has happened."""
    return make_workspace(CAST)


@pytest.fixture
def sandbox(workspace: Workspace) -> Iterator[Sandbox]:
    with Sandbox(workspace) as running:
        yield running


@pytest.fixture
def app(sandbox: Sandbox) -> Iterator[SocketApp]:
    with SocketApp(sandbox) as running:
        yield running


@pytest.fixture
def call(sandbox: Sandbox) -> Call:
    """Call a Web API method with a JSON body and the bot's token."""

    def run(method: str, *, token: str | None = "xoxb-test", **args: Any) -> dict[str, Any]:
        connection = HTTPConnection(urlsplit(sandbox.url).netloc, timeout=10)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request("POST", f"/api/{method}", json.dumps(args), headers)
            answer: dict[str, Any] = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer

    return run


@pytest.fixture
def second_app(sandbox: Sandbox) -> Iterator[SocketApp]:
    with SocketApp(sandbox) as running:
        yield running
