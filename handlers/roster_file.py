"""Reads a roster file, CSV or XLSX, into rows and problems. It knows headings and cells, not what is already kept.

docs/roster.md tells people the same; a test holds the two and the template equal.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from handlers import places
from mentoring.people import Role, RosterProblem, RosterRow

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "email": ("e-mail", "mail", "e-mail address", "adresse e-mail", "courriel", "adresse électronique"),
    "name": ("full name", "nom", "nom complet", "prénom et nom", "nom et prénom"),
    "role": ("roles", "rôle", "rôles"),
    "language": ("langue",),
    "zone": ("time zone", "timezone", "fuseau", "fuseau horaire"),
    "country": ("pays",),
    "city": ("ville",),
    "cohort": ("cohorte", "promotion"),
    "cluster": ("grappe",),
    "sector": ("secteur",),
    "title": ("job title", "fonction", "poste"),
    "mentor_email": ("mentor", "mentor e-mail", "e-mail du mentor", "courriel du mentor"),
    "slack_user_id": ("slack id", "slack user", "identifiant slack"),
}
"""Every column by its first name, with the other headings it may carry."""

REQUIRED = ("email", "name", "role")
LONGEST_CELL = 200
MOST_ROWS = 20_000
MOST_ABOVE = 15
"""Lines among which the one that names the columns is looked for."""
MOST_UNPACKED_BYTES = 100_000_000

ROLE_WORDS = {
    "mentor": Role.MENTOR,
    "mentore": Role.MENTEE,
    "mentoree": Role.MENTEE,
    "mentee": Role.MENTEE,
    "coordinator": Role.COORDINATOR,
    "coordinateur": Role.COORDINATOR,
    "coordinatrice": Role.COORDINATOR,
}
ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+")
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MERGED = re.compile(rb'<mergeCell ref="([A-Z]+(\d+):[A-Z]+(\d+))"')
FIRST_SHEET = re.compile(rb'<sheet [^>]*r:id="([^"]+)"')
RELATION = re.compile(rb"<Relationship [^>]*>")
TARGET = re.compile(rb'Target="([^"]+)"')
SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")

Line = tuple[int, list[str]]


class _Unreadable(Exception):
    """The file as a whole can't be read; ``problem`` says why."""

    def __init__(self, code: str, line: int = 1) -> None:
        super().__init__(code)
        self.problem = RosterProblem(line, code)


def read(name: str, data: bytes) -> tuple[list[RosterRow], list[RosterProblem]]:
    """The good rows of the file called ``name`` and what is wrong with the others, each in the order of the file."""
    try:
        lines = _from_heading([line for line in _lines(name, data) if any(line[1])])
        fields, heading = _heading(lines)
    except _Unreadable as unreadable:
        return [], [unreadable.problem]
    if heading:
        return [], heading
    rows: list[RosterRow] = []
    problems = _merged(data, lines[0][0])
    for number, cells in lines[1:]:
        row, wrong = row_of(number, dict(zip(fields, cells, strict=False)))
        problems += wrong
        rows += [row] if row is not None else []
    repeated = _repeated(rows)
    bad_lines = {problem.line for problem in (*repeated, *problems)}
    return [row for row in rows if row.line not in bad_lines], sorted(
        [*problems, *repeated], key=lambda problem: problem.line
    )


def _lines(name: str, data: bytes) -> Iterable[Line]:
    if not data.strip():
        raise _Unreadable("empty_file")
    lines = _sheet_lines(data) if data.startswith(b"PK") else _text_lines(name, data)
    kept: list[Line] = []
    for number, cells in lines:
        if number > MOST_ROWS:
            raise _Unreadable("too_many_rows", number)
        kept.append((number, [" ".join(cell.split()) for cell in cells]))
    return kept


def _sheet_lines(data: bytes) -> Iterator[Line]:
    """Lines of the first sheet of a workbook; formulas stay text, so that they are seen and refused."""
    # Here, as no other import slows the start of every process so much for what is needed so seldom.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise _Unreadable("file_too_large")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # styles that openpyxl does not know are no concern here
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            for number, row in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1):
                yield number, ["" if cell is None else str(cell) for cell in row]
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError, OSError) as error:
        raise _Unreadable("unreadable_file") from error


def _text_lines(name: str, data: bytes) -> Iterator[Line]:
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _Unreadable("unreadable_file")  # an old .xls or something else that is no text
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    stated = re.fullmatch(r'"?sep=(.)"?\r?', first)  # Excel's own way to name the separator
    skipped = 1 if stated else 0
    body = rest if stated else text
    separator = stated[1] if stated else _separator(text)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True)
    number = skipped + 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + skipped + 1
    except csv.Error as error:
        raise _Unreadable("unreadable_file", number) from error


def _decoded(data: bytes) -> str:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")  # what Windows writes where others write Latin-1
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _separator(text: str) -> str:
    """What stands between cells: the sign of which one of the first lines has most."""
    unquoted = re.sub(r'"[^"]*"', "", "\n".join(text.split("\n", MOST_ABOVE)[:MOST_ABOVE]))
    return max(",;\t", key=lambda sign: max(line.count(sign) for line in unquoted.split("\n")))


@cache
def _headings() -> Mapping[str, str]:
    return {_plain(word): column for column, others in COLUMNS.items() for word in (column, *others)}


def _plain(word: str) -> str:
    """Without accents, case, and the signs people put between words."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return re.sub(r"[\s_\-./*:]+", " ", bare.casefold()).strip()


def _from_heading(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines from the one that names the columns; titles and headings of groups may stand above it."""
    for at, (_, cells) in enumerate(lines[:MOST_ABOVE]):
        if set(REQUIRED) <= {_headings().get(_plain(cell)) for cell in cells}:
            return lines[at:]
    return lines


def _merged(data: bytes, heading: int) -> list[RosterProblem]:
    """A problem for the first line of every merged range of a workbook's first sheet that reaches below the heading.

    Such a range keeps its value in one cell, and the lines below it would lose theirs unseen.
    """
    if not data.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheet = _first_sheet(packed)
        ranges = MERGED.findall(packed.read(sheet)) if sheet in packed.namelist() else []
    found = [(max(int(first), heading + 1), int(last), where) for where, first, last in ranges]
    return [RosterProblem(first, "merged_cells", "", where.decode()) for first, last, where in found if last > heading]


def _first_sheet(packed: zipfile.ZipFile) -> str:
    """Where a workbook keeps its first sheet; "" when it does not say so in the usual place."""
    if not {WORKBOOK, RELATIONS} <= set(packed.namelist()):
        return ""
    first = FIRST_SHEET.search(packed.read(WORKBOOK))
    for relation in RELATION.findall(packed.read(RELATIONS)):
        target = TARGET.search(relation)
        if first and target and b'Id="' + first[1] + b'"' in relation:
            path = target[1].decode("utf-8", "replace")
            return path.lstrip("/") if path.startswith("/") else f"xl/{path}"
    return ""


def _heading(lines: Sequence[Line]) -> tuple[list[str], list[RosterProblem]]:
    """The column of each cell in the first line, empty for those that a roster has no use for."""
    if not lines:
        raise _Unreadable("empty_file")
    number, cells = lines[0]
    fields = [_headings().get(_plain(cell), "") for cell in cells]
    problems = [RosterProblem(number, "missing_column", column) for column in REQUIRED if column not in fields]
    problems += [RosterProblem(number, "repeated_column", column) for column in COLUMNS if fields.count(column) > 1]
    return fields, problems


class _Cells:
    """One line's cells by column, and what was found wrong while reading them."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self.line = line
        self.cells = cells
        self.problems: list[RosterProblem] = []
        for column, value in cells.items():
            if column and value.startswith("="):
                self.wrong("formula", column)
            elif column and len(value) > LONGEST_CELL:
                self.wrong("too_long", column)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, code: str, column: str) -> None:
        if not any(problem.column == column for problem in self.problems):
            self.problems.append(RosterProblem(self.line, code, column, self[column][:LONGEST_CELL]))

    def matching(self, column: str, pattern: re.Pattern[str], code: str) -> str:
        if self[column] and not pattern.fullmatch(self[column]):
            self.wrong(code, column)
        return self[column]


def row_of(line: int, by_column: Mapping[str, str]) -> tuple[RosterRow | None, list[RosterProblem]]:
    """The person whom one line's cells, by column, tell of, and what is wrong with them; None when anything is."""
    cells = _Cells(line, by_column)
    for column in REQUIRED:
        if not cells[column]:
            cells.wrong(f"missing_{column}", column)
    country = _country(cells)
    row = RosterRow(
        line=line,
        email=cells.matching("email", ADDRESS, "bad_email"),
        name=cells["name"],
        roles=_roles(cells),
        zone=_zone(cells, country),
        country=country,
        city=cells["city"],
        language=_language(cells),
        cohort=cells["cohort"],
        cluster=cells["cluster"],
        sector=cells["sector"],
        title=cells["title"],
        mentor_email=cells.matching("mentor_email", ADDRESS, "bad_email"),
        user_id=cells.matching("slack_user_id", SLACK_USER, "bad_slack_user_id"),
    )
    return (None if cells.problems else row), cells.problems


def _roles(cells: _Cells) -> frozenset[Role]:
    words = [_plain(word) for word in re.split(r"[+,;/&|]", cells["role"]) if word.strip()]
    if any(word not in ROLE_WORDS for word in words):
        cells.wrong("unknown_role", "role")
        return frozenset()
    return frozenset(ROLE_WORDS[word] for word in words)


def _language(cells: _Cells) -> str:
    if not cells["language"]:
        return ""
    language = places.language_named(cells["language"])
    if language is None:
        cells.wrong("unknown_language", "language")
    return language or ""


def _country(cells: _Cells) -> str:
    if not cells["country"]:
        return places.country_of(places.zone_named(cells["zone"]) or "")
    country = places.country_named(cells["country"])
    if country is None:
        cells.wrong("unknown_country", "country")
    return country or ""


def _zone(cells: _Cells, country: str) -> str:
    if cells["zone"]:
        zone = places.zone_named(cells["zone"])
        if zone is None:
            cells.wrong("unknown_zone", "zone")
        return zone or ""
    zone = places.zone_of(country, cells["city"])
    if zone is None:
        cells.wrong("missing_zone", "zone")
    return zone or ""


def _repeated(rows: Sequence[RosterRow]) -> list[RosterProblem]:
    """A problem for every line whose address stands on another line too."""
    by_address: dict[str, list[RosterRow]] = defaultdict(list)
    for row in rows:
        by_address[row.email.casefold()].append(row)
    return [
        RosterProblem(row.line, "duplicate_email", "email", row.email)
        for same in by_address.values()
        if len(same) > 1
        for row in same
    ]
