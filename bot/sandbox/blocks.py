"""What Slack accepts as blocks and views, and what it fills in when they are stored."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox import limits
from bot.sandbox.elements import check_element
from bot.sandbox.findings import Findings
from bot.sandbox.ids import invent_short
from bot.sandbox.records import Json
from bot.sandbox.richtext import check_rich_text
from bot.sandbox.text import as_stored

_ALERT_LEVELS = ("default", "info", "warning", "error", "success")


def problems_with_blocks(blocks: object, surface: str = limits.MESSAGE) -> list[str]:
    """What Slack would say against these blocks on a "message", "modal" or "home"; empty when it accepts them."""
    found = Findings()
    _check_blocks(found, blocks, "/blocks", surface)
    return found.sentences


def problems_with_view(view: object) -> list[str]:
    """What Slack would say against this modal or Home view; empty when it accepts it."""
    found = Findings()
    if not isinstance(view, dict) or view.get("type") not in (limits.MODAL, limits.HOME):
        found.add("/view/type", "must be modal or home")
        return found.sentences
    common = ("private_metadata", "callback_id", "external_id")
    modal = ("close", "submit", "clear_on_close", "notify_on_close", "submit_disabled")
    is_modal = view["type"] == limits.MODAL
    needed = ("type", "title", "blocks") if is_modal else ("type", "blocks")
    if found.keys(view, "/view", needed, common + (modal if is_modal else ())):
        for part in ("title", "submit", "close") if is_modal else ():
            found.text(view.get(part), f"/view/{part}", limits.VIEW_TITLE, plain=True)
        found.length(view.get("callback_id"), "/view/callback_id", limits.IDENTIFIER, least=0)
        found.length(view.get("external_id"), "/view/external_id", limits.IDENTIFIER, least=0)
        found.length(view.get("private_metadata"), "/view/private_metadata", limits.PRIVATE_METADATA, least=0)
        _check_blocks(found, view["blocks"], "/view/blocks", view["type"])
        if is_modal and view.get("submit") is None and _has_input(view["blocks"]):
            found.add("/view", "must define `submit` to use an `input` block")
    return found.sentences


def too_large(view: Json) -> bool:
    """Whether a view is heavier than Slack carries."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > limits.VIEW_BYTES


def too_long(blocks: list[Json]) -> bool:
    """Whether the blocks of a message come to more than Slack posts at once."""
    written = json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))
    return len(written) > limits.MESSAGE_CHARACTERS


def stored(blocks: list[Json]) -> list[Json]:
    """The blocks as Slack keeps them: missing ids invented, text objects completed, mrkdwn escaped."""
    kept: list[Json] = _without_nothing(blocks)
    for block in kept:
        block.setdefault("block_id", invent_short())
        for element in elements_of(block):
            if element["type"] != "image":
                element.setdefault("action_id", invent_short())
        _complete(block)
    return kept


def elements_of(block: Json) -> Iterator[Json]:
    """The interactive elements of a block, in reading order."""
    if block["type"] == "section" and block.get("accessory"):
        yield block["accessory"]
    elif block["type"] == "input":
        yield block["element"]
    elif block["type"] in ("actions", "context_actions"):
        yield from block["elements"]


def _without_nothing(piece: Any) -> Any:
    """A copy in which what was given as null is left out."""
    if isinstance(piece, dict):
        return {key: _without_nothing(value) for key, value in piece.items() if value is not None}
    return [_without_nothing(item) for item in piece] if isinstance(piece, list) else piece


def _complete(piece: object) -> None:
    if isinstance(piece, list):
        for item in piece:
            _complete(item)
    if not isinstance(piece, dict):
        return
    if piece.get("type") == "plain_text":
        piece.setdefault("emoji", True)
    elif piece.get("type") == "mrkdwn":
        piece.setdefault("verbatim", False)
        piece["text"] = as_stored(piece["text"], link=not piece["verbatim"])
    for value in piece.values():
        _complete(value)


def _has_input(blocks: object) -> bool:
    return isinstance(blocks, list) and any(
        isinstance(block, dict) and block.get("type") == "input" for block in blocks
    )


def _check_blocks(found: Findings, blocks: object, where: str, surface: str) -> None:
    most = limits.BLOCKS_PER_MESSAGE if surface == limits.MESSAGE else limits.BLOCKS_PER_VIEW
    seen: set[str] = set()
    for place, block in enumerate(found.count(blocks, where, most, least=0)):
        _check_block(found, block, f"{where}/{place}", surface)
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            found.add(f"{where}/{place}/block_id", f"block_id {block_id} already exists")
        seen.add(str(block_id))


def _check_block(found: Findings, block: Json, where: str, surface: str) -> None:
    rule = limits.BLOCKS.get(str(block.get("type")))
    if rule is None or surface not in rule[0]:
        found.add(f"{where}/type", f"unsupported type: {block.get('type')}")
        return
    _, needed, allowed = rule
    if not found.keys(block, where, ("type", *needed), ("block_id", *allowed)):
        return
    found.length(block.get("block_id"), f"{where}/block_id", limits.IDENTIFIER)
    before = len(found.sentences)
    if checker := _CHECKERS.get(block["type"]):
        checker(found, block, where)
    if block["type"] == "input" and surface != limits.MODAL and block["element"].get("type") == "file_input":
        found.add(f"{where}/element/type", "unsupported type: file_input")
    if len(found.sentences) == before:
        _unique_actions(found, block, where)


def _unique_actions(found: Findings, block: Json, where: str) -> None:
    given = [element["action_id"] for element in elements_of(block) if element.get("action_id")]
    for action_id in sorted({action for action in given if given.count(action) > 1}):
        found.add(where, f"`action_id` {action_id} already exists for another element in this block")


def _section(found: Findings, block: Json, where: str) -> None:
    if block.get("text") is None and block.get("fields") is None:
        found.add(where, "missing required field: text")
    found.text(block.get("text"), f"{where}/text", limits.TEXT)
    if block.get("fields") is not None:
        for place, cell in enumerate(found.count(block["fields"], f"{where}/fields", limits.FIELDS)):
            found.text(cell, f"{where}/fields/{place}", limits.LABEL)
    if block.get("accessory") is not None:
        check_element(found, block["accessory"], f"{where}/accessory", "section")


def _header(found: Findings, block: Json, where: str) -> None:
    found.text(block["text"], f"{where}/text", limits.HEADER, plain=True)


def _context(found: Findings, block: Json, where: str) -> None:
    for place, element in enumerate(found.count(block["elements"], f"{where}/elements", limits.CONTEXT_ELEMENTS)):
        if element.get("type") == "image":
            check_element(found, element, f"{where}/elements/{place}", "context")
        else:
            found.text(element, f"{where}/elements/{place}", limits.TEXT)


def _actions(found: Findings, block: Json, where: str) -> None:
    for place, element in enumerate(found.count(block["elements"], f"{where}/elements", limits.ACTIONS_ELEMENTS)):
        check_element(found, element, f"{where}/elements/{place}", "actions")


def _context_actions(found: Findings, block: Json, where: str) -> None:
    for place, element in enumerate(found.count(block["elements"], f"{where}/elements", limits.FEEDBACK_ELEMENTS)):
        check_element(found, element, f"{where}/elements/{place}", "context_actions")


def _input(found: Findings, block: Json, where: str) -> None:
    found.text(block["label"], f"{where}/label", limits.LABEL, plain=True)
    found.text(block.get("hint"), f"{where}/hint", limits.LABEL, plain=True)
    check_element(found, block["element"], f"{where}/element", "input")


def _image(found: Findings, block: Json, where: str) -> None:
    if (block.get("image_url") is None) == (block.get("slack_file") is None):
        found.add(where, "must provide either image_url or slack_file")
    found.length(block.get("image_url"), f"{where}/image_url", limits.ADDRESS)
    found.length(block["alt_text"], f"{where}/alt_text", limits.LABEL)
    found.text(block.get("title"), f"{where}/title", limits.LABEL, plain=True)


def _alert(found: Findings, block: Json, where: str) -> None:
    found.text(block["text"], f"{where}/text", limits.ALERT)
    found.one_of(block.get("level"), f"{where}/level", _ALERT_LEVELS)


def _markdown(found: Findings, block: Json, where: str) -> None:
    found.length(block["text"], f"{where}/text", limits.MARKDOWN)


def _table(found: Findings, block: Json, where: str) -> None:
    rows = block["rows"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        found.add(f"{where}/rows", "must be an array of arrays")
        return
    if not 1 <= len(rows) <= limits.TABLE_ROWS:
        found.add(f"{where}/rows", f"between 1 and {limits.TABLE_ROWS} rows allowed")
    for place, row in enumerate(rows):
        for cell in found.count(row, f"{where}/rows/{place}", limits.TABLE_CELLS):
            _cell(found, cell, f"{where}/rows/{place}")


def _cell(found: Findings, cell: Json, where: str) -> None:
    if cell.get("type") == "rich_text":
        check_rich_text(found, {"elements": [], **cell}, where)
    else:
        found.one_of(cell.get("type", ""), where, ("raw_text", "raw_number", "rich_text"))


_CHECKERS: dict[str, Callable[[Findings, Json, str], None]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "image": _image,
    "rich_text": check_rich_text,
    "alert": _alert,
    "markdown": _markdown,
    "table": _table,
}
