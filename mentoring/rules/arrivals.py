"""Whom a programme welcomes, how far somebody has arrived, and when they are asked once more."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from mentoring.arrivals import Stage
from mentoring.clocks import Anchor, local
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Programme, Role
from mentoring.portraits import Portrait
from mentoring.rules.delivery import NOT_ACTIVE, NOT_JOINED, unreachable
from mentoring.rules.reminders import Due, Reader, not_earlier, working_days_after

WELCOMED = frozenset({Role.MENTOR, Role.MENTEE})
"""Roles of those who are welcomed and asked; who only coordinates knows the programme already."""

USEFUL_FOR = timedelta(days=5)
"""How long an overdue reminder of unanswered questions is still said."""

ON_ITS_WAY = frozenset(
    {DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.REVIEW}
)


def arrives(participant: Participant) -> bool:
    """Whether the participant is one of those who are welcomed and asked."""
    return bool(participant.roles & WELCOMED)


def welcome_key(programme_id: int, person_id: int) -> str:
    """The key of the one welcome of a person in a programme."""
    return f"welcome:{programme_id}:{person_id}"


def unanswered_key(programme_id: int, person_id: int) -> str:
    """The key of the one reminder of what a person has not answered."""
    return f"unanswered:{programme_id}:{person_id}"


def last_moment(programme: Programme) -> datetime:
    """The end of the programme's last day, after which nobody is welcomed."""
    return Anchor(datetime.combine(programme.ends_on + timedelta(days=1), time()), programme.zone).instant


def stage_of(person: Person, portrait: Portrait, welcome: Delivery | None) -> Stage:
    """What the person's arrival waits for."""
    if person.user_id is None:
        return Stage.ABSENT
    if not person.active:
        return Stage.GONE
    if not portrait.unanswered:
        return Stage.ARRIVED
    if welcome is None:
        return Stage.UNWELCOMED
    if welcome.state is DeliveryState.SENT:
        return Stage.UNANSWERED
    if welcome.state in ON_ITS_WAY:
        return Stage.WELCOMING
    return Stage.UNREACHED


def welcome_due(reader: Reader, programme: Programme, now: datetime) -> Due:
    """When somebody is welcomed who did not just turn up: now, or when they next work."""
    wall = local(now, reader.zone)
    at = max(now, not_earlier(reader, wall.date(), wall.time()))
    return Due(at, max(at, last_moment(programme)))


def may_be_welcomed_after_all(welcome: Delivery, person: Person) -> bool:
    """Whether a welcome that was closed because its person could not be written to may be said by now."""
    missed = welcome.state is DeliveryState.CANCELLED and welcome.last_error in {NOT_ACTIVE, NOT_JOINED}
    return missed and not unreachable(person)


def unanswered_due(welcomed_at: datetime, reader: Reader, now: datetime) -> Due | None:
    """When somebody welcomed then is asked once more for what they have not answered; None when that is switched off.

    What is overdue by ``now`` is due when they next work.
    """
    lead = reader.policy.lead(DeliveryKind.UNANSWERED)
    if lead is None or lead.at is None:
        return None
    day = working_days_after(reader, local(welcomed_at, reader.zone).date(), lead.days)
    at = not_earlier(reader, day, lead.at)
    if at <= now:
        wall = local(now, reader.zone)
        at = max(now, not_earlier(reader, wall.date(), wall.time()))
    return Due(at, at + USEFUL_FOR)
