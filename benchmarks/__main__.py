"""`python -m benchmarks`: measures, and prints the tables that docs/benchmarks.md keeps."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from benchmarks import cohorts, starting, tables
from benchmarks.databases import databases, prepared
from benchmarks.figures import Compared
from benchmarks.processes import LOAD_CORE, Served, empty_listener, on_core, the_bot
from benchmarks.replies import Amount, Bot, Cell, Replies
from benchmarks.slack_stand_in import StandIn, slack_stand_in
from mentoring.clocks import use_bundled_zones

EMPTY = "empty listener"
WIDTH = 140
"""Columns of the printed tables, also where nobody looks at a terminal."""

AT_REST_AFTER = 3.0
"""Seconds that a process is left alone before it is weighed."""


@dataclass(frozen=True)
class Everything:
    """All that was measured."""

    replies: dict[Cell, Compared]
    starts: dict[str, list[float]]
    at_rest: dict[str, float]
    afterwards: dict[str, float]


def main(
    requests: Annotated[
        int, typer.Option(min=4, help="Commands in a round at 50 at once; fewer at 1, and bookings.")
    ] = 1000,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; the tables give their medians.")] = 4,
    quick: Annotated[bool, typer.Option("--quick", help="One small round, to see that all of it works.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables in Markdown.")] = False,
    understanding: Annotated[bool, typer.Option(help="Also measure how lines are understood.")] = True,
) -> None:
    """Measure the bot against an empty Bolt listener on the same server."""
    use_bundled_zones()
    amount = Amount(1, 100) if quick else Amount(rounds, requests)
    console, load_before = Console(width=WIDTH), os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as folder, _progress() as progress, on_core(LOAD_CORE):
        everything = asyncio.run(_measure(Path(folder), amount, 1 if quick else 5, progress))
    console.print(tables.machine(load_before))
    for sheet in (
        tables.replies(everything.replies),
        tables.starts(everything.starts),
        tables.memory(everything.at_rest, everything.afterwards),
    ):
        tables.shown(sheet, console, markdown=markdown)
    if understanding and find_spec("benchmarks.when"):
        import_module("benchmarks.when").main()


def _progress() -> Progress:
    columns = (TextColumn("{task.description:<40}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    # drawn between runs only: a thread that draws would be measured with what it draws
    return Progress(*columns, console=Console(stderr=True), auto_refresh=False, disable=not sys.stderr.isatty())


async def _measure(folder: Path, amount: Amount, times: int, progress: Progress) -> Everything:
    task = progress.add_task("preparing", total=None)

    def told(step: str) -> None:
        progress.update(task, description=step, advance=1)
        progress.refresh()

    async with AsyncExitStack() as opened:
        slack = await opened.enter_async_context(slack_stand_in())
        urls = opened.enter_context(databases(folder))
        day = cohorts.today()
        people = [prepared(url, day) for url in urls.values()]
        served = await _all_served(opened, folder, urls, slack)
        bots = [Bot(name, served[name], cohorts.Slots(one, day)) for name, one in zip(urls, people, strict=True)]
        measuring = Replies(served[EMPTY], bots, people[0], slack, amount, told)
        progress.update(task, total=measuring.steps + starting.steps(list(urls), times))
        await asyncio.sleep(AT_REST_AFTER)
        at_rest = {name: one.megabytes for name, one in served.items()}
        replies = await measuring.measure()
        afterwards = {name: one.megabytes for name, one in served.items()}
        starts = await asyncio.to_thread(starting.starts, folder, urls, slack.api, times, told)
    return Everything(replies, starts, at_rest, afterwards)


async def _all_served(opened: AsyncExitStack, folder: Path, urls: dict[str, str], slack: StandIn) -> dict[str, Served]:
    """Start every server; in threads, as the bot asks the stand-in on this loop before it is ready."""
    starting_up = {EMPTY: empty_listener(folder)} | {
        name: the_bot(folder, url, slack.api) for name, url in urls.items()
    }
    served = {}
    for name, one in starting_up.items():
        served[name] = await asyncio.to_thread(one.__enter__)
        opened.push(one.__exit__)
    return served


if __name__ == "__main__":
    typer.run(main)
