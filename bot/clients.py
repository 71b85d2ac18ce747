"""Slack's Web API, three ways: for an answer somebody waits for, for a message that must not go twice, for reading."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from handlers.messenger import delivery_client
from handlers.slack_answers import code_of
from mentoring.rules.delivery import POST_LIMIT

REQUEST_SECONDS = 2
"""On the way to an acknowledgement, which Slack awaits for three seconds in all."""

DELIVERY_SECONDS = int(POST_LIMIT.total_seconds())
READING_SECONDS = 15

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PROXY_VARIABLES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy")

NETWORK_ERRORS = (aiohttp.ClientError, OSError, TimeoutError)
"""What a call raises when Slack can't be reached or does not answer in time."""


class Clients:
    """The clients of one installation; they share ``connector``, so that connections are kept.

    Each has a session of its own, as the SDK gives its time limit only to sessions that it makes itself.
    """

    def __init__(self, settings: Settings, connector: aiohttp.BaseConnector) -> None:
        self._settings = settings
        self._connector = connector
        self._sessions: list[aiohttp.ClientSession] = []
        # Bolt gives each request's own copy the token that `authorize` answers
        self.request = self._client(REQUEST_SECONDS, token=None)
        self.delivery = delivery_client(
            settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=self._session(DELIVERY_SECONDS),
        )
        self.reading = self._client(
            READING_SECONDS,
            token=settings.slack_bot_token,
            retry_handlers=[AsyncConnectionErrorRetryHandler(), AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
        )

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        """The clients, for as long as the block lasts."""
        async with aiohttp.TCPConnector() as connector:
            clients = cls(settings, connector)
            try:
                yield clients
            finally:
                for session in clients._sessions:
                    await session.close()

    def socket(self) -> AsyncWebClient:
        """The client that asks for socket addresses, with the app-level token."""
        return self._client(READING_SECONDS, token=self._settings.slack_app_token)

    def _client(
        self, seconds: int, *, token: SecretStr | None, retry_handlers: Sequence[AsyncRetryHandler] = ()
    ) -> AsyncWebClient:
        return AsyncWebClient(
            token=token.get_secret_value() if token else None,
            base_url=self._settings.slack_api_url,
            timeout=seconds,
            session=self._session(seconds),
            retry_handlers=list(retry_handlers),
        )

    def _session(self, seconds: int) -> aiohttp.ClientSession:
        timeout = aiohttp.ClientTimeout(total=seconds)
        session = aiohttp.ClientSession(connector=self._connector, connector_owner=False, timeout=timeout)
        self._sessions.append(session)
        return session


def error_code(refused: SlackApiError) -> str:
    """Slack's own word for what was wrong, such as ``invalid_auth``."""
    return code_of(refused) or "unknown_error"


def mind_no_proxy(slack_api_url: str) -> None:
    """Forget the environment's proxy when Slack's host is this machine or excepted by ``NO_PROXY``.

    The SDK takes the proxy from the environment without looking at ``NO_PROXY``, in every client that it makes.
    """
    host = urlsplit(slack_api_url).hostname or ""
    if host in LOOPBACK or proxy_bypass(host):
        for name in PROXY_VARIABLES:
            os.environ.pop(name, None)
