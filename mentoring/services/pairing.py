"""Preparing a programme's pairs: what is known, what is proposed, and what several coordinators make of it.

Nothing here reckons: that takes a while with many people, and is done outside of any transaction with `Board.market`.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mentoring.clusters import Cluster, by_key, name_key
from mentoring.consents import ConsentTo, agreed
from mentoring.errors import NoSuchPairing, PairingChanged
from mentoring.pairing import Board, Candidate, Market, Pairing, PairingState, Solution
from mentoring.people import Pair, Participant, Person, Programme, Role
from mentoring.portraits import Subjects
from mentoring.ports import UnitOfWork
from mentoring.rules.pairing_words import telling_words
from mentoring.services.programme_access import coordinated_by
from mentoring.services.programme_hub import current_pairs

NEITHER = (Subjects(), Subjects())


def pairing_board(uow: UnitOfWork, programme_id: int, *, actor: Person, now: datetime) -> Board:
    """What the programme's open pairing is made of, for its coordinators; NotACoordinator for everybody else."""
    with uow:
        programme = coordinated_by(uow, programme_id, actor)
        return board_of(uow, programme, now)


def board_of(uow: UnitOfWork, programme: Programme, now: datetime) -> Board:
    """The same inside a transaction, whoever asks."""
    pairing = uow.pairings.open_in(programme.id)
    people = {one.person.id: one for one in uow.people.participants(programme.id)}
    pairs = current_pairs(uow, programme, now)
    return Board(
        programme=programme,
        market=_market(uow, programme, people.values(), pairs, pairing),
        people=people,
        agreed=pairs,
        pairing=pairing,
        places=pairing.places if pairing else {},
    )


def keep_proposals(uow: UnitOfWork, board: Board, solution: Solution, *, actor: Person, now: datetime) -> Board:
    """Keep what was reckoned from the board, with its wishes; the board as it is then.

    PairingChanged when another coordinator has changed the pairing meanwhile, NotACoordinator.
    """
    with uow:
        programme = coordinated_by(uow, board.programme.id, actor)
        seen = board.pairing
        kept = unchanged_since(uow, seen.id, seen.revision) if seen else _begun(board, actor, now)
        pairing = kept.changed(
            by=actor.id, at=now, picks=solution.picks, wishes=board.market.wishes, places=dict(board.places)
        )
        if seen:
            uow.pairings.update(pairing)
        elif not uow.pairings.add(pairing):
            raise PairingChanged(name=_last_changed_by(uow, programme))
        uow.commit()
        return replace(board, programme=programme, pairing=pairing)


def _begun(board: Board, actor: Person, now: datetime) -> Pairing:
    return Pairing(
        id=secrets.token_hex(8),
        programme_id=board.programme.id,
        created_at=now,
        changed_at=now,
        changed_by=actor.id,
        revision=0,
    )


def _last_changed_by(uow: UnitOfWork, programme: Programme) -> str:
    last = uow.pairings.last_in(programme.id)
    return uow.people.get(last.changed_by).name if last else ""


def unchanged_since(uow: UnitOfWork, pairing_id: str, revision: int) -> Pairing:
    """The open pairing, locked, at the revision that somebody saw.

    NoSuchPairing when it was dropped or never was, PairingChanged when it is another revision by now.
    """
    pairing = known_pairing(uow, pairing_id)
    if pairing.state is PairingState.DROPPED:
        raise NoSuchPairing
    if pairing.revision != revision or pairing.state is not PairingState.OPEN:
        raise PairingChanged(name=uow.people.get(pairing.changed_by).name)
    return pairing


def known_pairing(uow: UnitOfWork, pairing_id: str) -> Pairing:
    """The pairing, locked; NoSuchPairing when there is none."""
    try:
        return uow.pairings.locked(pairing_id)
    except KeyError:
        raise NoSuchPairing from None


def drop_pairing(uow: UnitOfWork, pairing_id: str, revision: int, *, actor: Person, now: datetime) -> Pairing:
    """Let go of a pairing; a second time changes nothing. NotACoordinator, NoSuchPairing, PairingChanged."""
    with uow:
        pairing = known_pairing(uow, pairing_id)
        coordinated_by(uow, pairing.programme_id, actor)
        if pairing.state is PairingState.DROPPED:
            return pairing
        dropped = unchanged_since(uow, pairing_id, revision).changed(by=actor.id, at=now, state=PairingState.DROPPED)
        uow.pairings.update(dropped)
        uow.commit()
        return dropped


def _market(
    uow: UnitOfWork,
    programme: Programme,
    people: Iterable[Participant],
    pairs: Sequence[Pair],
    pairing: Pairing | None,
) -> Market:
    """Who is to be paired in the programme: all active mentors, and the mentees who have none."""
    clusters = by_key(uow.clusters.of_programme(programme.id))
    knowledge, there = _knowledge(uow, programme), [one for one in people if one.person.active]
    mentored, mentees_of = {one.mentee_id for one in pairs}, Counter(one.mentor_id for one in pairs)
    places = pairing.places if pairing else {}
    each = programme.pairing.mentees_each
    mentors = [
        candidate_of(one, knowledge.get(one.person.id, NEITHER)[0], programme, clusters)
        for one in there
        if Role.MENTOR in one.roles
    ]
    mentees = [
        candidate_of(one, knowledge.get(one.person.id, NEITHER)[1], programme, clusters)
        for one in there
        if Role.MENTEE in one.roles and one.person.id not in mentored
    ]
    return Market(
        mentors=tuple(
            replace(one, places=max(places.get(one.person_id, each) - mentees_of[one.person_id], 0)) for one in mentors
        ),
        mentees=tuple(mentees),
        first=programme.starts_on,
        last=programme.ends_on,
        policy=programme.pairing,
        wishes=pairing.wishes if pairing else frozenset(),
    )


def market_of_pair(uow: UnitOfWork, programme: Programme, mentor: Participant, mentee: Participant) -> Market:
    """These two alone."""
    clusters = by_key(uow.clusters.of_programme(programme.id))
    return Market(
        mentors=(candidate_of(mentor, _known_of(uow, mentor)[0], programme, clusters),),
        mentees=(candidate_of(mentee, _known_of(uow, mentee)[1], programme, clusters),),
        first=programme.starts_on,
        last=programme.ends_on,
        policy=programme.pairing,
    )


def _knowledge(uow: UnitOfWork, programme: Programme) -> Mapping[int, tuple[Subjects, Subjects]]:
    """What everybody offers and needs who agreed that it be kept for finding their pair."""
    consents = uow.consents.of_programme(programme.id)
    return {
        person_id: (portrait.offers, portrait.needs)
        for person_id, portrait in uow.portraits.of_programme(programme.id).items()
        if agreed(consents.get(person_id, ()), ConsentTo.KEPT)
    }


def _known_of(uow: UnitOfWork, one: Participant) -> tuple[Subjects, Subjects]:
    """The same of one person."""
    if not agreed(uow.consents.of(one.programme_id, one.person.id), ConsentTo.KEPT):
        return NEITHER
    portrait = uow.portraits.of(one.programme_id, one.person.id)
    return portrait.offers, portrait.needs


def candidate_of(
    one: Participant, subjects: Subjects, programme: Programme, clusters: Mapping[str, Cluster]
) -> Candidate:
    """A participant with what they offer, or with what they need, as pairing sees them.

    ``clusters`` are the programme's by the key of every name; who says no sector is in that of their cluster. Of
    somebody who has not said which languages they speak, it is assumed that they speak their own and the programme's.
    """
    person = one.person
    own = person.language or (person.locale or "")[:2].lower()
    spoken = person.speaks or (own or programme.language, programme.language)
    written, cluster = telling_words(subjects.words), clusters.get(name_key(one.cluster))
    return Candidate(
        person_id=person.id,
        country=person.country,
        zone=person.zone,
        working_week=person.working_week,
        languages=tuple(dict.fromkeys(sorted(spoken, key=lambda language: language != own))),
        cluster=cluster.name if cluster else one.cluster,
        sector=one.sector or (cluster.sector if cluster else ""),
        competences=frozenset(subjects.competences),
        words=frozenset(written),
        written=written,
    )
