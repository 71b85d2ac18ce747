"""The bot's own web server: its health, and in http mode the one address at which it hears Slack."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

import tzdata
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.feeds import Feeds
from bot.manifest import EVENTS_PATH
from bot.metrics import METRICS_TYPE, Metrics

LARGEST_BODY = 1_000_000
"""Bytes; Slack's largest requests, a modal's state, stay far below."""

STALLED = 300.0
"""Seconds by which ticks may be late before whoever watches the process should start it anew."""

HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@dataclass(frozen=True)
class Vitals:
    """What the bot can tell of itself.

    ``ticks_late`` is in seconds; the next two answer with a sentence, empty when all is well, as does ``clock``, whose
    trouble stops nothing; ``metrics`` with figures of this moment.
    """

    ticks_late: Callable[[], float]
    database: Callable[[], Awaitable[str]]
    slack: Callable[[], Awaitable[str]]
    metrics: Callable[[], Awaitable[Metrics]] | None = None
    clock: Callable[[], str] = lambda: ""


def web_app(
    vitals: Vitals, slack: AsyncApp | None = None, signing_secret: str = "", feeds: Feeds | None = None
) -> Starlette:
    """The web application; with ``slack`` and the ``signing_secret`` it also takes Slack's signed requests."""
    routes = [
        Route("/healthz", _healthz(vitals), methods=["GET"]),
        Route("/readyz", _readyz(vitals), methods=["GET"]),
    ]
    if vitals.metrics is not None:
        routes.append(Route("/metrics", _metrics(vitals.metrics), methods=["GET"]))
    if slack is not None:
        routes.append(Route(EVENTS_PATH, _slack_events(slack, SignatureVerifier(signing_secret)), methods=["POST"]))
    if feeds is not None:
        routes.append(feeds.route())
    return Starlette(routes=routes, middleware=[Middleware(_SecurityHeaders)])


def calendar_app(feeds: Feeds) -> Starlette:
    """A web application for nothing but people's calendars."""
    return Starlette(routes=[feeds.route()], middleware=[Middleware(_SecurityHeaders)])


def _healthz(vitals: Vitals) -> Callable[[Request], Awaitable[Response]]:
    async def healthz(request: Request) -> Response:
        late = vitals.ticks_late()
        alive = late <= STALLED
        told: dict[str, Any] = {
            "alive": alive,
            "ticks_late_seconds": round(late, 1),
            "zones": tzdata.IANA_VERSION,
        }
        if vitals.metrics is not None and not await vitals.database():
            told["deliveries"] = (await vitals.metrics()).backlog()
        return JSONResponse(told, 200 if alive else 503)

    return healthz


def _metrics(metrics: Callable[[], Awaitable[Metrics]]) -> Callable[[Request], Awaitable[Response]]:
    async def page(request: Request) -> Response:
        return Response((await metrics()).page(), media_type=METRICS_TYPE)

    return page


def _readyz(vitals: Vitals) -> Callable[[Request], Awaitable[Response]]:
    async def readyz(request: Request) -> Response:
        wrong = {"database": await vitals.database(), "slack": await vitals.slack()}
        ready = not any(wrong.values())
        told = {**wrong, "clock": clock} if (clock := vitals.clock()) else wrong
        return JSONResponse(
            {"ready": ready, **{name: sentence or "ok" for name, sentence in told.items()}}, 200 if ready else 503
        )

    return readyz


def _slack_events(slack: AsyncApp, verifier: SignatureVerifier) -> Callable[[Request], Awaitable[Response]]:
    bolt = AsyncSlackRequestHandler(slack)

    async def slack_events(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return PlainTextResponse("This is larger than anything Slack sends.", 413)
        # checked before Bolt, which answers 500 to what it can't read and logs the body of what it refuses
        if not _signed(request, body, verifier):
            return PlainTextResponse("This request is not signed by Slack, or too long ago.", 401)
        return await bolt.handle(Request(request.scope, _again(body)))

    return slack_events


async def _body(request: Request) -> bytes | None:
    """The request's body, or None as soon as it proves too large."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or int(announced) > LARGEST_BODY:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _signed(request: Request, body: bytes, verifier: SignatureVerifier) -> bool:
    timestamp = request.headers.get("x-slack-request-timestamp", "")
    signature = request.headers.get("x-slack-signature", "")
    if not (timestamp.isascii() and timestamp.isdecimal() and signature.isascii()):
        return False
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return False
    return verifier.is_valid(text, timestamp, signature)


def _again(body: bytes) -> Receive:
    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


class _SecurityHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
