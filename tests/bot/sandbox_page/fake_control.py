"""A stand-in for the sandbox server: answers the page with canned conversations and keeps what the page posts."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.bot.sandbox_page import canned

PAGE = Path(__file__).parents[3] / "bot" / "sandbox" / "page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
Json = dict[str, Any]


def _yes(_: Json) -> Json:
    return {"ok": True}


class FakeControl:
    """Keeps `acts` in order; `answers[kind]` replaces the plain yes; `push` sends an event down a person's stream.

    `delays[kind]` holds an answer back until it is set: to an act of that kind, or to "chair" or "messages".
    """

    def __init__(self) -> None:
        self.acts: list[Json] = []
        self.clock: list[Json] = []
        self.answers: dict[str, Callable[[Json], Json]] = {}
        self.delays: dict[str, threading.Event] = {}
        self.messages = canned.messages()
        self.conversations = canned.conversations()
        self.homes: dict[str, Json | None] = {canned.AWA: canned.home()}
        self.modals: dict[str, list[Json]] = {}
        self.offset = 0.0
        self._started = time.time()
        self._arrived = threading.Condition()
        self._streams: list[tuple[str, asyncio.Queue[Json]]] = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self.address = ""

    def now(self) -> float:
        return canned.NOW + (time.time() - self._started) + self.offset

    def wait_for_act(self, kind: str, count: int = 1) -> Json:
        """The count-th act of a kind; fails after five seconds."""

        def found() -> list[Json]:
            return [act for act in self.acts if act["kind"] == kind]

        with self._arrived:
            assert self._arrived.wait_for(lambda: len(found()) >= count, timeout=15), f"no {kind}; had {self.acts}"
        return found()[count - 1]

    def push(self, user: str, event: Json) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._spread, user, event)

    def push_modals(self, user: str, modals: list[Json]) -> None:
        self.modals[user] = modals
        self.push(user, {"type": "modals", "modals": modals})

    def cut_streams(self) -> None:
        """End every open stream, as a restarted server does."""
        assert self._loop is not None
        for _, queue in self._streams:
            self._loop.call_soon_threadsafe(queue.put_nowait, {"type": "cut"})
        self._streams.clear()

    def _spread(self, user: str, event: Json) -> None:
        for person, queue in self._streams:
            if person == user:
                queue.put_nowait(event)

    async def index(self, request: Request) -> Response:
        return FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": POLICY})

    async def static(self, request: Request) -> Response:
        path = PAGE / request.path_params["name"]
        return FileResponse(path) if path.is_file() else PlainTextResponse("not here", 404)

    async def file(self, request: Request) -> Response:
        return PlainTextResponse("pair;sessions\n")

    async def workspace(self, request: Request) -> Response:
        return JSONResponse({**canned.workspace(), "now": self.now()})

    async def chair(self, request: Request) -> Response:
        user = request.query_params["as"]
        me = next(one for one in canned.people() if one["id"] == user)
        talks = self.conversations.get(user, [])
        found = {"me": me, "conversations": talks, "home": self.homes.get(user), "modals": self.modals.get(user, [])}
        return await self._in_its_time("chair", found)

    async def list_messages(self, request: Request) -> Response:
        if request.query_params.get("thread_ts"):
            return JSONResponse({"messages": canned.replies(), "has_more": False})
        found = self.messages.get(request.query_params["channel"], [])
        return await self._in_its_time("messages", {"messages": found, "has_more": False})

    async def stream(self, request: Request) -> Response:
        user = request.query_params["as"]
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._streams.append((user, queue))
        if user == "*":
            queue.put_nowait({"type": "hello", "now": self.now()})
            queue.put_nowait({"type": "unread", "user": canned.AWA, "total": 2})
        else:
            queue.put_nowait({"type": "hello", "now": self.now(), "offset": self.offset})

        async def events() -> AsyncIterator[str]:
            while (event := await queue.get())["type"] != "cut":
                yield f"data: {json.dumps(event)}\n\n"

        return StreamingResponse(events(), media_type="text/event-stream")

    async def act(self, request: Request) -> Response:
        body = await request.json()
        with self._arrived:
            self.acts.append(body)
            self._arrived.notify_all()
        answer = self.answers.get(body["kind"], _yes)(body)
        return await self._in_its_time(body["kind"], answer)

    async def _in_its_time(self, kind: str, answer: Json) -> Response:
        """An answer as it is now, whenever it is sent."""
        whole = JSONResponse(answer)
        if gate := self.delays.get(kind):
            await asyncio.to_thread(gate.wait, 10)
        return whole

    async def upload(self, request: Request) -> Response:
        length = len(await request.body())
        return JSONResponse(
            {"ok": True, "file": {"id": "F9", "name": "plan.txt", "size": length, "mimetype": "text/plain"}}
        )

    async def set_clock(self, request: Request) -> Response:
        body = await request.json()
        self.clock.append(body)
        self.offset = (
            0.0
            if body.get("reset")
            else self.offset + body.get("advance", 0) + (body["to"] - self.now() if "to" in body else 0)
        )
        return JSONResponse({"now": self.now(), "offset": self.offset})

    def app(self) -> Starlette:
        return Starlette(routes=[
            Route("/", self.index), Route("/page/{name}", self.static), Route("/files/{id}", self.file),
            Route("/control/workspace", self.workspace), Route("/control/chair", self.chair),
            Route("/control/messages", self.list_messages), Route("/control/stream", self.stream),
            Route("/control/act", self.act, methods=["POST"]), Route("/control/upload", self.upload, methods=["POST"]),
            Route("/control/clock", self.set_clock, methods=["POST"]),
        ])  # fmt: skip


class Serving:
    """The fake on a free port of the loopback, in a thread of its own."""

    def __init__(self, fake: FakeControl) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        fake.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            fake.app(), log_level="critical", ws="none", lifespan="off", timeout_graceful_shutdown=0
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})

    def __enter__(self) -> "Serving":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join()
        self._socket.close()
