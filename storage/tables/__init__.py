"""The tables. Each carries the Slack team first in its keys, and a row may only point to rows of its own team.

Two things stand in the migrations alone, because each database says them its own way: that nobody's held times overlap
(an exclusion constraint on PostgreSQL, triggers on SQLite), under the name `HELD_TIMES_OVERLAP`.
"""

from storage.tables.base import HELD_TIMES_OVERLAP, Base
from storage.tables.deliveries import CardRow, DeliveryRow, MetaRow, SeenRow, SendSlotRow
from storage.tables.gatherings import AbsenceRow, GatheringDraftRow
from storage.tables.notes import NoteRow
from storage.tables.people import PairRow, ParticipantRow, PersonRow, ProgrammeRow
from storage.tables.polls import BallotRow, PollRow
from storage.tables.sessions import AttendeeRow, ChangeRow, DraftRow, HeldTimeRow, SessionRow

__all__ = [
    "HELD_TIMES_OVERLAP",
    "AbsenceRow",
    "AttendeeRow",
    "BallotRow",
    "Base",
    "CardRow",
    "ChangeRow",
    "DeliveryRow",
    "DraftRow",
    "GatheringDraftRow",
    "HeldTimeRow",
    "MetaRow",
    "NoteRow",
    "PairRow",
    "ParticipantRow",
    "PersonRow",
    "PollRow",
    "ProgrammeRow",
    "SeenRow",
    "SendSlotRow",
    "SessionRow",
]
