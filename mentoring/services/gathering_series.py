"""A series of group sessions: every date read back, all called at once, and one answer to all of them."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from mentoring.circles import GatheringSeriesPreview, SeriesAnswered
from mentoring.clocks import Anchor
from mentoring.errors import (
    AlreadySettled,
    AnswersClosed,
    NoSuchDraft,
    NoSuchSession,
    NothingToBook,
    Overlap,
    Refused,
    SeriesWantsHost,
    SessionOver,
)
from mentoring.gatherings import GatheringDraft, GatheringRequest, Repetition
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.rules import gatherings as places
from mentoring.rules.recurrence import dates_until, occurrences
from mentoring.series import Mark, MarkKind, Occurrence, Series
from mentoring.services.drafts import own_draft
from mentoring.services.gathering_plans import Plan, plan_of, session_planned
from mentoring.services.rsvps import answer
from mentoring.services.series import add_occurrences, ending, excepted, looked_at, series_of
from mentoring.sessions import Rsvp, Session, SessionState

NOT_ANSWERED = (Overlap, AnswersClosed, AlreadySettled, SessionOver)
"""Why one date of several may not take an answer that the others take."""


def preview_series(
    uow: UnitOfWork, request: GatheringRequest, *, actor: Person, now: datetime
) -> GatheringSeriesPreview:
    """Every date on which people would be called together, kept as a draft under which Confirm does it.

    A refusal carries ``draft_id``, under which everything that was asked for is kept. SeriesWantsHost, NoOccurrence,
    TooManyOccurrences, and what is refused of a single gathering but its time: what is in a date's way is a mark of it.
    """
    with uow:
        return _kept(uow, GatheringDraft(secrets.token_hex(8), actor.id, request, now), actor, now)


def change_series_dates(
    uow: UnitOfWork,
    draft_id: str,
    kept: Collection[date],
    moved: Mapping[date, Anchor],
    *,
    readings: Mapping[date, datetime],
    actor: Person,
    now: datetime,
) -> GatheringSeriesPreview:
    """The draft's series, in a draft of its own, with only the dates ``kept`` and others moved.

    NonexistentTime or AmbiguousTime for a time to move to that is such; NoSuchDraft.
    """
    with uow:
        draft = _series_draft(uow, draft_id, actor)
        shown = _looked_at(uow, draft, actor, now)
        exceptions = excepted(shown.repeats.exceptions, shown.dates, kept, moved, readings)
        request = replace(draft.request, repeats=replace(shown.repeats, exceptions=exceptions))
        return _kept(uow, GatheringDraft(secrets.token_hex(8), actor.id, request, now), actor, now)


def series_preview_again(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime) -> GatheringSeriesPreview:
    """The dates of a draft as they now are; NoSuchDraft when it is gone, another's, or of no series."""
    with uow:
        return _looked_at(uow, _series_draft(uow, draft_id, actor), actor, now)


def convene_series(
    uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime
) -> tuple[Session, ...] | GatheringSeriesPreview:
    """Call people together on every date of the draft that nothing is in the way of; the sessions, soonest first.

    Everybody gets one message about all of them. A second time changes nothing. Where a date that was shown as free
    has been taken meanwhile, nobody is invited and the answer is the preview as it now is. NothingToBook.
    """
    with uow:
        draft = _series_draft(uow, draft_id, actor)
        if draft.used:
            return _called_before(uow, draft)
        uow.people.lock({actor.id, *(one.id for one in _plan(uow, draft.request, actor, now).invited)})
        shown = _looked_at(uow, draft, actor, now)
        if not set(shown.repeats.offered) <= {one.anchor.instant for one in shown.to_call}:
            return _kept(uow, draft, actor, now)
        if not shown.to_call:
            raise NothingToBook(draft_id=draft_id)
        if not uow.gatherings.take_draft(draft_id):
            return _called_before(uow, _series_draft(uow, draft_id, actor))
        series = _called(uow, shown, now)
        sessions = _of_series(uow, series.id)
        uow.gatherings.keep_draft(replace(draft, session_id=sessions[0].id, used=True))
        uow.commit()
        return sessions


def answer_all(uow: UnitOfWork, series_id: str, said: Rsvp, *, actor: Person, now: datetime) -> SeriesAnswered:
    """Give the same answer to every date of the series that has not begun; each keeps its own places and line.

    A date that can't take it is named with the reason, and the others take it all the same. NoSuchSession for who is
    in none of the dates, or hosts them.
    """
    with uow:
        _, sessions = series_of(uow, series_id, actor)
    answered: list[Session] = []
    refused: list[tuple[Session, Refused]] = []
    for session in sorted(sessions, key=lambda one: one.when.start):
        if not _asked(session, actor, now):
            continue
        try:
            answered.append(answer(uow, session.id, said, actor=actor, now=now))
        except NOT_ANSWERED as reason:
            refused.append((session, reason))
    if not (answered or refused):
        raise NoSuchSession
    return SeriesAnswered(tuple(answered), tuple(refused))


def _asked(session: Session, actor: Person, now: datetime) -> bool:
    """Whether the session is one of several that awaits this person, and not as its host."""
    invited = actor.id in session.people and session.organiser_id != actor.id
    called = session.gathering is not None and session.state is SessionState.CONFIRMED
    return invited and called and session.when.start > now


def _series_draft(uow: UnitOfWork, draft_id: str, actor: Person) -> GatheringDraft:
    draft = own_draft(uow.gatherings, draft_id, actor)
    _repeats(draft)
    return draft


def _repeats(draft: GatheringDraft) -> Repetition:
    """How the draft repeats; NoSuchDraft for that of a single one."""
    if draft.request.repeats is None:
        raise NoSuchDraft
    return draft.request.repeats


def _called_before(uow: UnitOfWork, draft: GatheringDraft) -> tuple[Session, ...]:
    if draft.session_id is None:
        raise NoSuchDraft
    return _of_series(uow, str(uow.sessions.get(draft.session_id).series_id))


def _of_series(uow: UnitOfWork, series_id: str) -> tuple[Session, ...]:
    return tuple(sorted(uow.sessions.of_series([series_id])[series_id], key=lambda one: one.when.start))


def _kept(uow: UnitOfWork, draft: GatheringDraft, actor: Person, now: datetime) -> GatheringSeriesPreview:
    """The draft's dates, kept with what is offered; what was asked for is kept also when it is refused."""
    try:
        shown = _looked_at(uow, draft, actor, now)
    except Refused as refused:
        uow.gatherings.keep_draft(draft)
        uow.commit()
        refused.facts["draft_id"] = draft.id
        raise
    repeats = replace(shown.repeats, offered=tuple(one.anchor.instant for one in shown.to_call))
    draft = replace(draft, request=replace(draft.request, repeats=repeats))
    uow.gatherings.keep_draft(draft)
    uow.commit()
    return replace(shown, draft=draft, repeats=repeats)


def _plan(uow: UnitOfWork, request: GatheringRequest, actor: Person, now: datetime) -> Plan:
    plan = plan_of(uow, request, actor, now)
    if not plan.hosts:
        raise SeriesWantsHost(field="repeats")
    return plan


def _looked_at(uow: UnitOfWork, draft: GatheringDraft, actor: Person, now: datetime) -> GatheringSeriesPreview:
    request, repeats = draft.request, _repeats(draft)
    plan = _plan(uow, request, actor, now)
    days, shortened = dates_until(repeats.pattern, plan.programme.ends_on)
    found = occurrences(repeats.pattern, days, plan.duration, repeats.exceptions)
    places.check_deadline(request.answer_by, found[0].original.instant, now)
    people = _one_of_each(actor, plan.invited)
    dates = looked_at(uow, found, plan.programme, people, now, needed=(actor,))
    return GatheringSeriesPreview(
        draft=draft,
        repeats=repeats,
        programme=plan.programme,
        asker=actor,
        duration=plan.duration,
        invited=plan.invited,
        dates=tuple(replace(one, marks=tuple(_worth_saying(one.marks, actor))) for one in dates),
        shortened=shortened,
    )


def _one_of_each(asker: Person, invited: Iterable[Person]) -> Sequence[Person]:
    """The asker and one of the others for each clock and country, whose holidays and hours are the same."""
    alike = {(one.zone, one.country): one for one in reversed([asker, *invited])}
    return [asker, *(one for one in alike.values() if one.id != asker.id)]


def _worth_saying(marks: Iterable[Mark], asker: Person) -> Iterator[Mark]:
    """The marks, each holiday and each change of an hour once; of days off only the asker's own."""
    said = set()
    for mark in marks:
        if mark.kind is MarkKind.DAY_OFF and mark.person != asker:
            continue
        where = mark.person.zone if mark.person and mark.kind is MarkKind.HOUR_MOVES else ""
        country = mark.person.country if mark.person and mark.kind is MarkKind.HOLIDAY else ""
        if (mark.kind, mark.name, where, country) not in said:
            said.add((mark.kind, mark.name, where, country))
            yield mark


def _called(uow: UnitOfWork, shown: GatheringSeriesPreview, now: datetime) -> Series:
    request, repeats = shown.draft.request, shown.repeats
    plan = plan_of(uow, request, shown.asker, now)
    first: Occurrence = shown.dates[0]
    template = replace(session_planned(request, plan, first.original, now), link=plan.link)
    series = Series(
        id=secrets.token_hex(8),
        programme_id=plan.programme.id,
        pair_id=None,
        organiser_id=shown.asker.id,
        pattern=ending(repeats.pattern, plan.programme, shortened=shown.shortened),
        duration=plan.duration,
        topic=template.topic,
        created_at=now,
        revision=0,
    )
    return add_occurrences(uow, series, template, shown.to_call, now=now)
