"""Booking a session or another time for one: read back, then book. One function is one intention, one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from mentoring.clocks import Anchor, local
from mentoring.errors import (
    NoPartner,
    NoSuchDraft,
    NotAParticipant,
    NotYourPartner,
    Overlap,
    PartnerNotHere,
    PartnerPauses,
    Refused,
    SameTime,
    WhichPartner,
)
from mentoring.intervals import Interval
from mentoring.people import Pair, ParticipationState, Person, Programme
from mentoring.ports import Holidays, UnitOfWork, only_reads
from mentoring.rules import booking as rules
from mentoring.rules.links import check_link, link_for
from mentoring.services.changes import add_session, change_session
from mentoring.services.drafts import own_draft
from mentoring.services.programmes import coordinators_of
from mentoring.services.reads import session_of
from mentoring.services.slots import rest_days, slots_for, slots_within
from mentoring.sessions import (
    Attendee,
    BookingRequest,
    Change,
    ChangeKind,
    Draft,
    Proposal,
    ReadBack,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)


@dataclass(frozen=True)
class _Intent:
    """A booking request with everything it names looked up."""

    booker: Person
    partner: Person
    pair: Pair
    programme: Programme
    moving: Session | None
    duration: timedelta

    @property
    def people(self) -> tuple[Person, Person]:
        return self.booker, self.partner


def read_back(
    uow: UnitOfWork, request: BookingRequest, *, actor: Person, now: datetime, holidays: Holidays
) -> ReadBack:
    """What would be booked, kept as a draft under which Confirm books it; slots to choose from when no time is named.

    A refusal carries ``draft_id`` (what was asked for is kept) and, where there are any, ``choices`` that would do.
    """
    with uow:
        intent = _intent(uow, request, actor, now)
        draft = _draft(request, intent, now)
        try:
            shown = _looked_at(uow, request, intent, draft, now=now, holidays=holidays)
        except Refused as refused:
            choices = refused.facts.get("choices", ())
            uow.sessions.keep_draft(replace(draft, choices=tuple(choices)))
            uow.commit()
            refused.facts["draft_id"] = draft.id
            raise
        uow.sessions.keep_draft(shown.draft)
        uow.commit()
        return shown


def _looked_at(
    uow: UnitOfWork, request: BookingRequest, intent: _Intent, draft: Draft, *, now: datetime, holidays: Holidays
) -> ReadBack:
    """The draft with its time settled, or with slots to choose among, and what people should see beside it."""
    rules.check_length(intent.duration, intent.programme.booking)
    rules.check_topic(draft.topic, intent.programme.booking)
    if draft.link:
        draft = replace(draft, link=check_link(draft.link))
    slots: tuple[Interval, ...] = ()
    near: tuple[datetime, ...] = request.choices
    elsewhere = False
    if request.wall is not None:
        anchor = _free_time(uow, request.wall, request, intent, now=now, holidays=holidays)
        draft, near = replace(draft, anchor=anchor), (anchor.instant,)
    elif not request.choices:
        slots, elsewhere = _offered(uow, request, intent, now, holidays)
        near = tuple(slot.start for slot in slots)
        draft = replace(draft, choices=near)
    return ReadBack(
        draft=draft,
        programme=intent.programme,
        booker=intent.booker,
        partner=intent.partner,
        moving=intent.moving,
        slots=slots,
        rest_days=rest_days(holidays, intent.people, near),
        elsewhere=elsewhere,
    )


def _offered(
    uow: UnitOfWork, request: BookingRequest, intent: _Intent, now: datetime, holidays: Holidays
) -> tuple[tuple[Interval, ...], bool]:
    """The slots to offer, and whether they are the nearest ones because none is free when they were wanted."""
    search = partial(slots_for, uow, intent.people, intent.programme, intent.duration, now=now, holidays=holidays)
    if not request.within:
        return search(), False
    found = slots_within(
        uow,
        intent.people,
        intent.programme,
        intent.duration,
        wanted=request.within,
        now=now,
        holidays=holidays,
    )
    if found:
        return found, False
    near = max(request.within[0].start, now + intent.programme.booking.notice)
    rules.check_time(Anchor.at(near, request.zone), intent.programme, now)
    return search(near=near), True


def _intent(uow: UnitOfWork, request: BookingRequest, actor: Person, now: datetime) -> _Intent:
    moving = session_of(uow, request.session_id, actor) if request.session_id else None
    if moving:
        rules.check_of_a_pair(moving)
        rules.check_open(moving, now)
        pair = uow.people.pair(moving.pair_id) if moving.pair_id else pair_for(uow, request, actor, now)
    else:
        pair = pair_for(uow, request, actor, now)
    partner = uow.people.get(pair.partner_of(actor.id))
    if partner.user_id is None or not partner.active:
        raise PartnerNotHere(field="with_whom", name=partner.name)
    programme = uow.people.programme(pair.programme_id)
    usual = moving.duration if moving else programme.booking.usual
    return _Intent(actor, partner, pair, programme, moving, request.duration or usual)


def pair_for(uow: UnitOfWork, request: BookingRequest, actor: Person, now: datetime) -> Pair:
    """The pair that a request is for: the one named, or the person's only one; refused when there is no such."""
    pairs = _bookable(uow, uow.people.pairs_of(actor.id, now.date()), actor, now)
    if not pairs:
        _check_pauses(uow, request, actor, now)
        raise _nobody_to_book_with(uow, actor)
    if request.partner_user is None and request.partner_id is None:
        if len(pairs) > 1:
            people = tuple(uow.people.get(pair.partner_of(actor.id)) for pair in pairs)
            where = {pair.partner_of(actor.id): pair.programme_id for pair in pairs}
            raise WhichPartner(field="with_whom", partners=people, programmes=where)
        return pairs[0]
    named = uow.people.by_user(request.partner_user) if request.partner_user else None
    wanted = named.id if named else request.partner_id
    for pair in pairs:
        if pair.partner_of(actor.id) == wanted:
            return pair
    _check_pauses(uow, request, actor, now)
    raise NotYourPartner(
        field="with_whom",
        name=named.name if named else "",
        partners=tuple(uow.people.get(pair.partner_of(actor.id)) for pair in pairs),
    )


def _bookable(uow: UnitOfWork, pairs: Sequence[Pair], actor: Person, now: datetime) -> list[Pair]:
    """Those of the pairs in whose programmes something can be arranged, each partner once; all when there is none.

    So nobody is asked about a partner of a programme that is over, or about the same partner of two programmes.
    """
    if len(pairs) < 2:  # noqa: PLR2004
        return list(pairs)
    programmes = {one: uow.people.programme(one) for one in {pair.programme_id for pair in pairs}}
    going_on = {one.id for one in programmes.values() if one.goes_on(local(now, one.zone).date())}
    left = [pair for pair in pairs if pair.programme_id in going_on] or pairs
    begun = sorted(left, key=lambda pair: programmes[pair.programme_id].starts_on > now.date())
    by_partner: dict[int, Pair] = {}
    for pair in begun:
        by_partner.setdefault(pair.partner_of(actor.id), pair)
    return [pair for pair in left if by_partner[pair.partner_of(actor.id)] is pair]


def _check_pauses(uow: UnitOfWork, request: BookingRequest, actor: Person, now: datetime) -> None:
    """Say so where the pair that is meant, or the only one there is, pauses."""
    resting = [one for one in uow.people.pairs_of(actor.id, now.date(), paused=True) if one.paused]
    named = uow.people.by_user(request.partner_user) if request.partner_user else None
    wanted = named.id if named else request.partner_id
    meant = [one for one in resting if wanted in {None, one.partner_of(actor.id)}]
    if len(meant) == 1:
        raise PartnerPauses(
            field="with_whom",
            name=uow.people.get(meant[0].partner_of(actor.id)).name,
            until=pause_ends(uow, meant[0]),
        )
    if meant:
        raise PartnerPauses(field="with_whom")


def pause_ends(uow: UnitOfWork, pair: Pair) -> date | None:
    """The last day on which the pair pauses; None while nobody knows."""
    parts = [part for one in pair.people for part in uow.people.participations(one)]
    paused = [one for one in parts if one.state is ParticipationState.PAUSED]
    ends = [one.until for one in paused if one.programme_id == pair.programme_id]
    known = [one for one in ends if one]
    return max(known) if known and len(known) == len(ends) else None


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
        link=request.link.strip(),
    )


def _free_time(
    uow: UnitOfWork, wall: datetime, request: BookingRequest, intent: _Intent, *, now: datetime, holidays: Holidays
) -> Anchor:
    anchor = rules.settle(wall, request.zone, request.fold)
    rules.check_time(anchor, intent.programme, now)
    _check_free_or_offer(uow, anchor, intent, now=now, holidays=holidays)
    return anchor


def _check_free_or_offer(
    uow: UnitOfWork, anchor: Anchor, intent: _Intent, *, now: datetime, holidays: Holidays
) -> None:
    """As `_check_free`; the refusal of a clash carries the nearest times that would do."""
    try:
        _check_free(uow, anchor, intent)
    except Overlap as overlap:
        near = slots_for(
            uow,
            intent.people,
            intent.programme,
            intent.duration,
            now=now,
            holidays=holidays,
            near=anchor.instant,
        )
        overlap.facts["choices"] = tuple(slot.start for slot in near[:3])
        raise


def _check_free(uow: UnitOfWork, anchor: Anchor, intent: _Intent) -> None:
    """Refuse a clash, naming it only to the person whose it is; refuse a move to where the session already is."""
    wanted = anchor.lasting(intent.duration)
    moving = intent.moving
    if moving and (moving.proposal.when if moving.proposal else moving.when) == wanted:
        raise SameTime(field="time", session=moving)
    held = uow.sessions.holding((intent.booker.id, intent.partner.id), wanted)
    clashes = rules.clashing(wanted, held, moving.id if moving else None)
    mine = next((one for one in clashes if intent.booker.id in one.holders), None)
    if mine:
        others = tuple(uow.people.get(person_id).name for person_id in mine.others(intent.booker.id))
        raise Overlap(field="time", session=mine, name="", others=others)
    if clashes:
        raise Overlap(field="time", session=None, name=intent.partner.name, others=())


@only_reads
def draft_of(uow: UnitOfWork, draft_id: str, *, actor: Person) -> Draft:
    """The person's own draft; NoSuchDraft when it is gone or another's."""
    with uow:
        return own_draft(uow.sessions, draft_id, actor)


def discard(uow: UnitOfWork, draft_id: str, *, actor: Person) -> None:
    """Let go of a draft, so that its buttons do nothing any more."""
    with uow:
        own_draft(uow.sessions, draft_id, actor)
        uow.sessions.take_draft(draft_id)
        uow.commit()


def book(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime, choice: int | None = None) -> Session:
    """Do what the draft says: propose a new session, or another time for one. A second time changes nothing.

    ``choice`` is the index of the offered slot that was tapped. NoSuchDraft when the draft was discarded. A refusal
    carries ``draft_id`` and, where somebody else was quicker, the nearest times as ``choices``.
    """
    with uow:
        draft = own_draft(uow.sessions, draft_id, actor)
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
            _check_free_or_offer(uow, chosen, intent, now=now, holidays=uow.holidays)
            session, change = _proposed(intent, chosen, draft, now)
            write = change_session if intent.moving else add_session
            write(uow, session, change)
        except Refused as refused:
            refused.facts["draft_id"] = draft_id
            _keep_choices(uow, draft, refused)
            raise
        uow.sessions.keep_draft(replace(draft, anchor=chosen, session_id=session.id, used=True))
        uow.commit()
        return session


def _keep_choices(uow: UnitOfWork, draft: Draft, refused: Refused) -> None:
    """Keep the draft for another try, with what the refusal offers; slots offered before stand on buttons, and stay."""
    choices = tuple(refused.facts.get("choices", ()))
    if draft.choices:
        refused.facts.pop("choices", None)
    elif choices:
        uow.sessions.keep_draft(replace(draft, choices=choices))
        uow.commit()


def _booked_before(uow: UnitOfWork, draft_id: str, actor: Person) -> Session:
    draft = own_draft(uow.sessions, draft_id, actor)
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
        return another_time(intent.moving, made, now)
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
        link=link_for(intent.programme.booking, intent.pair, typed=draft.link, room=secrets.token_urlsafe(12)),
        link_typed=bool(draft.link),
    )
    return session, Change(session.id, session.revision, ChangeKind.PROPOSED, intent.booker.id, now, after=anchor)


def another_time(session: Session, made: Proposal, now: datetime) -> tuple[Session, Change]:
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
