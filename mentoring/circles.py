"""A session of several as people are shown it: how its answers stand, and what is read back before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mentoring.clocks import Anchor
from mentoring.errors import Refused
from mentoring.gatherings import Absence, Gathering, GatheringDraft, Repetition
from mentoring.people import Person, Programme, Role
from mentoring.series import Occurrence, Pattern, Series
from mentoring.sessions import PLACED, Attendee, Details, RestDay, Rsvp, Session


@dataclass(frozen=True)
class Invitable:
    """The programme in which somebody calls people together, and what its active people can be told apart by.

    ``countries`` are ISO 3166 alpha-2. ``hosts`` says whether the asker may host what they call, ``coordinates``
    whether they may call everybody to a joint meeting.
    """

    programme: Programme
    roles: frozenset[Role]
    countries: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    clusters: tuple[str, ...] = ()
    hosts: bool = False
    coordinates: bool = False


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
    duration: timedelta
    invited: tuple[Person, ...]
    busy: tuple[Person, ...] = ()
    rest_days: tuple[RestDay, ...] = ()


@dataclass(frozen=True)
class GatheringSeriesPreview:
    """Every date of a series of gatherings before anybody is invited; ``invited`` leaves out the asker.

    ``shortened`` where the programme ends before the series.
    """

    draft: GatheringDraft
    repeats: Repetition
    programme: Programme
    asker: Person
    duration: timedelta
    invited: tuple[Person, ...]
    dates: tuple[Occurrence, ...]
    shortened: bool = False

    @property
    def to_call(self) -> tuple[Occurrence, ...]:
        """The dates on which Confirm would call people together."""
        return tuple(one for one in self.dates if one.bookable)

    @property
    def left_out(self) -> tuple[Occurrence, ...]:
        """The dates that were wanted and that something is in the way of."""
        return tuple(one for one in self.dates if not one.dropped and not one.bookable)


@dataclass(frozen=True)
class FollowingMove:
    """Where a date and those that follow would go; what is in the way of one leaves it where it is.

    Each of ``dates`` names its session and says where that ``was``.
    """

    series: Series
    host: Person
    pattern: Pattern
    dates: tuple[Occurrence, ...]

    @property
    def to_move(self) -> tuple[Occurrence, ...]:
        """The dates that would move."""
        return tuple(one for one in self.dates if one.bookable)


@dataclass(frozen=True)
class SeriesAnswered:
    """What came of one answer to all dates: the sessions as they now are, and why others could not take it."""

    answered: tuple[Session, ...]
    refused: tuple[tuple[Session, Refused], ...] = ()


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


@dataclass(frozen=True)
class MovePreview:
    """Another time for a session, before it is taken; ``clashing`` have a place and another session then."""

    session: Session
    anchor: Anchor
    duration: timedelta
    clashing: tuple[Person, ...]


@dataclass(frozen=True)
class Standing:
    """How a session's answers stand, the host's not counted; ``free`` is None where places are not limited."""

    accepted: int
    offered: int
    waiting: int
    tentative: int
    declined: int
    pending: int
    free: int | None


def standing(session: Session) -> Standing:
    """How the answers stand."""
    answers = [one.rsvp for one in guests(session)]
    return Standing(
        accepted=answers.count(Rsvp.ACCEPTED),
        offered=answers.count(Rsvp.OFFERED),
        waiting=answers.count(Rsvp.WAITING),
        tentative=answers.count(Rsvp.TENTATIVE),
        declined=answers.count(Rsvp.DECLINED),
        pending=answers.count(Rsvp.PENDING),
        free=free_places(session),
    )


def guests(session: Session) -> tuple[Attendee, ...]:
    """Everybody invited but the host."""
    return tuple(one for one in session.attendees if one.person_id != session.organiser_id)


def taken_places(session: Session) -> int:
    """How many places are taken or offered."""
    return sum(one.rsvp in PLACED for one in guests(session))


def free_places(session: Session) -> int | None:
    """How many places are neither taken nor offered; None where they are not limited."""
    capacity = gathering_of(session).capacity
    return None if capacity is None else max(capacity - taken_places(session), 0)


def gathering_of(session: Session) -> Gathering:
    """What the session has as one of several; ValueError for a pair's."""
    if session.gathering is None:
        raise ValueError(f"session {session.id} is of two people")
    return session.gathering


def line(session: Session) -> tuple[int, ...]:
    """Ids of those who wait for a place, the first one first."""
    waiting = [(one.since or session.created_at, one.person_id) for one in guests(session) if one.rsvp is Rsvp.WAITING]
    return tuple(person_id for _, person_id in sorted(waiting))


def place_in_line(session: Session, person_id: int) -> int | None:
    """Which one of the line somebody is, from 1; None when they do not wait."""
    waiting = line(session)
    return waiting.index(person_id) + 1 if person_id in waiting else None
