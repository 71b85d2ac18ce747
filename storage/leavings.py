"""Who pauses or left, and how pairs ended, in the database; reasons are sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import orm, select, update

from mentoring.errors import AlreadyOut, PairOver
from mentoring.leavings import Leave, PairEnding, Why
from storage.rows import Repository, to_columns
from storage.sealing import Cipher, place
from storage.tables import LeaveRow, PairEndingRow


class SqlLeavings(Repository):
    """The leaves and endings of one team (port `mentoring.ports.Leavings`)."""

    def __init__(self, transaction: orm.Session, team_id: str, cipher: Cipher) -> None:
        super().__init__(transaction, team_id)
        self._cipher = cipher

    def add_leave(self, leave: Leave) -> None:
        """Keep a new leave; AlreadyOut when the person is out of that programme already, whatever the race."""
        if not self._insert_new(LeaveRow, [self._leave_columns(leave)]):
            raise AlreadyOut(name="", by="")

    def update_leave(self, leave: Leave) -> None:
        """Replace the leave of this id; KeyError when there is none in this team."""
        ours = (LeaveRow.team_id == self._team_id, LeaveRow.id == leave.id)
        if not self._changed(update(LeaveRow).where(*ours).values(self._leave_columns(leave))):
            raise KeyError(leave.id)

    def leave(self, leave_id: str) -> Leave:
        """The leave; KeyError when there is none of this id in this team."""
        row = self._fresh(LeaveRow, (self._team_id, leave_id))
        if row is None:
            raise KeyError(leave_id)
        return self._to_leave(row)

    def open_leaves(self, programme_id: int) -> Sequence[Leave]:
        """The leaves of those who are out of the programme now, by when that was decided."""
        theirs = select(LeaveRow).where(LeaveRow.team_id == self._team_id, LeaveRow.programme_id == programme_id)
        still = theirs.where(LeaveRow.back_at.is_(None)).order_by(LeaveRow.decided_at, LeaveRow.id)
        return [self._to_leave(row) for row in self._transaction.scalars(still)]

    def add_ending(self, ending: PairEnding) -> None:
        """Keep how a pair ended; PairOver when it had ended already, whatever the race."""
        columns = {"team_id": self._team_id, **self._sealed(ending, "pair_endings", ending.pair_id)}
        if not self._insert_new(PairEndingRow, [columns]):
            raise PairOver(by="")

    def ending(self, pair_id: int) -> PairEnding | None:
        """How the pair ended before its time; None while it has not."""
        row = self._fresh(PairEndingRow, (self._team_id, pair_id))
        return self._to_ending(row) if row else None

    def endings(self, programme_id: int) -> Sequence[PairEnding]:
        """How pairs of the programme ended before their time, by when that was decided."""
        ours = (PairEndingRow.team_id == self._team_id, PairEndingRow.programme_id == programme_id)
        found = select(PairEndingRow).where(*ours).order_by(PairEndingRow.decided_at, PairEndingRow.pair_id)
        return [self._to_ending(row) for row in self._transaction.scalars(found)]

    def _leave_columns(self, leave: Leave) -> dict[str, Any]:
        return {"team_id": self._team_id, **self._sealed(leave, "leaves", leave.id)}

    def _sealed(self, value: Leave | PairEnding, table: str, key: object) -> dict[str, Any]:
        columns = to_columns(value)
        why: Why = columns.pop("why")
        sealed = self._cipher.seal(why.written, place(table, "sealed", self._team_id, key))
        return {**columns, "shown": why.shown, "sealed": sealed}

    def _why(self, row: LeaveRow | PairEndingRow, table: str, key: object) -> Why:
        return Why(self._cipher.open(row.sealed, place(table, "sealed", self._team_id, key)), row.shown)

    def _to_leave(self, row: LeaveRow) -> Leave:
        kept = {one.name: getattr(row, one.name) for one in fields(Leave) if one.name != "why"}
        return Leave(**kept, why=self._why(row, "leaves", row.id))

    def _to_ending(self, row: PairEndingRow) -> PairEnding:
        kept = {one.name: getattr(row, one.name) for one in fields(PairEnding) if one.name != "why"}
        return PairEnding(**kept, why=self._why(row, "pair_endings", row.pair_id))
