"""Lists as CSV and XLSX, read back by readers of their own."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest

from handlers.sheets import LONGEST_CELL, Sheet, as_csv, as_xlsx

NOW = datetime(2027, 1, 25, 9, tzinfo=UTC)
TRICKS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("https://example.org","x")']
PLAIN = [["Awa", "awa@example.org", 3], ["ليلى <!channel>", "https://example.org", 0]]
ROWS = [*PLAIN, *([trick, "", 1] for trick in TRICKS)]
SHEET = Sheet("Who: got/it? [1]", ["Name", "Address", "Tries"], ROWS)


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_csv_says_what_the_list_says_and_marks_what_begins_like_a_formula() -> None:
    content = as_csv(SHEET)
    assert content.startswith(b"\xef\xbb\xbfName,Address,Tries\r\n")
    heading, *rows = read_csv(content)
    assert heading == SHEET.headings
    assert rows[:2] == [["Awa", "awa@example.org", "3"], ["ليلى <!channel>", "https://example.org", "0"]]
    assert [row[0] for row in rows[2:]] == [f"'{trick}" for trick in TRICKS]


def test_workbook_says_what_the_list_says_and_holds_no_formula_nor_link() -> None:
    page = read_xlsx(as_xlsx([SHEET], NOW))
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == SHEET.headings
    assert rows[1:3] == PLAIN
    kinds = {cell.data_type for row in page.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert page._hyperlinks == []
    assert page.title == "Who  got it   1"
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("rtl", [True, False])
def test_workbook_is_read_in_its_direction(rtl: bool) -> None:
    page = read_xlsx(as_xlsx([Sheet("x", ["الاسم"], [["ليلى"]], rtl)], NOW))
    assert bool(page.sheet_view.rightToLeft) is rtl


def test_workbook_cuts_what_no_cell_can_hold_and_takes_an_empty_list() -> None:
    assert len(read_xlsx(as_xlsx([Sheet("", ["x"], [["y" * 40_000]])], NOW))["A2"].value) == LONGEST_CELL
    assert read_xlsx(as_xlsx([Sheet("'", ["x"], [])], NOW)).max_row == 1


@pytest.mark.parametrize(
    ("title", "name"), [("x" * 40, "x" * 31), ("x" * 30 + "🦊!", "x" * 30), ("🦊" * 40, "🦊" * 15), ("a/b", "a b")]
)
def test_workbook_cuts_a_name_that_no_sheet_may_have(title: str, name: str) -> None:
    assert read_xlsx(as_xlsx([Sheet(title, ["x"], [["y"]])], NOW)).title == name
