"""Where a session meets: changed on a card, told to the other one, followed by reminders."""

from __future__ import annotations

from tests.journeys.somebody import Somebody, actions_of
from tests.journeys.steps import agree
from tests.journeys.town import Town

LINK = "https://meet.example.org/ines-and-fatima"


def link_on(message: dict[str, object]) -> str:
    """Where the message's Join button leads."""
    blocks = message["blocks"]
    assert isinstance(blocks, list)
    buttons = [element for block in blocks for element in block.get("elements", ()) if element.get("url")]
    return str(buttons[0]["url"]) if buttons else ""


def test_link_changed_for_a_pair_is_told_and_kept(plain_town: Town) -> None:
    fatima, ines = plain_town.people("fatima", "ines")
    agree(fatima, ines)
    card = ines.reads("confirmed")
    assert "session.link" in actions_of(card)
    ines.presses(card, "session.link")
    form = link_form(ines)
    answer = ines.fills(form, link="http://meet.example.org", for_all="all")
    assert "https://" in str(answer)
    assert ines.fills(form, link=LINK, for_all="all")["ok"]
    told = fatima.finds("Inès Ferrer changed where your session meets. Please use the new link.")
    assert link_on(told) == LINK
    plain_town.settle()
    assert link_on(ines.again(card)) == LINK
    home = fatima.home("Your next session")
    assert LINK in str(home)


def link_form(person: Somebody) -> dict[str, object]:
    """The form about a link, when it is on top."""
    return person.seat.client.wait_for(
        lambda: next((view for view in person.seat.modals()[-1:] if view["callback_id"] == "session.link_form"), None),
        what="the form about a link",
    )
