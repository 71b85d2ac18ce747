"""Merging clusters: what it would do is told before, and it can be taken back while nothing else was made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mentoring.clusters import Cluster, ClusterMerge
from mentoring.errors import ClusterChanged, MergeStands, NoSuchCluster, NotACoordinator, NothingToMerge
from mentoring.people import Participant
from mentoring.services.cluster_merges import UNDOABLE_FOR, merge_clusters, merge_effects, undo_merge
from mentoring.services.clusters import change_cluster, join_cluster
from mentoring.services.collaborations import change_collaboration, note_collaboration
from mentoring.services.portfolio import cluster_page
from tests.builders import NOW, OTHER_TEAM
from tests.fakes import FakeUnitOfWork
from tests.mentoring.village import Village

DIGITAL, TEXTILE, CAIRO = "Calanques Digital", "Tessuti Uniti", "تجمع القاهرة للنسيج"
LATER = NOW + timedelta(days=3)


class Town(Village):
    """Cairo's cluster of textile has two collaborations, one with the digital cluster; Fatima belongs to it."""

    def __init__(self) -> None:
        super().__init__()
        self.digital, self.textile, self.cairo = (self.cluster(one) for one in (DIGITAL, TEXTILE, CAIRO))
        for form, terms in (("C1", self.terms(DIGITAL, CAIRO)), ("C2", self.terms(CAIRO, TEXTILE))):
            ines, programme_id = self.cast.ines, self.cast.programme.id
            note_collaboration(self.uow(), programme_id, form, terms, actor=ines, now=NOW)

    def merge(self) -> ClusterMerge:
        """The textile cluster takes in Cairo's."""
        return merge_clusters(self.uow(), self.textile.id, self.cairo.id, actor=self.cast.ines, now=NOW)

    def undo(self, merge: ClusterMerge) -> Cluster:
        return undo_merge(self.uow(), merge.id, actor=self.cast.ines, now=LATER)

    def parts(self) -> dict[str, Participant]:
        return {one.person.name: one for one in self.uow().people.everybody(self.cast.programme.id)}

    def named(self) -> dict[str, tuple[str, ...]]:
        """The names of the clusters that each collaboration names."""
        with self.uow() as uow:
            names = {one.id: one.name for one in uow.clusters.of_programme(self.cast.programme.id)}
            return {
                one.id: tuple(names[each] for each in one.terms.cluster_ids)
                for one in uow.clusters.collaborations(self.cast.programme.id)
            }

    def clusters(self) -> list[Cluster]:
        """The clusters, whatever their ids."""
        found = self.uow().clusters.of_programme(self.cast.programme.id)
        return [replace(one, id=0) for one in found]


@pytest.fixture
def town() -> Town:
    return Town()


def test_what_a_merge_would_do_is_told_and_nothing_is_changed(town: Town) -> None:
    before = town.store.snapshot()
    effects = merge_effects(town.uow(), town.textile.id, town.cairo.id, actor=town.cast.ines)
    assert [one.name for one in effects.members] == ["Fatima"]
    assert effects.collaborations == 2
    assert town.store.snapshot() == before
    assert effects.merged == town.merge().merged


def test_undone_everything_is_as_it_was(town: Town) -> None:
    clusters, parts, named = town.clusters(), town.parts(), town.named()
    merge = town.merge()
    assert town.parts() != parts
    assert town.undo(merge) == town.textile
    assert (town.clusters(), town.parts(), town.named()) == (clusters, parts, named)


def test_undone_twice_changes_nothing_more(town: Town) -> None:
    merge = town.merge()
    town.undo(merge)
    before = town.store.snapshot()
    assert town.undo(merge) == town.textile
    assert town.store.snapshot() == before


def test_what_has_gone_elsewhere_since_stays_there(town: Town) -> None:
    merge, ines = town.merge(), town.cast.ines
    join_cluster(town.uow(), town.digital.id, town.cast.fatima.id, actor=ines)
    terms = town.terms(DIGITAL, TEXTILE)
    wanted = replace(terms, cluster_ids=(town.textile.id, town.digital.id))
    change_collaboration(town.uow(), "C1", terms, wanted, actor=ines, now=LATER)
    page = cluster_page(town.uow(), town.textile.id, actor=ines, now=LATER)
    assert page.merge is not None
    assert (page.merge.name, page.merge.people, page.merge.collaborations) == (CAIRO, 0, 1)
    town.undo(merge)
    assert town.parts()["Fatima"].cluster == DIGITAL
    assert town.named() == {"C1": (TEXTILE, DIGITAL), "C2": (CAIRO, TEXTILE)}


def test_who_came_to_the_merged_cluster_since_stays_with_it(town: Town) -> None:
    merge = town.merge()
    join_cluster(town.uow(), town.textile.id, town.cast.awa.id, actor=town.cast.ines)
    town.undo(merge)
    assert town.parts()["Awa"].cluster == TEXTILE


def test_a_cluster_that_was_changed_since_stays_merged(town: Town) -> None:
    merge, ines = town.merge(), town.cast.ines
    change_cluster(town.uow(), merge.merged, replace(merge.merged, label="Gold"), actor=ines)
    before = town.store.snapshot()
    assert cluster_page(town.uow(), town.textile.id, actor=ines, now=LATER).merge is None
    with pytest.raises(ClusterChanged):
        town.undo(merge)
    assert town.store.snapshot() == before


def test_a_cluster_that_was_merged_on_is_taken_apart_from_the_last_merge_on(town: Town) -> None:
    merge, ines = town.merge(), town.cast.ines
    second = merge_clusters(town.uow(), town.digital.id, town.textile.id, actor=ines, now=NOW)
    with pytest.raises(NoSuchCluster):
        town.undo(merge)
    town.undo(second)
    assert sorted(one.name for one in town.clusters()) == [DIGITAL, TEXTILE]


def test_after_thirty_days_it_stays(town: Town) -> None:
    merge, ines = town.merge(), town.cast.ines
    last, too_late = NOW + UNDOABLE_FOR, NOW + UNDOABLE_FOR + timedelta(seconds=1)
    pages = [cluster_page(town.uow(), town.textile.id, actor=ines, now=now).merge for now in (last, too_late)]
    assert [one is not None for one in pages] == [True, False]
    with pytest.raises(MergeStands) as refused:
        undo_merge(town.uow(), merge.id, actor=ines, now=too_late)
    assert refused.value.facts["days"] == 30
    undo_merge(town.uow(), merge.id, actor=ines, now=last)


def test_what_was_never_merged_is_no_cluster(town: Town) -> None:
    with pytest.raises(NoSuchCluster):
        undo_merge(town.uow(), "m1", actor=town.cast.ines, now=NOW)


@pytest.mark.parametrize("who", ["Fatima", "Awa", "Omar", "another team's Inès"])
def test_only_who_runs_the_programme_takes_it_back_or_is_told_of_it(town: Town, who: str) -> None:
    merge = town.merge()
    abroad = who.startswith("another")
    actor = town.cast.ines if abroad else town.people[who]
    unit = FakeUnitOfWork(town.store, OTHER_TEAM) if abroad else town.uow()
    before = town.store.snapshot()
    with pytest.raises((NotACoordinator, NoSuchCluster)):
        undo_merge(unit, merge.id, actor=actor, now=LATER)
    with pytest.raises((NotACoordinator, NoSuchCluster, NothingToMerge)):
        merge_effects(unit, town.textile.id, town.digital.id, actor=actor)
    assert town.store.snapshot() == before
    if who in {"Fatima", "Awa"}:
        assert cluster_page(town.uow(), town.textile.id, actor=actor, now=LATER).merge is None
