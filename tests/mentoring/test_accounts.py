"""Slack's accounts and the people behind them: linked by address, followed as they change, missed when they close."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.people import Participant, Person, Role
from mentoring.services.accounts import Account, follow_account, follow_accounts
from mentoring.services.delivery import begin
from mentoring.services.errands import AccountGoneErrand
from mentoring.services.programmes import who
from tests.builders import NOW
from tests.fakes import FakeUnitOfWork
from tests.mentoring.house import House, claim_any


class Reception(House):
    """The cast, of whom Luca has not joined Slack yet."""

    def __init__(self) -> None:
        super().__init__()
        self.change(self.cast.luca, user_id=None)

    def change(self, person: Person, **changes: Any) -> None:
        with self.uow() as uow:
            uow.people.update(replace(uow.people.get(person.id), **changes))
            uow.commit()

    def follow(self, user_id: str = "ULUCA", now: datetime = NOW, **about: Any) -> Person | None:
        account = Account(user_id, **{"email": self.cast.luca.email, "name": "Luca", "zone": "Europe/Rome", **about})
        return follow_account(self.uow(), account, now=now)

    def person(self, person: Person) -> Person:
        return self.uow().people.get(person.id)

    def told(self) -> list[int]:
        found = [one for one in self.store.deliveries.values() if one.kind is DeliveryKind.ACCOUNT_GONE]
        return [one.recipient_id for one in found]


@pytest.fixture
def house() -> Reception:
    return Reception()


def test_somebody_known_by_address_is_linked_when_they_join(house: Reception) -> None:
    linked = house.follow(email="ULuca@Example.org", locale="it-IT")
    assert linked is not None
    assert (linked.id, linked.user_id, linked.locale) == (house.cast.luca.id, "ULUCA", "it-IT")
    assert (linked.account_name, linked.account_email, linked.account_zone) == (
        "Luca",
        "uluca@example.org",
        "Europe/Rome",
    )
    assert who(house.uow(), "ULUCA").person == linked


@pytest.mark.parametrize(
    "about",
    [{"email": ""}, {"email": "stranger@example.org"}, {"confirmed": False}, {"active": False}],
    ids=["no address", "another address", "address not confirmed", "closed account"],
)
def test_nobody_is_linked_to_what_is_not_surely_theirs(house: Reception, about: dict[str, Any]) -> None:
    assert house.follow(**about) is None
    assert house.person(house.cast.luca).user_id is None


def test_what_has_not_changed_is_not_written(house: Reception) -> None:
    linked = house.follow()
    uow = house.uow()
    account = Account("ULUCA", house.cast.luca.email, name="Luca", zone="Europe/Rome")
    assert follow_account(uow, account, now=NOW) == linked
    assert uow.committed == 0


def test_many_are_linked_at_once(house: Reception) -> None:
    accounts = [Account("ULUCA", house.cast.luca.email, "it-IT"), Account("UX", "x@example.org"), Account("UY", "")]
    assert follow_accounts(house.uow(), accounts, now=NOW) == 1
    assert follow_accounts(house.uow(), accounts, now=NOW) == 0


def test_an_address_given_to_somebody_else_takes_nobody_over(house: Reception) -> None:
    house.follow()
    house.follow(email="luca@new.example")
    assert house.follow("UTHIEF", email=house.cast.luca.email, name="Somebody") is None
    assert house.person(house.cast.luca).user_id == "ULUCA"


def test_a_new_account_of_somebody_whose_old_one_was_closed_is_theirs(house: Reception) -> None:
    house.follow()
    house.follow(active=False)
    back = house.follow("ULUCA2")
    assert back is not None
    assert (back.id, back.user_id, back.active) == (house.cast.luca.id, "ULUCA2", True)


def test_who_goes_by_their_accounts_name_takes_its_new_one_on(house: Reception) -> None:
    house.follow()
    changed = house.follow(name="Luca Verdi")
    assert changed is not None
    assert changed.name == "Luca Verdi"


def test_who_goes_by_the_rosters_name_keeps_it(house: Reception) -> None:
    house.follow(name="lucab")
    changed = house.follow(name="luca.b")
    assert changed is not None
    assert (changed.name, changed.account_name) == ("Luca", "luca.b")


def test_neither_zone_nor_address_of_the_programme_follows_the_account(house: Reception) -> None:
    house.follow()
    changed = house.follow(email="luca@new.example", zone="America/Lima", locale="es-PE")
    assert changed is not None
    assert (changed.email, changed.zone) == (house.cast.luca.email, house.cast.luca.zone)
    assert (changed.account_email, changed.account_zone, changed.locale) == (
        "luca@new.example",
        "America/Lima",
        "es-PE",
    )


def test_what_slack_leaves_out_is_kept(house: Reception) -> None:
    house.follow(locale="it-IT")
    changed = house.follow(email="", name="", zone="", locale=None, active=False)
    assert changed is not None
    assert (changed.account_email, changed.account_name, changed.locale) == ("uluca@example.org", "Luca", "it-IT")


def test_coordinators_are_told_once_that_an_account_was_closed(house: Reception) -> None:
    house.follow()
    house.follow(active=False)
    house.follow(active=False, locale="it-IT")
    assert house.told() == [house.cast.ines.id]


def test_nobody_is_told_of_the_account_of_somebody_in_no_programme(house: Reception) -> None:
    house.follow("UOMAR", email=house.cast.omar.email, active=False)
    assert not house.person(house.cast.omar).active
    assert house.told() == []


def test_a_coordinator_is_not_told_of_their_own_account(house: Reception) -> None:
    house.follow("UINES", email=house.cast.ines.email, active=False)
    assert house.told() == []


def test_a_coordinator_of_two_programmes_is_told_once(house: Reception) -> None:
    with house.uow() as uow:
        other = uow.people.add_programme(replace(house.cast.programme, id=0, name="Other"))
        uow.people.enrol(Participant(other.id, house.cast.luca, frozenset({Role.MENTEE})))
        uow.people.enrol(Participant(other.id, house.cast.ines, frozenset({Role.COORDINATOR})))
        uow.commit()
    house.follow()
    house.follow(active=False)
    assert house.told() == [house.cast.ines.id]


def test_the_coordinator_reads_whose_account_it_is_in_their_working_hours(house: Reception) -> None:
    house.follow()
    sunday_night = NOW - timedelta(hours=10)
    house.follow(now=sunday_night, active=False)
    assert claim_any(house.uow(), sunday_night) is None
    claimed = claim_any(FakeUnitOfWork(house.store, ""), NOW)
    assert claimed is not None
    errand = begin(house.uow(), claimed, now=NOW)
    assert isinstance(errand, AccountGoneErrand)
    assert (errand.recipient.name, errand.person.name, errand.programme.name) == ("Inès", "Luca", "Cluster Mentoring")


def test_nobody_is_told_of_an_account_that_was_opened_again_meanwhile(house: Reception) -> None:
    house.follow()
    house.follow(active=False)
    house.follow()
    claimed = claim_any(FakeUnitOfWork(house.store, ""), NOW + timedelta(hours=2))
    assert claimed is not None
    assert begin(house.uow(), claimed, now=NOW + timedelta(hours=2)) is None
    with house.uow() as uow:
        kept = uow.deliveries.get(claimed.key)
    assert (kept.state, kept.last_error) == (DeliveryState.CANCELLED, "the account is open again")


def test_nobody_is_told_of_an_account_closed_after_the_programme(house: Reception) -> None:
    house.follow()
    house.follow(active=False, now=house.cast.programme.over_at + timedelta(days=1))
    assert not house.person(house.cast.luca).active
    assert house.told() == []


def test_who_coordinates_no_more_is_not_told_of_a_closed_account(house: Reception) -> None:
    house.follow()
    house.follow(active=False)
    with house.uow() as uow:
        uow.people.enrol(Participant(house.cast.programme.id, house.cast.ines, frozenset({Role.MENTOR})))
        uow.commit()
    claimed = claim_any(FakeUnitOfWork(house.store, ""), NOW + timedelta(hours=2))
    assert claimed is not None
    assert begin(house.uow(), claimed, now=NOW + timedelta(hours=2)) is None
    with house.uow() as uow:
        kept = uow.deliveries.get(claimed.key)
    assert (kept.state, kept.last_error) == (
        DeliveryState.CANCELLED,
        "the recipient does not coordinate this programme",
    )
