"""What Slack says of a channel, and how somebody has the bot in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from handlers.slack_answers import code_of
from handlers.visit import Visit

log = structlog.get_logger(__name__)


async def is_in(channel: str, visit: Visit) -> bool:
    """Whether the bot may post there; where Slack does not tell, that is found out when it does.

    Of a private channel that it is not in, Slack says that there is none.
    """
    try:
        told = await visit.client.conversations_info(channel=channel)
    except SlackApiError as error:
        refusal = code_of(error)
        log.warning("could not ask about a channel", channel=channel, error=refusal)
        return refusal != "channel_not_found"
    about: Mapping[str, Any] = told.get("channel") or {}
    return bool(about.get("is_member", True))


async def not_in(visit: Visit) -> str:
    """What to do where the bot is not in a channel, for a field."""
    return visit.t(
        "I am not in this channel. Type {invitation} in it and send this again, or choose another one.",
        invitation=await invitation(visit),
    )


async def invitation(visit: Visit) -> str:
    """What somebody types in a channel to have the bot in it; Slack knows by which name it goes here."""
    told = await visit.client.auth_test()
    return f"/invite @{told.get('user')}"
