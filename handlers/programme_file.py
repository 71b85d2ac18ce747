"""A programme as a TOML file: read into settings, people and pairs with every problem at its line, and written.

docs/programme.md tells people the same.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers import roster_file
from handlers.programme_plain import SETTINGS, WrongValue, with_plain
from handlers.toml_places import Path, line_of, places_of_keys
from mentoring.people import Programme, RosterRow
from mentoring.programme_overview import FilePair

Table = Mapping[str, Any]

PROGRAMME, PERSON, PAIR = "programme", "person", "pair"
SETTING_KEYS = tuple(one.key for one in SETTINGS)
PERSON_KEYS = {
    "email": "email",
    "name": "name",
    "roles": "role",
    "language": "language",
    "zone": "zone",
    "country": "country",
    "city": "city",
    "cohort": "cohort",
    "cluster": "cluster",
    "sector": "sector",
    "title": "title",
    "slack_user_id": "slack_user_id",
}
"""What a file says of a person, with the roster's column for it."""
PAIR_KEYS = ("mentor", "mentee")
WANTED = ("name", "starts", "ends")
"""What a file says of every programme."""

MOST_PEOPLE = 20_000
MOST_BYTES = 20_000_000
AT = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True)
class FileProblem:
    """What is wrong at a line of the file, under which key; ``near`` is the known key that comes nearest."""

    line: int
    key: str
    code: str
    value: str = ""
    near: str = ""


@dataclass(frozen=True)
class ProgrammeFile:
    """What a file wants: settings by their keys, people, pairs; ``lines`` tells where each key stands."""

    settings: Table
    people: tuple[RosterRow, ...]
    pairs: tuple[FilePair, ...]
    lines: Mapping[Path, int]

    def settled(self, programme: Programme) -> Programme:
        """The programme as the file wants it; what the file leaves out stays."""
        return with_plain(programme, self.settings)

    def line_of(self, setting: str) -> int:
        """Where a setting stands, by its key such as "attendance.runs_over"."""
        return line_of(self.lines, (PROGRAMME, *setting.split(".")))


def read(data: bytes) -> tuple[ProgrammeFile | None, list[FileProblem]]:
    """The file's programme, and what is wrong with the file; with any problem there is no programme."""
    try:
        text, parsed = _parsed(data)
    except _Unreadable as unreadable:
        return None, [unreadable.problem]
    lines = places_of_keys(text)
    found: list[FileProblem] = []
    settings = _settings(parsed, lines, found)
    people = _people(parsed, lines, found)
    pairs = _pairs(parsed, lines, found)
    if found:
        return None, sorted(found, key=lambda problem: problem.line)
    return ProgrammeFile(settings, people, pairs, lines), []


class _Unreadable(Exception):
    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def _parsed(data: bytes) -> tuple[str, Table]:
    if len(data) > MOST_BYTES:
        raise _Unreadable(FileProblem(1, "", "file_too_large"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _Unreadable(FileProblem(data[: error.start].count(b"\n") + 1, "", "no_utf8")) from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        at = AT.search(str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise _Unreadable(FileProblem(line, "", "no_toml", AT.sub("", str(error)).strip())) from None
    except RecursionError:
        raise _Unreadable(FileProblem(1, "", "no_toml")) from None


def _settings(parsed: Table, lines: Mapping[Path, int], found: list[FileProblem]) -> Table:
    found += _unknown(parsed, (PROGRAMME, PERSON, PAIR), (), lines)
    table = parsed.get(PROGRAMME)
    if not isinstance(table, Mapping):
        found.append(FileProblem(1, PROGRAMME, "missing_programme"))
        return {}
    unknown = list(_unknown(table, SETTING_KEYS, (PROGRAMME,), lines))
    found += unknown
    found += [FileProblem(line_of(lines, (PROGRAMME,)), key, "missing_key") for key in WANTED if key not in table]
    found += _wrong_values(table, lines)
    return {key: value for key, value in table.items() if key in SETTING_KEYS}


def _wrong_values(table: Table, lines: Mapping[Path, int]) -> Iterator[FileProblem]:
    """One problem for each setting that will not do."""
    blank = Programme.blank()
    for one in SETTINGS:
        if one.key not in table:
            continue
        try:
            one.heard(blank, table[one.key])
        except WrongValue as wrong:
            parts = wrong.key.split(".")
            inner = table[one.key]
            near = _nearest(parts[-1], one.said(blank)) if wrong.code == "unknown_key" else ""
            value = inner.get(parts[-1], "") if isinstance(inner, Mapping) and len(parts) > 1 else inner
            yield FileProblem(line_of(lines, (PROGRAMME, *parts)), wrong.key, wrong.code, _shown(value), near)


def _people(parsed: Table, lines: Mapping[Path, int], found: list[FileProblem]) -> tuple[RosterRow, ...]:
    tables = _tables(parsed, PERSON, lines, found)
    rows = []
    for index, table in enumerate(tables):
        problems = [*_unknown(table, tuple(PERSON_KEYS), (PERSON, index), lines), *_no_texts(table, index, lines)]
        row, wrong = (None, []) if problems else _person(table, index, lines)
        found += [*problems, *wrong]
        rows += [row] if row else []
    found += _twice(rows, lambda row: row.email.casefold(), "email", "duplicate_email")
    found += _twice(rows, lambda row: row.user_id, "slack_user_id", "duplicate_user")
    return tuple(rows)


def _no_texts(table: Table, index: int, lines: Mapping[Path, int]) -> Iterator[FileProblem]:
    for key, value in table.items():
        line = line_of(lines, (PERSON, index, key))
        if key == "roles":
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                yield FileProblem(line, key, "no_list", _shown(value))
        elif key in PERSON_KEYS and not isinstance(value, str):
            yield FileProblem(line, key, "no_text", _shown(value))


def _person(table: Table, index: int, lines: Mapping[Path, int]) -> tuple[RosterRow | None, list[FileProblem]]:
    """One person, read as a line of a roster is; a country that is left empty stays empty."""
    cells = {PERSON_KEYS[key]: "+".join(value) if key == "roles" else value for key, value in table.items()}
    row, problems = roster_file.row_of(line_of(lines, (PERSON, index)), cells)
    found = [
        FileProblem(line_of(lines, (PERSON, index, key)), key, one.code, one.value)
        for one in problems
        if (key := _key_of(one.column)) and not (one.code == "missing_email" and table.get("slack_user_id"))
    ]
    if row is None and not found:
        row, _ = roster_file.row_of(line_of(lines, (PERSON, index)), {**cells, "email": "nobody@example.org"})
        row = replace(row, email="") if row else None
    if row and table.get("country") == "":
        row = replace(row, country="")
    return row, found


def _key_of(column: str) -> str:
    return next((key for key, name in PERSON_KEYS.items() if name == column), column)


def _pairs(parsed: Table, lines: Mapping[Path, int], found: list[FileProblem]) -> tuple[FilePair, ...]:
    pairs = []
    for index, table in enumerate(_tables(parsed, PAIR, lines, found)):
        line = line_of(lines, (PAIR, index))
        wrong = list(_unknown(table, PAIR_KEYS, (PAIR, index), lines))
        wrong += [FileProblem(line, key, "missing_key") for key in PAIR_KEYS if key not in table]
        wrong += [
            FileProblem(line_of(lines, (PAIR, index, key)), key, "no_text", _shown(table[key]))
            for key in PAIR_KEYS
            if key in table and not isinstance(table[key], str)
        ]
        found += wrong
        pairs += [] if wrong else [FilePair(line, table["mentor"], table["mentee"])]
    return tuple(pairs)


def _tables(parsed: Table, name: str, lines: Mapping[Path, int], found: list[FileProblem]) -> Sequence[Table]:
    tables = parsed.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(one, Mapping) for one in tables):
        found.append(FileProblem(line_of(lines, (name,)), name, "no_tables"))
        return []
    if len(tables) > MOST_PEOPLE:
        found.append(FileProblem(line_of(lines, (name, MOST_PEOPLE)), name, "too_many"))
        return []
    return tables


def _twice(rows: Sequence[RosterRow], name: Callable[[RosterRow], str], key: str, code: str) -> Iterator[FileProblem]:
    """A problem for every person who stands in the file before already."""
    met: set[str] = set()
    for row in rows:
        if name(row) in met:
            yield FileProblem(row.line, key, code, name(row))
        met |= {name(row)} - {""}


def _unknown(table: Table, known: Sequence[str], at: Path, lines: Mapping[Path, int]) -> Iterator[FileProblem]:
    for key in table:
        if key not in known:
            yield FileProblem(line_of(lines, (*at, key)), key, "unknown_key", near=_nearest(key, known))


def _nearest(key: str, known: Sequence[str] | Mapping[str, Any]) -> str:
    return next(iter(difflib.get_close_matches(key, list(known), n=1)), "")


def _shown(value: object) -> str:
    return str(value)[:80]
