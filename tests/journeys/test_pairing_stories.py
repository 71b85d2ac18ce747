"""A coordinator's morning: pairs are proposed, one is changed, they are published, and both of each introduced."""

from __future__ import annotations

from tests.journeys.conftest import OpenTown
from tests.journeys.somebody import Json, Somebody, actions_of, shown_in
from tests.journeys.steps import send_welcomes
from tests.journeys.town import Townsman

NEWCOMERS = {
    "marco": Townsman("Marco Conti", "mentor", "it", "IT", "Turin", "Europe/Rome"),
    "youssef": Townsman("Youssef Amer", "mentor", "ar", "PS", "Hebron", "Asia/Hebron"),
    "nadia": Townsman("Nadia Alami", "mentee", "fr", "MA", "Rabat", "Africa/Casablanca"),
    "sami": Townsman("Sami Jaziri", "mentee", "ar", "TN", "Sfax", "Africa/Tunis"),
}


def the_form(person: Somebody, *words: str) -> Json:
    """The form on top, when it says all of this."""

    def look() -> Json | None:
        top = person.seat.modals()[-1:]
        return next((view for view in top if all(word in person.read_view(view) for word in words)), None)

    found = person.seat.client.wait_for(look, what=f"a form with {words}")
    assert found is not None
    return found


def button_of(view: Json, words: str) -> str:
    """The id of the button that says this, or of which a screen reader does."""
    elements = [one for block in view["blocks"] for one in block.get("elements", [])]
    told = {"text", "accessibility_label"}
    found = (one for one in elements if words in (one.get("text", {}).get("text"), *(one.get(name) for name in told)))
    return str(next(found)["action_id"])


def test_pairs_are_proposed_changed_and_published_and_both_are_introduced(open_town: OpenTown) -> None:
    town = open_town({"ines": "en", "marco": "it"}, more=NEWCOMERS)
    ines, marco, nadia, sami = town.people("ines", "marco", "nadia", "sami")
    ines.types("/mentor programme pairing")
    cover = the_form(ines, "2 mentees without a mentor")
    ines.presses(cover, "pairing.propose")

    proposals = the_form(ines, "Nadia Alami with Marco Conti", "Sami Jaziri with Youssef Amer", "2 pairs proposed")
    ines.presses(proposals, button_of(proposals, "Another mentor for Sami Jaziri"))
    options = the_form(ines, "A mentor for Sami Jaziri", "proposed to Nadia Alami")
    ines.presses(options, button_of(options, "Choose Marco Conti"))

    changed = the_form(ines, "Sami Jaziri with Marco Conti", "This changed the proposals of Nadia Alami too.")
    assert "Nadia Alami with Youssef Amer" in ines.read_view(changed)
    ines.presses(changed, "pairing.publish")
    made = the_form(ines, "2 pairs are made.", "once the welcomes are sent.")
    ines.seat.close(made, clear=True)
    ines.types("/mentor programme arrivals")
    send_welcomes(ines, ines.finds("People of Cluster Mentoring"))

    marco.finds("Marco Conti!")
    town.let_pass(120)
    to_marco = marco.finds("Ecco Sami Jaziri: sei il suo mentor.", "Un’ora che va bene a tutti e due")
    assert "booking.open" in actions_of(to_marco)
    town.let_pass(3600)  # until Nadia's nine o'clock
    to_sami = sami.finds("تعرّف على Marco Conti")
    nadia.finds("Bienvenue dans Cluster Mentoring")
    town.let_pass(120)
    nadia.finds("Voici Youssef Amer, votre mentor.")
    sami.presses(to_sami, "booking.open")
    form = sami.seat.wait_for_modal()
    assert str(shown_in(form, "date")).startswith("2027-01")
