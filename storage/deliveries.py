"""What is still to be said and what was, in the database. What a worker asks concerns every team."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    func,
    literal_column,
    or_,
    orm,
    select,
    text,
    type_coerce,
    update,
)

from mentoring.intervals import Interval
from mentoring.messages import (
    UNHURRIED,
    Backlog,
    Card,
    Delivery,
    DeliveryKind,
    DeliveryState,
    LedgerLine,
    LedgerQuery,
    Means,
    Pace,
    Rhythm,
    Tally,
    Transition,
    Urgency,
    means_of,
    urgency_of,
)
from mentoring.rules.delivery import LONGEST_LEAD
from storage.delivery_log import DeliveryLog
from storage.rows import Repository, from_row, from_rows, to_columns
from storage.send_slots import WORKSPACE, SendSlots, busy, free
from storage.tables import CardRow, DeliveryRow
from storage.types import EnumText, UtcDateTime

E = TypeVar("E", bound=StrEnum)

AT_A_TIME = 200
"""Rows that recovery looks at in one transaction, and keys that one question names."""

SLOTS_HELD = "5s"
"""For how long a process that was stopped keeps the slots of a workspace from the others."""

AFTER_ALL = datetime(9999, 1, 1, tzinfo=UTC)
"""Later than anything is ready."""

# Steps from one team with something pending to the next, so that it costs the same however many rows each has. Rows are
# compared whole, since only one index has that order: for a plain min() PostgreSQL may walk through another one.
_STEPS = """
WITH RECURSIVE waiting (urgency, team_id) AS (
    SELECT every.urgency, (
        SELECT CASE WHEN means = :means AND urgency = every.urgency THEN team_id END FROM deliveries
        WHERE state = 'pending' AND (means, urgency, team_id) > (:means, every.urgency, '')
        ORDER BY means, urgency, team_id LIMIT 1
    )
    FROM (SELECT 0 AS urgency UNION ALL SELECT 1 UNION ALL SELECT 2) AS every
    UNION ALL
    SELECT waiting.urgency, (
        SELECT CASE WHEN next.means = :means AND next.urgency = waiting.urgency THEN next.team_id END
        FROM deliveries AS next
        WHERE next.state = 'pending'
        AND (next.means, next.urgency, next.team_id, next.ready_at)
            > (:means, waiting.urgency, waiting.team_id, :after_all)
        ORDER BY next.means, next.urgency, next.team_id, next.ready_at LIMIT 1
    )
    FROM waiting WHERE team_id IS NOT NULL
)
SELECT urgency, waiting.team_id AS team_id, (
    SELECT first.ready_at FROM deliveries AS first
    WHERE first.state = 'pending'
    AND (first.means, first.urgency, first.team_id) >= (:means, waiting.urgency, waiting.team_id)
    ORDER BY first.means, first.urgency, first.team_id, first.ready_at LIMIT 1
) AS ready_at, send_slots.next_at AS next_at
FROM waiting LEFT JOIN send_slots
    ON send_slots.team_id = waiting.team_id AND send_slots.means = :means AND send_slots.recipient_id = 0
WHERE waiting.team_id IS NOT NULL
ORDER BY urgency, next_at NULLS FIRST, ready_at, waiting.team_id
"""
TEAMS_WAITING = (
    text(_STEPS)
    .bindparams(bindparam("after_all", AFTER_ALL, UtcDateTime))
    .columns(urgency=Integer, team_id=String, ready_at=UtcDateTime, next_at=UtcDateTime)
)


def _among(column: orm.InstrumentedAttribute[E], words: Iterable[E]) -> ColumnElement[bool]:
    """Written out in the statement, for a database takes a partial index only where it sees the index's own words."""
    literals = [f"'{word.value}'" for word in words]
    if len(literals) == 1:
        return column == literal_column(literals[0])
    return column.bool_op("IN")(literal_column(f"({', '.join(literals)})"))


def _stands(*states: DeliveryState) -> ColumnElement[bool]:
    return _among(DeliveryRow.state, states)


KNOWN = (
    _among(DeliveryRow.kind, DeliveryKind),
    _among(DeliveryRow.state, DeliveryState),
    _among(DeliveryRow.means, Means),
)
"""What this release understands; another may plan other kinds beside it, which are left to it."""

# Composed once, since each message needs most of them, and composing takes longer than asking.
EVERY = select(DeliveryRow).where(*KNOWN)
OURS = EVERY.where(DeliveryRow.team_id == bindparam("team_id"))
ONE = OURS.where(DeliveryRow.key == bindparam("key"))
ONE_LOCKED = ONE.with_for_update()
SOME = OURS.where(DeliveryRow.key.in_(bindparam("keys", expanding=True)))
ABOUT = OURS.where(DeliveryRow.session_id == bindparam("session_id")).order_by(DeliveryRow.due_at, DeliveryRow.key)
NEXT = (
    OURS.where(
        _stands(DeliveryState.PENDING),
        DeliveryRow.means == bindparam("means"),
        DeliveryRow.urgency == bindparam("urgency"),
        DeliveryRow.ready_at <= bindparam("now"),
        ~busy(DeliveryRow.team_id, DeliveryRow.means, DeliveryRow.recipient_id),
    )
    .order_by(DeliveryRow.ready_at, DeliveryRow.key)
    .limit(1)
    .with_for_update(skip_locked=True, of=DeliveryRow)
)
OVERDUE = (
    EVERY.where(
        _stands(DeliveryState.LEASED, DeliveryState.SENDING),
        or_(DeliveryRow.leased_until <= bindparam("now"), DeliveryRow.leased_until > bindparam("farthest")),
    )
    .order_by(DeliveryRow.leased_until, DeliveryRow.key)
    .limit(AT_A_TIME)
    .with_for_update(skip_locked=True)
)
UNVERIFIED = (
    EVERY.where(_stands(DeliveryState.UNKNOWN), DeliveryRow.verify_after <= bindparam("now"))
    .order_by(DeliveryRow.verify_after, DeliveryRow.key)
    .limit(AT_A_TIME)
    .with_for_update(skip_locked=True)
)
FIRST_READY = (
    select(DeliveryRow.ready_at).where(_stands(DeliveryState.PENDING), *KNOWN).order_by(DeliveryRow.ready_at).limit(1)
)
TABLE = cast("Table", DeliveryRow.__table__)
STILL_SO = (
    update(TABLE)
    .where(
        TABLE.c.team_id == bindparam("kept_team_id"),
        TABLE.c.key == bindparam("kept_key"),
        TABLE.c.generation == bindparam("kept_generation"),
        TABLE.c.state == bindparam("kept_state"),
    )
    .values({one.name: bindparam(one.name) for one in TABLE.c if not one.primary_key})
)
CARDS = (
    select(CardRow)
    .where(
        CardRow.team_id == bindparam("team_id"),
        CardRow.session_id == bindparam("session_id"),
        CardRow.person_id == bindparam("person_id"),
    )
    .order_by(CardRow.slack_ts)
)


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
        return self._one(key, ONE)

    def known(self, keys: Collection[str]) -> Mapping[str, Delivery]:
        """Those of these deliveries that are kept, by key."""
        wanted = sorted(keys)
        found: list[Delivery] = []
        for first in range(0, len(wanted), AT_A_TIME):
            found += self._all(SOME, keys=wanted[first : first + AT_A_TIME])
        return {one.key: one for one in found}

    def of_session(self, session_id: str) -> Sequence[Delivery]:
        """Everything planned or said about a session, by due time."""
        return self._all(ABOUT, session_id=session_id)

    def to_say(self, within: Interval) -> Sequence[Delivery]:
        """PENDING deliveries of the team that fall due within the interval, by due time."""
        waiting = OURS.where(
            _stands(DeliveryState.PENDING),
            DeliveryRow.due_at >= within.start,
            DeliveryRow.due_at < within.end,
        )
        return self._all(waiting.order_by(DeliveryRow.due_at, DeliveryRow.key))

    def unreached(self, since: datetime) -> Sequence[Delivery]:
        """FAILED and REVIEW deliveries of the team that were due since then, by due time."""
        lost = OURS.where(_stands(DeliveryState.FAILED, DeliveryState.REVIEW), DeliveryRow.due_at >= since)
        return self._all(lost.order_by(DeliveryRow.due_at, DeliveryRow.key))

    def locked(self, key: str) -> Delivery:
        """The delivery, kept from everybody else until this transaction ends; KeyError when there is none."""
        return self._one(key, ONE_LOCKED)

    def _one(self, key: str, query: Select[DeliveryRow]) -> Delivery:
        found = self._all(query, key=key)
        if not found:
            raise KeyError(key)
        return found[0]

    def _all(self, query: Select[DeliveryRow], **values: Any) -> Sequence[Delivery]:
        rows = self._transaction.scalars(query, {"team_id": self._team_id, **values})
        return from_rows(Delivery, rows)

    def claim(
        self, now: datetime, *, owner: str, lease_until: datetime, means: Means = Means.POST, pace: Pace = UNHURRIED
    ) -> Delivery | None:
        """Lease a due delivery of any team to ``owner`` (generation + 1), and use up its slots; None when none may go.

        Workers pass over what another is just claiming.
        """
        lead = pace.rhythm(means).lead
        waiting = self._transaction.execute(TEAMS_WAITING, {"means": means.value}).all()
        for urgency, team_id, ready_at, next_at in waiting:
            if ready_at > now or not free(next_at or now, now, lead):
                continue
            self._be_quick()
            row = self._next_of(team_id, means, Urgency(urgency), now)
            if row is not None and self._may_leave(row, means, now, pace):
                pending = from_row(Delivery, row)
                leased = replace(
                    pending,
                    state=DeliveryState.LEASED,
                    generation=pending.generation + 1,
                    lease_owner=owner,
                    leased_until=lease_until,
                )
                return leased if self.replace(leased, instead_of=pending, now=now) else None
        return None

    def _next_of(self, team_id: str, means: Means, urgency: Urgency, now: datetime) -> DeliveryRow | None:
        lane = {"team_id": team_id, "means": means, "urgency": urgency}
        when = {"now": now, "latest": now + LONGEST_LEAD}
        return self._transaction.scalars(NEXT, {**lane, **when}).first()

    def _may_leave(self, row: DeliveryRow, means: Means, now: datetime, pace: Pace) -> bool:
        slots = SendSlots(self._transaction, row.team_id)
        return slots.take(means, WORKSPACE, pace.rhythm(means), now) and slots.take(
            means, row.recipient_id, Rhythm(pace.between(means)), now
        )

    def replace(self, delivery: Delivery, *, instead_of: Delivery, now: datetime) -> bool:
        """Write the delivery where generation and state are still those of ``instead_of``; False when they are not."""
        kept = {
            "kept_team_id": delivery.team_id,
            "kept_key": delivery.key,
            "kept_generation": instead_of.generation,
            "kept_state": instead_of.state,
        }
        if not self._changed(STILL_SO, {**_columns(delivery), **kept}):
            return False
        self._log(delivery.team_id).add(delivery, instead_of, now)
        return True

    def overdue_leases(self, now: datetime) -> Sequence[Delivery]:
        """LEASED and SENDING deliveries whose lease is over, less those that somebody has locked; these locked.

        A lease that ends too far ahead was written under a clock that has been set back since: it counts as over.
        """
        return self._all(OVERDUE, now=now, farthest=now + LONGEST_LEAD)

    def unverified(self, now: datetime) -> Sequence[Delivery]:
        """UNKNOWN deliveries whose ``verify_after`` has passed, less those that somebody has locked."""
        return self._all(UNVERIFIED, now=now)

    def take_slot(self, means: Means, now: datetime, pace: Pace) -> bool:
        """Use up one of the team's calls of this means; False when none may be made now."""
        self._be_quick()
        return SendSlots(self._transaction, self._team_id).take(means, WORKSPACE, pace.rhythm(means), now)

    def _be_quick(self) -> None:
        """Lose what is locked from now on, if this process stops: others need the slots while it stands still."""
        if self._transaction.get_bind().dialect.name == "postgresql":
            self._transaction.execute(text(f"SET LOCAL idle_in_transaction_session_timeout = '{SLOTS_HELD}'"))

    def pause(self, means: Means, until: datetime, *, recipient_id: int | None = None) -> None:
        """Let no call of this means be made for the team before ``until``, or none that concerns this one person."""
        whose = WORKSPACE if recipient_id is None else recipient_id
        SendSlots(self._transaction, self._team_id).close(means, whose, until)

    def next_due(self, now: datetime) -> datetime | None:
        """When the next pending delivery may leave, past or future; None when nothing waits."""
        return self._transaction.scalar(FIRST_READY)

    def counts(self) -> dict[str, int]:
        """How many deliveries stand in each state; states in which none stands are left out."""
        by_state = select(type_coerce(DeliveryRow.state, String), func.count()).group_by(DeliveryRow.state)
        return {str(state): count for state, count in self._transaction.execute(by_state)}

    def backlog(self, now: datetime) -> Backlog:
        """What is still to be done, of every team."""
        due = select(func.count(), func.min(DeliveryRow.due_at)).where(
            _stands(DeliveryState.PENDING), DeliveryRow.ready_at <= now, *KNOWN
        )
        count, oldest = self._transaction.execute(due).one()
        unknown = select(func.count()).where(_stands(DeliveryState.UNKNOWN))
        lost = _stands(DeliveryState.FAILED, DeliveryState.REVIEW)
        by_state = select(DeliveryRow.state, func.count()).where(lost).group_by(DeliveryRow.state)
        stuck = dict(row for row in self._transaction.execute(by_state))
        return Backlog(
            due=count,
            oldest_due_at=oldest,
            unknown=self._transaction.scalar(unknown) or 0,
            failed=stuck.get(DeliveryState.FAILED, 0),
            review=stuck.get(DeliveryState.REVIEW, 0),
        )

    def ledger(self, query: LedgerQuery) -> Sequence[LedgerLine]:
        """The team's deliveries that the query asks for, the latest due first; every release's."""
        asked = select(*_in_words(LedgerLine)).where(DeliveryRow.team_id == self._team_id)
        if query.recipient_id is not None:
            asked = asked.where(DeliveryRow.recipient_id == query.recipient_id)
        if query.session_id is not None:
            asked = asked.where(DeliveryRow.session_id == query.session_id)
        if query.states:
            asked = asked.where(DeliveryRow.state.in_(sorted(query.states)))
        if query.kinds:
            asked = asked.where(DeliveryRow.kind.in_(sorted(query.kinds)))
        latest = asked.order_by(DeliveryRow.due_at.desc(), DeliveryRow.key).limit(query.limit)
        return [LedgerLine(*line) for line in self._transaction.execute(latest)]

    def transitions(self, keys: Collection[str]) -> Mapping[str, Sequence[Transition]]:
        """What became of each of these deliveries of the team that was ever in hand, first step first."""
        return self._log(self._team_id).of(keys)

    def tally(self, after: int = 0, upto: int | None = None) -> Tally:
        """How deliveries ended, of every team, after one entry of the log and up to another, or the last."""
        return self._log(self._team_id).tally(after, upto)

    def forget_transitions(self, before: datetime, kinds: Collection[DeliveryKind]) -> int:
        """Forget the team's steps taken before then by deliveries of these kinds, less their sums; how many."""
        return self._log(self._team_id).forget(before, [kind.value for kind in kinds])

    def forget_slots(self, before: datetime) -> int:
        """Forget until when the team's conversations had to wait, where that is longer ago; how many."""
        return SendSlots(self._transaction, self._team_id).forget(before)

    def _log(self, team_id: str) -> DeliveryLog:
        return DeliveryLog(self._transaction, team_id)

    def cards(self, session_id: str, person_id: int) -> Sequence[Card]:
        """Every message that shows this person the session, oldest first."""
        theirs = {"team_id": self._team_id, "session_id": session_id, "person_id": person_id}
        return from_rows(Card, self._transaction.scalars(CARDS, theirs))

    def keep_card(self, card: Card) -> None:
        """Add a card, or replace the one of the same message."""
        self._upsert(CardRow, {"team_id": self._team_id, **to_columns(card)})


def _columns(delivery: Delivery) -> dict[str, Any]:
    ready_at = max(delivery.due_at, delivery.not_before or delivery.due_at)
    order = {"means": means_of(delivery.kind), "urgency": urgency_of(delivery.kind)}
    return {**to_columns(delivery), **order, "ready_at": ready_at}


def _in_words(line: type[LedgerLine]) -> list[ColumnElement[Any]]:
    """The columns of the line's fields, as the database has them where this release may not know the word."""
    columns = [getattr(DeliveryRow, one.name) for one in fields(line)]
    return [type_coerce(one, String) if isinstance(one.type, EnumText) else one for one in columns]
