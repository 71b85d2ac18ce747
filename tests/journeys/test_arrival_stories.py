"""Somebody known by e-mail joins Slack, is welcomed, answers, and is presented to everybody; and takes it back."""

from __future__ import annotations

import html
from dataclasses import replace

from bot.database import open_database, unit_of_work_of
from tests.journeys.conftest import OpenTown
from tests.journeys.somebody import Json, Somebody
from tests.journeys.steps import send_welcomes
from tests.journeys.town import TEAM, Town, Townsman

SALMA = Townsman("Salma Idrissi", "mentee", "en", "MA", "Casablanca", "Africa/Casablanca", "awa@example.org")
WORDS = "Buyers of <smart> textiles & how to meet them"


def channel_of(town: Town) -> str:
    """The programme speaks in the town's one channel, in English and French."""
    found = next(one for one in town.sandbox.workspace.conversations.values() if one.name == "mentoring")
    engine = open_database(town.settings)
    with unit_of_work_of(engine)(TEAM) as uow:
        (programme,) = uow.people.programmes()
        uow.people.update_programme(replace(programme, channel=found.id, languages=("en", "fr")))
        uow.commit()
    engine.dispose()
    return found.id


def looks_and_welcomes(ines: Somebody) -> None:
    """The coordinator looks who is there, and says that it begins."""
    ines.types("/mentor programme arrivals")
    listed = ines.finds("People of Cluster Mentoring", "Not in this Slack yet; invite them there: Salma Idrissi")
    assert "1 person is not in this Slack yet" in send_welcomes(ines, listed)


def form_titled(person: Somebody, title: str) -> Json:
    return person.seat.wait_for_modal(title)


def test_a_newcomer_known_by_address_arrives_and_is_presented(open_town: OpenTown) -> None:
    everybody = dict.fromkeys(("ines", "awa", "fatima", "luca", "nour"), "en")
    town = open_town(everybody, more={"salma": SALMA}, absent=["salma"])
    channel, ines, luca = channel_of(town), town.person("ines"), town.person("luca")
    looks_and_welcomes(ines)
    luca.finds("Welcome to Cluster Mentoring, Luca Bianchi!", "You are mentored by Awa Diallo.")

    salma = town.joins("salma")
    welcome = salma.finds("Welcome to Cluster Mentoring, Salma Idrissi!", "You are mentored by Awa Diallo.")
    salma.presses(welcome, "arrival.answer.0")
    clock = form_titled(salma, "Question 1 of 3")
    assert "Atlantis" in str(salma.fills(clock, zone="Atlantis"))
    assert salma.fills(clock, zone="Casablanca")["ok"]
    assert salma.fills(form_titled(salma, "Question 2 of 3"), week="Mon-Thu 9-17")["ok"]
    read_so = salma.seat.client.wait_for(
        lambda: next((one for one in salma.seat.modals() if "I read it so." in salma.read_view(one)), None),
        what="the week read back",
    )
    assert read_so is not None
    assert salma.fills(read_so)["ok"]
    offers = form_titled(salma, "Question 3 of 3")
    assert salma.fills(offers, needed="internationalisation", needs=WORDS, speaks="ar fr", kept="yes")["ok"]
    asked = form_titled(salma, "What I may show")
    assert f"> {WORDS}" in html.unescape(salma.read_view(asked))
    assert salma.fills(asked, shown="yes", presented="yes")["ok"]

    posted = luca.seat.wait_for_message("Please welcome Salma Idrissi.", channel)
    for words in (
        "Mentee · Casablanca · Morocco",
        "Bienvenue à Salma Idrissi.",
        "Export and going international",
        WORDS,
    ):
        assert words in "\n".join(luca.seat.reads(channel)), words
    ines.types("/mentor programme arrivals")
    ines.finds("1 has answered everything")

    salma.types("/mentor profile")
    salma.presses(form_titled(salma, "Profile"), "arrival.consents.0")
    agreed = form_titled(salma, "What I may show")
    assert salma.fills(agreed, kept="yes", shown="yes", presented="no")["ok"]
    luca.seat.client.wait_for(
        lambda: all(one["ts"] != posted["ts"] for one in luca.seat.messages(channel)), what="the message to be deleted"
    )


def test_a_closed_account_is_told_once_and_the_welcome_waits_for_its_person(open_town: OpenTown) -> None:
    town = open_town(dict.fromkeys(("ines", "awa", "fatima", "luca", "nour"), "en"))
    ines, luca = town.person("ines"), town.person("luca")
    town.client.change_person(id="ULUCA", deleted=True)
    ines.finds("The Slack account of Luca Bianchi (Cluster Mentoring) was closed.")
    ines.types("/mentor programme arrivals")
    listed = ines.finds("Their Slack account is closed: Luca Bianchi")
    send_welcomes(ines, listed)
    town.person("awa").finds("Welcome to Cluster Mentoring, Awa Diallo!")
    town.client.change_person(id="ULUCA", deleted=False)
    luca.finds("Welcome to Cluster Mentoring, Luca Bianchi!")
    assert sum("was closed" in words for words in ines.all_read()) == 1
