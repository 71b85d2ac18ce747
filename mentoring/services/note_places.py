"""Which sessions and pairs a person may write about, and which one a message belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from mentoring.errors import NoSuchSession
from mentoring.people import Pair, Person
from mentoring.ports import UnitOfWork
from mentoring.records import Pairing
from mentoring.services.note_reading import reader_for, session_seen_by
from mentoring.sessions import Session, SessionState

MOST_SESSIONS = 20


def pairings(uow: UnitOfWork, *, actor: Person, now: datetime) -> tuple[Pairing, ...]:
    """The person's own pairs of today, then those of the programmes that they coordinate."""
    with uow:
        pairs = list(uow.people.pairs_of(actor.id, now.date()))
        for programme_id in sorted(reader_for(uow, actor).coordinates):
            pairs += [pair for pair in uow.people.pairs(programme_id) if pair not in pairs]
        people = uow.people.known({person_id for pair in pairs for person_id in pair.people})
        return tuple(_with_people(pair, people) for pair in pairs)


def pairing_of(uow: UnitOfWork, pair_id: int, *, actor: Person) -> Pairing:
    """A pair with its people, for the two and the coordinators of their programme; NoSuchSession for anybody else."""
    with uow:
        pair = _pair_seen_by(uow, pair_id, actor)
        return _with_people(pair, uow.people.known(pair.people))


def sessions_of_pair(uow: UnitOfWork, pair_id: int, *, actor: Person, now: datetime) -> tuple[Session, ...]:
    """The pair's sessions that took place, latest first; for whom `pairing_of` answers."""
    with uow:
        return tuple(uow.sessions.past_of_pair(_pair_seen_by(uow, pair_id, actor).id, now, MOST_SESSIONS))


def last_sessions(uow: UnitOfWork, *, actor: Person, now: datetime) -> tuple[Session, ...]:
    """The person's sessions that have begun, latest first."""
    with uow:
        return tuple(_begun(uow, actor, now))


def session_in_thread(uow: UnitOfWork, thread_ts: str, *, actor: Person, now: datetime) -> Session | None:
    """The session that the message of ours at the head of a thread is about, one of the person's latest; else None."""
    with uow:
        return next((one for one in _begun(uow, actor, now) if thread_ts in _messages(uow, one, actor)), None)


def _messages(uow: UnitOfWork, session: Session, actor: Person) -> set[str]:
    cards = {card.slack_ts for card in uow.deliveries.cards(session.id, actor.id)}
    said = {one.slack_ts for one in uow.deliveries.of_session(session.id) if one.recipient_id == actor.id}
    return cards | {one for one in said if one}


def _begun(uow: UnitOfWork, actor: Person, now: datetime) -> Sequence[Session]:
    upcoming = uow.sessions.upcoming(actor.id, now, MOST_SESSIONS)
    under_way = [one for one in upcoming if one.state is SessionState.CONFIRMED and one.when.start <= now]
    return [*under_way, *uow.sessions.past(actor.id, now, MOST_SESSIONS)]


def _pair_seen_by(uow: UnitOfWork, pair_id: int, actor: Person) -> Pair:
    try:
        pair = uow.people.pair(pair_id)
    except KeyError:
        raise NoSuchSession from None
    if actor.id not in pair.people and pair.programme_id not in reader_for(uow, actor).coordinates:
        raise NoSuchSession
    return pair


def _with_people(pair: Pair, people: Mapping[int, Person]) -> Pairing:
    return Pairing(pair, tuple(people[one] for one in (pair.mentor_id, pair.mentee_id)))


def session_to_write_about(uow: UnitOfWork, session_id: str, *, actor: Person) -> Session:
    """The session, for its people and the coordinators of its programme; NoSuchSession for anybody else."""
    with uow:
        return session_seen_by(uow, session_id, reader_for(uow, actor))
