"""The portfolio: what participants agreed to show of themselves, and the clusters they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mentoring.clusters import Cluster, Collaboration
from mentoring.people import Participant, Person, Programme
from mentoring.portraits import Portrait, Subjects


@dataclass(frozen=True)
class Lexicon:
    """What things are called in every language spoken here, by what is kept of them.

    ``countries`` by ISO 3166 alpha-2, ``languages`` by ISO 639, ``competences`` the usual ones by key; each value is
    all their names.
    """

    countries: Mapping[str, str]
    languages: Mapping[str, str]
    competences: Mapping[str, str]


PEOPLE_ON_PAGE = 5
"""People that a search shows at a time, and a cluster's page at all."""


@dataclass(frozen=True)
class Listing:
    """What may be looked through of a participant who agreed to be shown; ``cluster`` is the name that they bear.

    ``language`` is the one they read, None when they chose none; the rest is as `Person`, `Participant` and `Portrait`
    have it.
    """

    person_id: int
    name: str
    city: str
    country: str
    language: str | None
    speaks: tuple[str, ...]
    sector: str
    cluster: str
    offers: Subjects
    needs: Subjects


def languages_of(speaks: tuple[str, ...], language: str | None) -> tuple[str, ...]:
    """The languages somebody can talk in; the one they read where they named none."""
    return speaks or ((language,) if language else ())


@dataclass(frozen=True)
class Card:
    """A participant who agreed to be shown, with what they say of themselves.

    ``cluster`` is None where they are in none. Nothing else of the person than what a card is drawn from may be shown.
    """

    part: Participant
    portrait: Portrait
    programme: Programme
    cluster: Cluster | None = None

    @property
    def person(self) -> Person:
        """Whose card it is."""
        return self.part.person

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages they can talk in."""
        return languages_of(self.person.speaks, self.person.language)


@dataclass(frozen=True)
class ClusterCard:
    """A cluster with how many of its people show a card."""

    cluster: Cluster
    programme: Programme
    shown: int


@dataclass(frozen=True)
class Found:
    """What a search found, best first: how many people, the cards of one ``page`` of them, and all clusters.

    ``instead`` are words that would find something where these did not.
    """

    query: str
    people: int
    page: int
    cards: tuple[Card, ...]
    clusters: tuple[ClusterCard, ...]
    instead: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.people // PEOPLE_ON_PAGE)


@dataclass(frozen=True)
class CollaborationView:
    """A collaboration with its clusters and people, as somebody may see and change it."""

    collaboration: Collaboration
    clusters: tuple[Cluster, ...]
    noted_by: Person
    confirmed_by: Person | None = None
    may_change: bool = False


@dataclass(frozen=True)
class MergeEffects:
    """What merging ``other`` into ``kept`` would do: what that becomes, whose cluster it is then, and what names it."""

    kept: Cluster
    other: Cluster
    merged: Cluster
    members: tuple[Person, ...]
    collaborations: int


@dataclass(frozen=True)
class MergeBack:
    """A merge that can be taken back until ``until``, and what would go back with the cluster ``name``."""

    id: str
    name: str
    by: Person
    at: datetime
    until: datetime
    people: int
    collaborations: int


@dataclass(frozen=True)
class ClusterPage:
    """A cluster with its people and its collaborations.

    ``cards`` are the first of the ``shown`` members; ``unseen`` counts those who show no card. ``coordinates`` and
    ``belongs`` say what the reader may do; ``merge`` is the last one that they can take back.
    """

    cluster: Cluster
    programme: Programme
    cards: tuple[Card, ...]
    shown: int
    unseen: int
    collaborations: tuple[CollaborationView, ...]
    coordinates: bool = False
    belongs: bool = False
    merge: MergeBack | None = None


@dataclass(frozen=True)
class ClusterList:
    """The clusters of a programme for its coordinators, with how many people each has, and what awaits confirmation."""

    programme: Programme
    clusters: tuple[tuple[Cluster, int], ...]
    unconfirmed: tuple[CollaborationView, ...] = ()


@dataclass(frozen=True)
class ApproachView:
    """Somebody who would like a session with another, and what about."""

    programme: Programme
    asker: Person
    asked: Person
    words: str
