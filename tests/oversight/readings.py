"""Figures read back from what people see: English blocks, sentences, tables, files and drawings.

Whatever is not found reads as nothing, so that a sentence left out is a figure that differs.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from matplotlib.figure import Figure
from openpyxl import load_workbook
from sqlalchemy import Engine

from bot.report import Wish, show_report
from bot.settings import Settings
from handlers.i18n import Translator
from handlers.pictures import DRAWN_BY
from handlers.views.board import decoded
from mentoring.oversight import PairFilter
from mentoring.pictures import Picture

DIRECTIONS = re.compile("[\u200e\u200f\u2066-\u2069]")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TITLE = re.compile(r"^\*(?P<couple>[^*]+)\* · (?P<level>[^,·]+?)(?:, (?P<points>\d+) points?)?(?P<new> · new)?$")
LEVELS = {"needs you": "urgent", "keep an eye on them": "watch", "all is well": "calm", "they pause": "calm"}


@dataclass
class RowSeen:
    """A pair's row as somebody reads it; ``level`` is "resting" while it rests."""

    couple: str
    level: str
    points: int
    reasons: list[str]
    facts: str = ""
    rests_until: str = ""
    new: bool = False


def texts_of(blocks: Iterable[dict[str, Any]]) -> list[str]:
    """The words of each block that has any."""
    found = []
    for block in blocks:
        texts = [block["text"]] if "text" in block else block.get("elements", []) if block["type"] == "context" else []
        found += [DIRECTIONS.sub("", one["text"]) for one in texts if "text" in one]
    return found


def number(pattern: str, text: str) -> int:
    """The number in the first place of the pattern, 0 where it is not said."""
    found = re.search(pattern, text)
    return int(found.group(1)) if found else 0


def totals_of(text: str) -> dict[str, object]:
    """The figures of a programme in its lines."""
    expected = re.search(r", of (\d+) expected by now", text)
    return {
        "held": number(r"(\d+) sessions? held", text),
        "expected": int(expected.group(1)) if expected else None,
        "planned": number(r"(\d+) planned in all", text),
        "unconfirmed": number(r"(\d+) not confirmed", text),
        "notes": number(r"(\d+) with a note", text),
        "meetings_over": number(r"Joint meetings: (\d+) of", text),
        "meetings_planned": number(r"Joint meetings: \d+ of (\d+)", text),
        "attended": number(r"(\d+) of \d+ places attended", text),
        "places": number(r"\d+ of (\d+) places attended", text),
    }


def rows_in(texts: Iterable[str]) -> list[RowSeen]:
    """The pairs' rows among these texts, in their order."""
    found = []
    for text in texts:
        first, *rest = text.split("\n")
        title = TITLE.match(first)
        if title:
            found.append(
                RowSeen(
                    couple=title["couple"],
                    level=LEVELS.get(title["level"], title["level"]),
                    points=int(title["points"] or 0),
                    reasons=[one.removeprefix("• ") for one in rest if one.startswith("• ")],
                    facts=next((one for one in rest if re.match(r"\d+ held", one)), ""),
                    rests_until=next((one for one in rest if one.startswith("Rests until ")), ""),
                    new=bool(title["new"]),
                )
            )
    return found


def next_page(view: dict[str, Any]) -> PairFilter | None:
    """What the button for the next page of a Home asks for, where there is one."""
    buttons = [one for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    later = [one for one in buttons if one["action_id"].startswith("board.page") and one["text"]["text"] == "Later"]
    return decoded(later[0]["value"]) if later else None


def day(at: date) -> str:
    """ "Tue 26 Jan"."""
    return f"{at:%a} {at.day} {MONTHS[at.month - 1]}"


def long_day(at: date) -> str:
    """ "Tuesday 26 January 2027"."""
    return f"{at:%A} {at.day} {at:%B} {at.year}"


def local_day(at: datetime, zone: str) -> date:
    """The day on the clocks of a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def counted(count: int, one: str, many: str = "") -> str:
    """ "1 session", "2 sessions"."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def reported(engine: Engine, team_id: str, form: str, now: datetime, file: Path | None = None) -> str:
    """What `mentorbot report` prints in this format."""
    out = io.StringIO()
    with redirect_stdout(out):
        wish = Wish("Cluster Mentoring", form, file)
        show_report(Settings.model_construct(), engine, wish, team_id=team_id, now=now)
    return out.getvalue()


Table = list[dict[str, str]]


def tables_in_json(text: str) -> list[Table]:
    """Totals, months and pairs, every value as text."""
    found = json.loads(text)
    return [[{name: str(value) for name, value in one.items()} for one in found[key]] for key in found]


def tables_in_workbook(file: Path) -> list[Table]:
    """The same from the sheets of a workbook."""
    book = load_workbook(file, read_only=True)
    found = []
    for sheet in book.worksheets:
        names, *lines = sheet.iter_rows(values_only=True)
        found.append(
            [
                {str(name): "" if cell is None else str(cell) for name, cell in zip(names, line, strict=True)}
                for line in lines
            ]
        )
    book.close()
    return found


def table_in_csv(text: str) -> Table:
    """The pairs."""
    return list(csv.DictReader(io.StringIO(text)))


def tables_on_screen(text: str) -> list[Table]:
    """The three tables in a terminal; what did not fit into a cell goes on in the line below."""
    found: list[Table] = []
    for block in re.split(r"(?m)^┏.*$", text)[1:]:
        lines = [one for one in block.splitlines() if one[:1] in ("┃", "│")]
        cells = [[cell.strip() for cell in re.split("[┃│]", one)[1:-1]] for one in lines]
        names, rows = cells[0], cells[1:]
        table: Table = []
        for row in rows:
            if row[0]:
                table.append(dict(zip(names, row, strict=True)))
            else:
                for name, more in zip(names, row, strict=True):
                    table[-1][name] = f"{table[-1][name]} {more}".strip()
        found.append(table)
    return found


def bars_in(t: Translator, picture: Picture) -> dict[str, list[int]]:
    """The lengths of the bars, and the squares, as they are put on the paper."""
    axes = Figure().subplots()
    DRAWN_BY[picture.kind](t, picture, axes)
    found = {
        str(one.get_label()): [int(bar.get_height()) for bar in one.patches]
        for one in axes.containers
        if picture.kind == "months"
    }
    if picture.kind == "countries":
        found["held"] = [int(bar.get_width()) for one in axes.containers for bar in one.patches]
    for line in axes.lines:
        found[str(line.get_label())] = [int(one) for one in line.get_ydata()]
    for image in axes.images:
        found["squares"] = [int(one) for row in image.get_array() for one in row]
    return found


def months_told(text: str) -> list[tuple[str, int, int, int, int]]:
    """Of each month in words: its name, planned, held, unconfirmed, expected."""
    return [
        (
            line.partition(":")[0],
            number(r"(\d+) sessions? planned", line),
            number(r"(\d+) held", line),
            number(r"(\d+) unconfirmed", line),
            number(r"(\d+) expected", line),
        )
        for line in text.split("\n")[1:]
    ]


def countries_told(text: str) -> list[tuple[str, int, int]]:
    """Of each country in words: its name, people, sessions."""
    return [
        (line.partition(":")[0], number(r"(\d+) pe(?:rson|ople)", line), number(r"(\d+) sessions?", line))
        for line in text.split("\n")[1:]
    ]


def signs_in(path: str) -> list[str]:
    """What stands beside the name of each month in a path."""
    months = path.split("\n")[1].replace("*", "").split(" · ")
    return [one.partition(" ")[2] for one in months]


def signs(held: int, unconfirmed: int, to_come: int, *, begun: bool) -> str:
    """What is to stand there: four signs at most, then how many more."""
    every = "✓" * held + "?" * unconfirmed + "○" * to_come
    more = f"+{len(every) - 4}" if len(every) > 4 else ""
    return every[:4] + more or ("–" if begun else "")


def joined(items: Sequence[str]) -> str:
    """ "Awa and Luca"."""
    return " and ".join(items)
