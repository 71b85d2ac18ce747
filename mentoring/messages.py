"""What the bot has to say of its own accord, as rows that are written with the change that causes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class DeliveryKind(StrEnum):
    """Why a person is written to, and by which means.

    SESSION_NEWS posts a message about a change; SESSION_CARD brings a card already posted up to date; HOME draws the
    person's Home anew. These two may be repeated without harm, no other may. What follows is said when its time comes:
    about a session, about a pair that has gone quiet, about a programme.
    """

    SESSION_NEWS = "session_news"
    SESSION_CARD = "session_card"
    HOME = "home"
    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    HOUR_BEFORE = "hour_before"
    STARTING = "starting"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_AGAIN = "follow_up_again"
    CLOCK_CHANGE = "clock_change"
    NUDGE = "nudge"
    DIGEST = "digest"
    MILESTONE = "milestone"


REPEATABLE = frozenset({DeliveryKind.SESSION_CARD, DeliveryKind.HOME})
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

URGENT = frozenset({DeliveryKind.HOUR_BEFORE, DeliveryKind.STARTING})
"""Kinds that are said at any hour of any day; the others keep to the recipient's working hours."""

WITH_CARD = frozenset(
    {
        DeliveryKind.SESSION_NEWS,
        DeliveryKind.WEEK_BEFORE,
        DeliveryKind.DAY_BEFORE,
        DeliveryKind.HOUR_BEFORE,
        DeliveryKind.STARTING,
        DeliveryKind.CLOCK_CHANGE,
    }
)
"""Kinds whose message shows the session with its buttons, and is kept up to date after it was posted."""


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
    the Milestone, or the Monday (ISO 8601) of the week that a DIGEST or NUDGE is for; ``programme_id`` is the programme
    that the last three speak of.
    ``due_at`` and ``not_after`` bound when it may leave; ``generation`` rises with every claim, so a slow worker's late
    result changes nothing. ``slack_ts`` and ``channel_id`` are where it went.
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
    programme_id: int | None = None


@dataclass(frozen=True)
class Card:
    """A message that shows a person a session: where it stands in Slack, and which revision it shows."""

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
    """How an attempt ended; ``retry_after`` is Slack's own word when it asked for a pause."""

    kind: OutcomeKind
    slack_ts: str = ""
    channel_id: str = ""
    retry_after: timedelta | None = None
    error: str = ""


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
