"""Where the keys of a TOML file stand, which its reader does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""A key from the top: names, and the number of a table among several of its name."""

KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
HEADING = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?")
ASSIGNMENT = re.compile(rf"\s*({KEY}(?:\s*\.\s*{KEY})*)\s*=")


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Where the key stands, or the table that it would stand in."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def places_of_keys(text: str) -> Mapping[Path, int]:
    """The line of every table and key, as far as they stand at the beginning of a line of their own."""
    found: dict[Path, int] = {}
    table: Path = ()
    counts: dict[str, int] = {}
    inside = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        if heading := HEADING.fullmatch(line):
            table = _table_named(heading, counts)
            found.setdefault(table, number)
        elif assignment := ASSIGNMENT.match(line):
            path = (*table, *_parts(assignment[1]))
            for depth in range(len(table) + 1, len(path) + 1):
                found.setdefault(path[:depth], number)
        inside = next((quotes for quotes in ('"""', "'''") if line.count(quotes) % 2), "")
    return found


def _table_named(heading: re.Match[str], counts: dict[str, int]) -> Path:
    name = heading[2]
    if heading[1] == "[":
        return tuple(_parts(name))
    counts[name] = counts.get(name, -1) + 1
    return (*_parts(name), counts[name])


def _parts(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.split(r"\s*\.\s*", dotted)]
