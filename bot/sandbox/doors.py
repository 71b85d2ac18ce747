"""Who may come in: only this machine, and no page of another site."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.loopback import is_loopback


class LocalDoor:
    """Middleware that refuses names other than this machine's (a site could point its own name here) and requests
    that a page of another origin makes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] in ("http", "websocket") and not _welcome(Headers(scope=scope)):
            refusal = PlainTextResponse("The sandbox only answers its own page and programs on this machine.", 403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _welcome(headers: Headers) -> bool:
    host, origin = headers.get("host", ""), headers.get("origin")
    return is_loopback(urlsplit(f"//{host}").hostname or "") and (origin is None or urlsplit(origin).netloc == host)
