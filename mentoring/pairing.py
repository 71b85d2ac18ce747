"""Proposing who mentors whom: what is known of each, what is wished, what is proposed and why, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from mentoring.pairing_policy import PairingPolicy, PartKind
from mentoring.people import Pair, Participant, Programme, WorkingWeek


@dataclass(frozen=True)
class Candidate:
    """Somebody to be paired, as far as it matters for that.

    ``competences`` are what a mentor offers, or what a mentee needs, from the programme's list; ``words`` the folded
    words in which they say more of it, and ``written`` how they wrote them. ``languages`` begin with their own. A
    mentor has ``places`` for that many more.
    """

    person_id: int
    country: str
    zone: str
    working_week: WorkingWeek
    languages: tuple[str, ...]
    cluster: str = ""
    sector: str = ""
    competences: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    written: Mapping[str, str] = field(default_factory=dict)
    places: int = 1


class WishKind(StrEnum):
    """What a coordinator may want: these two, not these two, a mentor from a country."""

    MUST = "must"
    MUST_NOT = "must_not"
    COUNTRY = "country"


@dataclass(frozen=True, order=True)
class Wish:
    """Something that the pairs have to keep to; ``mentor_id`` of the first two kinds, ``country`` of the third."""

    mentee_id: int
    kind: WishKind
    mentor_id: int = 0
    country: str = ""


class Hindrance(StrEnum):
    """Why two can't be paired."""

    SAME_PERSON = "same_person"
    SAME_CLUSTER = "same_cluster"
    NO_LANGUAGE = "no_language"
    MUST_NOT = "must_not"
    ANOTHER_MENTOR = "another_mentor"
    OTHER_COUNTRY = "other_country"


@dataclass(frozen=True)
class Market:
    """Everybody to be paired in one programme, what is wished, and the days (both inclusive) on which they will meet.

    Both sides are in the order of their ids, so that the same people give the same pairs whatever order they came in.
    """

    mentors: tuple[Candidate, ...]
    mentees: tuple[Candidate, ...]
    first: date
    last: date
    policy: PairingPolicy = field(default_factory=PairingPolicy)
    wishes: frozenset[Wish] = frozenset()

    def __post_init__(self) -> None:
        for side in ("mentors", "mentees"):
            ordered = sorted(getattr(self, side), key=lambda one: one.person_id)
            object.__setattr__(self, side, tuple(ordered))


@dataclass(frozen=True)
class CommonHours:
    """How long two people both work in a week: in the worst one of the programme, and in a usual one."""

    worst: timedelta
    usual: timedelta


@dataclass(frozen=True)
class Part:
    """One reason for a pair: ``points`` of at most ``most``.

    ``shared`` are the competences, words, sector or languages in common; ``wanted`` is how many there could be.
    """

    kind: PartKind
    points: int
    most: int
    shared: tuple[str, ...] = ()
    wanted: int = 0
    hours: CommonHours | None = None


@dataclass(frozen=True)
class Match:
    """A mentor for a mentee, with the parts that speak for them."""

    mentor_id: int
    mentee_id: int
    parts: tuple[Part, ...]

    @property
    def points(self) -> int:
        """The score: the sum of the parts."""
        return sum(one.points for one in self.parts)


@dataclass(frozen=True, order=True)
class Pick:
    """A mentee and the mentor proposed to them, as it is kept; ``points`` are those it had when it was proposed."""

    mentee_id: int
    mentor_id: int
    points: int


@dataclass(frozen=True)
class Blockage:
    """Mentees who can only be with these mentors, who have fewer places: not all that is wanted can hold.

    ``wishes`` are such that without any one of them those that are left would not be in each other's way; there are
    none where people and places alone are. ``hindrances`` tell for each mentee why all other mentors are out, and how
    many for each reason.
    """

    mentees: tuple[int, ...]
    mentors: tuple[int, ...]
    places: int
    wishes: tuple[Wish, ...]
    hindrances: Mapping[int, Mapping[Hindrance, int]]


@dataclass(frozen=True)
class Solution:
    """The best pairs: as many as there can be, then as many wishes as there can be, then the most points.

    ``picks`` are by mentee; ``unpaired`` are the mentees for whom nobody is left.
    """

    picks: tuple[Pick, ...]
    unpaired: tuple[int, ...] = ()
    blockages: tuple[Blockage, ...] = ()

    @property
    def points(self) -> int:
        """Those of all pairs together."""
        return sum(one.points for one in self.picks)


class PairingState(StrEnum):
    """Where a pairing stands; of a programme one at most is open."""

    OPEN = "open"
    PUBLISHED = "published"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Pairing:
    """A programme's pairs while its coordinators look them over; ``revision`` rises with every change by any of them.

    ``places`` are how many mentees a mentor takes where that is not as usual, by mentor.
    """

    id: str
    programme_id: int
    created_at: datetime
    changed_at: datetime
    changed_by: int
    state: PairingState = PairingState.OPEN
    revision: int = 1
    wishes: frozenset[Wish] = frozenset()
    places: Mapping[int, int] = field(default_factory=dict)
    picks: tuple[Pick, ...] = ()

    def changed(self, *, by: int, at: datetime, picks: Sequence[Pick] | None = None, **fields: object) -> Pairing:
        """The pairing after a change."""
        kept = self.picks if picks is None else tuple(sorted(picks))
        return replace(
            self,
            revision=self.revision + 1,
            changed_by=by,
            changed_at=at,
            picks=kept,
            **fields,  # type: ignore[arg-type]  # fields of Pairing by name
        )

    def pick_of(self, mentee_id: int) -> Pick | None:
        """Who is proposed to the mentee."""
        return next((one for one in self.picks if one.mentee_id == mentee_id), None)

    @property
    def fixed(self) -> Mapping[int, int]:
        """The mentees whose mentor is settled, with that mentor."""
        return {one.mentee_id: one.mentor_id for one in self.wishes if one.kind is WishKind.MUST}


@dataclass(frozen=True)
class Board:
    """All that a coordinator's pairing of a programme is made of, as it stands; ``agreed`` are its pairs already made.

    ``market`` has the wishes of ``pairing``, which is None while nothing was proposed. ``places`` are how many mentees
    a mentor takes where that is not as usual.
    """

    programme: Programme
    market: Market
    people: Mapping[int, Participant]
    agreed: tuple[Pair, ...] = ()
    pairing: Pairing | None = None
    places: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """A mentor whom a mentee might have; ``taken_by`` are those to whom the mentor is proposed, with no place left."""

    match: Match
    taken_by: tuple[int, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A pair as it is proposed, and the next best mentor for that mentee, None where there is no other."""

    match: Match
    second: Option | None = None
    fixed: bool = False

    @property
    def difference(self) -> int:
        """How many points the pair has more than the second best; less than none where that one is better used."""
        return self.match.points - self.second.match.points if self.second else self.match.points
