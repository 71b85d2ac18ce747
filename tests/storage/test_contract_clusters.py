"""What clusters ask of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from mentoring.approaches import Approach
from mentoring.clusters import Cluster, ClusterMerge, Collaboration, Moved, Stage, Terms
from mentoring.consents import Consent, ConsentTo
from mentoring.people import Participant, Role
from mentoring.portfolio import Listing
from mentoring.portraits import Subjects
from storage import migrate
from storage.unit_of_work import SqlUnitOfWork
from tests.builders import NOW, OTHER_TEAM, TEAM, Cohort, MakeUnitOfWork, a_cohort, a_programme
from tests.mentoring.village import answer, settle_in


def a_cluster(cohort: Cohort, name: str = "Maroc Numeric Cluster", **changes: Any) -> Cluster:
    """A cluster of the cohort's programme; ``changes`` are fields of Cluster."""
    return replace(Cluster(0, cohort.programme.id, name, country="MA", sector="Digital"), **changes)


def a_collaboration(cohort: Cohort, *clusters: Cluster, **changes: Any) -> Collaboration:
    """What Awa noted that the clusters do together; ``changes`` are fields of Collaboration."""
    noted = Collaboration(
        id="C1",
        programme_id=cohort.programme.id,
        terms=Terms("A joint stand at the fair", tuple(one.id for one in clusters), date(2027, 1, 11), Stage.PLANNED),
        noted_by=cohort.awa.id,
        noted_at=NOW,
    )
    return replace(noted, **changes)


def test_clusters_are_kept_and_told_by_name(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        uow.clusters.lock(cohort.programme.id)
        numeric = uow.clusters.add(a_cluster(cohort, also_known_as=("MNC", "ماروك نوميريك")))
        agrinova = uow.clusters.add(a_cluster(cohort, "agrinova", label="Bronze", website="https://example.org"))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.clusters.of_programme(cohort.programme.id) == [agrinova, numeric]
        uow.clusters.update(numeric.renamed("MNC"))
        uow.clusters.remove(agrinova.id)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.clusters.of_programme(cohort.programme.id) == [numeric.renamed("MNC")]
        assert uow.clusters.get(numeric.id).also_known_as == ("ماروك نوميريك", "Maroc Numeric Cluster")
        with pytest.raises(KeyError):
            uow.clusters.get(agrinova.id)


def test_no_sector_is_listed_of_who_agreed_to_a_text_that_did_not_name_it(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        people = {"Awa": cohort.awa, "Luca": cohort.luca, "Fatima": cohort.fatima}
        settle_in(uow, people, cohort.programme.id, agreed=("Awa", "Luca"))
        older = Consent(0, cohort.programme.id, cohort.luca.id, ConsentTo.SHOWN, True, "Older", 1, "en", NOW)
        uow.consents.add(older)
        uow.commit()
    with make_uow(TEAM) as uow:
        listed = {one.name: one.sector for one in uow.listings.shown(cohort.programme.id)}
        assert listed == {"Awa": "Digital", "Luca": ""}
        own = {one.name: one.sector for one in uow.listings.shown(cohort.programme.id, also=cohort.luca.id)}
        assert own == {"Awa": "Digital", "Luca": "Textile"}


def test_merges_are_kept_and_told_latest_first_until_undone(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        kept = uow.clusters.add(a_cluster(cohort, also_known_as=("MNC", "ماروك نوميريك")))
        other = replace(a_cluster(cohort, "Two"), id=kept.id + 1)
        first = ClusterMerge(
            id="m1",
            programme_id=cohort.programme.id,
            kept_id=kept.id,
            kept=kept,
            other=other,
            merged=kept.absorbing(other),
            members=(Moved(cohort.luca.id, "Two ", ""), Moved(cohort.awa.id, "two", "Digital")),
            collaborations=(("C1", (other.id, kept.id)), ("C2", (other.id,))),
            merged_by=cohort.ines.id,
            merged_at=NOW,
        )
        later = replace(first, id="m2", merged_at=NOW + timedelta(days=1), members=(), collaborations=())
        for one in (first, later):
            uow.clusters.keep_merge(one)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.clusters.merges_into(kept.id) == [later, first]
        assert uow.clusters.merges_into(other.id) == []
        assert uow.clusters.merge("m1") == first
        uow.clusters.keep_merge(replace(later, undone_at=NOW))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.clusters.merges_into(kept.id) == [first]
        assert uow.clusters.merge("m2").undone_at == NOW
    with make_uow(OTHER_TEAM) as uow:
        assert uow.clusters.merges_into(kept.id) == []
        with pytest.raises(KeyError):
            uow.clusters.merge("m1")


def test_collaborations_keep_their_clusters_in_order(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        one, two, three = (uow.clusters.add(a_cluster(cohort, name)) for name in ("One", "Two", "Three"))
        first = a_collaboration(cohort, two, one)
        later = a_collaboration(cohort, one, three, id="C2", noted_at=NOW + timedelta(days=1))
        uow.clusters.keep_collaboration(first)
        uow.clusters.keep_collaboration(later)
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.clusters.collaborations(cohort.programme.id) == [later, first]
        assert uow.clusters.collaborations_with(two.id) == [first]
        finished = Terms("A joint stand", (one.id, three.id), date(2027, 2, 1), Stage.FINISHED)
        confirmed = replace(first, terms=finished, confirmed_by=cohort.ines.id, confirmed_at=NOW)
        uow.clusters.keep_collaboration(confirmed)
        uow.clusters.keep_collaboration(replace(later, removed=True))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.clusters.collaborations(cohort.programme.id) == [confirmed]
        assert uow.clusters.collaborations_with(three.id) == [confirmed, replace(later, removed=True)]
        assert uow.clusters.collaboration("C2").removed


def test_clusters_of_another_team_are_unknown(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        cluster, other = uow.clusters.add(a_cluster(cohort)), uow.clusters.add(a_cluster(cohort, "Agrinova"))
        uow.clusters.keep_collaboration(a_collaboration(cohort, cluster, other))
        uow.commit()
    with make_uow(OTHER_TEAM) as uow:
        assert uow.clusters.of_programme(cohort.programme.id) == []
        assert uow.clusters.collaborations(cohort.programme.id) == []
        assert uow.clusters.collaborations_with(cluster.id) == []
        for refused in (
            lambda: uow.clusters.get(cluster.id),
            lambda: uow.clusters.update(cluster),
            lambda: uow.clusters.remove(cluster.id),
            lambda: uow.clusters.collaboration("C1"),
        ):
            with pytest.raises(KeyError):
                refused()


def test_approach_is_kept_once_and_remembered(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        awa, fatima = cohort.awa.id, cohort.fatima.id
        approach = Approach("A1", cohort.programme.id, awa, fatima, "Olive oil exports", NOW)
        assert uow.approaches.latest(awa, fatima) is None
        assert uow.approaches.add(approach)
        assert not uow.approaches.add(replace(approach, words="Again"))
        assert uow.approaches.add(replace(approach, id="A2", at=NOW + timedelta(days=9)))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.approaches.get("A1") == approach
        assert uow.approaches.latest(awa, fatima) == NOW + timedelta(days=9)
        assert uow.approaches.latest(fatima, awa) is None
    with make_uow(OTHER_TEAM) as uow:
        assert uow.approaches.latest(awa, fatima) is None
        with pytest.raises(KeyError):
            uow.approaches.get("A1")


def test_migration_makes_a_cluster_of_every_name_that_participants_bear(engine: Engine) -> None:
    with SqlUnitOfWork(engine, TEAM) as uow:
        cohort = a_cohort(uow)
        uow.commit()
    migrate.downgrade(engine, "0014")
    bear = text("update participants set cluster = :name, sector = :sector where person_id = :person")
    with engine.begin() as connection:
        for person, name, sector in (
            (cohort.awa, "Café Créatif", ""),
            (cohort.luca, " cafe creatif ", "Food"),
            (cohort.fatima, "قطب الزيتون", "Olives"),
        ):
            connection.execute(bear, {"name": name, "sector": sector, "person": person.id})
    migrate.upgrade(engine)
    with SqlUnitOfWork(engine, TEAM) as uow:
        made = uow.clusters.of_programme(cohort.programme.id)
        assert [(one.name, one.country, one.sector) for one in made] == [
            ("Café Créatif", "FR", "Food"),
            ("قطب الزيتون", "EG", "Olives"),
        ]


def test_listings_are_of_those_who_take_part_and_agree_as_things_stand(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cohort = a_cohort(uow)
        programme = cohort.programme.id
        people = {"Awa": cohort.awa, "Luca": cohort.luca, "Fatima": cohort.fatima}
        settle_in(uow, people, programme, agreed=("Awa", "Luca"))
        for agreed in (True, False):
            answer(uow, programme, cohort.fatima, ConsentTo.SHOWN, agreed=agreed)
        answer(uow, programme, cohort.ines, ConsentTo.PRESENTED, agreed=True)
        uow.people.update(replace(cohort.awa, speaks=("fr", "ar")))
        elsewhere = uow.people.add_programme(a_programme(team_id=TEAM, name="Elsewhere"))
        uow.people.enrol(Participant(elsewhere.id, cohort.fatima, frozenset({Role.MENTEE})))
        answer(uow, elsewhere.id, cohort.fatima, ConsentTo.SHOWN, agreed=True)
        uow.commit()
    with make_uow(TEAM) as uow:
        awa, luca = uow.listings.shown(programme)
        assert awa == Listing(
            person_id=cohort.awa.id,
            name="Awa",
            city="Marseille",
            country="FR",
            language="fr",
            speaks=("fr", "ar"),
            sector="Digital",
            cluster="Calanques Digital",
            offers=Subjects("Vendre à l'étranger", ("internationalisation",)),
            needs=Subjects(),
        )
        assert luca.name == "Luca"
        assert [one.name for one in uow.listings.shown(programme, also=cohort.ines.id)] == ["Awa", "Inès", "Luca"]
        assert uow.listings.shown(programme, only=(cohort.luca.id, cohort.fatima.id)) == [luca]
        assert uow.listings.shown(elsewhere.id)[0].offers == Subjects()
        borne = {"Calanques Digital": 1, "Tessuti Uniti": 1, "تجمع القاهرة للنسيج": 1}
        assert dict(uow.listings.clusters_borne(programme)) == borne
        uow.people.update(replace(cohort.awa, active=False))
        assert uow.listings.shown(programme) == [luca]
        assert "Calanques Digital" not in uow.listings.clusters_borne(programme)
    with make_uow(OTHER_TEAM) as uow:
        assert uow.listings.shown(programme, also=cohort.awa.id) == []
        assert dict(uow.listings.clusters_borne(programme)) == {}
