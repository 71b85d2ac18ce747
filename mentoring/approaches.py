"""Approaches: somebody would like a session with a person whom they are not paired with, and says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Approach:
    """What ``asker_id`` would like to talk about with ``asked_id``, both people of the programme."""

    id: str
    programme_id: int
    asker_id: int
    asked_id: int
    words: str
    at: datetime
