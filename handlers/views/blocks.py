"""A small vocabulary of Block Kit, as plain dicts, with Slack's limits kept where a text is put in place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from handlers.i18n import Translator
from handlers.ids import VALUE, Action, Block, Form

Dict = dict[str, Any]

LONGEST_TEXT = 3000
LONGEST_HEADER = 150
LONGEST_LABEL = 75
LONGEST_TITLE = 24
LONGEST_MESSAGE = 4000
"""chat.update refuses a longer text, and every card is updated one day."""
MOST_VIEW_BLOCKS = 100
MOST_OPTIONS = 100


@dataclass(frozen=True)
class Message:
    """What is posted: ``text`` says all of it again, for notifications and screen readers."""

    text: str
    blocks: list[Dict]


def shorten(text: str, longest: int) -> str:
    """``text`` on one line, cut with an ellipsis where it is longer than ``longest`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def plain(text: str, longest: int = LONGEST_TEXT) -> Dict:
    """A text in which nothing is markup."""
    return {"type": "plain_text", "text": shorten(text, longest)}


def mrkdwn(text: str) -> Dict:
    """A text with Slack's markup; what people typed must be escaped in it."""
    return {"type": "mrkdwn", "text": text[:LONGEST_TEXT], "verbatim": True}


def bold(text: str) -> str:
    """A whole line of mrkdwn in bold."""
    return f"*{text}*"


def lines(*texts: str) -> str:
    """Texts under one another, without the empty ones."""
    return "\n".join(text for text in texts if text)


def quoted(t: Translator, text: str, longest: int) -> str:
    """What a person wrote, as a quotation of mrkdwn."""
    return "> " + t.isolated(t.escape(shorten(text, longest)))


def section(text: str, accessory: Dict | None = None) -> Dict:
    """A paragraph of mrkdwn, with a button beside it perhaps."""
    block: Dict = {"type": "section", "text": mrkdwn(text)}
    return {**block, "accessory": accessory} if accessory else block


def and_more(t: Translator, left: int) -> list[Dict]:
    """How many more there are, in small print; nothing where there are none."""
    return [context(t.n("and {count} more", "and {count} more", left))] if left > 0 else []


def in_sections(rows: Sequence[str], at_a_time: int) -> list[Dict]:
    """Rows of mrkdwn under one another, so many in each block that its text stays within Slack's limit."""
    return [section("\n".join(rows[at : at + at_a_time])) for at in range(0, len(rows), at_a_time)]


def header(text: str) -> Dict:
    """A heading."""
    return {"type": "header", "text": plain(text, LONGEST_HEADER)}


def context(*texts: str) -> Dict:
    """Small print, up to ten pieces of mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> Dict:
    """A line across."""
    return {"type": "divider"}


def actions(buttons: Sequence[Dict]) -> Dict:
    """A row of buttons, 25 at most."""
    return {"type": "actions", "elements": list(buttons)}


def button(
    text: str, action: Action | str, value: str = "", *, style: str = "", label: str = "", url: str = ""
) -> Dict:
    """A button; ``label`` is what a screen reader says where ``text`` alone is ambiguous."""
    block: Dict = {"type": "button", "text": plain(text, LONGEST_LABEL), "action_id": str(action)}
    extras = {"value": value, "style": style, "accessibility_label": shorten(label, LONGEST_LABEL), "url": url}
    return block | {name: extra for name, extra in extras.items() if extra}


def asked(deed: Dict, title: str, text: str, *, yes: str, no: str) -> Dict:
    """A button that asks once more before it does anything."""
    limits = {"title": (title, 100), "text": (text, 300), "confirm": (yes, 30), "deny": (no, 30)}
    return {**deed, "confirm": {part: plain(said, longest) for part, (said, longest) in limits.items()}}


def option(text: str, value: str) -> Dict:
    """A choice of a select or of radio buttons."""
    return {"text": plain(text, LONGEST_LABEL), "value": value}


def field(block: Block | str, label: str, element: Dict, *, optional: bool = False, hint: str = "") -> Dict:
    """A field of a form; every element answers to the same action_id."""
    drawn: Dict = {
        "type": "input",
        "block_id": str(block),
        "label": plain(label, 2000),
        "element": {**element, "action_id": VALUE},
        "optional": optional,
    }
    return {**drawn, "hint": plain(hint, 2000)} if hint else drawn


def telling(block: Dict) -> Dict:
    """A field that tells the bot whenever it changes: Slack does not promise to say what a closed form held.

    Files are not told of, for Slack has them only once the form is sent; what is no field stays as it is.
    """
    if block["type"] != "input" or block["element"]["type"] == "file_input":
        return block
    if block["element"]["type"] not in {"plain_text_input", "rich_text_input"}:
        return {**block, "dispatch_action": True}
    config = {"trigger_actions_on": ["on_character_entered"]}
    return {**block, "dispatch_action": True, "element": {**block["element"], "dispatch_action_config": config}}


def text_input(initial: str = "", *, longest: int, multiline: bool = False, placeholder: str = "") -> Dict:
    """A box to write in."""
    element: Dict = {"type": "plain_text_input", "multiline": multiline, "max_length": longest}
    if initial:
        element["initial_value"] = initial[:longest]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element


def select(options: Sequence[Dict], initial: str | None = None, *, placeholder: str = "") -> Dict:
    """A list to choose from; ``initial`` is a value, ignored when no option has it."""
    return _chosen("static_select", options[:MOST_OPTIONS], initial, placeholder)


def multi_select(options: Sequence[Dict], initial: Iterable[str] = ()) -> Dict:
    """A list to choose several from; values in ``initial`` that no option has are ignored."""
    offered = list(options[:MOST_OPTIONS])
    wanted = set(initial)
    chosen = [one for one in offered if one["value"] in wanted]
    element: Dict = {"type": "multi_static_select", "options": offered}
    return {**element, "initial_options": chosen} if chosen else element


def checkboxes(options: Sequence[Dict], initial: Iterable[str] = ()) -> Dict:
    """Boxes to tick, ten at most; values in ``initial`` that no option has are ignored."""
    wanted = set(initial)
    chosen = [one for one in options if one["value"] in wanted]
    element: Dict = {"type": "checkboxes", "options": list(options)}
    return {**element, "initial_options": chosen} if chosen else element


def date_picker(initial: date | str | None = None) -> Dict:
    """A day to choose; ``initial`` may be ISO 8601 text."""
    return {"type": "datepicker", **({"initial_date": str(initial)} if initial else {})}


def time_picker(initial: str | None = None) -> Dict:
    """An hour to choose; ``initial`` is text such as 09:30."""
    return {"type": "timepicker", **({"initial_time": initial} if initial else {})}


def radio(options: Sequence[Dict], initial: str | None = None) -> Dict:
    """Up to ten choices in view at once."""
    return _chosen("radio_buttons", options[:10], initial)


def modal(
    title: str,
    blocks: Iterable[Dict | None],
    *,
    form: Form,
    metadata: str = "",
    submit: str = "",
    close: str,
) -> Dict:
    """A dialogue; blocks that are None are left out."""
    view: Dict = {
        "type": "modal",
        "callback_id": str(form),
        "title": plain(title, LONGEST_TITLE),
        "close": plain(close, LONGEST_TITLE),
        "blocks": drawn(blocks),
        "private_metadata": metadata,
    }
    return {**view, "submit": plain(submit, LONGEST_TITLE)} if submit else view


def home(blocks: Iterable[Dict | None], metadata: str = "") -> Dict:
    """A Home tab; what is done on it finds the ``metadata`` again."""
    view: Dict = {"type": "home", "blocks": drawn(blocks)[:MOST_VIEW_BLOCKS]}
    return {**view, "private_metadata": metadata} if metadata else view


def message(blocks: Iterable[Dict | None]) -> Message:
    """A message of these blocks, its text drawn from them."""
    kept = drawn(blocks)
    return Message(spoken(kept), kept)


def drawn(blocks: Iterable[Dict | None]) -> list[Dict]:
    """The blocks that are there."""
    return [block for block in blocks if block]


def spoken(blocks: Sequence[Dict]) -> str:
    """All that the blocks say, buttons aside, as mrkdwn of at most 4,000 characters."""
    said = [text for block in blocks for text in _texts(block)]
    whole = "\n".join(said)
    return whole if len(whole) <= LONGEST_MESSAGE else whole[: LONGEST_MESSAGE - 1] + "…"


def _texts(block: Dict) -> list[str]:
    parts = [block["text"]] if "text" in block else block.get("elements", [])
    return [_as_mrkdwn(part) for part in parts if part["type"] in {"mrkdwn", "plain_text"}]


def _as_mrkdwn(text: Dict) -> str:
    said: str = text["text"]
    if text["type"] == "plain_text":
        return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return said


def _chosen(kind: str, options: Sequence[Dict], initial: str | None, placeholder: str = "") -> Dict:
    element: Dict = {"type": kind, "options": list(options)}
    chosen = next((one for one in options if one["value"] == initial), None)
    if chosen:
        element["initial_option"] = chosen
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    return element
