"""Connections: how this program speaks to SQLite and to PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url

SQLITE_PRAGMAS = (
    "busy_timeout = 5000",  # first: switching to WAL may itself have to wait for another process
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
)

POSTGRESQL_SETTINGS = {
    "timezone": "UTC",
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",  # longer than a call to Slack, during which a row stays locked
}


def make_engine(url: str) -> Engine:
    """The engine for an SQLite or PostgreSQL ``url``; ValueError with a sentence for any other database."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(parsed)
    if backend in ("postgresql", "postgres"):
        return _postgresql(parsed.set(drivername="postgresql+psycopg"))
    raise ValueError(f"the database is SQLite (sqlite:///file) or PostgreSQL (postgresql://…), not {backend}")


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own BEGIN comes too late to cover DDL and too weak to keep a second writer out.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _postgresql(url: URL) -> Engine:
    settings = [f"-c {name}={value}" for name, value in POSTGRESQL_SETTINGS.items()]
    own = url.normalized_query.get("options", ())  # last, for the server believes the last word on a setting
    return create_engine(
        url.difference_update_query(["options"]),
        hide_parameters=True,  # what people typed stands among them, and an error is written to the log
        pool_size=5,
        max_overflow=15,  # beside the database threads, each message under way holds its row
        pool_timeout=10,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "application_name": "mentorbot", "options": " ".join([*settings, *own])},
    )
