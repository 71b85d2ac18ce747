"""What Slack tells of accounts by itself: somebody joined, or changed something, or their account was closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.context.async_context import AsyncBoltContext

from handlers.acquaintance import account_of, is_of_team
from handlers.listeners import Listeners
from handlers.visit import Run
from mentoring.services.accounts import follow_account

Event = Mapping[str, Any]


async def on_account_told(event: Event, run: Run, now: datetime, context: AsyncBoltContext) -> None:
    """Link somebody new to whom a roster named, and follow whoever is known."""
    if event.get("user") and is_of_team(event["user"], str(context.team_id)):
        await run(follow_account, account_of(event["user"]), now=now)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.event("team_join")(on_account_told)
    app.event("user_change")(on_account_told)
