"""The portfolio: what participants agreed to show of themselves, and the clusters they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mentoring.clusters import Cluster, Collaboration
from mentoring.people import Participant, Person, Programme
from mentoring.portraits import Portrait


@dataclass(frozen=True)
class Lexicon:
    """What things are called in every language spoken here, by what is kept of them.

    ``countries`` by ISO 3166 alpha-2, ``languages`` by ISO 639, ``competences`` the usual ones by key; each value is
    all their names.
    """

    countries: Mapping[str, str]
    languages: Mapping[str, str]
    competences: Mapping[str, str]


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
        """The languages they can talk in; the one they read where they named none."""
        chosen = self.person.language
        return self.person.speaks or ((chosen,) if chosen else ())


@dataclass(frozen=True)
class ClusterCard:
    """A cluster with how many of its people show a card."""

    cluster: Cluster
    programme: Programme
    shown: int


@dataclass(frozen=True)
class Found:
    """What a search found, best first.

    ``instead`` are words that would find something where these did not.
    """

    query: str
    cards: tuple[Card, ...]
    clusters: tuple[ClusterCard, ...]
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class CollaborationView:
    """A collaboration with its clusters and people, as somebody may see and change it."""

    collaboration: Collaboration
    clusters: tuple[Cluster, ...]
    noted_by: Person
    confirmed_by: Person | None = None
    may_change: bool = False


@dataclass(frozen=True)
class ClusterPage:
    """A cluster with its people and its collaborations.

    ``unseen`` counts members who show no card; ``coordinates`` and ``belongs`` say what the reader may do.
    """

    cluster: Cluster
    programme: Programme
    cards: tuple[Card, ...]
    unseen: int
    collaborations: tuple[CollaborationView, ...]
    coordinates: bool = False
    belongs: bool = False


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
