"""Everything that can be pressed or submitted is heard, once, and only from Slack."""

import json
import time
from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from handlers.ids import Action, Form, numbered
from tests.handlers.desk import SECRET, Desk, command, press, submit, texts


@pytest.mark.parametrize("on", ["message", "home", "modal"])
def test_every_button_is_heard_everywhere(on: str) -> None:
    answers = Desk().send(*(press("ULUCA", action, "S1 1", on=on) for action in Action))
    assert {action: answer.status for action, answer in zip(Action, answers, strict=True) if answer.status != 200} == {}


@pytest.mark.parametrize("action", [Action.BOOKING_CHOOSE, Action.BOOKING_OPEN])
def test_numbered_buttons_are_heard(action: Action) -> None:
    value = "D1 1" if action is Action.BOOKING_CHOOSE else "2027-01-26T14:00:00+00:00"
    desk = Desk()
    desk.say(press("ULUCA", numbered(action, 1), value))
    assert desk.slack.responses or desk.slack.of("views.open")


def test_every_form_is_heard() -> None:
    about = json.dumps({"session": "S1", "revision": 1, "draft": "D1", "partner": None})
    views = [{"type": "modal", "callback_id": form, "blocks": [], "private_metadata": about} for form in Form]
    answers = Desk().send(*(submit("ULUCA", view) for view in views))
    assert {form: answer.status for form, answer in zip(Form, answers, strict=True) if answer.status != 200} == {}


def test_what_is_no_button_of_ours_is_said_to_be_of_the_past() -> None:
    desk = Desk()
    desk.speaks(desk.cohort.luca, "en")
    desk.say(press("ULUCA", "booking.confirm.all"))
    assert "This is from an earlier time" in texts(desk.slack.responses[0])


class SignedDesk(Desk):
    """Payloads come over HTTP, signed `age` seconds ago with `secret`."""

    def __init__(self, secret: str = SECRET, age: int = 0) -> None:
        super().__init__()
        self.secret, self.age = secret, age

    def request(self, body: dict[str, Any]) -> AsyncBoltRequest:
        raw, timestamp = json.dumps(body), str(int(time.time()) - self.age)
        signature = SignatureVerifier(self.secret).generate_signature(timestamp=timestamp, body=raw)
        headers = {
            "content-type": "application/json",
            "x-slack-signature": str(signature),
            "x-slack-request-timestamp": timestamp,
        }
        return AsyncBoltRequest(body=raw, headers=headers)


def test_a_signed_request_is_served() -> None:
    assert "/mentor" in texts(SignedDesk().say(command("UAWA", "help")))


@pytest.mark.parametrize(("secret", "age"), [("another secret", 0), (SECRET, 301)])
def test_a_request_not_signed_by_slack_just_now_is_not(secret: str, age: int) -> None:
    desk = SignedDesk(secret, age)
    assert [answer.status for answer in desk.send(command("UAWA", "help"))] == [401]
    assert desk.served == []
