"""Lists as files for a spreadsheet, CSV and XLSX, in which what somebody typed is never a formula or a link."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""How a cell begins that a spreadsheet would work out; some take the wide forms of the signs for the narrow ones."""

LONGEST_CELL = 32_767
LONGEST_NAME = 31
WIDEST_COLUMN, NARROWEST_COLUMN = 60, 8
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")

Cell = str | int


@dataclass(frozen=True)
class Sheet:
    """A list with its headings; ``rtl`` where it is read from right to left."""

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    rtl: bool = False


def guarded(text: str) -> str:
    """The text as a spreadsheet shows it that reads CSV: what begins like a formula is marked as text."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it, and lines that end as RFC 4180 has them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([guarded(heading) for heading in sheet.headings])
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Iterable[Sheet], now: datetime) -> bytes:
    """A workbook made at ``now``: texts are texts, numbers numbers, and the headings stay in view."""
    import xlsxwriter  # noqa: PLC0415 - a second to import, which no start should wait for

    content = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(content, literal) as book:
        book.set_properties({"created": now.replace(tzinfo=None)})
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            _fill(book.add_worksheet(_name(sheet.name)), sheet, bold)
    return content.getvalue()


def _fill(page: Worksheet, sheet: Sheet, bold: Format) -> None:
    if sheet.rtl:
        page.right_to_left()
    page.freeze_panes(1, 0)
    page.write_row(0, 0, sheet.headings, bold)
    for place, row in enumerate(sheet.rows, 1):
        page.write_row(place, 0, [cell[:LONGEST_CELL] if isinstance(cell, str) else cell for cell in row])
    for column, heading in enumerate(sheet.headings):
        page.set_column(column, column, _width([heading, *(row[column] for row in sheet.rows)]))
    page.autofilter(0, 0, len(sheet.rows), len(sheet.headings) - 1)


def _name(name: str) -> str:
    """A name that a sheet may have; an emoji counts for two there."""
    units = NOT_IN_A_NAME.sub(" ", name).encode("utf-16-le")[: 2 * LONGEST_NAME]
    return units.decode("utf-16-le", "ignore").strip(" '") or "1"


def _width(cells: Sequence[Cell]) -> int:
    longest = max(len(str(cell)) for cell in cells)
    return min(max(longest + 2, NARROWEST_COLUMN), WIDEST_COLUMN)
