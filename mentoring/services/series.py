"""Booking a series: every date read back, dropped or moved one by one, then all proposed at once."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from mentoring.clocks import Anchor, local
from mentoring.errors import NoSuchDraft, NoSuchSession, NothingToBook, Refused
from mentoring.gatherings import Gathering
from mentoring.intervals import Interval
from mentoring.people import Person, Programme
from mentoring.ports import UnitOfWork
from mentoring.rules import booking as rules
from mentoring.rules.recurrence import Rest, dates_until, marked, occurrences
from mentoring.series import (
    Exceptions,
    Mark,
    MarkKind,
    Occurrence,
    Pattern,
    Series,
    SeriesDraft,
    SeriesPreview,
    SeriesRequest,
)
from mentoring.services.booking import pair_for
from mentoring.services.changes import change_several
from mentoring.services.drafts import own_draft
from mentoring.sessions import (
    Attendee,
    BookingRequest,
    Change,
    ChangeKind,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)

DAY = timedelta(days=1)


def preview(uow: UnitOfWork, request: SeriesRequest, *, actor: Person, now: datetime) -> SeriesPreview:
    """Every date that the series would have, kept as a draft under which Confirm books it.

    A refusal carries ``series_draft_id``: what was asked for is kept.
    """
    with uow:
        who = BookingRequest(actor.zone, partner_user=request.partner_user, partner_id=request.partner_id)
        pair = pair_for(uow, who, actor, now)
        usual = uow.people.programme(pair.programme_id).booking.usual
        draft = SeriesDraft(
            id=secrets.token_hex(8),
            person_id=actor.id,
            partner_id=pair.partner_of(actor.id),
            pair_id=pair.id,
            pattern=request.pattern,
            duration=request.duration or usual,
            topic=request.topic.strip(),
            created_at=now,
            exceptions=request.exceptions,
            choices=request.choices,
        )
        return _keep(uow, draft, now)


def preview_again(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime) -> SeriesPreview:
    """The dates of a draft as they now are; NoSuchDraft when it is gone, used or another's."""
    with uow:
        return _keep(uow, _open_draft(uow, draft_id, actor), now)


def choose_hour(uow: UnitOfWork, draft_id: str, choice: int, *, actor: Person, now: datetime) -> SeriesPreview:
    """The dates of a draft whose hour was in doubt, at the hour of the choice of this index."""
    with uow:
        draft = _open_draft(uow, draft_id, actor)
        if not 0 <= choice < len(draft.choices):
            raise NoSuchDraft
        first = Anchor.at(draft.choices[choice], draft.pattern.first.zone)
        return _keep(uow, _changed(draft, pattern=replace(draft.pattern, first=first), choices=()), now)


def change_dates(
    uow: UnitOfWork,
    draft_id: str,
    kept: Collection[date] | None,
    moved: Mapping[date, Anchor],
    *,
    actor: Person,
    now: datetime,
    readings: Mapping[date, datetime] | None = None,
) -> SeriesPreview:
    """The dates of a draft with those dropped that are not among ``kept``, and others moved.

    The days are those that the pattern gives; None keeps as many as before. ``readings`` are instants chosen where
    clocks skip or show an hour twice. NonexistentTime or AmbiguousTime for a time to move to that is such itself.
    """
    with uow:
        draft = _open_draft(uow, draft_id, actor)
        dates = preview_of(uow, draft, now).dates
        exceptions = excepted(draft.exceptions, dates, kept, moved, readings or {})
        return _keep(uow, _changed(draft, exceptions=exceptions), now)


def excepted(
    exceptions: Exceptions,
    dates: Iterable[Occurrence],
    kept: Collection[date] | None,
    moved: Mapping[date, Anchor],
    readings: Mapping[date, datetime],
) -> Exceptions:
    """The exceptions of a series with those dates dropped that are not among ``kept``, and others moved."""
    dates = list(dates)
    left = dict(exceptions)
    for one in dates if kept is not None else ():
        if one.day not in (kept or ()):
            left[one.day] = None
        elif one.dropped:
            del left[one.day]
    left |= {day: rules.settle(one.wall, one.zone, None) for day, one in moved.items()}
    zones = {one.day: one.original.zone for one in dates}
    return left | {day: Anchor.at(instant, zones[day]) for day, instant in readings.items() if day in zones}


def discard(uow: UnitOfWork, draft_id: str, *, actor: Person) -> None:
    """Let go of a draft, so that its buttons do nothing any more."""
    with uow:
        own_draft(uow.series, draft_id, actor)
        uow.series.take_draft(draft_id)
        uow.commit()


def series_draft_of(uow: UnitOfWork, draft_id: str, *, actor: Person) -> SeriesDraft:
    """The person's own draft; NoSuchDraft when it is gone or another's."""
    with uow:
        return own_draft(uow.series, draft_id, actor)


def book_series(
    uow: UnitOfWork, draft_id: str, revision: int, *, actor: Person, now: datetime
) -> Series | SeriesPreview:
    """Propose every date of the draft that nothing is in the way of. A second time changes nothing.

    Where the dates were changed since the person saw them, or one has been taken meanwhile, nothing is booked and the
    answer is the preview as it now is. NothingToBook when no date is left.
    """
    with uow:
        draft = own_draft(uow.series, draft_id, actor)
        if draft.used:
            return _made_before(uow, draft)
        uow.people.lock((draft.person_id, draft.partner_id))
        pair_for(uow, BookingRequest(zone=actor.zone, partner_id=draft.partner_id), actor, now)
        shown = preview_of(uow, draft, now)
        if draft.revision != revision or not as_offered(draft, shown):
            return _keep(uow, draft, now)
        if not shown.to_book:
            raise NothingToBook(series_draft_id=draft.id)
        if not uow.series.take_draft(draft.id):
            return _made_before(uow, own_draft(uow.series, draft_id, actor))
        series = Series(
            id=secrets.token_hex(8),
            programme_id=shown.programme.id,
            pair_id=draft.pair_id,
            organiser_id=actor.id,
            pattern=ending(draft.pattern, shown.programme, shortened=shown.shortened),
            duration=draft.duration,
            topic=draft.topic,
            created_at=now,
            revision=0,
        )
        template = _template(uow, series, shown)
        series = add_occurrences(uow, series, template, shown.to_book, now=now)
        uow.series.keep_draft(replace(draft, series_id=series.id, used=True))
        uow.commit()
        return series


def add_occurrences(
    uow: UnitOfWork, series: Series, template: Session, dates: Sequence[Occurrence], *, now: datetime
) -> Series:
    """Keep a new series with a session like ``template`` on each of the dates, in the caller's transaction.

    Each gets an id and a room of its own; one that is proposed gets a proposal of its own time, and a deadline for
    answers keeps the distance to the start that it has in ``template``. Overlap when somebody has another session on
    one of the dates.
    """
    uow.series.add(series)
    policy = uow.people.programme(series.programme_id).booking
    made = []
    for one in dates:
        session = replace(
            template,
            id=secrets.token_hex(8),
            anchor=one.anchor,
            series_id=series.id,
            original_start=one.original,
            link=template.link or rules.meeting_link(policy, secrets.token_urlsafe(12)),
            gathering=_answered_by(template, one.anchor, now),
        )
        if session.state is SessionState.PROPOSED:
            proposal = rules.proposal(one.anchor, session.duration, session.organiser_id, policy, now)
            session = replace(session, proposal=proposal)
        kind = ChangeKind.INVITED if session.gathering else ChangeKind.PROPOSED
        change = Change(session.id, 1, kind, session.organiser_id, now, after=one.anchor)
        made.append((session, change))
    return change_several(uow, series, made, new=True)


def _answered_by(template: Session, anchor: Anchor, now: datetime) -> Gathering | None:
    """What the template has as one of several, with its deadline moved to this date; none where that is over by now."""
    gathering = template.gathering
    if gathering is None or gathering.answer_by is None:
        return gathering
    deadline = gathering.answer_by + (anchor.instant - template.anchor.instant)
    return replace(gathering, answer_by=deadline if deadline > now else None)


def ending(pattern: Pattern, programme: Programme, *, shortened: bool) -> Pattern:
    """The pattern, which ends with the programme where it names no earlier end."""
    if shortened or (pattern.until is None and pattern.count is None):
        return replace(pattern, until=programme.ends_on, count=None)
    return pattern


def _template(uow: UnitOfWork, series: Series, shown: SeriesPreview) -> Session:
    return Session(
        id="",
        programme_id=series.programme_id,
        pair_id=series.pair_id,
        kind=SessionKind.BILATERAL,
        state=SessionState.PROPOSED,
        anchor=series.pattern.first,
        duration=series.duration,
        topic=series.topic,
        organiser_id=series.organiser_id,
        attendees=(Attendee(shown.booker.id, Rsvp.ACCEPTED), Attendee(shown.partner.id)),
        created_at=series.created_at,
        link=uow.people.pair(series.pair_id).link if series.pair_id else "",
    )


def _open_draft(uow: UnitOfWork, draft_id: str, actor: Person) -> SeriesDraft:
    draft = own_draft(uow.series, draft_id, actor)
    if draft.used:
        raise NoSuchDraft
    return draft


def _made_before(uow: UnitOfWork, draft: SeriesDraft) -> Series:
    if draft.series_id is None:
        raise NoSuchDraft
    return uow.series.get(draft.series_id)


def as_offered(draft: SeriesDraft, shown: SeriesPreview) -> bool:
    """Whether every start that the person was shown as bookable still is."""
    return set(draft.offered) <= {one.anchor.instant for one in shown.to_book}


def _changed(draft: SeriesDraft, **changes: object) -> SeriesDraft:
    return replace(draft, revision=draft.revision + 1, **changes)  # type: ignore[arg-type]


def _keep(uow: UnitOfWork, draft: SeriesDraft, now: datetime) -> SeriesPreview:
    """The draft's dates, kept with what is offered; what was asked for is kept also when it is refused."""
    try:
        shown = preview_of(uow, draft, now)
    except Refused as refused:
        uow.series.keep_draft(draft)
        uow.commit()
        refused.facts["series_draft_id"] = draft.id
        raise
    draft = replace(draft, offered=tuple(one.anchor.instant for one in shown.to_book))
    uow.series.keep_draft(draft)
    uow.commit()
    return replace(shown, draft=draft)


def preview_of(uow: UnitOfWork, draft: SeriesDraft, now: datetime) -> SeriesPreview:
    """Every date of a new series with its marks, in the caller's transaction.

    It may go on to the programme's end beyond the usual horizon: both see all of its dates before they agree.
    """
    booker, partner = uow.people.get(draft.person_id), uow.people.get(draft.partner_id)
    programme = uow.people.programme(uow.people.pair(draft.pair_id).programme_id)
    rules.check_length(draft.duration, programme.booking)
    rules.check_topic(draft.topic, programme.booking)
    days, shortened = dates_until(draft.pattern, programme.ends_on)
    found = occurrences(draft.pattern, days, draft.duration, draft.exceptions)
    return SeriesPreview(
        draft, programme, booker, partner, looked_at(uow, found, programme, (booker, partner), now), shortened
    )


def looked_at(
    uow: UnitOfWork,
    found: Iterable[Occurrence],
    programme: Programme,
    people: Sequence[Person],
    now: datetime,
    *,
    needed: Sequence[Person] | None = None,
) -> tuple[Occurrence, ...]:
    """The dates with everything that people should know of them: clocks, rest, clashes.

    Clashes are those of the people who are ``needed``: all of them where nothing else is said.
    """
    needed = people if needed is None else needed
    dates = marked(found, programme, people, now)
    around = Interval(min(one.when.start for one in dates) - DAY, max(one.when.end for one in dates) + DAY)
    rests = [_rest(uow, person, around) for person in people]
    held = uow.sessions.holding([person.id for person in needed], around)
    shown: list[Occurrence] = []
    for one in dates:
        marks = [mark for rest in rests for mark in rest.marks_on(one.anchor.instant)]
        marks += _clashes(one, held, shown, needed)
        shown.append(replace(one, marks=(*one.marks, *marks)))
    return tuple(shown)


def _rest(uow: UnitOfWork, person: Person, around: Interval) -> Rest:
    first, last = local(around.start, person.zone).date(), local(around.end, person.zone).date()
    holidays = uow.holidays.between(person.country, first, last) if person.country else ()
    return Rest(person, tuple(holidays))


def _clashes(
    one: Occurrence, held: Iterable[Session], before: Iterable[Occurrence], people: Sequence[Person]
) -> list[Mark]:
    """Whose other session, or earlier date of this series, is at that time."""
    if one.dropped:
        return []
    if any(not other.dropped and other.when.overlaps(one.when) for other in before):
        return [Mark(MarkKind.CLASH, people[0])]
    taken = {person for other in rules.clashing(one.when, held, one.session_id) for person in other.people}
    return [Mark(MarkKind.CLASH, person) for person in people if person.id in taken]


def series_of(uow: UnitOfWork, series_id: str, actor: Person) -> tuple[Series, list[Session]]:
    """The series with all its sessions, if the person is in one of them; NoSuchSession otherwise."""
    try:
        series = uow.series.get(series_id)
    except KeyError:
        raise NoSuchSession from None
    sessions = list(uow.sessions.of_series([series_id]).get(series_id, ()))
    if not any(actor.id in session.people for session in sessions):
        raise NoSuchSession
    return series, sessions
