"""Putting some times to several people, taking their votes, and booking one of them on the host's word."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime

from mentoring.errors import NoSuchPoll, NotYourPoll
from mentoring.people import Person
from mentoring.polls import Ballot, HoursRequest, Poll, PollDetails, PollRequest, PollState, Vote
from mentoring.ports import UnitOfWork
from mentoring.rules import booking
from mentoring.rules import polls as rules
from mentoring.services.finder import people_of
from mentoring.services.poll_bookings import book_time
from mentoring.services.poll_news import poll_details_of


def open_poll(uow: UnitOfWork, request: PollRequest, *, actor: Person, now: datetime) -> PollDetails:
    """Ask these people which of the times suit them; EmptyAudience, StrangersNamed, PollSize, TimePast and the like."""
    with uow:
        programme, people = people_of(uow, HoursRequest(people=request.people), actor)
        booking.check_length(request.duration, programme.booking)
        booking.check_topic(request.topic.strip(), programme.booking)
        rules.check_times(request.starts, request.answer_by, now)
        starts = tuple(sorted(set(request.starts)))
        poll = Poll(
            id=secrets.token_hex(8),
            programme_id=programme.id,
            host_id=actor.id,
            topic=request.topic.strip(),
            duration=request.duration,
            starts=starts,
            ballots=tuple(Ballot(one.id, (None,) * len(starts)) for one in people[1:]),
            created_at=now,
            answer_by=request.answer_by,
        )
        uow.polls.add(poll)
        uow.deliveries.plan(rules.asked(poll, uow.team_id, now))
        uow.commit()
        return poll_details_of(uow, poll)


def vote(uow: UnitOfWork, poll_id: str, index: int, said: Vote, *, actor: Person, now: datetime) -> PollDetails:
    """Say whether one of the times suits; the same word again changes nothing. PollOver once it is too late."""
    with uow:
        poll = _poll(uow, poll_id, actor)
        ballot = poll.ballot_of(actor.id)
        if ballot is None or not 0 <= index < len(poll.starts):
            raise NoSuchPoll
        rules.check_open(poll, now)
        if ballot.votes[index] is not said:
            poll = poll.with_vote(actor.id, index, said)
            uow.polls.update(poll)
            uow.deliveries.plan(rules.redrawn(poll, [poll.host_id], uow.team_id, now))
            uow.commit()
        return poll_details_of(uow, poll)


def book_winner(uow: UnitOfWork, poll_id: str, index: int, *, actor: Person, now: datetime) -> PollDetails:
    """Book one of the times, on the host's word; doing so again changes nothing.

    NotYourPoll for others, PollOver once it ended otherwise, and what a booking of that time may be refused for.
    """
    with uow:
        uow.people.lock(_poll(uow, poll_id, actor).people)
        poll = _hosted(uow, poll_id, actor)
        if not 0 <= index < len(poll.starts):
            raise NoSuchPoll
        if poll.state is PollState.BOOKED and poll.chosen == index:
            return poll_details_of(uow, poll)
        rules.check_open(poll, now)
        session = book_time(uow, poll, index, actor=actor, now=now)
        invited = session.people
        poll = replace(poll, chosen=index, session_id=session.id)
        _end(uow, poll, PollState.BOOKED, frozenset(poll.asked) - invited, now)
        uow.commit()
        return poll_details_of(uow, uow.polls.get(poll_id))


def close_poll(uow: UnitOfWork, poll_id: str, *, actor: Person, now: datetime) -> PollDetails:
    """Let the poll go without booking anything; those asked are told, once."""
    with uow:
        poll = _hosted(uow, poll_id, actor)
        if poll.state is PollState.CLOSED:
            return poll_details_of(uow, poll)
        rules.check_open(poll, now)
        _end(uow, poll, PollState.CLOSED, frozenset(poll.asked), now)
        uow.commit()
        return poll_details_of(uow, uow.polls.get(poll_id))


def let_go(uow: UnitOfWork, poll_id: str, *, now: datetime) -> None:
    """End a poll without booking anything and without a word, if it is open, in the caller's transaction."""
    poll = uow.polls.locked(poll_id)
    if poll.state is PollState.OPEN:
        _end(uow, poll, PollState.CLOSED, frozenset(), now)


def expire_polls(uow: UnitOfWork, *, now: datetime) -> int:
    """End every poll of the team whose time to vote is over; how many. Everybody of it is told, once."""
    with uow:
        over = [uow.polls.locked(one.id) for one in uow.polls.over(now)]
        still_open = [one for one in over if one.state is PollState.OPEN]
        for poll in still_open:
            _end(uow, poll, PollState.EXPIRED, poll.people, now)
        uow.commit()
        return len(still_open)


def _end(uow: UnitOfWork, poll: Poll, state: PollState, told: frozenset[int], now: datetime) -> None:
    ended = replace(poll, state=state, revision=poll.revision + 1)
    uow.polls.update(ended)
    uow.deliveries.plan(rules.redrawn(ended, ended.people, uow.team_id, now))
    uow.deliveries.plan(rules.told(ended, told, uow.team_id, now))


def _poll(uow: UnitOfWork, poll_id: str, actor: Person) -> Poll:
    """The poll, locked, if the person is in it; NoSuchPoll otherwise, whether it exists or not."""
    try:
        poll = uow.polls.locked(poll_id)
    except KeyError:
        raise NoSuchPoll from None
    if actor.id not in poll.people:
        raise NoSuchPoll
    return poll


def _hosted(uow: UnitOfWork, poll_id: str, actor: Person) -> Poll:
    poll = _poll(uow, poll_id, actor)
    if poll.host_id != actor.id:
        raise NotYourPoll
    return poll
