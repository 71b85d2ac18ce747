"""One person in two programmes: asked which is meant only where it matters, and shown no more than each allows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from bot.database import open_database, unit_of_work_of
from mentoring.people import Pair, Participant, Person, Role
from mentoring.ports import UnitOfWork
from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.somebody import actions_of, value_of
from tests.journeys.town import CAST, TEAM, Town

BEGUN = date(2027, 1, 4)
OMAR = CAST["omar"]


def encore(town: Town) -> None:
    """A second programme, run by Omar: Luca, who is mentored in the first, mentors Fatima; Awa mentors Inès."""
    engine = open_database(town.settings)
    with unit_of_work_of(engine)(TEAM) as uow:
        first = uow.people.programmes()[0]
        kept = uow.people.add_programme(replace(first, id=0, name="Encore"))
        omar = replace(known(uow, "awa"), id=0, user_id=OMAR.user_id, email=OMAR.email, name=OMAR.name)
        places = {uow.people.add(omar): Role.COORDINATOR}
        for mentor, mentee in (("luca", "fatima"), ("awa", "ines")):
            one, other = known(uow, mentor), known(uow, mentee)
            places |= {one: Role.MENTOR, other: Role.MENTEE}
            uow.people.add_pair(Pair(0, kept.id, one.id, other.id, BEGUN))
        for person, role in places.items():
            uow.people.enrol(Participant(kept.id, person, frozenset({role})))
        uow.commit()
    engine.dispose()


def known(uow: UnitOfWork, handle: str) -> Person:
    person = uow.people.by_user(CAST[handle].user_id)
    assert person is not None
    return person


@pytest.mark.chromium
def test_one_person_in_two_programmes_is_asked_which_only_where_it_matters(
    open_town: OpenTown, open_screen: OpenScreen
) -> None:
    town = open_town(dict.fromkeys(("ines", "awa", "fatima", "luca", "nour", "omar"), "en"))
    encore(town)
    ines, luca, fatima, omar = town.people("ines", "luca", "fatima", "omar")

    luca.types("/mentor book 2027-03-25 15:00")
    form = luca.form("title book")
    whom = next(block["element"] for block in form["blocks"] if block.get("block_id") == "with_whom")
    where = {one["text"]["text"]: one["description"]["text"] for one in whom["options"]}
    assert where == {"Awa Diallo": "Cluster Mentoring", "Fatima Nasser": "Encore"}
    mentee = next(one["value"] for one in whom["options"] if one["text"]["text"] == "Fatima Nasser")
    assert luca.fills(form, with_whom=mentee)["ok"]
    read_back = luca.form("title read back")
    assert "In Encore" in luca.read_view(read_back)
    assert luca.fills(read_back)["ok"]
    fatima.presses(fatima.reads("invited", name=luca.name), "session.accept")
    luca.reads("accepted", name=fatima.name)

    ines.types("/mentor programme people")
    listed = ines.finds("People", "Cluster Mentoring", "Nour Trabelsi")
    assert OMAR.name not in listed["plain"]
    ines.seat.open_home()
    assert OMAR.name not in ines.read_view(ines.home("Cluster Mentoring", "Encore"))
    omar.types("/mentor programme people")
    assert "Nour Trabelsi" not in omar.finds("People", "Encore", "Luca Bianchi")["plain"]

    omar.types("/mentor programme coordinators")
    chooser = omar.seat.wait_for_modal("Coordinators")
    assert omar.fills(chooser, person=CAST["ines"].user_id)["ok"]
    ines.finds("You run Encore from now on.", "Omar Haddad added you")

    window = open_screen(town, "ines")
    window.types("/mentor programme people")
    asked = window.finds("Which programme do you mean?", "Cluster Mentoring", "Encore")
    window.picture("which programme")
    window.presses(asked, "programme.topic.1")
    expect(window.finds("People", "Encore", "Omar Haddad")).not_to_contain_text("Nour")

    running = omar.seat.wait_for_modal("Coordinators")
    theirs = next(one for one in actions_of(running) if value_of(running, one).endswith(f" {ines_id(town)}"))
    omar.presses(running, theirs)
    ines.finds("You do not run Encore any more.", "You still take part in it", "Omar Haddad can add you again.")
    ines.types("/mentor programme")
    ines.finds("Cluster Mentoring", "joint meetings called")


def ines_id(town: Town) -> int:
    engine = open_database(town.settings)
    with unit_of_work_of(engine)(TEAM) as uow:
        person = known(uow, "ines")
    engine.dispose()
    return person.id
