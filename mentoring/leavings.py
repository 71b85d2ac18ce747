"""Who pauses in a programme or has left it, how a pair ended, and what such a step changes for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from mentoring.people import Pair, Participant, ParticipationState, Person, Programme
from mentoring.sessions import Session


class ShownReason(StrEnum):
    """What others are told of why somebody pauses or leaves, or why a pair ends; never what was written of it."""

    UNSAID = ""
    TIME = "time"
    DUTIES = "duties"
    PERSONAL = "personal"
    BETTER_FIT = "better_fit"


@dataclass(frozen=True)
class Why:
    """The reason of a step: ``written`` is for coordinators alone, ``shown`` for everybody concerned."""

    written: str = field(default="", repr=False)
    shown: ShownReason = ShownReason.UNSAID


@dataclass(frozen=True)
class Leave:
    """That somebody pauses in a programme from ``since`` up to and including ``until``, or has left it.

    ``until`` is None where the pause has no end yet, and for those who left. ``cancelled`` are sessions called off by
    it, ``withdrawn`` those of several from which their invitation was taken. ``back_at`` is when they came back,
    ``back_by`` who said so, None when the pause ended by itself.
    """

    id: str
    programme_id: int
    person_id: int
    state: ParticipationState
    since: date
    decided_by: int
    decided_at: datetime
    until: date | None = None
    why: Why = field(default_factory=Why)
    cancelled: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    back_at: datetime | None = None
    back_by: int | None = None


@dataclass(frozen=True)
class PairEnding:
    """How a pair ended before its programme did: who decided it, when, why, and which pair took its place.

    ``leave_id`` is the leave of one of the two that ended it. ``cancelled`` are sessions called off by it,
    ``handed_over`` the sessions of the new pair that took the hours of others.
    """

    pair_id: int
    programme_id: int
    decided_by: int
    decided_at: datetime
    why: Why = field(default_factory=Why)
    replaced_by: int | None = None
    leave_id: str | None = None
    cancelled: tuple[str, ...] = ()
    handed_over: tuple[str, ...] = ()


class Fate(StrEnum):
    """What becomes of a session to come.

    CLASHES is called off because the new mentor has another session then; PASSED_ON gets another host.
    """

    CANCELLED = "cancelled"
    HANDED_OVER = "handed_over"
    CLASHES = "clashes"
    KEPT = "kept"
    WITHDRAWN = "withdrawn"
    PASSED_ON = "passed_on"


class ItemFate(StrEnum):
    """What becomes of the open action items of somebody who leaves a pair."""

    STAY = "stay"
    CLOSE = "close"
    TO_PARTNER = "to_partner"


@dataclass(frozen=True)
class Affected:
    """A session to come and what becomes of it."""

    session: Session
    fate: Fate


@dataclass(frozen=True)
class ItemCount:
    """How many open action items a person has from a pair, and what becomes of them; not a word of what they say."""

    person: Person
    count: int
    fate: ItemFate


@dataclass(frozen=True)
class Consequences:
    """What a step will change, shown before it is taken; ``people`` by id are all whom it names.

    ``mark`` tells it from what the same step would change by now: it is handed back with Confirm.
    """

    programme: Programme
    people: Mapping[int, Person]
    pairs: tuple[Pair, ...]
    sessions: tuple[Affected, ...] = ()
    items: tuple[ItemCount, ...] = ()
    mark: str = ""

    def of(self, *fates: Fate) -> tuple[Session, ...]:
        """The sessions that have one of these fates, soonest first."""
        return tuple(one.session for one in self.sessions if one.fate in fates)


@dataclass(frozen=True)
class ReplacementRequest:
    """How a mentor is to be replaced: by whom, and what becomes of the old mentor's sessions and open action items."""

    mentor_id: int
    hand_over: bool = False
    items: ItemFate = ItemFate.CLOSE
    why: Why = field(default_factory=Why)


@dataclass(frozen=True)
class LeaveRequest:
    """How somebody is to pause, up to and including ``until``, or to leave for good.

    Sessions of several that they host go to the coordinator who decides it, where ``pass_on``; else they are off.
    """

    state: ParticipationState
    until: date | None = None
    pass_on: bool = False
    items: ItemFate = ItemFate.STAY
    why: Why = field(default_factory=Why)


@dataclass(frozen=True)
class PairStanding:
    """A pair on a coordinator's list: its two, whether it pauses, how it ended."""

    pair: Pair
    mentor: Person
    mentee: Person
    ending: PairEnding | None = None
    replaced_by: Person | None = None


@dataclass(frozen=True)
class MemberStanding:
    """Somebody on a coordinator's list: what they are in the programme, and how they are out of it."""

    participant: Participant
    leave: Leave | None = None


@dataclass(frozen=True)
class Members:
    """A page of the people or the pairs of a programme; pages are counted from 0."""

    programme: Programme
    people: tuple[MemberStanding, ...] = ()
    pairs: tuple[PairStanding, ...] = ()
    page: int = 0
    pages: int = 1


class Concerned(StrEnum):
    """As what somebody is told that a pair ended or a person is out."""

    MENTEE = "mentee"
    FORMER_MENTOR = "former_mentor"
    NEW_MENTOR = "new_mentor"
    THEMSELVES = "themselves"
    PARTNER = "partner"


class LeavingNews(StrEnum):
    """What there is to tell."""

    REPLACED = "replaced"
    ENDED = "ended"
    PAUSED = "paused"
    LEFT = "left"
    BACK = "back"


@dataclass(frozen=True)
class LeavingTold:
    """What one of those concerned is told; ``others`` are whom it speaks of, the new mentor before the former one.

    ``subject`` is who pauses, left or came back. ``cancelled`` are sessions of the one told that were called off by
    it, ``withdrawn`` those of several that they are off, ``handed_over`` hours that the new mentor is asked for.
    """

    news: LeavingNews
    concerned: Concerned
    programme: Programme
    others: tuple[Person, ...]
    subject: Person | None = None
    until: date | None = None
    shown: ShownReason = ShownReason.UNSAID
    cancelled: tuple[Session, ...] = ()
    withdrawn: tuple[Session, ...] = ()
    handed_over: tuple[Session, ...] = ()
