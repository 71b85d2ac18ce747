"""Errands: what is to be said to whom, with everything that a message needs, as it stood when that was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentoring.gatherings import Absence
from mentoring.messages import Card, Delivery
from mentoring.people import Person, Programme
from mentoring.progress import Digest, Progress, QuietPair
from mentoring.sessions import Change, Details, Overview


@dataclass(frozen=True)
class NewsErrand:
    """A message to post about a change of a session, and the session as it stood at ``decided_at``.

    ``change`` is the line of its history that the message speaks of, None where that says no more than the session.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: Details
    change: Change | None = None
    absence: Absence | None = None


@dataclass(frozen=True)
class CardErrand:
    """Messages already posted that are to show the session as it stood at ``decided_at``; oldest first."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: Details
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class PublicErrand:
    """A group session's card for a channel: to post where ``cards`` is empty, else to redraw those.

    ``recipient`` is the host, in whose programme's language it speaks; it names no hour but by Slack's date token.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: Details
    cards: tuple[Card, ...] = ()


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
    that; else None.
    """

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    details: Details
    before: datetime | None = None


@dataclass(frozen=True)
class NudgeErrand:
    """A gentle word about the recipient's pairs that have nothing booked; each names the other one."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    programmes: tuple[Programme, ...]
    quiet: tuple[QuietPair, ...]


@dataclass(frozen=True)
class DigestErrand:
    """A coordinator's weekly digest of a programme."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    digest: Digest


@dataclass(frozen=True)
class MilestoneErrand:
    """A programme's milestone for one of its people."""

    delivery: Delivery
    recipient: Person
    decided_at: datetime
    progress: Progress


Reminder = ReminderErrand | NudgeErrand | DigestErrand | MilestoneErrand
"""What is said because its time has come."""

Errand = NewsErrand | CardErrand | PublicErrand | HomeErrand | Reminder


def subject_of(delivery: Delivery) -> str:
    """The session that a delivery speaks of; ValueError when it speaks of none."""
    if delivery.session_id is None:
        raise ValueError(f"delivery {delivery.key} speaks of a session and names none")
    return delivery.session_id
