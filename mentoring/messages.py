"""What the bot has to say of its own accord, as rows that are written with the change that causes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum


class DeliveryKind(StrEnum):
    """Why a person is written to, and by which means.

    SESSION_NEWS posts a message about a change; SESSION_CARD brings a card already posted up to date; HOME draws the
    person's Home anew. PUBLIC_CARD posts a group session's card in a channel, PUBLIC_REDRAW brings it up to date.
    SERIES_NEWS tells of a change of several sessions of a series at once, SERIES_CARD brings such messages up to date.
    POLL asks which of some times suit, POLL_CARD brings that up to date, POLL_RESULT tells what came of it. CALENDAR
    sends a file for the person's own calendar. What draws anew may be repeated without harm, nothing else may.
    APPROACH tells that somebody would like a session, COLLABORATION that one was noted; PORTFOLIO sends that as a file.
    PICTURE sends a picture of a programme, ``change`` the kind of it; OUTCOMES sends what came of its sessions, as
    far as everybody agreed to see it reported. INTRODUCTION makes the two of a new pair known to each other.
    RUNNING_LATE, HOST_WORD and ABSENCE are each said for themselves, whatever else is news. What follows is said when
    its time comes: about a session, about an action item, about a pair that has gone quiet, about a programme.
    WELCOME greets somebody in a programme, once ever; UNANSWERED asks once more for what they have not answered.
    PRESENTATION presents them in the programme's channel, PRESENTATION_GONE takes that back. ACCOUNT_GONE tells a
    coordinator whose account is closed.
    PAIR_WORD is what a coordinator wrote to both of a pair, MONTH the coordinators' digest of a month.
    LEAVING tells those concerned that a pair ended or somebody pauses, left or is back. IN_CONFIDENCE brings one person
    what another wrote for them alone: what it is about is no business of anybody who reads of the delivery.
    ANNOUNCEMENT goes to its readers, ANNOUNCEMENT_TRIAL to its writer alone, ANNOUNCEMENT_WISH to those who have not
    acknowledged it; ANNOUNCEMENT_STATUS tells its writer how the sending stands. ANNOUNCEMENT_REPLY brings what a
    reader wrote to the coordinators, ANNOUNCEMENT_ANSWER the answer to the reader. ANNOUNCEMENT_LEDGER sends a
    coordinator the ledger as a file, ANNOUNCEMENT_LEDGER_MISSED tells them that it did not arrive. _REDRAW, _PROGRESS
    and _REPLY_CARD bring the first, the fourth and the fifth of these up to date.
    """

    SESSION_NEWS = "session_news"
    SESSION_CARD = "session_card"
    HOME = "home"
    PUBLIC_CARD = "public_card"
    PUBLIC_REDRAW = "public_redraw"
    RUNNING_LATE = "running_late"
    HOST_WORD = "host_word"
    ABSENCE = "absence"
    ANSWER_WANTED = "answer_wanted"
    SERIES_NEWS = "series_news"
    SERIES_CARD = "series_card"
    POLL = "poll"
    POLL_CARD = "poll_card"
    POLL_RESULT = "poll_result"
    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    HOUR_BEFORE = "hour_before"
    STARTING = "starting"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_AGAIN = "follow_up_again"
    ATTENDANCE = "attendance"
    ACTION_DUE = "action_due"
    ACTION_OVERDUE = "action_overdue"
    CLOCK_CHANGE = "clock_change"
    INTRODUCTION = "introduction"
    NUDGE = "nudge"
    DIGEST = "digest"
    PAIR_WORD = "pair_word"
    MONTH = "month"
    MILESTONE = "milestone"
    CALENDAR = "calendar"
    WELCOME = "welcome"
    UNANSWERED = "unanswered"
    PRESENTATION = "presentation"
    PRESENTATION_GONE = "presentation_gone"
    ACCOUNT_GONE = "account_gone"
    APPROACH = "approach"
    COLLABORATION = "collaboration"
    PORTFOLIO = "portfolio"
    PICTURE = "picture"
    OUTCOMES = "outcomes"
    LEAVING = "leaving"
    IN_CONFIDENCE = "in_confidence"
    ANNOUNCEMENT = "announcement"
    ANNOUNCEMENT_REDRAW = "announcement_redraw"
    ANNOUNCEMENT_WISH = "announcement_wish"
    ANNOUNCEMENT_TRIAL = "announcement_trial"
    ANNOUNCEMENT_STATUS = "announcement_status"
    ANNOUNCEMENT_PROGRESS = "announcement_progress"
    ANNOUNCEMENT_REPLY = "announcement_reply"
    ANNOUNCEMENT_REPLY_CARD = "announcement_reply_card"
    ANNOUNCEMENT_ANSWER = "announcement_answer"
    ANNOUNCEMENT_LEDGER = "announcement_ledger"
    ANNOUNCEMENT_LEDGER_MISSED = "announcement_ledger_missed"


REPEATABLE = frozenset(
    {
        DeliveryKind.SESSION_CARD,
        DeliveryKind.PUBLIC_REDRAW,
        DeliveryKind.SERIES_CARD,
        DeliveryKind.POLL_CARD,
        DeliveryKind.ANNOUNCEMENT_REDRAW,
        DeliveryKind.ANNOUNCEMENT_PROGRESS,
        DeliveryKind.ANNOUNCEMENT_REPLY_CARD,
        DeliveryKind.HOME,
        DeliveryKind.PRESENTATION_GONE,
    }
)
"""Kinds that change nothing when done twice, so an unknown outcome is simply tried again."""

ABOUT_A_SESSION = (
    DeliveryKind.CLOCK_CHANGE,
    DeliveryKind.WEEK_BEFORE,
    DeliveryKind.DAY_BEFORE,
    DeliveryKind.HOUR_BEFORE,
    DeliveryKind.STARTING,
    DeliveryKind.FOLLOW_UP,
    DeliveryKind.FOLLOW_UP_AGAIN,
)
"""Reminders that a session brings with it, in the order in which they usually fall due."""

AT_ONCE = frozenset({DeliveryKind.PUBLIC_CARD, DeliveryKind.RUNNING_LATE, DeliveryKind.HOST_WORD, DeliveryKind.ABSENCE})
"""Kinds about a session of several that are said as soon as somebody did something, and never planned ahead."""

ABOUT_AN_ITEM = (DeliveryKind.ACTION_DUE, DeliveryKind.ACTION_OVERDUE)
"""Reminders of an action item to its owner; ``change`` is the item's id, ``session_revision`` the item's own."""

ABOUT_ANNOUNCEMENTS = frozenset(
    {
        DeliveryKind.ANNOUNCEMENT,
        DeliveryKind.ANNOUNCEMENT_REDRAW,
        DeliveryKind.ANNOUNCEMENT_WISH,
        DeliveryKind.ANNOUNCEMENT_TRIAL,
        DeliveryKind.ANNOUNCEMENT_STATUS,
        DeliveryKind.ANNOUNCEMENT_PROGRESS,
        DeliveryKind.ANNOUNCEMENT_LEDGER,
        DeliveryKind.ANNOUNCEMENT_LEDGER_MISSED,
    }
)
"""``change`` is the announcement's id, of ABOUT_REPLIES the reply's; of a TRIAL a space and a language follow, of a
LEDGER the kind of file and the workspace's address."""

ABOUT_REPLIES = frozenset(
    {
        DeliveryKind.ANNOUNCEMENT_REPLY,
        DeliveryKind.ANNOUNCEMENT_REPLY_CARD,
        DeliveryKind.ANNOUNCEMENT_ANSWER,
    }
)
"""Kinds about what a reader of an announcement wrote back; ``session_revision`` is the number of answers."""

URGENT = frozenset({DeliveryKind.HOUR_BEFORE, DeliveryKind.STARTING, DeliveryKind.RUNNING_LATE})
"""Kinds that are said at any hour of any day; the others keep to the recipient's working hours."""

WITH_CARD = frozenset(
    {
        DeliveryKind.SESSION_NEWS,
        DeliveryKind.PUBLIC_CARD,
        DeliveryKind.RUNNING_LATE,
        DeliveryKind.ANSWER_WANTED,
        DeliveryKind.WEEK_BEFORE,
        DeliveryKind.DAY_BEFORE,
        DeliveryKind.HOUR_BEFORE,
        DeliveryKind.STARTING,
        DeliveryKind.CLOCK_CHANGE,
    }
)
"""Kinds whose message shows the session with its buttons, and is kept up to date after it was posted."""


class Means(StrEnum):
    """By which kind of call something leaves, or is looked for; Slack counts each of them apart."""

    POST = "post"
    REDRAW = "redraw"
    HOME = "home"
    FILE = "file"
    SEARCH = "search"


IN_CONVERSATION = frozenset({Means.POST, Means.FILE})
"""Means that leave a new message in the person's conversation."""

MEANS = {
    DeliveryKind.SESSION_CARD: Means.REDRAW,
    DeliveryKind.PUBLIC_REDRAW: Means.REDRAW,
    DeliveryKind.SERIES_CARD: Means.REDRAW,
    DeliveryKind.POLL_CARD: Means.REDRAW,
    DeliveryKind.PRESENTATION_GONE: Means.REDRAW,
    DeliveryKind.ANNOUNCEMENT_REDRAW: Means.REDRAW,
    DeliveryKind.ANNOUNCEMENT_PROGRESS: Means.REDRAW,
    DeliveryKind.ANNOUNCEMENT_REPLY_CARD: Means.REDRAW,
    DeliveryKind.HOME: Means.HOME,
    DeliveryKind.CALENDAR: Means.FILE,
    DeliveryKind.PORTFOLIO: Means.FILE,
    DeliveryKind.PICTURE: Means.FILE,
    DeliveryKind.OUTCOMES: Means.FILE,
    DeliveryKind.ANNOUNCEMENT_LEDGER: Means.FILE,
}
"""The kinds that are not posted."""


class Urgency(IntEnum):
    """What leaves first when more is due than may leave: the lower one."""

    URGENT = 0
    USUAL = 1
    BULK = 2


URGENCY: dict[DeliveryKind, Urgency] = {
    **dict.fromkeys(URGENT, Urgency.URGENT),
    DeliveryKind.DIGEST: Urgency.BULK,
    DeliveryKind.MONTH: Urgency.BULK,
    DeliveryKind.NUDGE: Urgency.BULK,
    DeliveryKind.MILESTONE: Urgency.BULK,
    DeliveryKind.UNANSWERED: Urgency.BULK,
    DeliveryKind.ANNOUNCEMENT: Urgency.BULK,
    DeliveryKind.ANNOUNCEMENT_REDRAW: Urgency.BULK,
    DeliveryKind.ANNOUNCEMENT_WISH: Urgency.BULK,
}
"""The kinds that are not USUAL."""


def means_of(kind: DeliveryKind) -> Means:
    """By which kind of call a delivery leaves."""
    return MEANS.get(kind, Means.POST)


def urgency_of(kind: DeliveryKind) -> Urgency:
    """How soon a delivery is to leave among others that are due."""
    return URGENCY.get(kind, Urgency.USUAL)


@dataclass(frozen=True)
class Rhythm:
    """At most one call in ``every`` on the long run, and ``at_once`` in a row after a silence."""

    every: timedelta
    at_once: int = 1

    @property
    def lead(self) -> timedelta:
        """How far the calls made may be ahead of the long run."""
        return self.every * (self.at_once - 1)


@dataclass(frozen=True)
class Pace:
    """How fast one workspace is written to, by all processes together.

    ``conversation`` is the least time between two posts to one person. A means without a rhythm is not held back.
    """

    rhythms: Mapping[Means, Rhythm]
    conversation: timedelta = timedelta(0)

    def rhythm(self, means: Means) -> Rhythm:
        """The rhythm of these calls."""
        return self.rhythms.get(means, Rhythm(timedelta(0)))

    def between(self, means: Means) -> timedelta:
        """The least time between two such calls that concern one person."""
        return self.conversation if means in IN_CONVERSATION else timedelta(0)


UNHURRIED = Pace({})
"""No limits of our own."""


class DeliveryState(StrEnum):
    """Where a delivery stands (reminder design, section 6.2)."""

    PENDING = "pending"
    LEASED = "leased"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    REVIEW = "review"


@dataclass(frozen=True)
class Delivery:
    """One thing to say to one person at one time.

    ``key`` is unique and is the memory of what was said. ``change`` is the ChangeKind that SESSION_NEWS speaks of, or
    the AttendanceNews that ATTENDANCE does, or the Milestone, or the Monday (ISO 8601) of the week that a DIGEST or
    NUDGE is for, or the id of the poll that POLL and its like are about, or of an APPROACH or COLLABORATION, or the
    language of a PORTFOLIO. Of a CALENDAR file it is the mark of the entry that the calendar then holds, of LEAVING the
    LeavingNews with the id of the leave, or of the pair that ended, of IN_CONFIDENCE the word's id, of an INTRODUCTION
    the pair's id, of ACCOUNT_GONE the id of the person whose account it is, of PRESENTATION_GONE the key of what is
    taken back. ABOUT_AN_ITEM says what these are for action items, and ABOUT_ANNOUNCEMENTS for those.
    ``programme_id`` is the programme that all but what speaks of a session speak of. SERIES_NEWS is about
    ``series_id``, at that revision.
    ``due_at`` and ``not_after`` bound when it may leave; ``generation`` rises with every claim, so a slow worker's late
    result changes nothing. ``slack_ts`` and ``channel_id`` are where it went, ``language`` in which language.
    """

    key: str
    team_id: str
    kind: DeliveryKind
    recipient_id: int
    due_at: datetime
    not_after: datetime
    session_id: str | None = None
    session_revision: int = 0
    change: str = ""
    state: DeliveryState = DeliveryState.PENDING
    generation: int = 0
    attempts: int = 0
    not_before: datetime | None = None
    leased_until: datetime | None = None
    lease_owner: str = ""
    first_tried_at: datetime | None = None
    verify_after: datetime | None = None
    channel_id: str = ""
    slack_ts: str = ""
    last_error: str = ""
    language: str = ""
    programme_id: int | None = None
    series_id: str | None = None


ENDS = frozenset(
    {
        DeliveryState.SENT,
        DeliveryState.FAILED,
        DeliveryState.CANCELLED,
        DeliveryState.EXPIRED,
        DeliveryState.REVIEW,
    }
)
"""States in which a delivery comes to rest; out of REVIEW, FAILED and EXPIRED only a person can take it."""


@dataclass(frozen=True)
class Backlog:
    """What is still to be done about deliveries: due and not said yet, of unknown outcome, refused for good, for a
    person to decide.
    """

    due: int
    oldest_due_at: datetime | None
    unknown: int
    failed: int
    review: int


@dataclass(frozen=True)
class LedgerQuery:
    """Which deliveries to tell of; what is left out matches all. The latest due ones first, at most ``limit``."""

    recipient_id: int | None = None
    session_id: str | None = None
    states: frozenset[DeliveryState] = frozenset()
    kinds: frozenset[DeliveryKind] = frozenset()
    limit: int = 100


IN_PUBLIC = 0
"""Stands for a person's id where a card is for a whole channel."""


@dataclass(frozen=True)
class LedgerLine:
    """A delivery as the ledger tells of it: in words, for another release may have kinds and states of its own."""

    key: str
    kind: str
    state: str
    recipient_id: int
    due_at: datetime
    session_id: str | None
    session_revision: int
    change: str
    language: str
    channel_id: str
    slack_ts: str
    attempts: int
    last_error: str


@dataclass(frozen=True)
class Transition:
    """A delivery's step from state to state, as the log keeps it, in words for the same reason.

    ``owner`` is the worker that had the delivery in hand; empty where nobody had.
    """

    key: str
    kind: str
    generation: int
    state_from: str
    state_to: str
    at: datetime
    owner: str
    error: str


@dataclass(frozen=True)
class Ending:
    """How a delivery ended, for those who count; without a ``reason`` where it was said."""

    kind: str
    state: str
    reason: str


@dataclass(frozen=True)
class Tally:
    """How many deliveries ended how, as far as the log's entry ``upto``."""

    upto: int
    endings: Mapping[Ending, int]


@dataclass(frozen=True)
class Card:
    """A message that shows a person a session: where it stands in Slack, and which revision it shows.

    ``session_id`` is the id of a series where the message shows that; ``person_id`` is `IN_PUBLIC` for the card in a
    channel.
    """

    session_id: str
    person_id: int
    channel_id: str
    slack_ts: str
    revision: int


class OutcomeKind(StrEnum):
    """What became of one attempt to say something.

    UNKNOWN when Slack may have taken it and nobody can tell; RETRY only when it certainly did not.
    """

    SENT = "sent"
    RETRY = "retry"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended; ``retry_after`` is Slack's own word when it asked for a pause.

    The pause is the whole workspace's for this kind of call, or, with ``crowded``, that of this one conversation.
    """

    kind: OutcomeKind
    slack_ts: str = ""
    channel_id: str = ""
    retry_after: timedelta | None = None
    error: str = ""
    language: str = ""
    crowded: bool = False


class FindingKind(StrEnum):
    """What reading the conversation back told: there, not there, no answer now, or never an answer."""

    FOUND = "found"
    ABSENT = "absent"
    LATER = "later"
    CANNOT = "cannot"


@dataclass(frozen=True)
class Finding:
    """What is known of a delivery whose outcome was UNKNOWN."""

    kind: FindingKind
    slack_ts: str = ""
    channel_id: str = ""
    retry_after: timedelta | None = None
    error: str = ""
