"""Announcements: three languages and two audiences from the form to the withdrawal, and nine o'clock in five cities."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.database import open_database, unit_of_work_of
from bot.note_keys import keyring_of
from handlers import roster_file
from mentoring.ports import UnitOfWork
from mentoring.services.roster import import_roster
from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import Screen
from tests.journeys.somebody import Json, Somebody
from tests.journeys.town import HEADING, TEAM, Town, Townsman
from tests.journeys.words import plain

LANGUAGES = {"ines": "en", "awa": "fr", "fatima": "ar", "luca": "es", "nour": "fr", "omar": "en"}
WRITTEN = {
    "title.en": "Kick-off",
    "message.en": "We begin on Monday, {name}. <!channel>",
    "title.fr": "Lancement",
    "message.fr": "Nous commençons lundi.",
    "title.ar": "الانطلاق",
    "message.ar": "نبدأ يوم الاثنين يا {name}.",
    "roles": "mentor mentee",
    "choices": "acknowledgement replies",
}


@contextmanager
def behind_the_scenes(town: Town) -> Iterator[UnitOfWork]:
    """What somebody with access to the database does."""
    engine = open_database(town.settings)
    with unit_of_work_of(engine, keyring_of(town.settings))(TEAM) as uow:
        yield uow
        uow.commit()
    engine.dispose()


def account(town: Town, handle: str, user_id: str, **changes: Any) -> None:
    """Give one of the cast another Slack account."""
    with behind_the_scenes(town) as uow:
        person = uow.people.by_email(f"{handle}@example.org")
        assert person is not None
        uow.people.update(replace(person, user_id=user_id, **changes))


def form_of(coordinator: Somebody, title: str = "Kick-off") -> Json:
    coordinator.types(f"/mentor announce {title}")
    return coordinator.seat.wait_for_modal()


def goes_through(coordinator: Somebody, view: Json, **filled: str) -> Json:
    """Send the form; the one that comes in its place."""
    answer = coordinator.fills(view, **filled)
    assert answer.get("ok"), answer
    return coordinator.seat.modals()[-1]


def press(coordinator: Somebody, action: str) -> Json:
    """A button of the form on top; the form that comes of it."""
    coordinator.presses(coordinator.seat.modals()[-1], action)
    return coordinator.seat.modals()[-1]


@pytest.mark.chromium
def test_three_languages_two_audiences_from_the_form_to_the_withdrawal(
    open_town: OpenTown, open_screen: OpenScreen
) -> None:
    town = open_town(LANGUAGES)
    account(town, "luca", "UGHOST")
    account(town, "nour", "UNOUR", active=False)
    ines, awa, fatima, luca, omar = town.people("ines", "awa", "fatima", "luca", "omar")
    page, reader = open_screen(town, "ines", height=1400), open_screen(town, "fatima")

    preview = goes_through(ines, form_of(ines), **WRITTEN)
    said = ines.read_view(preview)
    assert "4 people get it." in said
    assert "Nour Trabelsi" in said.split("their Slack account is deactivated")[1]
    expect(page.modal).to_contain_text("We begin on Monday, Inès Ferrer.")
    page.picture("preview")
    sent = goes_through(ines, preview)
    assert "On its way to 4 people." in ines.read_view(sent)

    awa.finds("Lancement", "Nous commençons lundi.")
    fatima.finds("الانطلاق", "Fatima Nasser")
    assert not [m for person in (awa, fatima, ines) for m in person.seat.messages() if "<!" in str(m)]
    _read_and_confirmed(reader)

    ines.finds("Your announcement “Kick-off” is", "failed: 1")
    ledger = press(ines, "announcement.ledger")
    assert "Luca Bianchi · failed · English" in ines.read_view(ledger)
    page.picture("ledger")
    account(town, "luca", "ULUCA")
    assert "On its way to 1 person." in ines.read_view(press(ines, "announcement.retry"))
    luca.finds("Kick-off", "We begin on Monday, Luca Bianchi.", "porque no hay versión en español")

    correction = press(ines, "announcement.correct")
    goes_through(ines, correction, **{"message.fr": "Nous commençons mardi."})
    awa.finds("Lancement", "Nous commençons mardi.", "modifiée depuis l’envoi")

    _joins(town, "omar")
    assert "Omar Haddad" in ines.read_view(_ledger(ines))
    assert "On its way to 1 person." in ines.read_view(press(ines, "announcement.offer"))
    omar.finds("Kick-off", "We begin on Monday, Omar Haddad.")

    press(ines, "announcement.withdraw")
    awa.finds("La coordination a retiré cette annonce.")
    expect(reader.page.locator("article").last).to_contain_text("سحب فريق التنسيق هذا الإعلان")
    reader.picture("withdrawn")


def _read_and_confirmed(reader: Screen) -> None:
    """In Arabic, at the page."""
    message = reader.answer_with("announcement.acknowledge")
    reader.picture("announcement")
    reader.presses(message, "announcement.acknowledge")
    reader.finds("الانطلاق", "قرأته")
    reader.picture("confirmed")


def _ledger(coordinator: Somebody) -> Json:
    """The ledger on top, as it is when one searches again."""
    return goes_through(coordinator, coordinator.seat.modals()[-1])


def _joins(town: Town, handle: str) -> None:
    """Somebody of the cast comes into the programme as a mentee."""
    row = f"{handle}@example.org,Omar Haddad,mentee,en,JO,Amman,Asia/Amman,,U{handle.upper()}"
    rows, problems = roster_file.read("roster.csv", f"{HEADING}\n{row}\n".encode())
    with behind_the_scenes(town) as uow:
        import_roster(uow, rows, problems, now=town.now())


CITIES = {
    one.handle: one
    for one in (
        Townsman("Salma Idrissi", "mentee", "en", "MA", "Casablanca", "Africa/Casablanca"),
        Townsman("Karim Saleh", "mentee", "en", "JO", "Amman", "Asia/Amman"),
    )
}


def test_nine_oclock_on_each_readers_own_clock(open_town: OpenTown) -> None:
    """In Ramadan, when Morocco's clocks are an hour behind Tunisia's."""
    town = open_town(dict.fromkeys((*LANGUAGES, *CITIES), "en"), more=CITIES)
    ines = town.person("ines")
    wanted = {**WRITTEN, "roles": "mentee", "timing": "own_clock", "date": "2027-02-15", "time": "09:00"}
    preview = goes_through(ines, form_of(ines), **wanted)
    said = plain(ines.read_view(preview))
    assert "09:00 in Amman · 07:00 in Barcelona: 1 person" in said
    assert "09:00 in Casablanca · 10:00 in Barcelona: 1 person" in said
    goes_through(ines, preview)

    readers = ("karim", "fatima", "luca", "nour", "salma")
    expected = {6: {"karim"}, 7: {"karim", "fatima"}, 8: set(readers) - {"salma"}, 9: set(readers)}
    for hour, have_it in expected.items():
        town.let_pass((datetime(2027, 2, 15, hour, 0, 5, tzinfo=UTC) - town.now()).total_seconds())
        for handle in have_it:
            town.person(handle).finds("We begin on Monday")
        for handle in set(readers) - have_it:
            assert not [one for one in town.person(handle).all_read() if "We begin" in one]
