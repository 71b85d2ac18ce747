"""A programme as a file on the command line: applied with the difference shown first, and exported."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlalchemy import Engine

from bot.database import standing, unit_of_work_of
from bot.programmes import ask_team
from bot.room import MakeUnitOfWork
from bot.settings import Settings
from bot.trouble import Trouble
from bot.workspace import workspace_of
from handlers import programme_file, programme_writing, refusals
from handlers.i18n import Catalogues, Place, Translator
from handlers.programme_file import FileProblem, ProgrammeFile
from handlers.programme_plain import plain_of
from handlers.views.programme_file import sentence
from mentoring.errors import Refused, RosterRefused
from mentoring.people import Programme, RosterRow
from mentoring.services.programme_files import Applied, apply_file, differences, export_programme

WRONG = 2
SHOWN_PROBLEMS = 200
SHOWN_CHANGES = 500

KEYS = {
    "starts_on": "starts",
    "ends_on": "ends",
    "meetings": "joint_meetings",
    "meeting_days": "joint_meeting_days",
    "answer_within": "attendance.answer_within",
    "talk_within": "attendance.talk_within",
    "same_within": "attendance.same_within",
    "runs_over": "attendance.runs_over",
}
"""What a file calls the settings that the field calls otherwise."""


@dataclass(frozen=True)
class Order:
    """Which file to apply, to which programme (the one of the name in it when none is named) of which team."""

    file: Path
    programme: str = ""
    team_id: str = ""


class Application:
    """One file, looked at and then applied: what it changes is known before it does."""

    def __init__(self, settings: Settings, engine: Engine, order: Order, now: datetime) -> None:
        if wrong := standing(engine):
            raise Trouble(wrong)
        self._t = Catalogues.load().translator("en")
        self._file = self._read(order.file)
        team_id, rows = asyncio.run(_with_users(settings, order.team_id, self._file.people))
        self._rows, self._now = rows, now
        self._team_id, self._unit_of_work = team_id, unit_of_work_of(engine)
        self._programme_id = self._present(order.programme or str(self._file.settings["name"]), order.programme)

    def look(self) -> Applied:
        """What the file would change; Trouble with every line that will not do."""
        return self._apply(None)

    def make(self, looked: Applied) -> Applied:
        """Change what was looked at."""
        return self._apply(looked.mark)

    def show(self, applied: Applied) -> None:
        """Print the difference as a table."""
        changes = list(_changes(applied))
        table = Table("What", "Before", "After", title=applied.after.name)
        for change in changes[:SHOWN_CHANGES]:
            table.add_row(*(Text(text) for text in change))
        Console().print(table)
        if len(changes) > SHOWN_CHANGES:
            Console().print(f"and {len(changes) - SHOWN_CHANGES} more")

    def _read(self, path: Path) -> ProgrammeFile:
        try:
            data = path.read_bytes()
        except OSError as refused:
            raise Trouble(f"{path} can't be read ({refused.strerror}).") from None
        found, problems = programme_file.read(data)
        if found is None:
            raise Trouble(*_told(self._t, problems), status=WRONG)
        return found

    def _present(self, name: str, named: str) -> int | None:
        known = {one.name.casefold(): one.id for one in _programmes(self._unit_of_work, self._team_id)}
        if named and named.casefold() not in known:
            raise Trouble(f"There is no programme “{named}”. There is: {', '.join(known) or 'none yet'}.")
        return known.get(" ".join(name.split()).casefold())

    def _apply(self, mark: str | None) -> Applied:
        try:
            return apply_file(
                self._unit_of_work(self._team_id),
                self._programme_id,
                self._file.settled,
                self._rows,
                self._file.pairs,
                now=self._now,
                mark=mark,
            )
        except RosterRefused as refused:
            problems = [FileProblem(one.line, one.column, one.code, one.value) for one in refused.facts["problems"]]
            raise Trouble(*_told(self._t, problems), status=WRONG) from None
        except Refused as refused:
            key = KEYS.get(str(refused.field), str(refused.field or "name"))
            said = refusals.sentence(self._t, refused, Place("UTC"))
            raise Trouble(f"Line {self._file.line_of(key)}, {key}: {said}", NOTHING, status=WRONG) from None


NOTHING = "Nothing was changed."


def _told(t: Translator, problems: Sequence[FileProblem]) -> Iterator[str]:
    yield from (sentence(t, problem) for problem in problems[:SHOWN_PROBLEMS])
    if len(problems) > SHOWN_PROBLEMS:
        yield f"and {len(problems) - SHOWN_PROBLEMS} more"
    yield NOTHING


def _changes(applied: Applied) -> Iterator[tuple[str, str, str]]:
    """What changes, before and after: settings, then people, then pairs."""
    after = plain_of(applied.after)
    before = plain_of(applied.before) if applied.before else {}
    for key, value in after.items():
        if before.get(key) == value:
            continue
        if isinstance(value, dict):
            was = before.get(key, {})
            yield from (
                (f"{key}.{name}", _said(was.get(name)), _said(value.get(name)))
                for name in {**was, **value}
                if was.get(name) != value.get(name)
            )
        else:
            yield key, _said(before.get(key)), _said(value)
    for one in applied.people:
        whom = one.after.email or str(one.after.user_id)
        if one.before is None:
            yield whom, "", f"new: {one.after.name}"
        elif one.changed:
            yield from ((f"{whom} {name}", was, will) for name, (was, will) in differences(one).items())
    for mentor, mentee in applied.pairs:
        yield "pair", "", f"{mentor.name} and {mentee.name}"


def _said(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)


def export_file(settings: Settings, engine: Engine, name: str, team_id: str) -> str:
    """The programme of this name, the latest without one, as a file."""
    if wrong := standing(engine):
        raise Trouble(wrong)
    team_id = team_id or asyncio.run(ask_team(settings))
    unit_of_work = unit_of_work_of(engine)
    programmes = _programmes(unit_of_work, team_id)
    found = [one for one in programmes if not name or one.name.casefold() == name.casefold()]
    if not found:
        there = ", ".join(one.name for one in programmes)
        raise Trouble(f"There is no programme “{name}”. There is: {there or 'none yet'}.")
    return programme_writing.written(export_programme(unit_of_work(team_id), found[-1].id))


def _programmes(unit_of_work: MakeUnitOfWork, team_id: str) -> Sequence[Programme]:
    with unit_of_work(team_id) as uow:
        return uow.people.programmes()


async def _with_users(settings: Settings, team_id: str, rows: Sequence[RosterRow]) -> tuple[str, tuple[RosterRow, ...]]:
    """The team, and the rows with the Slack users of their addresses; a team given by name is not asked about."""
    if team_id:
        return team_id, tuple(rows)
    async with workspace_of(settings) as workspace:
        users = await workspace.user_ids_by_email(lambda met: None)
        team = await workspace.team_id()
    return team, tuple(row if row.user_id else replace(row, user_id=users.get(row.email.lower(), "")) for row in rows)
