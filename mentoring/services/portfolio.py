"""The portfolio: finding people and clusters of one's programmes, and asking somebody found for a session.

Only what people agreed to show is looked through and shown, to whomever it may be; everybody finds themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from mentoring.approaches import Approach
from mentoring.clusters import Cluster, by_key, name_key
from mentoring.competences import offered_in
from mentoring.errors import ApproachedLately, NotInPortfolio, PartnerNotHere, ReasonTooLong
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Person, Programme
from mentoring.portfolio import (
    PEOPLE_ON_PAGE,
    ApproachView,
    Card,
    ClusterCard,
    ClusterPage,
    Found,
    Lexicon,
    Listing,
    languages_of,
)
from mentoring.portraits import Portrait
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.rules.portfolio import Entry, Index, Weight
from mentoring.services.cluster_merges import merge_back
from mentoring.services.clusters import cluster_for, clusters_named, members_of
from mentoring.services.collaborations import coordinates, views_of
from mentoring.services.errands import ApproachErrand
from mentoring.services.programmes import coordinators_of

STILL_WANTED = timedelta(days=3)
"""How long an approach that could not be brought to somebody is still worth bringing."""
APART = timedelta(days=7)
"""How long after an approach the same two wait for the next one."""
LONGEST_WORDS = 1000

Key = tuple[str, int, int]
"""What was found: "person" or "cluster", and the ids of its programme and of itself."""


def search(uow: UnitOfWork, query: str, page: int = 0, *, actor: Person, lexicon: Lexicon) -> Found:
    """The people and clusters of the person's programmes that have all words of the query, each person once.

    Without words, all of them by name. A page that is not there is the last one.
    """
    with uow:
        people: dict[Key, Entry[Key]] = {}
        clusters: dict[Key, ClusterCard] = {}
        known: dict[int, Mapping[str, Cluster]] = {}
        sectors: dict[tuple[int, int], str] = {}
        for programme in _programmes_of(uow, actor):
            named = known[programme.id] = by_key(clusters_named(uow, programme.id))
            listed = uow.listings.shown(programme.id, also=actor.id)
            words = _Words(lexicon, programme, named)
            people |= dict(words.entry(one) for one in listed)
            sectors |= {(programme.id, one.person_id): one.sector for one in listed}
            clusters |= _cluster_cards(programme, named, listed)
        entries = [*people.values(), *(_cluster_entry(key, one, lexicon) for key, one in clusters.items())]
        result = Index(entries).search(query)
        found = _each_person_once(key for key in result.found if key in people)
        page = max(0, min(page, (len(found) - 1) // PEOPLE_ON_PAGE))
        on_page = found[page * PEOPLE_ON_PAGE : (page + 1) * PEOPLE_ON_PAGE]
        return Found(
            query=query,
            people=len(found),
            page=page,
            cards=tuple(_card(uow, one[1], one[2], known[one[1]], sectors[one[1:]]) for one in on_page),
            clusters=tuple(clusters[key] for key in result.found if key in clusters),
            instead=result.instead,
        )


def may_book(uow: UnitOfWork, person_id: int, *, actor: Person, now: datetime) -> bool:
    """Whether the two are a pair, so that either may book a session with the other, perhaps after a pause."""
    with uow:
        ours = uow.people.pairs_of(actor.id, now.date(), paused=True)
        return person_id != actor.id and any(person_id in pair.people for pair in ours)


def shown_in(uow: UnitOfWork, programme: Programme) -> tuple[Card, ...]:
    """The cards of everybody in the programme who agreed to be shown, by name."""
    agreed = {one.person_id: one.sector for one in uow.listings.shown(programme.id)}
    named, portraits = by_key(uow.clusters.of_programme(programme.id)), uow.portraits.of_programme(programme.id)
    return tuple(
        Card(
            part=replace(part, sector=agreed[part.person.id]),
            portrait=portraits.get(part.person.id, Portrait(programme.id, part.person.id)),
            programme=programme,
            cluster=named.get(name_key(part.cluster)),
        )
        for part in uow.people.participants(programme.id)
        if part.person.id in agreed
    )


def cluster_page(uow: UnitOfWork, cluster_id: int, *, actor: Person, now: datetime) -> ClusterPage:
    """A cluster with its people and collaborations; NoSuchCluster unless it is of one of the person's programmes."""
    with uow:
        cluster, place = cluster_for(uow, cluster_id, actor)
        programme, keys = uow.people.programme(cluster.programme_id), cluster.keys
        shown = [one for one in uow.listings.shown(programme.id, also=actor.id) if name_key(one.cluster) in keys]
        members = sum(
            count for name, count in uow.listings.clusters_borne(programme.id).items() if name_key(name) in keys
        )
        named = uow.clusters.of_programme(programme.id)
        noted = [one for one in uow.clusters.collaborations(programme.id) if cluster.id in one.terms.cluster_ids]
        return ClusterPage(
            cluster=cluster,
            programme=programme,
            cards=tuple(
                _card(uow, programme.id, one.person_id, by_key(named), one.sector) for one in shown[:PEOPLE_ON_PAGE]
            ),
            shown=len(shown),
            unseen=members - len(shown),
            collaborations=views_of(uow, noted, named, place),
            coordinates=coordinates(place),
            belongs=bool(members_of(cluster, [place])),
            merge=merge_back(uow, cluster, now) if coordinates(place) else None,
        )


def card_for(uow: UnitOfWork, person_id: int, *, actor: Person) -> Card:
    """Somebody's card as the person may see it; NotInPortfolio when there is none."""
    with uow:
        return _card_for(uow, person_id, actor)


def approach(
    uow: UnitOfWork, person_id: int, approach_id: str, words: str, *, actor: Person, now: datetime
) -> ApproachView:
    """Let somebody whom the person may not book, and the coordinators, know that the person would like a session.

    ``approach_id`` is the form's own, so that sending that twice tells them once. Refused as NotInPortfolio where
    there is no card, PartnerNotHere where nobody can be told, ApproachedLately within a week of the last time.
    """
    with uow:
        card = _card_for(uow, person_id, actor)
        asked = card.person
        if asked.user_id is None:
            raise PartnerNotHere(name=asked.name)
        if len(words) > LONGEST_WORDS:
            raise ReasonTooLong(field="text", longest=LONGEST_WORDS)
        wanted = Approach(approach_id, card.programme.id, actor.id, asked.id, words.strip(), now)
        uow.people.lock((actor.id,))
        latest = uow.approaches.latest(actor.id, asked.id)
        if uow.approaches.add(wanted):
            if latest is not None and latest > now - APART:
                raise ApproachedLately(name=asked.name, days=APART.days)
            readers = {one.id: one for one in (asked, *coordinators_of(uow, [card.programme])) if one.id != actor.id}
            uow.deliveries.plan(_word_of(wanted, one, uow.team_id, now) for one in readers.values())
            uow.commit()
        return ApproachView(card.programme, actor, asked, wanted.words)


def decide_approach(uow: UnitOfWork, delivery: Delivery, recipient: Person, now: datetime) -> ApproachErrand | Delivery:
    """What somebody is told of an approach to them, or to somebody in the programme that they coordinate."""
    kept = uow.approaches.get(delivery.change)
    people = uow.people.known((kept.asker_id, kept.asked_id))
    if not people[kept.asker_id].active:
        return rules.closed(delivery, DeliveryState.CANCELLED, "who asked is not active any more")
    programme = uow.people.programme(kept.programme_id)
    view = ApproachView(programme, people[kept.asker_id], people[kept.asked_id], kept.words)
    return ApproachErrand(rules.begun(delivery, 0, now), recipient, now, programme, view)


def _word_of(wanted: Approach, reader: Person, team_id: str, now: datetime) -> Delivery:
    return Delivery(
        key=f"approach:{wanted.id}:{reader.id}",
        team_id=team_id,
        kind=DeliveryKind.APPROACH,
        recipient_id=reader.id,
        due_at=now,
        not_after=now + STILL_WANTED,
        change=wanted.id,
        programme_id=wanted.programme_id,
    )


def _programmes_of(uow: UnitOfWork, actor: Person) -> list[Programme]:
    """The person's programmes, the latest first."""
    return [programme for _, programme in reversed(uow.people.parts_of(actor.id))]


def _card(uow: UnitOfWork, programme_id: int, person_id: int, named: Mapping[str, Cluster], sector: str) -> Card:
    """The card of somebody who takes part in the programme with these clusters; ``sector`` as they agree to show it."""
    part, programme = next(one for one in uow.people.parts_of(person_id) if one[1].id == programme_id)
    portrait = uow.portraits.of(programme_id, person_id)
    return Card(replace(part, sector=sector), portrait, programme, named.get(name_key(part.cluster)))


def _card_for(uow: UnitOfWork, person_id: int, actor: Person) -> Card:
    for programme in _programmes_of(uow, actor):
        for shown in uow.listings.shown(programme.id, also=actor.id, only=(person_id,)):
            return _card(uow, programme.id, person_id, by_key(uow.clusters.of_programme(programme.id)), shown.sector)
    raise NotInPortfolio


def _each_person_once(found: Iterable[Key]) -> list[Key]:
    first: dict[int, Key] = {}
    for key in found:
        first.setdefault(key[2], key)
    return list(first.values())


class _Words:
    """All that people of a programme say, in every language."""

    def __init__(self, lexicon: Lexicon, programme: Programme, clusters: Mapping[str, Cluster]) -> None:
        self._lexicon = lexicon
        self._programme_id = programme.id
        self._clusters = clusters
        own = {one.key: one.words for one in offered_in(programme.competences) if one.words}
        self._competences = {**lexicon.competences, **own}

    def entry(self, listing: Listing) -> tuple[Key, Entry[Key]]:
        """What the person may be found by, under their key."""
        key = ("person", self._programme_id, listing.person_id)
        return key, Entry(key, listing.name, tuple(one for one in self._texts(listing) if one[1]))

    def _texts(self, listing: Listing) -> Iterator[tuple[Weight, str]]:
        yield Weight.NAME, listing.name
        yield from ((Weight.WORK, text) for text in (listing.sector, listing.cluster))
        if cluster := self._clusters.get(name_key(listing.cluster)):
            yield from _cluster_texts(cluster, self._lexicon)
        yield Weight.PLACE, listing.city
        yield Weight.PLACE, self._lexicon.countries.get(listing.country, "")
        for code in languages_of(listing.speaks, listing.language):
            yield Weight.PLACE, self._lexicon.languages.get(code, "")
        for subjects in (listing.offers, listing.needs):
            yield Weight.WORDS, subjects.words
            yield from ((Weight.COMPETENCE, self._competences.get(one, "")) for one in subjects.competences)


def _cluster_cards(
    programme: Programme, named: Mapping[str, Cluster], listed: Iterable[Listing]
) -> Mapping[Key, ClusterCard]:
    """The programme's clusters with how many of those listed belong to each."""
    known = {one.id: one for one in named.values()}
    shown = Counter(cluster.id for one in listed if (cluster := named.get(name_key(one.cluster))))
    return {("cluster", programme.id, one.id): ClusterCard(one, programme, shown[one.id]) for one in known.values()}


def _cluster_entry(key: Key, card: ClusterCard, lexicon: Lexicon) -> Entry[Key]:
    return Entry(key, card.cluster.name, tuple(one for one in _cluster_texts(card.cluster, lexicon) if one[1]))


def _cluster_texts(cluster: Cluster, lexicon: Lexicon) -> Iterator[tuple[Weight, str]]:
    yield from ((Weight.NAME, name) for name in (cluster.name, *cluster.also_known_as))
    yield from ((Weight.WORK, text) for text in (cluster.sector, cluster.label))
    yield Weight.PLACE, lexicon.countries.get(cluster.country, "")
