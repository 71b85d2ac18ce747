"""Double clicks, lost answers, restarts and other databases: what is said is said once, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.journeys.conftest import OpenTown
from tests.journeys.somebody import Json, Somebody, actions_of
from tests.journeys.steps import LINE, agree, move, propose
from tests.journeys.town import PATIENCE, Town


def press_twice(person: Somebody, message: Json, action_id: str) -> None:
    """A double click: both presses on the way before either is answered."""
    with ThreadPoolExecutor() as pool:
        for pressed in [pool.submit(person.seat.click, message, action_id) for _ in range(2)]:
            answer = pressed.result()
            assert answer["ok"] or answer["error"] == "element_not_found", answer


@pytest.fixture
def english(plain_town: Town) -> tuple[Town, Somebody, Somebody]:
    return plain_town, plain_town.person("fatima"), plain_town.person("ines")


Three = tuple[Town, Somebody, Somebody]


def test_a_double_click_on_confirm_and_on_accept_changes_nothing(town: Town, fatima: Somebody, ines: Somebody) -> None:
    fatima.types(f"/mentor book {LINE}")
    press_twice(fatima, fatima.reads("asked", name=ines.name), "booking.confirm")
    invitation = ines.reads("invited", name=fatima.name)
    town.settle()
    assert ines.counts("invited", name=fatima.name) == 1
    assert fatima.counts("proposed", name=ines.name) == 1
    assert fatima.counts("booked", name=ines.name) == 1

    press_twice(ines, invitation, "session.accept")
    fatima.reads("accepted", name=ines.name)
    town.settle()
    assert fatima.counts("accepted", name=ines.name) == 1
    assert fatima.counts("settled") == ines.counts("settled") == 0
    assert ines.says("confirmed") in ines.again(invitation)["plain"]


def test_envelopes_that_come_twice_are_done_once(english: Three) -> None:
    town, fatima, ines = english
    fatima.types(f"/mentor book {LINE}")
    town.client.weather(socket="duplicate", times=2)
    fatima.presses(fatima.reads("asked", name=ines.name), "booking.confirm")
    invitation = ines.reads("invited", name=fatima.name)
    town.client.weather(socket="duplicate", times=2)
    ines.presses(invitation, "session.accept")
    fatima.reads("accepted", name=ines.name)
    town.settle()
    assert len(ines.all_read()) == 1
    assert fatima.counts("accepted", name=ines.name) == 1


@pytest.mark.parametrize("fault", ["drop_after_read", "drop_before_read", "fatal_error", "internal_error"])
def test_a_post_that_goes_wrong_reaches_the_partner_exactly_once(english: Three, fault: str) -> None:
    town, fatima, ines = english
    town.client.weather(method="chat.postMessage", fault=fault, times=2)
    fatima.types(f"/mentor book {LINE}")
    fatima.presses(fatima.reads("asked", name=ines.name), "booking.confirm")
    town.client.wait_for(lambda: len(town.client.journal("chat.postMessage")) >= 2, what="two posts that go wrong")
    town.client.wait_until_quiet()
    for _ in range(3):
        look_again_later(town)
    ines.reads("invited", name=fatima.name)
    fatima.reads("proposed", name=ines.name)
    town.settle()
    assert len(ines.all_read()) == 1
    assert fatima.counts("proposed", name=ines.name) == 1


def look_again_later(town: Town) -> None:
    """The bot looks for lost messages every quarter of a minute, and as soon as it starts: so it is started anew."""
    town.client.advance(120)
    town.restart_bot()


def test_a_limited_bot_waits_as_long_as_it_was_told_and_says_it_once(english: Three) -> None:
    town, fatima, ines = english
    town.client.weather(method="chat.postMessage", fault="ratelimited", times=2, retry_after=1)
    fatima.types(f"/mentor book {LINE}")
    fatima.presses(fatima.reads("asked", name=ines.name), "booking.confirm")
    town.client.wait_for(lambda: len(town.client.journal("chat.postMessage")) == 2, what="both posts to be refused")
    assert ines.all_read() == []
    ines.reads("invited", name=fatima.name)
    fatima.reads("proposed", name=ines.name)
    town.settle()
    assert ines.counts("invited", name=fatima.name) == 1


def test_a_bot_restarted_before_it_could_speak_says_it_afterwards_and_once(english: Three) -> None:
    town, fatima, ines = english
    town.client.weather(method="chat.postMessage", fault="ratelimited", times=2, retry_after=3600)
    fatima.types(f"/mentor book {LINE}")
    fatima.presses(fatima.reads("asked", name=ines.name), "booking.confirm")
    town.client.wait_for(lambda: len(town.client.journal("chat.postMessage")) == 2, what="both posts to be refused")
    town.bot.stop()
    refused = fatima.seat.command("/mentor sessions")
    assert not refused["ok"]
    town.client.advance(3601)
    town.start_bot()
    invitation = ines.reads("invited", name=fatima.name)
    ines.presses(invitation, "session.accept")
    fatima.reads("accepted", name=ines.name)
    town.restart_bot()
    town.settle()
    assert len(ines.all_read()) == fatima.counts("accepted", name=ines.name) == 1


def test_an_acknowledgement_that_got_lost_leaves_one_session(english: Three) -> None:
    town, fatima, ines = english
    fatima.types(f"/mentor book {LINE}")
    shown = fatima.reads("asked", name=ines.name)
    town.client.settings(ack_seconds=0.5)
    town.client.weather(socket="unacknowledged")
    fatima.seat.click(shown, "booking.confirm")
    town.client.settings(ack_seconds=PATIENCE)
    ines.reads("invited", name=fatima.name)
    again = fatima.again(shown)
    if "booking.confirm" in actions_of(again):  # Slack says "try again" to whoever was not acknowledged
        fatima.presses(again, "booking.confirm")
    town.settle()
    assert len(ines.all_read()) == 1
    fatima.reads("booked", name=ines.name)


def test_a_broken_socket_is_opened_anew(english: Three) -> None:
    town, fatima, ines = english
    town.client.weather(socket="disconnect")
    town.client.wait_for_sockets(1)
    propose(fatima, ines)


def whole_story(town: Town) -> None:
    """Booked, accepted, moved and cancelled."""
    fatima, ines = town.people("fatima", "ines")
    confirmed = agree(fatima, ines)
    move(ines, confirmed, fatima, "2027-03-26", "10:00")
    fatima.presses(fatima.reads("wants to move", "11:00", name=ines.name), "session.accept")
    moved = ines.reads("moved", "10:00", name=fatima.name)
    ines.presses(moved, "session.cancel")
    assert ines.fills(ines.form("title cancel"), reason="Strike")["ok"]
    fatima.reads("cancelled", "Strike", name=ines.name)
    town.settle()
    assert actions_of(ines.again(confirmed)) == []


def test_the_same_story_over_signed_requests(open_town: OpenTown) -> None:
    whole_story(open_town({"fatima": "en", "ines": "fr"}, http=True))


def test_the_same_story_on_postgresql(postgresql_url: str, open_town: OpenTown) -> None:
    whole_story(open_town({"fatima": "en", "ines": "fr"}, postgresql_url))


def test_two_people_who_press_at_once_on_postgresql(postgresql_url: str, open_town: OpenTown) -> None:
    town = open_town(dict.fromkeys(("awa", "luca", "nour"), "en"), postgresql_url)
    awa, luca, nour = town.people("awa", "luca", "nour")
    for mentee in (luca, nour):
        mentee.types("/mentor book 2027-03-25 15:00")
    shown = [(one, one.reads("asked", name=awa.name)) for one in (luca, nour)]
    with ThreadPoolExecutor() as pool:
        for pressed in [pool.submit(one.presses, message, "booking.confirm") for one, message in shown]:
            pressed.result()
    awa.finds("would like to meet you.")
    town.settle()
    assert len(awa.all_read()) == 1
    assert sum(one.counts("their clash", name=awa.name) for one in (luca, nour)) == 1
