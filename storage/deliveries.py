"""What is still to be said and what was, in the database. What a worker asks concerns every team."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update

from mentoring.messages import Card, Delivery, DeliveryState
from storage.rows import Repository, from_row, from_rows, to_columns
from storage.tables import CardRow, DeliveryRow


class SqlDeliveries(Repository):
    """Deliveries and cards (port `mentoring.ports.Deliveries`)."""

    def plan(self, deliveries: Iterable[Delivery]) -> int:
        """Keep those whose key is new; how many."""
        planned = list(deliveries)
        for delivery in planned:
            self._must_be_ours(delivery.team_id)
        return self._insert_new(DeliveryRow, [_columns(delivery) for delivery in planned])

    def get(self, key: str) -> Delivery:
        """The delivery; KeyError when there is none of this key in this team."""
        row = self._fresh(DeliveryRow, (self._team_id, key))
        if row is None:
            raise KeyError(key)
        return from_row(Delivery, row)

    def of_session(self, session_id: str) -> Sequence[Delivery]:
        """Everything planned or said about a session, by due time."""
        about = select(DeliveryRow).where(DeliveryRow.team_id == self._team_id, DeliveryRow.session_id == session_id)
        return from_rows(Delivery, self._transaction.scalars(about.order_by(DeliveryRow.due_at, DeliveryRow.key)))

    def unreached(self, since: datetime) -> Sequence[Delivery]:
        """FAILED and REVIEW deliveries of the team that were due since then, by due time."""
        lost = select(DeliveryRow).where(
            DeliveryRow.team_id == self._team_id,
            _stands(DeliveryState.FAILED, DeliveryState.REVIEW),
            DeliveryRow.due_at >= since,
        )
        return from_rows(Delivery, self._transaction.scalars(lost.order_by(DeliveryRow.due_at, DeliveryRow.key)))

    def claim(self, now: datetime, *, owner: str, lease_until: datetime) -> Delivery | None:
        """Lease the most urgent due delivery of any team to ``owner`` (generation + 1); None when nothing is due.

        The most urgent is the one due longest. Workers pass over what another is just claiming.
        """
        due = (
            select(DeliveryRow)
            .where(_stands(DeliveryState.PENDING), DeliveryRow.due_at <= now, DeliveryRow.ready_at <= now)
            .order_by(DeliveryRow.due_at, DeliveryRow.team_id, DeliveryRow.key)
            .limit(1)
        )
        row = self._transaction.scalar(due.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.state = DeliveryState.LEASED
        row.generation += 1
        row.lease_owner = owner
        row.leased_until = lease_until
        self._transaction.flush()
        return from_row(Delivery, row)

    def replace(self, delivery: Delivery) -> bool:
        """Write the delivery where its generation is still the kept one; False when another worker has it."""
        kept = (
            DeliveryRow.team_id == delivery.team_id,
            DeliveryRow.key == delivery.key,
            DeliveryRow.generation == delivery.generation,
        )
        return self._changed(update(DeliveryRow).where(*kept).values(_columns(delivery))) == 1

    def overdue_leases(self, now: datetime) -> Sequence[Delivery]:
        """LEASED and SENDING deliveries whose lease is over."""
        over = select(DeliveryRow).where(
            _stands(DeliveryState.LEASED, DeliveryState.SENDING), DeliveryRow.leased_until <= now
        )
        rows = self._transaction.scalars(over.order_by(DeliveryRow.leased_until, DeliveryRow.key))
        return from_rows(Delivery, rows)

    def unverified(self, now: datetime) -> Sequence[Delivery]:
        """UNKNOWN deliveries whose ``verify_after`` has passed."""
        ripe = select(DeliveryRow).where(_stands(DeliveryState.UNKNOWN), DeliveryRow.verify_after <= now)
        rows = self._transaction.scalars(ripe.order_by(DeliveryRow.verify_after, DeliveryRow.key))
        return from_rows(Delivery, rows)

    def next_due(self, now: datetime) -> datetime | None:
        """When the next pending delivery may leave, past or future; None when nothing waits."""
        waiting = select(func.min(DeliveryRow.ready_at)).where(_stands(DeliveryState.PENDING))
        return self._transaction.scalar(waiting)

    def counts(self) -> dict[str, int]:
        """How many deliveries stand in each state; states in which none stands are left out."""
        by_state = select(DeliveryRow.state, func.count()).group_by(DeliveryRow.state)
        return {state.value: count for state, count in self._transaction.execute(by_state)}

    def cards(self, session_id: str, person_id: int) -> Sequence[Card]:
        """Every message that shows this person the session, oldest first."""
        theirs = select(CardRow).where(
            CardRow.team_id == self._team_id, CardRow.session_id == session_id, CardRow.person_id == person_id
        )
        return from_rows(Card, self._transaction.scalars(theirs.order_by(CardRow.slack_ts)))

    def keep_card(self, card: Card) -> None:
        """Add a card, or replace the one of the same message."""
        self._upsert(CardRow, {"team_id": self._team_id, **to_columns(card)})


def _columns(delivery: Delivery) -> dict[str, Any]:
    ready_at = max(delivery.due_at, delivery.not_before or delivery.due_at)
    return {**to_columns(delivery), "ready_at": ready_at}


def _stands(*states: DeliveryState) -> ColumnElement[bool]:
    """Written out in the statement, for a database takes a partial index only where it sees the index's own words."""
    words = [bindparam(None, state, DeliveryRow.state.type, literal_execute=True) for state in states]
    return DeliveryRow.state == words[0] if len(words) == 1 else DeliveryRow.state.in_(words)
