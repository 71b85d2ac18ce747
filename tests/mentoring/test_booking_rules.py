"""What may be booked, by the programme's policy and the calendar's traps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from mentoring.clocks import Anchor
from mentoring.errors import (
    AmbiguousTime,
    DurationOutOfRange,
    NonexistentTime,
    OutsideProgramme,
    Refused,
    TimePast,
    TooFar,
    TooSoon,
    TopicTooLong,
)
from mentoring.people import BookingPolicy
from mentoring.rules import booking as rules
from tests.builders import NOW, a_programme

PARIS = "Europe/Paris"


def refusal_of(wall: datetime, zone: str = PARIS, now: datetime = NOW) -> Refused:
    with pytest.raises(Refused) as caught:
        rules.check_time(Anchor(wall, zone), a_programme(), now)
    return caught.value


def test_time_in_the_programme_is_allowed() -> None:
    rules.check_time(Anchor(datetime(2027, 1, 26, 15), PARIS), a_programme(), NOW)


def test_time_past_is_refused_with_later_ones() -> None:
    refused = refusal_of(datetime(2027, 1, 12, 15))

    assert type(refused) is TimePast
    assert refused.facts["choices"] == (
        datetime(2027, 1, 18, 14, tzinfo=UTC),
        datetime(2027, 1, 19, 14, tzinfo=UTC),
    )


def test_time_of_last_year_is_offered_this_year() -> None:
    refused = refusal_of(datetime(2026, 1, 26, 15))

    assert refused.facts["choices"] == (
        datetime(2027, 1, 18, 14, tzinfo=UTC),
        datetime(2027, 1, 25, 14, tzinfo=UTC),
        datetime(2027, 1, 26, 14, tzinfo=UTC),
    )


def test_leap_day_of_a_past_year_has_no_twin_this_year() -> None:
    refused = refusal_of(datetime(2024, 2, 29, 15))

    assert refused.facts["choices"] == (
        datetime(2027, 1, 18, 14, tzinfo=UTC),
        datetime(2027, 1, 19, 14, tzinfo=UTC),
        datetime(2027, 1, 21, 14, tzinfo=UTC),
    )


def test_time_within_the_notice_is_refused_with_the_next_quarter() -> None:
    refused = refusal_of(datetime(2027, 1, 18, 9, 40), now=NOW + timedelta(minutes=7))

    assert type(refused) is TooSoon
    assert refused.facts["earliest"] == datetime(2027, 1, 18, 10, 15, tzinfo=UTC)
    assert refused.facts["choices"] == (refused.facts["earliest"],)


def test_time_beyond_the_horizon_is_refused() -> None:
    refused = refusal_of(datetime(2027, 8, 1, 15))

    assert type(refused) is TooFar
    assert refused.field == "date"


def test_day_after_the_programme_is_refused() -> None:
    refused = refusal_of(datetime(2027, 11, 2, 15), now=datetime(2027, 10, 1, tzinfo=UTC))

    assert type(refused) is OutsideProgramme
    assert refused.facts["ends_on"] == date(2027, 10, 29)


def test_last_day_of_the_programme_is_allowed() -> None:
    last = Anchor(datetime(2027, 10, 29, 15), PARIS)

    rules.check_time(last, a_programme(), datetime(2027, 10, 1, tzinfo=UTC))


def test_time_in_a_gap_is_refused_with_both_neighbours() -> None:
    with pytest.raises(NonexistentTime) as caught:
        rules.settle(datetime(2027, 3, 28, 2, 30), PARIS, None)

    assert caught.value.facts["choices"] == (
        datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
        datetime(2027, 3, 28, 1, 30, tzinfo=UTC),
    )


def test_time_in_a_fold_is_refused_until_one_is_chosen() -> None:
    wall = datetime(2027, 10, 31, 2, 30)
    with pytest.raises(AmbiguousTime) as caught:
        rules.settle(wall, PARIS, None)

    first, second = caught.value.facts["choices"]
    assert rules.settle(wall, PARIS, 0).instant == first
    assert rules.settle(wall, PARIS, 1).instant == second


def test_fold_of_an_ordinary_time_is_ignored() -> None:
    assert rules.settle(datetime(2027, 1, 26, 15), PARIS, 1) == Anchor(datetime(2027, 1, 26, 15), PARIS)


@pytest.mark.parametrize("minutes", [0, 14, 181, 10_000])
def test_duration_outside_the_policy_is_refused(minutes: int) -> None:
    with pytest.raises(DurationOutOfRange) as caught:
        rules.check_length(timedelta(minutes=minutes), BookingPolicy())

    assert caught.value.facts == {"shortest": 15, "longest": 180}


@pytest.mark.parametrize("minutes", [15, 60, 180])
def test_duration_within_the_policy_is_allowed(minutes: int) -> None:
    rules.check_length(timedelta(minutes=minutes), BookingPolicy())


def test_topic_that_is_too_long_is_refused() -> None:
    with pytest.raises(TopicTooLong):
        rules.check_topic("x" * 201, BookingPolicy())


def test_proposal_expires_at_the_latest_when_it_would_begin() -> None:
    anchor = Anchor(datetime(2027, 1, 18, 15), PARIS)

    made = rules.proposal(anchor, timedelta(hours=1), 1, BookingPolicy(), NOW)

    assert made.expires_at == anchor.instant
