"""The demonstration: the bot, unchanged, in a small Slack on this machine, with an invented cohort.

What was done is kept in one folder; nothing in it leads anywhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import shutil
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from bot.clients import mind_no_proxy
from bot.database import open_database, unit_of_work_of, upgrade
from bot.demo_people import InventedPeople
from bot.holiday_calendar import HolidayCalendar
from bot.logs import configure_logs
from bot.manifest import socket_manifest
from bot.note_keys import keyring_of
from bot.room import MakeUnitOfWork
from bot.running import started, until_told_to_stop
from bot.sandbox.app import make_app
from bot.sandbox.cast import make_workspace
from bot.sandbox.loopback import address_of
from bot.sandbox.server import serve_on
from bot.sandbox.snapshot import UnreadableSnapshot, restore
from bot.sandbox.workspace import Workspace
from bot.serving import listen
from bot.settings import GivenSettings, Settings
from bot.time_keeping import Nobody, keeping_time
from bot.trouble import Trouble
from bot.wiring import build
from handlers.verbs import VERBS
from mentoring.ports import Holidays, Now
from storage.sealing import new_key

HOST = "127.0.0.1"
START_OVER = "make demo-reset starts over."


class Cohort(Protocol):
    """Who is in the demonstration: for the small Slack, and for the bot's database."""

    def cast(self) -> dict[str, Any]:
        """The people and channels of the workspace, as `bot.sandbox.cast` wants them."""
        ...

    def load(self, make_uow: MakeUnitOfWork, team_id: str, now: datetime, holidays: Holidays) -> None:
        """Fill an empty database with their programme in its fourth month at ``now``."""
        ...


@dataclass(frozen=True)
class Keys:
    """The tokens of the small Slack, made once for each demonstration."""

    bot_token: str
    app_token: str
    signing_secret: str


class Stage:
    """The folder of a demonstration, and what stands in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "mentorbot.db"
        self.snapshot = folder / "sandbox.json"
        self.log = folder / "mentorbot.log"
        self._keys = folder / "keys.json"
        self._note_keys = folder / "note-keys"
        self._filled = folder / "filled"

    def clear(self) -> None:
        """Forget everything."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self) -> None:
        """Make the folder, or empty it when filling it was interrupted the last time."""
        if self.folder.exists() and not self._filled.exists():
            self.clear()
        self.folder.mkdir(parents=True, exist_ok=True)

    def keys(self) -> Keys:
        """The keys kept here, made now when there are none."""
        if not self._keys.exists():
            made = Keys(f"xoxb-{secrets.token_hex(12)}", f"xapp-{secrets.token_hex(12)}", secrets.token_hex(16))
            self._keys.touch(mode=0o600)
            self._keys.write_text(json.dumps(asdict(made)), encoding="utf-8")
        return Keys(**json.loads(self._keys.read_text(encoding="utf-8")))

    def note_keys(self) -> str:
        """What notes are sealed with here, made now when there is nothing yet."""
        if not self._note_keys.exists():
            self._note_keys.touch(mode=0o600)
            self._note_keys.write_text(new_key("demo"), encoding="utf-8")
        return self._note_keys.read_text(encoding="utf-8")

    def fill(self, settings: Settings, cohort: Cohort, team_id: str, now: datetime) -> None:
        """Bring the database up to date, and load the cohort the first time."""
        engine = open_database(settings)
        try:
            upgrade(engine)
            if not self._filled.exists():
                cohort.load(unit_of_work_of(engine, keyring_of(settings)), team_id, now, HolidayCalendar())
                self._filled.touch()
        finally:
            engine.dispose()


def run_demo(
    folder: Path, cohort: Cohort, *, port: int, reset: bool, browser: bool, answers: bool, say: Callable[[str], None]
) -> None:
    """Run the demonstration until it is told to stop; ``say`` gets the lines for the terminal.

    With ``answers`` the invented people do something by themselves.

    Trouble when the port is taken or what was kept can't be read.
    """
    listening = listen(HOST, port, otherwise=f"Choose another: mentorbot demo --port {port + 1}")
    stage = Stage(folder)
    if reset:
        stage.clear()
    stage.prepare()
    with stage.log.open("a", encoding="utf-8") as log, contextlib.closing(listening):
        workspace = _workspace(stage, cohort)
        settings = _settings(stage, address_of(listening))
        configure_logs(settings.log_format, settings.log_level, settings.secrets, log)
        mind_no_proxy(settings.slack_api_url)
        stage.fill(settings, cohort, workspace.team.id, _clock_of(workspace)())
        asyncio.run(
            until_told_to_stop(
                lambda: _playing(stage, workspace, settings, listening, browser=browser, answers=answers, say=say)
            )
        )
    say("The demonstration is closed; what was done is kept.")


@contextlib.asynccontextmanager
async def _playing(
    stage: Stage,
    workspace: Workspace,
    settings: Settings,
    listening: socket.socket,
    *,
    browser: bool,
    answers: bool,
    say: Callable[[str], None],
) -> AsyncIterator[None]:
    """The small Slack with the bot at work in it; the bot leaves first."""
    sandbox = asyncio.create_task(serve_on(workspace, make_app(workspace, snapshot=stage.snapshot), listening))
    try:
        bot, address = build(settings, _clock_of(workspace)), address_of(listening)
        async with (
            started(bot),
            aiohttp.ClientSession() as session,
            keeping_time(
                bot.almanac, workspace.clock, address, InventedPeople(session, address) if answers else Nobody()
            ),
        ):
            say(f"Open {address}")
            say("Choose somebody on the left and type /mentor to Mentorbot. Everybody there is invented.")
            if answers:
                say("Move the clock at the top right: as time passes, most of them answer by themselves.")
            say(f"Ctrl-C stops; what was done is kept. {START_OVER}")
            if browser:
                await asyncio.to_thread(webbrowser.open, address)
            yield
    finally:
        sandbox.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sandbox


def _workspace(stage: Stage, cohort: Cohort) -> Workspace:
    keys = stage.keys()
    verbs = [{"verb": entry.word("en"), "hint": entry.hint} for entry in VERBS]
    workspace = make_workspace({"verbs": verbs, **cohort.cast()}, manifest=socket_manifest(), **asdict(keys))
    try:
        restore(workspace, stage.snapshot)
    except UnreadableSnapshot as unreadable:
        raise Trouble(f"{unreadable} {START_OVER}") from None
    return workspace


def _settings(stage: Stage, address: str) -> Settings:
    """Ordinary settings that lead to the small Slack; nothing of the environment counts."""
    keys = stage.keys()
    return GivenSettings.model_validate(
        {
            "SLACK_BOT_TOKEN": keys.bot_token,
            "SLACK_APP_TOKEN": keys.app_token,
            "SLACK_API_URL": f"{address}/api/",
            "MENTORBOT_DATABASE_URL": f"sqlite:///{stage.database}",
            "MENTORBOT_NOTE_KEYS": stage.note_keys(),
            "MENTORBOT_HOST": HOST,
            "MENTORBOT_PORT": 0,
            "MENTORBOT_CALENDAR_PORT": 0,
            "MENTORBOT_WORKSPACE_RATE": 50,
        }
    )


def _clock_of(workspace: Workspace) -> Now:
    """The small Slack's clock, which people may move forward, as the bot's."""
    return lambda: datetime.fromtimestamp(workspace.now(), UTC)
