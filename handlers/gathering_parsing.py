"""Reads what was filled in on the forms of group sessions and joint meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from handlers.gathering_line import end_of_day
from handlers.ids import Block
from handlers.parsing import channel_of, entry_of, metadata_of, values_of, wall_of
from handlers.views.gathering_forms import EVERYBODY
from mentoring.clocks import instants
from mentoring.gatherings import Audience, GatheringRequest
from mentoring.people import Person, Role

View = Mapping[str, Any]


def gathering_request(view: View, asker: Person) -> GatheringRequest:
    """What the form asks for, on the asker's clock."""
    values, carried = values_of(view), metadata_of(view)
    joint = bool(carried.get("joint"))
    wall = wall_of(view)
    minutes, capacity = values.get(Block.DURATION), values.get(Block.CAPACITY)
    return GatheringRequest(
        zone=asker.zone,
        wall=wall,
        joint=joint,
        topic=values.get(Block.TOPIC) or "",
        duration=timedelta(minutes=int(minutes)) if minutes else None,
        audience=Audience(everybody=True) if joint else audience_of(view),
        users=users_of(view),
        language=values.get(Block.LANGUAGE) or "",
        capacity=int(capacity) if capacity else None,
        answer_by=_answer_by(values, wall, asker.zone),
        compulsory=bool(values.get(Block.COMPULSORY)),
        channel=channel_of(view),
        link=(values.get(Block.LINK) or "").strip(),
        programme_id=carried.get("programme"),
    )


def audience_of(view: View) -> Audience:
    """Whom the fields of the audience speak of, people named by Slack user aside."""
    roles = chosen(view, Block.ROLES)
    return Audience(
        roles=frozenset(Role(one) for one in roles if one != EVERYBODY),
        countries=frozenset(chosen(view, Block.COUNTRIES)),
        sectors=frozenset(chosen(view, Block.SECTORS)),
        clusters=frozenset(chosen(view, Block.CLUSTERS)),
        everybody=EVERYBODY in roles,
    )


def users_of(view: View) -> tuple[str, ...]:
    """The Slack users chosen."""
    return tuple(entry_of(view, Block.USERS).get("selected_users") or ())


def deadline_without_a_day(view: View) -> bool:
    """Whether there is a time until which one answers, and no date."""
    values = values_of(view)
    return bool(values.get(Block.ANSWER_TIME)) and not values.get(Block.ANSWER_BY)


def chosen(view: View, block: Block) -> list[str]:
    """The values chosen among several."""
    return [str(one["value"]) for one in entry_of(view, block).get("selected_options") or ()]


def _answer_by(values: Mapping[str, str | None], wall: datetime | None, zone: str) -> datetime | None:
    """The deadline as an instant; without an hour the end of the day, or the start where that is the same day."""
    day, hour = values.get(Block.ANSWER_BY), values.get(Block.ANSWER_TIME)
    if not day:
        return None
    if hour:
        at = datetime.combine(date.fromisoformat(day), time.fromisoformat(hour))
        return (instants(at, zone) or instants(at + timedelta(hours=1), zone))[0]
    start = (instants(wall, zone) or (wall.replace(tzinfo=UTC),))[0] if wall else None
    return start if wall and wall.date().isoformat() == day else end_of_day(date.fromisoformat(day), zone)
