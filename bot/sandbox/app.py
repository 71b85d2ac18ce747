"""The sandbox as a web application: every route, and what runs beside them."""

import asyncio
import contextlib
import hmac
import json
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute

from bot.sandbox.answers import Answers
from bot.sandbox.chores import keep_posting, keep_saving
from bot.sandbox.control import Control
from bot.sandbox.delivery import Delivery
from bot.sandbox.doors import LocalDoor
from bot.sandbox.gestures import Gestures
from bot.sandbox.interactions import Interactions
from bot.sandbox.payloads import ANSWER_FAMILIES, Payloads
from bot.sandbox.records import Json
from bot.sandbox.refusals import Refused
from bot.sandbox.snapshot import save
from bot.sandbox.weather import Weather, under
from bot.sandbox.web_api.answering import WebApi
from bot.sandbox.workspace import Workspace

PAGE = Path(__file__).parent / "page"
_PAGE_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
_PAGE_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain",
}


def make_app(
    workspace: Workspace, *, request_url: str | None = None, snapshot: Path | None = None, page: Path = PAGE
) -> Starlette:
    """The whole sandbox around a workspace.

    With `request_url` the app is reached by signed requests there, without it by Socket Mode. `snapshot` is the file
    that the workspace is written to as it changes and at the end; restoring it is the caller's decision.
    """
    weather = Weather()
    payloads = Payloads(workspace)
    delivery = Delivery(workspace, payloads, weather, request_url=request_url)
    answers = Answers(workspace)
    gestures = Gestures(workspace, Interactions(workspace, payloads, delivery, answers))
    outside = Outside(workspace, weather, answers, page)
    return Starlette(
        routes=[
            *Control(workspace, weather, delivery, gestures).routes(),
            *outside.routes(),
            Route("/api/{method}", WebApi(workspace, weather).answer, methods=["GET", "POST"]),
            WebSocketRoute("/link/", delivery.sockets.serve),
        ],
        middleware=[Middleware(LocalDoor)],
        lifespan=lambda _: _lifespan(workspace, delivery, snapshot),
    )


@contextlib.asynccontextmanager
async def _lifespan(workspace: Workspace, delivery: Delivery, snapshot: Path | None) -> AsyncIterator[None]:
    chores: list[Coroutine[None, None, None]] = [keep_posting(workspace)]
    if snapshot:
        chores.append(keep_saving(workspace, snapshot))
    running = [asyncio.create_task(chore) for chore in chores]
    yield
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    await delivery.close()
    if snapshot:
        save(workspace, snapshot)


class Outside:
    """The doors besides the Web API: response addresses, uploads, private files and the page."""

    def __init__(self, workspace: Workspace, weather: Weather, answers: Answers, page: Path) -> None:
        self._workspace = workspace
        self._weather = weather
        self._answers = answers
        self._page = page

    def routes(self) -> list[Route]:
        """Their paths."""
        return [
            Route("/", self.index),
            Route("/page/{path:path}", self.static),
            Route("/upload/v1/{key}", self.upload, methods=["POST"]),
            Route("/files-pri/{name:path}", self.private_file),
            *(Route(f"/{family}/{{team}}/{{key}}", self.respond, methods=["POST"]) for family in ANSWER_FAMILIES),
        ]

    async def index(self, _: Request) -> Response:
        """The page."""
        return self._file("index.html")

    async def static(self, request: Request) -> Response:
        """A file of the page."""
        return self._file(request.path_params["path"])

    async def respond(self, request: Request) -> Response:
        """A use of a `response_url`."""
        return await under(self._weather, "response_url", self._workspace, lambda: self._respond(request))

    async def _respond(self, request: Request) -> Response:
        body = await _spoken(request)
        if body is None:
            return PlainTextResponse("invalid_payload", status_code=400)
        try:
            self._answers.respond(request.path_params["key"], body)
        except Refused as refused:
            self._workspace.note("response_url", body, refused.error)
            gone = refused.error in ("expired_url", "used_url")
            return JSONResponse({"ok": False, "error": refused.error}, status_code=404 if gone else 400)
        self._workspace.note("response_url", body, None)
        return PlainTextResponse("ok")

    async def upload(self, request: Request) -> Response:
        """The bytes of a file, exactly as many as were announced."""
        key = self._workspace.uploads.get(request.path_params["key"])
        if key is None:
            return PlainTextResponse("invalid upload ticket", status_code=404)
        content, file = await _bytes(request), self._workspace.files[key]
        if len(content) != file.length:
            return PlainTextResponse("file upload size mismatch", status_code=400)
        file.content = content
        del self._workspace.uploads[request.path_params["key"]]
        return PlainTextResponse(f"OK - {len(content)}")

    async def private_file(self, request: Request) -> Response:
        """A file for the app's token; anyone else is sent to sign in, as Slack does, with no error status."""
        app = self._workspace.app
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        allowed = hmac.compare_digest(given.encode(), app.bot_token.encode()) and "files:read" in app.scopes
        key = request.path_params["name"].partition("/")[0].rpartition("-")[2]
        file = self._workspace.files.get(key)
        if not allowed or not app.active:
            return RedirectResponse(f"/?redir={request.url.path}", status_code=302)
        if file is None or file.content is None:
            return PlainTextResponse("not found", status_code=404)
        return Response(file.content, media_type=file.mimetype)

    def _file(self, name: str) -> Response:
        path = (self._page / name).resolve()
        kind = _PAGE_TYPES.get(path.suffix)
        if kind is None or not path.is_relative_to(self._page.resolve()) or not path.is_file():
            return PlainTextResponse("There is no such file.", status_code=404)
        return FileResponse(path, media_type=kind, headers=_PAGE_HEADERS)


async def _spoken(request: Request) -> Json | None:
    """The JSON body of a response, also when it came in a form's `payload`."""
    body = await request.body()
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        body = parse_qs(body.decode("utf-8", "replace")).get("payload", [""])[0].encode()
    try:
        spoken = json.loads(body)
    except ValueError:
        return None
    return spoken if isinstance(spoken, dict) else None


async def _bytes(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        given = next((part for part in form.values() if not isinstance(part, str)), None)
        return await given.read() if given else b""
