"""People's sessions for their own calendars to follow: one address each, known to nobody else, asked again and again.

Most are told that nothing has changed, which costs one question to the database.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from importlib.metadata import version as installed

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from handlers.calendars import FEEDS
from handlers.i18n import Catalogues
from handlers.visit import RunForTeam
from mentoring.calendars import FeedVersion
from mentoring.ports import Now
from mentoring.services.calendars import digest_of, feed, feed_version
from scheduler.deliverer import ANY_TEAM

CALENDAR_TYPE = "text/calendar; charset=utf-8"
DRAWN_KEPT = 200
"""Feeds kept as drawn, the latest asked for; a person's is some twenty kilobytes."""

PRIVATE = {"cache-control": "private, no-cache", "x-robots-tag": "noindex, nofollow, noarchive"}
NOT_HERE = "There is no calendar at this address. It may have been ended or renewed.\n"
TOO_OFTEN = "This calendar is asked for too often. Please ask again later.\n"


class Limit:
    """At most ``most`` calls of one kind within ``seconds``, on the long run and at once; ``kept`` kinds are known."""

    def __init__(
        self, most: int, seconds: float, *, monotonic: Callable[[], float] = time.monotonic, kept: int = 20_000
    ) -> None:
        self._every = seconds / most
        self._lead = seconds - self._every
        self._monotonic = monotonic
        self._kept = kept
        self._next: OrderedDict[str, float] = OrderedDict()

    def wait(self, kind: str) -> float:
        """Take one call; 0 when it may be made, else in how many seconds one may be, and none is taken."""
        now = self._monotonic()
        due = max(self._next.get(kind, now), now)
        if due - now > self._lead:
            return due - now - self._lead
        self._next[kind] = due + self._every
        self._next.move_to_end(kind)
        if len(self._next) > self._kept:
            self._next.popitem(last=False)
        return 0.0


class Feeds:
    """Serves every person's feed of one deployment.

    ``by_token`` limits how often one address is asked for, ``by_host`` how often one host asks at all, which bounds
    guessing too.
    """

    def __init__(
        self,
        run: RunForTeam,
        catalogues: Catalogues,
        now: Now,
        *,
        by_token: Limit | None = None,
        by_host: Limit | None = None,
    ) -> None:
        self._run = run
        self._catalogues = catalogues
        self._now = now
        self._by_token = by_token or Limit(20, 60)
        self._by_host = by_host or Limit(300, 60)
        self._release = installed("mentorbot")
        self._drawn: OrderedDict[str, bytes] = OrderedDict()

    def route(self) -> Route:
        """Where calendars ask."""
        return Route(f"{FEEDS}/{{token}}.ics", self.answer, methods=["GET"])

    async def answer(self, request: Request) -> Response:
        """The feed behind a secret; 404 for any other text, 304 where the calendar has it already, 429 with a pause."""
        token = request.path_params["token"]
        host = request.client.host if request.client else ""
        if wait := self._by_host.wait(host) or self._by_token.wait(digest_of(token)):
            return PlainTextResponse(TOO_OFTEN, 429, {**PRIVATE, "retry-after": str(math.ceil(wait))})
        found = await self._run(feed_version, ANY_TEAM, token, now=self._now())
        if found is None:
            return PlainTextResponse(NOT_HERE, 404, PRIVATE)
        etag = self._etag(found)
        headers = {**PRIVATE, "etag": etag, "last-modified": format_datetime(found.changed_at, usegmt=True)}
        if has_it(request, etag, found.changed_at):
            return Response(status_code=304, headers=headers)
        headers["content-disposition"] = 'inline; filename="mentoring.ics"'
        return Response(await self._body(found, etag), media_type=CALENDAR_TYPE, headers=headers)

    def _etag(self, found: FeedVersion) -> str:
        """Another release may draw the same differently."""
        told = f"{self._release} {found.team_id} {found.person_id} {found.mark}"
        return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'

    async def _body(self, found: FeedVersion, etag: str) -> bytes:
        if etag not in self._drawn:
            # The library that draws it is loaded with the first feed, and not with every start.
            from handlers.views.ics.drawing import subscribed  # noqa: PLC0415

            shown = await self._run(feed, found.team_id, found.person_id, now=self._now())
            wishes = (shown.person.language, shown.person.locale, *(one.language for one in shown.programmes))
            t = self._catalogues.translator(self._catalogues.best(*wishes))
            self._drawn[etag] = await asyncio.to_thread(subscribed, t, shown)
            if len(self._drawn) > DRAWN_KEPT:
                self._drawn.popitem(last=False)
        self._drawn.move_to_end(etag)
        return self._drawn[etag]


def has_it(request: Request, etag: str, changed_at: datetime) -> bool:
    """Whether the asker holds this state already (RFC 9110, section 13): a tag, if it names any, goes before a date."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in tags.split(","))
    since = _date(request.headers.get("if-modified-since", ""))
    return since is not None and changed_at.replace(microsecond=0) <= since


def _date(text: str) -> datetime | None:
    try:
        told = parsedate_to_datetime(text)
    except ValueError:
        return None
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told
