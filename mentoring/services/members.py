"""The people and the pairs of a programme as its coordinators see them: who is out, which pairs pause or ended."""

from __future__ import annotations

from mentoring.leavings import Leave, Members, MemberStanding, PairStanding
from mentoring.people import Pair, Participant, ParticipationState, Person
from mentoring.ports import UnitOfWork
from mentoring.services.leaving_access import (
    active_mentors,
    coordinated_pair,
    coordinated_programme,
    member,
)

ON_A_PAGE = 20


def people_of_programme(uow: UnitOfWork, programme_id: int, *, actor: Person, page: int = 0) -> Members:
    """Everybody who was ever in the programme, by name, a page at a time; NotACoordinator."""
    with uow:
        programme = coordinated_programme(uow, programme_id, actor)
        everybody = uow.people.everybody(programme_id)
        page, pages = _page(page, len(everybody))
        leaves = {one.person_id: one for one in uow.leavings.open_leaves(programme_id)}
        shown = everybody[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
        people = tuple(_member(one, leaves.get(one.person.id)) for one in shown)
        return Members(programme, people=people, page=page, pages=pages)


def pairs_of_programme(uow: UnitOfWork, programme_id: int, *, actor: Person, page: int = 0) -> Members:
    """The programme's pairs, those that last first, a page at a time; NotACoordinator."""
    with uow:
        programme = coordinated_programme(uow, programme_id, actor)
        found = [_standing(uow, one) for one in uow.people.pairs(programme_id)]
        found.sort(key=lambda one: (one.pair.ends_on is not None, one.mentee.name.casefold(), one.pair.id))
        page, pages = _page(page, len(found))
        shown = tuple(found[page * ON_A_PAGE : (page + 1) * ON_A_PAGE])
        return Members(programme, pairs=shown, page=page, pages=pages)


def member_of(uow: UnitOfWork, programme_id: int, person_id: int, *, actor: Person) -> MemberStanding:
    """One of them; NotACoordinator, NoSuchMember."""
    with uow:
        _, participant = member(uow, programme_id, person_id, actor)
        leaves = uow.leavings.open_leaves(programme_id)
        return _member(participant, next((one for one in leaves if one.person_id == person_id), None))


def pair_of(uow: UnitOfWork, pair_id: int, *, actor: Person) -> PairStanding:
    """One of the pairs; NotACoordinator, NoSuchPair."""
    with uow:
        _, pair = coordinated_pair(uow, pair_id, actor)
        return _standing(uow, pair)


def mentors_for(uow: UnitOfWork, pair_id: int, *, actor: Person) -> tuple[Person, ...]:
    """The mentors who could take the pair over, by name; NotACoordinator, NoSuchPair."""
    with uow:
        programme, pair = coordinated_pair(uow, pair_id, actor)
        return tuple(one for one in active_mentors(uow, programme.id) if one.id not in pair.people and one.active)


def _member(participant: Participant, leave: Leave | None) -> MemberStanding:
    out = participant.state is not ParticipationState.ACTIVE
    return MemberStanding(participant, leave if out else None)


def _page(page: int, count: int) -> tuple[int, int]:
    """The page that is there, the nearest one where it is not, and how many there are."""
    pages = max(1, -(-count // ON_A_PAGE))
    return min(max(page, 0), pages - 1), pages


def _standing(uow: UnitOfWork, pair: Pair) -> PairStanding:
    ending = uow.leavings.ending(pair.id) if pair.ends_on is not None else None
    new = uow.people.pair(ending.replaced_by) if ending and ending.replaced_by is not None else None
    people = uow.people.known({*pair.people, *([new.mentor_id] if new else [])})
    return PairStanding(
        pair, people[pair.mentor_id], people[pair.mentee_id], ending, people[new.mentor_id] if new else None
    )
