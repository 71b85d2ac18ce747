"""Announcements to many while processes are killed: each reader has it once, the ledger is what Slack counted.

And an urgent reminder that falls due meanwhile is not kept waiting by those who are still to be told.
"""

from __future__ import annotations

import pytest

from mentoring.announcements import Standing
from mentoring.messages import DeliveryState
from tests.deliveries.announced import KILLS, SESSIONS, Sending, sent_in_a_storm
from tests.deliveries.worker import AT_ONCE

IN_HAND = 4 * AT_ONCE
"""What one process may have claimed when something more urgent falls due."""


def has_gone_well(sending: Sending, count: int) -> None:
    assert sending.kills == KILLS
    assert sending.unsettled == 0
    assert sending.twice == []
    assert sending.taken == sending.in_the_ledger
    assert dict(sending.counts.by_standing) == {Standing.SENT: count}
    assert sending.counts.total == len(sending.rows) == count
    assert [one.state for one in sending.reminders] == [DeliveryState.SENT] * 2 * SESSIONS


def reminders_overtook_the_rest(sending: Sending, crew: int) -> None:
    assert sending.passed_by
    assert sorted(sending.passed_by)[len(sending.passed_by) // 2] <= IN_HAND * crew


@pytest.mark.timeout(120)
def test_three_hundred_readers_on_postgresql_while_replicas_are_killed(postgresql_url: str) -> None:
    sending = sent_in_a_storm(postgresql_url, count=300, seed=41, crew=2, limit=90)
    has_gone_well(sending, 300)


@pytest.mark.timeout(120)
def test_three_hundred_readers_on_sqlite_while_the_process_is_killed(sqlite_url: str) -> None:
    sending = sent_in_a_storm(sqlite_url, count=300, seed=42, crew=1, limit=90)
    has_gone_well(sending, 300)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_soak_ten_thousand_readers_on_postgresql(postgresql_url: str) -> None:
    sending = sent_in_a_storm(postgresql_url, count=10_000, seed=43, crew=2, limit=700)
    has_gone_well(sending, 10_000)
    reminders_overtook_the_rest(sending, 2)


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_soak_ten_thousand_readers_on_sqlite(sqlite_url: str) -> None:
    sending = sent_in_a_storm(sqlite_url, count=10_000, seed=44, crew=1, limit=700)
    has_gone_well(sending, 10_000)
    reminders_overtook_the_rest(sending, 1)
