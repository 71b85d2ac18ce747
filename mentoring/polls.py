"""An hour for several people: the best ones found, and a poll of some of them until its host books one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from mentoring.intervals import Interval
from mentoring.people import Person, Programme, Role

FEWEST_TIMES, MOST_TIMES = 2, 5
"""How many times a poll offers."""


class Obstacle(StrEnum):
    """Why somebody can't: never what they are busy with."""

    AWAY = "away"
    HOLIDAY = "holiday"
    OFF = "off"
    BUSY = "busy"


@dataclass(frozen=True)
class Hour:
    """A time for all: who can't and why, by person, and how uncomfortable it is for those who can.

    ``discomfort`` is 0 well inside everybody's days, and grows by the minute.
    """

    when: Interval
    hindered: Mapping[int, Obstacle]
    discomfort: int


@dataclass(frozen=True)
class HoursRequest:
    """For whom an hour is wanted: people named by Slack user or id, everybody with one of the roles, or everybody.

    Who asks is always among them. ``within`` are the days wanted (UTC); none are the next three weeks.
    """

    users: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    roles: frozenset[Role] = frozenset()
    everybody: bool = False
    duration: timedelta | None = None
    within: tuple[Interval, ...] = ()


@dataclass(frozen=True)
class FoundHours:
    """The hours that were found, best first; ``people`` begin with who asked."""

    programme: Programme
    people: tuple[Person, ...]
    duration: timedelta
    hours: tuple[Hour, ...]

    @property
    def by_id(self) -> dict[int, Person]:
        """The people by id."""
        return {one.id: one for one in self.people}


@dataclass(frozen=True)
class PollRequest:
    """What somebody puts to others: person ids, starts (UTC), and until when to answer (UTC)."""

    people: tuple[int, ...]
    starts: tuple[datetime, ...]
    duration: timedelta
    answer_by: datetime
    topic: str = ""


class Vote(StrEnum):
    """Whether a time suits somebody."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class PollState(StrEnum):
    """Where a poll stands: people may vote, the host has booked a time, has let it go, or it ran out of time."""

    OPEN = "open"
    BOOKED = "booked"
    CLOSED = "closed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Ballot:
    """One person's votes, in the order of the poll's times; None where they have said nothing yet."""

    person_id: int
    votes: tuple[Vote | None, ...]

    @property
    def answered(self) -> bool:
        """Whether the person has said anything."""
        return any(self.votes)


@dataclass(frozen=True)
class Tally:
    """How many people said what of one time."""

    yes: int = 0
    maybe: int = 0
    no: int = 0


@dataclass(frozen=True)
class Poll:
    """Times (UTC, soonest first) put to the people of the ballots until ``answer_by``; the host is not among them.

    ``chosen`` is the index of the time that was booked, as the session ``session_id``. ``revision`` rises with every
    vote and change.
    """

    id: str
    programme_id: int
    host_id: int
    topic: str
    duration: timedelta
    starts: tuple[datetime, ...]
    ballots: tuple[Ballot, ...]
    created_at: datetime
    answer_by: datetime
    state: PollState = PollState.OPEN
    revision: int = 1
    chosen: int | None = None
    session_id: str | None = None

    @property
    def slots(self) -> tuple[Interval, ...]:
        """The stretches offered, in UTC."""
        return tuple(Interval(start, start + self.duration) for start in self.starts)

    @property
    def ends_at(self) -> datetime:
        """When it is too late to vote: at the end of the time to answer, or when the first time offered begins."""
        return min(self.answer_by, *self.starts)

    @property
    def asked(self) -> tuple[int, ...]:
        """Ids of those who vote, in order."""
        return tuple(ballot.person_id for ballot in self.ballots)

    @property
    def people(self) -> frozenset[int]:
        """Ids of everybody in it, the host included."""
        return frozenset((self.host_id, *self.asked))

    def ballot_of(self, person_id: int) -> Ballot | None:
        """What this person has said; None when they are not asked."""
        return next((one for one in self.ballots if one.person_id == person_id), None)

    def tally(self, index: int) -> Tally:
        """What was said of one of the times."""
        votes = [ballot.votes[index] for ballot in self.ballots]
        return Tally(votes.count(Vote.YES), votes.count(Vote.MAYBE), votes.count(Vote.NO))

    def with_vote(self, person_id: int, index: int, vote: Vote) -> Poll:
        """The poll after this person's word about one of the times."""
        ballots = tuple(_voted(one, index, vote) if one.person_id == person_id else one for one in self.ballots)
        return replace(self, ballots=ballots, revision=self.revision + 1)

    @property
    def leading(self) -> int:
        """The index of the time that suits most people: the fewest noes, then the most yeses, then the soonest."""
        tallies = [self.tally(index) for index in range(len(self.starts))]
        return min(range(len(tallies)), key=lambda index: (tallies[index].no, -tallies[index].yes, self.starts[index]))


def _voted(ballot: Ballot, index: int, vote: Vote) -> Ballot:
    votes = tuple(vote if place == index else before for place, before in enumerate(ballot.votes))
    return replace(ballot, votes=votes)


@dataclass(frozen=True)
class PollDetails:
    """A poll with everything that a message about it shows; ``people`` by id."""

    poll: Poll
    programme: Programme
    people: dict[int, Person]

    @property
    def host(self) -> Person:
        """Who asks."""
        return self.people[self.poll.host_id]

    @property
    def unanswered(self) -> tuple[Person, ...]:
        """Those who have said nothing yet."""
        return tuple(self.people[one.person_id] for one in self.poll.ballots if not one.answered)
