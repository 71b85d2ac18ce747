"""Who is told of what others said about a session that is over; written in the same transaction as the statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from mentoring.attendance import Attendance, AttendanceNews, Capacity, Presence, Statement, Verdict
from mentoring.messages import Delivery, DeliveryKind
from mentoring.people import Programme
from mentoring.rules.attendance import about, agree
from mentoring.sessions import Session

STILL_NEWS = timedelta(days=5)
"""How long what somebody said of a session is worth a message."""


def plan_attendance_news(
    session: Session, before: Attendance, after: Attendance, new: Iterable[Statement], programme: Programme
) -> list[Delivery]:
    """Messages for all but the one who spoke, and everybody's Home where it shows something else now.

    ``new`` is one statement at least, all of them by one person.
    """
    said = list(new)
    last = said[-1]
    told = {one: what for one, what in _told(session, before, after, said, programme) if one != last.by}
    news = [_delivery(session, DeliveryKind.ATTENDANCE, one, last, programme, what) for one, what in told.items()]
    homes = [_delivery(session, DeliveryKind.HOME, one, last, programme) for one in sorted({last.by, *told})]
    return [*news, *homes]


def _delivery(  # noqa: PLR0917
    session: Session, kind: DeliveryKind, person_id: int, last: Statement, programme: Programme, change: str = ""
) -> Delivery:
    return Delivery(
        key=f"{session.id}:{kind}:{last.id}:{person_id}",
        team_id=programme.team_id,
        kind=kind,
        recipient_id=person_id,
        due_at=last.at,
        not_after=last.at + STILL_NEWS,
        session_id=session.id,
        session_revision=session.revision,
        change=change,
    )


def _told(
    session: Session, before: Attendance, after: Attendance, said: list[Statement], programme: Programme
) -> Iterator[tuple[int, AttendanceNews]]:
    """The people of the session who hear of it; nothing else is said to somebody twice."""
    if said[-1].settles:
        yield from ((one, AttendanceNews.SETTLED) for one in _settled_for(session, before, after, programme))
        return
    yield from ((one, AttendanceNews.NOTED) for one in _noted(said, after))
    if before.disputed and not after.disputed:
        yield from ((one, AttendanceNews.AGREED) for one in _parties(before) if one in session.people)
    if after.disputed:
        yield from ((one, AttendanceNews.DISPUTED) for one in _parties(after) if one in session.people)


def _parties(attendance: Attendance) -> Iterator[int]:
    """Everybody with a word in what people differ about."""
    for verdict in (attendance.took_place, *attendance.people.values()):
        if verdict.disputed:
            yield from (one.by for one in verdict.words)


def _noted(said: Iterable[Statement], after: Attendance) -> Iterator[int]:
    """Those whom a host's roll names as anything but present, who may see and correct it."""
    for one in said:
        calls = one.capacity is Capacity.HOST and one.about is not None
        if calls and one.about is not None and one.presence not in {None, Presence.PRESENT}:
            yield one.about


def _settled_for(session: Session, before: Attendance, after: Attendance, programme: Programme) -> Iterator[int]:
    """Those who spoke, and those of whom something else holds now."""
    yield from (one.by for one in after.trail if one.by in session.people)
    for person_id in sorted(session.people):
        if _differs(about(before, person_id), about(after, person_id), programme):
            yield person_id


def _differs(before: Verdict, after: Verdict, programme: Programme) -> bool:
    if before.holds is None or after.holds is None:
        return before.holds is not after.holds
    return not agree((before.holds, after.holds), programme.attendance)
