"""A small Slack with the cast in it and the real bot at work, on one clock that starts on a known morning.

Everybody here is invented. Inès in Barcelona coordinates and mentors Fatima in Cairo; Awa in Marseille mentors Luca in
Rome and Nour in Tunis; Omar in Amman is in no programme.
"""

from __future__ import annotations

import asyncio
import io
import logging
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import TracebackType
from typing import Any, Self, TypeVar

import structlog
from sqlalchemy import Connection, text

from bot.database import open_database, unit_of_work_of
from bot.logs import configure_logs
from bot.manifest import socket_manifest
from bot.note_keys import keyring_of
from bot.readers import Readers
from bot.running import started
from bot.sandbox.cast import make_workspace
from bot.sandbox.client import Client
from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.settings import GivenSettings, LogFormat, LogLevel, Settings
from bot.wiring import build
from handlers import roster_file
from handlers.verbs import VERBS
from mentoring.people import Programme
from mentoring.services.programmes import create_programme
from mentoring.services.roster import import_roster
from tests.builders import NOTE_KEYS
from tests.journeys.somebody import Somebody

MONDAY = datetime(2027, 1, 18, 8, 0, tzinfo=UTC)
"""Nine in Barcelona, ten in Cairo, on the day every story begins."""

TEAM = "T0TOWN"
BOT_TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-1-town", "xapp-1-town", "8f742231b10e8888abcd99yyyzzz85a5"
START_SECONDS = 20
UNSAID = text(
    "select count(*) from deliveries where state in ('pending', 'leased', 'sending', 'unknown')"
    " and kind in ('session_news', 'session_card', 'home')"
)
"""What follows from what people did; reminders wait for their day."""

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds that this Slack waits for an answer, where a busy machine may need more than Slack's three.

What comes of answers that do not come at all is told in the weather stories.
"""

TOLD_AGAIN = 61.0
"""Seconds after which Slack has said an event a third time, which it does after one and after sixty."""


@dataclass(frozen=True)
class Townsman:
    """One of the cast; ``mentor`` is the e-mail of whoever mentors them, ``admin`` who administers the workspace."""

    name: str
    role: str
    language: str
    country: str
    city: str
    zone: str
    mentor: str = ""
    admin: bool = False

    @property
    def handle(self) -> str:
        """What is typed after @."""
        return roster_name(self.name)

    @property
    def user_id(self) -> str:
        """Slack's id."""
        return "U" + self.handle.upper()

    @property
    def email(self) -> str:
        """Their address, in the roster and in Slack."""
        return f"{self.handle}@example.org"


def roster_name(name: str) -> str:
    """The first name in plain letters."""
    return name.partition(" ")[0].lower().replace("è", "e")


CAST = {
    roster_name(one.name): one
    for one in (
        Townsman("Inès Ferrer", "coordinator; mentor", "fr", "ES", "Barcelona", "Europe/Madrid", admin=True),
        Townsman("Awa Diallo", "mentor", "fr", "FR", "Marseille", "Europe/Paris"),
        Townsman("Fatima Nasser", "mentee", "en", "EG", "Cairo", "Africa/Cairo", "ines@example.org"),
        Townsman("Luca Bianchi", "mentee", "en", "IT", "Rome", "Europe/Rome", "awa@example.org"),
        Townsman("Nour Trabelsi", "mentee", "fr", "TN", "Tunis", "Africa/Tunis", "awa@example.org"),
        Townsman("Omar Haddad", "", "en", "JO", "Amman", "Asia/Amman"),
    )
}
SLACK_LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar", "es": "es-ES", "it": "it-IT"}
HEADING = "email,name,role,language,country,city,zone,mentor_email,slack_user_id"


class Town:
    """The small Slack and the bot in it, from ``with`` to its end; ``languages`` says who speaks another than usual.

    ``more`` are people of the programme besides the cast, by handle; the ``absent`` have not joined Slack yet.
    """

    def __init__(
        self,
        database_url: str,
        languages: Mapping[str, str] | None = None,
        *,
        http: bool = False,
        empty: bool = False,
        more: Mapping[str, Townsman] | None = None,
        absent: Collection[str] = (),
    ) -> None:
        began = time.monotonic()
        self._languages = dict(languages or {})
        self._cast = CAST | dict(more or {})
        self._absent = frozenset(absent)
        self._clock = Clock(lambda: MONDAY.timestamp() + time.monotonic() - began)
        self._port = free_port() if http else 0
        self._empty = empty
        self._database_url = database_url
        request_url = f"http://127.0.0.1:{self._port}/slack/events" if http else None
        self.sandbox = Sandbox(
            make_workspace(
                self._slack(),
                bot_token=BOT_TOKEN,
                app_token=APP_TOKEN,
                signing_secret=SIGNING_SECRET,
                clock=self._clock,
            ),
            request_url=request_url,
        )
        self.log = io.StringIO()
        self.breakage_expected = False

    def __enter__(self) -> Self:
        self.sandbox.__enter__()
        self.client.settings(ack_seconds=PATIENCE)
        self.settings = self._settings()
        if not self._empty:
            self._fill()
        self.bot = BotAtWork(self.settings, self.now)
        self.bot.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.bot.stop()
        self.sandbox.__exit__(kind, error, trace)

    @property
    def client(self) -> Client:
        """The whole small Slack, as tests drive it."""
        return self.sandbox.client

    def person(self, handle: str) -> Somebody:
        """One of the cast, in their chair."""
        one = self._cast[handle]
        return Somebody(self.client.seat(one.user_id), one.name, self.language(handle))

    def people(self, *handles: str) -> list[Somebody]:
        """Several of them."""
        return [self.person(handle) for handle in handles]

    def language(self, handle: str) -> str:
        """What this person reads."""
        return self._languages.get(handle, self._cast[handle].language)

    def now(self) -> datetime:
        """The town's clock, which the bot lives by as well."""
        return datetime.fromtimestamp(self._clock.now(), UTC)

    def joins(self, handle: str) -> Somebody:
        """Somebody who was absent joins Slack."""
        self.client.change_person(**self._account(handle))
        return self.person(handle)

    def let_pass(self, seconds: float) -> None:
        """Let time go by, and the bot do what falls due meanwhile."""
        self.client.advance(seconds)
        self.bot.catch_up()

    def settle(self) -> None:
        """Wait until every event is acknowledged and nothing is left to be said."""
        self.client.wait_until_quiet()
        engine = open_database(self.settings)
        with engine.connect() as connection:
            until(lambda: not self._unsaid(connection), "everything to be said")
        engine.dispose()

    def _unsaid(self, connection: Connection) -> int:
        unsaid = int(connection.execute(UNSAID).scalar_one())
        connection.rollback()
        return unsaid

    def restart_bot(self) -> None:
        """End the bot and start it anew on the same database."""
        self.bot.stop()
        self.start_bot()

    def start_bot(self) -> None:
        """A new process in all but name, on the same database; what nobody was there to hear is told it again."""
        self.bot = BotAtWork(self.settings, self.now)
        self.bot.start()
        self.client.advance(TOLD_AGAIN)

    def roster(self) -> str:
        """Everybody of the programme as a coordinator's file."""
        lines = [
            f"{one.email},{one.name},{one.role},{self.language(handle)},{one.country},{one.city},{one.zone},"
            f"{one.mentor},{'' if handle in self._absent else one.user_id}"
            for handle, one in self._cast.items()
            if one.role
        ]
        return "\n".join([HEADING, *lines, ""])

    def _slack(self) -> dict[str, object]:
        people = [self._account(handle) for handle in self._cast if handle not in self._absent]
        return {
            "team": {"id": TEAM, "name": "Cluster Mentoring"},
            "app": {"name": "Mentorbot", "bot_user_id": "UMENTORBOT"},
            "people": people,
            "channels": [{"name": "mentoring", "topic": "Everybody of the programme"}],
            "verbs": [{"verb": entry.word("en"), "hint": entry.hint} for entry in VERBS],
            "manifest": socket_manifest(),
        }

    def _account(self, handle: str) -> dict[str, object]:
        one = self._cast[handle]
        return {
            "id": one.user_id,
            "name": handle,
            "real_name": one.name,
            "email": one.email,
            "title": one.role.partition(";")[0].capitalize(),
            "tz": one.zone,
            "city": one.city,
            "locale": SLACK_LOCALES[self.language(handle)],
            "is_admin": one.admin,
        }

    def _settings(self) -> Settings:
        return GivenSettings.model_validate(
            {
                "MENTORBOT_MODE": "http" if self._port else "socket",
                "SLACK_BOT_TOKEN": BOT_TOKEN,
                "SLACK_APP_TOKEN": APP_TOKEN,
                "SLACK_SIGNING_SECRET": SIGNING_SECRET,
                "SLACK_API_URL": self.sandbox.api,
                "MENTORBOT_DATABASE_URL": self._database_url,
                "MENTORBOT_NOTE_KEYS": NOTE_KEYS,
                "MENTORBOT_PORT": self._port,
                "MENTORBOT_CALENDAR_PORT": 0,
                "MENTORBOT_CALENDAR_ADDRESS": f"http://127.0.0.1:{self._port}" if self._port else "",
                "MENTORBOT_WORKSPACE_RATE": 50,
            }
        )

    def _fill(self) -> None:
        engine = open_database(self.settings)
        make_uow = unit_of_work_of(engine, keyring_of(self.settings))
        year = (date(2027, 1, 4), date(2027, 10, 29))
        programme = create_programme(
            make_uow(TEAM), Programme(0, TEAM, "Cluster Mentoring", *year, language="en", zone="Europe/Madrid")
        )
        rows, problems = roster_file.read("roster.csv", self.roster().encode())
        import_roster(make_uow(TEAM), rows, problems, now=MONDAY, programme_id=programme.id, quietly=True)
        engine.dispose()


@cache
def readers() -> Readers:
    """What reads times, loaded once for all towns."""
    return Readers()


class BotAtWork:
    """The bot as `mentorbot run` runs it, in a thread with a loop of its own."""

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._ready = threading.Event()
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="bot", daemon=True)

    def start(self) -> None:
        """Until it is at work, or raise why it can't be."""
        self._thread.start()
        assert self._ready.wait(START_SECONDS), "the bot did not start"
        if self._failed:
            raise self._failed

    def stop(self) -> None:
        """Tell it to stop, and wait until it has."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._told.set)
            self._thread.join(START_SECONDS)
            assert not self._thread.is_alive(), "the bot did not stop"

    def catch_up(self) -> None:
        """Do at once what has fallen due by the town's clock, as the demo's bot does by itself."""
        asyncio.run_coroutine_threadsafe(self._bot.almanac.catch_up(), self._loop).result(START_SECONDS)

    def _run(self) -> None:
        try:
            asyncio.run(self._work())
        except BaseException as error:  # noqa: BLE001 handed to the test's own thread
            self._failed = error
            self._ready.set()

    async def _work(self) -> None:
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Event()
        self._bot = build(self._settings, self._now, readers=readers())
        async with started(self._bot):
            self._ready.set()
            await self._told.wait()


@contextmanager
def a_town(database_url: str, languages: Mapping[str, str] | None = None, **how: Any) -> Iterator[Town]:
    """A town whose log must be free of trouble at the end, unless the story expects some."""
    town = Town(database_url, languages, **how)
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logs(LogFormat.TEXT, LogLevel.WARNING, (), town.log)
    try:
        with town:
            yield town
    finally:
        root.handlers = handlers
        root.setLevel(level)
        structlog.reset_defaults()
    written = town.log.getvalue()
    assert town.breakage_expected or not any(sign in written for sign in ("Traceback", "[error", "broke")), written


def free_port() -> int:
    """A port that nobody has just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(look: Callable[[], T], what: str, seconds: float = 20.0) -> T:
    """The first true result of ``look``, for what changes without the small Slack noticing."""
    deadline, never = time.monotonic() + seconds, threading.Event()
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s for {what}"
        never.wait(0.01)
    return found
