"""What Slack says of somebody: as an account to tie to a person, and as a person for whom nobody is known yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers import places
from handlers.visit import Visit
from mentoring.clocks import known_zone
from mentoring.people import Person, WorkingWeek
from mentoring.services.accounts import Account

User = Mapping[str, Any]

USUAL_ZONE = "UTC"


def account_of(user: User) -> Account:
    """The account that Slack describes.

    An address counts as its owner's once they took up their invitation and Slack does not say that it is unconfirmed.
    """
    profile: Mapping[str, Any] = user.get("profile") or {}
    return Account(
        user_id=str(user["id"]),
        email=str(profile.get("email") or ""),
        locale=user.get("locale"),
        name=str(profile.get("real_name") or user.get("real_name") or ""),
        zone=str(user.get("tz") or ""),
        active=not user.get("deleted", False),
        confirmed=not user.get("is_invited_user") and user.get("is_email_confirmed") is not False,
    )


def is_of_team(user: User, team_id: str) -> bool:
    """Whether the account is a person's in this workspace: no bot, and nobody of another one (Slack Connect).

    Guests of this workspace are people like others; in an organisation of several, it may not be somebody's first.
    """
    if user.get("is_bot") or user.get("is_stranger"):
        return False
    return user.get("team_id") in {None, team_id} or team_id in (user.get("enterprise_user") or {}).get("teams", ())


def newcomer_of(user: User, team_id: str) -> Person:
    """A person as far as users.info tells who they are; their clock is their device's until they say otherwise."""
    profile: Mapping[str, Any] = user.get("profile") or {}
    zone = str(user.get("tz") or "")
    zone = zone if known_zone(zone) else USUAL_ZONE
    country = places.country_of(zone)
    return Person(
        id=0,
        team_id=team_id,
        user_id=str(user["id"]),
        email=str(profile.get("email") or ""),
        name=str(profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"]),
        zone=zone,
        country=country,
        locale=user.get("locale"),
        working_week=WorkingWeek.usual(country),
    )


def is_administrator(user: User) -> bool:
    """Whether the account may install apps in its workspace: an administrator or owner, and no bot or guest."""
    if user.get("deleted") or user.get("is_bot") or user.get("is_restricted") or user.get("is_ultra_restricted"):
        return False
    return any(user.get(flag) for flag in ("is_admin", "is_owner", "is_primary_owner"))


async def administers(visit: Visit) -> bool:
    """Whether the visitor administers the workspace, as Slack says now."""
    told = await visit.client.users_info(user=str(visit.actor.user_id))
    return is_administrator(told.get("user") or {})
