"""The benchmarks count rightly, and all of them run; how long anything takes is never asserted."""

from __future__ import annotations

import asyncio
import io
import sys
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import cohorts, feeds, tables
from benchmarks.databases import prepared
from benchmarks.figures import Compared, Run, cpu, p50, p99, per_second, percentile
from benchmarks.load import Unexpected
from benchmarks.processes import ROOT, empty_listener, free_port, served_by, the_bot
from benchmarks.replies import BOOKING, CONFIRM, LINE, Amount, Bot, Replies
from benchmarks.slack_stand_in import slack_stand_in

TODAY = date(2027, 1, 18)


@pytest.mark.parametrize(("share", "value"), [(0.0, 1), (0.5, 50), (0.99, 99), (1.0, 100)])
def test_percentile_is_the_smallest_value_that_the_share_does_not_exceed(share: float, value: float) -> None:
    assert percentile(list(range(100, 0, -1)), share) == value


def test_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 0.99) == 7.0


def test_figures_of_a_run_are_milliseconds_and_spans_per_second() -> None:
    run = Run([0.001] * 98 + [0.002, 0.1], elapsed=0.5, cpu=0.3)
    assert (p50(run), p99(run), per_second(run), cpu(run)) == (1.0, 2.0, 200.0, pytest.approx(3.0))


def test_ratios_are_taken_within_a_round_and_per_request() -> None:
    ours = [Run([0.004], 0.004, trips=2), Run([0.012], 0.012, trips=2), Run([0.1], 0.1, trips=2)]
    empty = [Run([0.001], 0.001), Run([0.002], 0.002), Run([0.002], 0.002)]
    compared = Compared(ours, empty)
    assert compared.ratios(p50) == pytest.approx([2.0, 3.0, 25.0])
    assert compared.median(p50) == pytest.approx(12.0)
    assert compared.share_of_empty() == pytest.approx(1 / 3)


def test_rounds_that_do_not_match_are_no_comparison() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Compared([Run([1.0], 1.0)] * 2, [Run([1.0], 1.0)]).ratios(p50)


def test_slots_are_given_out_once_and_to_different_people() -> None:
    slots = cohorts.Slots(cohorts.Cohorts(asking=[], booking=["U1", "U2"]), TODAY)
    assert slots.take(3) == [("U1", "2027-01-20 09:00"), ("U2", "2027-01-20 09:00"), ("U1", "2027-01-20 10:00")]
    assert slots.take(1) == [("U2", "2027-01-20 10:00")]
    with pytest.raises(Unexpected, match="no more free slots"):
        slots.take(10_000)


def test_every_cell_is_measured_beside_the_empty_listener(tmp_path: Path) -> None:
    url, day = f"sqlite:///{tmp_path / 'benchmark.db'}", cohorts.today()
    people = prepared(url, day)

    async def story() -> Replies:
        async with slack_stand_in() as slack:
            with empty_listener(tmp_path) as empty:
                bot = the_bot(tmp_path, url, slack.api)
                served = await asyncio.to_thread(bot.__enter__)
                try:
                    bots = [Bot("SQLite", served, cohorts.Slots(people, day))]
                    replies = Replies(empty, bots, people, slack, Amount(1, 4), told.append)
                    measured.update(await replies.measure())
                    assert slack.calls["chat.postMessage"] > 0
                    assert served.megabytes > empty.megabytes > 0
                    return replies
                finally:
                    await asyncio.to_thread(bot.__exit__, None, None, None)

    told: list[str] = []
    measured: dict[tuple[str, str, int], Compared] = {}
    replies = asyncio.run(story())
    assert len(told) == replies.steps
    asked = ("/mentor help", "/mentor", LINE, CONFIRM, BOOKING)
    assert set(measured) == {("SQLite", name, at_once) for name in asked for at_once in (1, 50)}
    assert {len(one.rounds) for one in measured.values()} == {1}
    assert len(measured["SQLite", BOOKING, 50].rounds[0].spans) == 50
    page = io.StringIO()
    tables.shown(tables.replies(measured), Console(file=page, width=200), markdown=True)
    assert page.getvalue().count("SQLite") == len(measured)


def test_feeds_are_measured_beside_an_empty_route(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'feeds.db'}"
    paths, port = feeds.with_addresses(url, prepared(url, TODAY), TODAY), free_port()
    words = [sys.executable, "-m", "benchmarks.feed_server", url, str(port)]
    with served_by(words, port, tmp_path, {"PYTHONPATH": str(ROOT)}):
        found = asyncio.run(feeds.measured(port, paths, rounds=1, requests=10))
    assert [len(run.spans) for run in (found[0].empty, found[0].unchanged, found[0].whole)] == [10, 10, 10]
    assert [row[0] for row in feeds.rows(found)] == ["nothing new, 304", "all of it, 200", "empty route"]
