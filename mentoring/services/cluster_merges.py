"""Letting one cluster be part of another, and taking that back while nothing else has been made of it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.clusters import Cluster, ClusterMerge, Moved, name_key
from mentoring.errors import ClusterChanged, MergeStands, NoSuchCluster, NothingToMerge
from mentoring.people import Participant, Person
from mentoring.portfolio import MergeBack, MergeEffects
from mentoring.ports import UnitOfWork
from mentoring.services.clusters import bring_members, cluster_for, members_of, must_coordinate

UNDOABLE_FOR = timedelta(days=30)


def merge_effects(uow: UnitOfWork, kept_id: int, other_id: int, *, actor: Person) -> MergeEffects:
    """What merging the two would do; nothing is changed. Refused like `merge_clusters`."""
    with uow:
        kept, other = _two(uow, kept_id, other_id, actor)
        members = members_of(other, uow.people.everybody(kept.programme_id))
        return MergeEffects(
            kept=kept,
            other=other,
            merged=kept.absorbing(other),
            members=tuple(one.person for one in members),
            collaborations=sum(not one.removed for one in uow.clusters.collaborations_with(other.id)),
        )


def merge_clusters(uow: UnitOfWork, kept_id: int, other_id: int, *, actor: Person, now: datetime) -> ClusterMerge:
    """Let one cluster be part of another: its people, collaborations and names go to the one that is kept.

    Rosters that still name the other one mean the one kept from now on. NothingToMerge unless the two are two of one
    programme; NoSuchCluster and NotACoordinator for who does not run that.
    """
    with uow:
        kept, other = _two(uow, kept_id, other_id, actor)
        uow.clusters.lock(kept.programme_id)
        kept, other = _two(uow, kept_id, other_id, actor)
        merge = _merge_of(uow, kept, other, actor, now)
        bring_members(uow, other, replace(merge.merged, sector=other.sector))
        for shared in uow.clusters.collaborations_with(other.id):
            named = merge.named_since(shared.terms.cluster_ids)
            uow.clusters.keep_collaboration(replace(shared, terms=replace(shared.terms, cluster_ids=named)))
        uow.clusters.remove(other.id)
        uow.clusters.update(merge.merged)
        uow.clusters.keep_merge(merge)
        uow.commit()
        return merge


def _two(uow: UnitOfWork, kept_id: int, other_id: int, actor: Person) -> tuple[Cluster, Cluster]:
    kept, place = cluster_for(uow, kept_id, actor)
    must_coordinate(place)
    others = {one.id: one for one in uow.clusters.of_programme(kept.programme_id) if one.id != kept.id}
    if other_id not in others:
        raise NothingToMerge(field="other")
    return kept, others[other_id]


def _merge_of(uow: UnitOfWork, kept: Cluster, other: Cluster, actor: Person, now: datetime) -> ClusterMerge:
    members = members_of(other, uow.people.everybody(kept.programme_id))
    shared = uow.clusters.collaborations_with(other.id)
    return ClusterMerge(
        id=secrets.token_hex(8),
        programme_id=kept.programme_id,
        kept_id=kept.id,
        kept=kept,
        other=other,
        merged=kept.absorbing(other),
        members=tuple(Moved(one.person.id, one.cluster, one.sector) for one in members),
        collaborations=tuple((one.id, one.terms.cluster_ids) for one in shared),
        merged_by=actor.id,
        merged_at=now,
    )


def undo_merge(uow: UnitOfWork, merge_id: str, *, actor: Person, now: datetime) -> Cluster:
    """Make two clusters of the merged one again; the one that had been kept. A second time changes nothing.

    Whoever was put elsewhere since stays there, as does a collaboration that names others by now. MergeStands once it
    is too long ago, ClusterChanged when something else was made of the cluster, NoSuchCluster for who can't see it,
    NotACoordinator.
    """
    with uow:
        merge = _known(uow, merge_id, actor)
        uow.clusters.lock(merge.programme_id)
        merge = uow.clusters.merge(merge_id)
        if merge.undone_at is not None:
            return uow.clusters.get(merge.kept_id)
        if now > merge.merged_at + UNDOABLE_FOR:
            raise MergeStands(days=UNDOABLE_FOR.days)
        if uow.clusters.get(merge.kept_id) != merge.merged:
            raise ClusterChanged
        uow.clusters.update(merge.kept)
        _part(uow, merge, uow.clusters.add(merge.other))
        uow.clusters.keep_merge(replace(merge, undone_at=now))
        uow.commit()
        return merge.kept


def _known(uow: UnitOfWork, merge_id: str, actor: Person) -> ClusterMerge:
    try:
        merge = uow.clusters.merge(merge_id)
    except KeyError:
        raise NoSuchCluster from None
    must_coordinate(cluster_for(uow, merge.kept_id, actor)[1])
    return merge


def _part(uow: UnitOfWork, merge: ClusterMerge, other: Cluster) -> None:
    """Give the other one back what was its own and has not gone elsewhere since."""
    for moved, part in _still_there(uow, merge):
        uow.people.enrol(replace(part, cluster=moved.cluster, sector=moved.sector))
    for shared_id, named in _still_named(uow, merge):
        shared = uow.clusters.collaboration(shared_id)
        theirs = tuple(other.id if one == merge.other.id else one for one in named)
        uow.clusters.keep_collaboration(replace(shared, terms=replace(shared.terms, cluster_ids=theirs)))


def _still_there(uow: UnitOfWork, merge: ClusterMerge) -> list[tuple[Moved, Participant]]:
    parts = {one.person.id: one for one in uow.people.everybody(merge.programme_id)}
    theirs = [(one, parts[one.person_id]) for one in merge.members if one.person_id in parts]
    return [(one, part) for one, part in theirs if name_key(part.cluster) == name_key(merge.merged.name)]


def _still_named(uow: UnitOfWork, merge: ClusterMerge) -> list[tuple[str, tuple[int, ...]]]:
    now = {one.id: one.terms.cluster_ids for one in uow.clusters.collaborations_with(merge.kept_id)}
    return [(one, named) for one, named in merge.collaborations if now.get(one) == merge.named_since(named)]


def merge_back(uow: UnitOfWork, cluster: Cluster, now: datetime) -> MergeBack | None:
    """The last merge into the cluster, inside a transaction, if it can be taken back."""
    last = next(iter(uow.clusters.merges_into(cluster.id)), None)
    if last is None or last.merged != cluster or now > last.merged_at + UNDOABLE_FOR:
        return None
    return MergeBack(
        id=last.id,
        name=last.other.name,
        by=uow.people.get(last.merged_by),
        at=last.merged_at,
        until=last.merged_at + UNDOABLE_FOR,
        people=len(_still_there(uow, last)),
        collaborations=len(_still_named(uow, last)),
    )
