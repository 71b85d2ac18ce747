"""Answering, moving and calling off several sessions of a series at once; one message tells of all of them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from mentoring.clocks import Anchor
from mentoring.errors import NoSuchDraft, NoSuchSession, NothingToBook, ProposalExpired, SameTime
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import booking as rules
from mentoring.rules.recurrence import anchor_on, dates, shifted
from mentoring.series import Occurrence, Pattern, Series, SeriesChange, SeriesDraft, SeriesPreview
from mentoring.services.answers import agreed, called_off, turned_down
from mentoring.services.booking import another_time
from mentoring.services.changes import change_several
from mentoring.services.drafts import own_draft
from mentoring.services.reads import session_of
from mentoring.services.series import as_offered, looked_at, series_of
from mentoring.sessions import OPEN_STATES, Change, Session

Changed = list[tuple[Session, Change]]

DAY = timedelta(days=1)


def accept_all(uow: UnitOfWork, series_id: str, revision: int, *, actor: Person, now: datetime) -> Series:
    """Agree to every time that the change of this revision proposed and that still awaits this person.

    Doing so again changes nothing. A series whose dates move from one on goes on as a series of its own from there.
    """
    with uow:
        series, asked = _asked(uow, series_id, revision, actor, now)
        if not asked:
            return series
        changed = [agreed(session, session.proposal, actor, now) for session in asked if session.proposal]
        change = uow.series.change(series_id, revision)
        if change.pattern is not None:
            places = _places(uow, series, change, change.pattern)
            series, changed = _goes_on(uow, series, change.pattern, _placed(changed, places), now=now)
        series = change_several(uow, series, changed)
        uow.commit()
        return series


def decline_all(uow: UnitOfWork, series_id: str, revision: int, *, reason: str, actor: Person, now: datetime) -> Series:
    """Say no to every time that the change of this revision proposed and that still awaits this person."""
    with uow:
        series, asked = _asked(uow, series_id, revision, actor, now)
        rules.check_reason(reason, uow.people.programme(series.programme_id).booking)
        if not asked:
            return series
        changed = [turned_down(one, one.proposal, reason, actor, now) for one in asked if one.proposal]
        series = change_several(uow, series, changed)
        uow.commit()
        return series


def cancel_following(uow: UnitOfWork, session_id: str, *, reason: str, actor: Person, now: datetime) -> Series:
    """Call off this session of a series and all that follow it. Doing so again changes nothing."""
    with uow:
        series, following = _following(uow, session_id, actor, now)
        rules.check_reason(reason, uow.people.programme(series.programme_id).booking)
        if not following:
            return series
        first = uow.sessions.get(session_id)
        series = replace(series, pattern=_ended_before(series.pattern, first.day_in_series))
        series = change_several(uow, series, [called_off(one, reason, actor, now) for one in following])
        uow.commit()
        return series


def preview_following(
    uow: UnitOfWork,
    session_id: str,
    wall: datetime,
    zone: str,
    *,
    moving_too: Collection[str] = (),
    actor: Person,
    now: datetime,
) -> SeriesPreview:
    """Every date from this session on as it would be if this one were at ``wall`` in ``zone``, kept as a draft.

    Sessions that were moved before stay where they are, save those ``moving_too`` (by id). SameTime when nothing would
    change; NonexistentTime and AmbiguousTime as for a single session.
    """
    with uow:
        series, following = _following(uow, session_id, actor, now)
        session = next((one for one in following if one.id == session_id), None)
        if session is None:
            raise NoSuchSession
        first = rules.settle(wall, zone, None)
        if first.instant == session.when.start:
            raise SameTime(field="time", session=session)
        days = _later_days(_whole(series, following), session)
        rule = shifted(series.pattern.rule, days[0], first.wall.date())
        pattern = Pattern(rule, first, count=len(days))
        kept = tuple(one.id for one in following if _was_moved(one) and one.id not in {*moving_too, session_id})
        draft = SeriesDraft(
            id=secrets.token_hex(8),
            person_id=actor.id,
            partner_id=session.others(actor.id)[0],
            pair_id=series.pair_id or 0,
            pattern=pattern,
            duration=series.duration,
            topic=series.topic,
            created_at=now,
            from_session=session_id,
            kept=kept,
        )
        shown = _moved_dates(uow, draft, series, following, now)
        return _keep(uow, draft, shown)


def move_following(
    uow: UnitOfWork, draft_id: str, revision: int, *, actor: Person, now: datetime
) -> Series | SeriesPreview:
    """Propose the other times of a draft that `preview_following` kept. A second time changes nothing.

    Where one of them has been taken meanwhile nothing is proposed, and the answer is the preview as it now is.
    """
    with uow:
        draft = own_draft(uow.series, draft_id, actor)
        if draft.from_session is None:
            raise NoSuchDraft
        if draft.used:
            if draft.series_id is None:
                raise NoSuchDraft
            return uow.series.get(draft.series_id)
        uow.people.lock((draft.person_id, draft.partner_id))
        series, following = _following(uow, draft.from_session, actor, now)
        shown = _moved_dates(uow, draft, series, following, now)
        if draft.revision != revision or not as_offered(draft, shown):
            return _keep(uow, draft, shown)
        if not shown.to_book:
            raise NothingToBook
        uow.series.take_draft(draft.id)
        sessions = {one.id: one for one in following}
        policy = shown.programme.booking
        changed = [
            another_time(
                sessions[str(one.session_id)],
                rules.proposal(one.anchor, one.duration, actor.id, policy, now),
                now,
            )
            for one in shown.to_book
        ]
        series = change_several(uow, series, changed, pattern=draft.pattern)
        uow.series.keep_draft(replace(draft, series_id=series.id, used=True))
        uow.commit()
        return series


def _asked(
    uow: UnitOfWork, series_id: str, revision: int, actor: Person, now: datetime
) -> tuple[Series, list[Session]]:
    """The series, and the sessions of one change that still await this person's answer as the change left them.

    ProposalExpired when the time to answer is over for all of these.
    """
    _, sessions = series_of(uow, series_id, actor)
    uow.people.lock({person_id for session in sessions for person_id in session.people})
    series, sessions = series_of(uow, series_id, actor)
    try:
        change = uow.series.change(series_id, revision)
    except KeyError:
        raise NoSuchSession from None
    left = dict(change.sessions)
    waiting = [one for one in sessions if left.get(one.id) == one.revision and one.awaits(actor.id)]
    in_time = [one for one in waiting if one.proposal and one.proposal.expires_at > now]
    if waiting and not in_time:
        raise ProposalExpired
    return series, in_time


def _following(uow: UnitOfWork, session_id: str, actor: Person, now: datetime) -> tuple[Series, list[Session]]:
    """The series of a session, and the open sessions of it from that one on which have not begun."""
    session = session_of(uow, session_id, actor)
    if session.series_id is None:
        raise NoSuchSession
    uow.people.lock(session.people)
    series, sessions = series_of(uow, session.series_id, actor)
    return series, [
        one
        for one in sessions
        if one.day_in_series >= session.day_in_series and one.state in OPEN_STATES and one.when.start > now
    ]


def _was_moved(session: Session) -> bool:
    return session.original_start is not None and session.anchor != session.original_start


def _later_days(pattern: Pattern, session: Session) -> list[date]:
    return [day for day in dates(pattern) if day >= session.day_in_series]


def _moved_dates(
    uow: UnitOfWork, draft: SeriesDraft, series: Series, following: Sequence[Session], now: datetime
) -> SeriesPreview:
    """Where each of the following sessions would be: the n-th from here on is the n-th of the new pattern."""
    session = uow.sessions.get(str(draft.from_session))
    places = dict(zip(_later_days(_whole(series, following), session), dates(draft.pattern), strict=False))
    found = [
        Occurrence(
            original=(new := anchor_on(draft.pattern, places[one.day_in_series])),
            anchor=one.anchor if one.id in draft.kept else new,
            duration=one.duration,
            dropped=one.id in draft.kept,
            session_id=one.id,
            was=one.proposal.anchor if one.proposal else one.anchor,
        )
        for one in following
        if one.day_in_series in places
    ]
    programme = uow.people.programme(series.programme_id)
    people = (uow.people.get(draft.person_id), uow.people.get(draft.partner_id))
    shown = looked_at(uow, found, programme, people, now)
    return SeriesPreview(draft, programme, *people, shown, series=series)


def _whole(series: Series, following: Iterable[Session]) -> Pattern:
    """The series' pattern, without an end where its programme gave it one."""
    last = max((one.day_in_series for one in following), default=series.pattern.first.wall.date())
    until = series.pattern.until
    return replace(
        series.pattern, until=max(until, last) if until else (last if series.pattern.count is None else None)
    )


def _keep(uow: UnitOfWork, draft: SeriesDraft, shown: SeriesPreview) -> SeriesPreview:
    draft = replace(draft, offered=tuple(one.anchor.instant for one in shown.to_book))
    uow.series.keep_draft(draft)
    uow.commit()
    return replace(shown, draft=draft)


def _goes_on(
    uow: UnitOfWork, series: Series, pattern: Pattern, moved: Sequence[tuple[date, Session, Change]], *, now: datetime
) -> tuple[Series, Changed]:
    """The series that the moved sessions form from now on; the one before it ends with the session before them."""
    first = min(day for day, _, _ in moved)
    uow.series.update(replace(series, pattern=_ended_before(series.pattern, first)))
    following = Series(
        id=secrets.token_hex(8),
        programme_id=series.programme_id,
        pair_id=series.pair_id,
        organiser_id=series.organiser_id,
        pattern=pattern,
        duration=series.duration,
        topic=series.topic,
        created_at=now,
        revision=0,
        continues=series.id,
    )
    uow.series.add(following)
    return following, [(replace(session, series_id=following.id), change) for _, session, change in moved]


def _placed(changed: Changed, places: Mapping[str, Anchor]) -> list[tuple[date, Session, Change]]:
    """The sessions with where the new pattern puts them, each with the day that the old one gave."""
    return [
        (one.day_in_series, replace(one, original_start=places.get(one.id, one.anchor)), told) for one, told in changed
    ]


def _places(uow: UnitOfWork, series: Series, change: SeriesChange, pattern: Pattern) -> dict[str, Anchor]:
    """Where the new pattern puts each session of a change."""
    sessions = [uow.sessions.get(session_id) for session_id, _ in change.sessions]
    earliest = min(sessions, key=lambda one: one.day_in_series)
    days = dict(zip(_later_days(_whole(series, sessions), earliest), dates(pattern), strict=False))
    return {one.id: anchor_on(pattern, days[one.day_in_series]) for one in sessions if one.day_in_series in days}


def _ended_before(pattern: Pattern, day: date) -> Pattern:
    return replace(pattern, until=day - DAY, count=None)
