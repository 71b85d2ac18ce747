"""A whole programme played in one process: the bot's own services, planning and deliveries on a clock that jumps from
one due moment to the next, among invented doings of the people of a roster."""

from __future__ import annotations

import asyncio
import secrets
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.database import unit_of_work_of
from bot.holiday_calendar import HolidayCalendar
from bot.room import MakeUnitOfWork
from bot.simulated_people import Couple, Life
from bot.simulated_slack import RecordingMessenger, Said
from handlers.i18n import Catalogues
from mentoring.clocks import Anchor
from mentoring.messages import UNHURRIED, Delivery, DeliveryKind
from mentoring.people import Person, Programme, Role, RosterProblem, RosterRow
from mentoring.ports import UnitOfWork
from mentoring.services.programmes import create_programme
from mentoring.services.roster import import_roster
from mentoring.sessions import Change, Session
from scheduler.almanac import Almanac
from scheduler.deliverer import Deliverer
from scheduler.jobs import jobs
from scheduler.runner import Runner
from storage import migrate
from storage.engine import make_engine
from storage.sealing import Keyring, keys_in, new_key

TEAM = "T0SIMULATION"
AFTERWARDS = timedelta(days=10)
"""How long the clock runs on after the last day, for what is said then."""

Step = Callable[[datetime], None]
"""Hears how far the clock has come."""


@dataclass(frozen=True)
class Script:
    """What to play: the people, the months, and the seed of their doings."""

    rows: Sequence[RosterRow]
    starts_on: date
    months: int
    seed: int = 1


@dataclass(frozen=True)
class Story:
    """What was played; sessions with their history, everything said in order, and what was planned but not said."""

    programme: Programme
    couples: tuple[Couple, ...]
    sessions: tuple[tuple[Session, tuple[Change, ...]], ...]
    said: tuple[Said, ...]
    unsaid: tuple[Delivery, ...]
    states: dict[str, int] = field(default_factory=dict)


def play(script: Script, step: Step) -> Story:
    """Play the programme from its first day to a few days after its last."""
    memory = f"file:/{secrets.token_hex(8)}?vfs=memdb"
    # A database in memory lives as long as somebody is connected to it, and migrations come and go.
    with closing(sqlite3.connect(memory, uri=True)):
        engine = make_engine(f"sqlite:///{memory}&uri=true")
        try:
            migrate.upgrade(engine)
            return asyncio.run(_Stage(unit_of_work_of(engine, Keyring(keys_in(new_key("play")))), script).play(step))
        finally:
            engine.dispose()


class _Stage:
    def __init__(self, make_uow: MakeUnitOfWork, script: Script) -> None:
        self._make_uow = make_uow
        self.programme = _open(make_uow, script)
        self.now = Anchor(datetime.combine(script.starts_on, datetime.min.time()), self.programme.zone).instant
        self._life = Life(make_uow, TEAM, HolidayCalendar(), script.seed)
        self._couples = self._life.begin(_pairs(make_uow(TEAM), self.programme), self.now)
        self._said: list[Said] = []

    async def play(self, step: Step) -> Story:
        almanac = self._almanac()
        last_day = datetime.combine(self.programme.ends_on, datetime.min.time())
        end = Anchor(last_day, self.programme.zone).instant + AFTERWARDS
        while self.now < end:
            self._life.live(self.now)
            await almanac.catch_up()
            step(self.now)
            moments = (await almanac.next_moment(), self._life.next_moment() or end)
            self.now = max(min(moments), self.now + timedelta(seconds=1))
        return self._story()

    def _almanac(self) -> Almanac:
        async def run(service: Callable[..., Any], team_id: str, /, *args: Any, **kwargs: Any) -> Any:
            return service(self._make_uow(team_id), *args, **kwargs)

        async def teams() -> Collection[str]:
            return (TEAM,)

        messenger = RecordingMessenger(Catalogues.load(), self._clock, self._hear)
        deliverer = Deliverer(run=run, messenger=messenger, now=self._clock, owner="simulation", pace=UNHURRIED)
        runner = Runner(jobs(run=run, deliverer=deliverer, teams=teams, now=self._clock))
        return Almanac(run, runner, deliverer, TEAM, self._clock)

    def _clock(self) -> datetime:
        return self.now

    def _hear(self, said: Said) -> None:
        self._said.append(said)
        if said.kind is DeliveryKind.NUDGE:
            for couple in self._couples:
                if said.to.id in couple.pair.people:
                    self._life.nudged(couple, said.to, self.now)

    def _story(self) -> Story:
        with self._make_uow(TEAM) as uow:
            ids = tuple(self._life.sessions)
            kept = tuple((uow.sessions.get(one), tuple(uow.sessions.history(one))) for one in ids)
            planned = [delivery for one in ids for delivery in uow.deliveries.of_session(one)]
            unsaid = tuple(one for one in planned if not one.slack_ts and one.last_error)
            return Story(self.programme, self._couples, kept, tuple(self._said), unsaid, uow.deliveries.counts())


def _open(make_uow: MakeUnitOfWork, script: Script) -> Programme:
    """The programme with everybody in it; those whom the roster knows no Slack account of get one."""
    leading = next((row for row in script.rows if Role.COORDINATOR in row.roles), script.rows[0])
    programme = Programme(
        id=0,
        team_id=TEAM,
        name="Simulated programme",
        starts_on=script.starts_on,
        ends_on=months_later(script.starts_on, script.months) - timedelta(days=1),
        language=leading.language or "en",
        zone=leading.zone,
    )
    kept = create_programme(make_uow(TEAM), programme)
    rows = [replace(row, user_id=row.user_id or f"U{number:04}") for number, row in enumerate(script.rows)]
    opened = Anchor(datetime.combine(script.starts_on, datetime.min.time()), leading.zone).instant
    problems: list[RosterProblem] = []
    import_roster(make_uow(TEAM), rows, problems, now=opened, programme_id=kept.id, quietly=True)
    return kept


def _pairs(uow: UnitOfWork, programme: Programme) -> list[tuple[Any, Person, Person]]:
    with uow:
        pairs = uow.people.pairs(programme.id)
        return [(pair, uow.people.get(pair.mentor_id), uow.people.get(pair.mentee_id)) for pair in pairs]


def months_later(first: date, months: int) -> date:
    """The same day so many months later; the first of the next month where there is none."""
    count = first.year * 12 + first.month - 1 + months
    try:
        return date(count // 12, count % 12 + 1, first.day)
    except ValueError:
        return date((count + 1) // 12, (count + 1) % 12 + 1, 1)
