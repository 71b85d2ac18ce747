"""Slack's text: what is escaped, how mentions are written, and what a message says without its blocks."""

import re
from collections.abc import Callable, Iterable, Mapping

from bot.sandbox.records import Conversation, Json, Person

_CONTROL = re.compile(r"<(?:[@#!][^<>]+|(?:https?://|mailto:|tel:|slack:)[^<>]+)>")
_PICKED = re.compile(r"<[@#][A-Z0-9]+(?:\|[^<>]*)?>")
_BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")
_ADDRESS = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]]")

_RICH_NOTATION = {
    "user": "<@{user_id}>",
    "channel": "<#{channel_id}>",
    "broadcast": "<!{range}>",
    "usergroup": "<!subteam^{usergroup_id}>",
    "emoji": ":{name}:",
    "date": "<!date^{timestamp}^{format}|{fallback}>",
}


def escape(text: str) -> str:
    """Text in which nothing has a meaning for Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The characters a reader sees for Slack's three entities."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def as_stored(text: str, *, link: bool = True) -> str:
    """App text as Slack keeps it: stray `&`, `<`, `>` become entities, mentions and links stay, bare addresses
    become links unless `link` is false."""

    def plain(piece: str) -> str:
        kept = _BARE_AMPERSAND.sub("&amp;", piece).replace("<", "&lt;").replace(">", "&gt;")
        return _ADDRESS.sub(r"<\g<0>>", kept) if link else kept

    return _outside(_CONTROL, text, plain)


def as_typed(text: str, people: Iterable[Person], channels: Iterable[Conversation], *, labels: bool = False) -> str:
    """What a person typed, as Slack hands it on: entities, addresses as links, `@name` and `#channel` as mentions.

    A mention already picked from a list, `<@U…>`, stays. `labels` writes `<@U…|name>` for it; channels always carry
    their name.
    """
    names = _mentionable(people, labels=labels)
    names |= {f"#{channel.name}".casefold(): f"<#{channel.id}|{channel.name}>" for channel in channels if channel.name}
    pattern = re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), re.IGNORECASE)

    def plain(piece: str) -> str:
        linked = _ADDRESS.sub(r"<\g<0>>", escape(piece))
        return _outside(_CONTROL, linked, lambda part: _mention(part, pattern, names)) if names else linked

    return _outside(_PICKED, text, plain)


def derived(blocks: Iterable[Json]) -> str:
    """The plain text Slack makes for a message that brought only blocks."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _mentionable(people: Iterable[Person], *, labels: bool) -> dict[str, str]:
    mentions: dict[str, str] = {}
    for person in people:
        mention = f"<@{person.id}|{person.name}>" if labels else f"<@{person.id}>"
        for name in (person.name, person.display_name, person.real_name):
            if name:
                mentions.setdefault(f"@{escape(name)}".casefold(), mention)
    return mentions


def _mention(piece: str, pattern: re.Pattern[str], names: Mapping[str, str]) -> str:
    def named(match: re.Match[str]) -> str:
        before, after = piece[: match.start()][-1:], piece[match.end() :][:1]
        alone = not (before.isalnum() or after.isalnum())
        return names[match[0].casefold()] if alone else match[0]

    return pattern.sub(named, piece)


def _outside(kept: re.Pattern[str], text: str, change: Callable[[str], str]) -> str:
    parts, end = [], 0
    for match in kept.finditer(text):
        parts += [change(text[end : match.start()]), _BARE_AMPERSAND.sub("&amp;", match[0])]
        end = match.end()
    return "".join([*parts, change(text[end:])])


def _lines(block: Json) -> Iterable[str]:
    match block["type"]:
        case "header" | "section" | "alert":
            yield _said(block.get("text"))
            yield from (_said(cell) for cell in block.get("fields", ()))
        case "markdown":
            yield block["text"]
        case "context":
            yield " ".join(_said(element) for element in block["elements"])
        case "image":
            yield block.get("alt_text", "")
        case "input":
            yield _said(block["label"])
        case "rich_text":
            yield rich_text(block)
        case "table":
            yield from (" | ".join(_cell(cell) for cell in row) for row in block["rows"])


def _said(piece: Json | None) -> str:
    if piece is None:
        return ""
    if piece.get("type") == "image":
        return str(piece.get("alt_text", ""))
    return str(piece.get("text", ""))


def _cell(cell: Json) -> str:
    return rich_text(cell) if cell.get("type") == "rich_text" else str(cell.get("text", cell.get("value", "")))


def rich_text(block: Json) -> str:
    """The words of a rich text block, one line to a section, mentions in Slack's notation."""
    return "\n".join(_rich_line(part) for part in block.get("elements", ()))


def _rich_line(part: Json) -> str:
    if part.get("type") == "rich_text_list":
        return "\n".join(f"• {_rich_line(item)}" for item in part.get("elements", ()))
    return "".join(_rich_piece(piece) for piece in part.get("elements", ()))


def _rich_piece(piece: Json) -> str:
    if piece.get("type") == "link":
        return f"<{piece['url']}|{escape(piece['text'])}>" if piece.get("text") else f"<{piece['url']}>"
    notation = _RICH_NOTATION.get(str(piece.get("type")))
    return notation.format_map({"fallback": "", **piece}) if notation else escape(str(piece.get("text", "")))
