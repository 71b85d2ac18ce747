"""What Slack says of somebody: as an account to tie to a person, and as a person for whom nobody is known yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers import places
from handlers.visit import Visit
from mentoring.clocks import known_zone
from mentoring.people import Person, WorkingWeek
from mentoring.services.programmes import Account

User = Mapping[str, Any]

USUAL_ZONE = "UTC"


def account_of(user: User) -> Account:
    """The account of what users.info tells."""
    return Account(str(user["id"]), str((user.get("profile") or {}).get("email") or ""), user.get("locale"))


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
