"""An announcement to many, sent by real processes that are killed meanwhile, with urgent reminders in between."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from handlers.messenger import marker
from mentoring.announcements import Content, Counts, LedgerRow, Readership, Version
from mentoring.gatherings import Audience
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Programme, Role
from mentoring.rich_text import words
from mentoring.services import announcements as services
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import a_change, a_pair, a_person, a_programme, a_session
from tests.deliveries.counting_slack import CountingSlack, counting_slack
from tests.deliveries.harness import FINAL, Workers, looking_at, states_of, workers

VERSIONS = tuple(Version(one, "Kick-off", words("We begin, {name}.")) for one in ("en", "fr", "ar"))
TO_EVERYBODY = Content(versions=VERSIONS, readership=Readership(Audience(everybody=True)), urgent=True)
SESSIONS = 10
EVERY = timedelta(seconds=0.5)
"""How far apart the reminders are of the sessions, one after the other."""

KILLS = 5


@dataclass(frozen=True)
class Crowd:
    """A programme with one coordinator, and pairs who have a session soon."""

    programme: Programme
    ines: Person
    pairs: Sequence[tuple[Person, Person]]


@dataclass(frozen=True)
class Sending:
    """What became of it. ``passed_by`` are how many readers got the announcement while each reminder was due."""

    rows: Sequence[LedgerRow]
    counts: Counts
    taken: Counter[tuple[str, str]]
    reminders: Sequence[Delivery]
    passed_by: Sequence[int]
    unsettled: int
    kills: int

    @property
    def twice(self) -> list[str]:
        """Names of those whom Slack was told more than once about."""
        said = Counter(mark for mark, _ in self.taken.elements())
        return [row.name for row in self.rows if said[marker(row.line.delivery_key)] != 1]

    @property
    def in_the_ledger(self) -> Counter[tuple[str, str]]:
        """Marks and timestamps as the ledger has them."""
        return Counter((marker(row.line.delivery_key), row.slack_ts) for row in self.rows)


def a_crowd(engine: Engine, team_id: str, count: int) -> Crowd:
    """So many readers, the coordinator among them."""
    with SqlUnitOfWork(engine, team_id) as unit:
        programme = unit.people.add_programme(a_programme(team_id=team_id))
        people = []
        for number in range(count):
            role = Role.MENTEE if number else Role.COORDINATOR
            person = unit.people.add(
                a_person(f"P{number:05}", id=0, team_id=team_id, email=f"p{number}@example.org", user_id=f"U{number}")
            )
            unit.people.enrol(Participant(programme.id, person, frozenset({role})))
            people.append(person)
        unit.commit()
    pairs = [(people[2 * place + 1], people[2 * place + 2]) for place in range(SESSIONS)]
    return Crowd(programme, people[0], pairs)


def remind(engine: Engine, crowd: Crowd, every: timedelta) -> list[Delivery]:
    """A session for each pair, of which they are to be reminded one after the other from now on."""
    planned = []
    with SqlUnitOfWork(engine, crowd.programme.team_id) as unit:
        begins = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
        for place, people in enumerate(crowd.pairs):
            pair = unit.people.add_pair(a_pair(*people, programme_id=crowd.programme.id))
            starts = begins + place * every
            session = a_session(
                starts.replace(tzinfo=None).isoformat(sep=" "),
                zone="UTC",
                people=[one.id for one in people],
                id=f"S{place}",
                programme_id=crowd.programme.id,
                pair_id=pair.id,
            )
            unit.sessions.add(session, a_change(session))
            for one in people:
                due_at = starts - timedelta(hours=1)
                planned.append(
                    Delivery(
                        key=f"{session.id}:hour_before:{one.id}",
                        team_id=crowd.programme.team_id,
                        kind=DeliveryKind.HOUR_BEFORE,
                        recipient_id=one.id,
                        due_at=due_at,
                        not_after=due_at + timedelta(minutes=50),
                        session_id=session.id,
                        session_revision=session.revision,
                    )
                )
        unit.deliveries.plan(planned)
        unit.commit()
    return planned


def announce(engine: Engine, crowd: Crowd) -> str:
    """Confirm an announcement to everybody; its id."""
    now = datetime.now(UTC)

    def unit() -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, crowd.programme.team_id)

    draft = services.save_draft(unit(), TO_EVERYBODY, actor=crowd.ines, now=now)
    seen = services.preview(unit(), draft.id, actor=crowd.ines, now=now).seen
    assert services.confirm(unit(), draft.id, seen=seen, actor=crowd.ines, now=now).sent
    return draft.id


def sent_in_a_storm(url: str, *, count: int, seed: int, crew: int, limit: float) -> Sending:
    """Have ``count`` readers told while one process after the other is killed; ``limit`` is in seconds."""
    engine = make_engine(url)
    team_id = f"T{seed}"
    try:
        crowd = a_crowd(engine, team_id, count)
        reminders = remind(engine, crowd, EVERY)
        announcement_id = announce(engine, crowd)
        with (
            counting_slack(seed) as slack,
            workers({"database": url, "slack": slack.address, "broken": ""}, crew) as running,
            looking_at(engine) as look,
        ):
            kills = _storm(look, running, slack, count, limit)
            unsettled = _unsaid(look)
        with SqlUnitOfWork(engine, team_id) as unit:
            rows = unit.announcements.ledger(announcement_id)
            counts = unit.announcements.counts(announcement_id, datetime.now(UTC))
            kept = list(unit.deliveries.known([one.key for one in reminders]).values())
    finally:
        engine.dispose()
    ours = {marker(row.line.delivery_key) for row in rows}
    told = [one for one in slack.messages if one.marker in ours]
    asked = {one.marker: one.asked_at for one in slack.messages}
    passed_by = [
        sum(one.due_at.timestamp() < each.asked_at < asked[marker(one.key)] for each in told)
        for one in kept
        if one.generation == 1 and one.state is DeliveryState.SENT
    ]
    return Sending(rows, counts, Counter((one.marker, one.ts) for one in told), kept, passed_by, unsettled, kills)


def _storm(look: Engine, running: Workers, slack: CountingSlack, count: int, limit: float) -> int:
    """Kill a process each time that Slack has another sixth, however fast the machine is; how many were killed."""
    began, kills = time.monotonic(), 0
    while time.monotonic() - began < limit:
        time.sleep(0.05)
        if kills < KILLS and len(slack.messages) > (kills + 1) * count / (KILLS + 1):
            running.kill(running.alive[0])
            running.start()
            kills += 1
        if kills == KILLS:
            slack.fair_weather.set()
        if not _unsaid(look):
            break
    return kills


def _unsaid(look: Engine) -> int:
    return sum(count for state, count in states_of(look).items() if state not in FINAL)
