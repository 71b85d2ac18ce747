"""The coordinator's Home and its taps, over the stand-in for Slack."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mentoring.messages import DeliveryKind
from mentoring.people import Participant, Programme, Role
from tests.builders import NOW, a_pair, a_programme
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


def opened(desk: Desk, action: str, home: Json | None = None) -> Json:
    home = home or home_of(desk)
    desk.send(on_home("UINES", action, home, buttons(home).get(action, "")))
    return desk.slack.of("views.open")[-1]["view"]


def drawn(desk: Desk) -> Json:
    """Home as it was published last."""
    return desk.slack.of("views.publish")[-1]["view"]


def narrowed(desk: Desk, **filled: str) -> Json:
    """Home once the filter was filled in so."""
    desk.send(submit("UINES", opened(desk, "board.filter"), **filled))
    return drawn(desk)


def choices(form: Json) -> dict[str, object]:
    """What stands in each field of a form."""
    elements = {one["block_id"]: one["element"] for one in form["blocks"] if "element" in one}
    return {
        name: one["initial_option"]["value"] if "initial_option" in one else one.get("initial_value")
        for name, one in elements.items()
    }


def encore(desk: Desk, **settings: object) -> Programme:
    """Another programme that Inès coordinates, with nobody else in it, which began earlier."""
    with (unit := desk.unit()):
        kept = unit.people.add_programme(replace(a_programme(name="Encore", starts_on=date(2026, 11, 2)), **settings))
        unit.people.enrol(Participant(kept.id, desk.cohort.ines, frozenset({Role.COORDINATOR})))
        unit.commit()
    return kept


def test_home_shows_a_coordinator_who_needs_them_in_words(desk: Desk) -> None:
    home = home_of(desk)
    shown = texts(home)
    assert "No session yet, for 49 days." in shown
    assert "needs you, 6 points" in shown
    assert "month 2 of 10" in shown
    assert len(home["blocks"]) <= 100
    assert "Who needs you" not in texts(home_of(desk, "ULUCA"))


def test_a_nudge_is_shown_in_each_readers_language_and_sent_as_changed(desk: Desk) -> None:
    desk.speaks(desk.cohort.awa, "fr", locale="es-ES")
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


def test_letting_a_row_rest_or_noting_a_call_is_undone_where_it_was_done(desk: Desk) -> None:
    for hour, form in enumerate(("pair.rest", "pair.call")):
        desk.now = LATE + timedelta(hours=hour)
        done = desk.say(submit("UINES", opened(desk, form), text="On leave", until="2027-04-01"))["view"]
        assert "1 rests" in texts(drawn(desk))
        undo = press("UINES", "pair.wake", buttons(done)["pair.wake"], on="modal")
        undo["view"]["private_metadata"] = done["private_metadata"]
        desk.send(undo)
        assert "1 needs somebody" in texts(drawn(desk))


def test_whoever_is_searched_for_is_found_even_though_their_row_rests(desk: Desk) -> None:
    desk.say(submit("UINES", opened(desk, "pair.rest"), text="On leave", until="2027-04-01"))
    assert "On leave" in texts(narrowed(desk, words="luca"))
    assert "No pair matches." in texts(narrowed(desk, words="luca", show="needing"))


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


def test_every_field_of_the_filter_narrows_the_list_and_stands_in_it_again(desk: Desk) -> None:
    filled = {"show": "all", "countries": "IT", "mentor_country": "FR", "month": "2027-01-01", "words": "luca"}
    home = narrowed(desk, **filled)
    assert "All pairs · mentees in Italy · mentors in France · no session held in January 2027 · “luca” · 1 found" in (
        texts(home)
    )
    assert choices(opened(desk, "board.filter", home)) == filled


def test_what_is_done_about_a_pair_leaves_the_list_as_it_was_narrowed(desk: Desk) -> None:
    home = narrowed(desk, show="all", words="luca")
    desk.say(submit("UINES", opened(desk, "pair.rest", home), text="On leave", until="2027-04-01"))
    assert drawn(desk)["private_metadata"] == home["private_metadata"]
    look = opened(desk, "pair.look", drawn(desk))
    woken = press("UINES", "pair.wake", str(desk.cohort.pair.id), on="modal")
    woken["view"]["private_metadata"] = look["private_metadata"]
    desk.send(woken)
    assert drawn(desk)["private_metadata"] == home["private_metadata"]


def test_each_form_that_is_opened_is_something_done(desk: Desk) -> None:
    for text, until in (("Spoke to Awa", ""), ("Back in June", "2027-06-01")):
        desk.send(press("UINES", "pair.call", str(desk.cohort.pair.id), on="home"))
        desk.say(submit("UINES", desk.slack.of("views.open")[-1]["view"], text=text, until=until))
    assert [(one.text, one.until) for one in desk.store.cares.values()] == [
        ("Spoke to Awa", date(2027, 3, 8)),
        ("Back in June", date(2027, 6, 1)),
    ]


def test_pages_are_turned_within_what_the_list_was_narrowed_to(desk: Desk) -> None:
    cast = desk.cohort
    with (unit := desk.unit()):
        for _ in range(12):
            unit.people.add_pair(a_pair(cast.awa, cast.luca, programme_id=cast.programme.id))
        unit.commit()
    home = home_of(desk)
    desk.send(on_home("UINES", "board.page.2", home, buttons(home)["board.page.2"]))
    assert "Page 2 of 2" in texts(drawn(desk))
    assert "Shown:" not in texts(drawn(desk))
    assert "board.page.0" not in buttons(drawn(desk))
    home = narrowed(desk, words="luca")
    desk.send(on_home("UINES", "board.page.2", home, buttons(home)["board.page.2"]))
    assert "“luca”" in texts(drawn(desk))
    assert "Page 2 of 2" in texts(drawn(desk))


def test_of_two_programmes_the_one_chosen_is_shown_whatever_the_other_was_narrowed_to(desk: Desk) -> None:
    there = encore(desk)
    home = narrowed(desk, countries="IT", month="2027-01-01")
    assert "mentees in Italy · no session held in January 2027" in texts(home)
    assert buttons(home)["programme.open"] == str(desk.cohort.programme.id)
    form = opened(desk, "board.filter", home)
    assert choices(form)["programme"] == str(desk.cohort.programme.id)
    desk.send(submit("UINES", form, programme=str(there.id)))
    assert "There are no pairs yet." in texts(drawn(desk))
    assert "Shown:" not in texts(drawn(desk))
    assert buttons(drawn(desk))["programme.open"] == str(there.id)
    back = opened(desk, "board.filter", drawn(desk))
    desk.send(submit("UINES", back, words="nobody"))
    every = buttons(drawn(desk))["board.page.0"]
    desk.send(on_home("UINES", "board.page.0", drawn(desk), every))
    assert buttons(drawn(desk))["programme.open"] == str(there.id)


def test_of_two_programmes_the_digest_and_its_month_are_those_of_the_one_chosen(desk: Desk) -> None:
    there = encore(desk)
    asked = desk.say(command("UINES", "programme digest"))
    chosen = next(value for value in buttons(asked).values() if value.split()[1] == str(there.id))
    desk.send(press("UINES", "programme.topic.0", chosen))
    week = desk.slack.responses[-1]
    assert "Encore · month 4 of 12" in texts(week)
    desk.send(press("UINES", "digest.month", buttons(week)["digest.month"]))
    assert "Encore: January 2027" in texts(desk.slack.responses[-1])


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
