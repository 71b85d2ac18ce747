"""Errands: what is to be said to whom, with everything that a message needs, as it stood when that was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mentoring.announcements import LedgerMissed, LedgerPage, ReaderMessage, ReplyView, SendingProgress
from mentoring.arrivals import Arriving
from mentoring.calendars import Method, SeriesEntries
from mentoring.concerns import Confidence, ConfidentialWord
from mentoring.gatherings import Absence
from mentoring.intervals import Interval
from mentoring.leavings import LeavingTold
from mentoring.messages import Card, Delivery
from mentoring.pairing import Match
from mentoring.people import Participant, Person, Programme
from mentoring.pictures import Picture
from mentoring.polls import PollDetails
from mentoring.portfolio import ApproachView, CollaborationView
from mentoring.portfolio import Card as PortfolioCard
from mentoring.portraits import Portrait, Presentation
from mentoring.progress import Digest, MonthDigest, Progress, QuietPair, Voice
from mentoring.records import ItemView, ReportLine
from mentoring.sessions import Change, Details, Overview, SeriesDetails


@dataclass(frozen=True)
class NewsErrand:
    """A message to post about a change of a session, and the session as it stood at ``decided_at``.

    ``change`` is the line of the session's history that the message speaks of, and ``absence`` the request to be
    excused that it speaks of, where it does. A PUBLIC_CARD goes to the delivery's channel instead, in the language of
    the programme.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: Details
    change: Change | None = None
    absence: Absence | None = None


@dataclass(frozen=True)
class SeriesErrand:
    """A message to post about a change of several sessions of a series, and the series as it stood."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: SeriesDetails


@dataclass(frozen=True)
class SeriesCardErrand:
    """Messages already posted that are to show the series as it stood at ``decided_at``; oldest first."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: SeriesDetails
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class CardErrand:
    """Messages already posted that are to show the session as it stood at ``decided_at``; oldest first.

    Those of a PUBLIC_REDRAW are in channels, for everybody to read.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: Details
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class HomeErrand:
    """A Home to draw anew."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    overview: Overview


@dataclass(frozen=True)
class ReminderErrand:
    """A session's reminder to post.

    ``before`` is an instant at which the session's hour was what its people knew when it was made, where clocks change
    that; else None. ``open_items`` are carried over from sessions before, for a DAY_BEFORE.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: Details
    before: datetime | None = None
    open_items: tuple[ItemView, ...] = ()


@dataclass(frozen=True)
class AttendanceErrand:
    """What was said about a session that is over, for one whom it concerns."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    voice: Voice


@dataclass(frozen=True)
class NudgeErrand:
    """A gentle word about the recipient's pairs that have nothing booked; each names the other one.

    ``words`` are what coordinators wrote for it themselves, each with who did.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programmes: tuple[Programme, ...]
    quiet: tuple[QuietPair, ...]
    words: tuple[tuple[Person, str], ...] = ()


@dataclass(frozen=True)
class WordErrand:
    """What a coordinator, ``by``, wrote to the recipient and the ``other`` of their pair."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programme: Programme
    by: Person
    other: Person
    text: str = field(repr=False)


@dataclass(frozen=True)
class DigestErrand:
    """A coordinator's weekly digest of a programme."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    digest: Digest


@dataclass(frozen=True)
class MonthErrand:
    """The digest of a month, for a coordinator to read and forward."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    digest: MonthDigest


@dataclass(frozen=True)
class MilestoneErrand:
    """A programme's milestone for one of its people."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    progress: Progress


@dataclass(frozen=True)
class IntroductionErrand:
    """The other one of a new pair, to introduce: who they are, why the two were put together, and a first hour.

    ``mentors`` is on where the recipient is the mentor. ``portrait`` is what the other one agreed to show, else None;
    ``first`` is an hour that suits both, None where there is none.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programme: Programme
    other: Participant
    mentors: bool
    match: Match
    portrait: Portrait | None = None
    first: Interval | None = None


@dataclass(frozen=True)
class CalendarErrand:
    """A file to post for the recipient's own calendar, about the session as it stood at ``decided_at``.

    ``first`` where their calendar holds no entry of the session yet. With ``series`` the file is about all of it, of
    which ``details`` is one.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: Details
    method: Method
    first: bool = True
    series: SeriesEntries | None = None


@dataclass(frozen=True)
class ActionErrand:
    """A reminder of something that the recipient is to do, agreed with ``others``."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programme: Programme
    view: ItemView
    others: tuple[Person, ...]


@dataclass(frozen=True)
class PollErrand:
    """Which of some times suit, to ask; how that stands, for the host; or what came of it."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: PollDetails


@dataclass(frozen=True)
class PollCardErrand:
    """A message about a poll, posted where and when, that is to show it as it stood at ``decided_at``."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: PollDetails
    channel_id: str
    slack_ts: str


@dataclass(frozen=True)
class AnnouncementErrand:
    """An announcement to post for its reader, how its sending stands for its writer, or a reply for a coordinator.

    Or, to a coordinator, that a file with its ledger did not arrive.

    Goes to the delivery's channel where it names one. An ANNOUNCEMENT_ANSWER shows its reply to who wrote that.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    shown: ReaderMessage | SendingProgress | ReplyView | LedgerMissed


@dataclass(frozen=True)
class AnnouncementCardErrand:
    """The same where it was posted already, to be shown as it stood at ``decided_at``."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    shown: ReaderMessage | SendingProgress | ReplyView
    channel_id: str
    slack_ts: str


@dataclass(frozen=True)
class LeavingErrand:
    """That a pair ended, or somebody pauses, left or is back, for one of those concerned."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    told: LeavingTold


@dataclass(frozen=True)
class ConfidenceErrand:
    """What was written to the recipient in confidence, and by whom."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    confidence: Confidence
    word: ConfidentialWord


@dataclass(frozen=True)
class ApproachErrand:
    """Somebody would like a session with the recipient, or with another of a programme that they coordinate."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programme: Programme
    view: ApproachView


@dataclass(frozen=True)
class CollaborationErrand:
    """A collaboration that awaits the recipient's word as a coordinator."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programme: Programme
    view: CollaborationView


@dataclass(frozen=True)
class PortfolioErrand:
    """A programme's portfolio to post as a file to a coordinator, in ``language``."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programme: Programme
    cards: tuple[PortfolioCard, ...]
    language: str


@dataclass(frozen=True)
class PictureErrand:
    """A picture of a programme to post, with the figures as they stood at ``decided_at``."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    picture: Picture


@dataclass(frozen=True)
class LedgerErrand:
    """The whole ledger of an announcement to post as a file; ``address`` is the workspace's, for links to messages."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    page: LedgerPage
    form: str
    address: str


@dataclass(frozen=True)
class OutcomesErrand:
    """What came of a programme's sessions, as far as it may be reported, to post as a file to a coordinator."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programme: Programme
    found: tuple[ReportLine, ...]


FileErrand = CalendarErrand | PortfolioErrand | PictureErrand | LedgerErrand | OutcomesErrand
"""What is posted as a file."""

AboutPeople = ApproachErrand | CollaborationErrand | LeavingErrand | ConfidenceErrand | IntroductionErrand
"""What people hear of one another and of their clusters."""


@dataclass(frozen=True)
class WelcomeErrand:
    """A welcome to a programme, with whom the recipient is paired there and what they have answered already."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    arriving: Arriving
    mentors: tuple[Person, ...]
    mentees: tuple[Person, ...]


@dataclass(frozen=True)
class UnansweredErrand:
    """A polite word to somebody who has not answered everything that they were asked on arrival."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    arriving: Arriving


@dataclass(frozen=True)
class AccountGoneErrand:
    """That the account of one of a programme's people is closed, for one of its coordinators."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programme: Programme
    person: Person


@dataclass(frozen=True)
class PresentationErrand:
    """Somebody to present in the delivery's channel, in each language of the programme."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    presentation: Presentation


@dataclass(frozen=True)
class PresentationGoneErrand:
    """A presentation to take back: the message in the delivery's channel that it was."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    slack_ts: str


ArrivalErrand = WelcomeErrand | UnansweredErrand | AccountGoneErrand | PresentationErrand
"""What is said as people arrive, and when somebody can't be reached any more."""

Reminder = (
    ReminderErrand
    | AttendanceErrand
    | ActionErrand
    | NudgeErrand
    | WordErrand
    | DigestErrand
    | MonthErrand
    | MilestoneErrand
    | PollErrand
    | AnnouncementErrand
    | AboutPeople
    | ArrivalErrand
)
"""What is said because its time has come."""

Redraw = CardErrand | SeriesCardErrand | PollCardErrand | AnnouncementCardErrand
"""Messages already posted that are to be brought up to date."""

Errand = NewsErrand | SeriesErrand | Redraw | PresentationGoneErrand | HomeErrand | FileErrand | Reminder


def subject_of(delivery: Delivery) -> str:
    """The session that a delivery speaks of; ValueError when it speaks of none."""
    if delivery.session_id is None:
        raise ValueError(f"delivery {delivery.key} speaks of a session and names none")
    return delivery.session_id
