from datetime import timedelta
from typing import Any

import pytest

from mentoring.messages import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Finding,
    FindingKind,
    Outcome,
    OutcomeKind,
)
from mentoring.rules import delivery as rules
from mentoring.sessions import SessionState
from tests.builders import NOW, a_delivery, a_person, a_session

SENT = Outcome(OutcomeKind.SENT, slack_ts="1.1", channel_id="D2")
FAILED = Outcome(OutcomeKind.FAILED, error="channel_not_found")
REFUSED_CONNECTION = Outcome(OutcomeKind.RETRY, error="connection refused")
RATE_LIMITED = Outcome(OutcomeKind.RETRY, retry_after=timedelta(seconds=30), error="ratelimited")
UNKNOWN = Outcome(OutcomeKind.UNKNOWN, error="no answer in time")


def sending(**changes: Any) -> Delivery:
    under_way: dict[str, Any] = {
        "state": DeliveryState.SENDING,
        "attempts": 2,
        "lease_owner": "here",
        "leased_until": NOW,
    }
    return a_delivery(**{**under_way, **changes})


@pytest.mark.parametrize(
    ("kind", "outcome", "state"),
    [
        (DeliveryKind.SESSION_NEWS, SENT, DeliveryState.SENT),
        (DeliveryKind.SESSION_NEWS, FAILED, DeliveryState.FAILED),
        (DeliveryKind.SESSION_NEWS, REFUSED_CONNECTION, DeliveryState.PENDING),
        (DeliveryKind.SESSION_NEWS, RATE_LIMITED, DeliveryState.PENDING),
        (DeliveryKind.SESSION_NEWS, UNKNOWN, DeliveryState.UNKNOWN),
        (DeliveryKind.SESSION_CARD, UNKNOWN, DeliveryState.PENDING),
        (DeliveryKind.HOME, UNKNOWN, DeliveryState.PENDING),
        (DeliveryKind.HOME, SENT, DeliveryState.SENT),
    ],
)
def test_attempt_leads_to_state(kind: DeliveryKind, outcome: Outcome, state: DeliveryState) -> None:
    after = rules.after_attempt(sending(kind=kind), outcome, NOW)

    assert (after.state, after.lease_owner, after.leased_until) == (state, "", None)


def test_attempt_that_was_sent_keeps_where_it_went() -> None:
    after = rules.after_attempt(sending(last_error="no answer in time"), SENT, NOW)

    assert (after.slack_ts, after.channel_id, after.last_error) == ("1.1", "D2", "")


def test_attempt_of_unknown_outcome_is_verified_only_after_slack_has_settled() -> None:
    after = rules.after_attempt(sending(), UNKNOWN, NOW)

    assert after.verify_after == NOW + rules.SETTLE
    assert rules.SETTLE > rules.POST_LIMIT


def test_attempt_that_did_not_leave_waits_longer_each_time() -> None:
    after = rules.after_attempt(sending(attempts=3), REFUSED_CONNECTION, NOW)

    assert (after.not_before, after.attempts) == (NOW + timedelta(seconds=20), 3)


def test_attempt_that_was_rate_limited_waits_as_slack_says_and_is_not_counted() -> None:
    after = rules.after_attempt(sending(), RATE_LIMITED, NOW)

    assert (after.not_before, after.attempts, after.last_error) == (NOW + timedelta(seconds=30), 1, "ratelimited")


def test_back_off_doubles_up_to_a_quarter_of_an_hour() -> None:
    assert [rules.back_off(n).total_seconds() for n in (0, 1, 2, 3, 8, 9, 1000)] == [5, 5, 10, 20, 640, 900, 900]


@pytest.mark.parametrize(
    ("kind", "state", "after"),
    [
        (DeliveryKind.SESSION_NEWS, DeliveryState.LEASED, DeliveryState.PENDING),
        (DeliveryKind.SESSION_NEWS, DeliveryState.SENDING, DeliveryState.UNKNOWN),
        (DeliveryKind.SESSION_CARD, DeliveryState.SENDING, DeliveryState.PENDING),
        (DeliveryKind.HOME, DeliveryState.SENDING, DeliveryState.PENDING),
    ],
)
def test_lease_that_is_over_leads_to_state(kind: DeliveryKind, state: DeliveryState, after: DeliveryState) -> None:
    assert rules.after_lease(sending(kind=kind, state=state), NOW).state is after


@pytest.mark.parametrize(
    ("finding", "late", "state"),
    [
        (Finding(FindingKind.FOUND, slack_ts="1.1", channel_id="D2"), False, DeliveryState.SENT),
        (Finding(FindingKind.FOUND, slack_ts="1.1", channel_id="D2"), True, DeliveryState.SENT),
        (Finding(FindingKind.ABSENT), False, DeliveryState.PENDING),
        (Finding(FindingKind.ABSENT), True, DeliveryState.EXPIRED),
        (Finding(FindingKind.LATER), False, DeliveryState.UNKNOWN),
        (Finding(FindingKind.LATER), True, DeliveryState.REVIEW),
        (Finding(FindingKind.CANNOT), False, DeliveryState.REVIEW),
        (Finding(FindingKind.CANNOT), True, DeliveryState.REVIEW),
    ],
)
def test_search_leads_to_state(finding: Finding, late: bool, state: DeliveryState) -> None:
    unknown = sending(state=DeliveryState.UNKNOWN, verify_after=NOW)
    now = unknown.not_after + timedelta(seconds=1) if late else NOW

    assert rules.after_search(unknown, finding, now).state is state


def test_search_that_slack_puts_off_is_repeated_when_it_says() -> None:
    unknown = sending(state=DeliveryState.UNKNOWN, verify_after=NOW)

    after = rules.after_search(unknown, Finding(FindingKind.LATER, retry_after=timedelta(minutes=1)), NOW)

    assert after.verify_after == NOW + timedelta(minutes=1)


def test_intent_counts_the_attempt_and_keeps_the_first_one() -> None:
    first = rules.begun(a_delivery(), 3, NOW)
    second = rules.begun(first, 4, NOW + timedelta(hours=1))

    assert (second.attempts, second.first_tried_at, second.session_revision) == (2, NOW, 4)
    assert second.leased_until == NOW + timedelta(hours=1) + rules.LEASE


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, ""),
        ({"active": False}, "the recipient is not active any more"),
        ({"user_id": None}, "the recipient has not joined the workspace"),
    ],
)
def test_unreachable_person_is_not_written_to(changes: dict[str, object], reason: str) -> None:
    assert rules.unreachable(a_person("Luca", **changes)) == reason


MOVED_ON = a_session(revision=2)


def test_news_that_nothing_overtook_is_said() -> None:
    session = a_session(state=SessionState.PROPOSED)

    assert rules.outdated_news(a_delivery(), session, [a_delivery()]) == ""


def test_news_of_older_revision_is_said_when_no_later_news_goes_to_the_same_person() -> None:
    others = [
        a_delivery("S1:2:moved:1", recipient_id=1, session_revision=2),
        a_delivery("S1:2:card:2", kind=DeliveryKind.SESSION_CARD, session_revision=2),
    ]

    assert rules.outdated_news(a_delivery(), MOVED_ON, others) == ""


def test_news_of_older_revision_leaves_the_word_to_later_news() -> None:
    later = a_delivery("S1:2:moved:2", session_revision=2)

    assert rules.outdated_news(a_delivery(), MOVED_ON, [a_delivery(), later]) == "superseded by later news"
    assert rules.outdated_news(later, MOVED_ON, [a_delivery(), later]) == ""


@pytest.mark.parametrize("state", [SessionState.CANCELLED, SessionState.DECLINED, SessionState.EXPIRED])
def test_news_of_closed_session_is_said_only_when_it_tells_that(state: SessionState) -> None:
    session = a_session(state=state)

    assert rules.outdated_news(a_delivery(), session, []) == "the session is closed"
    assert rules.outdated_news(a_delivery(change=state.value), session, []) == ""


@pytest.mark.parametrize(
    ("state", "generation", "outcome", "counts"),
    [
        (DeliveryState.SENDING, 1, SENT, True),
        (DeliveryState.SENDING, 1, UNKNOWN, True),
        (DeliveryState.SENDING, 2, SENT, False),
        (DeliveryState.UNKNOWN, 1, SENT, True),
        (DeliveryState.UNKNOWN, 1, REFUSED_CONNECTION, False),
        (DeliveryState.PENDING, 1, SENT, True),
        (DeliveryState.PENDING, 1, UNKNOWN, False),
        (DeliveryState.SENT, 1, SENT, False),
    ],
)
def test_late_outcome_counts_only_when_it_tells_something_new(
    state: DeliveryState, generation: int, outcome: Outcome, counts: bool
) -> None:
    kept = a_delivery(state=state, generation=generation)

    assert rules.counts(kept, a_delivery(generation=1), outcome) is counts
