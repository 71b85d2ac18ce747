"""What every test may ask for: the bundled zones, and a unit of work on each of the three stores."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from sqlalchemy import URL, Engine, make_url

from mentoring.clocks import use_bundled_zones
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.sealing import Keyring, keys_in
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOTE_KEYS, MakeUnitOfWork
from tests.fakes import FakeStore, FakeUnitOfWork
from tests.postgresql_server import own_postgresql

# A test never asserts a wall time; in CI the same examples come every time, so that red means a change.
settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("house")


SWEEP = """
do $$ declare kept record; begin
  set local session_replication_role = replica;  -- the order of the tables is of no account
  for kept in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version'
    loop execute 'delete from ' || quote_ident(kept.tablename); end loop;
  perform setval(quote_ident(sequencename), 1, false) from pg_sequences where schemaname = 'public';
end $$
"""

A_KEYRING = Keyring(keys_in(NOTE_KEYS))


@pytest.fixture(scope="session", autouse=True)
def _bundled_zones() -> None:
    use_bundled_zones()


@pytest.fixture(scope="session", autouse=True)
def _plain_tracebacks() -> None:
    """What is usual, but for the coloured tracebacks, which take a third of a second each."""
    *before, _ = structlog.get_config()["processors"]
    drawn = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[*before, drawn])


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


@contextmanager
def postgresql_database(server: str, template: str = "template1") -> Iterator[URL]:
    """A database on the server for as long as the block lasts."""
    admin = make_engine(server).execution_options(isolation_level="AUTOCOMMIT")
    name = f"mentorbot_{uuid.uuid4().hex}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"create database {name} template {template}")
        yield make_url(server).set(database=name)
        connection.exec_driver_sql(f"drop database {name} with (force)")
    admin.dispose()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[str]:
    """The name of an up-to-date database to copy: quicker than the migrations each time."""
    with postgresql_database(postgresql_server) as url:
        engine = make_engine(url.render_as_string(hide_password=False))
        upgrade(engine)
        engine.dispose()
        yield str(url.database)


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    """The address of an up-to-date PostgreSQL database of this test's own."""
    with postgresql_database(postgresql_server, postgresql_template) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def _postgresql_swept_again(postgresql_server: str, postgresql_template: str) -> Iterator[Engine]:
    with postgresql_database(postgresql_server, postgresql_template) as url:
        engine = make_engine(url.render_as_string(hide_password=False))
        yield engine
        engine.dispose()


@pytest.fixture
def swept_postgresql(_postgresql_swept_again: Engine) -> Engine:
    """An up-to-date PostgreSQL database with nothing in it; the next test sweeps and uses it again.

    For tests that leave its tables and its connections as they were: a sweep takes a hundredth of what a copy does.
    """
    with _postgresql_swept_again.begin() as connection:
        connection.exec_driver_sql(SWEEP)
    return _postgresql_swept_again


@pytest.fixture
def empty_postgresql_url(postgresql_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database of this test's own."""
    with postgresql_database(postgresql_server) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file of this test's own, not there yet."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date SQLite file to copy: quicker than the migrations each time."""
    template = tmp_path_factory.mktemp("template") / "template.db"
    engine = make_engine(f"sqlite:///{template}")
    upgrade(engine)
    engine.dispose()
    assert not template.with_name("template.db-wal").exists(), "The template's last pages stand beside it."
    return template


@pytest.fixture
def sqlite_url(empty_sqlite_url: str, sqlite_template: Path) -> str:
    """The address of an up-to-date SQLite file of this test's own."""
    shutil.copyfile(sqlite_template, str(make_url(empty_sqlite_url).database))
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
    if request.param == "postgresql":
        swept: Engine = request.getfixturevalue("swept_postgresql")
        yield lambda team_id: SqlUnitOfWork(swept, team_id, cipher=A_KEYRING)
        return
    engine = make_engine(request.getfixturevalue("sqlite_url"))
    yield lambda team_id: SqlUnitOfWork(engine, team_id, cipher=A_KEYRING)
    engine.dispose()
