"""What participants write about a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Visibility(StrEnum):
    """Who may read a note, from fewest to most."""

    AUTHOR = "author"
    PARTICIPANTS = "participants"
    COORDINATORS = "coordinators"
    REPORT = "report"


@dataclass(frozen=True)
class Note:
    """A text about a session by one of its people."""

    id: int
    session_id: str
    author_id: int
    text: str
    written_at: datetime
    visibility: Visibility = Visibility.PARTICIPANTS
