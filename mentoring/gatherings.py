"""What makes a session one for several: whom it is for, its places, until when one answers, who is excused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from mentoring.people import Participant, Person, Role
from mentoring.series import Exceptions, Pattern


@dataclass(frozen=True)
class Audience:
    """Whom a session is for, as asked: the people named, and whoever fits what is said of the others.

    Within one of ``roles``, ``countries`` (ISO 3166 alpha-2), ``sectors`` and ``clusters`` any will do; where several
    are said, all must fit: mentors of Egypt. ``people`` (person ids) are invited besides. ``everybody`` is the whole
    programme.
    """

    people: frozenset[int] = frozenset()
    roles: frozenset[Role] = frozenset()
    countries: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    clusters: frozenset[str] = frozenset()
    everybody: bool = False

    @property
    def names_nobody(self) -> bool:
        """Whether nothing at all was said."""
        said = (self.people, self.roles, self.countries, self.sectors, self.clusters)
        return not self.everybody and not any(said)

    def among(self, participants: Iterable[Participant]) -> tuple[Person, ...]:
        """The active people of a programme whom this speaks of, in the order given; case makes no difference."""
        return tuple(one.person for one in participants if one.person.active and self.speaks_of(one))

    def speaks_of(self, one: Participant) -> bool:
        """Whether this participant is meant, active or not."""
        return self.everybody or one.person.id in self.people or self._fits(one)

    def _fits(self, one: Participant) -> bool:
        has = (one.roles, (one.person.country,), (one.sector,), (one.cluster,))
        said = [(wanted, held) for wanted, held in zip(self._wanted, has, strict=True) if wanted]
        return bool(said) and all(any(word.casefold() in wanted for word in held) for wanted, held in said)

    @cached_property
    def _wanted(self) -> tuple[frozenset[str], ...]:
        """What each of the qualities may be, folded once for the thousands who are looked at."""
        said = (self.roles, self.countries, self.sectors, self.clusters)
        return tuple(frozenset(word.casefold() for word in words) for words in said)


@dataclass(frozen=True)
class Gathering:
    """What a group session or joint meeting has beyond any other session.

    ``language`` is the one spoken in it. ``capacity`` is the number of places, the host's not counted; None for as many
    as come. ``answer_by`` (UTC) is the deadline for answers; None for the start. ``answers_closed`` stands while the
    host takes no more of them, or the deadline has passed. ``compulsory`` is of joint meetings, where a no needs a
    reason in any case. ``channel`` is the Slack channel with the public card, "" for none. ``settled_in`` is the
    revision in which the session took its present time. ``late`` is by how much the host said it starts later.
    """

    audience: Audience = field(default_factory=Audience)
    language: str = ""
    capacity: int | None = None
    answer_by: datetime | None = None
    answers_closed: bool = False
    compulsory: bool = False
    channel: str = ""
    settled_in: int = 1
    late: timedelta = timedelta(0)


class AbsenceState(StrEnum):
    """Where a request to be excused from a joint meeting stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Absence:
    """A person's wish to be excused from a joint meeting, for coordinators and themselves to read.

    ``reason`` is the person's, ``remark`` what the coordinator answered. WITHDRAWN once the person comes after all.
    """

    session_id: str
    person_id: int
    reason: str
    asked_at: datetime
    state: AbsenceState = AbsenceState.ASKED
    decided_by: int | None = None
    decided_at: datetime | None = None
    remark: str = ""


@dataclass(frozen=True)
class Repetition:
    """How a gathering comes again: by which pattern, with which dates dropped or moved.

    ``offered`` are the starts (UTC) that the asker was last shown as free.
    """

    pattern: Pattern
    exceptions: Exceptions = field(default_factory=dict)
    offered: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class GatheringRequest:
    """What somebody asks for when they call several people together.

    ``wall`` is naive, on the clocks of ``zone``; ``fold`` None means that the night's choice was not made.
    ``answer_by`` is an instant (UTC). ``users`` are Slack users invited by name, besides ``audience``. ``joint`` calls
    the whole programme, whatever the audience. ``link`` is https, or "" for the programme's own. ``programme_id`` None
    is the newest programme in which the person may do this. With ``repeats`` it is a series, of which ``wall`` and
    ``answer_by`` are about the first date.
    """

    zone: str
    wall: datetime | None = None
    fold: int | None = None
    joint: bool = False
    topic: str = ""
    duration: timedelta | None = None
    audience: Audience = field(default_factory=Audience)
    users: tuple[str, ...] = ()
    language: str = ""
    capacity: int | None = None
    answer_by: datetime | None = None
    compulsory: bool = False
    channel: str = ""
    link: str = ""
    programme_id: int | None = None
    repeats: Repetition | None = None


@dataclass(frozen=True)
class GatheringDraft:
    """A group session or joint meeting read back but not yet confirmed; a second Confirm changes nothing.

    ``used`` is set once it had its effect or was discarded; ``session_id`` is the session that Confirm made, the first
    one of a series.
    """

    id: str
    person_id: int
    request: GatheringRequest
    created_at: datetime
    session_id: str | None = None
    used: bool = False
