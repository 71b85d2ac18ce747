"""Calling several people together: read back, then convene; or propose it, for somebody who may host to take on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mentoring.clocks import Anchor
from mentoring.gatherings import Absence, GatheringDraft, GatheringRequest
from mentoring.people import Person, Programme
from mentoring.ports import Holidays, UnitOfWork
from mentoring.sessions import Details, RestDay, Session


@dataclass(frozen=True)
class GatheringPreview:
    """What somebody is shown before several people are called together.

    ``proposed`` when the asker may not host, so that Confirm only proposes it. ``busy`` are those of ``invited`` who
    have another session then; what it is, is not told. ``invited`` leaves out the asker. ``anchor`` is None while the
    time is open.
    """

    draft: GatheringDraft
    programme: Programme
    asker: Person
    proposed: bool
    anchor: Anchor | None
    invited: tuple[Person, ...]
    busy: tuple[Person, ...] = ()
    rest_days: tuple[RestDay, ...] = ()


@dataclass(frozen=True)
class GatheringView:
    """A session for several as one person may see it.

    ``runs_it`` says whether they may do what a host does; ``may_host`` whether they may take on hosting what is only
    proposed; ``decides_absences`` whether they may excuse people. ``absences`` are everybody's for a coordinator, else
    only the viewer's own.
    """

    details: Details
    viewer: Person
    runs_it: bool
    may_host: bool
    decides_absences: bool
    absences: tuple[Absence, ...] = ()


def preview(
    uow: UnitOfWork, request: GatheringRequest, *, actor: Person, now: datetime, holidays: Holidays
) -> GatheringPreview:
    """What would be convened, kept as a draft under which Confirm does it.

    A refusal carries ``draft_id``, under which everything that was asked for is kept, and where it is the time's fault
    ``choices`` that would do. NotAParticipant, NotACoordinator (joint), TopicTooLong, DurationOutOfRange,
    NoSuchCapacity, NobodyInvited, NotInProgramme, NotThatLink, DeadlinePast, DeadlineTooLate, the time's refusals of a
    booking, and Overlap with a session of the asker's own.
    """
    raise NotImplementedError


def gathering_draft(uow: UnitOfWork, draft_id: str, *, actor: Person) -> GatheringDraft:
    """The person's own draft; NoSuchDraft when it is gone or another's."""
    raise NotImplementedError


def discard_gathering(uow: UnitOfWork, draft_id: str, *, actor: Person) -> None:
    """Let go of a draft, so that its buttons do nothing any more."""
    raise NotImplementedError


def convene(uow: UnitOfWork, draft_id: str, *, actor: Person, now: datetime) -> Session:
    """Do what the draft says: a confirmed session with its people invited, or a proposal where the asker may not host.

    A second time changes nothing. NoSuchDraft when it was discarded; else refuses what `preview` does.
    """
    raise NotImplementedError


def take_hosting(uow: UnitOfWork, session_id: str, *, actor: Person, now: datetime) -> Session:
    """Host the group session that somebody proposed: it is confirmed and its audience invited.

    A second time changes nothing. MayNotHost, AlreadySettled when another hosts it or it is closed, Overlap.
    """
    raise NotImplementedError


def refuse_hosting(uow: UnitOfWork, session_id: str, *, reason: str, actor: Person, now: datetime) -> Session:
    """Decline a proposed group session, as a coordinator, with a reason that the proposer reads.

    A second time changes nothing. NotACoordinator, ReasonWanted, ReasonTooLong, AlreadySettled.
    """
    raise NotImplementedError


def gathering_view(uow: UnitOfWork, session_id: str, *, actor: Person) -> GatheringView:
    """A session for several as this person may see it.

    NoSuchSession for who is neither invited to it nor coordinates its programme nor may host what is proposed;
    NotForSeveral for a session of a pair.
    """
    raise NotImplementedError


def to_host(uow: UnitOfWork, *, actor: Person, now: datetime) -> tuple[Details, ...]:
    """Proposed group sessions that this person may host and that still await somebody, soonest first."""
    raise NotImplementedError
