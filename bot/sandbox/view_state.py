"""What has been typed and chosen: initial values, Slack's exact empty shapes, and what a form still lacks."""

import re
from collections.abc import Iterable
from typing import Any

from bot.sandbox.blocks import elements_of
from bot.sandbox.limits import FILES
from bot.sandbox.records import Json

# element type -> (key of its value in the state, key of its initial value, whether it holds several)
_SHAPES: dict[str, tuple[str, str, bool]] = {
    "plain_text_input": ("value", "initial_value", False),
    "email_text_input": ("value", "initial_value", False),
    "url_text_input": ("value", "initial_value", False),
    "number_input": ("value", "initial_value", False),
    "rich_text_input": ("rich_text_value", "initial_value", False),
    "static_select": ("selected_option", "initial_option", False),
    "external_select": ("selected_option", "initial_option", False),
    "radio_buttons": ("selected_option", "initial_option", False),
    "users_select": ("selected_user", "initial_user", False),
    "conversations_select": ("selected_conversation", "initial_conversation", False),
    "channels_select": ("selected_channel", "initial_channel", False),
    "datepicker": ("selected_date", "initial_date", False),
    "timepicker": ("selected_time", "initial_time", False),
    "datetimepicker": ("selected_date_time", "initial_date_time", False),
    "checkboxes": ("selected_options", "initial_options", True),
    "multi_static_select": ("selected_options", "initial_options", True),
    "multi_external_select": ("selected_options", "initial_options", True),
    "multi_users_select": ("selected_users", "initial_users", True),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", True),
    "multi_channels_select": ("selected_channels", "initial_channels", True),
    "file_input": ("files", "", True),
}

_FORMATS = {
    "email_text_input": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "Enter an email address, such as name@example.org."),
    "url_text_input": (re.compile(r"https?://\S+"), "Enter a link that begins with http:// or https://."),
    "number_input": (re.compile(r"-?\d+(\.\d+)?"), "Enter a number."),
}


def initial_values(blocks: Iterable[Json]) -> Json:
    """`state.values` of untouched blocks: block id, action id, then the element's initial value or its empty shape."""
    values: Json = {}
    for block in blocks:
        for element in elements_of(block):
            if element["type"] in _SHAPES:
                values.setdefault(block["block_id"], {})[element["action_id"]] = _initial(element)
    return values


def merged(blocks: Iterable[Json], *layers: Json) -> Json:
    """Initial values with what people did laid over them, later layers last. What the blocks do not hold is dropped."""
    values = initial_values(blocks)
    for layer in layers:
        for block_id, actions in layer.items():
            for action_id, value in actions.items():
                kept = values.get(block_id, {}).get(action_id)
                if kept is not None and value.get("type", kept["type"]) == kept["type"]:
                    values[block_id][action_id] = {**kept, **value}
    return values


def chosen(element: Json, given: Json) -> Json:
    """The state of one element after a person used it; empty for those that keep none, such as buttons."""
    if element["type"] not in _SHAPES:
        return {}
    key, _, several = _SHAPES[element["type"]]
    return {"type": element["type"], key: given.get(key, [] if several else None)}


def refused_inputs(blocks: Iterable[Json], values: Json) -> dict[str, str]:
    """The sentence Slack's form shows under each input it will not submit, by block id."""
    refused = {}
    for block in blocks:
        if block["type"] == "input":
            element = block["element"]
            value = values[block["block_id"]][element["action_id"]][_SHAPES[element["type"]][0]]
            if sentence := _objection(element, value, optional=bool(block.get("optional"))):
                refused[block["block_id"]] = sentence
    return refused


def _initial(element: Json) -> Json:
    key, initial, several = _SHAPES[element["type"]]
    value = element.get(initial)
    if value is None:
        value = [] if several else None
    shape = {"type": element["type"], key: value}
    if element["type"] == "timepicker" and "timezone" in element:
        shape["timezone"] = element["timezone"]
    return shape


def _objection(element: Json, value: Any, *, optional: bool) -> str | None:
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    if element["type"] in _FORMATS:
        pattern, sentence = _FORMATS[element["type"]]
        return None if pattern.fullmatch(value) else sentence
    if element["type"] == "plain_text_input":
        return _length_objection(element, value)
    if element["type"] == "file_input" and len(value) > element.get("max_files", FILES):
        return f"Add at most {element.get('max_files', FILES)} files."
    return None


def _length_objection(element: Json, value: str) -> str | None:
    if len(value) > element.get("max_length", len(value)):
        return f"Use at most {element['max_length']} characters."
    if len(value) < element.get("min_length", 0):
        return f"Use at least {element['min_length']} characters."
    return None
