"""Builds the bot from its settings: the only file that knows every concrete class."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack
from datetime import date, timedelta
from pathlib import Path

import structlog
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine, make_url

from bot.acquaintances import Acquaintances
from bot.clients import NETWORK_ERRORS, Clients, error_code
from bot.clock_watch import ClockWatch
from bot.database import open_database, standing, unit_of_work_of
from bot.feeds import Feeds
from bot.holiday_calendar import HolidayCalendar
from bot.metrics import Endings, Metrics
from bot.note_keys import fitting_keyring
from bot.readers import Readers
from bot.room import DatabaseThreads, Desk, MakeUnitOfWork, Room
from bot.serving import address_of, listen, serving
from bot.settings import Mode, Settings
from bot.socket_mode import Socket
from bot.trouble import Trouble
from bot.web import Vitals, calendar_app, web_app
from handlers.afterwards import Afterwards
from handlers.authorize import single_workspace
from handlers.i18n import Catalogues
from handlers.messenger import SlackMessenger
from handlers.pace import slack_pace
from handlers.register import build_app
from mentoring.messages import Tally
from mentoring.ports import Now
from mentoring.services import programmes
from mentoring.services.ledger import backlog, tally
from scheduler.almanac import Almanac
from scheduler.deliverer import ANY_TEAM, Deliverer
from scheduler.jobs import Job, jobs
from scheduler.runner import Runner
from storage.clock import DatabaseClock
from storage.sealing import Cipher
from storage.turn import FileTurn

log = structlog.get_logger(__name__)

ASK_TIME_EVERY = timedelta(seconds=15)
ANOTHER_CALENDAR_PORT = "Set MENTORBOT_CALENDAR_PORT to another one."
ANOTHER_PORT = "Set MENTORBOT_PORT to another one."


def build(settings: Settings, now: Now, *, by_database: bool = False, readers: Readers | None = None) -> Bot:
    """The bot of these settings, by whose clock everything is planned and said; nothing is opened before `start`.

    With ``by_database`` the clock of a PostgreSQL database goes before ``now``, as several processes may share it.
    ``readers`` are handed in where several bots of one process share them.
    """
    return Bot(settings, now, by_database=by_database and not settings.on_sqlite, readers=readers or Readers())


class Bot:
    """One process of the bot: `start` once, `stop` once, also when starting failed half-way."""

    def __init__(self, settings: Settings, now: Now, *, by_database: bool, readers: Readers) -> None:
        self._settings = settings
        self._now = now
        self._by_database = by_database
        self._chores: list[Job] = []
        self._metrics = Metrics()
        self._opened = AsyncExitStack()
        self._afterwards = Afterwards()
        self._readers, self._holidays = readers, HolidayCalendar()
        self._almanac: Almanac | None = None
        self._clock_watch: ClockWatch | None = None

    @property
    def almanac(self) -> Almanac:
        """For whoever moves the bot's clock; there is one once the bot was started."""
        if self._almanac is None:
            raise RuntimeError("the bot was not started")
        return self._almanac

    async def start(self) -> None:
        """Open everything, in the order in which it is needed; Trouble in sentences when something is not there."""
        engine, threads = self._database()
        if wrong := await threads.run(lambda: standing(engine)):
            raise Trouble(wrong)
        keyring = await threads.run(lambda: fitting_keyring(self._settings, engine))
        if self._by_database:
            await self._go_by_database(engine, threads)
        clients = await self._opened.enter_async_context(Clients.open(self._settings))
        team_id = await _team_of_token(clients)
        catalogues = Catalogues.load()
        unit_of_work = unit_of_work_of(engine, keyring)
        reading = self._reading_desk(keyring)
        quiet_room = Room(threads, unit_of_work, background=True, reading=reading)
        runner, deliverer = self._start_runner(quiet_room, clients, catalogues, team_id)
        self._almanac = Almanac(quiet_room.run, runner, deliverer, team_id, self._now)
        room, acquaintances = _reception(threads, unit_of_work, runner, reading)
        feeds = Feeds(quiet_room.run, catalogues, self._now)
        calendar_address = await self._serve_calendars(feeds)
        app = self._app(room, acquaintances, clients, catalogues, calendar_address)
        health = Health(engine, threads, runner, self._reading(quiet_room), self._clock)
        await self._hear(app, clients, health, feeds if calendar_address else None)
        self._afterwards.start(asyncio.to_thread(_warm, self._readers, self._holidays, self._now().date()))
        log.info("the bot is at work", team_id=team_id, mode=str(self._settings.mode))

    async def stop(self) -> None:
        """Close everything again, last opened first: hear nothing more, finish what was begun, let go."""
        await self._opened.aclose()

    def _database(self) -> tuple[Engine, DatabaseThreads]:
        engine = open_database(self._settings)
        self._opened.callback(engine.dispose)
        return engine, self._threads()

    def _reading_desk(self, keyring: Cipher) -> Desk:
        """Connections and threads for those who only read: they wait neither for a writer nor for its disk."""
        engine = open_database(self._settings, reading=True)
        self._opened.callback(engine.dispose)
        threads = self._threads()
        return Desk(threads, unit_of_work_of(engine, keyring))

    def _threads(self) -> DatabaseThreads:
        threads = DatabaseThreads(1 if self._settings.on_sqlite else self._settings.database_threads)
        self._opened.push_async_callback(threads.close)
        return threads

    async def _go_by_database(self, engine: Engine, threads: DatabaseThreads) -> None:
        """Go by the database's clock from now on, and ask it for the time every now and then."""
        clock = DatabaseClock(engine)

        self._clock_watch = ClockWatch(self._now, clock.now, self._metrics.clocks_apart)
        look = self._clock_watch.look

        async def ask() -> None:
            await threads.run(clock.ask)
            look()

        await ask()
        self._now = clock.now
        self._chores.append(Job("ask the database for the time", ASK_TIME_EVERY, ask))

    def _start_runner(
        self, room: Room, clients: Clients, catalogues: Catalogues, team_id: str
    ) -> tuple[Runner, Deliverer]:
        """The clock's face at work; its own room rings no bell, or each delivery would wake the next look for some."""

        async def teams() -> Collection[str]:
            return (team_id,)

        turn = self._turn()
        messenger = SlackMessenger(lambda _team_id: clients.delivery, catalogues)
        deliverer = Deliverer(
            run=room.run,
            messenger=messenger,
            now=self._now,
            owner=_process_name(),
            pace=slack_pace(self._settings.workspace_rate),
            keep=None if turn else room.keep,
            turn=turn,
            witness=self._metrics,
        )
        ours = jobs(run=room.run, deliverer=deliverer, teams=teams, now=self._now)
        runner = Runner((*ours, *self._chores))
        runner.start()
        self._opened.push_async_callback(runner.stop)
        self._opened.push_async_callback(deliverer.stop)
        return runner, deliverer

    def _reading(self, room: Room) -> Callable[[], Awaitable[Metrics]]:
        async def count(after: int, upto: int | None) -> Tally:
            return await room.run(tally, ANY_TEAM, after=after, upto=upto)

        endings = Endings(count)

        async def reading() -> Metrics:
            now = self._now()
            self._metrics.standing(await room.run(backlog, ANY_TEAM, now=now), now)
            self._metrics.ended(await endings.so_far())
            return self._metrics

        return reading

    def _clock(self) -> str:
        return self._clock_watch.sentence() if self._clock_watch else ""

    def _turn(self) -> FileTurn | None:
        """On SQLite one process delivers at a time, for nothing can stay locked there during a call to Slack."""
        if not self._settings.on_sqlite:
            return None
        turn = FileTurn(Path(str(make_url(self._settings.database_url.get_secret_value()).database)))
        self._opened.callback(turn.release)
        return turn

    async def _serve_calendars(self, feeds: Feeds) -> str:
        """Open a port for people's calendars where one is set; the address at which they are served, "" for none.

        In http mode they are served beside Slack's requests, for there the bot has a public address anyhow.
        """
        if self._settings.mode is Mode.HTTP:
            return self._settings.calendar_address
        if self._settings.calendar_port is None:
            return ""
        listening = listen(self._settings.host, self._settings.calendar_port, otherwise=ANOTHER_CALENDAR_PORT)
        self._opened.callback(listening.close)
        await self._opened.enter_async_context(serving(calendar_app(feeds), listening))
        return self._settings.calendar_address or address_of(listening)

    def _app(
        self,
        room: Room,
        acquaintances: Acquaintances,
        clients: Clients,
        catalogues: Catalogues,
        calendar_address: str,
    ) -> AsyncApp:
        self._opened.push_async_callback(self._afterwards.finish)
        secret = self._settings.slack_signing_secret
        return build_app(
            authorize=single_workspace(clients.reading),
            client=clients.request,
            signing_secret=secret.get_secret_value() if secret else "",
            catalogues=catalogues,
            understand=self._readers.understanding,
            availability=self._readers.availability,
            run_for_team=room.run,
            now=self._now,
            holidays=self._holidays,
            who=acquaintances.who,
            afterwards=self._afterwards,
            calendar_address=calendar_address,
        )

    async def _hear(self, app: AsyncApp, clients: Clients, health: Health, feeds: Feeds | None) -> None:
        """Open the bot's own address, and in socket mode Slack's socket."""
        listening = listen(self._settings.host, self._settings.port, otherwise=ANOTHER_PORT)
        self._opened.callback(listening.close)
        secret = self._settings.slack_signing_secret
        if self._settings.mode is Mode.HTTP and secret is not None:
            web = web_app(health.vitals(None), app, secret.get_secret_value(), feeds)
            await self._opened.enter_async_context(serving(web, listening))
            return
        slack = Socket(app, clients.socket())
        self._opened.push_async_callback(slack.close)
        await self._opened.enter_async_context(serving(web_app(health.vitals(slack)), listening))
        await slack.open()


class Health:
    """What is told of the parts that may fail while the process lives."""

    def __init__(
        self,
        engine: Engine,
        threads: DatabaseThreads,
        runner: Runner,
        metrics: Callable[[], Awaitable[Metrics]],
        clock: Callable[[], str],
    ) -> None:
        self._clock = clock
        self._engine = engine
        self._metrics = metrics
        self._threads = threads
        self._runner = runner

    def vitals(self, slack: Socket | None) -> Vitals:
        """For the web server; without a socket Slack comes to us, and there is nothing to be connected to."""

        async def connected() -> str:
            return "" if slack is None or await slack.connected() else "Slack's socket is not open."

        return Vitals(self._runner.heartbeat_age, self._database, connected, self._metrics, self._clock)

    async def _database(self) -> str:
        return await self._threads.run(lambda: standing(self._engine))


def _reception(
    threads: DatabaseThreads, unit_of_work: MakeUnitOfWork, runner: Runner, reading: Desk
) -> tuple[Room, Acquaintances]:
    """The room for those who turn to the bot, and who they are; what they write wakes the runner."""

    def committed(team_id: str) -> None:
        acquaintances.forget(team_id)
        runner.wake()

    room = Room(threads, unit_of_work, committed, reading=reading)
    acquaintances = Acquaintances(lambda team_id, user_id: room.run(programmes.who, team_id, user_id))
    return room, acquaintances


def _warm(readers: Readers, holidays: HolidayCalendar, today: date) -> None:
    """Read a line in each language and a day's holidays, so that the first person to book does not wait for it."""
    readers.warm()
    holidays.between("FR", today, today)
    gc.freeze()  # or a full collection, during which nobody is answered, looks at all of it again and again


async def _team_of_token(clients: Clients) -> str:
    try:
        return str((await clients.reading.auth_test())["team_id"])
    except SlackApiError as refused:
        raise Trouble(
            f"Slack refuses the bot token ({error_code(refused)}). Check SLACK_BOT_TOKEN; mentorbot doctor says more."
        ) from None
    except NETWORK_ERRORS as error:
        raise Trouble(f"{clients.reading.base_url} can't be reached ({type(error).__name__}).") from None


def _process_name() -> str:
    """A name that no other process has, under which deliveries are claimed."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
