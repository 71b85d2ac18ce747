"""What the host of a session for several does with it; a coordinator of its programme may do the same.

Each refuses NotTheHost, NoSuchSession, NotForSeveral, AlreadySettled (closed) and SessionOver (begun), besides what it
says itself; done again, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentoring.clocks import Anchor
from mentoring.gatherings import Audience
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.sessions import Session


@dataclass(frozen=True)
class MovePreview:
    """Another time for a session, before it is taken; ``clashing`` have a place and another session then."""

    session: Session
    anchor: Anchor
    duration: timedelta
    clashing: tuple[Person, ...]


def preview_move(
    uow: UnitOfWork,
    session_id: str,
    *,
    wall: datetime,
    zone: str,
    fold: int | None,
    duration: timedelta | None = None,
    actor: Person,
    now: datetime,
) -> MovePreview:
    """What a move would mean, without making it; SameTime and the time's refusals of a booking."""
    raise NotImplementedError


def move_gathering(
    uow: UnitOfWork,
    session_id: str,
    *,
    wall: datetime,
    zone: str,
    fold: int | None,
    duration: timedelta | None = None,
    actor: Person,
    now: datetime,
) -> Session:
    """Take another time at once. Answers stay and each may change theirs; who has a place and another session then
    becomes PENDING and is told why, and the line moves up. The deadline keeps its distance to the start.

    Overlap when the host has another session then, and the time's refusals of a booking.
    """
    raise NotImplementedError


def run_late(uow: UnitOfWork, session_id: str, *, minutes: int, actor: Person, now: datetime) -> Session:
    """Tell everybody who comes that it starts so many minutes later; the time agreed on stays.

    From three hours before the start until the end. LateOutOfRange (field "minutes"), TooSoon before that.
    """
    raise NotImplementedError


def cancel_gathering(uow: UnitOfWork, session_id: str, *, reason: str, actor: Person, now: datetime) -> Session:
    """Call the session off; everybody who did not decline is told. A proposer may withdraw what nobody hosts yet."""
    raise NotImplementedError


def close_answers(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Session:
    """Take no more yes or maybe; leaving stays possible, and offers stand until they lapse."""
    raise NotImplementedError


def reopen_answers(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Session:
    """Take answers again; a deadline that is over is dropped."""
    raise NotImplementedError


def change_capacity(uow: UnitOfWork, session_id: str, capacity: int | None, *, actor: Person, now: datetime) -> Session:
    """Give it so many places, None for as many as come. More lets the line move up by offers; nobody is thrown out.

    NoSuchCapacity (below one), TooFewPlaces (below those taken or offered), both of field "capacity".
    """
    raise NotImplementedError


def invite(
    uow: UnitOfWork,
    session_id: str,
    audience: Audience,
    *,
    users: Collection[str] = (),
    actor: Person,
    now: datetime,
) -> Session:
    """Invite more people, by what `Audience` can say or by Slack user; who is in it already is left in peace.

    NobodyInvited, NotInProgramme.
    """
    raise NotImplementedError


def remove(uow: UnitOfWork, session_id: str, person_id: int, *, actor: Person, now: datetime) -> Session:
    """Take somebody off the session, who is told; their place is offered to the line. HostStays."""
    raise NotImplementedError


def hand_over(uow: UnitOfWork, session_id: str, person_id: int, *, actor: Person, now: datetime) -> Session:
    """Let another person host. The former host stays, with a place if there is one, else first in the line.

    MayNotHost, NotInProgramme, Overlap (``name``) when the new host has another session then.
    """
    raise NotImplementedError


def write_to_attendees(
    uow: UnitOfWork, session_id: str, text: str, *, all_invited: bool, actor: Person, now: datetime, token: str
) -> Session:
    """Send a text to those who accepted, or to all invited who did not decline. Possible until a day after the end.

    ``token`` is the form's: the same one again sends nothing. NothingWritten, WordTooLong, NobodyToTell.
    """
    raise NotImplementedError
