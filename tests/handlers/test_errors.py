"""One seam: whatever a listener raises, the person hears a sentence where they acted, and the log has the rest."""

import json
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from handlers.errors import new_reference
from tests.handlers.desk import Desk, Weather, command, event, press, submit, texts, type_in

FORM = {"type": "modal", "callback_id": "session.cancel_form", "blocks": [], "private_metadata": '{"session": "S1"}'}


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.luca, "en")
    return desk


def shown_after(desk: Desk, payload: dict[str, Any]) -> dict[str, Any]:
    """What the person sees of the answer, wherever it goes."""
    answer = desk.say(payload)
    views = [call for method, call in desk.slack.calls if method.startswith("views.")]
    return next((shown for shown in (*desk.slack.responses, *views) if shown), answer)


@pytest.mark.parametrize(
    "payload",
    [
        command("ULUCA", "sessions"),
        press("ULUCA", "session.accept", "S1 1"),
        press("ULUCA", "session.accept", "S1 1", on="home"),
        press("ULUCA", "session.accept", "S1 1", on="modal"),
        submit("ULUCA", FORM),
        event("app_home_opened", user="ULUCA", tab="home"),
    ],
    ids=["command", "message", "home", "modal", "form", "opening home"],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_breakage_is_told_everywhere_with_the_number_in_the_log(
    desk: Desk, payload: dict[str, Any], language: str
) -> None:
    desk.speaks(desk.cohort.luca, language)
    desk.broken = RuntimeError("password=hunter2")
    with capture_logs() as logs:
        shown = shown_after(desk, payload)
    (breakage,) = [line for line in logs if line["event"] == "breakage"]
    assert breakage["reference"] in texts(shown)
    assert breakage["exc_info"] is desk.broken
    assert "hunter2" not in json.dumps(shown)
    assert ("Something went wrong" in texts(shown)) is (language == "en")


def test_a_form_that_breaks_stays_as_it_was_filled_in(desk: Desk) -> None:
    desk.broken = RuntimeError()
    assert desk.say(submit("ULUCA", FORM))["response_action"] == "push"


def test_an_event_that_breaks_is_left_for_slack_to_send_again(desk: Desk) -> None:
    desk.broken = RuntimeError()
    changed = event("user_change", user={"id": "ULUCA"})
    assert [answer.status for answer in desk.send(changed)] == [500]
    desk.broken = None
    assert [answer.status for answer in desk.send(changed)] == [200]


def test_a_breakage_before_anybody_is_known_is_told_in_english(desk: Desk) -> None:
    def unreachable(_: dict[str, Any]) -> dict[str, Any]:
        raise Weather

    desk.slack.answers["auth.test"] = unreachable
    assert "Slack did not answer me in time" in texts(desk.say(command("ULUCA", "sessions")))


def test_slack_refusing_a_form_is_told(desk: Desk) -> None:
    desk.slack.answers["views.open"] = {"ok": False, "error": "fatal_error"}
    with capture_logs() as logs:
        answer = desk.say(command("ULUCA", desk.exact.in_doubt()))
    assert "look before trying again" in texts(answer)
    assert [line["error"] for line in logs if line["event"] == "slack trouble"] == ["fatal_error"]


def test_what_can_not_be_told_at_all_is_logged_and_still_acknowledged(desk: Desk) -> None:
    desk.slack.response_status = 404
    desk.slack.answers["chat.postMessage"] = {"ok": False, "error": "channel_not_found"}
    with capture_logs() as logs:
        assert desk.say(press("ULUCA", "session.accept", "S1 1")) == {"text": ""}
    assert [line["event"] for line in logs] == [
        "could not answer where somebody acted",
        "could not tell what went wrong",
    ]


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [
        (500, "text/html", "<html>Internal Server Error</html>"),
        (502, "text/html", "<html>Bad Gateway</html>"),
        (503, "text/plain", "upstream connect error"),
        (200, "text/html", "<html>maintenance</html>"),
        (200, "application/json", "null"),
        (200, "text/plain", ""),
    ],
)
@pytest.mark.parametrize("on", ["command", "home"])
def test_something_that_answers_in_slacks_place_is_told(desk: Desk, on: str, status: int, kind: str, body: str) -> None:
    desk.slack.answers["views.open"] = lambda _: web.Response(status=status, text=body, content_type=kind)
    if on == "command":
        said = desk.say(command("ULUCA", desk.exact.in_doubt()))
    else:
        desk.say(press("ULUCA", "home.book", on="home"))
        (said,) = desk.slack.of("chat.postMessage")
    assert "look before trying again" in texts(said)


def test_who_waits_for_slack_in_vain_is_written_to_and_not_made_to_wait_again(desk: Desk) -> None:
    desk.broken = TimeoutError()
    assert "look before trying again" in texts(desk.say(command("ULUCA", "sessions")))
    desk.say(press("ULUCA", "home.book", on="home"))
    assert desk.slack.of("views.open") == []
    (posted,) = desk.slack.of("chat.postMessage")
    assert "look before trying again" in texts(posted)


REFUSED = {"ok": False, "error": "expired_trigger_id"}


@pytest.mark.parametrize(
    "payload",
    [
        press("ULUCA", "session.accept", "S9 1"),
        press("ULUCA", "session.accept", "S9 1", on="home"),
        press("ULUCA", "session.accept", "S9 1", on="modal"),
        {**press("ULUCA", "session.accept", "S9 1"), "response_url": ""},
        {**press("ULUCA", "session.accept", "S9 1", on="home"), "trigger_id": None},
    ],
    ids=["message", "home", "modal", "no response_url", "no trigger_id"],
)
def test_who_can_not_be_answered_where_they_acted_is_written_to(desk: Desk, payload: dict[str, Any]) -> None:
    desk.slack.answers |= {"views.open": REFUSED, "views.push": REFUSED}
    desk.slack.response_status = 404
    desk.say(payload)
    (posted,) = desk.slack.of("chat.postMessage")
    assert (posted["channel"], texts(posted)) == (
        "ULUCA",
        "There is no such session any more. Your Home tab shows the ones you have.",
    )


@pytest.mark.parametrize("kind", ["block_actions", "view_submission"])
def test_what_an_earlier_release_showed_says_so(desk: Desk, kind: str) -> None:
    pressed = press("ULUCA", "session.rewind", "S1")
    sent = submit("ULUCA", FORM | {"callback_id": "session.rewind_form"})
    answer = desk.say(pressed if kind == "block_actions" else sent)
    assert "This is from an earlier time" in texts(desk.slack.responses[0] if kind == "block_actions" else answer)


def test_closing_or_searching_what_an_earlier_release_showed_is_acknowledged(desk: Desk) -> None:
    closed = {**submit("ULUCA", FORM), "type": "view_closed", "is_cleared": False}
    assert desk.say(closed | {"view": closed["view"] | {"callback_id": "session.rewind_form"}}) == {"text": ""}
    searched = type_in("ULUCA", FORM, "who", "Aw") | {"action_id": "rewound"}
    assert desk.say(searched) == {"options": []}


def test_a_refusal_at_a_button_is_private_and_leaves_the_message(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.accept", "S9 1"))
    (shown,) = desk.slack.responses
    assert (shown["response_type"], shown["replace_original"]) == ("ephemeral", False)
    assert "There is no such session any more." in texts(shown)


def test_a_refusal_in_a_dialogue_opens_over_it(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.accept", "S9 1", on="modal"))
    (pushed,) = desk.slack.of("views.push")
    assert "There is no such session any more." in texts(pushed)


def test_a_refusal_without_a_field_opens_over_the_form(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", FORM | {"private_metadata": '{"session": "S9"}'}))
    assert answer["response_action"] == "push"
    assert "There is no such session any more." in texts(answer)


LOWER = {"root_view_id": "V0", "previous_view_id": "V2"}
"""Of a form that lies over two others, which is as many as Slack takes."""


def test_a_refusal_in_a_third_dialogue_takes_its_place(desk: Desk) -> None:
    pressed = press("ULUCA", "session.accept", "S9 1", on="modal")
    desk.say(pressed | {"view": pressed["view"] | LOWER})
    (shown,) = desk.slack.of("views.update")
    assert shown["view_id"] == "V1"
    assert "There is no such session any more." in texts(shown)
    assert desk.slack.of("views.push") == []


def test_a_refusal_without_a_field_takes_the_place_of_a_third_form(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", FORM | {"private_metadata": '{"session": "S9"}'} | LOWER))
    assert answer["response_action"] == "update"
    assert "There is no such session any more." in texts(answer)


def test_a_refusal_in_a_second_dialogue_opens_over_it(desk: Desk) -> None:
    pressed = press("ULUCA", "session.accept", "S9 1", on="modal")
    desk.say(pressed | {"view": pressed["view"] | {"root_view_id": "V0", "previous_view_id": "V0"}})
    assert len(desk.slack.of("views.push")) == 1


def test_references_are_short_legible_and_different() -> None:
    made = {new_reference() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == 8 and not set(one) & set("01OIL") for one in made)
