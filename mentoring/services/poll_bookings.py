"""Making a session of the time that a poll's host chose."""

from __future__ import annotations

import secrets
from datetime import datetime

from mentoring.clocks import Anchor
from mentoring.errors import Overlap
from mentoring.gatherings import Audience, GatheringRequest
from mentoring.people import Pair, Person
from mentoring.polls import Poll, Vote
from mentoring.ports import UnitOfWork
from mentoring.rules import booking as rules
from mentoring.rules.gatherings import answered
from mentoring.rules.links import link_for
from mentoring.rules.polls import refused
from mentoring.services.changes import add_session
from mentoring.services.gathering_changes import busy_among, write_answer
from mentoring.services.gatherings import convened
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, Session, SessionKind, SessionState

ANSWERS = {Vote.YES: Rsvp.ACCEPTED, Vote.MAYBE: Rsvp.TENTATIVE}
"""What a vote answers to the invitation that follows."""


def book_time(uow: UnitOfWork, poll: Poll, index: int, *, actor: Person, now: datetime) -> Session:
    """Book the poll's time, in the caller's transaction, which has locked its people.

    For a pair it is a session of theirs, for others a group session to which all are invited who did not say no.
    """
    pair = _pair(uow, poll, now)
    if pair is None:
        return _gathering(uow, poll, index, actor=actor, now=now)
    rules.check_time(Anchor.at(poll.starts[index], actor.zone), uow.people.programme(poll.programme_id), now)
    _check_own_time(uow, poll, index, actor)
    return _bilateral(uow, poll, index, pair, actor=actor, now=now)


def _gathering(uow: UnitOfWork, poll: Poll, index: int, *, actor: Person, now: datetime) -> Session:
    """Whoever said yes or maybe has answered the invitation by that; only the others are asked once more."""
    anchor = Anchor.at(poll.starts[index], actor.zone)
    said = {ballot.person_id: ballot.votes[index] for ballot in poll.ballots}
    request = GatheringRequest(
        zone=anchor.zone,
        wall=anchor.wall,
        fold=anchor.fold,
        topic=poll.topic,
        duration=poll.duration,
        audience=Audience(people=frozenset(poll.asked) - refused(poll, index)),
        programme_id=poll.programme_id,
    )
    session = convened(uow, request, actor=actor, now=now)
    if session.state is not SessionState.CONFIRMED:
        return session
    for person_id in session.others(actor.id):
        vote = said[person_id]
        if vote in ANSWERS:
            busy = busy_among(uow, session, [person_id])
            answer = answered(session, person_id, ANSWERS[vote], busy=busy, now=now)
            session = write_answer(uow, answer, person_id, now)
    return session


def _check_own_time(uow: UnitOfWork, poll: Poll, index: int, actor: Person) -> None:
    """Refuse a clash with a session of the host's own, which is named."""
    wanted = poll.slots[index]
    held = rules.clashing(wanted, uow.sessions.holding((actor.id,), wanted), None)
    if held:
        others = tuple(one.name for one in uow.people.known(held[0].others(actor.id)).values())
        raise Overlap(session=held[0], name="", others=others)


def _pair(uow: UnitOfWork, poll: Poll, now: datetime) -> Pair | None:
    """The pair that the two people of a poll are today; None for others."""
    pairs = uow.people.pairs_of(poll.host_id, now.date())
    return next((one for one in pairs if one.people == poll.people), None)


def _bilateral(uow: UnitOfWork, poll: Poll, index: int, pair: Pair, *, actor: Person, now: datetime) -> Session:
    """Confirmed at once where the partner has said yes; otherwise they are asked as by any booking."""
    partner = pair.partner_of(actor.id)
    anchor = Anchor.at(poll.starts[index], actor.zone)
    policy = uow.people.programme(poll.programme_id).booking
    ballot = poll.ballot_of(partner)
    agreed = ballot is not None and ballot.votes[index] is Vote.YES
    session = Session(
        id=secrets.token_hex(8),
        programme_id=poll.programme_id,
        pair_id=pair.id,
        kind=SessionKind.BILATERAL,
        state=SessionState.CONFIRMED if agreed else SessionState.PROPOSED,
        anchor=anchor,
        duration=poll.duration,
        topic=poll.topic,
        organiser_id=actor.id,
        attendees=(Attendee(actor.id, Rsvp.ACCEPTED), Attendee(partner, Rsvp.ACCEPTED if agreed else Rsvp.PENDING)),
        created_at=now,
        proposal=None if agreed else rules.proposal(anchor, poll.duration, actor.id, policy, now),
        link=link_for(policy, pair, typed="", room=secrets.token_urlsafe(12)),
    )
    kind = ChangeKind.ACCEPTED if agreed else ChangeKind.PROPOSED
    try:
        add_session(uow, session, Change(session.id, session.revision, kind, actor.id, now, after=anchor))
    except Overlap:
        raise Overlap(session=None, name=uow.people.get(partner).name, others=()) from None
    return session
