"""Short words for writing Block Kit by hand."""

from typing import Any

Json = dict[str, Any]


def mrkdwn(*lines: str) -> Json:
    return {"type": "mrkdwn", "text": "\n".join(lines)}


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def option(value: str, text: str, description: str = "") -> Json:
    return {"text": plain(text), "value": value, **({"description": plain(description)} if description else {})}


def button(action: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain(text), "value": action, **more}


def block(kind: str, block_id: str, **more: Any) -> Json:
    return {"type": kind, "block_id": block_id, **more}


def section(block_id: str, *lines: str, **more: Any) -> Json:
    return block("section", block_id, text=mrkdwn(*lines), **more)


def header(block_id: str, text: str) -> Json:
    return block("header", block_id, text=plain(text))


def actions(block_id: str, *elements: Json) -> Json:
    return block("actions", block_id, elements=list(elements))


def field(block_id: str, label: str, kind: str, *, optional: bool = False, **element: Any) -> Json:
    """An input block whose element has the block's own id as its action id."""
    shown = {"type": kind, "action_id": block_id, **element}
    return block("input", block_id, label=plain(label), optional=optional, element=shown)


def date(epoch: float, pattern: str, fallback: str) -> str:
    return f"<!date^{int(epoch)}^{pattern}|{fallback}>"


CONFIRM = {
    "title": plain("Cancel this session?"),
    "text": mrkdwn("Luca will be told *at once*."),
    "confirm": plain("Cancel it"),
    "deny": plain("Keep it"),
    "style": "danger",
}
