"""The yardstick: a Bolt app with one listener that says a word, on the same web server as the bot's.

`python -m benchmarks.empty_listener PORT` serves it until it is told to stop.
"""

from __future__ import annotations

import asyncio
import signal
import sys

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from benchmarks.payloads import BOT_TOKEN, SIGNING_SECRET, TEAM
from bot.serving import listen, serving


def web_app() -> Starlette:
    """Bolt and Starlette as their manuals join them, and nothing else."""
    slack = AsyncApp(process_before_response=True, authorize=_authorize, signing_secret=SIGNING_SECRET)
    slack.command("/mentor")(_answer)
    bolt = AsyncSlackRequestHandler(slack)

    async def events(request: Request) -> Response:
        return await bolt.handle(request)

    async def ready(request: Request) -> Response:
        return PlainTextResponse("ready")

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"]), Route("/readyz", ready)])


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=enterprise_id, team_id=TEAM, bot_token=BOT_TOKEN, bot_id="B0BENCH", bot_user_id="U0BENCH"
    )


async def _answer(ack: AsyncAck) -> None:
    await ack("Hello.")


async def _serve(port: int) -> None:
    told_to_stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told_to_stop.set)
    with listen("127.0.0.1", port, otherwise="Choose another.") as listening:
        async with serving(web_app(), listening):
            await told_to_stop.wait()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
