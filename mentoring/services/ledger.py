"""Who was told what, when and how; and what a person decides about messages that did not get through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentoring.messages import Backlog, Delivery, DeliveryState, LedgerLine, LedgerQuery, Tally, Transition
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules

ANOTHER_CHANCE = timedelta(days=1)
"""How long something sent again by hand may still be said where its own time is over."""

RESENT_FROM = frozenset({DeliveryState.REVIEW, DeliveryState.FAILED, DeliveryState.EXPIRED})
CANCELLED_FROM = frozenset({DeliveryState.REVIEW, DeliveryState.FAILED, DeliveryState.PENDING})


@dataclass(frozen=True)
class Entry:
    """A line of the ledger, and what became of the delivery step by step."""

    delivery: LedgerLine
    recipient: Person
    steps: Sequence[Transition] = ()


def entries(uow: UnitOfWork, query: LedgerQuery) -> Sequence[Entry]:
    """The team's deliveries that the query asks for, the latest due first."""
    with uow:
        found = uow.deliveries.ledger(query)
        people = {person_id: uow.people.get(person_id) for person_id in {one.recipient_id for one in found}}
        steps = uow.deliveries.transitions([one.key for one in found])
        return [Entry(one, people[one.recipient_id], steps.get(one.key, ())) for one in found]


def backlog(uow: UnitOfWork, *, now: datetime) -> Backlog:
    """What is still to be done about deliveries, of every team."""
    with uow:
        return uow.deliveries.backlog(now)


def tally(uow: UnitOfWork, *, after: int = 0, upto: int | None = None) -> Tally:
    """How deliveries ended, of every team, after one entry of the log and up to another, or the last."""
    with uow:
        return uow.deliveries.tally(after, upto)


def resend(uow: UnitOfWork, key: str, *, now: datetime) -> Delivery:
    """Open a delivery again that did not get through, in review, failed or expired; it leaves at the next tick.

    The answer is the delivery as it now is, unchanged where it is in another state. KeyError when there is none.
    """
    with uow:
        kept = uow.deliveries.locked(key)
        if kept.state not in RESENT_FROM:
            return kept
        until = max(kept.not_after, now + ANOTHER_CHANCE)
        reopened = replace(rules.put_off(kept, now), not_after=until, verify_after=None)
        return _decided(uow, reopened, kept, now)


def withdraw(uow: UnitOfWork, key: str, *, now: datetime) -> Delivery:
    """Close a delivery for good that waits, failed or is in review.

    The answer is the delivery as it now is, unchanged where it is in another state. KeyError when there is none.
    """
    with uow:
        kept = uow.deliveries.locked(key)
        if kept.state not in CANCELLED_FROM:
            return kept
        return _decided(uow, rules.closed(kept, DeliveryState.CANCELLED, "cancelled by hand"), kept, now)


def _decided(uow: UnitOfWork, decided: Delivery, kept: Delivery, now: datetime) -> Delivery:
    if not uow.deliveries.replace(decided, instead_of=kept, now=now):
        return uow.deliveries.get(kept.key)
    uow.commit()
    return decided
