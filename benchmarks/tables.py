"""The figures as tables, for a terminal or in Markdown."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from benchmarks.figures import Compared, cpu, p50, p99, per_second
from benchmarks.replies import CONFIRM, LINE, Cell
from benchmarks.starting import EMPTY, PYTHON


@dataclass(frozen=True)
class Sheet:
    """A table: its title, headings and rows."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def replies(measured: Mapping[Cell, Compared]) -> Sheet:
    """One row for every cell."""
    return Sheet(
        "Round trips: medians of the rounds; × is times the empty listener in the same round, per request",
        [
            "database",
            "asked",
            "at once",
            "p50 ms",
            "p99 ms",
            "per s",
            "empty p50",
            "p50 ×",
            "of rounds",
            "rate ×",
            "CPU ms",
            "CPU ×",
        ],
        [[*map(str, cell), *_reply(cell, compared)] for cell, compared in sorted(measured.items())],
    )


def _reply(cell: Cell, compared: Compared) -> Iterator[str]:
    part_of_booking = cell[1] in {LINE, CONFIRM}
    yield f"{compared.median(p50):.2f}"
    yield f"{compared.median(p99):.1f}"
    yield "" if part_of_booking else f"{compared.median(per_second):.0f}"
    yield f"{Compared(compared.empty, compared.empty).median(p50):.2f}"
    ratios = compared.ratios(p50)
    yield f"{statistics.median(ratios):.2f}"
    yield f"{min(ratios):.1f}–{max(ratios):.1f}"
    yield "" if part_of_booking else f"{compared.share_of_empty():.2f}"
    yield "" if part_of_booking else f"{compared.median(cpu):.2f}"
    yield "" if part_of_booking else f"{statistics.median(compared.ratios(cpu)):.1f}"


def starts(measured: Mapping[str, Sequence[float]]) -> Sheet:
    """One row for every kind of start."""
    bare, empty = (statistics.median(measured[name]) for name in (PYTHON, EMPTY))
    return Sheet(
        "Starting (seconds; median, least to most)",
        ["what", "seconds", f"× {PYTHON}", "× empty listener"],
        [
            [
                name,
                f"{statistics.median(seconds):.3f} ({min(seconds):.3f}–{max(seconds):.3f})",
                f"{statistics.median(seconds) / bare:.1f}",
                f"{statistics.median(seconds) / empty:.2f}",
            ]
            for name, seconds in measured.items()
        ],
    )


def memory(at_rest: Mapping[str, float], afterwards: Mapping[str, float]) -> Sheet:
    """One row for every process; the first one is the empty listener."""
    yardstick = next(iter(at_rest.values()))
    return Sheet(
        "Resident memory (MB)",
        ["process", "at rest", "× empty listener", "after the load"],
        [[name, f"{held:.0f}", f"{held / yardstick:.2f}", f"{afterwards[name]:.0f}"] for name, held in at_rest.items()],
    )


def machine(load_before: tuple[float, float, float]) -> str:
    """Where it was measured, and how busy that was before and after."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    before, after = f"{load_before[0]:.1f}", f"{os.getloadavg()[0]:.1f}"
    return (
        f"{os.cpu_count()} × {model}, Python {platform.python_version()}, load average {before} before, {after} after"
    )


def shown(sheet: Sheet, console: Console, *, markdown: bool) -> None:
    """Print a table."""
    table = Table(title=sheet.title, box=box.MARKDOWN if markdown else box.SIMPLE_HEAD)
    for number, heading in enumerate(sheet.headings):
        table.add_column(heading, justify="left" if number == 0 else "right", no_wrap=True)
    for row in sheet.rows:
        table.add_row(*row)
    console.print(table)
