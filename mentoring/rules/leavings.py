"""What a step out of a programme or a pair may be, what it reaches, and who is told of it. Values in, values out."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from mentoring.actions import ActionItem
from mentoring.clocks import Anchor, local, midnight
from mentoring.errors import PauseOver, ReasonTooLong
from mentoring.intervals import Interval
from mentoring.leavings import Concerned, Consequences, Fate, LeaveRequest, LeavingNews, Why
from mentoring.messages import ABOUT_A_SESSION, ABOUT_AN_ITEM, Delivery, DeliveryKind
from mentoring.people import ParticipationState, Programme
from mentoring.rules.news import HOME_WORTH
from mentoring.series import Pattern, Series
from mentoring.sessions import OPEN_STATES, Rsvp, Session, SessionState

DAY = timedelta(days=1)
FAR = timedelta(days=800)
"""Farther ahead than any session is booked."""

STILL_NEWS = timedelta(days=14)
"""How long it is worth telling somebody that a pair ended or somebody left."""

FIRST = timedelta(seconds=1)
"""How much earlier than what follows from it that news is due, so that people read it before the rest."""

SILENT_WHILE_OUT = frozenset(
    {
        *ABOUT_A_SESSION,
        *ABOUT_AN_ITEM,
        DeliveryKind.NUDGE,
        DeliveryKind.DIGEST,
        DeliveryKind.MONTH,
        DeliveryKind.MILESTONE,
        DeliveryKind.WELCOME,
        DeliveryKind.UNANSWERED,
    }
)
"""What is not said to somebody who pauses or has left: all that is said because its time has come."""

WHY_SILENT = {
    ParticipationState.PAUSED: "the recipient pauses",
    ParticipationState.LEFT: "the recipient has left the programme",
}


def first_day(programme: Programme, now: datetime) -> date:
    """From which day on a step taken now counts, whether days are told by the programme's clock or by UTC."""
    return min(local(now, programme.zone).date(), now.astimezone(UTC).date())


def check_why(why: Why, programme: Programme) -> None:
    """Refuse a reason that is too long."""
    if len(why.written) > programme.booking.longest_reason:
        raise ReasonTooLong(field="reason", longest=programme.booking.longest_reason)


def check_until(request: LeaveRequest, programme: Programme, now: datetime) -> None:
    """Refuse a pause that is over before it begins, or lasts longer than the programme."""
    if request.until and not local(now, programme.zone).date() <= request.until <= programme.ends_on:
        raise PauseOver(field="until")


def window(request: LeaveRequest, programme: Programme, now: datetime) -> Interval:
    """The time in which the person is out, as far as sessions may be booked; days are the programme's."""
    if request.until is None:
        return Interval(now, now + FAR)
    back = midnight(request.until + DAY, programme.zone)
    return Interval(now, max(back, now + timedelta(seconds=1)))


def to_come(session: Session, within: Interval) -> bool:
    """Whether the session is open and begins within the interval, not before."""
    return session.state in OPEN_STATES and within.start < session.when.start < within.end


def fate_with(session: Session, mentee_id: int, *, busy: bool, earliest: datetime) -> Fate:
    """What becomes of a pair's session whose hour is to go to the new mentor.

    The mentee has agreed to it, or proposed it; and there is time enough to ask the new mentor.
    """
    agreed = session.state is SessionState.CONFIRMED or not session.awaits(mentee_id)
    if not agreed or session.when.start < earliest:
        return Fate.CANCELLED
    return Fate.CLASHES if busy else Fate.HANDED_OVER


def ended_before(series: Series, sessions: Iterable[Session]) -> Series:
    """The series without these of its sessions and all that would follow them."""
    first = min(one.day_in_series for one in sessions)
    return replace(series, pattern=replace(series.pattern, until=first - DAY, count=None))


def pattern_between(pattern: Pattern, places: Sequence[Anchor]) -> Pattern:
    """The part of the pattern that gives these of its dates and those between them."""
    first = min(places, key=lambda one: one.instant)
    return replace(pattern, first=first, until=max(one.wall.date() for one in places), count=None)


def mark_of(consequences: Consequences, *facts: object) -> str:
    """What tells these consequences from others, ``facts`` that were looked at among them."""
    parts = [
        *(f"{one.session.id} {one.session.revision} {one.fate}" for one in consequences.sessions),
        *(f"{one.person.id} {one.count} {one.fate}" for one in consequences.items),
        *(f"{one.id} {one.paused} {one.ends_on}" for one in consequences.pairs),
        *map(str, facts),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def owned_by(items: Iterable[ActionItem], person_id: int) -> list[ActionItem]:
    """The items that a person is to do."""
    return [one for one in items if one.owner_id == person_id]


def has_a_place(session: Session, person_id: int) -> bool:
    """Whether somebody is in the session and has not said no."""
    mine = session.attendee(person_id)
    return mine is not None and mine.rsvp is not Rsvp.DECLINED


def news_of(
    news: LeavingNews, about: object, told: Mapping[int, Concerned], *, programme: Programme, now: datetime
) -> list[Delivery]:
    """One message for each of those told, and their Homes drawn anew; ``about`` is the leave's or the pair's id."""
    change = f"{news} {about}"
    message = Delivery(
        key="",
        team_id=programme.team_id,
        kind=DeliveryKind.LEAVING,
        recipient_id=0,
        due_at=now - FIRST,
        not_after=now + STILL_NEWS,
        change=change,
        programme_id=programme.id,
    )
    home = replace(message, kind=DeliveryKind.HOME, due_at=now, not_after=now + HOME_WORTH)
    return [
        replace(one, key=f"{change}:{one.kind}:{person_id}", recipient_id=person_id)
        for person_id in sorted(told)
        for one in (message, home)
    ]
