"""Connections: how this program speaks to SQLite and to PostgreSQL."""

from __future__ import annotations

import math
import sqlite3
import time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

SQLITE_PRAGMAS = (
    "busy_timeout = 5000",
    "synchronous = FULL",
    "foreign_keys = ON",
)

SWITCH_TRIES, SWITCH_PAUSE = 100, 0.05
"""How often, and every how many seconds, the switch to WAL is tried: for as long as everything else waits."""

RESTED = 0.05
"""Seconds after which a connection that lay in the pool is tried before it is used again: none rests as long under
load, and a database that goes meanwhile is found out by trying, but for those that were as good as in use."""

POSTGRESQL_SETTINGS = {
    "timezone": "UTC",
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",  # longer than a call to Slack, during which a row stays locked
}


def make_engine(url: str, *, reading: bool = False) -> Engine:
    """The engine for an SQLite or PostgreSQL ``url``; ValueError with a sentence for any other database.

    One for ``reading`` refuses to write, and takes no lock that anybody waits for.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(parsed, reading=reading)
    if backend in ("postgresql", "postgres"):
        return _postgresql(parsed.set(drivername="postgresql+psycopg"), reading=reading)
    raise ValueError(f"the database is SQLite (sqlite:///file) or PostgreSQL (postgresql://…), not {backend}")


def _sqlite(url: URL, *, reading: bool) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    if reading:
        event.listen(engine, "connect", _refuse_to_write)
    event.listen(engine, "begin", _begin if reading else _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late to cover DDL and too weak to keep a second writer out.
    connection.isolation_level = None
    _switch_to_wal(connection)
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # SQLite's own wait does not hold here: while another process switches, or writes, this one is refused at once, for
    # both have read and each would wait for the other (https://www.sqlite.org/c3ref/busy_handler.html).
    connection.execute("PRAGMA busy_timeout = 0")
    for left in reversed(range(SWITCH_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or not left:
                raise
            time.sleep(SWITCH_PAUSE)


def _refuse_to_write(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql(url: URL, *, reading: bool) -> Engine:
    settings = [f"-c {name}={value}" for name, value in POSTGRESQL_SETTINGS.items()]
    own = url.normalized_query.get("options", ())  # last, for the server believes the last word on a setting
    how: dict[str, Any]
    if reading:
        settings.append("-c default_transaction_read_only=on")
        # Each question sees what is committed when it is asked, as it would in a READ COMMITTED transaction, whose
        # beginning and end are two more journeys to the database.
        how = {"isolation_level": "AUTOCOMMIT", "skip_autocommit_rollback": True}
    else:
        how = {"pool_pre_ping": True}
    engine = create_engine(
        url.difference_update_query(["options"]),
        hide_parameters=True,  # what people typed stands among them, and an error is written to the log
        pool_size=10,  # as many as there may be database threads: what goes beyond is opened anew each time
        max_overflow=10,  # beside the threads, each message under way holds its row
        pool_use_lifo=True,  # so that in quiet hours one is used, and has not rested
        pool_timeout=10,
        connect_args={"connect_timeout": 10, "application_name": "mentorbot", "options": " ".join([*settings, *own])},
        **how,
    )
    if reading:
        _look_after_rest(engine)
    return engine


def _look_after_rest(engine: Engine) -> None:
    """Try a connection that has rested before it is used, for the database may have gone meanwhile.

    One in steady use is not tried every time: that is a journey to the database for each question.
    """

    def put_back(_driver: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    def taken(driver: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("rests_since", math.inf) < RESTED:
            return
        try:
            engine.dialect.do_ping(driver)
        except engine.dialect.loaded_dbapi.Error as gone:
            raise InvalidatePoolError from gone

    event.listen(engine, "checkin", put_back)
    event.listen(engine, "checkout", taken)
