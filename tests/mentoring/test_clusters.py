"""Clusters and collaborations: who may change what, what follows, and what can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentoring.clusters import Cluster, Stage, by_key, name_key
from mentoring.errors import (
    ClusterChanged,
    ClusterNameTaken,
    ClusterNeedsName,
    CollaborationChanged,
    CollaborationNeedsTitle,
    NoSuchCluster,
    NoSuchCollaboration,
    NotACoordinator,
    NothingToMerge,
    NotInPortfolio,
    NotOfTheCluster,
    Refused,
    TooFewClusters,
    WebsiteRefused,
)
from mentoring.messages import DeliveryKind
from mentoring.people import Person, RosterRow
from mentoring.portfolio import ClusterPage
from mentoring.services.cluster_merges import merge_clusters, merge_effects
from mentoring.services.clusters import add_cluster, change_cluster, put_in_cluster
from mentoring.services.collaborations import (
    change_collaboration,
    collaboration_of,
    confirm_collaboration,
    note_collaboration,
    remove_collaboration,
)
from mentoring.services.delivery import begin
from mentoring.services.errands import CollaborationErrand
from mentoring.services.portfolio import cluster_page
from mentoring.services.roster import import_roster
from tests.builders import NOW, OTHER_TEAM
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import claim_any
from tests.mentoring.village import Village

DIGITAL, TEXTILE, CAIRO = "Calanques Digital", "Tessuti Uniti", "تجمع القاهرة للنسيج"


def place_in(village: Village, person: Person) -> tuple[str, str]:
    """The cluster and sector in the person's own row."""
    with village.uow() as uow:
        part = uow.people.participations(person.id)[0]
        return part.cluster, part.sector


def page(village: Village, name: str, actor: Person | None = None) -> ClusterPage:
    cluster = village.cluster(name)
    return cluster_page(village.uow(), cluster.id, actor=actor or village.cast.ines, now=NOW)


def test_every_name_that_people_bear_is_a_cluster_with_the_country_and_sector_of_most() -> None:
    village = Village()
    assert village.cluster(DIGITAL) == Cluster(
        village.cluster(DIGITAL).id, village.cast.programme.id, DIGITAL, "FR", "Digital"
    )
    shown = page(village, CAIRO, village.cast.luca)
    assert [one.person.name for one in shown.cards] == ["Fatima"]
    assert (shown.unseen, shown.coordinates, shown.belongs) == (0, False, False)


def test_page_counts_members_who_show_no_card() -> None:
    village = Village(agreed=())
    assert (page(village, DIGITAL).cards, page(village, DIGITAL).unseen) == ((), 1)
    assert page(village, DIGITAL, village.cast.awa).belongs


def test_changed_cluster_brings_its_members_along_and_back() -> None:
    village = Village()
    ines = village.cast.ines
    before = village.cluster(DIGITAL)
    after = replace(before, name="Calanques  Numériques", sector="ICT", label="Gold", website=" https://example.org/c ")
    changed = change_cluster(village.uow(), before, after, actor=ines)
    assert (changed.name, changed.website, changed.also_known_as) == (
        "Calanques Numériques",
        "https://example.org/c",
        (DIGITAL,),
    )
    assert place_in(village, village.cast.awa) == ("Calanques Numériques", "ICT")
    assert village.names("numeriques") == ["Awa"]
    assert change_cluster(village.uow(), before, after, actor=ines) == changed
    undone = change_cluster(village.uow(), changed, before, actor=ines)
    assert (undone.name, undone.sector, undone.website) == (DIGITAL, "Digital", "")
    assert place_in(village, village.cast.awa) == (DIGITAL, "Digital")


def test_what_was_changed_again_since_is_not_undone() -> None:
    village = Village()
    ines = village.cast.ines
    before = village.cluster(DIGITAL)
    first = change_cluster(village.uow(), before, replace(before, label="Gold"), actor=ines)
    change_cluster(village.uow(), first, replace(first, label="Silver"), actor=ines)
    with pytest.raises(ClusterChanged):
        change_cluster(village.uow(), first, before, actor=ines)
    assert village.cluster(DIGITAL).label == "Silver"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": " tessuti UNITI "}, ClusterNameTaken),
        ({"name": "  "}, ClusterNeedsName),
        ({"name": "x" * 121}, ClusterNeedsName),
        ({"website": "javascript:alert(1)"}, WebsiteRefused),
        ({"website": "https://example.org/<!channel>"}, WebsiteRefused),
        ({"website": "example.org"}, WebsiteRefused),
    ],
)
def test_what_no_cluster_can_be_called_is_refused(changes: dict[str, str], refusal: type[Refused]) -> None:
    village = Village()
    before = village.cluster(DIGITAL)
    village.cluster(TEXTILE)
    with pytest.raises(refusal):
        change_cluster(village.uow(), before, replace(before, **changes), actor=village.cast.ines)
    wanted = replace(Cluster(0, village.cast.programme.id, "New"), **changes)
    with pytest.raises(refusal):
        add_cluster(village.uow(), wanted, actor=village.cast.ines)
    assert village.cluster(DIGITAL) == before


def test_merged_cluster_takes_people_names_and_collaborations_along() -> None:
    village = Village()
    ines = village.cast.ines
    digital, textile, cairo = (village.cluster(one) for one in (DIGITAL, TEXTILE, CAIRO))
    for form, terms in (("C1", village.terms(DIGITAL, TEXTILE)), ("C2", village.terms(CAIRO, TEXTILE))):
        note_collaboration(village.uow(), digital.programme_id, form, terms, actor=ines, now=NOW)
    merged = merge_clusters(village.uow(), textile.id, cairo.id, actor=ines, now=NOW).merged
    assert merged.also_known_as == (CAIRO,)
    assert place_in(village, village.cast.fatima) == (TEXTILE, "النسيج")
    shown = page(village, TEXTILE)
    assert [one.person.name for one in shown.cards] == ["Fatima", "Luca"]
    kept = {one.collaboration.id: one.collaboration.terms.cluster_ids for one in shown.collaborations}
    assert kept == {"C1": (digital.id, textile.id), "C2": (textile.id,)}
    with pytest.raises(NothingToMerge):
        merge_clusters(village.uow(), textile.id, cairo.id, actor=ines, now=NOW)
    with pytest.raises(NothingToMerge):
        merge_clusters(village.uow(), textile.id, textile.id, actor=ines, now=NOW)


def test_roster_that_still_names_a_merged_cluster_means_the_one_kept() -> None:
    village = Village()
    merge_clusters(
        village.uow(), village.cluster(TEXTILE).id, village.cluster(CAIRO).id, actor=village.cast.ines, now=NOW
    )
    fatima = village.cast.fatima
    with village.uow() as uow:
        roles = uow.people.participations(fatima.id)[0].roles
    row = RosterRow(2, fatima.email, "Fatima", roles, fatima.zone, "EG", cluster=CAIRO, sector="النسيج")
    report = import_roster(village.uow(), [row], now=NOW, programme_id=village.cast.programme.id)
    assert report.unchanged == 1
    assert place_in(village, fatima)[0] == TEXTILE
    with village.uow() as uow:
        assert len(uow.clusters.of_programme(village.cast.programme.id)) == 2


def test_somebody_is_put_in_another_cluster_and_back() -> None:
    village = Village()
    ines = village.cast.ines
    luca, programme = village.cast.luca, village.cast.programme.id
    textile, digital = village.cluster(TEXTILE).id, village.cluster(DIGITAL).id

    def put(cluster: int | None, instead_of: int | None) -> str:
        return put_in_cluster(village.uow(), programme, luca.id, cluster, instead_of=instead_of, actor=ines).cluster

    assert put(digital, textile) == DIGITAL
    assert put(digital, textile) == DIGITAL
    assert put(textile, digital) == TEXTILE
    assert put(None, textile) == ""
    with pytest.raises(ClusterChanged):
        put(digital, textile)
    with pytest.raises(NoSuchCluster):
        put(9999, None)
    with pytest.raises(NotInPortfolio):
        put_in_cluster(village.uow(), programme, village.cast.omar.id, digital, instead_of=None, actor=ines)


def noted(village: Village, actor: Person, *names: str, form: str = "C1", **changes: Any) -> Any:
    terms = village.terms(*(names or (DIGITAL, TEXTILE)), **changes)
    return note_collaboration(village.uow(), village.cast.programme.id, form, terms, actor=actor, now=NOW)


def test_collaboration_noted_by_a_member_waits_for_a_coordinator_who_is_told() -> None:
    village = Village()
    view = noted(village, village.cast.luca)
    assert not view.collaboration.confirmed
    assert view.may_change
    noted(village, village.cast.luca, title="Sent twice")
    assert [one.kind for one in village.store.deliveries.values()] == [DeliveryKind.COLLABORATION]
    claimed = claim_any(village.uow(), NOW)
    assert claimed is not None
    errand = begin(village.uow(), claimed, now=NOW)
    assert isinstance(errand, CollaborationErrand)
    assert (errand.recipient.name, errand.view.collaboration.terms.title) == ("Inès", "A joint stand at the fair")
    confirmed = confirm_collaboration(village.uow(), "C1", confirmed=True, actor=village.cast.ines, now=NOW)
    assert confirmed.confirmed_by == village.cast.ines
    assert not collaboration_of(village.uow(), "C1", actor=village.cast.luca).may_change
    taken_back = confirm_collaboration(village.uow(), "C1", confirmed=False, actor=village.cast.ines, now=NOW)
    assert taken_back.collaboration == view.collaboration


def test_word_of_what_was_settled_meanwhile_is_not_said() -> None:
    village = Village()
    noted(village, village.cast.luca)
    confirm_collaboration(village.uow(), "C1", confirmed=True, actor=village.cast.ines, now=NOW)
    claimed = claim_any(village.uow(), NOW)
    assert claimed is not None
    assert begin(village.uow(), claimed, now=NOW) is None


def test_coordinators_own_collaboration_needs_nobodys_word() -> None:
    village = Village()
    assert noted(village, village.cast.ines, CAIRO, TEXTILE).collaboration.confirmed
    assert village.store.deliveries == {}


def test_collaboration_is_changed_by_who_noted_it_and_confirmed_by_a_coordinators_change() -> None:
    village = Village()
    first = noted(village, village.cast.luca).collaboration.terms
    second = replace(first, title="A stand each", stage=Stage.UNDER_WAY)
    changed = change_collaboration(village.uow(), "C1", first, second, actor=village.cast.luca, now=NOW)
    assert (changed.collaboration.terms, changed.collaboration.confirmed) == (second, False)
    third = replace(second, since=date(2027, 1, 5))
    changed = change_collaboration(village.uow(), "C1", second, third, actor=village.cast.ines, now=NOW)
    assert (changed.collaboration.terms, changed.collaboration.confirmed) == (third, True)
    with pytest.raises(CollaborationChanged):
        change_collaboration(village.uow(), "C1", second, first, actor=village.cast.ines, now=NOW)


def test_removed_collaboration_can_be_put_back() -> None:
    village = Village()
    noted(village, village.cast.luca)
    remove_collaboration(village.uow(), "C1", removed=True, actor=village.cast.luca)
    assert page(village, DIGITAL).collaborations == ()
    remove_collaboration(village.uow(), "C1", removed=False, actor=village.cast.luca)
    assert [one.collaboration.id for one in page(village, DIGITAL).collaborations] == ["C1"]


def test_collaboration_changed_to_what_it_is_is_not_written() -> None:
    village = Village()
    terms = noted(village, village.cast.ines).collaboration.terms
    uow = village.uow()
    again = change_collaboration(uow, "C1", terms, terms, actor=village.cast.ines, now=NOW)
    assert (again.collaboration.terms, uow.committed) == (terms, 0)


def test_collaboration_of_another_programme_is_not_noted_in_this_one() -> None:
    village = Village()
    noted(village, village.cast.ines)
    with pytest.raises(NoSuchCollaboration):
        note_collaboration(
            village.uow(), village.next_door.id, "C1", village.terms(DIGITAL, TEXTILE), actor=village.cast.omar, now=NOW
        )


@pytest.mark.parametrize(
    ("names", "changes", "refusal"),
    [
        ((DIGITAL,), {}, TooFewClusters),
        ((DIGITAL, DIGITAL), {}, TooFewClusters),
        ((DIGITAL, TEXTILE), {"title": " "}, CollaborationNeedsTitle),
        ((DIGITAL, TEXTILE), {"title": "x" * 201}, CollaborationNeedsTitle),
        ((DIGITAL, TEXTILE), {"cluster_ids": (9998, 9999)}, NoSuchCluster),
        ((CAIRO, DIGITAL), {}, NotOfTheCluster),
    ],
)
def test_what_is_no_collaboration_of_ones_own_is_refused(
    names: tuple[str, ...], changes: dict[str, Any], refusal: type[Refused]
) -> None:
    village = Village()
    with pytest.raises(refusal):
        noted(village, village.cast.luca, *names, **changes)
    assert village.store.collaborations == {}


Attempt = Callable[[Village, FakeUnitOfWork, Person], Any]
ATTEMPTS: dict[str, Attempt] = {
    "add": lambda village, uow, actor: add_cluster(uow, Cluster(0, village.cast.programme.id, "New"), actor=actor),
    "change": lambda village, uow, actor: change_cluster(
        uow, village.cluster(DIGITAL), replace(village.cluster(DIGITAL), label="Gold"), actor=actor
    ),
    "merge": lambda village, uow, actor: merge_clusters(
        uow, village.cluster(DIGITAL).id, village.cluster(TEXTILE).id, actor=actor, now=NOW
    ),
    "look at a merge": lambda village, uow, actor: merge_effects(
        uow, village.cluster(DIGITAL).id, village.cluster(TEXTILE).id, actor=actor
    ),
    "put": lambda village, uow, actor: put_in_cluster(
        uow,
        village.cast.programme.id,
        village.cast.luca.id,
        village.cluster(DIGITAL).id,
        instead_of=village.cluster(TEXTILE).id,
        actor=actor,
    ),
    "confirm": lambda village, uow, actor: confirm_collaboration(uow, "C1", confirmed=True, actor=actor, now=NOW),
    "rewrite": lambda village, uow, actor: change_collaboration(
        uow, "C1", village.terms(DIGITAL, TEXTILE), village.terms(CAIRO, TEXTILE), actor=actor, now=NOW
    ),
    "remove": lambda village, uow, actor: remove_collaboration(uow, "C1", removed=True, actor=actor),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
@pytest.mark.parametrize("who", ["Fatima", "Awa", "Omar", "another team's Inès"])
def test_only_coordinators_of_the_programme_change_what_is_not_theirs(attempt: str, who: str) -> None:
    village = Village()
    for name in (DIGITAL, TEXTILE):
        village.cluster(name)
    noted(village, village.cast.luca)
    before = village.store.snapshot()
    abroad = who.startswith("another")
    actor = village.cast.ines if abroad else village.people[who]
    unit = FakeUnitOfWork(village.store, OTHER_TEAM) if abroad else village.uow()
    with pytest.raises((NotACoordinator, NoSuchCluster, NoSuchCollaboration)):
        ATTEMPTS[attempt](village, unit, actor)
    assert village.store.snapshot() == before


@pytest.mark.parametrize("who", ["Omar", "another team's Inès"])
def test_nobody_sees_clusters_of_programmes_that_they_are_not_in(who: str) -> None:
    village = Village()
    cluster = village.cluster(DIGITAL)
    noted(village, village.cast.luca)
    abroad = who.startswith("another")
    actor = village.cast.ines if abroad else village.people[who]
    unit = FakeUnitOfWork(village.store, OTHER_TEAM) if abroad else village.uow()
    with pytest.raises(NoSuchCluster):
        cluster_page(unit, cluster.id, actor=actor, now=NOW)
    with pytest.raises(NoSuchCollaboration):
        collaboration_of(unit, "C1", actor=actor)
    terms = village.terms(DIGITAL, TEXTILE)
    with pytest.raises((NoSuchCluster, NoSuchCollaboration)):
        note_collaboration(unit, cluster.programme_id, "C9", terms, actor=actor, now=NOW)


@given(st.lists(st.text(max_size=12), max_size=6))
def test_a_cluster_is_known_by_every_name_it_ever_had(names: list[str]) -> None:
    cluster = Cluster(1, 1, "First")
    for name in names:
        cluster = cluster.renamed(name)
    assert {name_key(name) for name in ("First", *names)} == cluster.keys
    assert len(cluster.also_known_as) == len(cluster.keys) - 1
    assert by_key([cluster]).keys() == cluster.keys
