"""Being excused from a joint meeting: who asks, what a coordinator answers, and who may read it."""

from __future__ import annotations

from datetime import datetime

from mentoring.gatherings import Absence
from mentoring.people import Person
from mentoring.ports import UnitOfWork


def absences_of(uow: UnitOfWork, session_id: str, *, actor: Person) -> tuple[Absence, ...]:
    """Who asked to be excused, for coordinators of the programme; for anybody else only their own request."""
    raise NotImplementedError


def decide_absence(
    uow: UnitOfWork,
    session_id: str,
    person_id: int,
    *,
    accepted: bool,
    remark: str = "",
    actor: Person,
    now: datetime,
) -> Absence:
    """Excuse somebody from a joint meeting or not; they are told. Who is not excused is PENDING again.

    The same decision again changes nothing. NotACoordinator, NoSuchAbsence, ReasonTooLong, SessionOver.
    """
    raise NotImplementedError
