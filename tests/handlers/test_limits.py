"""The validator of Slack's limits sees each kind of fault."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.views.blocks import Message
from tests.handlers.slack_limits import check_message, check_view


def text(words: str = "Hello", kind: str = "plain_text") -> dict[str, Any]:
    return {"type": kind, "text": words}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": "button", "text": text(), "action_id": "a", "value": "1"} | changes


def row(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def select(**changes: Any) -> dict[str, Any]:
    one = {"text": text("One"), "value": "1"}
    return {"type": "static_select", "action_id": "value", "options": [one]} | changes


def entry(element: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": "b", "label": text(), "element": element} | changes


def a_modal(*blocks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    view = {"type": "modal", "callback_id": "f", "title": text(), "submit": text(), "blocks": list(blocks)}
    return view | changes


SECTION = {"type": "section", "text": text("Hello", "mrkdwn")}
GOOD = a_modal(SECTION, row(button()), entry(select()))


def test_a_good_view_and_a_good_message_pass() -> None:
    assert check_view(GOOD) == []
    assert check_message(Message("Hello", [SECTION, row(button())])) == []


FAULTY_BLOCKS = [
    {"type": "section", "text": text("ا" * 3001, "mrkdwn")},
    {"type": "section", "text": text("")},
    {"type": "section"},
    {"type": "section", "fields": [text()] * 11},
    {"type": "section", "fields": [text("x" * 2001)]},
    {"type": "header", "text": text("x" * 151)},
    {"type": "header", "text": text("x", "mrkdwn")},
    {"type": "context", "elements": [text()] * 11},
    {"type": "marquee"},
    row(),
    row(*(button(action_id=str(n)) for n in range(26))),
    row(button(), button()),
    row(button(text=text("x" * 76))),
    row(button(value="x" * 2001)),
    row(button(accessibility_label="x" * 76)),
    row(button(style="big")),
    row(button(url="mailto:a")),
    row(button(confirm={"title": text(), "text": text("x" * 301), "confirm": text(), "deny": text()})),
    row(button(confirm={"title": text(), "text": text(), "confirm": text("x" * 31), "deny": text()})),
    row(select(options=[])),
    row({"type": "file_input", "action_id": "a"}),
    row({"type": "radio_buttons", "action_id": "a", "options": [{"text": text(), "value": str(n)} for n in range(11)]}),
    row(select(initial_option={"text": text("Two"), "value": "2"})),
    row(select(options=[{"text": text("x" * 76), "value": "1"}])),
    row(select(options=[{"text": text(), "value": "1"}, {"text": text(), "value": "1"}])),
    row(select(placeholder=text("x" * 151))),
]


@pytest.mark.parametrize("block", FAULTY_BLOCKS)
def test_a_faulty_block_is_seen(block: dict[str, Any]) -> None:
    assert len(check_message(Message("Hello", [block]))) == 1


@pytest.mark.parametrize(
    "element",
    [
        {"type": "plain_text_input", "action_id": "value", "max_length": 3001},
        {"type": "plain_text_input", "action_id": "value", "max_length": 3, "initial_value": "four"},
        {"type": "datepicker", "action_id": "value", "initial_date": "26/01/2027"},
        {"type": "timepicker", "action_id": "value", "initial_time": "24:00"},
        {"type": "file_input", "action_id": "value", "max_files": 11},
        {"type": "plain_text_input", "action_id": ""},
        {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "x"}},
    ],
)
def test_a_faulty_input_is_seen(element: dict[str, Any]) -> None:
    assert len(check_view(a_modal(entry(element)))) == 1


@pytest.mark.parametrize(
    "view",
    [
        a_modal(SECTION, title=text("x" * 25)),
        a_modal(SECTION, submit=text("x" * 25)),
        a_modal(SECTION, private_metadata="x" * 3001),
        a_modal(SECTION, callback_id=""),
        a_modal(*[SECTION] * 101),
        a_modal(),
        a_modal(entry(select()), entry(select())),
        {key: value for key, value in a_modal(entry(select())).items() if key != "submit"},
        {"type": "home", "title": text(), "blocks": [SECTION]},
    ],
)
def test_a_faulty_view_is_seen(view: dict[str, Any]) -> None:
    assert len(check_view(view)) == 1


@pytest.mark.parametrize(
    "message",
    [
        Message("", [SECTION]),
        Message("x" * 4001, [SECTION]),
        Message("Hello", [SECTION] * 51),
        Message("Hello", [entry(select())]),
    ],
)
def test_a_faulty_message_is_seen(message: Message) -> None:
    assert len(check_message(message)) == 1
