"""What every test may ask for: the bundled zones, and a unit of work on each of the three stores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from mentoring.clocks import use_bundled_zones
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import MakeUnitOfWork
from tests.fakes import FakeStore, FakeUnitOfWork
from tests.postgresql_server import own_postgresql


@pytest.fixture(scope="session", autouse=True)
def _bundled_zones() -> None:
    use_bundled_zones()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a real PostgreSQL: TEST_DATABASE_URL, or one of our own in a fresh temporary folder."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    with own_postgresql() as server:
        server.psql("alter system set fsync = off")  # nothing here outlives the tests
        server.psql("select pg_reload_conf()")
        yield server.get_uri()


@pytest.fixture(scope="session")
def make_postgresql_database(postgresql_server: str) -> Iterator[Callable[[bool], str]]:
    """Create a database, up to date or (False) empty, and give its address; all are gone at the end."""
    admin = make_engine(postgresql_server).execution_options(isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def make(up_to_date: bool) -> str:
        name = f"mentorbot_{os.getpid()}_{len(made)}"
        template = f"template {made[0]}" if up_to_date else ""
        with admin.connect() as connection:
            connection.exec_driver_sql(f"create database {name} {template}")
        made.append(name)
        return make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)

    first = make_engine(make(False))
    upgrade(first)
    first.dispose()
    yield make
    with admin.connect() as connection:
        for name in made if "TEST_DATABASE_URL" in os.environ else ():
            connection.exec_driver_sql(f"drop database {name} with (force)")
    admin.dispose()


@pytest.fixture
def postgresql_url(make_postgresql_database: Callable[[bool], str]) -> str:
    """The address of an up-to-date PostgreSQL database of this test's own."""
    return make_postgresql_database(True)


@pytest.fixture
def empty_postgresql_url(make_postgresql_database: Callable[[bool], str]) -> str:
    """The address of an empty PostgreSQL database of this test's own."""
    return make_postgresql_database(False)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file of this test's own, not there yet."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def sqlite_url(empty_sqlite_url: str) -> str:
    """The address of an up-to-date SQLite file of this test's own."""
    engine = make_engine(empty_sqlite_url)
    upgrade(engine)
    engine.dispose()
    return empty_sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, on each of the two kinds."""
    return str(request.getfixturevalue(f"empty_{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An engine on an up-to-date database, on each of the two kinds."""
    engine = make_engine(request.getfixturevalue(f"{request.param}_url"))
    yield engine
    engine.dispose()


@pytest.fixture(params=["fake", "sqlite", "postgresql"])
def make_uow(request: pytest.FixtureRequest) -> Iterator[MakeUnitOfWork]:
    """Units of work by team, all on the same data: in memory, on SQLite, on PostgreSQL."""
    if request.param == "fake":
        store = FakeStore()
        yield lambda team_id: FakeUnitOfWork(store, team_id)
        return
    engine = make_engine(request.getfixturevalue(f"{request.param}_url"))
    yield lambda team_id: SqlUnitOfWork(engine, team_id)
    engine.dispose()
