"""How soon a process is up, and how much it holds once it is."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.processes import MENTORBOT, Served, empty_listener, seconds_of, the_bot

PYTHON, EMPTY, HELP = "python -c pass", "empty listener, ready", "mentorbot --help"

Told = Callable[[str], None]


def starts(
    folder: Path, databases: Mapping[str, str], slack_api: str, times: int, told: Told
) -> dict[str, list[float]]:
    """Seconds of every start: one of each kind, then the next of each."""
    kinds: dict[str, Callable[[], float]] = {
        PYTHON: lambda: seconds_of([sys.executable, "-c", "pass"]),
        HELP: lambda: seconds_of([MENTORBOT, "--help"]),
        EMPTY: lambda: _ready_after(empty_listener(folder)),
    }
    for database, url in databases.items():
        kinds[f"mentorbot run, ready, {database}"] = _start(folder, url, slack_api)
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(times):
        for name, measure in kinds.items():
            told(name)
            found[name].append(measure())
    return found


def steps(databases: Sequence[str], times: int) -> int:
    """How often `starts` calls ``told``."""
    return times * (3 + len(databases))


def _start(folder: Path, url: str, slack_api: str) -> Callable[[], float]:
    return lambda: _ready_after(the_bot(folder, url, slack_api))


def _ready_after(started: AbstractContextManager[Served]) -> float:
    with started as served:
        return served.ready_after
