"""Collaborations between clusters: noted by anybody of one of them, confirmed by coordinators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.clusters import Cluster, Collaboration, Terms, by_key, name_key
from mentoring.errors import CollaborationChanged, NoSuchCluster, NoSuchCollaboration, NotACoordinator, NotOfTheCluster
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Role
from mentoring.portfolio import ClusterList, CollaborationView
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.rules.clusters import proper_terms
from mentoring.services.clusters import clusters_named, must_coordinate
from mentoring.services.errands import CollaborationErrand
from mentoring.services.programme_access import place_of
from mentoring.services.programmes import coordinators_of

WORTH_TELLING = timedelta(days=3)
"""How long a coordinator who could not be reached is still told of a collaboration."""


def note_collaboration(
    uow: UnitOfWork, programme_id: int, collaboration_id: str, terms: Terms, *, actor: Person, now: datetime
) -> CollaborationView:
    """Note what clusters of the programme do together; the coordinators are told, a coordinator's own is confirmed.

    ``collaboration_id`` is the form's own, so that sending that twice notes it once. NotOfTheCluster unless the person
    belongs to one of the clusters or coordinates.
    """
    with uow:
        place = place_of(uow, programme_id, actor.id)
        if place is None:
            raise NoSuchCluster
        uow.clusters.lock(programme_id)
        clusters = uow.clusters.of_programme(programme_id)
        if (noted := _kept(uow, collaboration_id)) is None:
            noted = Collaboration(collaboration_id, programme_id, proper_terms(terms, clusters), actor.id, now)
            _must_be_of(noted, place, clusters)
            noted = _confirmed(noted, actor, now) if coordinates(place) else noted
            uow.clusters.keep_collaboration(noted)
            _tell_coordinators(uow, noted, actor, now)
            uow.commit()
        elif noted.programme_id != programme_id:
            raise NoSuchCollaboration
        return view_of(uow, noted, clusters, place)


def change_collaboration(
    uow: UnitOfWork, collaboration_id: str, before: Terms, after: Terms, *, actor: Person, now: datetime
) -> CollaborationView:
    """Put other terms in the place of those that the person saw; a coordinator confirms by that.

    Doing so again changes nothing, and with the two exchanged it undoes itself; CollaborationChanged when something
    else has been made of it since.
    """
    with uow:
        present, place, clusters = _to_change(uow, collaboration_id, actor)
        wanted = proper_terms(after, clusters)
        if present.terms not in {before, wanted}:
            raise CollaborationChanged
        changed = replace(present, terms=wanted)
        changed = _confirmed(changed, actor, now) if coordinates(place) else changed
        return _keep(uow, present, changed, clusters, place)


def confirm_collaboration(
    uow: UnitOfWork, collaboration_id: str, *, confirmed: bool, actor: Person, now: datetime
) -> CollaborationView:
    """Stand for a collaboration as its programme's coordinator, or take that back."""
    with uow:
        present, place, clusters = _to_change(uow, collaboration_id, actor)
        must_coordinate(place)
        changed = (
            _confirmed(present, actor, now) if confirmed else replace(present, confirmed_by=None, confirmed_at=None)
        )
        return _keep(uow, present, changed, clusters, place)


def remove_collaboration(uow: UnitOfWork, collaboration_id: str, *, removed: bool, actor: Person) -> CollaborationView:
    """Take a collaboration off its clusters' pages, or put it back."""
    with uow:
        present, place, clusters = _to_change(uow, collaboration_id, actor)
        return _keep(uow, present, replace(present, removed=removed), clusters, place)


def cluster_list(uow: UnitOfWork, programme_id: int, *, actor: Person) -> ClusterList:
    """The clusters of a programme with how many people each has, and the collaborations to confirm."""
    with uow:
        place = must_coordinate(place_of(uow, programme_id, actor.id))
        clusters = clusters_named(uow, programme_id)
        known, counted = by_key(clusters), Counter[int]()
        for name, count in uow.listings.clusters_borne(programme_id).items():
            if cluster := known.get(name_key(name)):
                counted[cluster.id] += count
        waiting = [one for one in uow.clusters.collaborations(programme_id) if not one.confirmed]
        return ClusterList(
            programme=uow.people.programme(programme_id),
            clusters=tuple((one, counted[one.id]) for one in clusters),
            unconfirmed=views_of(uow, waiting, clusters, place),
        )


def collaboration_of(uow: UnitOfWork, collaboration_id: str, *, actor: Person) -> CollaborationView:
    """A collaboration of one of the person's programmes; NoSuchCollaboration when there is none of this id there."""
    with uow:
        found, place = _visible(uow, collaboration_id, actor)
        return view_of(uow, found, uow.clusters.of_programme(found.programme_id), place)


def views_of(
    uow: UnitOfWork, found: Sequence[Collaboration], clusters: Sequence[Cluster], place: Participant
) -> tuple[CollaborationView, ...]:
    """The collaborations as the participant sees them, in their order."""
    known = {one.id: one for one in clusters}
    people = uow.people.known({one for each in found for one in (each.noted_by, each.confirmed_by) if one is not None})
    return tuple(
        CollaborationView(
            collaboration=one,
            clusters=tuple(known[it] for it in one.terms.cluster_ids if it in known),
            noted_by=people[one.noted_by],
            confirmed_by=people[one.confirmed_by] if one.confirmed_by is not None else None,
            may_change=_may_change(one, place),
        )
        for one in found
    )


def view_of(
    uow: UnitOfWork, found: Collaboration, clusters: Sequence[Cluster], place: Participant
) -> CollaborationView:
    """The same of one."""
    return views_of(uow, [found], clusters, place)[0]


def decide_collaboration(
    uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime
) -> CollaborationErrand | Delivery:
    """What a coordinator is told of a collaboration that awaits their word."""
    found = _kept(uow, delivery.change)
    place = place_of(uow, found.programme_id, recipient.id) if found else None
    if found is None or found.removed or found.confirmed or place is None or not coordinates(place):
        return rules.closed(delivery, DeliveryState.CANCELLED, "nothing to confirm any more")
    view = view_of(uow, found, uow.clusters.of_programme(found.programme_id), place)
    programme = uow.people.programme(found.programme_id)
    return CollaborationErrand(rules.begun(delivery, 0, now), recipient, now, programme, view)


def _to_change(
    uow: UnitOfWork, collaboration_id: str, actor: Person
) -> tuple[Collaboration, Participant, Sequence[Cluster]]:
    """The collaboration, kept from everybody else; NotACoordinator when it is not the person's own to change."""
    found, _ = _visible(uow, collaboration_id, actor)
    uow.clusters.lock(found.programme_id)
    found, place = _visible(uow, collaboration_id, actor)
    if not _may_change(found, place):
        raise NotACoordinator
    return found, place, uow.clusters.of_programme(found.programme_id)


def _visible(uow: UnitOfWork, collaboration_id: str, actor: Person) -> tuple[Collaboration, Participant]:
    found = _kept(uow, collaboration_id)
    place = place_of(uow, found.programme_id, actor.id) if found else None
    if found is None or place is None:
        raise NoSuchCollaboration
    return found, place


def _kept(uow: UnitOfWork, collaboration_id: str) -> Collaboration | None:
    try:
        return uow.clusters.collaboration(collaboration_id)
    except KeyError:
        return None


def _keep(
    uow: UnitOfWork, before: Collaboration, after: Collaboration, clusters: Sequence[Cluster], place: Participant
) -> CollaborationView:
    if after != before:
        uow.clusters.keep_collaboration(after)
        uow.commit()
    return view_of(uow, after, clusters, place)


def _confirmed(collaboration: Collaboration, actor: Person, now: datetime) -> Collaboration:
    if collaboration.confirmed:
        return collaboration
    return replace(collaboration, confirmed_by=actor.id, confirmed_at=now)


def coordinates(place: Participant) -> bool:
    """Whether this is a coordinator's place."""
    return Role.COORDINATOR in place.roles


def _may_change(collaboration: Collaboration, place: Participant) -> bool:
    """Coordinators may change all; who noted one may, until a coordinator stands for it."""
    return coordinates(place) or (collaboration.noted_by == place.person.id and not collaboration.confirmed)


def _must_be_of(noted: Collaboration, place: Participant, clusters: Iterable[Cluster]) -> None:
    own = by_key(clusters).get(name_key(place.cluster))
    if not coordinates(place) and (own is None or own.id not in noted.terms.cluster_ids):
        raise NotOfTheCluster(field="clusters")


def _tell_coordinators(uow: UnitOfWork, noted: Collaboration, actor: Person, now: datetime) -> None:
    """Have the coordinators told of what awaits their word."""
    if noted.confirmed:
        return
    programme = uow.people.programme(noted.programme_id)
    uow.deliveries.plan(
        Delivery(
            key=f"collaboration:{noted.id}:{one.id}",
            team_id=uow.team_id,
            kind=DeliveryKind.COLLABORATION,
            recipient_id=one.id,
            due_at=now,
            not_after=now + WORTH_TELLING,
            change=noted.id,
            programme_id=noted.programme_id,
        )
        for one in coordinators_of(uow, [programme])
        if one.id != actor.id
    )
