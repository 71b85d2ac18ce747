"""Between Slack's rich text and the field's: what a form was filled with, and what of it is drawn for readers.

Typed letters call nobody, here least of all: where they look like a call, a sign without width stands in them.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from typing import Any

from mentoring.rich_text import Paragraph, RichText, Shape, Span, SpanKind, plain, split

Block = Mapping[str, Any]
Dict = dict[str, Any]

LONGEST_BLOCK = 3000
"""Characters in one block; Slack names no limit for rich text, and this is the one it has for other texts."""

HEAVIEST_IN_MESSAGE = 9000
"""Signs of JSON that the text of one message may take. Slack refuses some 13,200 in all blocks together, and marks,
buttons and files want room beside it."""

LONGEST_FALLBACK = 3900

CALL = re.compile(r"@(?=everyone\b|channel\b|here\b)|<(?=[!@])", re.IGNORECASE)
WORD_JOINER = "\u2060"

SECTION, LIST, QUOTE, CODE = "rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"
PARTS = {Shape.TEXT: SECTION, Shape.QUOTE: QUOTE, Shape.CODE: CODE}
SHAPES = {part: shape for shape, part in PARTS.items()}
STYLES = {Shape.BULLETS: "bullet", Shape.NUMBERS: "ordered"}
LOOKS = ("bold", "italic", "strike", "code", "underline")
SKIN_TONE = "::skin-tone-"

REFERENCES = {
    SpanKind.PERSON: ("user", "user_id"),
    SpanKind.CHANNEL: ("channel", "channel_id"),
    SpanKind.GROUP: ("usergroup", "usergroup_id"),
    SpanKind.EVERYBODY: ("broadcast", "range"),
}
"""Pieces that stand for somebody or something, and where each has the id that the field keeps as its text."""

KINDS = {piece: (kind, key) for kind, (piece, key) in REFERENCES.items()}

WORDS_OF = ("text", "fallback", "name", "label", "url", "value")
"""Where a piece that is not known here may have its words."""


def read(block: Block | None, names: Mapping[str, str] | None = None) -> RichText:
    """What was written in a rich text field.

    With ``names``, of people by Slack user, mentions of people become words. Pieces that Slack may bring one day are
    kept as words too.
    """
    parts = (block or {}).get("elements", ())
    found = (paragraph for part in parts for paragraph in _read_part(part, names))
    return tuple(paragraph for paragraph in found if paragraph.spans)


def drawn(text: RichText) -> list[Dict]:
    """The whole text as blocks, none too long for Slack."""
    return [as_block(part) for part in split(text, LONGEST_BLOCK)]


def opening(text: RichText) -> list[Dict]:
    """As many blocks from the start of the text as one message can hold; all of them when it `fits_in_message`."""
    shown: list[Dict] = []
    for block in map(as_block, split(text, LONGEST_BLOCK // 3)):
        if _weight([*shown, block]) > HEAVIEST_IN_MESSAGE:
            break
        shown.append(block)
    return shown


def fits_in_message(text: RichText) -> bool:
    """Whether one Slack message can hold the whole text."""
    return _weight(drawn(text)) <= HEAVIEST_IN_MESSAGE


def in_message(text: RichText) -> list[Dict]:
    """The text as a message shows it: whole, or as much of its start as there is room for."""
    return drawn(text) if fits_in_message(text) else opening(text)


def as_block(text: RichText) -> Dict:
    """The text as one block, as a field begins with it; it has no elements when nothing was written."""
    grouped = groupby(text, key=lambda one: (one.shape, one.indent) if one.shape in STYLES else id(one))
    return {"type": "rich_text", "elements": [_drawn_part(list(alike)) for _, alike in grouped]}


def fallback(text: RichText) -> str:
    """The words alone, as mrkdwn for notifications and screen readers, cut to what `chat.update` takes."""
    escaped = html.escape(uncalled(plain(text)), quote=False)
    return escaped if len(escaped) <= LONGEST_FALLBACK else escaped[: LONGEST_FALLBACK - 1] + "…"


def mentioned(block: Block | None) -> frozenset[str]:
    """The Slack users whom a rich text field speaks of."""
    found = read(block)
    return frozenset(span.text for paragraph in found for span in paragraph.spans if span.kind is SpanKind.PERSON)


def uncalled(words: str) -> str:
    """Words that look the same and that no server takes for a call."""
    return CALL.sub(lambda sign: sign[0] + WORD_JOINER, words)


def _weight(blocks: list[Dict]) -> int:
    return len(json.dumps(blocks, ensure_ascii=False))


def _read_part(part: Block, names: Mapping[str, str] | None) -> Iterator[Paragraph]:
    inside = part.get("elements", ())
    if part.get("type") != LIST:
        shape = SHAPES.get(str(part.get("type")), Shape.TEXT)
        yield Paragraph(_read_spans(inside, names), shape)
        return
    shape = Shape.NUMBERS if part.get("style") == "ordered" else Shape.BULLETS
    indent, offset = int(part.get("indent") or 0), int(part.get("offset") or 0)
    for place, item in enumerate(inside):
        counted = offset + place if shape is Shape.NUMBERS else 0
        yield Paragraph(_read_spans(item.get("elements", ()), names), shape, indent, counted)


def _read_spans(pieces: Iterable[Block], names: Mapping[str, str] | None) -> tuple[Span, ...]:
    spans = (_read_span(piece, names) for piece in pieces)
    return tuple(span for span in spans if span.text or span.link)


def _read_span(piece: Block, names: Mapping[str, str] | None) -> Span:
    style = piece.get("style") or {}
    looks = {name: bool(style.get(name)) for name in LOOKS}
    return replace(_read_bare(piece, names), **looks)  # type: ignore[arg-type]  # mypy takes the looks for any field


def _read_bare(piece: Block, names: Mapping[str, str] | None) -> Span:
    kind = str(piece.get("type"))
    if kind == "emoji":
        return Span(_emoji_name(piece), SpanKind.EMOJI, emoji=str(piece.get("unicode") or ""))
    if kind == "link":
        return Span(_unjoined(str(piece.get("text") or "")), link=str(piece.get("url", "")))
    if kind in KINDS:
        meant, key = KINDS[kind]
        stands_for = str(piece.get(key, ""))
        if meant is SpanKind.PERSON and names is not None:
            return Span(f"@{names.get(stands_for, stands_for)}")
        return Span(stands_for, meant)
    return Span(_unjoined(next((str(piece[key]) for key in WORDS_OF if piece.get(key)), "")))


def _emoji_name(piece: Block) -> str:
    name, tone = str(piece.get("name", "")), piece.get("skin_tone")
    return f"{name}{SKIN_TONE}{tone}" if tone else name


def _unjoined(words: str) -> str:
    """The words as typed: without the signs that this module put in them when it drew them."""
    return words.replace(WORD_JOINER, "")


def _drawn_part(alike: list[Paragraph]) -> Dict:
    first = alike[0]
    if first.shape not in STYLES:
        return {"type": PARTS[first.shape], "elements": _pieces(first)}
    items = [{"type": SECTION, "elements": _pieces(one)} for one in alike]
    part: Dict = {"type": LIST, "style": STYLES[first.shape], "elements": items}
    extras = {"indent": first.indent, "offset": first.offset}
    return part | {name: number for name, number in extras.items() if number}


def _pieces(paragraph: Paragraph) -> list[Dict]:
    return [_piece(span) for span in paragraph.spans if span.text or span.link]


def _piece(span: Span) -> Dict:
    style = {name: True for name in LOOKS if getattr(span, name)}
    return _bare_piece(span) | ({"style": style} if style else {})


def _bare_piece(span: Span) -> Dict:
    if span.kind is SpanKind.EMOJI:
        return _emoji(span)
    if span.kind in REFERENCES:
        piece, key = REFERENCES[span.kind]
        return {"type": piece, key: span.text}
    if span.link:
        return {"type": "link", "url": span.link, **({"text": uncalled(span.text)} if span.text else {})}
    return {"type": "text", "text": uncalled(span.text)}


def _emoji(span: Span) -> Dict:
    name, _, tone = span.text.partition(SKIN_TONE)
    extras = {"unicode": span.emoji, "skin_tone": int(tone) if tone.isdigit() else 0}
    return {"type": "emoji", "name": name, **{key: extra for key, extra in extras.items() if extra}}
