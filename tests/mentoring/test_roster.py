"""Rosters come in whole or not at all, and twice is once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from mentoring.errors import NoProgramme, NotACoordinator, RosterRefused
from mentoring.people import ParticipationState, Role, RosterProblem, RosterReport, RosterRow
from mentoring.services.programmes import create_programme, who
from mentoring.services.roster import import_roster
from tests.builders import NOW, a_programme
from tests.fakes import FakeStore, FakeUnitOfWork

MENTOR, MENTEE = frozenset({Role.MENTOR}), frozenset({Role.MENTEE})


def row(line: int, name: str, roles: frozenset[Role], **more: Any) -> RosterRow:
    given = {"zone": "Europe/Paris", "country": "FR", **more}
    return RosterRow(line=line, email=f"{name.lower()}@example.org", name=name, roles=roles, **given)


ROWS = [
    row(2, "Awa", MENTOR, cluster="Maroc Numeric Cluster"),
    row(3, "Luca", MENTEE, zone="Europe/Rome", country="IT", mentor_email="AWA@example.org"),
    row(4, "Inès", frozenset({Role.COORDINATOR})),
]


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore()
    create_programme(FakeUnitOfWork(store), a_programme())
    return store


def test_roster_brings_people_their_places_and_pairs(store: FakeStore) -> None:
    report = import_roster(FakeUnitOfWork(store), ROWS, now=NOW)

    assert report == RosterReport(added=3, updated=0, unchanged=0, pairs_added=1, linked=0)
    with FakeUnitOfWork(store) as uow:
        luca = uow.people.by_email("luca@example.org")
        assert luca is not None
        (pair,) = uow.people.pairs_of(luca.id, NOW.date())
        assert uow.people.get(pair.mentor_id).name == "Awa"
        assert uow.people.participations(pair.mentor_id)[0].cluster == "Maroc Numeric Cluster"


def test_roster_imported_twice_changes_nothing(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)
    before = store.snapshot()

    report = import_roster(FakeUnitOfWork(store), ROWS, now=NOW)

    assert report == RosterReport(added=0, updated=0, unchanged=3, pairs_added=0, linked=0)
    assert store.snapshot() == before


def test_changed_row_updates_its_person(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)

    report = import_roster(FakeUnitOfWork(store), [replace(ROWS[0], city="Marseille"), *ROWS[1:]], now=NOW)

    assert (report.updated, report.unchanged) == (1, 2)


def test_changed_place_counts_as_an_update(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)

    report = import_roster(FakeUnitOfWork(store), [replace(ROWS[0], cluster="Agrinova"), *ROWS[1:]], now=NOW)

    assert (report.updated, report.unchanged) == (1, 2)


def test_person_who_moves_country_gets_its_usual_week(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)

    import_roster(FakeUnitOfWork(store), [replace(ROWS[0], country="EG", zone="Africa/Cairo")], now=NOW)

    with FakeUnitOfWork(store) as uow:
        awa = uow.people.by_email("awa@example.org")
        assert awa is not None
        assert {window.weekday for window in awa.working_week.windows} == {6, 0, 1, 2, 3}


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row(5, "Omar", MENTEE, mentor_email="nobody@example.org"), "unknown_mentor"),
        (row(5, "Omar", MENTEE, mentor_email="omar@example.org"), "own_mentor"),
        (row(5, "Omar", MENTOR, mentor_email="awa@example.org"), "mentor_of_no_mentee"),
    ],
)
def test_roster_with_a_bad_row_is_refused_whole(store: FakeStore, bad: RosterRow, code: str) -> None:
    with pytest.raises(RosterRefused) as caught:
        import_roster(FakeUnitOfWork(store), [*ROWS, bad], now=NOW)

    assert [(problem.line, problem.code) for problem in caught.value.facts["problems"]] == [(5, code)]
    assert store.people == {}


def test_problems_of_the_reader_refuse_the_roster_too(store: FakeStore) -> None:
    problem = RosterProblem(9, "bad_email", "email", "awa")

    with pytest.raises(RosterRefused) as caught:
        import_roster(FakeUnitOfWork(store), ROWS, [problem], now=NOW)

    assert caught.value.facts["problems"] == (problem,)


def test_good_rows_are_kept_when_asked(store: FakeStore) -> None:
    bad = row(5, "Omar", MENTEE, mentor_email="nobody@example.org")

    report = import_roster(FakeUnitOfWork(store), [*ROWS, bad], now=NOW, keep_good=True)

    assert (report.added, report.pairs_added) == (4, 1)
    assert [problem.line for problem in report.problems] == [5]


def test_mentor_already_in_the_programme_may_be_named(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS[:1], now=NOW)

    assert import_roster(FakeUnitOfWork(store), ROWS[1:], now=NOW).pairs_added == 1


def test_roster_without_a_programme_is_refused() -> None:
    with pytest.raises(NoProgramme):
        import_roster(FakeUnitOfWork(), ROWS, now=NOW)


def test_roster_goes_into_the_programme_named(store: FakeStore) -> None:
    other = create_programme(FakeUnitOfWork(store), a_programme(name="Another", starts_on=date(2026, 1, 4)))

    import_roster(FakeUnitOfWork(store), ROWS, now=NOW, programme_id=other.id)

    with FakeUnitOfWork(store) as uow:
        assert len(uow.people.participants(other.id)) == 3


def test_stranger_is_nobody_and_hears_of_the_coordinators(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)

    stranger = who(FakeUnitOfWork(store), "UOMAR")

    assert stranger.person is None
    assert [one.name for one in stranger.coordinators] == ["Inès"]


def test_a_mentee_is_not_given_a_second_mentor(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)
    before = store.snapshot()
    other = [row(2, "Zoé", MENTOR), replace(ROWS[1], line=3, mentor_email="zoé@example.org")]
    with pytest.raises(RosterRefused) as refused:
        import_roster(FakeUnitOfWork(store), other, now=NOW)
    assert refused.value.facts["problems"] == (RosterProblem(3, "other_mentor", "mentor_email", "awa@example.org"),)
    assert store.snapshot() == before


def test_a_pair_that_ended_does_not_come_back_by_the_same_roster(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)
    with FakeUnitOfWork(store) as uow:
        (pair,) = uow.people.pairs(uow.people.programmes()[0].id)
        uow.people.update_pair(replace(pair, ends_on=date(2027, 1, 18)))
        uow.commit()
    assert import_roster(FakeUnitOfWork(store), ROWS, now=NOW).pairs_added == 0


def test_nobody_stops_coordinating_by_a_roster(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)
    import_roster(FakeUnitOfWork(store), [replace(ROWS[2], roles=MENTOR)], now=NOW)
    with FakeUnitOfWork(store) as uow:
        ines = uow.people.by_email("inès@example.org")
        assert ines is not None
        assert uow.people.participations(ines.id)[0].roles == {Role.MENTOR, Role.COORDINATOR}


def test_who_left_stays_out_and_a_second_import_changes_nothing(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)
    with FakeUnitOfWork(store) as uow:
        luca = uow.people.by_email("luca@example.org")
        assert luca is not None
        uow.people.mark_participation(uow.people.programmes()[0].id, luca.id, ParticipationState.LEFT)
        uow.commit()
    assert import_roster(FakeUnitOfWork(store), ROWS, now=NOW).unchanged == 3
    with FakeUnitOfWork(store) as uow:
        assert uow.people.participations(luca.id) == []


def test_only_who_runs_a_programme_imports_into_it(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)
    encore = create_programme(FakeUnitOfWork(store), a_programme(name="Encore", starts_on=date(2028, 1, 3)))
    with FakeUnitOfWork(store) as uow:
        ines, luca = uow.people.by_email("inès@example.org"), uow.people.by_email("luca@example.org")
        first = uow.people.programmes()[0]
    assert ines is not None
    assert luca is not None
    before = store.snapshot()
    for actor, programme in ((luca, first), (ines, encore)):
        with pytest.raises(NotACoordinator):
            import_roster(FakeUnitOfWork(store), ROWS, now=NOW, programme_id=programme.id, actor=actor)
    assert store.snapshot() == before
    assert import_roster(FakeUnitOfWork(store), ROWS, now=NOW, programme_id=first.id, actor=ines).unchanged == 3


def test_somebody_whose_account_has_another_address_by_now_is_known_by_either(store: FakeStore) -> None:
    import_roster(FakeUnitOfWork(store), ROWS, now=NOW)
    with FakeUnitOfWork(store) as uow:
        awa = uow.people.by_email("awa@example.org")
        assert awa is not None
        uow.people.update(replace(awa, account_email="awa@elsewhere.example"))
        uow.commit()
    new = "awa@elsewhere.example"
    moved = [replace(ROWS[0], email=new.title()), replace(ROWS[1], mentor_email=new), ROWS[2]]

    report = import_roster(FakeUnitOfWork(store), moved, now=NOW)

    assert (report.added, report.pairs_added) == (0, 0)
