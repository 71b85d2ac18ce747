"""Slack's limits for messages, modals and Home views, as far as its documentation states them.

`check_message` and `check_view` answer with a list of problems, empty when Slack would take the payload.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.sandbox.blocks import problems_with_blocks

Dict = dict[str, Any]

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
TEXT, LONG_LABEL = 3000, 2000
VIEW_BYTES = 250_000

IN_MESSAGES = {"section", "header", "context", "actions", "divider", "image", "input", "rich_text"}
ACTIONS = {
    "button",
    "static_select",
    "external_select",
    "radio_buttons",
    "checkboxes",
    "datepicker",
    "timepicker",
    "overflow",
}
INPUTS = {
    "plain_text_input",
    "number_input",
    "multi_static_select",
    "external_select",
    "multi_external_select",
    "users_select",
    "multi_users_select",
    "conversations_select",
    "static_select",
    "radio_buttons",
    "checkboxes",
    "datepicker",
    "timepicker",
    "file_input",
    "rich_text_input",
}
CHOICES = {"static_select": 100, "multi_static_select": 100, "radio_buttons": 10, "checkboxes": 10, "overflow": 5}
SEARCHED = {"external_select", "multi_external_select"}
PLACEHOLDERS = {"plain_text_input", "static_select", "datepicker", "timepicker"} | SEARCHED


def check_message(message: Any) -> list[str]:
    """Problems of a message with ``text`` and ``blocks``."""
    found = list(_text_of_message(message.text))
    if len(message.blocks) > MESSAGE_BLOCKS:
        found.append(f"{len(message.blocks)} blocks in a message; {MESSAGE_BLOCKS} at most")
    found += _blocks(message.blocks, "message")
    found += [f"{block['type']} block in a message" for block in message.blocks if block["type"] == "input"]
    return found


def check_view(view: Dict) -> list[str]:
    """Problems of a modal or a Home view."""
    found = list(_blocks(view["blocks"], view["type"]))
    if not 1 <= len(view["blocks"]) <= VIEW_BLOCKS:
        found.append(f"{len(view['blocks'])} blocks in a view; {VIEW_BLOCKS} at most")
    if len(str(view).encode()) > VIEW_BYTES:
        found.append("view_too_large")
    if len(view.get("private_metadata", "")) > TEXT:
        found.append("private_metadata: over 3000")
    found += _of_modal(view) if view["type"] == "modal" else _of_home(view)
    return found


def _text_of_message(text: str) -> Iterator[str]:
    if not text.strip():
        yield "a message without text is unreadable to screen readers"
    if len(text) > 4000:
        yield "text: over 4000, chat.update refuses it"


def _of_modal(view: Dict) -> Iterator[str]:
    for part in ("title", "submit", "close"):
        if part in view:
            yield from _text(view[part], part, 24, plain=True)
    if "title" not in view:
        yield "a modal without title"
    if not 1 <= len(view.get("callback_id", "")) <= 255:
        yield "callback_id: 1 to 255"
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        yield "a modal with inputs needs submit"


def _of_home(view: Dict) -> Iterator[str]:
    for part in ("title", "submit", "close"):
        if part in view:
            yield f"{part} in a Home view"


def _blocks(blocks: list[Dict], where: str) -> Iterator[str]:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"block_id {one!r} stands {times} times" for one, times in ids.items() if times > 1)
    yield from (f"block_id {one!r}: 1 to 255" for one in ids if not 1 <= len(one) <= 255)
    for number, block in enumerate(blocks):
        yield from (f"{where} block {number} ({block['type']}): {fault}" for fault in _block(block))


def _block(block: Dict) -> Iterator[str]:
    kind = block["type"]
    if kind not in IN_MESSAGES:
        yield "unknown block"
    elif kind == "header":
        yield from _text(block["text"], "text", 150, plain=True)
    elif kind == "section":
        yield from _section(block)
    elif kind == "context":
        yield from _context(block)
    elif kind == "actions":
        yield from _actions(block)
    elif kind == "input":
        yield from _input(block)
    elif kind == "rich_text":
        yield from _rich_text(block)


def _section(block: Dict) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "neither text nor fields"
    if "text" in block:
        yield from _text(block["text"], "text", TEXT)
    if len(block.get("fields", ())) > 10:
        yield "over 10 fields"
    for one in block.get("fields", ()):
        yield from _text(one, "field", 2000)
    if "accessory" in block:
        yield from _element(block["accessory"], ACTIONS)


def _rich_text(block: Dict) -> Iterator[str]:
    yield from problems_with_blocks([block])


def _context(block: Dict) -> Iterator[str]:
    if not 1 <= len(block["elements"]) <= 10:
        yield "context: 1 to 10 elements"
    for element in block["elements"]:
        yield from _text(element, "text", TEXT)


def _actions(block: Dict) -> Iterator[str]:
    elements = block["elements"]
    if not 1 <= len(elements) <= 25:
        yield "actions: 1 to 25 elements"
    ids = Counter(element.get("action_id") for element in elements)
    yield from (f"action_id {one!r} stands {times} times" for one, times in ids.items() if times > 1)
    for element in elements:
        yield from _element(element, ACTIONS)


def _input(block: Dict) -> Iterator[str]:
    yield from _text(block["label"], "label", LONG_LABEL, plain=True)
    if "hint" in block:
        yield from _text(block["hint"], "hint", LONG_LABEL, plain=True)
    if "block_id" not in block:
        yield "an input without block_id can't be told apart"
    yield from _element(block["element"], INPUTS)


def _element(element: Dict, allowed: set[str]) -> Iterator[str]:
    kind = element["type"]
    if kind not in allowed:
        yield f"{kind} may not stand here"
    if not 1 <= len(element.get("action_id", "")) <= 255:
        yield f"{kind} action_id: 1 to 255"
    if "placeholder" in element:
        yield from _text(element["placeholder"], "placeholder", 150, plain=True)
        if kind not in PLACEHOLDERS:
            yield f"{kind} has no placeholder"
    if "confirm" in element:
        yield from _confirm(element["confirm"])
    if kind in CHOICES:
        yield from _choices(element, CHOICES[kind])
    yield from {
        "button": _button,
        "plain_text_input": _text_input,
        "datepicker": _datepicker,
        "timepicker": _timepicker,
        "file_input": _file_input,
        "number_input": _number_input,
        "conversations_select": _conversations_select,
    }.get(kind, _nothing)(element)


def _nothing(element: Dict) -> Iterator[str]:
    yield from ()


def _button(button: Dict) -> Iterator[str]:
    yield from _text(button["text"], "button text", 75, plain=True)
    for part, longest in (("value", 2000), ("url", 3000), ("accessibility_label", 75)):
        if part in button and not 1 <= len(button[part]) <= longest:
            yield f"button {part}: 1 to {longest}"
    if button.get("style", "primary") not in {"primary", "danger"}:
        yield f"button style {button['style']!r}"
    if "url" in button and not re.fullmatch(r"https?://\S+", button["url"]):
        yield "button url is no address"


def _confirm(confirm: Dict) -> Iterator[str]:
    yield from _text(confirm["title"], "confirm title", 100, plain=True)
    yield from _text(confirm["text"], "confirm text", 300)
    yield from _text(confirm["confirm"], "confirm confirm", 30, plain=True)
    yield from _text(confirm["deny"], "confirm deny", 30, plain=True)


def _choices(element: Dict, most: int) -> Iterator[str]:
    options = element["options"]
    if not 1 <= len(options) <= most:
        yield f"{element['type']}: 1 to {most} options, not {len(options)}"
    values = Counter(one["value"] for one in options)
    yield from (f"option value {value!r} stands {times} times" for value, times in values.items() if times > 1)
    for one in options:
        yield from _text(one["text"], "option", 75)
        if not 1 <= len(one["value"]) <= 150:
            yield "option value: 1 to 150"
        if "description" in one:
            yield from _text(one["description"], "option description", 75)
    initial = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    yield from (f"initial option {one['value']!r} is no option" for one in initial if one not in options)


def _text_input(element: Dict) -> Iterator[str]:
    shortest, longest = element.get("min_length", 0), element.get("max_length", TEXT)
    if not 0 <= shortest <= longest <= TEXT or longest < 1:
        yield "plain_text_input: min_length and max_length"
    if len(element.get("initial_value", "")) > longest:
        yield "initial_value: over max_length"


def _datepicker(element: Dict) -> Iterator[str]:
    if "initial_date" in element:
        try:
            date.fromisoformat(element["initial_date"])
        except ValueError:
            yield f"initial_date {element['initial_date']!r}"


def _timepicker(element: Dict) -> Iterator[str]:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", element.get("initial_time", "00:00")):
        yield f"initial_time {element['initial_time']!r}"


def _number_input(element: Dict) -> Iterator[str]:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        yield "number_input: is_decimal_allowed is wanted"
    if not re.fullmatch(r"-?\d*", element.get("initial_value", "")):
        yield "number_input: initial_value is no whole number"


def _conversations_select(element: Dict) -> Iterator[str]:
    kinds = element.get("filter", {}).get("include", ["public"])
    if not kinds or not set(kinds) <= {"im", "mpim", "private", "public"}:
        yield f"conversations_select: filter {kinds!r}"


def _file_input(element: Dict) -> Iterator[str]:
    if not 1 <= element.get("max_files", 10) <= 10:
        yield "file_input: 1 to 10 files"


def _text(text: Dict, what: str, longest: int, *, plain: bool = False) -> Iterator[str]:
    if text["type"] not in {"plain_text", "mrkdwn"} or (plain and text["type"] != "plain_text"):
        yield f"{what}: {text['type']} may not stand here"
    if "verbatim" in text and text["type"] == "plain_text":
        yield f"{what}: verbatim in plain_text"
    if not text["text"].strip():
        yield f"{what}: empty"
    if len(text["text"]) > longest:
        yield f"{what}: {len(text['text'])} characters, {longest} at most"
