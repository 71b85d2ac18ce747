"""Text with its formatting, as somebody wrote it: paragraphs of spans, whatever the place that it was written in.

What a span is stands beside its text, never in it: a typed "<!channel>" or "@everyone" is only letters here, and so is
what a variable is filled with. Only a span of one of the kinds `PINGING` calls anybody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Shape(StrEnum):
    """What a paragraph is; neighbours of one shape and ``indent`` make one list."""

    TEXT = "text"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    QUOTE = "quote"
    CODE = "code"


class SpanKind(StrEnum):
    """What a span's ``text`` is: the words themselves, or what stands for somebody or something.

    EMOJI's is the name without colons; PERSON's, GROUP's and CHANNEL's the id that Slack gave; EVERYBODY's one of
    "here", "channel" and "everyone".
    """

    WORDS = "words"
    EMOJI = "emoji"
    PERSON = "person"
    CHANNEL = "channel"
    GROUP = "group"
    EVERYBODY = "everybody"


ZERO_WIDTH_JOINER = "\u200d"
JOINERS = frozenset({ZERO_WIDTH_JOINER, "\ufe0e", "\ufe0f", "\u20e3"})

PINGING = frozenset({SpanKind.GROUP, SpanKind.EVERYBODY})
"""What calls people together who are not the readers of the message."""


@dataclass(frozen=True)
class Span:
    """A stretch of one look.

    ``link`` is an address (https, mailto), "" for none; ``emoji`` the hexadecimal code points of an EMOJI with "-"
    between them, "" for one of the workspace's own.
    """

    text: str
    kind: SpanKind = SpanKind.WORDS
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    underline: bool = False
    link: str = ""
    emoji: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Spans that stand together; line breaks inside are in their text. ``indent`` and ``offset`` are of lists."""

    spans: tuple[Span, ...]
    shape: Shape = Shape.TEXT
    indent: int = 0
    offset: int = 0


RichText = tuple[Paragraph, ...]
"""Empty where nothing was written."""


def words(*paragraphs: str) -> RichText:
    """Plain words, each argument a paragraph."""
    return tuple(Paragraph((Span(one),)) for one in paragraphs)


def plain(text: RichText) -> str:
    """The text without its looks, a line for each paragraph; what stands for somebody is left as Slack's id."""
    return "\n".join("".join(map(_plain, paragraph.spans)) for paragraph in text)


def _plain(span: Span) -> str:
    match span.kind:
        case SpanKind.EMOJI if span.emoji:
            return "".join(chr(int(point, 16)) for point in span.emoji.split("-"))
        case SpanKind.EMOJI:
            return f":{span.text}:"
        case SpanKind.EVERYBODY | SpanKind.GROUP | SpanKind.PERSON:
            return f"@{span.text}"
        case SpanKind.CHANNEL:
            return f"#{span.text}"
        case _:
            return span.text or span.link


def length(text: RichText) -> int:
    """Characters, line breaks between paragraphs and addresses of links among them."""
    return len(plain(text)) + sum(len(span.link) for span in spans(text))


def spans(text: RichText) -> Iterator[Span]:
    """All of its spans in order."""
    return (span for paragraph in text for span in paragraph.spans)


def pings(text: RichText) -> tuple[str, ...]:
    """Whom it would call besides its readers, in words such as "@channel", each once."""
    return tuple(dict.fromkeys(_plain(span) for span in spans(text) if span.kind in PINGING))


def harmless(text: RichText) -> RichText:
    """The text with everything that calls anybody as mere words."""
    return tuple(replace(one, spans=tuple(map(_quiet, one.spans))) for one in text)


def _quiet(span: Span) -> Span:
    return replace(span, text=_plain(span), kind=SpanKind.WORDS) if span.kind in PINGING else span


def filled(text: RichText, values: Mapping[str, str]) -> RichText:
    """The text with each "{name}" of ``values`` replaced, as words of the same look; other braces stay as they are."""
    return tuple(replace(one, spans=tuple(_filled(span, values) for span in one.spans)) for one in text)


def _filled(span: Span, values: Mapping[str, str]) -> Span:
    if span.kind is not SpanKind.WORDS or "{" not in span.text:
        return span
    return replace(span, text=fill(span.text, values))


def fill(line: str, values: Mapping[str, str]) -> str:
    """A line with each "{name}" of ``values`` replaced, once: what a value holds is not looked at again."""
    if not values:
        return line
    known = "|".join(re.escape(name) for name in values)
    return re.sub(rf"\{{({known})\}}", lambda found: values[found[1]], line)


def split(text: RichText, longest: int) -> tuple[RichText, ...]:
    """The text in parts of at most ``longest`` characters each, cut between paragraphs, else between words."""
    parts: list[list[Paragraph]] = [[]]
    size = 0
    for piece in (piece for paragraph in text for piece in _cut_paragraph(paragraph, longest)):
        added = length((piece,)) + 1
        if parts[-1] and size + added > longest:
            parts.append([])
            size = 0
        parts[-1].append(piece)
        size += added
    return tuple(tuple(part) for part in parts if part)


def _cut_paragraph(paragraph: Paragraph, longest: int) -> Iterator[Paragraph]:
    """The paragraph, or pieces of it that are short enough."""
    room, piece = longest - 1, list[Span]()
    for span in (part for one in paragraph.spans for part in _cut_span(one, longest - 1)):
        size = length((Paragraph((span,)),))
        if piece and size > room:
            yield replace(paragraph, spans=tuple(piece))
            room, piece = longest - 1, []
        piece.append(span)
        room -= size
    yield replace(paragraph, spans=tuple(piece))


def _cut_span(span: Span, longest: int) -> Iterator[Span]:
    rest, room = span.text, max(longest - len(span.link), 1)
    while span.kind is SpanKind.WORDS and len(rest) > room:
        cut = _cut_at(rest, room)
        yield replace(span, text=rest[:cut])
        rest = rest[cut:]
    yield replace(span, text=rest)


def _cut_at(line: str, longest: int) -> int:
    """Where to cut: after the last space, else anywhere but inside a character that is made of several."""
    space = max(line.rfind(" ", 0, longest), line.rfind("\n", 0, longest)) + 1
    if space:
        return space
    cut = longest
    while cut > 1 and _joined(line[cut - 1], line[cut]):
        cut -= 1
    return cut


def _joined(before: str, after: str) -> bool:
    """Whether the two make one character with others: marks, joiners, skin tones, flags."""
    return (
        unicodedata.combining(after) > 0
        or after in JOINERS
        or before == ZERO_WIDTH_JOINER
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or all("\U0001f1e6" <= one <= "\U0001f1ff" for one in (before, after))
    )
