"""Who is known, who is met, who is turned away, and in which language they hear of it."""

import json
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from mentoring.people import Participant, Role
from tests.handlers.desk import Desk, Weather, command, event, press, submit, texts

STRANGER = "You are not in a mentoring programme here yet. Please ask <@UINES> to add you."


@pytest.fixture
def desk() -> Desk:
    return Desk()


def users_info(**user: Any) -> dict[str, Any]:
    return {"user": {"id": "U?", "profile": {}, "locale": "en-US", **user}}


@pytest.mark.parametrize("text", ["", "book 2027-01-26 15:00", "sessions", "roster", "help"])
def test_a_stranger_gets_a_kind_answer_with_the_coordinators_name(desk: Desk, text: str) -> None:
    desk.slack.answers["users.info"] = users_info()
    assert texts(desk.say(command("USTRANGER", text))) == STRANGER


def test_a_stranger_is_answered_in_slacks_language(desk: Desk) -> None:
    desk.slack.answers["users.info"] = users_info(locale="fr-FR")
    assert "<@UINES>" in texts(desk.say(command("USTRANGER")))
    assert texts(desk.say(command("USTRANGER"))) != STRANGER


def test_a_stranger_hears_at_buttons_in_forms_and_on_home_too(desk: Desk) -> None:
    desk.slack.answers["users.info"] = users_info()
    desk.say(press("USTRANGER", "booking.confirm", "D1"))
    assert texts(desk.slack.responses[0]) == STRANGER
    form = {"type": "modal", "callback_id": "booking.form", "blocks": [], "private_metadata": ""}
    assert STRANGER in texts(desk.say(submit("USTRANGER", form)))
    desk.say(event("app_home_opened", user="USTRANGER", tab="home"))
    (published,) = desk.slack.of("views.publish")
    assert STRANGER in texts(published)


def test_a_stranger_who_writes_to_the_bot_hears_once_an_hour(desk: Desk) -> None:
    desk.slack.answers["users.info"] = users_info()
    hello = event("message", user="USTRANGER", channel="D9", channel_type="im", text="hello", ts="1")
    desk.send(hello, hello)
    (posted,) = desk.slack.of("chat.postMessage")
    assert (posted["channel"], texts(posted)) == ("D9", STRANGER)


def test_a_guest_of_another_workspace_who_writes_to_the_bot_hears_it(desk: Desk) -> None:
    desk.send(event("message", user="ULUCA", user_team="T2", channel="D9", channel_type="im", text="hello", ts="1"))
    (posted,) = desk.slack.of("chat.postMessage")
    assert "guest from another workspace" in texts(posted)


def test_a_stranger_hears_even_when_slack_does_not_say_who_it_is(desk: Desk) -> None:
    def drop(_: dict[str, Any]) -> dict[str, Any]:
        raise Weather

    desk.slack.answers["users.info"] = drop
    assert texts(desk.say(command("USTRANGER"))) == STRANGER
    desk.slack.answers["users.info"] = {"ok": False, "error": "missing_scope"}
    assert texts(desk.say(command("USTRANGER"))) == STRANGER


def test_somebody_of_the_roster_is_linked_by_address_on_first_contact(desk: Desk) -> None:
    with (unit := desk.unit()):
        luca = replace(desk.cohort.luca, user_id=None, language=None)
        unit.people.update(luca)
        unit.commit()
    desk.slack.answers["users.info"] = users_info(locale="fr-FR", profile={"email": luca.email.upper()})
    first, second = desk.send(command("WLUCA", "help"), command("WLUCA", "help"))
    assert "/mentor réserver" in texts(json.loads(first.body))
    assert first.body == second.body
    linked = desk.unit().people.get(luca.id)
    assert (linked.user_id, linked.locale) == ("WLUCA", "fr-FR")
    assert desk.slack.of("users.info") == [{"user": "WLUCA", "include_locale": "1"}]


def test_a_person_who_chose_a_language_is_not_asked_about(desk: Desk) -> None:
    desk.say(command("UAWA", "help"))
    assert desk.slack.of("users.info") == []


@pytest.mark.parametrize(
    ("language", "locale", "programme", "heard"),
    [
        ("fr", "en-US", "en", "réserver"),
        (None, "fr-CA", "en", "réserver"),
        (None, "pt-BR", "fr", "réserver"),
        (None, "pt-BR", "pt", "book"),
    ],
)
def test_the_language_is_the_persons_then_slacks_then_the_programmes(
    desk: Desk, language: str | None, locale: str, programme: str, heard: str
) -> None:
    desk.speaks(desk.cohort.luca, language, locale=locale)
    with (unit := desk.unit()):
        unit.people.update_programme(replace(desk.cohort.programme, language=programme))
        unit.commit()
    assert f"/mentor {heard}" in texts(desk.say(command("ULUCA", "help")))


def test_a_guest_of_another_workspace_is_turned_away_kindly(desk: Desk) -> None:
    pressed = press("ULUCA", "session.accept", "S1 1")
    pressed["user"]["team_id"] = "T2"
    desk.say(pressed)
    assert "guest from another workspace" in texts(desk.slack.responses[0])
    assert desk.served == []


def test_whom_slack_counts_as_of_the_organisation_is_no_guest(desk: Desk) -> None:
    pressed = press("ULUCA", "help.show") | {"enterprise": {"id": "E1", "name": "Clusters"}}
    pressed["user"]["team_id"] = "E1"
    desk.speaks(desk.cohort.luca, "en")
    desk.say(pressed)
    assert "What you can do here" in texts(desk.slack.responses[0])


def test_another_workspace_is_not_served(desk: Desk) -> None:
    with capture_logs() as logs:
        desk.send(command("ULUCA") | {"team_id": "T2"})
    assert desk.served == []
    assert [line["team_id"] for line in logs] == ["T2"]


def test_slack_is_asked_once_whose_token_it_is(desk: Desk) -> None:
    desk.send(command("UAWA"), command("UAWA"))
    assert len(desk.slack.of("auth.test")) == 1


def test_a_role_in_any_programme_is_enough_to_be_known(desk: Desk) -> None:
    with (unit := desk.unit()):
        unit.people.enrol(Participant(desk.cohort.programme.id, desk.cohort.omar, frozenset({Role.MENTEE})))
        unit.commit()
    desk.speaks(desk.cohort.omar, "en")
    assert texts(desk.say(command("UOMAR", "help"))) != STRANGER
