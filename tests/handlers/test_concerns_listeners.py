"""Telling a coordinator in confidence, in Slack: who reads it stands above before a word is written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handlers.ids import Action
from mentoring.people import Participant, Person, Role
from tests.builders import a_person
from tests.handlers.desk import Desk, Json, buttons, command, event, press, shown, submit, texts

WORDS = "Awa never finds an hour for me."


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for person in (desk.cohort.ines, desk.cohort.luca, desk.cohort.awa):
        desk.speaks(person, "en")
    return desk


def form(desk: Desk) -> Json:
    """Luca opens the form to Inès."""
    desk.say(command("ULUCA", "concern"))
    chosen = buttons(shown(desk))["concern.write.0"]
    desk.say(press("ULUCA", f"{Action.CONCERN_WRITE}.0", chosen, on="modal"))
    return shown(desk)


def confided(desk: Desk, **fields: Any) -> str:
    """Luca writes to Inès; the concern's id."""
    desk.say(submit("ULUCA", form(desk), **({"text": WORDS} | fields)))
    return next(iter(desk.store.concerns.values())).id


@pytest.mark.parametrize("word", ["concern", "souci", "سر", "confidencia", "difficoltà"])
def test_the_way_there_is_a_dialogue_that_nobody_else_sees(desk: Desk, word: str) -> None:
    answer = desk.say(command("ULUCA", word))
    assert answer == {"text": ""}
    assert "Whom you choose is the only one to read it" in texts(shown(desk))
    assert desk.slack.of("chat.postMessage") == []


def test_home_and_the_help_message_lead_there(desk: Desk) -> None:
    assert "concern.open" in buttons(desk.say(command("ULUCA")))
    desk.send(event("app_home_opened", user="ULUCA", tab="home"))
    home = desk.slack.of("views.publish")[-1]["view"]
    assert "concern.open" in buttons(json.loads(home) if isinstance(home, str) else home)


def test_who_will_read_it_stands_above_the_form(desk: Desk) -> None:
    first = form(desk)["blocks"][0]["text"]["text"]
    assert first == "Only Inès will read this. Nobody else is shown it, or told that you wrote."


def test_it_is_sent_once_and_the_coordinator_answers_and_starts_a_replacement(desk: Desk) -> None:
    with (unit := desk.unit()):
        zoe = unit.people.add(a_person("Zoé", id=0, user_id="UZOE", email="zoe@example.org"))
        unit.people.enrol(Participant(desk.cohort.programme.id, zoe, frozenset({Role.MENTOR})))
        unit.commit()
    written = form(desk)
    for _ in range(2):
        answer = desk.say(submit("ULUCA", written, text=WORDS))
        assert "Sent to Inès alone." in texts(answer["view"])
    assert len(desk.store.confidential_words) == 1
    concern_id = next(iter(desk.store.concerns.values())).id
    desk.say(press("UINES", f"{Action.CONCERN_SHOW}.0", concern_id, on="home"))
    offered = buttons(shown(desk))
    assert WORDS in texts(shown(desk))
    assert {"concern.answer", "concern.handled", "step.open.0"} == set(offered)
    desk.say(press("UINES", "step.open.0", offered["step.open.0"], on="modal"))
    assert "New mentor" in texts(
        {"blocks": [{"text": one["label"]} for one in shown(desk)["blocks"] if "label" in one]}
    )
    desk.say(press("UINES", Action.CONCERN_ANSWER, concern_id))
    answer = desk.say(submit("UINES", shown(desk), text="Let us speak."))
    assert "Let us speak." in texts(answer["view"])
    desk.say(press("UINES", Action.CONCERN_HANDLED, concern_id, on="modal"))
    assert "concern.reopen" in buttons(shown(desk))


def test_an_empty_form_keeps_its_place(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", form(desk), text="   "))
    assert list(answer["errors"]) == ["text"]


def test_the_coordinators_home_lists_it_and_no_other_does(desk: Desk) -> None:
    confided(desk)
    assert "Written to you in confidence" in home_of(desk, "UINES")
    for user in ("UAWA", "ULUCA", "UFATIMA"):
        assert "confidence" not in home_of(desk, user)
    karim = another_coordinator(desk)
    assert "confidence" not in home_of(desk, str(karim.user_id))


def home_of(desk: Desk, user: str) -> str:
    desk.send(event("app_home_opened", user=user, tab="home"))
    view = desk.slack.of("views.publish")[-1]["view"]
    return texts(json.loads(view) if isinstance(view, str) else view)


def another_coordinator(desk: Desk) -> Person:
    with (unit := desk.unit()):
        karim = unit.people.add(a_person("Karim", id=0, user_id="UKARIM", email="karim@example.org", language="en"))
        unit.people.enrol(Participant(desk.cohort.programme.id, karim, frozenset({Role.COORDINATOR})))
        unit.commit()
        return karim


@pytest.mark.parametrize("user", ["UAWA", "UFATIMA", "UOMAR", "UKARIM"])
def test_nobody_else_reads_answers_or_marks_it(desk: Desk, user: str) -> None:
    concern_id = confided(desk)
    another_coordinator(desk)
    desk.say(press("UINES", Action.CONCERN_ANSWER, concern_id))
    answer_form = shown(desk)
    before = desk.store.snapshot()
    for payload in (
        press(user, f"{Action.CONCERN_SHOW}.0", concern_id, on="home"),
        press(user, Action.CONCERN_ANSWER, concern_id),
        press(user, Action.CONCERN_HANDLED, concern_id, on="modal"),
        press(user, Action.CONCERN_REOPEN, concern_id, on="modal"),
        submit(user, answer_form, text="Mine"),
        command(user, "concern"),
    ):
        desk.slack.calls.clear()
        desk.slack.responses.clear()
        response = desk.send(payload)[0]
        assert WORDS not in f"{response.body} {desk.slack.calls} {desk.slack.responses}"
    after = desk.store.snapshot()
    assert after["concerns"] == before["concerns"]
    assert after["confidential_words"] == before["confidential_words"]


def test_somebody_elses_form_reaches_nobody(desk: Desk) -> None:
    """Omar sends the form that Luca was shown."""
    written = form(desk)
    desk.send(submit("UOMAR", written, text=WORDS), submit("UINES", written, text=WORDS))
    assert desk.store.concerns == {}
