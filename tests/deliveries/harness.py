"""Many deliveries, a few real processes that are killed and stopped at random, and what became of it all."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, func, select

from handlers.messenger import marker
from mentoring.messages import Delivery, DeliveryKind, DeliveryState, Transition
from mentoring.sessions import ChangeKind
from storage.engine import make_engine
from storage.rows import grouped
from storage.tables import DeliveryLogRow, DeliveryRow
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import a_change, a_pair, a_person, a_programme, a_session
from tests.deliveries.counting_slack import Begun, CountingSlack, counting_slack
from tests.deliveries.in_hand import covered, intents, shared

TEAMS = 4
PAIRS = 12
WORKER = Path(__file__).with_name("worker.py")
UNDER_WAY = timedelta(seconds=1.5)
"""How long a post may take to arrive on a machine that is busy; workers that stall do so for much longer."""

FINAL = {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.CANCELLED, DeliveryState.EXPIRED}


@dataclass(frozen=True)
class Storm:
    """How bad it gets: seconds between two blows, how likely a blow is a stop instead of a kill, and for how long."""

    every: float = 1.0
    stops: float = 0.3
    stopped_for: tuple[float, float] = (1.0, 5.0)
    at_least: float = 0.0
    """Seconds that the storm lasts even when everything was said before."""
    at_most: float = float("inf")
    """Seconds after which it is over, however much there is still to say."""
    strike: Callable[[], None] | None = None
    """What befalls instead of kills and stops."""
    aftermath: float = 1.0
    """Seconds in which those who were held up may still do harm after everything was said."""


@dataclass
class Report:
    """What became of it: ``lost`` and ``twice`` are to be empty."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    """Rows that say SENT and name a message that Slack does not have, or another's."""
    shared: list[str] = field(default_factory=list)
    """Rows that two workers had in hand at once, by the log; or that Slack was told by one that had not."""
    unsettled: Counter[str] = field(default_factory=Counter)
    """Rows without an end, by state."""
    kills: int = 0
    stops: int = 0
    strikes: int = 0
    seconds: float = 0.0
    said: int = 0
    met: Counter[str] = field(default_factory=Counter)

    @property
    def well(self) -> bool:
        return not (self.lost or self.twice or self.astray or self.shared or self.unsettled)


def plan_many(engine: Engine, count: int, seed: int) -> None:
    """So many news, due now, in some workspaces with a dozen pairs each."""
    now = datetime.now(UTC)
    for number in range(TEAMS):
        with SqlUnitOfWork(engine, f"T{seed}x{number}") as unit:
            unit.deliveries.plan(_news_of(unit, number, count // TEAMS, now))
            unit.commit()


def _news_of(unit: SqlUnitOfWork, number: int, count: int, now: datetime) -> Iterator[Delivery]:
    programme = unit.people.add_programme(a_programme(team_id=unit.team_id))
    sessions = []
    for place in range(PAIRS):
        names = (f"M{number}x{place}", f"N{number}x{place}")
        pair_people = [
            unit.people.add(a_person(name, team_id=unit.team_id, email=f"{name}@example.org", user_id=f"U{name}"))
            for name in names
        ]
        pair = unit.people.add_pair(a_pair(*pair_people, programme_id=programme.id))
        session = a_session(
            "2027-06-01 15:00",
            people=[one.id for one in pair_people],
            id=f"S{number}x{place}",
            programme_id=programme.id,
            pair_id=pair.id,
        )
        unit.sessions.add(session, a_change(session))
        sessions.append((session, pair_people))
    for place in range(count):
        session, people = sessions[place % PAIRS]
        yield Delivery(
            key=f"{unit.team_id}:{session.id}:1:news:{place}",
            team_id=unit.team_id,
            kind=DeliveryKind.SESSION_NEWS,
            recipient_id=people[place // PAIRS % 2].id,
            due_at=now - timedelta(seconds=1),
            not_after=now + timedelta(hours=2),
            session_id=session.id,
            session_revision=1,
            change=ChangeKind.PROPOSED.value,
        )


class Workers:
    """Processes forked from one that has everything loaded; killed by their own ids only."""

    def __init__(self, order: dict[str, Any]) -> None:
        self._order = json.dumps(order) + "\n"
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["."]), "PYTHONHASHSEED": "1"}
        self._parent = subprocess.Popen(
            [sys.executable, str(WORKER)],
            cwd=WORKER.parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.alive: list[int] = []
        self.stopped: dict[int, float] = {}

    def start(self) -> None:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(self._order)
        self._parent.stdin.flush()
        self.alive.append(int(self._parent.stdout.readline()))

    def kill(self, pid: int) -> None:
        self.alive.remove(pid)
        self.stopped.pop(pid, None)
        os.kill(pid, signal.SIGKILL)

    def stop(self, pid: int, until: float) -> None:
        os.kill(pid, signal.SIGSTOP)
        self.stopped[pid] = until

    def wake(self, now: float) -> None:
        """Let go on whoever was stopped for long enough."""
        for pid in [pid for pid, until in self.stopped.items() if until <= now]:
            del self.stopped[pid]
            os.kill(pid, signal.SIGCONT)

    def wake_all(self) -> None:
        """Also those that stopped themselves."""
        for pid in self.alive:
            os.kill(pid, signal.SIGCONT)
        self.stopped.clear()

    def close(self) -> None:
        for pid in list(self.alive):
            self.kill(pid)
        self._parent.communicate()


@contextmanager
def workers(order: dict[str, Any], count: int) -> Iterator[Workers]:
    crew = Workers(order)
    try:
        for _ in range(count):
            crew.start()
        yield crew
    finally:
        crew.close()


def weather(
    url: str,
    *,
    count: int,
    seed: int,
    storm: Storm,
    crew: int = 3,
    limit: float,
    broken: str = "",
    begun: Begun = lambda slack: None,
) -> Report:
    """Have ``count`` deliveries said through the storm, then in peace; what became of them.

    ``limit`` is in seconds: what has no end by then is reported as unsettled. On one database, give each another seed.
    ``begun`` may tell the Slack what weather there is before anybody asks it for something.
    """
    engine = make_engine(url)
    plan_many(engine, count, seed)
    try:
        with (
            counting_slack(seed, begun) as slack,
            workers({"database": url, "slack": slack.address, "broken": broken}, crew) as running,
        ):
            report = Report()
            blows = Blows(running, storm, random.Random(seed), report)
            with looking_at(engine) as look:
                report.seconds = _through(look, blows, slack, limit)
            return _compared(engine, slack, report)
    finally:
        engine.dispose()


@dataclass
class Blows:
    """Kills and stops, one after the other."""

    running: Workers
    storm: Storm
    chance: random.Random
    report: Report

    def fall(self) -> None:
        if self.storm.strike is not None:
            self.storm.strike()
            self.report.strikes += 1
            return
        victim = self.chance.choice(self.running.alive)
        if self.chance.random() < self.storm.stops:
            self.running.stop(victim, time.monotonic() + self.chance.uniform(*self.storm.stopped_for))
            self.report.stops += 1
        else:
            self.running.kill(victim)
            self.running.start()
            self.report.kills += 1


def _through(engine: Engine, blows: Blows, slack: CountingSlack, limit: float) -> float:
    """Let the storm pass; the seconds that it took until all was said, or the limit."""
    began, storm, running = time.monotonic(), blows.storm, blows.running
    blow_at = began + storm.every
    while (passed := time.monotonic() - began) < limit:
        time.sleep(0.05)
        running.wake(time.monotonic())
        if time.monotonic() < blow_at:
            continue
        blow_at = time.monotonic() + storm.every
        states = states_of(engine)
        unsaid = sum(count for state, count in states.items() if state not in FINAL)
        raging = unsaid > 0.04 * sum(states.values()) or passed < storm.at_least
        raging = raging and passed < storm.at_most
        if raging:
            blows.fall()
            continue
        slack.fair_weather.set()
        running.wake_all()
        if not unsaid:
            time.sleep(storm.aftermath)
            break
    return passed


@contextmanager
def looking_at(engine: Engine) -> Iterator[Engine]:
    """For looks that wait for nobody: in SQLite a worker may have been stopped while it was writing."""
    look = create_engine(engine.url) if engine.dialect.name == "sqlite" else engine
    yield look
    look.dispose()


def states_of(engine: Engine) -> dict[DeliveryState, int]:
    with engine.connect() as connection:
        by_state = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
        return {row[0]: row[1] for row in connection.execute(by_state)}


def _compared(engine: Engine, slack: CountingSlack, report: Report) -> Report:
    with engine.connect() as connection:
        ours = DeliveryRow.team_id.like(f"T{slack.seed}x%")
        kept = select(DeliveryRow.key, DeliveryRow.state, DeliveryRow.slack_ts).where(ours)
        rows = connection.execute(kept).all()
    taken = Counter(one.marker for one in slack.messages)
    ts_of = {(one.marker, one.ts) for one in slack.messages}
    sent = {key: ts for key, state, ts in rows if state is DeliveryState.SENT}
    report.twice = sorted(key for key, _, _ in rows if taken[marker(key)] > 1)
    report.lost = sorted(key for key, state, _ in rows if state in FINAL and not taken[marker(key)])
    report.astray = sorted(key for key, ts in sent.items() if taken[marker(key)] and (marker(key), ts) not in ts_of)
    report.shared = sorted(key for key, told in _steps(engine, slack.seed).items() if _improper(key, told, slack))
    report.unsettled = Counter(str(state) for _, state, _ in rows if state not in FINAL)
    report.said, report.met = len(slack.messages), slack.met
    return report


def _steps(engine: Engine, seed: int) -> Mapping[str, Sequence[Transition]]:
    with engine.connect() as connection:
        ours = select(DeliveryLogRow).where(DeliveryLogRow.team_id.like(f"T{seed}x%"))
        rows = connection.execute(ours.order_by(DeliveryLogRow.id)).all()
    wanted = [one.name for one in fields(Transition)]
    return grouped((Transition(*(getattr(row, name) for name in wanted)) for row in rows), lambda step: step.key)


def _improper(key: str, steps: Sequence[Transition], slack: CountingSlack) -> bool:
    had, sought = intents(steps), marker(key)
    posts = [datetime.fromtimestamp(one.asked_at, UTC) for one in slack.messages if one.marker == sought]
    return bool(shared(had)) or not all(covered(had, at, UNDER_WAY) for at in posts)
