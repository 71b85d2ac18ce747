"""Opening a programme from the command line, and finding the one that a command is about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from functools import partial

from sqlalchemy import Engine

from bot.database import standing, unit_of_work_of
from bot.settings import Settings
from bot.trouble import Trouble
from bot.workspace import workspace_of
from handlers.i18n import LANGUAGES
from mentoring.people import BookingPolicy, Programme
from mentoring.ports import UnitOfWork
from mentoring.services.programmes import create_programme


def open_programme(
    settings: Settings,
    engine: Engine,
    name: str,
    *,
    starts_on: date,
    ends_on: date,
    language: str,
    zone: str,
    link_template: str = "",
    team_id: str = "",
) -> Programme:
    """Open the programme in the team, which Slack is asked for when it is ""; Trouble when the name is taken."""
    check_language(language)
    if link_template and not (link_template.startswith("https://") and "{room}" in link_template):
        raise Trouble(
            "A link template is an https address with {room} in it, such as https://meet.example.org/{room}.", status=2
        )
    if wrong := standing(engine):
        raise Trouble(wrong)
    team_id = team_id or asyncio.run(ask_team(settings))
    unit_of_work = unit_of_work_of(engine)
    with unit_of_work(team_id) as uow:
        if any(one.name == name for one in uow.people.programmes()):
            raise Trouble(f"There is a programme “{name}” already.")
    policy = BookingPolicy(link_template=link_template)
    programme = Programme(0, team_id, name, starts_on, ends_on, language, zone, policy)
    return create_programme(unit_of_work(team_id), programme)


def data_of(settings: Settings, engine: Engine, team_id: str) -> Callable[[], UnitOfWork]:
    """Begins the team's units of work; Slack is asked for the team when it is "". Trouble when no database is ready."""
    if wrong := standing(engine):
        raise Trouble(wrong)
    return partial(unit_of_work_of(engine), team_id or asyncio.run(ask_team(settings)))


def programme_named(uow: UnitOfWork, name: str) -> Programme:
    """The team's latest programme of this name, or of any when it is ""; Trouble when there is none."""
    found = [one for one in uow.people.programmes() if not name or one.name.casefold() == name.casefold()]
    if not found:
        raise Trouble(f"There is no programme “{name}” here." if name else "There is no programme here yet.")
    return found[-1]


def check_language(language: str) -> None:
    """Trouble when it is not spoken here."""
    if language not in LANGUAGES:
        raise Trouble(f"“{language}” is no language spoken here. Write one of {', '.join(LANGUAGES)}.", status=2)


async def ask_team(settings: Settings) -> str:
    """The Slack team of the bot token."""
    async with workspace_of(settings) as workspace:
        return await workspace.team_id()
