"""Speaking to Slack: how long it may take, what is repeated and what never is."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.clients import PROXY_VARIABLES, Clients, error_code, mind_no_proxy
from bot.sandbox.server import Sandbox
from bot.settings import GivenSettings
from tests.bot.conftest import APP_TOKEN, BOT_TOKEN


def with_clients(sandbox: Sandbox, story: Callable[[Clients], Awaitable[Any]]) -> Any:
    settings = GivenSettings.model_validate(
        {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": sandbox.api}
    )

    async def told() -> Any:
        async with Clients.open(settings) as clients:
            return await story(clients)

    return asyncio.run(told())


def test_a_message_whose_connection_drops_is_not_posted_again(small_slack: Sandbox) -> None:
    small_slack.client.weather(method="chat.postMessage", fault="drop_after_read", times=1)

    async def story(clients: Clients) -> None:
        with pytest.raises(aiohttp.ClientError):
            await clients.delivery.chat_postMessage(channel="UAWA", text="once")

    with_clients(small_slack, story)
    assert small_slack.client.seat("UAWA").reads().count("once") <= 1
    assert len(small_slack.client.journal("chat.postMessage")) <= 1


def test_reading_is_repeated_when_the_connection_drops(small_slack: Sandbox) -> None:
    small_slack.client.weather(method="users.info", fault="drop_after_read", times=1)

    async def story(clients: Clients) -> str:
        return str((await clients.reading.users_info(user="UAWA"))["user"]["id"])

    assert with_clients(small_slack, story) == "UAWA"


def test_what_somebody_waits_for_is_given_up_after_two_seconds(small_slack: Sandbox) -> None:
    small_slack.client.weather(method="views.publish", fault="slow", seconds=10, times=1)

    async def story(clients: Clients) -> float:
        clients.request.token = BOT_TOKEN
        loop = asyncio.get_running_loop()
        before = loop.time()
        with pytest.raises(TimeoutError):
            await clients.request.views_publish(user_id="UAWA", view={"type": "home", "blocks": []})
        return loop.time() - before

    assert 1.5 < with_clients(small_slack, story) < 4


def test_a_refusal_has_slacks_own_word(small_slack: Sandbox) -> None:
    async def story(clients: Clients) -> str:
        with pytest.raises(SlackApiError) as refused:
            await clients.reading.users_info(user="UNOBODY")
        return error_code(refused.value)

    assert with_clients(small_slack, story) == "user_not_found"


@pytest.mark.parametrize(
    ("url", "no_proxy", "kept"),
    [
        ("http://127.0.0.1:8787/api/", "", False),
        ("http://localhost:8787/api/", "", False),
        ("http://[::1]:8787/api/", "", False),
        ("https://slack.example.org/api/", "slack.example.org", False),
        ("https://slack.example.org/api/", ".example.org", False),
        ("https://slack.com/api/", "slack.example.org", True),
        ("https://slack.com/api/", "", True),
    ],
)
def test_a_proxy_is_used_for_distant_hosts_only(
    monkeypatch: pytest.MonkeyPatch, url: str, no_proxy: str, kept: bool
) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.setenv(name, "http://proxy.example.org:3128")
    monkeypatch.setenv("no_proxy", no_proxy)
    mind_no_proxy(url)
    assert any(name in os.environ for name in PROXY_VARIABLES) is kept
