"""The clock that all processes on one PostgreSQL share: the database's."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select

from storage.types import UtcDateTime


class DatabaseClock:
    """The database's time, asked for now and then and carried on by this process's monotonic clock (in seconds).

    So a replica whose own clock is wrong, or jumps, neither claims early nor takes another for dead.
    """

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._monotonic = monotonic
        self._asked_at = 0.0
        self._told: datetime | None = None

    def ask(self) -> None:
        """Ask the database what time it is; blocks for as long as it takes."""
        asked_at = self._monotonic()
        with self._engine.connect() as connection:
            told = connection.execute(select(func.clock_timestamp(type_=UtcDateTime))).scalar_one()
        # The answer is of some moment in between; the later end never lets anything leave early.
        self._asked_at, self._told = max(asked_at, self._monotonic()), told

    def now(self) -> datetime:
        """The present instant by the database's clock, aware, UTC."""
        if self._told is None:
            self.ask()
        if self._told is None:
            raise RuntimeError("the database did not tell the time")
        return self._told + timedelta(seconds=self._monotonic() - self._asked_at)
