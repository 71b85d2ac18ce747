"""A calendar that does with files what RFC 5546 says a calendar user agent does, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tests.handlers.calendar_files.readers import by_vobject


@dataclass(frozen=True)
class Held:
    """An entry as the calendar holds it; ``status`` CANCELLED is one that no longer takes place."""

    uid: str
    sequence: int
    stamp: datetime
    start: datetime
    end: datetime
    status: str
    summary: str


@dataclass
class ModelCalendar:
    """The calendar of the person at ``address``; ``ignored`` counts files that told nothing new."""

    address: str
    entries: dict[str, Held] = field(default_factory=dict)
    ignored: int = 0

    def take(self, file: bytes) -> None:
        """Apply a file with a single entry."""
        read = by_vobject(file)
        entry, method = read.vevent, read.method.value
        kept = self.entries.get(entry.uid.value)
        if kept and not self._newer(entry, kept):
            self.ignored += 1
        elif method == "REQUEST":
            self.entries[entry.uid.value] = self._held(entry)
        elif method == "CANCEL" and kept:
            self._cancel(entry, kept)
        else:
            self.ignored += 1

    def _newer(self, entry: Any, kept: Held) -> bool:
        """RFC 5546, section 2.1.5: a higher SEQUENCE goes first, then a later DTSTAMP."""
        return (int(entry.sequence.value), entry.dtstamp.value) > (kept.sequence, kept.stamp)

    def _cancel(self, entry: Any, kept: Held) -> None:
        """RFC 5546, section 3.2.5: the whole session, or, without a STATUS, the attendees that are named."""
        named = {one.value for one in entry.contents.get("attendee", [])}
        if getattr(entry, "status", None) is None and self.address not in named:
            self.ignored += 1
            return
        sequence, stamp = int(entry.sequence.value), entry.dtstamp.value
        self.entries[kept.uid] = replace(kept, sequence=sequence, stamp=stamp, status="CANCELLED")

    @staticmethod
    def _held(entry: Any) -> Held:
        return Held(
            entry.uid.value,
            int(entry.sequence.value),
            entry.dtstamp.value,
            entry.dtstart.value,
            entry.dtend.value,
            entry.status.value,
            entry.summary.value,
        )
