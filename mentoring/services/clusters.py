"""Clusters of a programme: adding and changing them, and who belongs to which. Coordinators do that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from mentoring.clusters import Cluster, by_key, name_key
from mentoring.errors import ClusterChanged, NoSuchCluster, NotACoordinator, NotInPortfolio
from mentoring.people import Participant, Person, Role
from mentoring.ports import UnitOfWork
from mentoring.rules.clusters import proper
from mentoring.services.programme_access import place_of


def clusters_named(uow: UnitOfWork, programme_id: int) -> Sequence[Cluster]:
    """The programme's clusters, by name, among them one for every name that its participants bear.

    A name may be new when a roster or an older release wrote it; then its cluster is kept at once, in a transaction
    of its own. So this is asked before anything else is changed.
    """
    known = uow.clusters.of_programme(programme_id)
    keys = by_key(known)
    if all(name_key(name) in keys for name in uow.listings.clusters_borne(programme_id) if name_key(name)):
        return known
    uow.clusters.lock(programme_id)
    known, parts = uow.clusters.of_programme(programme_id), uow.people.participants(programme_id)
    added = [uow.clusters.add(_founded(programme_id, members)) for members in _unknown(parts, known).values()]
    uow.commit()
    return sorted([*known, *added], key=lambda one: (one.name.casefold(), one.id))


def _unknown(parts: Iterable[Participant], known: Iterable[Cluster]) -> dict[str, list[Participant]]:
    """The participants whose cluster is none of these, by the key of its name."""
    keys, found = by_key(known), dict[str, list[Participant]]()
    for part in parts:
        if (key := name_key(part.cluster)) and key not in keys:
            found.setdefault(key, []).append(part)
    return found


def _founded(programme_id: int, members: Sequence[Participant]) -> Cluster:
    """The cluster of these participants, in the country and sector of most of them."""
    return Cluster(
        id=0,
        programme_id=programme_id,
        name=_most(" ".join(one.cluster.split()) for one in members),
        country=_most(one.person.country for one in members),
        sector=_most(one.sector for one in members),
    )


def _most(values: Iterable[str]) -> str:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else ""


def known_as(clusters: Iterable[Cluster], part: Participant) -> Participant:
    """The participant with their cluster by the name that it goes by now."""
    cluster = by_key(clusters).get(name_key(part.cluster))
    return replace(part, cluster=cluster.name) if cluster else part


def members_of(cluster: Cluster, parts: Iterable[Participant]) -> list[Participant]:
    """Those who belong to the cluster."""
    keys = cluster.keys
    return [part for part in parts if part.cluster and name_key(part.cluster) in keys]


def cluster_for(uow: UnitOfWork, cluster_id: int, actor: Person) -> tuple[Cluster, Participant]:
    """The cluster, and what the person is in its programme; NoSuchCluster for who is not in that."""
    try:
        cluster = uow.clusters.get(cluster_id)
    except KeyError:
        raise NoSuchCluster from None
    place = place_of(uow, cluster.programme_id, actor.id)
    if place is None:
        raise NoSuchCluster
    return cluster, place


def must_coordinate(place: Participant | None) -> Participant:
    """The place, if it is a coordinator's; else NotACoordinator."""
    if place is None or Role.COORDINATOR not in place.roles:
        raise NotACoordinator
    return place


def cluster_and_others(uow: UnitOfWork, cluster_id: int, *, actor: Person) -> tuple[Cluster, ...]:
    """The cluster, then all others of its programme by name; NoSuchCluster for who is not in that."""
    with uow:
        cluster, _ = cluster_for(uow, cluster_id, actor)
        return cluster, *(one for one in uow.clusters.of_programme(cluster.programme_id) if one.id != cluster.id)


def add_cluster(uow: UnitOfWork, cluster: Cluster, *, actor: Person) -> Cluster:
    """Keep a new cluster (``id`` 0); ClusterNameTaken when the programme has one of that name."""
    with uow:
        must_coordinate(place_of(uow, cluster.programme_id, actor.id))
        uow.clusters.lock(cluster.programme_id)
        added = uow.clusters.add(proper(cluster, uow.clusters.of_programme(cluster.programme_id)))
        uow.commit()
        return added


def change_cluster(uow: UnitOfWork, before: Cluster, after: Cluster, *, actor: Person) -> Cluster:
    """Make of the cluster what differs between the two; its members' name for it, and its sector, follow.

    Doing so again changes nothing, and with the two exchanged it undoes itself; ClusterChanged when something else has
    been made of it since.
    """
    with uow:
        _, place = cluster_for(uow, before.id, actor)
        must_coordinate(place)
        uow.clusters.lock(place.programme_id)
        present = uow.clusters.get(before.id)
        wanted = replace(after, id=present.id, programme_id=present.programme_id, also_known_as=present.also_known_as)
        wanted = proper(wanted, uow.clusters.of_programme(place.programme_id))
        if _said(present) not in {_said(before), _said(wanted)}:
            raise ClusterChanged
        changed = replace(wanted, also_known_as=present.renamed(wanted.name).also_known_as)
        if changed != present:
            bring_members(uow, present, changed)
            uow.clusters.update(changed)
            uow.commit()
        return changed


def _said(cluster: Cluster) -> tuple[str, ...]:
    return cluster.name, cluster.country, cluster.sector, cluster.label, cluster.website


def bring_members(uow: UnitOfWork, before: Cluster, after: Cluster) -> None:
    """Bring the members' own rows, which older releases go by, in step with their cluster."""
    sectors = {name_key(before.sector), ""}
    for part in members_of(before, uow.people.everybody(before.programme_id)):
        sector = after.sector if name_key(part.sector) in sectors else part.sector
        moved = replace(part, cluster=after.name, sector=sector)
        if moved != part:
            uow.people.enrol(moved)


def join_cluster(uow: UnitOfWork, cluster_id: int, person_id: int, *, actor: Person) -> tuple[Participant, int | None]:
    """Let somebody of its programme belong to the cluster; who they are there now, and which cluster they were in."""
    with uow:
        cluster, place = cluster_for(uow, cluster_id, actor)
        must_coordinate(place)
        uow.clusters.lock(cluster.programme_id)
        part, present = _member(uow, cluster.programme_id, person_id)
        return _put(uow, part, uow.clusters.get(cluster_id)), present.id if present else None


def put_in_cluster(
    uow: UnitOfWork, programme_id: int, person_id: int, cluster_id: int | None, *, instead_of: int | None, actor: Person
) -> Participant:
    """Let somebody of the programme belong to a cluster, or to none, instead of the one they were seen in.

    Doing so again changes nothing, and with the two exchanged it undoes itself; ClusterChanged when they have been put
    somewhere else since.
    """
    with uow:
        must_coordinate(place_of(uow, programme_id, actor.id))
        uow.clusters.lock(programme_id)
        part, present = _member(uow, programme_id, person_id)
        wanted = next((one for one in uow.clusters.of_programme(programme_id) if one.id == cluster_id), None)
        if cluster_id is not None and wanted is None:
            raise NoSuchCluster
        if (present.id if present else None) not in {cluster_id, instead_of}:
            raise ClusterChanged
        return _put(uow, part, wanted)


def _member(uow: UnitOfWork, programme_id: int, person_id: int) -> tuple[Participant, Cluster | None]:
    """Somebody of the programme and their cluster; NotInPortfolio when they are not in it."""
    part = next((one for one in uow.people.everybody(programme_id) if one.person.id == person_id), None)
    if part is None:
        raise NotInPortfolio(field="person")
    return part, by_key(uow.clusters.of_programme(programme_id)).get(name_key(part.cluster))


def _put(uow: UnitOfWork, part: Participant, cluster: Cluster | None) -> Participant:
    put = replace(part, cluster=cluster.name if cluster else "")
    if put != part:
        uow.people.enrol(put)
        uow.commit()
    return put
