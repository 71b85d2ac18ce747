"""Who may see a session for several and who may run it; the session and its people locked in the one order there is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from mentoring.errors import MayNotHost, NoSuchSession, NotACoordinator, NotForSeveral, NotTheHost, SessionOver
from mentoring.messages import DeliveryKind
from mentoring.people import Person, Role
from mentoring.ports import UnitOfWork
from mentoring.rules import gatherings as rules
from mentoring.rules.booking import check_open
from mentoring.services.programme_access import place_of
from mentoring.sessions import ChangeKind, Session, SessionState


def roles_in(uow: UnitOfWork, programme_id: int, person_id: int) -> frozenset[Role]:
    """What a person is in the programme; nothing for somebody who is not in it."""
    place = place_of(uow, programme_id, person_id)
    return place.roles if place else frozenset()


def coordinates(uow: UnitOfWork, session: Session, person: Person) -> bool:
    """Whether the person coordinates the session's programme."""
    return Role.COORDINATOR in roles_in(uow, session.programme_id, person.id)


def may_host(uow: UnitOfWork, session: Session, person_id: int) -> bool:
    """Whether the person's part in the programme allows them to host such a session."""
    return bool(rules.HOSTING_ROLES[session.kind] & roles_in(uow, session.programme_id, person_id))


def runs(uow: UnitOfWork, session: Session, person: Person) -> bool:
    """Whether the person may do what a host does: who hosts or proposed it, and the programme's coordinators."""
    return session.organiser_id == person.id or coordinates(uow, session, person)


def visible_gathering(uow: UnitOfWork, session_id: str, actor: Person) -> Session:
    """The session for several, to who is in it, coordinates its programme, or may host what is only proposed.

    NoSuchSession for anybody else, NotForSeveral for a session of a pair.
    """
    try:
        session = uow.sessions.get(session_id)
    except KeyError:
        raise NoSuchSession from None
    _check_visible(uow, session, actor)
    return session


def _check_visible(uow: UnitOfWork, session: Session, actor: Person) -> None:
    concerned = actor.id in session.people
    if session.gathering is None:
        raise NotForSeveral if concerned else NoSuchSession
    proposed = session.state is SessionState.PROPOSED and may_host(uow, session, actor.id)
    if not (concerned or proposed or coordinates(uow, session, actor)):
        raise NoSuchSession


def locked_gathering(uow: UnitOfWork, session_id: str, actor: Person, also: Collection[int] = ()) -> Session:
    """The same once nobody else is changing it or booking its people and ``also``; first the session, then people."""
    visible_gathering(uow, session_id, actor)
    session = uow.sessions.locked(session_id)
    uow.people.lock(session.people | {actor.id, *also})
    _check_visible(uow, session, actor)
    return session


def to_run(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime, also: Collection[int] = ()) -> Session:
    """The session, locked, for somebody who may run it; NotTheHost, AlreadySettled when closed, SessionOver."""
    session = run_by(uow, session_id, actor, also)
    rules.check_confirmed(session)
    check_open(session, now)
    return session


def run_by(uow: UnitOfWork, session_id: str, actor: Person, also: Collection[int] = ()) -> Session:
    """The session, locked and whatever its state, for somebody who may run it; NotTheHost for anybody else."""
    session = locked_gathering(uow, session_id, actor, also)
    if not runs(uow, session, actor):
        raise NotTheHost(session=session, name=uow.people.get(session.organiser_id).name)
    return session


def asked_to_host(uow: UnitOfWork, session: Session) -> frozenset[int]:
    """Ids of those who were told that somebody proposed it."""
    told = [one for one in uow.deliveries.of_session(session.id) if one.kind is DeliveryKind.SESSION_NEWS]
    return frozenset(one.recipient_id for one in told if one.change == ChangeKind.PROPOSED)


def check_may_host(uow: UnitOfWork, session: Session, person: Person) -> None:
    """Refuse somebody whose part in the programme does not let them host such a session."""
    if not may_host(uow, session, person.id):
        raise MayNotHost(name=person.name)


def check_coordinates(uow: UnitOfWork, session: Session, person: Person) -> None:
    """Refuse whoever does not coordinate the session's programme."""
    if not coordinates(uow, session, person):
        raise NotACoordinator


def check_not_over(session: Session, now: datetime) -> None:
    """Refuse what has ended."""
    if session.when.end <= now:
        raise SessionOver(session=session)
