"""What somebody asks for when they call several people together, looked up, checked and made into a session."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentoring.clocks import Anchor
from mentoring.errors import NobodyInvited, NotACoordinator, NotAParticipant, Overlap
from mentoring.gatherings import Audience, Gathering, GatheringRequest
from mentoring.intervals import Interval
from mentoring.people import Participant, Person, Programme, Role
from mentoring.ports import UnitOfWork
from mentoring.rules import booking as rules
from mentoring.rules import gatherings as places
from mentoring.rules.links import check_link, link_for
from mentoring.services.invitations import named
from mentoring.services.programmes import coordinators_of
from mentoring.sessions import Attendee, Proposal, Rsvp, Session, SessionKind, SessionState


@dataclass(frozen=True)
class Plan:
    """A request with everything it names looked up."""

    asker: Person
    programme: Programme
    hosts: bool
    duration: timedelta
    audience: Audience
    invited: tuple[Person, ...]
    link: str


def plan_of(uow: UnitOfWork, request: GatheringRequest, actor: Person, now: datetime) -> Plan:
    """The request looked up, and checked in everything but its time."""
    part, hosts = _part(uow, request, actor)
    programme = uow.people.programme(part.programme_id)
    duration = request.duration or programme.booking.usual
    rules.check_topic(request.topic.strip(), programme.booking)
    rules.check_length(duration, programme.booking)
    places.check_capacity(request.capacity)
    link = check_link(request.link) if request.link.strip() else ""
    if request.wall is None:
        places.check_deadline(request.answer_by, request.answer_by or now, now)
    audience, invited = _invited(uow, programme, request, actor)
    return Plan(actor, programme, hosts, duration, audience, invited, link)


def _part(uow: UnitOfWork, request: GatheringRequest, actor: Person) -> tuple[Participant, bool]:
    """The asker's place in the programme that is meant, and whether they may host there."""
    every = uow.people.participations(actor.id)
    parts = [one for one in every if request.programme_id in {None, one.programme_id}]
    hosting = places.HOSTING_ROLES[_kind(request)]
    able = [one for one in parts if one.roles & hosting]
    if able:
        return able[-1], True
    if not parts:
        known = [uow.people.programme(one.programme_id) for one in every]
        raise NotAParticipant(coordinators=coordinators_of(uow, known or uow.people.programmes()))
    if request.joint:
        raise NotACoordinator
    return parts[-1], False


def _kind(request: GatheringRequest) -> SessionKind:
    return SessionKind.JOINT if request.joint else SessionKind.GROUP


def _invited(
    uow: UnitOfWork, programme: Programme, request: GatheringRequest, asker: Person
) -> tuple[Audience, tuple[Person, ...]]:
    """The audience with the people named in it, and everybody whom it means, less the asker."""
    participants = uow.people.participants(programme.id)
    if request.joint:
        audience = Audience(everybody=True)
    else:
        audience = named(uow, programme, request.audience, request.users, participants)
    invited = tuple(one for one in audience.among(participants) if one.id != asker.id)
    if not invited:
        raise NobodyInvited(field="audience")
    return audience, invited


def check_times(anchor: Anchor, request: GatheringRequest, plan: Plan, now: datetime) -> None:
    """Refuse a start that a booking could not have either, and a deadline that does not fit it."""
    rules.check_time(anchor, plan.programme, now)
    places.check_deadline(request.answer_by, anchor.instant, now)


def check_own_time(uow: UnitOfWork, wanted: Interval, host: Person) -> None:
    """Refuse a clash with a session of the host's own, which is named."""
    held = rules.clashing(wanted, uow.sessions.holding((host.id,), wanted), None)
    if held:
        names = tuple(one.name for one in uow.people.known(held[0].others(host.id)).values())
        raise Overlap(field="time", session=held[0], name="", others=names)


def busy_then(uow: UnitOfWork, people: Sequence[Person], wanted: Interval) -> frozenset[int]:
    """Ids of those of these people whose time another session holds then."""
    ids = {one.id for one in people}
    return frozenset(held for one in uow.sessions.holding(ids, wanted) for held in one.holders & ids)


def session_planned(request: GatheringRequest, plan: Plan, anchor: Anchor, now: datetime) -> Session:
    """The session with everybody invited, or with its proposer alone while nobody hosts it."""
    policy, asker = plan.programme.booking, plan.asker
    expires_at = min(now + policy.host_within, anchor.instant)
    invited = tuple(Attendee(one.id) for one in plan.invited) if plan.hosts else ()
    return Session(
        id=secrets.token_hex(8),
        programme_id=plan.programme.id,
        pair_id=None,
        kind=_kind(request),
        state=SessionState.CONFIRMED if plan.hosts else SessionState.PROPOSED,
        anchor=anchor,
        duration=plan.duration,
        topic=request.topic.strip(),
        organiser_id=asker.id,
        attendees=(Attendee(asker.id, Rsvp.ACCEPTED), *invited),
        created_at=now,
        proposal=None if plan.hosts else Proposal(anchor, plan.duration, asker.id, expires_at),
        link=link_for(policy, None, typed=plan.link, room=secrets.token_urlsafe(12)),
        link_typed=bool(plan.link),
        gathering=Gathering(
            audience=plan.audience,
            language=request.language or plan.programme.language,
            capacity=None if request.joint else request.capacity,
            answer_by=request.answer_by,
            compulsory=request.joint and request.compulsory,
            channel=request.channel,
        ),
    )


def hosts_to_ask(uow: UnitOfWork, plan: Plan, now: datetime) -> frozenset[int]:
    """Coordinators, the proposer's mentors, and mentors of the audience."""
    asker, invited = plan.asker.id, {one.id for one in plan.invited}
    pairs = uow.people.pairs_of(asker, now.date())
    mentors = {one.mentor_id for one in pairs if one.programme_id == plan.programme.id and one.mentee_id == asker}
    asked = [
        one.person.id
        for one in uow.people.participants(plan.programme.id)
        if Role.COORDINATOR in one.roles
        or one.person.id in mentors
        or (Role.MENTOR in one.roles and one.person.id in invited)
    ]
    return frozenset(asked)
