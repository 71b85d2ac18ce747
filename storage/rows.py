"""What every repository does with rows: make values of them, and write them so that a race can't break a rule."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import CursorResult, Delete, Executable, Table, Update, orm
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import Base

V = TypeVar("V")
K = TypeVar("K", bound=Hashable)
B = TypeVar("B", bound=Base)


class Repository:
    """One subject of one team in one transaction."""

    def __init__(self, transaction: orm.Session, team_id: str) -> None:
        self._transaction = transaction
        self._team_id = team_id

    def _must_be_ours(self, team_id: str) -> None:
        if team_id != self._team_id:
            raise ValueError(f"this unit of work belongs to team {self._team_id}, not {team_id}")

    def _fresh(self, row: type[B], key: tuple[Any, ...]) -> B | None:
        """The row of this key as the database has it now, not as it was read before; None when there is none."""
        return self._transaction.get(row, key, populate_existing=True)

    def _changed(self, statement: Update | Delete, values: Mapping[str, Any] | None = None) -> int:
        """Run the statement; how many rows it met."""
        return cast("CursorResult[Any]", self._transaction.execute(statement, values)).rowcount

    def _insert_new(self, row: type[Base], rows: Iterable[Mapping[str, Any]]) -> int:
        """Insert those whose key is new, in key order so that two such inserts never wait for each other; how many."""
        keys = [key.name for key in table_of(row).primary_key.columns]
        ordered = sorted(rows, key=lambda one: [one[key] for key in keys])
        if not ordered:
            return 0
        # Row by row in one call: psycopg reads a statement with thousands of values far slower than it sends them.
        return cast(
            "CursorResult[Any]", self._transaction.execute(_inserting_new(self._dialect, row), ordered)
        ).rowcount

    def _upsert(self, row: type[Base], columns: Mapping[str, Any]) -> None:
        """Insert the row, or replace the one of the same key."""
        self._transaction.execute(_replacing(self._dialect, row, tuple(columns)), columns)

    def _insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        return _insert_into(self._dialect, table)

    @property
    def _dialect(self) -> str:
        return self._transaction.get_bind().dialect.name


def _insert_into(dialect: str, table: Table) -> postgresql.Insert | sqlite.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _inserting_new(dialect: str, row: type[Base]) -> Executable:
    """Composed once, as composing takes longer than inserting."""
    table = table_of(row)
    return _insert_into(dialect, table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


@cache
def _replacing(dialect: str, row: type[Base], names: tuple[str, ...]) -> Executable:
    """Inserts these columns, or replaces those of the row of the same key; composed once, likewise."""
    table = table_of(row)
    keys = [key.name for key in table.primary_key.columns]
    insert = _insert_into(dialect, table)
    rest = {name: insert.excluded[name] for name in names if name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=rest)


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    """The names of a dataclass's fields; they are asked for with every row, and looking them up is slow."""
    return tuple(one.name for one in fields(cast("Any", kind)))


def table_of(row: type[Base]) -> Table:
    """The table that keeps such rows."""
    return cast("Table", row.__table__)


def to_columns(value: Any) -> dict[str, Any]:
    """The fields of a dataclass, for a row whose columns bear their names."""
    return {name: getattr(value, name) for name in _names(cast("Hashable", type(value)))}


def columns_of(kind: type[Any], row: type[Base], *, but: str = "") -> list[Any]:
    """The columns of ``row`` that bear the names of the dataclass's fields, in their order, ``but`` for one of them.

    Read so, and not through the mapper, a value costs half as much.
    """
    table = table_of(row)
    return [table.c[name] for name in _names(cast("Hashable", kind)) if name != but]


def from_row(kind: type[V], row: Base) -> V:
    """The value whose fields the columns of ``row`` bear the names of."""
    return kind(**{name: getattr(row, name) for name in _names(cast("Hashable", kind))})


def aware(instant: datetime | None) -> Any:
    """An instant as a database has it that keeps it in UTC and may not say so, as SQLite does not; None stays None."""
    return instant.replace(tzinfo=UTC) if instant is not None and instant.tzinfo is None else instant


def grouped(values: Iterable[V], key: Callable[[V], K]) -> Mapping[K, Sequence[V]]:
    """The values under the key of each, in their order."""
    found: dict[K, list[V]] = {}
    for value in values:
        found.setdefault(key(value), []).append(value)
    return found


def from_rows(kind: type[V], rows: Iterable[Base]) -> Sequence[V]:
    """The values of all ``rows``, in their order."""
    return [from_row(kind, row) for row in rows]
