"""What a programme settles beyond its name and dates: how far along it is, what it expects, how it welcomes people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Welcomes = tuple[tuple[str, str], ...]
"""What newcomers are told, by language; a language left out is told the usual words."""


class ProgrammeState(StrEnum):
    """How far along a programme is; only a running one speaks to its people."""

    DRAFT = "draft"
    RUNNING = "running"
    CLOSED = "closed"


class SetUpStep(StrEnum):
    """The steps in which a programme is set up, in their order."""

    BASICS = "basics"
    LANGUAGES = "languages"
    MEETINGS = "meetings"
    REMINDERS = "reminders"
    PEOPLE = "people"
    PAIRS = "pairs"
    WELCOME = "welcome"


@dataclass(frozen=True)
class PlannedMeetings:
    """How many joint meetings a programme is to have, and the days of those that are known already."""

    count: int = 0
    days: tuple[date, ...] = ()
