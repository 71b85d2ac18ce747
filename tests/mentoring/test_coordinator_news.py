"""Who hears that somebody runs a programme from now on, or no more, and when that is not said after all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mentoring.messages import Delivery, DeliveryKind, DeliveryState
from mentoring.people import Participant, ParticipationState, Person, Programme, Role, RosterRow
from mentoring.programme_overview import CoordinationTold
from mentoring.programme_settings import ProgrammeState
from mentoring.services.accounts import Account, follow_account
from mentoring.services.deciding import decide
from mentoring.services.errands import CoordinationErrand
from mentoring.services.programme_coordinators import add_coordinator, remove_coordinator
from mentoring.services.programme_files import apply_file
from mentoring.services.roster import import_roster
from tests.builders import NOW, a_person
from tests.mentoring.house import House

AT_NIGHT = datetime(2027, 1, 19, 22, tzinfo=UTC)
LATER = datetime(2027, 3, 1, 10, tzinfo=UTC)


class Office(House):
    """Inès and Zoé run the programme."""

    def __init__(self) -> None:
        super().__init__()
        with self.uow() as uow:
            self.zoe = uow.people.add(a_person("Zoé", zone="Europe/Madrid"))
            uow.people.enrol(Participant(self.cast.programme.id, self.zoe, frozenset({Role.COORDINATOR})))
            uow.commit()

    def add(self, person: Person, now: datetime = NOW, by: Person | None = None) -> None:
        account = Account(str(person.user_id), person.email)
        add_coordinator(self.uow(), self.cast.programme.id, account, person, actor=by or self.cast.ines, now=now)

    def remove(self, person: Person, now: datetime = NOW, by: Person | None = None) -> None:
        remove_coordinator(self.uow(), self.cast.programme.id, person.id, actor=by or self.cast.ines, now=now)

    def planned(self) -> dict[str, Delivery]:
        """The words that are planned, by who reads them."""
        return {self.uow().people.get(one.recipient_id).name: one for one in self.words()}

    def words(self) -> list[Delivery]:
        return [one for one in self.store.deliveries.values() if one.kind is DeliveryKind.COORDINATION]

    def read(self, name: str, now: datetime = NOW) -> CoordinationTold | str:
        """What somebody would read now, or why they would not."""
        decided = decide(self.uow(), replace(self.planned()[name], state=DeliveryState.LEASED), now)
        return decided.told if isinstance(decided, CoordinationErrand) else str(getattr(decided, "last_error", ""))


@pytest.fixture
def office() -> Office:
    return Office()


def test_who_is_added_and_who_runs_it_already_hear_of_it_but_not_who_did_it(office: Office) -> None:
    office.add(office.cast.awa)
    assert set(office.planned()) == {"Awa", "Zoé"}
    cast = office.cast
    assert office.read("Awa") == CoordinationTold(
        cast.programme, cast.awa, cast.ines, True, (cast.awa, cast.ines, office.zoe), frozenset({Role.MENTOR})
    )


def test_who_is_taken_out_reads_who_did_it_whom_to_ask_and_what_they_still_are(office: Office) -> None:
    office.add(office.cast.awa)
    office.store.deliveries.clear()
    office.remove(office.cast.awa, by=office.zoe)
    assert set(office.planned()) == {"Awa", "Inès"}
    told = office.read("Awa")
    assert isinstance(told, CoordinationTold)
    assert (told.by, told.added, told.running) == (office.zoe, False, (office.cast.ines, office.zoe))
    assert told.roles == {Role.MENTOR}


def test_who_is_in_it_no_more_still_hears_that_they_were_taken_out(office: Office) -> None:
    office.remove(office.zoe)
    told = office.read("Zoé")
    assert isinstance(told, CoordinationTold)
    assert told.roles == frozenset()


def test_who_takes_themselves_out_tells_the_others_alone(office: Office) -> None:
    office.remove(office.zoe, by=office.zoe)
    assert set(office.planned()) == {"Inès"}


def test_done_again_it_is_not_told_again(office: Office) -> None:
    office.add(office.zoe)
    office.remove(office.cast.awa)
    assert office.planned() == {}


def test_what_was_taken_back_meanwhile_is_not_said(office: Office) -> None:
    office.add(office.cast.awa)
    office.remove(office.cast.awa, now=NOW.replace(minute=NOW.minute + 1))
    added = next(one for one in office.store.deliveries.values() if one.change.startswith("added"))
    decided = decide(office.uow(), replace(added, state=DeliveryState.LEASED), NOW)
    assert getattr(decided, "last_error", "") == "it has been taken back"


def test_who_runs_it_no_more_hears_nothing_of_others(office: Office) -> None:
    office.add(office.cast.awa)
    before = office.planned()["Zoé"]
    office.remove(office.zoe, now=NOW.replace(minute=NOW.minute + 1))
    decided = decide(office.uow(), replace(before, state=DeliveryState.LEASED), NOW)
    assert getattr(decided, "last_error", "") == "the recipient does not coordinate this programme"


def test_who_left_hears_nothing_of_who_comes(office: Office) -> None:
    with office.uow() as uow:
        uow.people.mark_participation(office.cast.programme.id, office.zoe.id, ParticipationState.LEFT)
        uow.commit()
    office.add(office.cast.awa)
    assert set(office.planned()) == {"Awa"}


def test_whom_it_concerns_hears_at_once_and_the_others_when_they_work(office: Office) -> None:
    office.add(office.cast.awa, now=AT_NIGHT)
    planned = office.planned()
    assert planned["Awa"].due_at == AT_NIGHT
    assert planned["Zoé"].due_at == datetime(2027, 1, 20, 8, tzinfo=UTC)


def named(person: Person, *roles: Role, user_id: str = "") -> RosterRow:
    name, zone, country = person.name, person.zone, person.country
    return RosterRow(2, person.email, name, frozenset(roles), zone, country, user_id=user_id)


def test_who_coordinates_by_a_roster_hears_of_it_once_and_who_imported_it_does_not(office: Office) -> None:
    awa, ines = named(office.cast.awa, Role.MENTOR, Role.COORDINATOR), named(office.cast.ines, Role.COORDINATOR)
    for minute in range(2):
        now = NOW.replace(minute=NOW.minute + minute)
        import_roster(office.uow(), [awa, ines], now=now, actor=office.cast.ines)
    assert len(office.words()) == 2
    assert set(office.planned()) == {"Awa", "Zoé"}
    told = office.read("Awa")
    assert isinstance(told, CoordinationTold)
    assert (told.by, told.added) == (office.cast.ines, True)


def test_who_coordinates_by_the_operators_roster_is_told_that_a_file_did_it(office: Office) -> None:
    import_roster(office.uow(), [named(office.cast.awa, Role.COORDINATOR)], now=NOW)
    assert set(office.planned()) == {"Awa", "Inès", "Zoé"}
    told = office.read("Inès")
    assert isinstance(told, CoordinationTold)
    assert (told.person.name, told.by) == ("Awa", None)


def test_what_is_filled_quietly_tells_nobody(office: Office) -> None:
    import_roster(office.uow(), [named(office.cast.awa, Role.COORDINATOR)], now=NOW, quietly=True)
    assert office.planned() == {}


def apply(office: Office, row: RosterRow) -> None:
    def settled(programme: Programme) -> Programme:
        return programme

    looked = apply_file(office.uow(), office.cast.programme.id, settled, [row], [], now=NOW)
    assert looked.changes
    assert office.planned() == {}
    apply_file(office.uow(), office.cast.programme.id, settled, [row], [], now=NOW, mark=looked.mark)


@pytest.mark.parametrize("state", [ProgrammeState.RUNNING, ProgrammeState.DRAFT])
def test_who_coordinates_by_a_programmes_file_hears_of_it_once_it_is_applied(
    office: Office, state: ProgrammeState
) -> None:
    with office.uow() as uow:
        uow.people.update_programme(replace(office.cast.programme, state=state))
        uow.commit()
    apply(office, named(office.cast.awa, Role.MENTOR, Role.COORDINATOR))
    assert set(office.planned()) == {"Awa", "Inès", "Zoé"}
    told = office.read("Awa")
    assert isinstance(told, CoordinationTold)
    assert (told.by, told.programme.state) == (None, state)


def test_who_is_not_in_slack_yet_hears_of_it_once_they_are(office: Office) -> None:
    apply(office, named(a_person("Nour", user_id=None), Role.COORDINATOR))
    assert set(office.planned()) == {"Inès", "Zoé"}
    for active in (True, False, True):
        follow_account(office.uow(), Account("UNOUR", "nour@example.org", active=active), now=LATER)
    told = office.read("Nour", LATER)
    assert isinstance(told, CoordinationTold)
    assert (told.person.name, told.by, told.added) == ("Nour", None, True)
    assert [one.recipient_id for one in office.words()].count(told.person.id) == 1


NOUR = replace(a_person("Nour", user_id=None), email="nour@example.org")


def told_of(office: Office, name: str) -> list[str]:
    """Of which programmes somebody reads that they run them."""
    words = [one for one in office.words() if office.uow().people.get(one.recipient_id).name == name]
    return sorted(office.uow().people.programme(one.programme_id or 0).name for one in words)


def run_by_nour(office: Office) -> Programme:
    """Another programme, which a file had Nour run before she was in Slack."""
    with office.uow() as uow:
        kept = uow.people.add_programme(replace(office.cast.programme, id=0, name="Encore"))
        uow.people.enrol(Participant(kept.id, uow.people.add(NOUR), frozenset({Role.COORDINATOR})))
        uow.commit()
    return kept


def roster(office: Office, row: RosterRow, now: datetime = NOW) -> None:
    import_roster(office.uow(), [row], now=now, programme_id=office.cast.programme.id)


def test_who_is_tied_to_slack_by_a_later_roster_hears_once_what_they_run(office: Office) -> None:
    run_by_nour(office)
    roster(office, named(NOUR, Role.COORDINATOR))
    assert told_of(office, "Nour") == []
    for minute in (1, 2):
        roster(office, named(NOUR, Role.COORDINATOR, user_id="UNOUR"), NOW.replace(minute=minute))
    assert told_of(office, "Nour") == ["Cluster Mentoring", "Encore"]
    follow_account(office.uow(), Account("UNOUR", NOUR.email), now=LATER)
    assert told_of(office, "Nour") == ["Cluster Mentoring", "Encore"]


def test_whom_a_roster_ties_and_makes_a_coordinator_at_once_hears_of_each_programme_once(office: Office) -> None:
    run_by_nour(office)
    roster(office, named(NOUR, Role.COORDINATOR, user_id="UNOUR"))
    assert told_of(office, "Nour") == ["Cluster Mentoring", "Encore"]


def test_who_is_tied_to_slack_by_a_programmes_file_hears_what_they_run(office: Office) -> None:
    apply(office, named(NOUR, Role.COORDINATOR))
    office.store.deliveries.clear()
    apply(office, named(NOUR, Role.COORDINATOR, user_id="UNOUR"))
    assert told_of(office, "Nour") == ["Cluster Mentoring"]


def test_who_is_tied_to_slack_by_being_added_elsewhere_hears_what_they_run_already(office: Office) -> None:
    run_by_nour(office)
    office.add(replace(NOUR, user_id="UNOUR"))
    assert told_of(office, "Nour") == ["Cluster Mentoring", "Encore"]


def test_who_joins_slack_after_the_programme_hears_nothing_of_running_it(office: Office) -> None:
    apply(office, named(a_person("Nour", user_id=None), Role.COORDINATOR))
    over = office.cast.programme.over_at
    follow_account(office.uow(), Account("UNOUR", "nour@example.org"), now=over)
    assert set(office.planned()) == {"Inès", "Zoé"}


def test_the_home_of_whom_it_concerns_is_drawn_anew(office: Office) -> None:
    office.add(office.cast.awa)
    homes = [one.recipient_id for one in office.store.deliveries.values() if one.kind is DeliveryKind.HOME]
    assert homes == [office.cast.awa.id]
