"""Lists on the command line: a table to read, JSON or CSV to keep as evidence."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.trouble import Trouble
from handlers.sheets import guarded

FORMATS = ("table", "json", "csv")
WRONG = 2
PIPED = 220
"""Characters in a line that nobody's screen has to hold."""

Value = str | int | bool | Sequence[Mapping[str, str | int]]
Line = Mapping[str, Value]
"""Only JSON holds values that are lists themselves."""


def check_format(form: str) -> None:
    """Trouble for a format that there is none of."""
    if form not in FORMATS:
        raise Trouble(f"“{form}” is no format. Write one of {', '.join(FORMATS)}.", status=WRONG)


def show(lines: Sequence[Line], form: str, *, columns: Sequence[str], on_screen: Sequence[str]) -> None:
    """Print the lines in this format; ``columns`` are all there are, ``on_screen`` those that a table shows."""
    match form:
        case "json":
            sys.stdout.write(json.dumps(lines, ensure_ascii=False, indent=2) + "\n")
        case "csv":
            writer = csv.DictWriter(sys.stdout, columns)
            writer.writeheader()
            writer.writerows({name: as_text(value) for name, value in line.items()} for line in lines)
        case _:
            _print_table(lines, on_screen)


def as_text(value: Value) -> str:
    """What a spreadsheet shows as it stands: what begins like a formula is marked as text."""
    return guarded(str(value))


def _print_table(lines: Sequence[Line], on_screen: Sequence[str]) -> None:
    table = Table(*on_screen)
    for line in lines:
        table.add_row(*(Text(str(line[name])) for name in on_screen))
    console = Console(width=None if sys.stdout.isatty() else PIPED)
    console.print(table if lines else "Nothing.")
