"""Where a database stands in the schema's history, without Alembic: every start and every look at its health asks."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, column, inspect, select, table

VERSIONS = Path(__file__).parent / "migrations" / "versions"
KEPT = table("alembic_version", column("version_num"))
"""Alembic's own table, of one row."""


def head() -> str:
    """The revision that this release wants: the last by the names of the files, which begin with their revision."""
    return max(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*_*.py"))


def current(engine: Engine) -> str | None:
    """The revision of the database, None when it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table(KEPT.name):
            return None
        return connection.scalar(select(KEPT.c.version_num))
