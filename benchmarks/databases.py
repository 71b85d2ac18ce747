"""The databases that are measured: a fresh SQLite file and a PostgreSQL started for the purpose, filled alike."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.cohorts import Cohorts, fill
from benchmarks.payloads import TEAM
from benchmarks.processes import LOAD_CORE, on_core
from storage.engine import make_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.postgresql_server import own_postgresql

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """The addresses by name, each empty yet; PostgreSQL runs on the load generator's core, as it would elsewhere."""
    sqlite = f"sqlite:///{folder / 'benchmark.db'}"
    if given := os.environ.get("BENCH_DATABASE_URL"):
        yield {SQLITE: sqlite, POSTGRESQL: given}
        return
    with on_core(LOAD_CORE), own_postgresql() as server:
        yield {SQLITE: sqlite, POSTGRESQL: server.get_uri()}


def prepared(url: str, day: date) -> Cohorts:
    """The database brought up to date and filled."""
    engine = make_engine(url)
    upgrade(engine)
    cohorts = fill(SqlUnitOfWork(engine, TEAM), day)
    engine.dispose()
    return cohorts
