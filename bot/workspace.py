"""What the command line asks Slack about the workspace that the bot token is for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.clients import NETWORK_ERRORS, Clients, error_code, mind_no_proxy
from bot.settings import Settings
from bot.trouble import Trouble
from handlers.acquaintance import account_of, is_of_team

PAGE = 200
"""People per page of users.list; Slack recommends no more."""


class Workspace:
    """The workspace behind a bot token."""

    def __init__(self, clients: Clients) -> None:
        self._client = clients.reading

    async def team_id(self) -> str:
        """Slack's id of it."""
        return str((await self._client.auth_test())["team_id"])

    async def user_ids_by_email(self, met: Callable[[int], None]) -> dict[str, str]:
        """The Slack user of every e-mail address, in lower case; ``met`` hears how many people each page held."""
        found: dict[str, str] = {}
        team_id = await self.team_id()
        async for page in await self._client.users_list(limit=PAGE):
            members: list[dict[str, Any]] = page.get("members") or []
            found |= users_by_email(members, team_id)
            met(len(members))
        return found


def users_by_email(members: Iterable[Mapping[str, Any]], team_id: str) -> dict[str, str]:
    """The Slack user of every address, in lower case, that is an account's of this workspace, open and confirmed."""
    accounts = [account_of(one) for one in members if is_of_team(one, team_id)]
    return {one.email.lower(): one.user_id for one in accounts if one.email and one.active and one.confirmed}


@asynccontextmanager
async def workspace_of(settings: Settings) -> AsyncIterator[Workspace]:
    """The workspace, for as long as the block lasts; what Slack refuses inside it is a Trouble."""
    mind_no_proxy(settings.slack_api_url)
    try:
        async with Clients.open(settings) as clients:
            yield Workspace(clients)
    except SlackApiError as refused:
        raise Trouble(f"Slack refuses to answer ({error_code(refused)}). Run mentorbot doctor.") from None
    except NETWORK_ERRORS as error:
        raise Trouble(f"{settings.slack_api_url} can't be reached ({type(error).__name__}).") from None
