"""The tables. Each carries the Slack team first in its keys, and a row may only point to rows of its own team.

Two things stand in the migrations alone, because each database says them its own way: that nobody's held times overlap
(an exclusion constraint on PostgreSQL, triggers on SQLite), under the name `HELD_TIMES_OVERLAP`, and that whatever
happens to a session is noted in `UnreckonedRow`.
"""

from storage.tables.actions import ActionItemRow, ItemChangeRow
from storage.tables.announcements import AnnouncementRow, AnnouncementVersionRow, AnswerRow, ReaderLineRow, ReplyRow
from storage.tables.arrivals import ParticipantConsentRow, PortraitRow
from storage.tables.attendance import StatementRow
from storage.tables.base import HELD_TIMES_OVERLAP, Base
from storage.tables.begun_forms import BegunFormRow
from storage.tables.calendars import CalendarAddressRow
from storage.tables.clusters import ApproachRow, ClusterMergeRow, ClusterRow, CollaborationRow, PartyRow
from storage.tables.deliveries import CardRow, DeliveryRow, MetaRow, SeenRow, SendSlotRow
from storage.tables.delivery_log import DeliveryLogRow, DeliveryTotalRow
from storage.tables.gatherings import AbsenceRow, GatheringDraftRow
from storage.tables.leavings import ConcernRow, ConcernWordRow, LeaveRow, PairEndingRow
from storage.tables.notes import ConsentRow, NoteDraftRow, NoteReadingRow, NoteRow, NoteVersionRow
from storage.tables.oversight import CareRow, GistRow, NarrowedRow, UnreckonedRow
from storage.tables.pairing import PairingRow
from storage.tables.people import PairRow, ParticipantRow, PersonRow, ProgrammeRow
from storage.tables.polls import BallotRow, PollRow
from storage.tables.series import SeriesChangeRow, SeriesDraftRow, SeriesRow
from storage.tables.sessions import AttendeeRow, ChangeRow, DraftRow, HeldTimeRow, SessionRow

__all__ = [
    "HELD_TIMES_OVERLAP",
    "AbsenceRow",
    "ActionItemRow",
    "AnnouncementRow",
    "AnnouncementVersionRow",
    "AnswerRow",
    "ApproachRow",
    "AttendeeRow",
    "BallotRow",
    "Base",
    "BegunFormRow",
    "CalendarAddressRow",
    "CardRow",
    "CareRow",
    "ChangeRow",
    "ClusterMergeRow",
    "ClusterRow",
    "CollaborationRow",
    "ConcernRow",
    "ConcernWordRow",
    "ConsentRow",
    "DeliveryLogRow",
    "DeliveryRow",
    "DeliveryTotalRow",
    "DraftRow",
    "GatheringDraftRow",
    "GistRow",
    "HeldTimeRow",
    "ItemChangeRow",
    "LeaveRow",
    "MetaRow",
    "NarrowedRow",
    "NoteDraftRow",
    "NoteReadingRow",
    "NoteRow",
    "NoteVersionRow",
    "PairEndingRow",
    "PairRow",
    "PairingRow",
    "ParticipantConsentRow",
    "ParticipantRow",
    "PartyRow",
    "PersonRow",
    "PollRow",
    "PortraitRow",
    "ProgrammeRow",
    "ReaderLineRow",
    "ReplyRow",
    "SeenRow",
    "SendSlotRow",
    "SeriesChangeRow",
    "SeriesDraftRow",
    "SeriesRow",
    "SessionRow",
    "StatementRow",
    "UnreckonedRow",
]
