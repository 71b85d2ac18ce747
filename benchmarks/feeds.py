"""`python -m benchmarks.feeds`: how often a second people's calendars may ask, on one core.

Beside an empty route of the same server in the same round: a calendar that has everything already (304 by its tag), and
one that has nothing (200, drawn before).
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.cohorts import Cohorts, keep_session, today
from benchmarks.databases import databases, prepared
from benchmarks.figures import Run, p50, p99, per_second
from benchmarks.load import commands
from benchmarks.payloads import TEAM
from benchmarks.processes import LOAD_CORE, ROOT, free_port, on_core, served_by
from handlers.calendars import feed_address
from mentoring.clocks import use_bundled_zones
from mentoring.services.calendars import feed_version, renew_address
from storage.engine import make_engine
from storage.unit_of_work import SqlUnitOfWork

SESSIONS = 30
AT_ONCE = 8


@dataclass(frozen=True)
class Round:
    """The same number of questions of each kind, one kind after the other."""

    empty: Run
    unchanged: Run
    whole: Run


def with_addresses(url: str, cohorts: Cohorts, day: date) -> list[str]:
    """Give everybody who asks thirty sessions more and an address; its paths."""
    engine = make_engine(url)
    paths = []
    with SqlUnitOfWork(engine, TEAM) as uow:
        for user_id in cohorts.asking:
            person = uow.people.by_user(user_id)
            assert person is not None
            pair = uow.people.pairs_of(person.id, day)[0]
            if person.id == pair.mentee_id:
                people = (person, uow.people.get(pair.mentor_id))
                for week in range(SESSIONS):
                    keep_session(uow, pair, people, day + timedelta(days=7 * week - 95), 15)
        uow.commit()
    now = datetime.now(UTC)
    for user_id in cohorts.asking:
        with SqlUnitOfWork(engine, TEAM) as uow:
            person = uow.people.by_user(user_id)
        assert person is not None
        token = renew_address(SqlUnitOfWork(engine, TEAM), "", actor=person, now=now)
        assert token is not None
        assert feed_version(SqlUnitOfWork(engine, ""), token, now=now)
        paths.append(feed_address("", token))
    engine.dispose()
    return paths


async def tags(port: int, paths: Sequence[str]) -> list[str]:
    """The tag of every feed, which also has each drawn once."""
    found = []
    for path in paths:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(asking(path, Connection="close"))
        head = (await reader.read()).split(b"\r\n\r\n")[0].decode()
        found.append(next(line.partition(": ")[2] for line in head.split("\r\n") if line.startswith("etag")))
        writer.close()
    return found


def asking(path: str, **headers: str) -> bytes:
    """A question for the path."""
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def measured(port: int, paths: Sequence[str], rounds: int, requests: int) -> list[Round]:
    """Rounds of so many questions of each kind."""
    found = await tags(port, paths)
    places = [number % len(paths) for number in range(requests)]
    empty = [asking("/empty")] * requests
    unchanged = [asking(paths[at], **{"If-None-Match": found[at]}) for at in places]
    whole = [asking(paths[at]) for at in places]
    return [
        Round(
            await commands(port, empty, AT_ONCE),
            await commands(port, unchanged, AT_ONCE, expected=304),
            await commands(port, whole, AT_ONCE),
        )
        for _ in range(rounds)
    ]


def rows(found: Sequence[Round]) -> list[list[str]]:
    """The figures of each kind: medians of the rounds, and the ratio within each."""
    kinds = {
        "nothing new, 304": [(one.unchanged, one.empty) for one in found],
        "all of it, 200": [(one.whole, one.empty) for one in found],
        "empty route": [(one.empty, one.empty) for one in found],
    }
    return [
        [
            name,
            *(f"{statistics.median(figure(ours) for ours, _ in pairs):.2f}" for figure in (p50, p99)),
            f"{statistics.median(per_second(ours) for ours, _ in pairs):.0f}",
            f"{statistics.median(per_second(empty) / per_second(ours) for ours, empty in pairs):.1f}",
        ]
        for name, pairs in kinds.items()
    ]


def main(
    requests: Annotated[int, typer.Option(min=10, help="Questions of each kind in a round.")] = 2000,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds; the table gives their medians.")] = 5,
) -> None:
    """Measure feeds on SQLite and PostgreSQL."""
    use_bundled_zones()
    console = Console(width=120)
    table = Table("database", "what", "p50 ms", "p99 ms", "per s", "× empty route", title="Feeds, eight at once")
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as name, databases(Path(name)) as urls:
        for database, url in urls.items():
            day = today()
            paths, port = with_addresses(url, prepared(url, day), day), free_port()
            words = [sys.executable, "-m", "benchmarks.feed_server", url, str(port)]
            with served_by(words, port, Path(name), {"PYTHONPATH": str(ROOT)}), on_core(LOAD_CORE):
                for row in rows(asyncio.run(measured(port, paths, rounds, requests))):
                    table.add_row(database, *row)
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
