"""What a programme says of its own accord and when, and what a person wants otherwise: settings, never constants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time

from mentoring.messages import DeliveryKind

Leads = tuple[tuple[DeliveryKind, "Lead | None"], ...]
"""Kinds with their leads; None for a kind that is switched off."""


@dataclass(frozen=True)
class Lead:
    """How far from its occasion a message is due; before it or after it is the kind's own matter.

    With ``at``: so many calendar ``days`` from the occasion's date, at that hour, both on the recipient's clock; for
    FOLLOW_UP_AGAIN, ACTION_OVERDUE and UNANSWERED they are working days. Without: ``minutes`` of elapsed time.
    """

    days: int = 0
    at: time | None = None
    minutes: int = 0


USUAL_LEADS: Leads = (
    (DeliveryKind.CLOCK_CHANGE, Lead(days=7, at=time(9))),
    (DeliveryKind.ANSWER_WANTED, Lead(days=1, at=time(9))),
    (DeliveryKind.WEEK_BEFORE, Lead(days=7, at=time(9))),
    (DeliveryKind.DAY_BEFORE, Lead(days=1, at=time(9))),
    (DeliveryKind.HOUR_BEFORE, Lead(minutes=60)),
    (DeliveryKind.STARTING, Lead(minutes=5)),
    (DeliveryKind.FOLLOW_UP, Lead()),
    (DeliveryKind.FOLLOW_UP_AGAIN, Lead(days=2, at=time(9))),
    (DeliveryKind.ACTION_DUE, Lead(at=time(9))),
    (DeliveryKind.ACTION_OVERDUE, Lead(days=1, at=time(9))),
    (DeliveryKind.NUDGE, Lead(days=1, at=time(10))),
    (DeliveryKind.DIGEST, Lead(at=time(9))),
    (DeliveryKind.MONTH, Lead(at=time(9))),
    (DeliveryKind.MILESTONE, Lead(at=time(9))),
    (DeliveryKind.CALENDAR, Lead()),
    (DeliveryKind.UNANSWERED, Lead(days=4, at=time(10))),
)
"""NUDGE and DIGEST are counted from the week's Monday, MONTH from the first of the next month, UNANSWERED from the
welcome; CALENDAR files leave with the change that they tell of.
"""


@dataclass(frozen=True)
class ReminderWishes:
    """What a person wants otherwise than the programme; they are away up to and including ``away_until``."""

    leads: Leads = ()
    away_until: date | None = None

    def has(self, kind: DeliveryKind) -> bool:
        """Whether the person has a wish of their own about this kind."""
        return any(wished is kind for wished, _ in self.leads)

    def lead(self, kind: DeliveryKind) -> Lead | None:
        """The person's own lead; None for a kind that they switched off, or have no wish about."""
        return dict(self.leads).get(kind)


@dataclass(frozen=True)
class ReminderPolicy:
    """What a programme says, and when.

    A pair is quiet after ``quiet_after`` days without a session booked; both are nudged in as many weeks as ``nudges``,
    and from then on the coordinators are told instead.
    """

    leads: Leads = USUAL_LEADS
    quiet_after: int = 21
    nudges: int = 2

    def lead(self, kind: DeliveryKind) -> Lead | None:
        """When messages of this kind are due; None when they are switched off."""
        return dict(self.leads).get(kind)

    def wished(self, wishes: ReminderWishes) -> ReminderPolicy:
        """The policy with a person's own wishes in it."""
        return self.changed(wishes.leads)

    def changed(self, leads: Leads) -> ReminderPolicy:
        """The policy with these leads instead of its own."""
        if not leads:
            return self
        return replace(self, leads=tuple({**dict(self.leads), **dict(leads)}.items()))
