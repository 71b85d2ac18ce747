"""What pairings ask of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from mentoring.pairing import Pairing, PairingState, Pick, Wish, WishKind
from mentoring.pairing_policy import PairingPolicy
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_cohort, a_programme


def a_pairing(cohort: Cohort, **changes: Any) -> Pairing:
    """Inès has Awa proposed to Luca, and wishes for Fatima a mentor from Italy who is not Awa."""
    pairing = Pairing(
        id="M1",
        programme_id=cohort.programme.id,
        created_at=NOW,
        changed_at=NOW,
        changed_by=cohort.ines.id,
        wishes=frozenset(
            {
                Wish(cohort.fatima.id, WishKind.MUST_NOT, cohort.awa.id),
                Wish(cohort.fatima.id, WishKind.COUNTRY, country="IT"),
            }
        ),
        places={cohort.awa.id: 2},
        picks=(Pick(cohort.luca.id, cohort.awa.id, 72),),
    )
    return replace(pairing, **changes)


def test_pairing_is_kept_with_its_wishes_places_and_picks(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        pairing = a_pairing(a_cohort(uow))
        assert uow.pairings.open_in(pairing.programme_id) is None
        assert uow.pairings.add(pairing)
        uow.commit()
    after = pairing.changed(by=pairing.changed_by, at=NOW + timedelta(hours=1), picks=(), wishes=frozenset[Wish]())
    with make_uow(TEAM) as uow:
        assert uow.pairings.locked("M1") == pairing
        assert uow.pairings.open_in(pairing.programme_id) == pairing
        uow.pairings.update(after)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.pairings.locked("M1") == after
        assert after.revision == 2


def test_a_programme_has_one_open_pairing_at_most(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        pairing = a_pairing(a_cohort(uow))
        assert uow.pairings.add(pairing)
        assert not uow.pairings.add(replace(pairing, id="M2"))
        published = replace(pairing, state=PairingState.PUBLISHED)
        uow.pairings.update(published)
        assert uow.pairings.last_in(pairing.programme_id) == published
        another = replace(pairing, id="M3", changed_at=NOW + timedelta(days=1))
        assert uow.pairings.add(another)
        assert uow.pairings.open_in(pairing.programme_id) == another
        assert uow.pairings.last_in(pairing.programme_id) == another


def test_pairing_of_another_team_is_unknown(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        pairing = a_pairing(a_cohort(uow))
        uow.pairings.add(pairing)
        uow.commit()
    with make_uow(OTHER_TEAM) as uow:
        assert uow.pairings.open_in(pairing.programme_id) is None
        assert uow.pairings.last_in(pairing.programme_id) is None
        with pytest.raises(KeyError):
            uow.pairings.locked("M1")
        with pytest.raises(KeyError):
            uow.pairings.update(pairing)


def test_programme_keeps_what_counts_in_pairing(make_uow: MakeUnitOfWork) -> None:
    policy = PairingPolicy(needs=60, words=0, enough_hours=timedelta(hours=4), mentees_each=2)
    with make_uow(TEAM) as uow:
        programme = uow.people.add_programme(a_programme(pairing=policy))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.people.programme(programme.id).pairing == policy
