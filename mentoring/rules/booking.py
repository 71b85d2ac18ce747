"""May this session be booked, moved, answered, cancelled? Values in, values or a refusal out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from mentoring.clocks import Anchor, around_gap, instants, local
from mentoring.errors import (
    AlreadySettled,
    AmbiguousTime,
    DurationOutOfRange,
    NonexistentTime,
    NotYoursToAnswer,
    OnlyForPairs,
    OutsideProgramme,
    ProgrammeNotRunning,
    ReasonTooLong,
    SessionOver,
    TimePast,
    TooFar,
    TooSoon,
    TopicTooLong,
)
from mentoring.intervals import Interval
from mentoring.people import BookingPolicy, Programme
from mentoring.programme_settings import ProgrammeState
from mentoring.sessions import OPEN_STATES, Proposal, Session, SessionState

QUARTER = timedelta(minutes=15)


def settle(wall: datetime, zone: str, fold: int | None) -> Anchor:
    """The anchor that ``wall`` means in ``zone``; NonexistentTime in a gap, AmbiguousTime in a fold not chosen."""
    found = instants(wall, zone)
    if not found:
        raise NonexistentTime(field="time", wall=wall, zone=zone, choices=around_gap(wall, zone))
    if len(found) > 1 and fold is None:
        raise AmbiguousTime(field="time", wall=wall, zone=zone, choices=found)
    return Anchor(wall, zone, fold or 0) if len(found) > 1 else Anchor(wall, zone)


def check_length(duration: timedelta, policy: BookingPolicy) -> None:
    """Refuse a duration that the programme does not allow."""
    if not policy.shortest <= duration <= policy.longest:
        minute = timedelta(minutes=1)
        raise DurationOutOfRange(field="duration", shortest=policy.shortest // minute, longest=policy.longest // minute)


def check_topic(topic: str, policy: BookingPolicy) -> None:
    """Refuse a topic that is too long."""
    if len(topic) > policy.longest_topic:
        raise TopicTooLong(field="topic", longest=policy.longest_topic)


def check_reason(reason: str, policy: BookingPolicy, *, field: str = "reason") -> None:
    """Refuse a reason that is too long."""
    if len(reason) > policy.longest_reason:
        raise ReasonTooLong(field=field, longest=policy.longest_reason)


def check_time(anchor: Anchor, programme: Programme, now: datetime) -> None:
    """Refuse a time that is past, too soon, too far ahead or outside the programme's dates, and any while it rests."""
    start, policy = anchor.instant, programme.booking
    if not programme.runs:
        raise ProgrammeNotRunning(name=programme.name, closed=programme.state is ProgrammeState.CLOSED)
    if start <= now:
        raise TimePast(field="time", start=start, choices=_later_than_past(anchor, programme, now))
    if start < now + policy.notice:
        earliest = _next_quarter(now + policy.notice)
        raise TooSoon(field="time", start=start, earliest=earliest, choices=(earliest,))
    if start > now + policy.horizon:
        raise TooFar(field="date", start=start, latest=now + policy.horizon)
    if not programme.starts_on <= local(start, programme.zone).date() <= programme.ends_on:
        raise OutsideProgramme(field="date", starts_on=programme.starts_on, ends_on=programme.ends_on)


def _later_than_past(anchor: Anchor, programme: Programme, now: datetime) -> tuple[datetime, ...]:
    """The same wall time when the date returns, when its weekday returns, and on the first days that allow it."""
    first, last = now + programme.booking.notice, now + programme.booking.horizon
    today = local(first, anchor.zone).date()
    days = [
        *_date_again(anchor.wall.date(), today),
        today + timedelta(days=(anchor.wall.weekday() - today.weekday()) % 7 or 7),
        today,
        today + timedelta(days=1),
    ]
    starts = [start for day in days for start in instants(datetime.combine(day, anchor.wall.time()), anchor.zone)]
    return tuple(sorted(list(dict.fromkeys(start for start in starts if first <= start <= last))[:3]))


def _date_again(past: date, today: date) -> list[date]:
    """The date in the first year that brings it back; none for 29 February when that year has none."""
    this_year = (past.month, past.day) >= (today.month, today.day)
    try:
        return [past.replace(year=today.year if this_year else today.year + 1)]
    except ValueError:
        return []


def _next_quarter(instant: datetime) -> datetime:
    since = (instant - datetime(1970, 1, 1, tzinfo=UTC)) % QUARTER
    return instant + (QUARTER - since) % QUARTER


def clashing(wanted: Interval, sessions: Iterable[Session], except_for: str | None) -> list[Session]:
    """Sessions that hold time within ``wanted``, soonest first, leaving out the one that is being moved."""
    return sorted(
        (one for one in sessions if one.id != except_for and any(held.overlaps(wanted) for held in one.held)),
        key=lambda one: one.when,
    )


def check_answer(session: Session, revision: int, person_id: int) -> Proposal:
    """The proposal that this person may answer now, or a refusal."""
    if session.proposal is None or session.revision != revision:
        raise AlreadySettled(session=session)
    if not session.awaits(person_id):
        raise NotYoursToAnswer(session=session)
    return session.proposal


def check_of_a_pair(session: Session) -> None:
    """Refuse a session of several, whose host alone moves or cancels it."""
    if session.gathering is not None:
        raise OnlyForPairs(session=session)


def check_open(session: Session, now: datetime) -> None:
    """Refuse to move or cancel what is closed, has begun or is over."""
    if session.state not in OPEN_STATES:
        raise AlreadySettled(session=session)
    if session.state is SessionState.CONFIRMED and session.when.start <= now:
        raise SessionOver(session=session)


def proposal(anchor: Anchor, duration: timedelta, by: int, policy: BookingPolicy, now: datetime) -> Proposal:
    """A proposal that expires when the programme's answer time is over, at the latest when it would begin."""
    return Proposal(anchor, duration, by, min(now + policy.answer_within, anchor.instant))


def revised(session: Session, **changes: object) -> Session:
    """The session after a change, one revision later."""
    return replace(session, revision=session.revision + 1, **changes)  # type: ignore[arg-type]


def meeting_link(policy: BookingPolicy, room: str) -> str:
    """Where a session of this programme meets; "" when the programme has no template."""
    return policy.link_template.replace("{room}", room)
