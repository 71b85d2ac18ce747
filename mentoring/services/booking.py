"""Booking a session: read back, book, answer, move, cancel. One function is one intention and one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mentoring.clocks import Anchor, local
from mentoring.errors import (
    AlreadySettled,
    NoPartner,
    NoSuchDraft,
    NotAParticipant,
    NotYourPartner,
    Overlap,
    PartnerNotHere,
    ProposalExpired,
    Refused,
    SameTime,
    WhichPartner,
)
from mentoring.intervals import Interval
from mentoring.people import Pair, Person, Programme
from mentoring.ports import Agenda, Holidays, UnitOfWork
from mentoring.rules import booking as rules
from mentoring.rules.availability import days_of
from mentoring.rules.news import plan_news
from mentoring.rules.suggestions import suggest
from mentoring.services.programmes import coordinators_of
from mentoring.services.reads import session_of
from mentoring.sessions import (
    Attendee,
    BookingRequest,
    Change,
    ChangeKind,
    Draft,
    Proposal,
    ReadBack,
    RestDay,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)

SEARCHED = (timedelta(days=14), timedelta(days=42), timedelta(days=120))
"""How far ahead slots are looked for: further only when nearer there are none."""


@dataclass(frozen=True)
class _Intent:
    """A booking request with everything it names looked up."""

    booker: Person
    partner: Person
    pair: Pair
    programme: Programme
    moving: Session | None
    duration: timedelta


def read_back(
    uow: UnitOfWork, request: BookingRequest, *, actor: Person, now: datetime, holidays: Holidays
) -> ReadBack:
    """What would be booked, kept as a draft under which Confirm books it; slots to choose from when no time is named.

    A refusal carries ``draft_id`` (what was asked for is kept) and, where there are any, ``choices`` that would do.
    """
    with uow:
        intent = _intent(uow, request, actor, now)
        draft = _draft(request, intent, now)
        slots: tuple[Interval, ...] = ()
        try:
            rules.check_length(intent.duration, intent.programme.booking)
            rules.check_topic(draft.topic, intent.programme.booking)
            if request.wall is not None:
                draft = replace(draft, anchor=_free_time(uow, request, intent, now, holidays))
            elif not request.choices:
                slots = _slots(uow, intent, now, holidays)
                draft = replace(draft, choices=tuple(slot.start for slot in slots))
        except Refused as refused:
            choices = refused.facts.get("choices", ())
            uow.sessions.keep_draft(replace(draft, choices=tuple(choices)))  # type: ignore[call-overload]
            uow.commit()
            refused.facts["draft_id"] = draft.id
            raise
        uow.sessions.keep_draft(draft)
        uow.commit()
        near = [slot.start for slot in slots] or ([draft.anchor.instant] if draft.anchor else list(draft.choices))
        return _shown(draft, intent, slots, _rest_days(holidays, intent, near))


def _intent(uow: UnitOfWork, request: BookingRequest, actor: Person, now: datetime) -> _Intent:
    moving = session_of(uow, request.session_id, actor) if request.session_id else None
    if moving:
        rules.check_open(moving, now)
        pair = uow.people.pair(moving.pair_id) if moving.pair_id else _pair(uow, request, actor, now)
    else:
        pair = _pair(uow, request, actor, now)
    partner = uow.people.get(pair.partner_of(actor.id))
    if partner.user_id is None or not partner.active:
        raise PartnerNotHere(field="with_whom", name=partner.name)
    programme = uow.people.programme(pair.programme_id)
    usual = moving.duration if moving else programme.booking.usual
    return _Intent(actor, partner, pair, programme, moving, request.duration or usual)


def _pair(uow: UnitOfWork, request: BookingRequest, actor: Person, now: datetime) -> Pair:
    pairs = uow.people.pairs_of(actor.id, now.date())
    if not pairs:
        raise _nobody_to_book_with(uow, actor)
    if request.partner_user is None and request.partner_id is None:
        if len(pairs) > 1:
            people = tuple(uow.people.get(pair.partner_of(actor.id)) for pair in pairs)
            raise WhichPartner(field="with_whom", partners=people)
        return pairs[0]
    named = uow.people.by_user(request.partner_user) if request.partner_user else None
    wanted = named.id if named else request.partner_id
    for pair in pairs:
        if pair.partner_of(actor.id) == wanted:
            return pair
    raise NotYourPartner(
        field="with_whom",
        name=named.name if named else "",
        partners=tuple(uow.people.get(pair.partner_of(actor.id)) for pair in pairs),
    )


def _nobody_to_book_with(uow: UnitOfWork, actor: Person) -> Refused:
    participations = uow.people.participations(actor.id)
    programmes = [uow.people.programme(one.programme_id) for one in participations]
    coordinators = coordinators_of(uow, programmes or uow.people.programmes())
    return NoPartner(coordinators=coordinators) if participations else NotAParticipant(coordinators=coordinators)


def _draft(request: BookingRequest, intent: _Intent, now: datetime) -> Draft:
    return Draft(
        id=secrets.token_hex(8),
        person_id=intent.booker.id,
        partner_id=intent.partner.id,
        pair_id=intent.pair.id,
        anchor=Anchor(request.wall, request.zone, request.fold or 0) if request.wall else None,
        duration=intent.duration,
        topic=request.topic.strip() or (intent.moving.topic if intent.moving else ""),
        created_at=now,
        choices=request.choices,
        session_id=request.session_id,
    )


def _free_time(uow: UnitOfWork, request: BookingRequest, intent: _Intent, now: datetime, holidays: Holidays) -> Anchor:
    assert request.wall is not None  # noqa: S101 - narrows for the type checker; the caller has looked
    anchor = rules.settle(request.wall, request.zone, request.fold)
    rules.check_time(anchor, intent.programme, now)
    try:
        _check_free(uow, anchor, intent)
    except Overlap as overlap:
        near = _slots(uow, intent, now, holidays, near=anchor.instant)
        overlap.facts["choices"] = tuple(slot.start for slot in near[:3])
        raise
    return anchor


def _check_free(uow: UnitOfWork, anchor: Anchor, intent: _Intent) -> None:
    """Refuse a clash, naming it only to the person whose it is; refuse a move to where the session already is."""
    wanted = Interval(anchor.instant, anchor.instant + intent.duration)
    moving = intent.moving
    if moving and (moving.proposal.when if moving.proposal else moving.when) == wanted:
        raise SameTime(field="time", session=moving)
    held = uow.sessions.holding((intent.booker.id, intent.partner.id), wanted)
    clashes = rules.clashing(wanted, held, moving.id if moving else None)
    mine = next((one for one in clashes if intent.booker.id in one.people), None)
    if mine:
        others = tuple(uow.people.get(person_id).name for person_id in mine.others(intent.booker.id))
        raise Overlap(field="time", session=mine, name="", others=others)
    if clashes:
        raise Overlap(field="time", session=None, name=intent.partner.name, others=())


def _shown(draft: Draft, intent: _Intent, slots: tuple[Interval, ...], rest_days: tuple[RestDay, ...]) -> ReadBack:
    return ReadBack(draft, intent.programme, intent.booker, intent.partner, intent.moving, slots, rest_days)


def _slots(
    uow: UnitOfWork, intent: _Intent, now: datetime, holidays: Holidays, near: datetime | None = None
) -> tuple[Interval, ...]:
    """The best slots of the next two weeks (or of the two weeks around ``near``), or later when there are none."""
    programme = intent.programme
    earliest = now + programme.booking.notice
    latest = min(now + programme.booking.horizon, _end_of(programme))
    start = max(earliest, near - SEARCHED[0] / 2) if near else earliest
    for ahead in SEARCHED:
        end = min(start + ahead, latest)
        if start >= end:
            return ()
        within = Interval(start, end)
        agendas = [_agenda(uow, person, within, holidays) for person in (intent.booker, intent.partner)]
        if found := suggest(agendas, within, intent.duration, near=near):
            return tuple(found)
    return ()


def _end_of(programme: Programme) -> datetime:
    midnight = datetime.combine(programme.ends_on + timedelta(days=1), datetime.min.time())
    return Anchor(midnight, programme.zone).instant


def _agenda(uow: UnitOfWork, person: Person, within: Interval, holidays: Holidays) -> Agenda:
    days = days_of(within, person.zone)
    return Agenda(
        person=person,
        working_week=person.working_week,
        held=tuple(held for one in uow.sessions.holding((person.id,), within) for held in one.held),
        holidays=tuple(holidays.between(person.country, days[0], days[-1])),
    )


def _rest_days(holidays: Holidays, intent: _Intent, near: Sequence[datetime]) -> tuple[RestDay, ...]:
    """The two countries' holidays between the first and the last of these instants, for people to see."""
    if not near:
        return ()
    first, last = min(near), max(near)
    found = {
        RestDay(person.country, holiday.day.isoformat(), holiday.name, holiday.expected)
        for person in (intent.booker, intent.partner)
        for holiday in holidays.between(
            person.country, local(first, person.zone).date(), local(last, person.zone).date()
        )
    }
    return tuple(sorted(found, key=lambda day: (day.day, day.country, day.name)))


def draft_of(uow: UnitOfWork, draft_id: str, *, actor: Person) -> Draft:
    """The person's own draft; NoSuchDraft when it is gone or another's."""
    with uow:
        return _own_draft(uow, draft_id, actor)


def _own_draft(uow: UnitOfWork, draft_id: str, actor: Person) -> Draft:
    draft = uow.sessions.draft(draft_id)
    if draft is None or draft.person_id != actor.id:
        raise NoSuchDraft
    return draft


def discard(uow: UnitOfWork, draft_id: str, *, actor: Person) -> None:
    """Let go of a draft, so that its buttons do nothing any more."""
    with uow:
        _own_draft(uow, draft_id, actor)
        uow.sessions.take_draft(draft_id)
        uow.commit()


def book(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime, choice: int | None = None) -> Session:
    """Do what the draft says: propose a new session, or another time for one. A second time changes nothing.

    ``choice`` is the index of the offered slot that was tapped. NoSuchDraft when the draft was discarded.
    """
    with uow:
        draft = _own_draft(uow, draft_id, actor)
        if not uow.sessions.take_draft(draft_id):
            return _booked_before(uow, draft_id, actor)
        chosen = _chosen(draft, actor, choice)
        request = BookingRequest(
            zone=chosen.zone,
            wall=chosen.wall,
            partner_id=draft.partner_id,
            duration=draft.duration,
            session_id=draft.session_id,
        )
        uow.people.lock((draft.person_id, draft.partner_id))
        try:
            intent = _intent(uow, request, actor, now)
            rules.check_time(chosen, intent.programme, now)
            _check_free(uow, chosen, intent)
            session, change = _proposed(intent, chosen, draft, now)
            _write(uow, session, change, is_new=intent.moving is None)
        except Refused as refused:
            refused.facts["draft_id"] = draft_id
            raise
        uow.sessions.keep_draft(replace(draft, anchor=chosen, session_id=session.id, used=True))
        uow.commit()
        return session


def _booked_before(uow: UnitOfWork, draft_id: str, actor: Person) -> Session:
    draft = _own_draft(uow, draft_id, actor)
    if draft.session_id is None:
        raise NoSuchDraft
    return session_of(uow, draft.session_id, actor)


def _chosen(draft: Draft, actor: Person, choice: int | None) -> Anchor:
    if choice is not None and 0 <= choice < len(draft.choices):
        return Anchor.at(draft.choices[choice], actor.zone)
    if choice is not None or draft.anchor is None:
        raise NoSuchDraft
    return draft.anchor


def _proposed(intent: _Intent, anchor: Anchor, draft: Draft, now: datetime) -> tuple[Session, Change]:
    made = rules.proposal(anchor, intent.duration, intent.booker.id, intent.programme.booking, now)
    if intent.moving:
        return _another_time(intent.moving, made, now)
    session = Session(
        id=secrets.token_hex(8),
        programme_id=intent.programme.id,
        pair_id=intent.pair.id,
        kind=SessionKind.BILATERAL,
        state=SessionState.PROPOSED,
        anchor=anchor,
        duration=intent.duration,
        topic=draft.topic,
        organiser_id=intent.booker.id,
        attendees=(Attendee(intent.booker.id, Rsvp.ACCEPTED), Attendee(intent.partner.id)),
        created_at=now,
        proposal=made,
    )
    return session, Change(session.id, session.revision, ChangeKind.PROPOSED, intent.booker.id, now, after=anchor)


def _another_time(session: Session, made: Proposal, now: datetime) -> tuple[Session, Change]:
    """A confirmed session keeps its time until the move is accepted; one only proposed takes the new time at once."""
    if session.state is SessionState.CONFIRMED:
        moved, kind = rules.revised(session, proposal=made), ChangeKind.MOVE_PROPOSED
    else:
        moved = rules.revised(
            session, anchor=made.anchor, duration=made.duration, proposal=made, attendees=_asked(session, made.by)
        )
        kind = ChangeKind.COUNTERED
    before = session.proposal.anchor if session.proposal else session.anchor
    return moved, Change(session.id, moved.revision, kind, made.by, now, before=before, after=made.anchor)


def _asked(session: Session, by: int) -> tuple[Attendee, ...]:
    return tuple(replace(one, rsvp=Rsvp.ACCEPTED if one.person_id == by else Rsvp.PENDING) for one in session.attendees)


def _write(uow: UnitOfWork, session: Session, change: Change, *, is_new: bool = False) -> None:
    if is_new:
        uow.sessions.add(session, change)
    else:
        uow.sessions.update(session, change)
    uow.deliveries.plan(plan_news(session, change, uow.team_id))


def accept(uow: UnitOfWork, session_id: str, revision: int, *, actor: Person, now: datetime) -> Session:
    """Agree to the proposed time; the session is confirmed at it. Doing so again changes nothing."""
    with uow:
        session = _locked(uow, session_id, actor)
        if _did(uow, session, revision, actor, {ChangeKind.ACCEPTED, ChangeKind.MOVED}):
            return session
        made = _awaited(uow, session, revision, actor, now)
        kind = ChangeKind.MOVED if session.state is SessionState.CONFIRMED else ChangeKind.ACCEPTED
        before = session.anchor
        agreed = tuple(replace(one, rsvp=Rsvp.ACCEPTED) for one in session.attendees)
        session = rules.revised(
            session,
            state=SessionState.CONFIRMED,
            anchor=made.anchor,
            duration=made.duration,
            proposal=None,
            attendees=agreed,
        )
        change = Change(session.id, session.revision, kind, actor.id, now, before=before, after=made.anchor)
        _write(uow, session, change)
        uow.commit()
        return session


def decline(uow: UnitOfWork, session_id: str, revision: int, *, reason: str, actor: Person, now: datetime) -> Session:
    """Say no to the proposed time: a new session is declined, a confirmed one stays where it was."""
    with uow:
        session = _locked(uow, session_id, actor)
        if _did(uow, session, revision, actor, {ChangeKind.DECLINED, ChangeKind.MOVE_DECLINED}):
            return session
        rules.check_reason(reason, uow.people.programme(session.programme_id).booking)
        made = _awaited(uow, session, revision, actor, now)
        if session.state is SessionState.CONFIRMED:
            session, kind = rules.revised(session, proposal=None), ChangeKind.MOVE_DECLINED
        else:
            session = rules.revised(
                session.with_answer(actor.id, Rsvp.DECLINED),
                state=SessionState.DECLINED,
                proposal=None,
                closed_by=actor.id,
                reason=reason,
            )
            kind = ChangeKind.DECLINED
        change = Change(
            session.id, session.revision, kind, actor.id, now, before=made.anchor, after=session.anchor, reason=reason
        )
        _write(uow, session, change)
        uow.commit()
        return session


def cancel(uow: UnitOfWork, session_id: str, *, reason: str, actor: Person, now: datetime) -> Session:
    """Call the session off, or withdraw one's proposal of it. Doing so again changes nothing."""
    with uow:
        session = _locked(uow, session_id, actor)
        if session.state is SessionState.CANCELLED and session.closed_by == actor.id:
            return session
        rules.check_open(session, now)
        rules.check_reason(reason, uow.people.programme(session.programme_id).booking)
        session = rules.revised(session, state=SessionState.CANCELLED, proposal=None, closed_by=actor.id, reason=reason)
        change = Change(
            session.id, session.revision, ChangeKind.CANCELLED, actor.id, now, before=session.anchor, reason=reason
        )
        _write(uow, session, change)
        uow.commit()
        return session


def expire_proposals(uow: UnitOfWork, *, now: datetime) -> int:
    """End every proposal of the team that nobody answered in time; how many."""
    with uow:
        overdue = uow.sessions.expiring(now)
        for session in overdue:
            _expire(uow, session, now)
        uow.commit()
        return len(overdue)


def _locked(uow: UnitOfWork, session_id: str, actor: Person) -> Session:
    """The session as it is once nobody else is changing it."""
    uow.people.lock(session_of(uow, session_id, actor).people)
    return session_of(uow, session_id, actor)


def _did(uow: UnitOfWork, session: Session, revision: int, actor: Person, kinds: set[ChangeKind]) -> bool:
    """Whether the last change is this very answer by this person: a second click, or an envelope sent twice."""
    last = uow.sessions.history(session.id)[-1]
    return last.by == actor.id and last.kind in kinds and last.revision == session.revision == revision + 1


def _awaited(uow: UnitOfWork, session: Session, revision: int, actor: Person, now: datetime) -> Proposal:
    """The proposal to answer; one whose time is over is ended and refused, and stays ended."""
    if session.proposal and session.proposal.expires_at <= now:
        ended = _expire(uow, session, now)
        uow.commit()
        raise ProposalExpired(session=ended)
    if session.state is SessionState.EXPIRED:
        raise ProposalExpired(session=session)
    return rules.check_answer(session, revision, actor.id)


def _expire(uow: UnitOfWork, session: Session, now: datetime) -> Session:
    if session.proposal is None:
        raise AlreadySettled(session=session)
    offered = session.proposal.anchor
    if session.state is SessionState.CONFIRMED:
        ended, kind = rules.revised(session, proposal=None), ChangeKind.MOVE_EXPIRED
    else:
        ended, kind = rules.revised(session, state=SessionState.EXPIRED, proposal=None), ChangeKind.EXPIRED
    _write(uow, ended, Change(session.id, ended.revision, kind, None, now, before=offered, after=ended.anchor))
    return ended
