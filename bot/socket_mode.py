"""Hearing Slack over Socket Mode: connect with a clear word when that fails, finish what was begun before leaving."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import NETWORK_ERRORS, error_code
from bot.trouble import Trouble

log = structlog.get_logger(__name__)

CONNECT_SECONDS = 20
LAST_ENVELOPES = 5
"""Seconds that envelopes already taken have to be answered when the bot stops."""


class Socket(AsyncSocketModeHandler):
    """The bot's end of the socket."""

    def __init__(self, app: AsyncApp, web_client: AsyncWebClient) -> None:
        super().__init__(app, app_token=str(web_client.token), web_client=web_client)
        self._answering: set[asyncio.Task[Any]] = set()

    async def open(self) -> None:
        """Connect; Trouble when Slack refuses the token or can't be reached."""
        try:
            # asked here first, as the client would try again for ever, whatever Slack says
            self.client.wss_uri = await self.client.issue_new_wss_url()
            await asyncio.wait_for(self.connect_async(), CONNECT_SECONDS)  # type: ignore[no-untyped-call]
        except SlackApiError as refused:
            raise Trouble(
                f"Slack opens no socket ({error_code(refused)}). Check SLACK_APP_TOKEN; mentorbot doctor says more."
            ) from None
        except NETWORK_ERRORS as error:
            raise Trouble(f"Slack's socket can't be reached ({type(error).__name__}).") from None

    async def connected(self) -> bool:
        """Whether the socket is open now."""
        return bool(await self.client.is_connected())

    async def handle(self, client: AsyncBaseSocketModeClient, req: SocketModeRequest) -> None:
        """Answer one envelope."""
        answering = asyncio.current_task()
        if answering is not None:
            self._answering.add(answering)
            answering.add_done_callback(self._answering.discard)
        await super().handle(client, req)  # type: ignore[arg-type]  # Bolt names the aiohttp client, the SDK its base

    async def close(self) -> None:
        """Answer what was taken, then disconnect."""
        if self._answering:
            _, late = await asyncio.wait(self._answering, timeout=LAST_ENVELOPES)
            if late:
                log.warning("left envelopes unanswered", count=len(late))
        await self.close_async()  # type: ignore[no-untyped-call]
