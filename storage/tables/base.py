"""What all tables share: the base, the types of columns, and the shapes that return in several."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    Text,
    orm,
    text,
)
from sqlalchemy.orm import mapped_column

from mentoring.actions import ItemChangeKind, ItemState
from mentoring.announcements import AnnouncementState, Content, WhyNot
from mentoring.attendance import AttendancePolicy, Capacity, Presence, Said
from mentoring.clocks import Anchor
from mentoring.competences import Competence
from mentoring.consents import ConsentTo
from mentoring.gatherings import AbsenceState, Gathering, GatheringRequest
from mentoring.leavings import ShownReason
from mentoring.messages import DeliveryKind, DeliveryState, Means
from mentoring.notes import Visibility
from mentoring.oversight import CareKind
from mentoring.pairing import PairingState
from mentoring.pairing_policy import PairingPolicy
from mentoring.people import BookingPolicy, ParticipationState, Role, WorkingWeek
from mentoring.polls import PollState, Vote
from mentoring.portraits import Question
from mentoring.programme_settings import ProgrammeState
from mentoring.reminders import ReminderPolicy, ReminderWishes
from mentoring.risk import ReasonKind, RiskPolicy
from mentoring.sessions import ChangeKind, Rsvp, SessionKind, SessionState
from storage.announcement_types import ContentJson
from storage.gathering_types import GatheringJson, GatheringRequestJson
from storage.types import (
    CompetencesJson,
    EnumText,
    InstantsJson,
    PolicyJson,
    QuestionsText,
    ReasonsText,
    ReminderPolicyJson,
    ReminderWishesJson,
    RolesText,
    Seconds,
    UtcDateTime,
    VotesText,
    WordsText,
    WorkingWeekJson,
)

HELD_TIMES_OVERLAP = "held_times_overlap"

Id = Annotated[
    int,
    mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),  # SQLite counts up by itself only in an INTEGER key
        primary_key=True,
        autoincrement=True,
    ),
]


class Base(orm.DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy's own way to declare it)
        str: Text,
        int: BigInteger,
        datetime: UtcDateTime,
        timedelta: Seconds,
        WorkingWeek: WorkingWeekJson,
        BookingPolicy: PolicyJson(BookingPolicy),
        AttendancePolicy: PolicyJson(AttendancePolicy),
        ReminderPolicy: ReminderPolicyJson,
        RiskPolicy: PolicyJson(RiskPolicy),
        PairingPolicy: PolicyJson(PairingPolicy),
        frozenset[ReasonKind]: ReasonsText,
        CareKind: EnumText(CareKind),
        ReminderWishes: ReminderWishesJson,
        frozenset[Role]: RolesText,
        frozenset[Question]: QuestionsText,
        tuple[str, ...]: WordsText,
        tuple[Competence, ...]: CompetencesJson,
        ConsentTo: EnumText(ConsentTo),
        tuple[datetime, ...]: InstantsJson,
        Gathering: GatheringJson,
        GatheringRequest: GatheringRequestJson,
        AbsenceState: EnumText(AbsenceState),
        AnnouncementState: EnumText(AnnouncementState),
        Content: ContentJson,
        WhyNot: EnumText(WhyNot),
        DeliveryKind: EnumText(DeliveryKind),
        DeliveryState: EnumText(DeliveryState),
        Means: EnumText(Means),
        Visibility: EnumText(Visibility),
        ChangeKind: EnumText(ChangeKind),
        ItemChangeKind: EnumText(ItemChangeKind),
        ItemState: EnumText(ItemState),
        Rsvp: EnumText(Rsvp),
        ParticipationState: EnumText(ParticipationState),
        PollState: EnumText(PollState),
        PairingState: EnumText(PairingState),
        ProgrammeState: EnumText(ProgrammeState),
        tuple[Vote | None, ...]: VotesText,
        SessionKind: EnumText(SessionKind),
        SessionState: EnumText(SessionState),
        ShownReason: EnumText(ShownReason),
        Capacity: EnumText(Capacity),
        Said: EnumText(Said),
        Presence: EnumText(Presence),
    }


def anchor_columns(prefix: str = "", *, optional: bool = False) -> orm.Composite[Any]:
    """Three columns that make an anchor: wall time, zone, fold; None where it may be missing and is."""
    return orm.composite(
        Anchor,
        mapped_column(f"{prefix}wall", DateTime(timezone=False), nullable=optional),
        mapped_column(f"{prefix}zone", Text, nullable=optional),
        mapped_column(f"{prefix}fold", SmallInteger, nullable=optional),
        return_none_on=_nowhere if optional else None,
    )


def _nowhere(wall: datetime | None, _zone: str | None, _fold: int | None) -> bool:
    return wall is None


def of_team(column: str, target: str, key: str = "id") -> ForeignKeyConstraint:
    """A reference to a row of the same team."""
    return ForeignKeyConstraint(["team_id", column], [f"{target}.team_id", f"{target}.{key}"])


def index_where(condition: str, *columns: str) -> Index:
    """An index of only the rows that meet the condition, which both databases understand."""
    return Index(None, *columns, postgresql_where=text(condition), sqlite_where=text(condition))
