"""What clusters and collaborations must be like to be kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mentoring.clusters import (
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_TITLE,
    LONGEST_WEBSITE,
    Cluster,
    Terms,
    by_key,
    name_key,
)
from mentoring.errors import (
    ClusterNameTaken,
    ClusterNeedsName,
    CollaborationNeedsTitle,
    NoSuchCluster,
    TooFewClusters,
    WebsiteRefused,
)

WEBSITE = re.compile(r"https?://[^\s<>|\"]+\.[^\s<>|\"]+")
FEWEST = 2


def proper(cluster: Cluster, others: Iterable[Cluster]) -> Cluster:
    """The cluster without needless spaces; refused when its name or website won't do, or another one has the name."""
    tidy = replace(
        cluster,
        name=" ".join(cluster.name.split()),
        sector=" ".join(cluster.sector.split())[:LONGEST_LABEL],
        label=" ".join(cluster.label.split())[:LONGEST_LABEL],
        website=cluster.website.strip(),
    )
    if not name_key(tidy.name) or len(tidy.name) > LONGEST_NAME:
        raise ClusterNeedsName(field="name", longest=LONGEST_NAME)
    if tidy.website and (len(tidy.website) > LONGEST_WEBSITE or not WEBSITE.fullmatch(tidy.website)):
        raise WebsiteRefused(field="website", longest=LONGEST_WEBSITE)
    taken = by_key(one for one in others if one.id != cluster.id)
    if holder := taken.get(name_key(tidy.name)):
        raise ClusterNameTaken(field="name", name=holder.name)
    return tidy


def proper_terms(terms: Terms, clusters: Iterable[Cluster]) -> Terms:
    """The terms with each cluster once; refused without a title or a second cluster of those of the programme."""
    title = " ".join(terms.title.split())
    if not title or len(title) > LONGEST_TITLE:
        raise CollaborationNeedsTitle(field="title", longest=LONGEST_TITLE)
    named = tuple(dict.fromkeys(terms.cluster_ids))
    if not set(named) <= {one.id for one in clusters}:
        raise NoSuchCluster(field="clusters")
    if len(named) < FEWEST:
        raise TooFewClusters(field="clusters")
    return replace(terms, title=title, cluster_ids=named)
