"""A date of a series of group sessions and all that follow it, called off or moved at once by whoever runs them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from mentoring.circles import FollowingMove
from mentoring.clocks import Anchor
from mentoring.errors import NoSuchSession, NothingToBook, NotTheHost, SameTime
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import gatherings as rules
from mentoring.rules.booking import check_reason, revised, settle
from mentoring.rules.recurrence import anchor_on, dates, shifted
from mentoring.series import Occurrence, Pattern, Series
from mentoring.services.changes import change_several
from mentoring.services.gathering_access import runs, visible_gathering
from mentoring.services.gathering_changes import busy_among, move_up
from mentoring.services.series import looked_at
from mentoring.sessions import Change, ChangeKind, Session, SessionState

DAY = timedelta(days=1)


def cancel_following(
    uow: UnitOfWork, session_id: str, *, reason: str, actor: Person, now: datetime
) -> tuple[Session, ...]:
    """Call off this date and all that follow; everybody who did not decline them all gets one message.

    Doing so again changes nothing. NotTheHost, NoSuchSession, ReasonTooLong.
    """
    with uow:
        series, following = _following(uow, session_id, actor, now)
        check_reason(reason, uow.people.programme(series.programme_id).booking)
        if not following:
            return ()
        ended = replace(series, pattern=replace(series.pattern, until=following[0].day_in_series - DAY, count=None))
        changed = [_called_off(one, reason, actor, now) for one in following]
        change_several(uow, ended, changed)
        uow.commit()
        return tuple(session for session, _ in changed)


def preview_following_move(
    uow: UnitOfWork, session_id: str, wall: datetime, zone: str, *, actor: Person, now: datetime
) -> FollowingMove:
    """Where this date and those that follow would be if this one were at ``wall`` in ``zone``; nothing is written.

    SameTime, NonexistentTime, AmbiguousTime, NotTheHost, NoSuchSession.
    """
    with uow:
        series, following = _following(uow, session_id, actor, now)
        return _move(uow, series, following, settle(wall, zone, None), now)


def move_following(
    uow: UnitOfWork,
    session_id: str,
    wall: datetime,
    zone: str,
    *,
    offered: Sequence[datetime],
    actor: Person,
    now: datetime,
) -> tuple[Session, ...] | FollowingMove:
    """Move them at once, as one date is moved; everybody who did not decline them all gets one message.

    They go on as a series of their own. Where a start that was ``offered`` (UTC) is taken meanwhile nothing moves, and
    the answer is where they would go now. A second time nothing is left to move: SameTime. NothingToBook.
    """
    with uow:
        series, following = _following(uow, session_id, actor, now)
        move = _move(uow, series, following, settle(wall, zone, None), now)
        if not set(offered) <= {one.anchor.instant for one in move.to_move}:
            return move
        if not move.to_move:
            raise NothingToBook
        sessions = {one.id: one for one in following}
        changed = [_moved(uow, sessions[str(one.session_id)], one, actor, now) for one in move.to_move]
        kept = change_several(uow, *_goes_on(uow, move, changed, now))
        for session, _ in changed:
            move_up(uow, uow.sessions.get(session.id), now)
        uow.commit()
        return tuple(uow.sessions.of_series([kept.id])[kept.id])


def _following(uow: UnitOfWork, session_id: str, actor: Person, now: datetime) -> tuple[Series, list[Session]]:
    """The series of a session, and the sessions of it from that one on that have not begun, locked, soonest first."""
    session = visible_gathering(uow, session_id, actor)
    if session.series_id is None:
        raise NoSuchSession
    if not runs(uow, session, actor):
        raise NotTheHost(session=session, name=uow.people.get(session.organiser_id).name)
    ids = sorted(one.id for one in uow.sessions.of_series([session.series_id])[session.series_id])
    locked = [uow.sessions.locked(one) for one in ids]
    uow.people.lock({actor.id, *(person_id for one in locked for person_id in one.people)})
    following = [one for one in locked if one.day_in_series >= session.day_in_series and _to_come(one, now)]
    theirs = [one for one in following if runs(uow, one, actor)]
    return uow.series.get(session.series_id), sorted(theirs, key=lambda one: one.day_in_series)


def _to_come(session: Session, now: datetime) -> bool:
    return session.state is SessionState.CONFIRMED and session.when.start > now


def _called_off(session: Session, reason: str, actor: Person, now: datetime) -> tuple[Session, Change]:
    off = revised(session, state=SessionState.CANCELLED, closed_by=actor.id, reason=reason)
    change = Change(off.id, off.revision, ChangeKind.CANCELLED, actor.id, now, before=off.anchor, reason=reason)
    return off, change


def _move(uow: UnitOfWork, series: Series, following: Sequence[Session], first: Anchor, now: datetime) -> FollowingMove:
    if not following:
        raise NoSuchSession
    session = following[0]
    if first.instant == session.when.start:
        raise SameTime(field="time", session=session)
    rule = shifted(series.pattern.rule, session.day_in_series, first.wall.date())
    part = replace(series.pattern, until=following[-1].day_in_series, count=None)
    days = [day for day in dates(part) if day >= session.day_in_series]
    pattern = Pattern(rule, first, count=len(days))
    places = dict(zip(days, dates(pattern), strict=False))
    found = [
        Occurrence(place, place, one.duration, session_id=one.id, was=one.anchor)
        for one in following
        if one.day_in_series in places
        for place in [anchor_on(pattern, places[one.day_in_series])]
    ]
    host = uow.people.get(series.organiser_id)
    programme = uow.people.programme(series.programme_id)
    return FollowingMove(series, host, pattern, looked_at(uow, found, programme, (host,), now))


def _moved(uow: UnitOfWork, session: Session, to: Occurrence, actor: Person, now: datetime) -> tuple[Session, Change]:
    wanted = revised(session, anchor=to.anchor, original_start=to.original)
    moved = rules.moved(session, wanted, busy_among(uow, wanted, session.holders - {session.organiser_id}), now)
    change = Change(
        moved.id, moved.revision, ChangeKind.MOVED, actor.id, now, before=session.anchor, after=moved.anchor
    )
    return moved, change


def _goes_on(
    uow: UnitOfWork, move: FollowingMove, changed: Sequence[tuple[Session, Change]], now: datetime
) -> tuple[Series, list[tuple[Session, Change]]]:
    """The series that the moved sessions form from now on; the one before it ends with the date before them."""
    before = move.series
    first = min(_day_before(uow, session) for session, _ in changed)
    uow.series.update(replace(before, pattern=replace(before.pattern, until=first - DAY, count=None)))
    after = replace(
        before, id=secrets.token_hex(8), pattern=move.pattern, created_at=now, revision=0, continues=before.id
    )
    uow.series.add(after)
    return after, [(replace(session, series_id=after.id), change) for session, change in changed]


def _day_before(uow: UnitOfWork, session: Session) -> date:
    return uow.sessions.get(session.id).day_in_series
