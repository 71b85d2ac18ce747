"""The socket: what was taken is answered before it closes."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.clients import Clients
from bot.sandbox.server import Sandbox
from bot.settings import GivenSettings
from bot.socket_mode import Socket
from tests.bot.conftest import APP_TOKEN, BOT_TOKEN
from tests.builders import TEAM


def test_a_command_under_way_is_answered_before_the_socket_closes(small_slack: Sandbox) -> None:
    settings = GivenSettings.model_validate(
        {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": small_slack.api}
    )

    async def authorize(**_: Any) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token=BOT_TOKEN, bot_user_id="UBOT", bot_id="B1")

    async def story() -> dict[str, Any]:
        heard, go = asyncio.Event(), asyncio.Event()
        async with Clients.open(settings) as clients:
            app = AsyncApp(
                signing_secret="unused", client=clients.request, authorize=authorize, process_before_response=True
            )

            @app.command("/mentor")
            async def mentor(ack: Any) -> None:
                heard.set()
                await go.wait()
                await ack("answered late, but answered")

            slack = Socket(app, clients.socket())
            await slack.open()
            assert await slack.connected()
            typing = asyncio.create_task(asyncio.to_thread(small_slack.client.seat("UAWA").command, "/mentor book"))
            await asyncio.wait_for(heard.wait(), 10)
            closing = asyncio.create_task(slack.close())
            await asyncio.sleep(0)
            assert not closing.done()
            go.set()
            await closing
            assert not await slack.connected()
            return await typing

    assert asyncio.run(story())["ok"]
    small_slack.client.seat("UAWA").wait_for_message("answered late, but answered")
