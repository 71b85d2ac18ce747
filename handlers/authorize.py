"""Tells Bolt which installation a request belongs to, asking Slack once and remembering the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

log = structlog.get_logger(__name__)

Authorize = Callable[..., Awaitable[AuthorizeResult | None]]
"""From enterprise id and team id to the installation, or None for a team that has none."""


def single_workspace(client: AsyncWebClient) -> Authorize:
    """Authorise the one workspace that the token of ``client`` was made for; Slack is asked on first use only."""
    asking = asyncio.Lock()
    answers: list[AuthorizeResult] = []

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        async with asking:
            if not answers:
                answers.append(_result(await client.auth_test(), client.token))
        known = answers[0]
        if team_id == known.team_id or (team_id is None and enterprise_id and enterprise_id == known.enterprise_id):
            return known
        log.warning("refused a request of another workspace", team_id=team_id, enterprise_id=enterprise_id)
        return None

    return authorize


def _result(response: Any, token: str | None) -> AuthorizeResult:
    # Bolt's hint names the synchronous response; the asynchronous one reads alike.
    return AuthorizeResult.from_auth_test_response(auth_test_response=response, bot_token=token)
