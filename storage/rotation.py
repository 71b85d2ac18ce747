"""Sealing again with the current key, in batches that may be cut short at any moment, and telling what can't be opened.

Every column whose name begins with ``sealed`` is one that `storage.sealing` wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Engine,
    Table,
    and_,
    func,
    not_,
    or_,
    orm,
    select,
    tuple_,
    update,
)

from mentoring.oversight import COORDINATORS_ALONE
from storage.notes import SqlNotes
from storage.oversight import place_of_care
from storage.sealing import CannotOpen, Keyring, place, prefix_of
from storage.tables import Base, CareRow, NoteRow

AT_A_TIME = 200

Step = Callable[[int], None]
"""Told how many more texts are done."""

IN_THE_CLEAR: Sequence[tuple[type[NoteRow] | type[CareRow], ColumnElement[bool]]] = (
    (NoteRow, and_(NoteRow.text != "", NoteRow.sealed == "")),
    (CareRow, and_(CareRow.text != "", CareRow.sealed == "", CareRow.kind.in_(COORDINATORS_ALONE))),
)
"""Rows as releases before kept them that did not seal yet."""


@dataclass(frozen=True)
class SealedColumn:
    """A column of sealed texts."""

    table: Table
    column: Column[str]

    @property
    def keys(self) -> Sequence[Column[Any]]:
        """The table's primary key."""
        return tuple(self.table.primary_key.columns)

    def with_key(self, key_id: str) -> ColumnElement[bool]:
        """Rows sealed with this key."""
        prefix = prefix_of(key_id)
        return func.substr(self.column, 1, len(prefix)) == prefix

    def bound_to(self, row: Any) -> str:
        """What this row's text is bound to."""
        own = [row._mapping[key] for key in self.keys if key.name != "team_id"]
        return place(self.table.name, self.column.name, row._mapping[self.table.c.team_id], *own)


def sealed_columns() -> Iterator[SealedColumn]:
    """Every column of sealed texts there is."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name.startswith("sealed"):
                yield SealedColumn(table, column)


@dataclass(frozen=True)
class Unopened:
    """Texts that the keys at hand do not open: sealed with another key, or with one that only bears this name."""

    key_id: str
    here: bool


def unopened(engine: Engine, keyring: Keyring) -> Unopened | None:
    """The first key that texts here were sealed with and that is not at hand, or is another by the same name."""
    with engine.connect() as connection:
        for one in sealed_columns():
            if stranger := _sealed_with_another(connection, one, keyring):
                return Unopened(stranger, here=False)
            for key_id in keyring.key_ids:
                row = connection.execute(_texts(one).where(one.with_key(key_id)).limit(1)).first()
                if row is not None and not _opens(one, row, keyring):
                    return Unopened(key_id, here=True)
    return None


def _sealed_with_another(connection: Connection, one: SealedColumn, keyring: Keyring) -> str:
    known = or_(*(one.with_key(key_id) for key_id in keyring.key_ids))
    sealed = connection.scalar(select(one.column).where(one.column != "", not_(known)).limit(1))
    return str(sealed).split(".")[1] if sealed else ""


def _opens(one: SealedColumn, row: Any, keyring: Keyring) -> bool:
    try:
        keyring.open(row._mapping[one.column], one.bound_to(row))
    except CannotOpen:
        return False
    return True


def left_to_do(engine: Engine, keyring: Keyring) -> int:
    """How many texts stand here in the clear, or sealed with another key than the current one."""
    with engine.connect() as connection:
        older = (
            connection.scalar(select(func.count()).select_from(one.table).where(_older(one, keyring)))
            for one in sealed_columns()
        )
        plain = (connection.scalar(select(func.count()).select_from(row).where(clear)) for row, clear in IN_THE_CLEAR)
        return sum(count or 0 for count in (*older, *plain))


def rotate(engine: Engine, keyring: Keyring, step: Step) -> int:
    """Seal everything with the current key; how many texts could not be opened, and were left as they are.

    What is done is done: cut short, it goes on from there the next time. Texts written meanwhile are not lost.
    """
    seal_plain(engine, keyring, step)
    return sum(_rotate(engine, one, keyring, step) for one in sealed_columns())


def _rotate(engine: Engine, one: SealedColumn, keyring: Keyring, step: Step) -> int:
    failed, after = 0, None
    while True:
        with engine.begin() as connection:
            rows = _batch(connection, one, keyring, after)
            failed += sum(not _seal_again(connection, one, row, keyring) for row in rows)
        if rows:
            step(len(rows))
        if len(rows) < AT_A_TIME:
            return failed
        after = tuple(rows[-1]._mapping[key] for key in one.keys)


def _batch(connection: Connection, one: SealedColumn, keyring: Keyring, after: tuple[Any, ...] | None) -> Sequence[Any]:
    older = _texts(one).where(_older(one, keyring)).order_by(*one.keys).limit(AT_A_TIME)
    return connection.execute(older.where(tuple_(*one.keys) > after) if after else older).all()


def _seal_again(connection: Connection, one: SealedColumn, row: Any, keyring: Keyring) -> bool:
    """Only where the text is still the one that was read."""
    before, bound_to = row._mapping[one.column], one.bound_to(row)
    try:
        text = keyring.open(before, bound_to)
    except CannotOpen:
        return False
    same_row = and_(*(key == row._mapping[key] for key in one.keys))
    again = update(one.table).where(same_row, one.column == before)
    connection.execute(again.values({one.column: keyring.seal(text, bound_to)}))
    return True


def seal_plain(engine: Engine, keyring: Keyring, step: Step = lambda _: None) -> None:
    """Seal what a release before this one kept in the clear, and leave nothing of it in the file."""
    found = [_seal_plain(engine, row, clear, keyring, step) for row, clear in IN_THE_CLEAR]
    if any(found) and engine.dialect.name == "sqlite":
        _leave_no_trace(engine)


def _seal_plain(
    engine: Engine, row: type[NoteRow] | type[CareRow], clear: ColumnElement[bool], keyring: Keyring, step: Step
) -> bool:
    """Whether there were any."""
    found = False
    while True:
        with orm.Session(engine) as transaction:
            rows = transaction.scalars(select(row).where(clear).order_by(row.team_id, row.id).limit(AT_A_TIME)).all()
            for one in rows:
                _seal_one(transaction, one, keyring)
            transaction.commit()
        if rows:
            found = True
            step(len(rows))
        if len(rows) < AT_A_TIME:
            return found


def _seal_one(transaction: orm.Session, row: Base, keyring: Keyring) -> None:
    if isinstance(row, CareRow):
        row.sealed, row.text = keyring.seal(row.text, place_of_care(row.team_id, row.id)), ""
    elif isinstance(row, NoteRow):
        notes = SqlNotes(transaction, row.team_id, keyring)
        notes.update(notes.get(row.id))


def _leave_no_trace(engine: Engine) -> None:
    """Write the file anew: what was deleted stands in an SQLite file until something is written over it."""
    with engine.connect() as connection:
        driver = connection.connection.cursor()
        driver.execute("VACUUM")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _texts(one: SealedColumn) -> Any:
    return select(*dict.fromkeys((*one.keys, one.table.c.team_id, one.column)))


def _older(one: SealedColumn, keyring: Keyring) -> ColumnElement[bool]:
    return and_(one.column != "", not_(one.with_key(keyring.current)))
