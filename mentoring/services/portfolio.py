"""The portfolio: finding people and clusters of one's programmes, and asking somebody found for a session.

Only what people agreed to show is looked through and shown, to whomever it may be; everybody finds themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from mentoring.approaches import Approach
from mentoring.clusters import Cluster, by_key, name_key
from mentoring.competences import offered_in
from mentoring.consents import ConsentTo, agreed
from mentoring.errors import ApproachedLately, NotInPortfolio, PartnerNotHere, ReasonTooLong
from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Programme
from mentoring.portfolio import ApproachView, Card, ClusterCard, ClusterPage, Found, Lexicon
from mentoring.portraits import Portrait
from mentoring.ports import UnitOfWork
from mentoring.rules import delivery as rules
from mentoring.rules.portfolio import Entry, Index, Weight
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


def search(uow: UnitOfWork, query: str, *, actor: Person, lexicon: Lexicon) -> Found:
    """The people and clusters of the person's programmes that have all words of the query, each person once.

    Without words, all of them by name.
    """
    with uow:
        cards: dict[Key, Card] = {}
        clusters: dict[Key, ClusterCard] = {}
        for programme in _programmes_of(uow, actor):
            parts = _active(uow, programme)
            named = clusters_named(uow, programme.id, parts)
            ours = _cards_among(uow, parts, programme, named, actor)
            cards |= {("person", programme.id, one.person.id): one for one in ours}
            shown = _shown_by_cluster(ours)
            found = (ClusterCard(one, programme, shown.get(one.id, 0)) for one in named)
            clusters |= {("cluster", programme.id, one.cluster.id): one for one in found}
        entries = [_entry(key, one, lexicon) for key, one in cards.items()]
        entries += [_cluster_entry(key, one, lexicon) for key, one in clusters.items()]
        result = Index(entries).search(query)
        return Found(
            query=query,
            cards=_each_person_once(cards[key] for key in result.found if key in cards),
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
    return _cards_in(uow, programme, uow.clusters.of_programme(programme.id), None)


def cluster_page(uow: UnitOfWork, cluster_id: int, *, actor: Person) -> ClusterPage:
    """A cluster with its people and collaborations; NoSuchCluster unless it is of one of the person's programmes."""
    with uow:
        cluster, place = cluster_for(uow, cluster_id, actor)
        programme = uow.people.programme(cluster.programme_id)
        named = uow.clusters.of_programme(programme.id)
        cards = _cards_in(uow, programme, named, actor)
        members = members_of(cluster, _active(uow, programme))
        shown = tuple(one for one in cards if one.cluster and one.cluster.id == cluster.id)
        noted = [one for one in uow.clusters.collaborations(programme.id) if cluster.id in one.terms.cluster_ids]
        return ClusterPage(
            cluster=cluster,
            programme=programme,
            cards=shown,
            unseen=len(members) - len(shown),
            collaborations=views_of(uow, noted, named, place),
            coordinates=coordinates(place),
            belongs=bool(members_of(cluster, [place])),
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


def _active(uow: UnitOfWork, programme: Programme) -> list[Participant]:
    return [one for one in uow.people.participants(programme.id) if one.person.active]


def _cards_in(
    uow: UnitOfWork, programme: Programme, named: Sequence[Cluster], viewer: Person | None
) -> tuple[Card, ...]:
    """The cards of a programme with these clusters that the viewer may see, by name."""
    return _cards_among(uow, _active(uow, programme), programme, named, viewer)


def _cards_among(
    uow: UnitOfWork,
    parts: Iterable[Participant],
    programme: Programme,
    named: Sequence[Cluster],
    viewer: Person | None,
) -> tuple[Card, ...]:
    clusters = by_key(named)
    portraits, answers = uow.portraits.of_programme(programme.id), uow.consents.of_programme(programme.id)
    shown = [
        part
        for part in parts
        if agreed(answers.get(part.person.id, ()), ConsentTo.SHOWN) or (viewer and part.person.id == viewer.id)
    ]
    return tuple(
        Card(
            part=part,
            portrait=portraits.get(part.person.id, Portrait(programme.id, part.person.id)),
            programme=programme,
            cluster=clusters.get(name_key(part.cluster)) if part.cluster else None,
        )
        for part in shown
    )


def _card_for(uow: UnitOfWork, person_id: int, actor: Person) -> Card:
    for programme in _programmes_of(uow, actor):
        cards = _cards_in(uow, programme, uow.clusters.of_programme(programme.id), actor)
        if found := next((one for one in cards if one.person.id == person_id), None):
            return found
    raise NotInPortfolio


def _shown_by_cluster(cards: Iterable[Card]) -> dict[int, int]:
    counted: dict[int, int] = {}
    for card in cards:
        if card.cluster:
            counted[card.cluster.id] = counted.get(card.cluster.id, 0) + 1
    return counted


def _each_person_once(cards: Iterable[Card]) -> tuple[Card, ...]:
    first: dict[int, Card] = {}
    for card in cards:
        first.setdefault(card.person.id, card)
    return tuple(first.values())


def _entry(key: Key, card: Card, lexicon: Lexicon) -> Entry[Key]:
    return Entry(key, card.person.name, tuple(one for one in _texts(card, lexicon) if one[1]))


def _texts(card: Card, lexicon: Lexicon) -> Iterator[tuple[Weight, str]]:
    """All that a card says, in every language."""
    person, portrait = card.person, card.portrait
    own = {one.key: one.words for one in offered_in(card.programme.competences) if one.words}
    yield Weight.NAME, person.name
    yield from ((Weight.WORK, text) for text in (card.part.title, card.part.sector, card.part.cluster))
    if card.cluster:
        yield from _cluster_texts(card.cluster, lexicon)
    yield from ((Weight.PLACE, text) for text in (person.city, lexicon.countries.get(person.country, "")))
    yield from ((Weight.PLACE, lexicon.languages.get(code, "")) for code in card.languages)
    for subjects in (portrait.offers, portrait.needs):
        yield Weight.WORDS, subjects.words
        for chosen in subjects.competences:
            yield Weight.COMPETENCE, own.get(chosen) or lexicon.competences.get(chosen, "")


def _cluster_entry(key: Key, card: ClusterCard, lexicon: Lexicon) -> Entry[Key]:
    return Entry(key, card.cluster.name, tuple(one for one in _cluster_texts(card.cluster, lexicon) if one[1]))


def _cluster_texts(cluster: Cluster, lexicon: Lexicon) -> Iterator[tuple[Weight, str]]:
    yield from ((Weight.NAME, name) for name in (cluster.name, *cluster.also_known_as))
    yield from ((Weight.WORK, text) for text in (cluster.sector, cluster.label))
    yield Weight.PLACE, lexicon.countries.get(cluster.country, "")
