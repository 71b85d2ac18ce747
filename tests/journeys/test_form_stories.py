"""Booking by the form, by a suggested slot, and among several partners."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import OpenTown
from tests.journeys.somebody import Somebody, actions_of, shown_in
from tests.journeys.steps import agree, propose
from tests.journeys.town import Town


def test_the_form_keeps_what_was_typed_when_something_is_wrong(town: Town, fatima: Somebody, ines: Somebody) -> None:
    fatima.presses_at_home("home.book")
    form = fatima.form("title book")

    refused = fatima.fills(form, date="2027-03-25", topic="Budget & <plans>")
    assert refused["error"] == "errors"
    assert refused["errors"] == {"time": fatima.says("both needed")}
    kept = fatima.form("title book")
    assert (shown_in(kept, "date"), shown_in(kept, "topic")) == ("2027-03-25", "Budget & <plans>")

    assert fatima.fills(kept, time="15:00", duration="90")["ok"]
    read_back = fatima.form("title read back")
    words = fatima.read_view(read_back)
    assert fatima.says("asked", name=ines.name) in words
    assert "15:00" in words
    assert "14:00" in words
    town.settle()
    assert ines.all_read() == []

    assert fatima.fills(read_back)["ok"]
    invitation = ines.reads("invited", "14:00", name=fatima.name)
    assert "Budget & <plans>" in invitation["plain"]


def test_too_near_a_time_in_the_form_is_answered_with_the_earliest(
    town: Town, fatima: Somebody, ines: Somebody
) -> None:
    fatima.presses_at_home("home.book")
    assert fatima.fills(fatima.form("title book"), date="2027-01-18", time="10:30")["ok"]
    offered = fatima.seat.modals()[-1]
    assert "12:15" in fatima.read_view(offered)
    fatima.presses(offered, "booking.choose.0")
    ines.reads("invited", "11:15", "12:15", name=fatima.name)


def test_a_line_without_a_time_offers_slots_and_one_is_a_tap(town: Town, fatima: Somebody, ines: Somebody) -> None:
    fatima.types("/mentor book Export plan")
    offer = fatima.reads("slots", name=ines.name)
    slots = [action for action in actions_of(offer) if action.startswith("booking.choose.")]
    assert 3 <= len(slots) <= 5
    fatima.presses(offer, slots[1])
    fatima.reads("booked", name=ines.name)
    invitation = ines.reads("invited", name=fatima.name)
    assert "Export plan" in invitation["plain"]
    assert [action for action in actions_of(fatima.again(offer)) if action.startswith("booking.choose.")] == []


def test_slots_avoid_the_others_weekend_and_what_is_booked(plain_town: Town) -> None:
    fatima, ines = plain_town.people("fatima", "ines")
    fatima.types("/mentor book")
    offered = fatima.reads("slots", name=ines.name)["plain"]
    assert "Friday" not in offered
    assert "Sunday" not in offered
    first = next(line for line in offered.splitlines() if "in Cairo" in line)
    fatima.presses(fatima.latest(), "booking.choose.0")
    ines.reads("invited", name=fatima.name)
    fatima.types("/mentor book")
    assert first not in fatima.reads("slots", name=ines.name)["plain"]


def test_change_opens_the_form_filled_with_what_was_read_back(town: Town, fatima: Somebody, ines: Somebody) -> None:
    fatima.types("/mentor book 2027-03-25 15:00 45 min Export plan")
    fatima.presses(fatima.reads("asked", name=ines.name), "booking.change")
    form = fatima.form("title book")
    assert [shown_in(form, field) for field in ("date", "time", "duration", "topic")] == [
        "2027-03-25",
        "15:00",
        "45",
        "Export plan",
    ]
    assert fatima.fills(form, time="16:00")["ok"]
    assert fatima.fills(fatima.form("title read back"))["ok"]
    ines.reads("invited", "15:00", "16:00", name=fatima.name)
    town.settle()
    assert ines.counts("invited", name=fatima.name) == 1


def test_somebody_with_several_partners_chooses_or_names_one(town: Town) -> None:
    awa, luca, nour = town.people("awa", "luca", "nour")
    awa.types("/mentor book 2027-03-25 15:00 Export plan")
    form = awa.form("title book")
    assert (shown_in(form, "date"), shown_in(form, "time"), shown_in(form, "topic")) == (
        "2027-03-25",
        "15:00",
        "Export plan",
    )
    field = next(block for block in form["blocks"] if block.get("block_id") == "with_whom")
    by_name = {option["text"]["text"]: option["value"] for option in field["element"]["options"]}
    assert set(by_name) == {luca.name, nour.name}
    assert awa.fills(form, with_whom=by_name[nour.name])["ok"]
    assert awa.fills(awa.form("title read back"))["ok"]
    nour.reads("invited", name=awa.name)

    propose(awa, luca, "@luca 2027-03-25 17:00")
    town.settle()
    assert nour.counts("invited", name=awa.name) == 1


@pytest.mark.parametrize("minutes", ["5 min", "5 hours"])
def test_a_length_beyond_the_rules_is_refused_and_the_rest_is_kept(town: Town, fatima: Somebody, minutes: str) -> None:
    fatima.types(f"/mentor book 2027-03-25 15:00 {minutes} Export plan")
    refused = fatima.reads("too long")
    fatima.presses(refused, "booking.change")
    form = fatima.form("title book")
    assert shown_in(form, "topic") == "Export plan"


def test_one_cannot_book_with_somebody_who_is_no_partner(open_town: OpenTown) -> None:
    town = open_town({"fatima": "en"})
    fatima, luca = town.people("fatima", "luca")
    fatima.types("/mentor book @luca 2027-03-25 15:00")
    fatima.finds(f"{luca.name} is not one of your partners")
    town.settle()
    assert luca.all_read() == []


def test_a_past_session_is_listed_as_past(plain_town: Town) -> None:
    fatima, ines = plain_town.people("fatima", "ines")
    agree(fatima, ines, "2027-01-19 15:00 Export plan")
    plain_town.client.advance(3 * 86400)
    fatima.types("/mentor sessions")
    shown = fatima.finds("Past sessions", "Tuesday 19 January 2027 · 15:00 in Cairo · 14:00 in Barcelona")
    assert actions_of(shown) == ["note.show.0"]
