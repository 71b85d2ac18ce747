"""Several who vote, book and end a poll at once, on both real databases."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from mentoring.errors import PollOver
from mentoring.polls import PollDetails, PollRequest, PollState, Tally, Vote
from mentoring.services.polls import book_winner, close_poll, expire_polls, open_poll, vote
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, TEAM, Cohort, a_cohort

DAY = timedelta(days=1)
R = TypeVar("R")


@pytest.fixture
def cohort(engine: Engine) -> Cohort:
    with SqlUnitOfWork(engine, TEAM) as unit:
        cohort = a_cohort(unit)
        unit.commit()
    return cohort


@pytest.fixture
def poll(engine: Engine, cohort: Cohort) -> PollDetails:
    people = (cohort.luca.id, cohort.fatima.id, cohort.ines.id)
    starts = (NOW + 7 * DAY, NOW + 8 * DAY)
    request = PollRequest(people, starts, timedelta(hours=1), NOW + 3 * DAY)
    return open_poll(SqlUnitOfWork(engine, TEAM), request, actor=cohort.awa, now=NOW)


def at_once(*racers: Callable[[], R]) -> list[R]:
    """What each of the racers got; all of them start at the same moment."""
    start = threading.Barrier(len(racers), timeout=30)

    def begin(run: Callable[[], R]) -> R:
        start.wait()
        return run()

    with ThreadPoolExecutor(len(racers)) as pool:
        return list(pool.map(begin, racers))


def test_votes_given_at_once_are_all_counted(engine: Engine, cohort: Cohort, poll: PollDetails) -> None:
    def votes(person: int, index: int) -> Callable[[], object]:
        actor = (cohort.luca, cohort.fatima, cohort.ines)[person]
        return lambda: vote(SqlUnitOfWork(engine, TEAM), poll.poll.id, index, Vote.YES, actor=actor, now=NOW)

    at_once(*(votes(person, index) for person in range(3) for index in range(2)))
    with SqlUnitOfWork(engine, TEAM) as unit:
        kept = unit.polls.get(poll.poll.id)
    assert [kept.tally(index) for index in range(2)] == [Tally(yes=3), Tally(yes=3)]
    assert kept.revision == 1 + 6


def test_poll_booked_closed_and_run_out_at_once_ends_one_way(engine: Engine, cohort: Cohort, poll: PollDetails) -> None:
    poll_id, later = poll.poll.id, NOW + 3 * DAY

    def book() -> str:
        try:
            return book_winner(SqlUnitOfWork(engine, TEAM), poll_id, 0, actor=cohort.awa, now=NOW).poll.state
        except PollOver:
            return "over"

    def close() -> str:
        try:
            return close_poll(SqlUnitOfWork(engine, TEAM), poll_id, actor=cohort.awa, now=NOW).poll.state
        except PollOver:
            return "over"

    def expire() -> str:
        return PollState.EXPIRED if expire_polls(SqlUnitOfWork(engine, TEAM), now=later) else "over"

    ended = Counter(at_once(book, close, expire, book))
    with SqlUnitOfWork(engine, TEAM) as unit:
        kept = unit.polls.get(poll_id)
        booked = unit.sessions.upcoming(cohort.awa.id, NOW)
    assert kept.state is not PollState.OPEN
    assert set(ended) - {"over"} == {kept.state}
    assert len(booked) == (1 if kept.state is PollState.BOOKED else 0)
