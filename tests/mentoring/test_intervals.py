"""Interval arithmetic against sets of minutes."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.intervals import Interval, intersect, subtract, union

EPOCH = datetime(2027, 1, 1, tzinfo=UTC)


def at(minute: int) -> datetime:
    return EPOCH + timedelta(minutes=minute)


def an_interval(start: int, end: int) -> Interval:
    return Interval(at(start), at(end))


intervals = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: an_interval(pair[0], pair[0] + pair[1])),
    max_size=6,
)


def minutes(some: Iterable[Interval]) -> set[int]:
    return {minute for minute in range(100) for one in some if one.start <= at(minute) < one.end}


@given(intervals)
def test_union_covers_the_same_time_without_touching(some: list[Interval]) -> None:
    merged = union(some)

    assert minutes(merged) == minutes(some)
    assert all(one.end < other.start for one, other in itertools.pairwise(merged))


@given(intervals, intervals)
def test_intersect_is_what_both_cover(left: list[Interval], right: list[Interval]) -> None:
    assert minutes(intersect(left, right)) == minutes(left) & minutes(right)


@given(intervals, intervals)
def test_subtract_is_what_only_the_first_covers(free: list[Interval], busy: list[Interval]) -> None:
    assert minutes(subtract(free, busy)) == minutes(free) - minutes(busy)


def test_touching_intervals_do_not_overlap() -> None:
    assert not an_interval(0, 30).overlaps(an_interval(30, 60))
    assert an_interval(0, 31).overlaps(an_interval(30, 60))


def test_interval_contains_itself() -> None:
    assert an_interval(0, 30).contains(an_interval(0, 30))
    assert not an_interval(0, 30).contains(an_interval(0, 31))


@pytest.mark.parametrize(("start", "end"), [(30, 30), (30, 10)])
def test_interval_that_does_not_end_after_its_start_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="ends after"):
        an_interval(start, end)


def test_interval_of_naive_instants_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Interval(datetime(2027, 1, 1), datetime(2027, 1, 2))
