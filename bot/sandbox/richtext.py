"""What Slack accepts as rich text, in a block and as what a field begins with."""

from bot.sandbox import limits
from bot.sandbox.findings import Findings
from bot.sandbox.records import Json

_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")


def check_rich_text(found: Findings, block: Json, where: str) -> None:
    """Note what is wrong with the `elements` of a rich text."""
    for place, part in enumerate(found.count(block.get("elements"), f"{where}/elements", limits.TEXT)):
        _part(found, part, f"{where}/elements/{place}", _PARTS)


def check_initial_rich_text(found: Findings, value: object, where: str) -> None:
    """Note what is wrong with the text that a rich text field begins with; None passes."""
    if value is None:
        return
    if not isinstance(value, dict) or value.get("type") != "rich_text":
        found.add(where, "must be a rich_text block")
    else:
        check_rich_text(found, value, where)


def _part(found: Findings, part: Json, where: str, allowed: tuple[str, ...]) -> None:
    if part.get("type") not in allowed:
        found.add(f"{where}/type", f"unsupported type: {part.get('type')}")
        return
    is_list = part["type"] == "rich_text_list"
    if is_list:
        found.one_of(part.get("style", ""), f"{where}/style", limits.LIST_STYLES)
        found.number(part.get("indent"), f"{where}/indent", 0, limits.LIST_INDENT)
    found.number(part.get("border"), f"{where}/border", 0, 1)
    for place, piece in enumerate(found.count(part.get("elements"), f"{where}/elements", limits.TEXT, least=0)):
        if is_list:
            _part(found, piece, f"{where}/elements/{place}", ("rich_text_section",))
        else:
            _piece(found, piece, f"{where}/elements/{place}")


def _piece(found: Findings, piece: Json, where: str) -> None:
    needed = limits.RICH_PIECES.get(str(piece.get("type")))
    if needed is None:
        found.add(f"{where}/type", f"unsupported type: {piece.get('type')}")
        return
    for key in needed:
        if not isinstance(piece.get(key), int if key == "timestamp" else str):
            found.add(where, f"missing required field: {key}")
        elif piece[key] == "":
            found.add(f"{where}/{key}", "must be more than 0 characters")
    if piece["type"] == "broadcast":
        found.one_of(piece.get("range"), f"{where}/range", limits.BROADCASTS)
    style = piece.get("style")
    if style is not None:
        found.keys(style, f"{where}/style", (), limits.RICH_STYLES)
