"""What breaks beneath the workers: the database, its connections, its disk; and a Slack that refuses everything."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from mentoring.messages import Delivery, Finding, FindingKind
from mentoring.rules.delivery import LEASE, SETTLE
from mentoring.services.delivery import Search
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, TEAM, a_delivery
from tests.deliveries.counting_slack import RETRY_AFTER, CountingSlack
from tests.deliveries.harness import TEAMS, Report, Storm, weather
from tests.postgresql_server import own_postgresql, restart
from tests.scheduler.test_deliverer import World

BUSY = 4.0
"""Seconds for which Slack refuses every call, from the first post on."""

HANG_UP = text(
    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = :own"
)


def told(report: Report) -> Report:
    print(f"\n{report}")  # noqa: T201  shown by `make soak` and by a failure
    return report


def test_connections_cut_in_the_middle_lose_nothing_and_say_nothing_twice(postgresql_url: str) -> None:
    engine = make_engine(postgresql_url)

    def hang_up() -> None:
        with engine.connect() as connection:
            connection.execute(HANG_UP, {"own": engine.url.database})

    report = told(weather(postgresql_url, count=300, seed=21, storm=Storm(every=0.4, strike=hang_up), limit=90))
    engine.dispose()

    assert report.well
    assert report.strikes > 2


def test_a_database_that_dies_and_comes_back_has_lost_nothing() -> None:
    with own_postgresql() as server:
        server.psql("alter system set fsync = off")  # it is the processes that die here, not the machine
        url = str(server.get_uri())
        engine = make_engine(url)
        upgrade(engine)
        engine.dispose()
        storm = Storm(every=2.0, strike=lambda: restart(server))
        report = told(weather(url, count=300, seed=22, storm=storm, limit=90))

    assert report.well
    assert report.strikes


def test_slack_that_refuses_every_call_is_left_in_peace_until_it_does_not(postgresql_url: str) -> None:
    seen: list[CountingSlack] = []

    def busy(slack: CountingSlack) -> None:
        slack.fair_weather.set()
        slack.busy_for = BUSY
        seen.append(slack)

    report = told(weather(postgresql_url, count=80, seed=23, storm=Storm(strike=list), limit=40, begun=busy))

    assert report.well
    refused = [method for method in seen[0].refused if method == "chat.postMessage"]
    assert refused
    # Each workspace may have a dozen calls under way when the first refusal comes, and then asks once a second.
    assert len(refused) <= (BUSY / RETRY_AFTER + 1) * TEAMS * 12


def test_history_that_may_not_be_read_leaves_the_doubtful_to_a_person(postgresql_url: str) -> None:
    def closed(slack: CountingSlack) -> None:
        slack.history_error = "missing_scope"

    report = told(weather(postgresql_url, count=120, seed=24, storm=Storm(), limit=12, begun=closed))

    assert report.twice == []
    assert report.lost == []
    assert set(report.unsettled) == {"review"}


class OnDisk(World):
    """A world whose store is a database, and whose Slack tells the truth about what it took."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        super().__init__()

    def uow(self, team_id: str = TEAM) -> SqlUnitOfWork:  # type: ignore[override]
        return SqlUnitOfWork(self.engine, team_id)

    def kept(self, key: str) -> Delivery:
        with self.uow() as unit:
            return unit.deliveries.get(key)

    async def find(self, search: Search) -> Finding:
        if search.delivery.key in self.began:
            return Finding(FindingKind.FOUND, "1.0", "D")
        return Finding(FindingKind.ABSENT)


@pytest.mark.parametrize("spare", [0, 1, 2, 4])
def test_disk_that_fills_up_at_whatever_step_loses_nothing_and_says_nothing_twice(
    sqlite_url: str, spare: int, caplog: pytest.LogCaptureFixture
) -> None:
    engine = make_engine(sqlite_url)

    def room_for(pages: int) -> None:
        with engine.connect() as connection:
            held = connection.exec_driver_sql("pragma page_count").scalar_one()
            connection.exec_driver_sql(f"pragma max_page_count = {held + pages}")

    async def story() -> None:
        world = OnDisk(engine)
        with world.uow() as unit:
            session = unit.sessions.get("S1")
            people = sorted(session.people)
            unit.deliveries.plan(
                a_delivery(f"k{number}", recipient_id=people[number % 2], not_after=NOW + timedelta(days=9))
                for number in range(60)
            )
            unit.commit()
        room_for(spare)
        with caplog.at_level(logging.CRITICAL):
            for _ in range(5):
                with contextlib.suppress(OperationalError):
                    await world.deliver_all()
        assert len(world.began) < 60
        room_for(10_000)
        for _ in range(4):
            world.pass_time(LEASE + SETTLE)
            await world.deliverer.recover_lost()
            await world.deliver_all()
        with world.uow() as unit:
            assert unit.deliveries.counts() == {"sent": 60}
        assert set(Counter(world.began).values()) == {1}

    asyncio.run(story())
    engine.dispose()
