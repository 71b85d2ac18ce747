"""What a person may do about messages that did not get through, and what they are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mentoring.messages import Backlog, DeliveryState, LedgerQuery
from mentoring.services.delivery import claim_one
from mentoring.services.ledger import (
    ANOTHER_CHANCE,
    CANCELLED_FROM,
    RESENT_FROM,
    backlog,
    entries,
    resend,
    tally,
    withdraw,
)
from tests.builders import NOW, TEAM, a_cohort, a_delivery
from tests.fakes import FakeStore, FakeUnitOfWork

KEY = a_delivery().key


@pytest.fixture
def store() -> FakeStore:
    return FakeStore()


def plan(store: FakeStore, state: DeliveryState) -> str:
    """News for Luca in that state; his name."""
    with FakeUnitOfWork(store, TEAM) as uow:
        cohort = a_cohort(uow)
        uow.deliveries.plan([a_delivery(state=state, recipient_id=cohort.luca.id, last_error="missing_scope")])
        uow.commit()
    return cohort.luca.name


def test_entries_name_the_recipient(store: FakeStore) -> None:
    name = plan(store, DeliveryState.REVIEW)

    (entry,) = entries(FakeUnitOfWork(store), LedgerQuery(states=frozenset({DeliveryState.REVIEW})))

    assert (entry.delivery.key, entry.recipient.name) == (KEY, name)
    assert backlog(FakeUnitOfWork(store, ""), now=NOW) == Backlog(0, None, 0, 0, 1)


def test_tally_counts_how_deliveries_of_every_team_ended_once(store: FakeStore) -> None:
    plan(store, DeliveryState.PENDING)
    assert tally(FakeUnitOfWork(store, "")).endings == {}
    withdraw(FakeUnitOfWork(store), KEY, now=NOW)
    told = tally(FakeUnitOfWork(store, ""))
    assert sum(told.endings.values()) == 1
    assert tally(FakeUnitOfWork(store, ""), after=told.upto).endings == {}
    assert tally(FakeUnitOfWork(store, ""), after=0, upto=told.upto) == told


@pytest.mark.parametrize("state", sorted(RESENT_FROM))
def test_what_did_not_get_through_can_be_sent_again_even_when_its_time_was_over(
    store: FakeStore, state: DeliveryState
) -> None:
    plan(store, state)
    late = NOW + timedelta(days=3)

    reopened = resend(FakeUnitOfWork(store), KEY, now=late)

    assert (reopened.state, reopened.not_after) == (DeliveryState.PENDING, late + ANOTHER_CHANCE)
    claimed = claim_one(FakeUnitOfWork(store, ""), owner="here", now=late)
    assert claimed is not None
    assert claimed.key == KEY


@pytest.mark.parametrize("state", sorted(set(DeliveryState) - RESENT_FROM))
def test_what_is_under_way_or_done_is_not_sent_again(store: FakeStore, state: DeliveryState) -> None:
    plan(store, state)

    assert resend(FakeUnitOfWork(store), KEY, now=NOW).state is state


@pytest.mark.parametrize("state", sorted(DeliveryState))
def test_what_waits_or_did_not_get_through_can_be_cancelled_and_nothing_else(
    store: FakeStore, state: DeliveryState
) -> None:
    plan(store, state)

    closed = withdraw(FakeUnitOfWork(store), KEY, now=NOW)

    if state in CANCELLED_FROM:
        assert (closed.state, closed.last_error) == (DeliveryState.CANCELLED, "cancelled by hand")
    else:
        assert closed.state is state
    assert FakeUnitOfWork(store).deliveries.get(KEY) == closed


def test_another_process_that_was_faster_is_left_its_word(store: FakeStore) -> None:
    plan(store, DeliveryState.REVIEW)
    uow = FakeUnitOfWork(store)
    uow.deliveries.replace = lambda delivery, *, instead_of, now: False  # type: ignore[method-assign]

    assert withdraw(uow, KEY, now=NOW).state is DeliveryState.REVIEW
