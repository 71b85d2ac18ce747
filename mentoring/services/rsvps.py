"""Answering an invitation to a session for several, the line for its places, and what time alone brings about."""

from __future__ import annotations

from datetime import datetime

from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.sessions import Rsvp, Session


def answer(uow: UnitOfWork, session_id: str, said: Rsvp, *, actor: Person, now: datetime, reason: str = "") -> Session:
    """Say ACCEPTED, DECLINED or TENTATIVE; the answer's attendee tells what came of it.

    A yes is ACCEPTED while there is a place and nobody before one in the line, else WAITING; a yes to an OFFERED place
    takes it. A no or maybe frees one's place or leaves the line. The same answer again changes nothing.

    A no to a joint meeting asks to be excused: ReasonWanted (field "reason") without ``reason``. AnswersClosed (a no is
    always taken), Overlap (a yes against one's own session; the answer stays as it was), HostStays, SessionOver,
    AlreadySettled when it is closed, NoSuchSession, NotForSeveral, ReasonTooLong.
    """
    raise NotImplementedError


def let_time_pass(uow: UnitOfWork, *, now: datetime) -> int:
    """Pass on the team's offered places that nobody took in time, and close answers whose deadline is over; how many
    sessions changed.
    """
    raise NotImplementedError
