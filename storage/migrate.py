"""The schema's history: bring a database up to date. Alembic is configured here, in code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import autogenerate, command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from storage.tables import HELD_TIMES_OVERLAP, Base

ONE_AT_A_TIME = 0x6D656E746F72
"""The number of the advisory lock that a migration holds on PostgreSQL ("mentor" in ASCII)."""


class DatabaseIsNewer(Exception):
    """The database was brought up to date by a later release, so this one can't say what it looks like."""


class BrokenReferences(Exception):
    """A migration left rows that point to nothing; it was rolled back."""


def upgrade(engine: Engine) -> None:
    """Bring the database to the last revision, in one transaction; of several processes, one does it, the others wait.

    DatabaseIsNewer when its revision is not one of ours.
    """
    with alone(engine) as connection:
        standing = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in _scripts().walk_revisions()}
        if standing is not None and standing not in known:
            raise DatabaseIsNewer(f"the database is at {standing}, which this release does not know; run a newer one")
        command.upgrade(_config(connection), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to ``revision`` ("base" empties it)."""
    with alone(engine) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction that keeps every other migration of this database waiting."""
    guard = _alone_on_sqlite if engine.dialect.name == "sqlite" else _alone_on_postgresql
    with guard(engine) as connection:
        yield connection


def differences(engine: Engine) -> list[Any]:
    """Where the database and the tables in code differ, as Alembic tells it; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_ours})
        return list(autogenerate.compare_metadata(context, Base.metadata))


def heads() -> tuple[str, ...]:
    """Every last revision; more than one when two branches of work each added a migration."""
    return tuple(_scripts().get_heads())


def is_ours(_thing: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    """Whether Alembic may compare a thing: all but what the migrations alone say (see `storage.tables`)."""
    return not (kind == "index" and name == HELD_TIMES_OVERLAP)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


@contextmanager
def _alone_on_postgresql(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        # Only the wait for another migration is without limit: a table that people use must not be queued for.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
        yield connection


@contextmanager
def _alone_on_sqlite(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        # Rebuilding a table with foreign keys on deletes the rows that point to it. The switch works outside
        # transactions only, so it goes to the driver before SQLAlchemy begins one.
        driver = connection.connection.cursor()
        driver.execute("PRAGMA foreign_keys = OFF")
        driver.execute("PRAGMA busy_timeout = 60000")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise BrokenReferences(f"{len(broken)} rows point to nothing, the first in table {broken[0][0]}")
        finally:
            connection.invalidate()  # so that the next one starts with the usual switches
