"""People's feeds on the bot's own web server, and beside them a route that does nothing.

`python -m benchmarks.feed_server DATABASE_URL PORT` serves both until it is told to stop.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.feeds import Feeds, Limit
from bot.room import DatabaseThreads, Room
from bot.serving import listen, serving
from handlers.i18n import Catalogues
from mentoring.clocks import use_bundled_zones
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork

THREADS = 4


async def _empty(request: Request) -> Response:
    return PlainTextResponse("ready")


async def _serve(url: str, port: int) -> None:
    told_to_stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_stop.set)
    engine = make_engine(url)
    threads = DatabaseThreads(1 if url.startswith("sqlite") else THREADS)
    room = Room(threads, lambda team_id: SqlUnitOfWork(engine, team_id))
    feeds = Feeds(room.run, Catalogues.load(), lambda: datetime.now(UTC), by_token=_no_limit(), by_host=_no_limit())
    app = Starlette(routes=[feeds.route(), Route("/empty", _empty), Route("/readyz", _empty)])
    with listen("127.0.0.1", port, otherwise="Choose another.") as listening:
        async with serving(app, listening):
            await told_to_stop.wait()
    await threads.close()
    engine.dispose()


def _no_limit() -> Limit:
    """As many as come: what is measured is the work behind the limit."""
    return Limit(10**9, 1)


if __name__ == "__main__":
    use_bundled_zones()
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2])))
