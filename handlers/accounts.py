"""What Slack tells of accounts by itself: somebody joined, or changed something, or their account was closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from handlers.visit import Run
from mentoring.services.accounts import Account, follow_account

Event = Mapping[str, Any]


def account_of(user: Mapping[str, Any], team_id: str) -> Account | None:
    """The account that Slack describes; None for a bot, and for somebody of another workspace (Slack Connect).

    Guests of this workspace are people like others. An address counts as theirs once they took up their invitation and
    Slack does not say that it is unconfirmed.
    """
    if not user.get("id") or user.get("is_bot") or user.get("is_stranger") or not _is_of(team_id, user):
        return None
    profile: Mapping[str, Any] = user.get("profile") or {}
    return Account(
        user_id=str(user["id"]),
        email=profile.get("email") or "",
        locale=user.get("locale"),
        name=profile.get("real_name") or user.get("real_name") or "",
        zone=user.get("tz") or "",
        active=not user.get("deleted", False),
        confirmed=not user.get("is_invited_user") and user.get("is_email_confirmed") is not False,
    )


def _is_of(team_id: str, user: Mapping[str, Any]) -> bool:
    """Whether the account is of the workspace; in an organisation of several it may have another one as its first."""
    first = user.get("team_id")
    return first in {None, team_id} or team_id in (user.get("enterprise_user") or {}).get("teams", ())


async def on_account_told(event: Event, run: Run, now: datetime, context: AsyncBoltContext) -> None:
    """Link somebody new to whom a roster named, and follow whoever is known."""
    account = account_of(event["user"], str(context.team_id))
    if account is not None:
        await run(follow_account, account, now=now)


def register(app: AsyncApp) -> None:
    """What this file answers to."""
    app.event("team_join")(on_account_told)
    app.event("user_change")(on_account_told)
