"""What became of deliveries: appended to with each step, in the step's own transaction, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, func, insert, literal, select, union_all

from mentoring.messages import ENDS, Delivery, DeliveryState, Ending, Tally, Transition
from storage.rows import Repository, from_row, grouped
from storage.tables import DeliveryLogRow, DeliveryTotalRow

UNDER_WAY = (DeliveryState.LEASED, DeliveryState.SENDING)
"""States whose row still tells of the attempt before."""

_ENDS = sorted(state.value for state in ENDS)


STEP = insert(cast("Table", DeliveryLogRow.__table__))


class DeliveryLog(Repository):
    """The log of one team's deliveries; `tally` sees every team's."""

    def add(self, now: Delivery, before: Delivery, at: datetime) -> None:
        """Append the step from ``before``, unless nothing happened but that a delivery is due at another time."""
        if (now.state, now.generation, now.last_error) == (before.state, before.generation, before.last_error):
            return
        step = {
            "team_id": now.team_id,
            "key": now.key,
            "kind": now.kind.value,
            "generation": now.generation,
            "state_from": before.state.value,
            "state_to": now.state.value,
            "at": at,
            "owner": now.lease_owner or before.lease_owner,
            "error": "" if now.state in UNDER_WAY else now.last_error,
        }
        self._transaction.execute(STEP, step)

    def of(self, keys: Collection[str]) -> Mapping[str, Sequence[Transition]]:
        """The steps of each of these deliveries that made any, first one first."""
        ours = select(DeliveryLogRow).where(DeliveryLogRow.team_id == self._team_id, DeliveryLogRow.key.in_(keys))
        rows = self._transaction.scalars(ours.order_by(DeliveryLogRow.id))
        return grouped((from_row(Transition, row) for row in rows), lambda step: step.key)

    def tally(self, after: int, upto: int | None) -> Tally:
        """How deliveries ended, of every team, after one entry and up to another; after 0 what was forgotten too."""
        if upto is None:
            upto = self._transaction.scalar(select(func.max(DeliveryLogRow.id))) or after
        log = select(
            DeliveryLogRow.kind, DeliveryLogRow.state_to, DeliveryLogRow.error, func.count().label("count")
        ).where(DeliveryLogRow.id > after, DeliveryLogRow.id <= upto, DeliveryLogRow.state_to.in_(_ENDS))
        counted = log.group_by(DeliveryLogRow.kind, DeliveryLogRow.state_to, DeliveryLogRow.error)
        total = DeliveryTotalRow
        forgotten = select(total.kind, total.state, total.reason, total.count).where(literal(after) == 0)
        endings: Counter[Ending] = Counter()
        # In one statement, for what is forgotten meanwhile would be counted twice or not at all.
        for kind, state, reason, count in self._transaction.execute(union_all(counted, forgotten)):
            endings[Ending(kind, state, reason)] += count
        return Tally(upto, endings)

    def forget(self, before: datetime, kinds: Collection[str]) -> int:
        """Delete the steps of deliveries of these kinds taken before then, and keep how many ended how; how many."""
        old = delete(DeliveryLogRow).where(
            DeliveryLogRow.team_id == self._team_id, DeliveryLogRow.at < before, DeliveryLogRow.kind.in_(kinds)
        )
        # Told by the deletion itself, as another process may be forgetting the same ones.
        gone = self._transaction.execute(
            old.returning(DeliveryLogRow.kind, DeliveryLogRow.state_to, DeliveryLogRow.error)
        ).all()
        for (kind, state, reason), count in sorted(Counter(tuple(row) for row in gone if row[1] in _ENDS).items()):
            self._add_up(kind, state, reason, count)
        return len(gone)

    def _add_up(self, kind: str, state: str, reason: str, count: int) -> None:
        total = {"team_id": self._team_id, "kind": kind, "state": state, "reason": reason, "count": count}
        table = cast("Table", DeliveryTotalRow.__table__)
        adding = self._insert(table).values(total)
        keys = ["team_id", "kind", "state", "reason"]
        raised = {"count": DeliveryTotalRow.count + adding.excluded.count}
        self._transaction.execute(adding.on_conflict_do_update(index_elements=keys, set_=raised))
