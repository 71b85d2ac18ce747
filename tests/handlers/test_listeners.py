"""Buttons and forms reach the listener of their name, with the arguments that it names."""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.ids import Action, any_of
from handlers.listeners import Listeners

LUCA = {"id": "ULUCA", "team_id": "T1"}


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="UBOT")


class House:
    """An app in which every listener notes what it heard."""

    def __init__(self) -> None:
        self.heard: list[object] = []
        self.app = AsyncApp(
            authorize=authorize, client=AsyncWebClient(), request_verification_enabled=False,
            process_before_response=True,
        )  # fmt: skip
        self.listeners = Listeners(self.app)

    def listener(self, name: str) -> Any:
        async def listener(body: Mapping[str, Any], ack: AsyncAck) -> None:
            self.heard.append((name, body["type"]))
            await ack()

        return listener

    def connect(self) -> None:
        self.listeners.connect(self.listener("forgotten"))

    def presses(self, action_id: str) -> int:
        return self._told({"type": "block_actions", "actions": [{"action_id": action_id, "block_id": "b"}]})

    def submits(self, callback_id: str) -> int:
        return self._told({"type": "view_submission", "view": {"type": "modal", "callback_id": callback_id}})

    def _told(self, payload: dict[str, Any]) -> int:
        body = {**payload, "user": LUCA, "team": {"id": "T1"}, "is_enterprise_install": False}
        headers = {"content-type": ["application/json"]}
        return asyncio.run(self.app.async_dispatch(AsyncBoltRequest(body=json.dumps(body), headers=headers))).status


@pytest.fixture
def house() -> House:
    return House()


def test_button_and_form_of_one_name_are_heard_apart(house: House) -> None:
    house.listeners.action("session.cancel")(house.listener("button"))
    house.listeners.view("session.cancel")(house.listener("form"))
    house.connect()
    assert [house.presses("session.cancel"), house.submits("session.cancel")] == [200, 200]
    assert house.heard == [("button", "block_actions"), ("form", "view_submission")]


def test_numbered_buttons_are_heard_by_the_listener_of_their_like(house: House) -> None:
    house.listeners.action(Action.SESSION_JOIN)(house.listener("join"))
    house.listeners.action(any_of(Action.SESSION_SHOW))(house.listener("show"))
    house.connect()
    assert [house.presses(one) for one in ("session.show", "session.show.12", "session.join")] == [200] * 3
    assert [name for name, _ in house.heard] == ["show", "show", "join"]


@pytest.mark.parametrize("unheard", ["session.shown", "another.session.show", "session.show.x", "sessionXshow", ""])
def test_a_name_that_nobody_hears_is_of_the_past(house: House, unheard: str) -> None:
    house.listeners.action(any_of(Action.SESSION_SHOW))(house.listener("show"))
    house.listeners.view("session.show")(house.listener("form"))
    house.connect()
    assert [house.presses(unheard), house.submits(unheard)] == [200, 200]
    assert house.heard == [("forgotten", "block_actions"), ("forgotten", "view_submission")]


def test_a_listener_is_given_what_it_names(house: House) -> None:
    async def greet(context: Any, next: Any) -> None:  # noqa: A002 - Bolt's name
        context["visit"] = "Luca's visit"
        await next()

    async def on_pressed(action: Mapping[str, Any], visit: str, ack: AsyncAck) -> None:
        house.heard.append((action["action_id"], visit))
        await ack()

    house.app.use(greet)
    house.listeners.action("session.join")(on_pressed)
    house.connect()
    assert house.presses("session.join") == 200
    assert house.heard == [("session.join", "Luca's visit")]


@pytest.mark.parametrize("name", ["session.join", re.compile("session.join")])
def test_a_name_that_is_heard_already_is_refused(house: House, name: str | re.Pattern[str]) -> None:
    house.listeners.action(name)(house.listener("first"))
    with pytest.raises(ValueError, match="heard already"):
        house.listeners.action(name)(house.listener("second"))
