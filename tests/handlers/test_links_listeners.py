"""Links in the Slack face: typed when booking, changed on a card, for a pair and for a programme."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handlers.ids import Action
from mentoring.sessions import SessionState
from tests.builders import a_change
from tests.handlers.desk import Desk, buttons, command, press, submit, texts

LINK = "https://meet.example.org/ours"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for person in (desk.cohort.awa, desk.cohort.luca, desk.cohort.ines):
        desk.speaks(person, "en")
    with (unit := desk.unit()):
        session = desk.cohort.session(state=SessionState.CONFIRMED, link="https://meet.example.org/old")
        unit.sessions.add(session, a_change(session))
        unit.commit()
    return desk


def opened(desk: Desk) -> dict[str, Any]:
    view = desk.slack.of("views.open")[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def test_card_has_a_button_that_shows_the_link_to_change(desk: Desk) -> None:
    shown = desk.say(command("UAWA", "sessions"))
    assert list(buttons(shown)) == ["session.join", "session.move", "session.link", "session.cancel"]
    desk.say(press("UAWA", Action.SESSION_LINK, "S1 1"))
    form = opened(desk)
    link = next(block for block in form["blocks"] if block.get("block_id") == "link")
    assert link["element"]["initial_value"] == "https://meet.example.org/old"
    assert "Luca will be told at once." in texts(form)


@pytest.mark.parametrize(("choice", "pairs_link"), [("this", ""), ("all", LINK)])
def test_link_is_kept_for_the_session_or_the_pair(desk: Desk, choice: str, pairs_link: str) -> None:
    desk.say(press("UAWA", Action.SESSION_LINK, "S1 1"))
    answer = desk.say(submit("UAWA", opened(desk), link=LINK, for_all=choice))
    assert "Session with Luca" in texts(answer)
    assert desk.unit().sessions.get("S1").link == LINK
    assert desk.unit().people.pair(desk.cohort.pair.id).link == pairs_link


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("http://meet.example.org", "must begin with https://"),
        ("https://a:b@meet.example.org", "a user name or a password"),
        ("https://nowhere", "no address that a browser could open"),
        ("https://meet.example.org/a b", "no blanks"),
    ],
)
def test_link_that_is_none_keeps_the_form_open(desk: Desk, link: str, words: str) -> None:
    desk.say(press("UAWA", Action.SESSION_LINK, "S1 1"))
    answer = desk.say(submit("UAWA", opened(desk), link=link))
    assert answer["response_action"] == "errors"
    assert words in answer["errors"]["link"]
    assert desk.unit().sessions.get("S1").link == "https://meet.example.org/old"


def test_link_typed_in_the_booking_form_is_kept_through_the_read_back(desk: Desk) -> None:
    desk.say(press("UAWA", Action.HOME_BOOK, on="home"))
    answer = desk.say(submit("UAWA", opened(desk), date="2027-02-02", time="10:00", link=LINK))
    desk.say(submit("UAWA", answer["view"]))
    booked = next(one for one in desk.sessions() if one.id != "S1")
    assert (booked.link, booked.link_typed) == (LINK, True)


def test_bad_link_in_the_booking_form_is_said_under_it(desk: Desk) -> None:
    desk.say(press("UAWA", Action.HOME_BOOK, on="home"))
    answer = desk.say(submit("UAWA", opened(desk), date="2027-02-02", time="10:00", link="ftp://x.example.org"))
    assert "must begin with https://" in answer["errors"]["link"]


def test_coordinator_says_where_a_programme_meets(desk: Desk) -> None:
    desk.say(press("UINES", Action.LINKS_OF_PROGRAMME, on="home"))
    form = opened(desk)
    refused = desk.say(submit("UINES", form, link="https://meet.example.org/same"))
    assert "Write {room} where each session" in refused["errors"]["link"]
    answer = desk.say(submit("UINES", form, link="https://meet.example.org/{room}"))
    assert "from now on" in texts(answer)
    programme = desk.unit().people.programme(desk.cohort.programme.id)
    assert programme.booking.link_template == "https://meet.example.org/{room}"


def test_links_of_a_programme_are_not_a_mentors(desk: Desk) -> None:
    desk.say(press("UAWA", Action.LINKS_OF_PROGRAMME, on="message"))
    assert "Only coordinators" in texts(desk.slack.responses[-1])
