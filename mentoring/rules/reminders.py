"""When reminders are due, on the recipient's own clock, and until when they are still worth saying.

Whole days of lead are calendar days of the recipient's clock, shorter leads elapsed time. What is not urgent keeps to
the recipient's working hours: what must precede its occasion moves earlier, everything else later.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from mentoring.clocks import Anchor, local
from mentoring.messages import ABOUT_A_SESSION, URGENT, Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme
from mentoring.progress import Milestone
from mentoring.reminders import Lead, ReminderPolicy
from mentoring.rules.gatherings import not_declined, who_comes
from mentoring.sessions import Change, ChangeKind, Rsvp, Session, SessionKind, SessionState

SWITCHED_OFF = "switched off"
"""Why a reminder is closed that nobody wants; wanted again before its time, it is said after all."""

LONGEST_REST = 30
"""Days after which no working day is looked for any more: somebody without working hours is written to anyway."""

DAY = timedelta(days=1)

USEFUL_BEFORE_START = {
    DeliveryKind.CLOCK_CHANGE: DAY,
    DeliveryKind.WEEK_BEFORE: 2 * DAY,
    DeliveryKind.DAY_BEFORE: timedelta(hours=1),
    DeliveryKind.HOUR_BEFORE: timedelta(minutes=5),
    DeliveryKind.STARTING: -timedelta(minutes=10),
}
"""How long before the session an overdue reminder gives way to the next one; STARTING may still come after it began."""

USEFUL_FOR = {
    DeliveryKind.FOLLOW_UP: 3 * DAY,
    DeliveryKind.FOLLOW_UP_AGAIN: 3 * DAY,
    DeliveryKind.ACTION_OVERDUE: 3 * DAY,
    DeliveryKind.NUDGE: 4 * DAY,
    DeliveryKind.DIGEST: 4 * DAY,
    DeliveryKind.MILESTONE: 5 * DAY,
    DeliveryKind.MONTH: 10 * DAY,
}
"""How long an overdue message is still said where no occasion ends that."""

SHORTLY_BEFORE_CLOSE = 14 * DAY
"""How long before a programme's end nothing is said of its progress any more."""

CORRECTED = frozenset({ChangeKind.TIME_CORRECTED, ChangeKind.TIME_CLASHES})
"""Changes that come from new zone data: the wall time stays, the instant moves."""

SAID = frozenset({DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.REVIEW})
"""States in which something was said, or may have been."""


@dataclass(frozen=True)
class Due:
    """When a message is to be said, and until when it still may be if that was missed."""

    at: datetime
    until: datetime


@dataclass(frozen=True)
class Reader:
    """Somebody to be written to, with what is said to them and the days on which they rest (dates where they live)."""

    person: Person
    policy: ReminderPolicy
    holidays: frozenset[date] = frozenset()

    @property
    def zone(self) -> str:
        """The zone of their clock."""
        return self.person.zone

    def hours_of(self, day: date) -> list[tuple[time, time]]:
        """Their working hours of the day, in order; none when they rest."""
        if day in self.holidays:
            return []
        windows = self.person.working_week.windows
        return sorted((one.opens, one.closes) for one in windows if one.weekday == day.weekday())

    def is_away(self, day: date) -> bool:
        """Whether they said that they would be away that day."""
        return self.person.wishes.away_until is not None and day <= self.person.wishes.away_until


def not_later(reader: Reader, day: date, at: time) -> datetime:
    """The day and hour, or the last working time before: a day of rest gives way to the working day before it."""
    for back in range(LONGEST_REST):
        if hours := reader.hours_of(day - back * DAY):
            return instant(reader, day - back * DAY, _inside_or_before(hours, at))
    return instant(reader, day, at)


def not_earlier(reader: Reader, day: date, at: time) -> datetime:
    """The day and hour, or the first working time after it; days on which the reader is away are days of rest."""
    hours = [] if reader.is_away(day) else reader.hours_of(day)
    if (found := _inside_or_after(hours, at)) is not None:
        return instant(reader, day, found)
    back = max(day, reader.person.wishes.away_until or day)
    for ahead in range(1, LONGEST_REST):
        if hours := reader.hours_of(back + ahead * DAY):
            return instant(reader, back + ahead * DAY, hours[0][0])
    return instant(reader, day, at)


def _inside_or_before(hours: Sequence[tuple[time, time]], at: time) -> time:
    """``at`` if it is worked then, else the end of the stretch before, else the day's opening."""
    if any(opens <= at <= closes for opens, closes in hours):
        return at
    return max((closes for _, closes in hours if closes < at), default=hours[0][0])


def _inside_or_after(hours: Sequence[tuple[time, time]], at: time) -> time | None:
    """``at`` if it is worked then, else the next opening of the day, None when there is none."""
    if any(opens <= at <= closes for opens, closes in hours):
        return at
    return min((opens for opens, _ in hours if opens > at), default=None)


def instant(reader: Reader, day: date, at: time) -> datetime:
    """The instant of that day and hour on the reader's clock."""
    return Anchor(datetime.combine(day, at), reader.zone).instant


def working_days_after(reader: Reader, day: date, count: int) -> date:
    """The ``count``-th working day after ``day``."""
    found, left = day, count
    for _ in range(LONGEST_REST):
        if left == 0:
            break
        found += DAY
        left -= bool(reader.hours_of(found))
    return found


def due(kind: DeliveryKind, session: Session, reader: Reader) -> Due | None:
    """When this session's reminder is due to this reader; None when it is switched off or the session has none."""
    lead = reader.policy.lead(kind)
    if lead is None or (kind is DeliveryKind.WEEK_BEFORE and session.kind is not SessionKind.JOINT):
        return None
    if kind is DeliveryKind.ANSWER_WANTED:
        deadline = _deadline(session)
        return Due(_before(deadline, lead, reader, urgent=False), deadline) if deadline else None
    if kind in USEFUL_BEFORE_START:
        at = _before(session.when.start, lead, reader, urgent=kind in URGENT)
        return Due(at, max(at, session.when.start - USEFUL_BEFORE_START[kind]))
    first = _after(session.when.end, reader)
    if first is None:
        return None
    again = _again(first, reader)
    if kind is DeliveryKind.FOLLOW_UP:
        return Due(first, again or first + USEFUL_FOR[kind])
    return Due(again, again + USEFUL_FOR[kind]) if again else None


def _deadline(session: Session) -> datetime | None:
    """Until when answers are taken, where that is not until the start."""
    gathering = session.gathering
    return None if gathering is None or gathering.answers_closed else gathering.answer_by


def _before(start: datetime, lead: Lead, reader: Reader, *, urgent: bool) -> datetime:
    if lead.at is None:
        at = start - timedelta(minutes=lead.minutes)
        if urgent:
            return at
        wall = local(at, reader.zone)
        return min(at, not_later(reader, wall.date(), wall.time()))
    day = local(start, reader.zone).date() - lead.days * DAY
    at = instant(reader, day, lead.at) if urgent else not_later(reader, day, lead.at)
    return min(at, start)


def _after(end: datetime, reader: Reader) -> datetime | None:
    lead = reader.policy.lead(DeliveryKind.FOLLOW_UP)
    if lead is None:
        return None
    wall = local(end + timedelta(minutes=lead.minutes), reader.zone)
    return max(end, not_earlier(reader, wall.date(), wall.time()))


def _again(first: datetime, reader: Reader) -> datetime | None:
    lead = reader.policy.lead(DeliveryKind.FOLLOW_UP_AGAIN)
    if lead is None or lead.at is None:
        return None
    day = working_days_after(reader, local(first, reader.zone).date(), lead.days)
    return not_earlier(reader, day, lead.at)


def clocks_before(session: Session, zones: Iterable[str], known_on: date | None = None) -> datetime | None:
    """An instant at which the session's hour, in its own zone, was what its people knew.

    They know it from ``known_on``, the date of the session before in a series, or else from the day it was made. None
    when the session falls at the same hours as then on everybody's clock. It moves for somebody when the
    difference between their clock and that of the session's zone changes between the two dates.
    """
    anchor = session.anchor
    day = known_on or local(session.created_at, anchor.zone).date()
    known = Anchor(datetime.combine(day, anchor.wall.time()), anchor.zone).instant
    moved = any(local(known, zone).time() != local(anchor.instant, zone).time() for zone in zones)
    return known if moved else None


def reminded(kind: DeliveryKind, session: Session, excused: Collection[int] = ()) -> frozenset[int]:
    """Ids of those who get this reminder: in a pair who did not decline, in a session of several who comes.

    Before the deadline for answers it is who said nothing; afterwards only the host is asked what came of it.
    ``excused`` are those whom a coordinator excused from a joint meeting.
    """
    if session.gathering is None:
        return not_declined(session)
    if kind is DeliveryKind.ANSWER_WANTED:
        return frozenset(one.person_id for one in session.attendees if one.rsvp is Rsvp.PENDING)
    if kind in {DeliveryKind.FOLLOW_UP, DeliveryKind.FOLLOW_UP_AGAIN}:
        return frozenset({session.organiser_id})
    return who_comes(session, excused) - _only_offered(session)


def _only_offered(session: Session) -> set[int]:
    """Ids of those who were told until when they may take a place, and need not hear of the session before."""
    return {one.person_id for one in session.attendees if one.rsvp is Rsvp.OFFERED}


def plan_reminders(
    session: Session,
    readers: Sequence[Reader],
    *,
    team_id: str,
    since: datetime,
    excused: Collection[int] = (),
    known_on: date | None = None,
) -> list[Delivery]:
    """Everything that is to be said of a confirmed session at its time, to those of its people whom it concerns.

    What would have been due by ``since``, when the session took its shape, is left out: who has just agreed to meet
    tomorrow need not be told.
    """
    if session.state is not SessionState.CONFIRMED:
        return []
    clocks_change = clocks_before(session, {reader.zone for reader in readers}, known_on) is not None
    kinds = [kind for kind in ABOUT_A_SESSION if clocks_change or kind is not DeliveryKind.CLOCK_CHANGE]
    kinds += [DeliveryKind.ANSWER_WANTED] if session.gathering else []
    return [
        reminder(kind, session, reader.person, team_id, when)
        for reader in readers
        for kind in kinds
        if reader.person.id in reminded(kind, session, excused)
        if (when := due(kind, session, reader)) and when.at > since
    ]


def reminder(kind: DeliveryKind, session: Session, person: Person, team_id: str, when: Due) -> Delivery:
    """The row of one reminder of the session as it now is.

    In a session of several it goes by the revision that gave the session its time, so that answers, of which there are
    many, change nothing about it.
    """
    revision = session.gathering.settled_in if session.gathering else session.revision
    return Delivery(
        key=f"{session.id}:{revision}:{kind}:{person.id}",
        team_id=team_id,
        kind=kind,
        recipient_id=person.id,
        due_at=when.at,
        not_after=when.until,
        session_id=session.id,
        session_revision=revision,
    )


def agreed_in(session: Session, history: Iterable[Change]) -> int:
    """The revision in which the session took the time it now has."""
    if session.gathering is not None:
        return session.gathering.settled_in
    settled = {ChangeKind.PROPOSED, ChangeKind.ACCEPTED, ChangeKind.MOVED, *CORRECTED}
    return max((one.revision for one in history if one.kind in settled), default=1)


def needless(
    delivery: Delivery, session: Session, planned: Iterable[Delivery], agreed: int, excused: Collection[int] = ()
) -> str:
    """Why a reminder of this session need not be said; empty when it is to be.

    ``planned`` is everything ever planned about the session, ``agreed`` the revision in which it took its time.
    """
    if session.state is not SessionState.CONFIRMED:
        return "the session is not confirmed"
    if delivery.recipient_id not in reminded(delivery.kind, session, excused):
        return "the recipient does not take part"
    like = [one for one in planned if _alike(one, delivery) and one.key != delivery.key]
    if any(one.session_revision > delivery.session_revision for one in like):
        return "the session has changed since"
    if any(one.state in SAID and one.session_revision >= agreed for one in like):
        return "it was said already"
    return ""


def _alike(one: Delivery, other: Delivery) -> bool:
    return (one.kind, one.recipient_id) == (other.kind, other.recipient_id)


def week_of(day: date) -> date:
    """The Monday of the week of ``day``."""
    return day - day.weekday() * DAY


def nudge_key(monday: date, person_id: int) -> str:
    """The key of the one nudge that somebody may have in the week of that Monday."""
    return f"nudge:{monday}:{person_id}"


def weekly(kind: DeliveryKind, monday: date, reader: Reader) -> Due | None:
    """When the week's message of this kind is due to the reader; None when it is switched off."""
    lead = reader.policy.lead(kind)
    if lead is None or lead.at is None:
        return None
    at = not_earlier(reader, monday + lead.days * DAY, lead.at)
    next_week = instant(reader, monday + 7 * DAY, time())
    return Due(at, min(at + USEFUL_FOR[kind], next_week)) if at < next_week else None


def monthly(first: date, reader: Reader) -> Due | None:
    """When the digest of the month before ``first`` is due to the reader; None when it is switched off."""
    lead = reader.policy.lead(DeliveryKind.MONTH)
    if lead is None or lead.at is None:
        return None
    at = not_earlier(reader, first + lead.days * DAY, lead.at)
    return Due(at, at + USEFUL_FOR[DeliveryKind.MONTH])


def weeks_quiet(since: date, monday: date, policy: ReminderPolicy) -> int | None:
    """For how many weeks a pair counts as quiet in the week of ``monday``, 0 in the first; None while it does not."""
    past = (monday + DAY - since).days - policy.quiet_after
    return past // 7 if past >= 0 else None


def milestones(programme: Programme) -> Iterator[tuple[Milestone, date]]:
    """The days on which everybody of the programme hears how it goes on, in order."""
    yield Milestone.KICK_OFF, programme.starts_on
    monthly: list[date] = []
    while (day := _months_later(programme.starts_on, len(monthly) + 1)) <= programme.ends_on - SHORTLY_BEFORE_CLOSE:
        monthly.append(day)
    for number, day in enumerate(monthly):
        yield Milestone.MID_TERM if number == len(monthly) // 2 else Milestone.PROGRESS, day
    yield Milestone.CLOSE, programme.ends_on


def milestone_due(name: Milestone, day: date, reader: Reader) -> Due | None:
    """When the milestone is due to the reader: the last one while the programme lasts, the others not too early."""
    lead = reader.policy.lead(DeliveryKind.MILESTONE)
    if lead is None or lead.at is None:
        return None
    move = not_later if name is Milestone.CLOSE else not_earlier
    at = move(reader, day, lead.at)
    return Due(at, at + USEFUL_FOR[DeliveryKind.MILESTONE])


def _months_later(first: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    count = first.year * 12 + first.month - 1 + months
    month = date(count // 12, count % 12 + 1, 1)
    last = (month + 31 * DAY).replace(day=1) - DAY
    return month.replace(day=min(first.day, last.day))


def moved_to(planned: Delivery, when: Due) -> Delivery:
    """The delivery due at another time, waiting for it."""
    return replace(
        planned, state=DeliveryState.PENDING, due_at=when.at, not_after=when.until, not_before=None, last_error=""
    )


def follows(kept: Delivery, when: Due) -> bool:
    """Whether a delivery is still to be brought to the time at which it is wanted: one that waits for another time, or
    one that was switched off and is wanted again.
    """
    if kept.state is DeliveryState.CANCELLED:
        return kept.last_error == SWITCHED_OFF
    return kept.state is DeliveryState.PENDING and (kept.due_at, kept.not_after) != (when.at, when.until)
