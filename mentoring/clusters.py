"""Business clusters of a programme, and the collaborations between them that the programme is there to bring about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from mentoring.folding import folded

LONGEST_NAME = 120
LONGEST_LABEL = 120
LONGEST_WEBSITE = 200
LONGEST_TITLE = 200
"""Characters of a cluster's name, label and website, and of a collaboration's title."""


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """What two spellings of one name have in common: case, accents and spaces make no difference."""
    return " ".join(folded(name).split())


@dataclass(frozen=True)
class Cluster:
    """A cluster as a programme knows it; ``country`` is ISO 3166 alpha-2, ``label`` its quality label, if any.

    Its members are the participants whose ``cluster`` is its name or one that it is ``also_known_as``.
    """

    id: int
    programme_id: int
    name: str
    country: str = ""
    sector: str = ""
    label: str = ""
    website: str = ""
    also_known_as: tuple[str, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        """The keys of every name that it goes by."""
        return frozenset(name_key(name) for name in (self.name, *self.also_known_as))

    def renamed(self, name: str) -> Cluster:
        """The cluster under another name, still known by the one it had."""
        return replace(self, name=name, also_known_as=_others(name, (*self.also_known_as, self.name)))

    def absorbing(self, other: Cluster) -> Cluster:
        """The cluster known by the other one's names too, and with what the other one says where it says nothing."""
        return replace(
            self,
            country=self.country or other.country,
            sector=self.sector or other.sector,
            label=self.label or other.label,
            website=self.website or other.website,
            also_known_as=_others(self.name, (*self.also_known_as, other.name, *other.also_known_as)),
        )


@dataclass(frozen=True)
class Moved:
    """A member of a cluster that became part of another, with the cluster and sector that their own row said before."""

    person_id: int
    cluster: str
    sector: str


@dataclass(frozen=True)
class ClusterMerge:
    """That the cluster ``other`` became part of ``kept``, with all that undoing it needs; both are as they were.

    ``merged`` is what ``kept`` was made. ``collaborations`` are those that named the other one, by id, with the
    clusters that they named.
    """

    id: str
    programme_id: int
    kept_id: int
    kept: Cluster
    other: Cluster
    merged: Cluster
    members: tuple[Moved, ...]
    collaborations: tuple[tuple[str, tuple[int, ...]], ...]
    merged_by: int
    merged_at: datetime
    undone_at: datetime | None = None

    def named_since(self, cluster_ids: Iterable[int]) -> tuple[int, ...]:
        """What a collaboration that named these clusters names since the merge."""
        return tuple(dict.fromkeys(self.kept_id if one == self.other.id else one for one in cluster_ids))


def _others(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those names that are no spelling of ``name``, each once."""
    by_key = {name_key(one): one for one in names if name_key(one) != name_key(name)}
    return tuple(by_key.values())


def by_key(clusters: Iterable[Cluster]) -> Mapping[str, Cluster]:
    """The clusters under the key of every name that they go by."""
    return {key: one for one in clusters for key in one.keys}


class Stage(StrEnum):
    """How far a collaboration has come."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    FINISHED = "finished"


@dataclass(frozen=True)
class Terms:
    """What is said of a collaboration: what it is, between whom, since when, and how far it has come."""

    title: str
    cluster_ids: tuple[int, ...]
    since: date
    stage: Stage


@dataclass(frozen=True)
class Collaboration:
    """What two or more clusters do together, as somebody of one of them noted it.

    It counts as evidence once a coordinator confirmed it; ``removed`` ones are kept so that removing can be undone.
    """

    id: str
    programme_id: int
    terms: Terms
    noted_by: int
    noted_at: datetime
    confirmed_by: int | None = None
    confirmed_at: datetime | None = None
    removed: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether a coordinator stands for it."""
        return self.confirmed_by is not None
