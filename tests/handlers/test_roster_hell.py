"""Rosters as nobody should send them: each ends in rows or in problems with their lines."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from handlers import roster_file
from mentoring.people import RosterProblem

HEADING = ("email", "name", "role", "zone", "cluster")
AWA = ("awa@example.org", "Awa", "mentor", "Europe/Paris", "Numeric")
LUCA = ("luca@example.org", "Luca", "mentee", "Europe/Rome", "Agri")


def workbook(rows: list[tuple[str, ...]], *merged: str) -> bytes:
    book, packed = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    for where in merged:
        book.active.merge_cells(where)
    book.create_sheet("notes").merge_cells("A1:A9")
    book.save(packed)
    return packed.getvalue()


def test_a_title_merged_above_the_headings_is_passed_over() -> None:
    data = workbook(
        [("Mentoring 2027", "", "", "", ""), ("Person", "", "Place", "", ""), HEADING, AWA], "A1:E1", "A2:B2"
    )
    rows, problems = roster_file.read("roster.xlsx", data)
    assert ([(row.line, row.name) for row in rows], problems) == ([(4, "Awa")], [])


def test_cells_merged_over_several_lines_are_named_and_those_lines_not_taken() -> None:
    data = workbook([HEADING, AWA, ("luca@example.org", "Luca", "mentee", "Europe/Rome", "")], "E2:E3")
    rows, problems = roster_file.read("roster.xlsx", data)
    assert problems == [RosterProblem(2, "merged_cells", "", "E2:E3")]
    assert [row.name for row in rows] == ["Luca"]


def test_two_columns_under_one_merged_heading_leave_the_second_alone() -> None:
    data = workbook(
        [("email", "role", "zone", "name", ""), ("awa@example.org", "mentor", "Europe/Paris", "Awa", "D")], "D1:E1"
    )
    rows, problems = roster_file.read("roster.xlsx", data)
    assert ([row.name for row in rows], problems) == (["Awa"], [])


@pytest.mark.parametrize("title", ["Our people, 2027\n", "Our people\n\n", "Our people;;;\n;;;\n"])
def test_a_title_above_the_headings_of_a_text_with_semicolons_is_passed_over(title: str) -> None:
    text = title + ";".join(HEADING[:4]) + "\n" + ";".join(AWA[:4]) + "\n"
    rows, problems = roster_file.read("roster.csv", text.encode("utf-8-sig"))
    assert ([row.name for row in rows], problems) == (["Awa"], [])


def test_what_windows_writes_is_read_with_its_own_signs() -> None:
    text = "courriel;nom;rôle;fuseau;grappe\nines@example.org;Inès Œuvrard;mentore;Africa/Tunis;L’Atelier – €\n"
    rows, problems = roster_file.read("liste.csv", text.encode("cp1252"))
    assert ([(row.name, row.cluster) for row in rows], problems) == ([("Inès Œuvrard", "L’Atelier – €")], [])


def test_two_mentors_in_one_cell_are_no_address() -> None:
    text = "email,name,role,zone,mentor\nluca@example.org,Luca,mentee,Europe/Rome,awa@example.org; ines@example.org\n"
    rows, problems = roster_file.read("roster.csv", text.encode())
    assert (rows, [(one.line, one.code) for one in problems]) == ([], [(2, "bad_email")])


def test_everything_wrong_at_once_is_told_line_by_line() -> None:
    lines = [
        "email;name;role;zone;country",
        "awa@example.org;Awa;mentor;Europe/Paris;FR",
        "AWA@example.org;Awa again;mentor;Europe/Paris;FR",
        "=1+1;Sum;mentor;Europe/Paris;FR",
        "luca@example.org;Luca;pupil;Europe/Rome;IT",
        "omar@example.org;Omar;mentee;Atlantis/Harbour;JO",
        "no address;Nobody;mentee;Africa/Cairo;EG",
    ]
    rows, problems = roster_file.read("roster.csv", "\r\n".join(lines).encode("utf-8-sig"))
    assert rows == []
    assert [(one.line, one.code) for one in problems] == [
        (2, "duplicate_email"),
        (3, "duplicate_email"),
        (4, "formula"),
        (5, "unknown_role"),
        (6, "unknown_zone"),
        (7, "bad_email"),
    ]
