"""What a person's own calendar is to hold of a session, and when a file must tell it so.

A calendar is told of a session only what concerns its own person: when and where it takes place, or that it no longer
does. Who else comes, leaves or answers is no reason for another file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from mentoring.calendars import comes
from mentoring.clocks import Anchor
from mentoring.intervals import Interval
from mentoring.messages import Delivery, DeliveryKind
from mentoring.rules import recurrence
from mentoring.rules.reminders import SAID
from mentoring.series import Series
from mentoring.sessions import Change, ChangeKind, Rsvp, Session, SessionKind, SessionState

NOTHING = "none"
"""The mark of a calendar that holds no entry of the session, or one that is cancelled."""

STILL_OPEN = frozenset(
    {
        ChangeKind.PROPOSED,
        ChangeKind.COUNTERED,
        ChangeKind.MOVE_PROPOSED,
        ChangeKind.MOVE_DECLINED,
        ChangeKind.MOVE_EXPIRED,
    }
)
"""Changes that leave what was agreed on as it was."""

AFTER_THE_WORD = timedelta(seconds=2)
"""How long after the news of a change its file leaves, so that people read first what the file is about."""

WORTH_SENDING = timedelta(days=1)
"""How long after a session's end a calendar is still put right."""

SHOWN_BACK, SHOWN_AHEAD = timedelta(days=400), timedelta(days=800)
"""How far a subscribed calendar reaches: more than a programme back, and farther ahead than anything is booked."""

SHOWN_CANCELLED = timedelta(days=30)
"""How long a session called off stays in a subscribed calendar, as cancelled."""


def mark_of(session: Session, person_id: int) -> str:
    """What tells the entry that this person's calendar is to hold from others of the session; NOTHING for none."""
    if session.state is not SessionState.CONFIRMED or not comes(session, person_id):
        return NOTHING
    when = f"{session.when.start:%Y%m%dT%H%M%S}/{int(session.duration.total_seconds())}"
    return f"{when}/{_digest(session.topic, session.link)}"


def plan_files(session: Session, change: Change, planned: Iterable[Delivery], team_id: str) -> list[Delivery]:
    """The files that this change of the session makes necessary.

    ``planned`` is everything ever planned about the session: a calendar that was last told the same, or never told
    anything and still is not, is left alone.
    """
    return list(_wanted(session, change, list(planned), team_id))


def plan_series_files(
    series: Series, session: Session, change: Change, planned: Iterable[Delivery], team_id: str
) -> list[Delivery]:
    """The files about a whole series that this change of one of its sessions makes necessary.

    All that happens to the series in one transaction makes one file for each person; whether it says anything new is
    decided when it is sent.
    """
    if change.kind in STILL_OPEN:
        return []
    everybody = {*session.people, *(one.recipient_id for one in _files(planned))}
    # One answer among several concerns no calendar but that of who gave it.
    concerned = everybody & {change.by} if change.by and change.kind is ChangeKind.ANSWERED else everybody
    return [
        Delivery(
            key=f"{series.id}:{series.revision}:{change.at:%Y%m%dT%H%M%S%f}:{DeliveryKind.CALENDAR}:{person_id}",
            team_id=team_id,
            kind=DeliveryKind.CALENDAR,
            recipient_id=person_id,
            due_at=change.at + AFTER_THE_WORD,
            not_after=max(session.when.end, change.at) + WORTH_SENDING,
            session_id=series.id,
            session_revision=series.revision,
        )
        for person_id in sorted(concerned)
    ]


def mark_of_series(sessions: Iterable[Session], person_id: int) -> str:
    """As `mark_of`, for all sessions of a series together."""
    marks = [f"{one.original_start}>{mark_of(one, person_id)}" for one in sessions if stands(one, person_id)]
    return _digest(*marks) if marks else NOTHING


def pattern_dates(series: Series, sessions: Iterable[Session]) -> tuple[Anchor, ...]:
    """Where the pattern puts the dates of the series, up to that of the last of its sessions."""
    places = [one.original_start.wall for one in sessions if one.original_start]
    last = max(places, default=series.pattern.first.wall).date()
    days = takewhile(lambda day: day <= last, recurrence.dates(series.pattern))
    return tuple(recurrence.anchor_on(series.pattern, day) for day in days)


def stands(session: Session, person_id: int) -> bool:
    """Whether the session stands in this person's calendar now."""
    return mark_of(session, person_id) != NOTHING


def _wanted(session: Session, change: Change, planned: Sequence[Delivery], team_id: str) -> Iterator[Delivery]:
    last = {one.recipient_id: one.change for one in _files(planned)}
    for person_id in sorted({*session.people, *last}):
        mark = mark_of(session, person_id)
        if last.get(person_id, NOTHING) == mark:
            continue
        yield Delivery(
            key=f"{session.id}:{session.revision}:{DeliveryKind.CALENDAR}:{person_id}",
            team_id=team_id,
            kind=DeliveryKind.CALENDAR,
            recipient_id=person_id,
            due_at=change.at + AFTER_THE_WORD,
            not_after=max(session.when.end, change.at) + WORTH_SENDING,
            session_id=session.id,
            session_revision=session.revision,
            change=mark,
        )


def needless_file(file: Delivery, mark: str, planned: Iterable[Delivery]) -> str:
    """Why a calendar file need not be sent; empty when it still must be.

    ``mark`` is that of what the calendar is to hold now; ``planned`` as in `plan_files`.
    """
    others = _others(file, planned)
    if any(_place(one) > _place(file) for one in others):
        return "superseded by a later file"
    held = held_by(file, others)
    if held != mark:
        return ""
    return "their calendar holds no entry of it" if held == NOTHING else "their calendar holds it as it is"


def number_of(file: Delivery, planned: Iterable[Delivery]) -> int:
    """The how-manieth file this is that its person was to get about the same; the SEQUENCE of a series' entry."""
    return 1 + sum(_place(one) < _place(file) for one in _others(file, planned))


def held_by(file: Delivery, planned: Iterable[Delivery]) -> str:
    """The mark of the entry that earlier files left in the calendar that this one is for."""
    return next((one.change for one in reversed(_others(file, planned)) if one.state in SAID), NOTHING)


def shown(session: Session, person_id: int, changed_at: datetime, now: datetime) -> bool:
    """Whether a subscribed calendar shows the session to this person; ``changed_at`` is its last change.

    One that was called off is shown as cancelled for a while, if the person was to come: a proposal that came to
    nothing never was in anybody's calendar.
    """
    if not session.when.overlaps(Interval(now - SHOWN_BACK, now + SHOWN_AHEAD)) or person_id not in session.people:
        return False
    if session.state is SessionState.CONFIRMED:
        return comes(session, person_id) or (_declined(session, person_id) and now - changed_at <= SHOWN_CANCELLED)
    if session.state is not SessionState.CANCELLED or now - changed_at > SHOWN_CANCELLED:
        return False
    everybody = all(one.rsvp is Rsvp.ACCEPTED for one in session.attendees)
    return everybody if session.kind is SessionKind.BILATERAL else comes(session, person_id)


def _declined(session: Session, person_id: int) -> bool:
    return any(one.person_id == person_id and one.rsvp is Rsvp.DECLINED for one in session.attendees)


def _others(file: Delivery, planned: Iterable[Delivery]) -> list[Delivery]:
    return [one for one in _files(planned) if one.recipient_id == file.recipient_id and one.key != file.key]


def _files(planned: Iterable[Delivery]) -> list[Delivery]:
    """The calendar files among them, earliest first."""
    return sorted((one for one in planned if one.kind is DeliveryKind.CALENDAR), key=_place)


def _place(file: Delivery) -> tuple[int, datetime]:
    return file.session_revision, file.due_at


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
