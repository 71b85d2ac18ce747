"""The coordinator's Home and its taps, over the stand-in for Slack."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from mentoring.messages import DeliveryKind
from tests.builders import NOW
from tests.handlers.desk import Desk, Json, buttons, command, event, press, submit, texts

LATE = NOW + timedelta(days=35)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.ines, "en")
    desk.now = LATE
    return desk


def home_of(desk: Desk, user: str = "UINES") -> Json:
    desk.send(event("app_home_opened", user=user, tab="home"))
    return desk.slack.of("views.publish")[-1]["view"]


def on_home(user: str, action: str, home: Json, value: str = "") -> Json:
    pressed = press(user, action, value, on="home")
    pressed["view"]["private_metadata"] = home.get("private_metadata", "")
    return pressed


def opened(desk: Desk, action: str) -> Json:
    home = home_of(desk)
    desk.send(on_home("UINES", action, home, buttons(home).get(action, "")))
    return desk.slack.of("views.open")[-1]["view"]


def test_home_shows_a_coordinator_who_needs_them_in_words(desk: Desk) -> None:
    home = home_of(desk)
    shown = texts(home)
    assert "No session yet, for 49 days." in shown
    assert "needs you, 6 points" in shown
    assert "month 2 of 10" in shown
    assert len(home["blocks"]) <= 100
    assert "Who needs you" not in texts(home_of(desk, "ULUCA"))


def test_a_nudge_is_shown_in_each_readers_language_and_sent_as_changed(desk: Desk) -> None:
    form = opened(desk, "pair.nudge")
    fields = {block["block_id"]: block["element"]["initial_value"] for block in form["blocks"] if "element" in block}
    awas, lucas = f"text.{desk.cohort.awa.id}", f"text.{desk.cohort.luca.id}"
    assert fields[awas].startswith("Luca et vous")
    assert fields[lucas].startswith("Tu e Awa")
    desk.send(submit("UINES", form, **{lucas: "Ci sei?"}))
    waiting = [one for one in desk.store.deliveries.values() if one.kind is DeliveryKind.NUDGE]
    assert {one.recipient_id for one in waiting} == {desk.cohort.awa.id, desk.cohort.luca.id}
    assert {one.text for one in desk.store.cares.values()} == {fields[awas], "Ci sei?"}
    assert "No session yet" not in texts(desk.slack.of("views.publish")[-1]["view"])
    desk.send(press("UINES", "pair.look", str(desk.cohort.pair.id)))
    look = texts(desk.slack.of("views.open")[-1]["view"])
    done = look.partition("What coordinators did")[2]
    assert done.count("Inès nudged them") == 1


def test_a_row_let_rest_leaves_the_list_and_is_taken_up_again(desk: Desk) -> None:
    form = opened(desk, "pair.rest")
    answer = desk.say(submit("UINES", form, text="On leave", until="2027-02-01"))
    assert set(answer["errors"]) == {"until"}
    desk.say(submit("UINES", form, text="On leave", until="2027-04-01"))
    assert "1 rests" in texts(desk.slack.of("views.publish")[-1]["view"])
    desk.send(submit("UINES", opened(desk, "board.filter"), show="resting"))
    resting = texts(desk.slack.of("views.publish")[-1]["view"])
    assert "Inès let it rest on Mon 22 Feb: On leave" in resting
    pair = str(desk.cohort.pair.id)
    desk.send(press("UINES", "pair.look", pair))
    look = desk.slack.of("views.open")[-1]["view"]
    assert "On leave" in texts(look)
    woken = press("UINES", "pair.wake", pair, on="modal")
    woken["view"]["private_metadata"] = look["private_metadata"]
    desk.send(woken)
    assert "No session yet" in texts(desk.slack.of("views.publish")[-1]["view"])


def test_what_is_typed_is_kept_when_a_word_is_refused(desk: Desk) -> None:
    form = opened(desk, "pair.write")
    answer = desk.say(submit("UINES", form, text="x" * 1501))
    assert answer["response_action"] == "errors"
    assert set(answer["errors"]) == {"text"}


def test_the_list_narrows_down_and_stays_so_after_something_was_done(desk: Desk) -> None:
    form = opened(desk, "board.filter")
    desk.send(submit("UINES", form, words="nobody at all"))
    narrowed = desk.slack.of("views.publish")[-1]["view"]
    assert "No pair matches." in texts(narrowed)
    wanted = json.loads(narrowed["private_metadata"])
    assert wanted[5] == "nobody at all"
    desk.send(on_home("UINES", "board.page.0", narrowed, buttons(narrowed)["board.page.0"]))
    assert "No session yet" in texts(desk.slack.of("views.publish")[-1]["view"])


def test_nobody_else_gets_at_a_pair_by_its_buttons(desk: Desk) -> None:
    for user in ("ULUCA", "UAWA"):
        for action in ("pair.look", "pair.nudge", "pair.write", "pair.call", "pair.rest"):
            desk.send(press(user, action, str(desk.cohort.pair.id), on="home"))
            refused = desk.slack.of("views.open")[-1]["view"]
            assert refused["callback_id"] == "notice"
            assert "private_metadata" not in refused or "pair" not in refused["private_metadata"]
    assert desk.store.cares == {}


def test_the_digest_comes_on_demand_with_the_month_to_forward(desk: Desk) -> None:
    answer = desk.say(command("UINES", "programme digest"))
    assert "Who needs you" in texts(answer)
    desk.send(press("UINES", "digest.month", buttons(answer)["digest.month"]))
    month = desk.slack.responses[-1]
    assert "January 2027" in texts(month)
    assert "Luca" not in texts(month)
    assert buttons(month) == {}
