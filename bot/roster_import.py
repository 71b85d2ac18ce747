"""Importing a roster from the command line: read the file, find its people in Slack, keep them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot.database import standing, unit_of_work_of
from bot.room import MakeUnitOfWork
from bot.settings import Settings
from bot.trouble import Trouble
from bot.workspace import workspace_of
from handlers import roster_file
from handlers.i18n import Catalogues
from handlers.views.roster import PROBLEMS, UNEXPLAINED
from mentoring.errors import NoProgramme
from mentoring.people import RosterProblem, RosterReport, RosterRow
from mentoring.services.roster import import_roster

Step = Callable[[str, int], None]
"""Hears what is being done, and how many lines or people that went through since it was last called."""


@dataclass(frozen=True)
class Wish:
    """What to import, into which programme (the latest when none is named) of which team (Slack is asked for "")."""

    file: Path
    programme: str = ""
    keep_good: bool = False
    team_id: str = ""


def import_file(settings: Settings, engine: Engine, wish: Wish, now: datetime, step: Step) -> RosterReport:
    """Import the file; RosterRefused when it has bad rows, Trouble when it can't even be tried."""
    if wrong := standing(engine):
        raise Trouble(wrong)
    rows, problems = _read(wish.file)
    step(f"Reading {wish.file.name}", len(rows) + len(problems))
    team_id, rows = asyncio.run(_find(settings, wish.team_id, rows, step))
    unit_of_work = unit_of_work_of(engine)
    step("Importing", 0)
    try:
        report = import_roster(
            unit_of_work(team_id),
            rows,
            problems,
            now=now,
            programme_id=_programme_id(unit_of_work, team_id, wish.programme),
            keep_good=wish.keep_good,
        )
    except NoProgramme:
        raise Trouble("There is no programme yet. Make one with mentorbot programme new.") from None
    step("Importing", len(rows))
    return report


def reason(problem: RosterProblem) -> str:
    """What is wrong, in English, for a terminal."""
    t = Catalogues.load().translator("en")
    return t(PROBLEMS.get(problem.code, UNEXPLAINED), column=problem.column, value=problem.value)


def _read(file: Path) -> tuple[list[RosterRow], list[RosterProblem]]:
    try:
        return roster_file.read(file.name, file.read_bytes())
    except OSError as refused:
        raise Trouble(f"{file} can't be read ({refused.strerror}).") from None


async def _find(settings: Settings, team_id: str, rows: Sequence[RosterRow], step: Step) -> tuple[str, list[RosterRow]]:
    """The team, and the rows with the Slack users of their addresses; a team given by name is not asked about."""
    if team_id:
        return team_id, list(rows)
    async with workspace_of(settings) as workspace:
        user_ids = await workspace.user_ids_by_email(lambda met: step("Finding people in Slack", met))
        return await workspace.team_id(), [_linked(row, user_ids) for row in rows]


def _linked(row: RosterRow, user_ids: Mapping[str, str]) -> RosterRow:
    return row if row.user_id else replace(row, user_id=user_ids.get(row.email.lower(), ""))


def _programme_id(unit_of_work: MakeUnitOfWork, team_id: str, name: str) -> int | None:
    if not name:
        return None
    with unit_of_work(team_id) as uow:
        known = {one.name: one.id for one in uow.people.programmes()}
    if name not in known:
        raise Trouble(f"There is no programme “{name}”. There is: {', '.join(known) or 'none yet'}.")
    return known[name]
