"""People's own calendars: what they are told of sessions by file, and the private address where they may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentoring.clocks import Anchor
from mentoring.people import Person, Programme
from mentoring.series import Series
from mentoring.sessions import Details, Rsvp, Session, SessionKind


class Method(StrEnum):
    """What a calendar file asks a calendar to do (RFC 5546, section 1.4)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class CalendarAddress:
    """That a person has a private address to subscribe to.

    ``digest`` is what is kept of the secret in the address, by which it is found and from which it can't be told.
    """

    person_id: int
    digest: str
    made_at: datetime


@dataclass(frozen=True)
class FeedVersion:
    """Whose feed an address leads to, and what tells this state of it from every other.

    ``mark`` differs whenever the feed would; ``changed_at`` is not before the last change of what is in it.
    """

    team_id: str
    person_id: int
    mark: str
    changed_at: datetime


@dataclass(frozen=True)
class Feed:
    """What a subscribed calendar shows its person: sessions agreed on, and those called off not long ago."""

    person: Person
    programmes: tuple[Programme, ...]
    entries: tuple[Details, ...]


@dataclass(frozen=True)
class SeriesEntries:
    """What a person's calendar is told of a series, for the ``sequence``-th time.

    ``dates`` are where its pattern puts them, the first and last included that ever was booked; ``sessions`` those that
    take place for this person, or, when none does, any one of them.
    """

    series: Series
    dates: tuple[Anchor, ...]
    sessions: tuple[Details, ...]
    sequence: int = 1


COMING = frozenset({Rsvp.ACCEPTED, Rsvp.TENTATIVE})


def comes(session: Session, person_id: int) -> bool:
    """Whether a session that takes place stands in this person's calendar.

    In those of both of a pair; of a joint meeting, in everybody's who has not declined it; of a group session, in
    those of the host and of whoever said that they would come.
    """
    answer = next((one.rsvp for one in session.attendees if one.person_id == person_id), None)
    expected = session.kind is SessionKind.JOINT or person_id == session.organiser_id
    return answer in COMING or (answer is Rsvp.PENDING and expected)


def changed_at(details: Details) -> datetime:
    """When the session last changed."""
    return details.history[-1].at if details.history else details.session.created_at
