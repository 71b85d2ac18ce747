"""`mentorbot simulate`: plays a programme, shows how far it is, sums it up, and draws it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.output import write
from bot.simulation import Script, Step, months_later, play
from bot.simulation_picture import picture
from bot.simulation_summary import record
from bot.trouble import Trouble
from handlers import roster_file
from mentoring.errors import Refused

USAGE = 2


@dataclass(frozen=True)
class Order:
    """What was asked for on the command line."""

    cohort: Path
    starts_on: date
    months: int
    seed: int
    picture: Path | None


def simulate(order: Order, *, as_json: bool) -> None:
    """Play it and print the summary; Trouble when the roster can't be used or the picture not be written."""
    if order.picture and order.picture.suffix != ".svg":
        raise Trouble(
            "The picture is an SVG file, which every browser opens: give a name ending in .svg.", status=USAGE
        )
    script = Script(_rows(order.cohort), order.starts_on, order.months, order.seed)
    began = time.monotonic()
    with _progress(order) as step:
        story = play(script, step)
    told = record(story, time.monotonic() - began)
    if order.picture:
        write(order.picture, picture(story).encode())
    if as_json:
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201 - what machines read
    else:
        _show(told, order)


def _rows(file: Path) -> list[Any]:
    try:
        content = file.read_bytes()
    except OSError as refused:
        raise Trouble(f"{file} can't be read ({refused.strerror}).") from None
    try:
        rows, problems = roster_file.read(file.name, content)
    except Refused as refused:
        raise Trouble(f"{file} can't be used: mentorbot import roster tells why ({refused.code}).") from None
    if problems:
        raise Trouble(f"{file} has {len(problems)} rows to correct; mentorbot import roster names them.")
    if not any(row.mentor_email for row in rows):
        raise Trouble(f"{file} pairs nobody: give mentees a mentor_email.")
    return list(rows)


@contextmanager
def _progress(order: Order) -> Iterator[Step]:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        days = (months_later(order.starts_on, order.months) - order.starts_on).days
        task = progress.add_task("Playing", total=days)

        def step(now: datetime) -> None:
            progress.update(task, completed=(now.date() - order.starts_on).days, description=f"{now:%d %B %Y}")

        yield step


def _show(told: dict[str, Any], order: Order) -> None:
    console, said = Console(), told["said"]
    programme = told["programme"]
    console.print(
        f"{programme['pairs']} pairs from {programme['first_day']} to {programme['last_day']}: "
        f"{said['total']} messages, played in {told['seconds']} s."
    )
    sessions = ", ".join(f"{name} {count}" for name, count in told["sessions"].items())
    console.print(f"Sessions: {sessions}.")
    console.print(_table("Kind", said["by_kind"]))
    console.print(
        _table("Reader's hour", {f"{int(hour):02}:00": count for hour, count in said["by_local_hour"].items()})
    )
    console.print(_table("Country", said["by_country"]))
    if told["not_said"]:
        console.print(_table("Planned and rightly not said", told["not_said"]))
    if order.picture:
        console.print(f"The picture is {order.picture}.")


def _table(head: str, counted: dict[str, int]) -> Table:
    table = Table(head, "", "", box=None, header_style="bold")
    table.columns[1].justify = "right"
    most = max(counted.values(), default=1)
    for name, count in counted.items():
        table.add_row(name.replace("_", " "), str(count), "█" * round(40 * count / most))
    return table
