"""Calling several people together: read back, then convene; or propose it, for somebody who may host to take on."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.circles import GatheringPreview, GatheringView, gathering_of
from mentoring.errors import (
    AlreadySettled,
    NoSuchDraft,
    Overlap,
    ProposalExpired,
    ReasonWanted,
    Refused,
)
from mentoring.gatherings import GatheringDraft, GatheringRequest
from mentoring.people import Person
from mentoring.ports import Holidays, UnitOfWork
from mentoring.rules import booking as rules
from mentoring.rules import gatherings as places
from mentoring.rules.news import Notice
from mentoring.services.absences import readable_absences
from mentoring.services.changes import add_session, change_session
from mentoring.services.drafts import own_draft
from mentoring.services.gathering_access import (
    asked_to_host,
    check_coordinates,
    check_may_host,
    coordinates,
    locked_gathering,
    may_host,
    runs,
    visible_gathering,
)
from mentoring.services.gathering_plans import (
    busy_then,
    check_own_time,
    check_times,
    hosts_to_ask,
    plan_of,
    session_planned,
)
from mentoring.services.reads import details_of, proposals_to_host, session_of
from mentoring.services.slots import rest_days, slots_for
from mentoring.sessions import (
    Attendee,
    Change,
    ChangeKind,
    Details,
    Rsvp,
    Session,
    SessionKind,
    SessionState,
)


def preview(
    uow: UnitOfWork, request: GatheringRequest, *, actor: Person, now: datetime, holidays: Holidays
) -> GatheringPreview:
    """What would be convened, kept as a draft under which Confirm does it.

    A refusal carries ``draft_id``, under which everything that was asked for is kept, and where it is the time's fault
    ``choices`` that would do. NotAParticipant, NotACoordinator (joint), TopicTooLong, DurationOutOfRange,
    NoSuchCapacity, NobodyInvited, NotInProgramme, LinkRefused, DeadlinePast, DeadlineTooLate, the time's refusals of a
    booking, and Overlap with a session of the asker's own.
    """
    draft = GatheringDraft(secrets.token_hex(8), actor.id, request, now)
    with uow:
        uow.gatherings.keep_draft(draft)
        try:
            shown = _looked_at(uow, draft, actor, now, holidays)
        except Refused as refused:
            uow.commit()
            refused.facts["draft_id"] = draft.id
            raise
        uow.commit()
        return shown


def _looked_at(
    uow: UnitOfWork, draft: GatheringDraft, actor: Person, now: datetime, holidays: Holidays
) -> GatheringPreview:
    request = draft.request
    plan = plan_of(uow, request, actor, now)
    anchor, busy = None, frozenset[int]()
    if request.wall is not None:
        anchor = rules.settle(request.wall, request.zone, request.fold)
        check_times(anchor, request, plan, now)
        wanted = anchor.lasting(plan.duration)
        try:
            check_own_time(uow, wanted, actor)
        except Overlap as overlap:
            near = slots_for(
                uow, (actor,), plan.programme, plan.duration, now=now, holidays=holidays, near=anchor.instant
            )
            overlap.facts["choices"] = tuple(slot.start for slot in near[:3])
            raise
        busy = busy_then(uow, plan.invited, wanted)
    return GatheringPreview(
        draft=draft,
        programme=plan.programme,
        asker=actor,
        proposed=not plan.hosts,
        anchor=anchor,
        duration=plan.duration,
        invited=plan.invited,
        busy=tuple(one for one in plan.invited if one.id in busy),
        rest_days=rest_days(holidays, (actor, *plan.invited), (anchor.instant,) if anchor else ()),
    )


def gathering_draft(uow: UnitOfWork, draft_id: str, *, actor: Person) -> GatheringDraft:
    """The person's own draft; NoSuchDraft when it is gone or another's."""
    with uow:
        return own_draft(uow.gatherings, draft_id, actor)


def discard_gathering(uow: UnitOfWork, draft_id: str, *, actor: Person) -> None:
    """Let go of a draft, so that its buttons do nothing any more."""
    with uow:
        own_draft(uow.gatherings, draft_id, actor)
        uow.gatherings.take_draft(draft_id)
        uow.commit()


def convene(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime) -> Session:
    """Do what the draft says: a confirmed session with its people invited, or a proposal where the asker may not host.

    A second time changes nothing. NoSuchDraft when it was discarded; else refuses what `preview` does.
    """
    with uow:
        draft = own_draft(uow.gatherings, draft_id, actor)
        if not uow.gatherings.take_draft(draft_id):
            return _convened_before(uow, draft_id, actor)
        try:
            session = convened(uow, draft.request, actor=actor, now=now)
        except Refused as refused:
            refused.facts["draft_id"] = draft_id
            raise
        uow.gatherings.keep_draft(replace(draft, session_id=session.id, used=True))
        uow.commit()
        return session


def _convened_before(uow: UnitOfWork, draft_id: str, actor: Person) -> Session:
    draft = own_draft(uow.gatherings, draft_id, actor)
    if draft.session_id is None:
        raise NoSuchDraft
    return session_of(uow, draft.session_id, actor)


def convened(uow: UnitOfWork, request: GatheringRequest, *, actor: Person, now: datetime) -> Session:
    """The session that the request asks for, kept in the caller's transaction, which then ends; refuses as `preview`.

    NoSuchDraft when the request names no time.
    """
    if request.wall is None:
        raise NoSuchDraft
    plan = plan_of(uow, request, actor, now)
    anchor = rules.settle(request.wall, request.zone, request.fold)
    check_times(anchor, request, plan, now)
    uow.people.lock({actor.id, *(one.id for one in plan.invited)})
    check_own_time(uow, anchor.lasting(plan.duration), actor)
    session = session_planned(request, plan, anchor, now)
    kind = ChangeKind.INVITED if plan.hosts else ChangeKind.PROPOSED
    told = session.people if plan.hosts else hosts_to_ask(uow, plan, now) | {actor.id}
    change = Change(session.id, session.revision, kind, actor.id, now, after=anchor)
    add_session(uow, session, change, Notice.to(told, kind))
    return session


def take_hosting(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Session:
    """Host the group session that somebody proposed: it is confirmed and its audience invited.

    A second time changes nothing. MayNotHost, AlreadySettled when another hosts it or it is closed, ProposalExpired,
    Overlap.
    """
    with uow:
        proposed = visible_gathering(uow, session_id, actor)
        participants = uow.people.participants(proposed.programme_id)
        invited = gathering_of(proposed).audience.among(participants)
        session = locked_gathering(uow, session_id, actor, also=[one.id for one in invited])
        if session.state is SessionState.CONFIRMED and session.organiser_id == actor.id:
            return session
        _check_awaits_host(session, now)
        check_may_host(uow, session, actor)
        check_own_time(uow, session.when, actor)
        hosted = _hosted(session, actor, [one.id for one in invited], now)
        change = Change(hosted.id, hosted.revision, ChangeKind.HOSTED, actor.id, now, after=hosted.anchor)
        asked = asked_to_host(uow, session)
        notice = Notice.to({session.organiser_id} - {actor.id}, ChangeKind.HOSTED, drawn=asked)
        change_session(uow, hosted, change, notice=notice)
        opened = rules.revised(hosted)
        change = Change(opened.id, opened.revision, ChangeKind.INVITED, actor.id, now, after=opened.anchor)
        told = opened.people - ({session.organiser_id} - {actor.id})
        change_session(uow, opened, change, notice=Notice.to(told, ChangeKind.INVITED))
        uow.commit()
        return opened


def _check_awaits_host(session: Session, now: datetime) -> None:
    if session.state is not SessionState.PROPOSED or session.proposal is None:
        raise AlreadySettled(session=session)
    if session.proposal.expires_at <= now:
        raise ProposalExpired(session=session)


def _hosted(session: Session, host: Person, invited: Sequence[int], now: datetime) -> Session:
    """The proposed session with its host first, who uses up no place, then who proposed it, then those invited."""
    gathering = gathering_of(session)
    before = {host.id, *session.people}
    return places.changed(
        rules.revised(
            session,
            state=SessionState.CONFIRMED,
            organiser_id=host.id,
            proposal=None,
            attendees=(
                Attendee(host.id, Rsvp.ACCEPTED),
                *(one for one in session.attendees if one.person_id != host.id),
                *(Attendee(one) for one in invited if one not in before),
            ),
        ),
        settled_in=session.revision + 1,
        answer_by=gathering.answer_by if gathering.answer_by and gathering.answer_by > now else None,
    )


def refuse_hosting(uow: UnitOfWork, session_id: str, *, reason: str, actor: Person, now: datetime) -> Session:
    """Decline a proposed group session, as a coordinator, with a reason that the proposer reads.

    A second time changes nothing. NotACoordinator, ReasonWanted, ReasonTooLong, AlreadySettled.
    """
    with uow:
        session = locked_gathering(uow, session_id, actor)
        if session.state is SessionState.DECLINED and session.closed_by == actor.id:
            return session
        check_coordinates(uow, session, actor)
        if session.state is not SessionState.PROPOSED:
            raise AlreadySettled(session=session)
        if not reason.strip():
            raise ReasonWanted(field="reason")
        rules.check_reason(reason, uow.people.programme(session.programme_id).booking)
        declined = rules.revised(
            session, state=SessionState.DECLINED, proposal=None, closed_by=actor.id, reason=reason.strip()
        )
        change = Change(
            declined.id, declined.revision, ChangeKind.DECLINED, actor.id, now, before=session.anchor, reason=reason
        )
        told = {session.organiser_id} - {actor.id}
        notice = Notice.to(told, ChangeKind.DECLINED, drawn=declined.people | asked_to_host(uow, session))
        change_session(uow, declined, change, notice=notice)
        uow.commit()
        return declined


def gathering_view(uow: UnitOfWork, session_id: str, *, actor: Person) -> GatheringView:
    """A session for several as this person may see it.

    NoSuchSession for who is neither invited to it nor coordinates its programme nor may host what is proposed;
    NotForSeveral for a session of a pair.
    """
    with uow:
        session = visible_gathering(uow, session_id, actor)
        return GatheringView(
            details=details_of(uow, session, actor),
            viewer=actor,
            runs_it=runs(uow, session, actor),
            may_host=session.state is SessionState.PROPOSED and may_host(uow, session, actor.id),
            decides_absences=session.kind is SessionKind.JOINT and coordinates(uow, session, actor),
            absences=readable_absences(uow, session, actor),
        )


def to_host(uow: UnitOfWork, *, actor: Person, now: datetime) -> tuple[Details, ...]:
    """Proposed group sessions that this person may host and that still await somebody, soonest first."""
    with uow:
        return proposals_to_host(uow, actor, uow.people.participations(actor.id), now)
