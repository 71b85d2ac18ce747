"""The stores that random programmes are played into: each programme is a team of its own, so nothing is swept."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine

from mentoring.ports import UnitOfWork
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork
from tests.conftest import A_KEYRING
from tests.fakes import FakeStore, FakeUnitOfWork
from tests.oversight.oracle import Rows, rows_of_fake, rows_of_tables

TEAMS = itertools.count()


@dataclass
class Shelf:
    """Room for one programme: in memory, or in the team of this name of a database."""

    engine: Engine | None = None
    team_id: str = field(default_factory=lambda: f"T{next(TEAMS)}")
    store: FakeStore = field(default_factory=FakeStore)

    def begin(self) -> UnitOfWork:
        """A unit of work on it."""
        if self.engine is None:
            return FakeUnitOfWork(self.store, self.team_id)
        return SqlUnitOfWork(self.engine, self.team_id, cipher=A_KEYRING)

    def rows(self, programme_id: int) -> Rows:
        """What it keeps of the programme."""
        if self.engine is None:
            return rows_of_fake(self.store, programme_id)
        return rows_of_tables(self.engine, self.team_id, programme_id)


@pytest.fixture(scope="module")
def sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An up-to-date SQLite file for all programmes of a module."""
    file = tmp_path_factory.mktemp("oversight") / "programmes.db"
    shutil.copyfile(sqlite_template, file)
    engine = make_engine(f"sqlite:///{file}")
    yield engine
    engine.dispose()
