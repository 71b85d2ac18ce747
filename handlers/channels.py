"""What Slack says of a channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from handlers.visit import Visit

log = structlog.get_logger(__name__)


async def is_in(channel: str, visit: Visit) -> bool:
    """Whether the bot may post there; where Slack does not tell, that is found out when it does."""
    try:
        told = await visit.client.conversations_info(channel=channel)
    except SlackApiError as error:
        refusal: str = error.response.get("error")
        log.warning("could not ask about a channel", channel=channel, error=refusal)
        return refusal != "channel_not_found"
    about: Mapping[str, Any] = told.get("channel") or {}
    return bool(about.get("is_member", True))
