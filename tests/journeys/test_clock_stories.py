"""Each on their own clock, with its city named, whatever the clocks do between today and the day."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import OpenTown
from tests.journeys.steps import agree

# Europe goes forward on 28 March 2027, Egypt on 30 April: what is an hour apart is together for a month.
DAYS = {
    "2027-03-25": (
        "Thursday 25 March 2027 · 15:00 in Cairo · 14:00 in Barcelona",
        "jeudi 25 mars 2027 · 14:00 (Barcelona) · 15:00 (Le Caire)",
    ),
    "2027-04-01": (
        "Thursday 1 April 2027 · 15:00 in Cairo · 15:00 in Barcelona",
        "jeudi 1er avril 2027 · 15:00 (Barcelona) · 15:00 (Le Caire)",
    ),
    "2027-04-29": (
        "Thursday 29 April 2027 · 15:00 in Cairo · 15:00 in Barcelona",
        "jeudi 29 avril 2027 · 15:00 (Barcelona) · 15:00 (Le Caire)",
    ),
    "2027-05-06": (
        "Thursday 6 May 2027 · 15:00 in Cairo · 14:00 in Barcelona",
        "jeudi 6 mai 2027 · 14:00 (Barcelona) · 15:00 (Le Caire)",
    ),
}
MIRRORED = {
    "2027-03-25": (
        "jeudi 25 mars 2027 · 15:00 (Le Caire) · 14:00 (Barcelona)",
        "Thursday 25 March 2027 · 14:00 in Barcelona · 15:00 in Cairo",
    ),
    "2027-04-29": (
        "jeudi 29 avril 2027 · 15:00 (Le Caire) · 15:00 (Barcelona)",
        "Thursday 29 April 2027 · 15:00 in Barcelona · 15:00 in Cairo",
    ),
}


@pytest.mark.parametrize(("fatima_reads", "ines_reads", "days"), [("en", "fr", DAYS), ("fr", "en", MIRRORED)])
def test_sessions_booked_before_the_clocks_change_keep_their_wall_time(
    open_town: OpenTown, fatima_reads: str, ines_reads: str, days: dict[str, tuple[str, str]]
) -> None:
    town = open_town({"fatima": fatima_reads, "ines": ines_reads})
    fatima, ines = town.people("fatima", "ines")
    for day, (hers, theirs) in days.items():
        agree(fatima, ines, f"{day} 15:00")
        fatima.reads("accepted", hers, name=ines.name)
        ines.finds(theirs, ines.says("confirmed").strip())

    town.client.advance(80 * 86400)  # 8 April, when Europe is on summer time and Egypt is not
    for person, side in ((fatima, 0), (ines, 1)):
        person.seat.open_home()
        ahead = [clocks[side] for day, clocks in days.items() if day > "2027-04-08"]
        person.home(*ahead)


def test_what_the_asker_means_is_their_own_clock(open_town: OpenTown) -> None:
    town = open_town({"fatima": "en", "ines": "en"})
    fatima, ines = town.people("fatima", "ines")
    ines.types("/mentor book 2027-03-25 15:00")
    ines.reads("asked", "15:00 in Barcelona · 16:00 in Cairo", name=fatima.name)
    ines.types("/mentor book 2027-03-25 23:30")
    ines.reads("asked", "23:30 in Barcelona · Friday 26 March 2027, 00:30 in Cairo", name=fatima.name)


def test_every_message_is_in_its_readers_language_whoever_causes_it(open_town: OpenTown) -> None:
    town = open_town({"luca": "it", "awa": "es", "fatima": "ar", "ines": "fr"})
    luca, awa, fatima, ines = town.people("luca", "awa", "fatima", "ines")
    luca.types("/mentor prenota 2027-03-25 15:00 Piano")
    luca.presses(luca.finds("giovedì 25 marzo 2027"), "booking.confirm")
    awa.finds("jueves, 25 de marzo de 2027")
    ines.types("/mentor réserver 2027-03-25 15:00 Plan")
    ines.presses(ines.reads("asked", name=fatima.name), "booking.confirm")
    fatima.finds("الخميس، 25 مارس 2027")


def test_a_change_of_slacks_own_language_is_followed_until_one_was_chosen(open_town: OpenTown) -> None:
    town = open_town()
    omar = town.person("omar")
    omar.types("/mentor")
    assert "You are not in a mentoring programme" in omar.all_read()[-1]
    town.client.change_person(id="UOMAR", locale="fr-FR")
    omar.types("/mentor")
    assert "Vous ne faites pas encore partie" in omar.all_read()[-1]
