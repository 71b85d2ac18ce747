"""Beginning a programme, letting it run, closing it; who runs it, and who may."""

from __future__ import annotations

import pytest

from mentoring.errors import LastCoordinator, NameTaken, NotACoordinator, NotAnAdministrator
from mentoring.people import Participant, ParticipationState, Person, Programme, Role
from mentoring.programme_settings import ProgrammeState, SetUpStep
from mentoring.services.accounts import Account
from mentoring.services.programme_coordinators import add_coordinator, remove_coordinator
from mentoring.services.programme_setup import begin_programme, claim, close, founder_of, let_run, pass_step
from mentoring.services.programmes import who
from tests.builders import NOW, OTHER_TEAM, TEAM, a_person, a_programme
from tests.fakes import FakeStore, FakeUnitOfWork
from tests.mentoring.house import House

ZOE = a_person("Zoé", id=0)
ZOES = Account("UZOÉ", ZOE.email, "fr-FR")


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def empty() -> FakeStore:
    return FakeStore()


def begun(store: FakeStore, actor: Person, *, administers: bool = True, name: str = "First") -> Programme:
    return begin_programme(FakeUnitOfWork(store), a_programme(id=0, name=name), actor=actor, administers=administers)


def founder(store: FakeStore) -> Person:
    person = founder_of(FakeUnitOfWork(store), ZOES, ZOE)
    assert person is not None
    return person


def roles(house: House, person: Person) -> frozenset[Role]:
    with house.uow() as uow:
        return frozenset().union(*(one.roles for one in uow.people.participations(person.id)))


def test_who_administers_an_empty_workspace_begins_its_first_programme(empty: FakeStore) -> None:
    zoe = founder(empty)
    programme = begun(empty, zoe)
    assert (programme.state, programme.set_up) == (ProgrammeState.DRAFT, {SetUpStep.BASICS})
    known = who(FakeUnitOfWork(empty), "UZOÉ")
    assert (known.person, known.programmes) == (zoe, (programme,))
    assert known.participations[0].roles == {Role.COORDINATOR}


def test_nobody_else_begins_it(empty: FakeStore) -> None:
    with pytest.raises(NotAnAdministrator):
        begun(empty, founder(empty), administers=False)
    assert empty.programmes == {}


def test_once_somebody_runs_a_programme_nobody_is_a_founder_any_more(house: House) -> None:
    assert founder_of(house.uow(), ZOES, ZOE) is None
    for actor in (house.cast.luca, house.cast.awa, house.cast.omar):
        with pytest.raises(NotACoordinator):
            begun(house.store, actor)


def test_who_runs_a_programme_begins_another_under_another_name(house: House) -> None:
    assert begun(house.store, house.cast.ines, administers=False, name="Encore").state is ProgrammeState.DRAFT
    with pytest.raises(NameTaken):
        begun(house.store, house.cast.ines, administers=False, name="encore")


def test_a_programme_that_nobody_runs_is_claimed_by_who_administers_the_workspace(empty: FakeStore) -> None:
    with FakeUnitOfWork(empty) as uow:
        programme = uow.people.add_programme(a_programme())
        uow.commit()
    zoe = founder(empty)
    with pytest.raises(NotAnAdministrator):
        claim(FakeUnitOfWork(empty), programme.id, actor=zoe, administers=False)
    claim(FakeUnitOfWork(empty), programme.id, actor=zoe, administers=True)
    assert who(FakeUnitOfWork(empty), "UZOÉ").participations[0].roles == {Role.COORDINATOR}
    with pytest.raises(NotACoordinator):
        claim(FakeUnitOfWork(empty), programme.id, actor=zoe, administers=True)


def test_a_programme_of_another_team_is_not_claimed(house: House) -> None:
    with (unit := FakeUnitOfWork(house.store, OTHER_TEAM)):
        stranger = unit.people.add(a_person("Zoé", team_id=OTHER_TEAM))
        unit.commit()
    with pytest.raises(NotACoordinator):
        claim(FakeUnitOfWork(house.store, OTHER_TEAM), house.cast.programme.id, actor=stranger, administers=True)


def test_a_founder_known_by_address_is_tied_to_the_account(empty: FakeStore) -> None:
    with FakeUnitOfWork(empty) as uow:
        known = uow.people.add(a_person("Zoé", user_id=None, active=False))
        uow.commit()
    assert (founder(empty).id, founder(empty).user_id, founder(empty).active) == (known.id, "UZOÉ", True)


def test_steps_are_passed_once_and_the_programme_runs_and_closes(house: House) -> None:
    ines, programme = house.cast.ines, house.cast.programme
    assert pass_step(house.uow(), programme.id, SetUpStep.PAIRS, actor=ines).set_up == {SetUpStep.PAIRS}
    assert pass_step(house.uow(), programme.id, SetUpStep.PAIRS, actor=ines).set_up == {SetUpStep.PAIRS}
    assert close(house.uow(), programme.id, actor=ines).state is ProgrammeState.CLOSED
    assert let_run(house.uow(), programme.id, actor=ines, now=NOW).state is ProgrammeState.RUNNING
    for actor in (house.cast.luca, house.cast.omar):
        with pytest.raises(NotACoordinator):
            let_run(house.uow(), programme.id, actor=actor, now=NOW)
        with pytest.raises(NotACoordinator):
            close(house.uow(), programme.id, actor=actor)
        with pytest.raises(NotACoordinator):
            pass_step(house.uow(), programme.id, SetUpStep.PAIRS, actor=actor)


def test_a_coordinator_is_added_once_and_keeps_what_else_they_are(house: House) -> None:
    programme, ines, awa = house.cast.programme, house.cast.ines, house.cast.awa
    account = Account(str(awa.user_id), awa.email)
    for _ in range(2):
        assert add_coordinator(house.uow(), programme.id, account, awa, actor=ines, now=NOW) == awa
        assert roles(house, awa) == {Role.MENTOR, Role.COORDINATOR}
    remove_coordinator(house.uow(), programme.id, awa.id, actor=ines, now=NOW)
    assert roles(house, awa) == {Role.MENTOR}


def test_somebody_unknown_becomes_known_by_being_added(house: House) -> None:
    zoe = add_coordinator(house.uow(), house.cast.programme.id, ZOES, ZOE, actor=house.cast.ines, now=NOW)
    assert who(house.uow(), "UZOÉ").person == zoe
    assert roles(house, zoe) == {Role.COORDINATOR}


def test_who_is_removed_is_a_stranger_at_once(house: House) -> None:
    programme, ines = house.cast.programme, house.cast.ines
    zoe = add_coordinator(house.uow(), programme.id, ZOES, ZOE, actor=ines, now=NOW)
    assert remove_coordinator(house.uow(), programme.id, ines.id, actor=zoe, now=NOW) == ines
    assert who(house.uow(), "UINES").person is None
    assert remove_coordinator(house.uow(), programme.id, ines.id, actor=zoe, now=NOW) is None
    with pytest.raises(NotACoordinator):
        add_coordinator(house.uow(), programme.id, ZOES, ZOE, actor=ines, now=NOW)


def test_the_last_active_coordinator_stays(house: House) -> None:
    programme, ines = house.cast.programme, house.cast.ines
    with pytest.raises(LastCoordinator):
        remove_coordinator(house.uow(), programme.id, ines.id, actor=ines, now=NOW)
    with house.uow() as uow:
        away = uow.people.add(a_person("Zoé", active=False))
        uow.people.enrol(Participant(programme.id, away, frozenset({Role.COORDINATOR})))
        uow.commit()
    with pytest.raises(LastCoordinator):
        remove_coordinator(house.uow(), programme.id, ines.id, actor=ines, now=NOW)
    assert remove_coordinator(house.uow(), programme.id, away.id, actor=ines, now=NOW) == away


def test_who_left_is_in_the_programme_again_by_running_it_and_nothing_else(house: House) -> None:
    programme, awa = house.cast.programme, house.cast.awa
    with house.uow() as uow:
        uow.people.mark_participation(programme.id, awa.id, ParticipationState.LEFT)
        uow.commit()
    add_coordinator(
        house.uow(), programme.id, Account(str(awa.user_id), awa.email), awa, actor=house.cast.ines, now=NOW
    )
    assert roles(house, awa) == {Role.COORDINATOR}


def test_who_pauses_can_not_be_the_only_one_left(house: House) -> None:
    programme, ines = house.cast.programme, house.cast.ines
    zoe = add_coordinator(house.uow(), programme.id, ZOES, ZOE, actor=ines, now=NOW)
    with house.uow() as uow:
        uow.people.mark_participation(programme.id, zoe.id, ParticipationState.PAUSED)
        uow.commit()
    with pytest.raises(LastCoordinator):
        remove_coordinator(house.uow(), programme.id, ines.id, actor=ines, now=NOW)
    assert remove_coordinator(house.uow(), programme.id, zoe.id, actor=ines, now=NOW) is not None


@pytest.mark.parametrize("name", ["awa", "luca", "omar"])
def test_only_coordinators_say_who_coordinates(house: House, name: str) -> None:
    actor: Person = getattr(house.cast, name)
    before = house.store.snapshot()
    with pytest.raises(NotACoordinator):
        add_coordinator(house.uow(), house.cast.programme.id, ZOES, ZOE, actor=actor, now=NOW)
    with pytest.raises(NotACoordinator):
        remove_coordinator(house.uow(), house.cast.programme.id, house.cast.ines.id, actor=actor, now=NOW)
    assert house.store.snapshot() == before


def test_the_team_of_the_unit_of_work_is_the_programmes(empty: FakeStore) -> None:
    assert begun(empty, founder(empty)).team_id == TEAM
