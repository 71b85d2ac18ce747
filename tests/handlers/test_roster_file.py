"""A roster comes as people's spreadsheets make it; every bad row is named by its line."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers import roster_file
from mentoring.people import Role, RosterProblem, RosterRow

DOCS = Path(__file__).parents[2] / "docs"
HEADING = "email,name,role,zone"
AWA = RosterRow(2, "awa@example.org", "Awa", frozenset({Role.MENTOR}), "Europe/Paris", "FR")


def read(text: str, encoding: str = "utf-8") -> tuple[list[RosterRow], list[RosterProblem]]:
    return roster_file.read("roster.csv", text.encode(encoding))


def sheet(*rows: tuple[object, ...]) -> bytes:
    book, packed = Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_plain_file_is_read_whatever_the_spreadsheet_made_of_it(separator: str, encoding: str, ending: str) -> None:
    lines = [HEADING, "awa@example.org,Awa,mentor,Europe/Paris", ""]
    text = ending.join(lines).replace(",", separator)
    assert read(text, encoding) == ([AWA], [])


def test_a_separator_stated_by_excel_counts_as_a_line() -> None:
    rows, problems = read("sep=;\nemail;name;role;zone\nawa@example.org;Awa;mentor;Europe/Paris\n")
    assert ([row.line for row in rows], problems) == ([3], [])


def test_latin_1_is_read_when_utf_8_fails() -> None:
    rows, problems = read("courriel;nom;rôle;fuseau\nines@example.org;Inès;mentorée;Africa/Tunis\n", "latin-1")
    assert problems == []
    assert [(row.name, row.roles, row.country) for row in rows] == [("Inès", frozenset({Role.MENTEE}), "TN")]


def test_a_workbook_is_read_like_a_text() -> None:
    data = sheet(("E-mail", "NAME", "Role", "Time_Zone"), ("awa@example.org", "Awa", "Mentor", "europe/paris"))
    assert roster_file.read("roster.xlsx", data) == ([AWA], [])


def test_other_cells_of_a_workbook_become_text() -> None:
    data = sheet(
        ("email", "name", "role", "zone", "cohort", "title"),
        ("awa@example.org", "Awa", "mentor", "Europe/Paris", 2027, date(2027, 1, 26)),
    )
    rows, problems = roster_file.read("roster.xlsx", data)
    assert ([row.cohort for row in rows], problems) == (["2027"], [])


def test_formulas_are_refused_in_both_kinds_of_file() -> None:
    wanted = [RosterProblem(2, "formula", "name", "=1+1")]
    assert read(f"{HEADING}\nawa@example.org,=1+1,mentor,Europe/Paris\n") == ([], wanted)
    data = sheet(tuple(HEADING.split(",")), ("awa@example.org", "=1+1", "mentor", "Europe/Paris"))
    assert roster_file.read("roster.xlsx", data) == ([], wanted)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (",Awa,mentor,Europe/Paris", RosterProblem(2, "missing_email", "email")),
        ("awa@example.org,,mentor,Europe/Paris", RosterProblem(2, "missing_name", "name")),
        ("awa@example.org,Awa,,Europe/Paris", RosterProblem(2, "missing_role", "role")),
        ("awa at example,Awa,mentor,Europe/Paris", RosterProblem(2, "bad_email", "email", "awa at example")),
        ("awa@example.org,Awa,boss,Europe/Paris", RosterProblem(2, "unknown_role", "role", "boss")),
        ("awa@example.org,Awa,mentor,Europe/Pariss", RosterProblem(2, "unknown_zone", "zone", "Europe/Pariss")),
        ("awa@example.org,Awa,mentor,CET", RosterProblem(2, "unknown_zone", "zone", "CET")),
        ("awa@example.org,Awa,mentor,", RosterProblem(2, "missing_zone", "zone")),
        (f"awa@example.org,{'A' * 201},mentor,Europe/Paris", RosterProblem(2, "too_long", "name", "A" * 200)),
    ],
)
def test_a_bad_row_is_named_by_line_and_column(row: str, problem: RosterProblem) -> None:
    assert read(f"{HEADING}\n{row}\n") == ([], [problem])


def test_good_rows_are_read_beside_bad_ones_and_empty_lines_count() -> None:
    rows, problems = read(f"{HEADING}\n\n,,,\nawa@example.org,Awa,mentor,Europe/Paris\nx,Luca,mentee,Europe/Rome\n")
    assert [row.line for row in rows] == [4]
    assert problems == [RosterProblem(5, "bad_email", "email", "x")]


def test_a_cell_of_several_lines_keeps_the_count_of_lines() -> None:
    rows, _ = read(
        f'{HEADING}\nawa@example.org,"Awa\nD.",mentor,Europe/Paris\nluca@example.org,Luca,mentee,Europe/Rome\n'
    )
    assert [(row.line, row.name) for row in rows] == [(2, "Awa D."), (4, "Luca")]


def test_an_address_on_two_lines_is_reported_on_both() -> None:
    row = "{},Awa,mentor,Europe/Paris\n"
    rows, problems = read(f"{HEADING}\n" + row.format("awa@example.org") + row.format("AWA@example.org"))
    assert rows == []
    assert problems == [
        RosterProblem(2, "duplicate_email", "email", "awa@example.org"),
        RosterProblem(3, "duplicate_email", "email", "AWA@example.org"),
    ]


@pytest.mark.parametrize(
    ("country", "city", "zone", "code"),
    [
        ("Egypt", "", "Africa/Cairo", "EG"),
        ("Égypte", "Le Caire", "Africa/Cairo", "EG"),
        ("ma", "Casablanca", "Africa/Casablanca", "MA"),
        ("Spain", "Barcelona", "Europe/Madrid", "ES"),
        ("España", "Ceuta", "Africa/Ceuta", "ES"),
        ("PS", "Hebron", "Asia/Hebron", "PS"),
    ],
)
def test_the_zone_follows_from_the_place(country: str, city: str, zone: str, code: str) -> None:
    rows, problems = read(f"email,name,role,country,city\nawa@example.org,Awa,mentor,{country},{city}\n")
    assert ([(row.zone, row.country) for row in rows], problems) == ([(zone, code)], [])


@pytest.mark.parametrize(
    ("country", "city", "problem"),
    [
        ("Palestine", "Ramallah", RosterProblem(2, "missing_zone", "zone")),
        ("US", "Boston", RosterProblem(2, "missing_zone", "zone")),
        ("Atlantis", "", RosterProblem(2, "unknown_country", "country", "Atlantis")),
    ],
)
def test_a_place_that_leaves_the_zone_open_is_asked_about(country: str, city: str, problem: RosterProblem) -> None:
    rows, problems = read(f"email,name,role,country,city\nawa@example.org,Awa,mentor,{country},{city}\n")
    assert rows == []
    assert problem in problems


@pytest.mark.parametrize("words", ["mentor+mentee", "Mentee / Mentor", "mentorée & mentor"])
def test_one_may_have_several_roles(words: str) -> None:
    rows, _ = read(f"{HEADING}\nawa@example.org,Awa,{words},Europe/Paris\n")
    assert [row.roles for row in rows] == [frozenset({Role.MENTOR, Role.MENTEE})]


@pytest.mark.parametrize("words", ["fr", "FR-fr", "Français", "french", "الفرنسية"])
def test_languages_have_codes_and_names(words: str) -> None:
    rows, problems = read(f"{HEADING},language\nawa@example.org,Awa,mentor,Europe/Paris,{words}\n")
    assert ([row.language for row in rows], problems) == (["fr"], [])


def test_a_language_that_is_not_ours_is_named() -> None:
    _, problems = read(f"{HEADING},language\nawa@example.org,Awa,mentor,Europe/Paris,Klingon\n")
    assert problems == [RosterProblem(2, "unknown_language", "language", "Klingon")]


def test_headings_that_are_missing_or_doubled_are_named() -> None:
    assert read("email,name,nom\n") == (
        [],
        [RosterProblem(1, "missing_column", "role"), RosterProblem(1, "repeated_column", "name")],
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"\n\n", "empty_file"),
        (b",,\n", "empty_file"),
        (b"\xd0\xcf\x11\xe0\0\0old excel", "unreadable_file"),
        (b"PK\x03\x04broken", "unreadable_file"),
        (b'email,name,role\n"unclosed', "unreadable_file"),
    ],
)
def test_what_is_no_roster_is_refused_in_one_line(data: bytes, code: str) -> None:
    rows, problems = roster_file.read("roster", data)
    assert (rows, [problem.code for problem in problems]) == ([], [code])


def test_five_thousand_people_are_read() -> None:
    body = "".join(f"p{number}@example.org,P{number},mentee,Africa/Cairo\n" for number in range(5000))
    rows, problems = read(f"{HEADING}\n{body}")
    assert (len(rows), problems) == (5000, [])


@given(st.binary(max_size=300))
def test_any_bytes_at_all_give_an_answer(data: bytes) -> None:
    rows, problems = roster_file.read("roster", data)
    assert rows == []
    assert problems


@given(st.lists(st.text(max_size=30), min_size=4, max_size=4))
def test_any_cells_give_a_row_or_a_problem(cells: list[str]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADING.split(","), cells])
    rows, problems = roster_file.read("roster.csv", text.getvalue().encode("utf-8", "replace"))
    assert len(rows) <= 1
    assert bool(rows) != bool(problems) or not any("".join(cells).split())


def test_the_template_the_page_and_the_reader_agree() -> None:
    template = (DOCS / "roster-template.csv").read_text("utf-8")
    assert next(csv.reader(io.StringIO(template))) == list(roster_file.COLUMNS)
    rows, problems = read(template)
    assert problems == []
    assert len(rows) == 3
    table = [line.split("|") for line in (DOCS / "roster.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    assert {cells[1].strip(" `"): tuple(cells[2].strip().split(", ")) for cells in table} == dict(roster_file.COLUMNS)
    assert [cells[1].strip(" `") for cells in table if "required" in cells[3]] == list(roster_file.REQUIRED)
