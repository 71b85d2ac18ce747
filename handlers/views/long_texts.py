"""Long texts in forms and on the screen: in stretches that Slack takes, from which they are put together again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from handlers.ids import Block, numbered
from handlers.views.blocks import LONGEST_TEXT, Dict, field, telling, text_input

Cuts = Mapping[str, Sequence[str]]
"""By field: the sign between each stretch and the next, which none of them holds."""

ROOM = 200
"""What is left free in a stretch, for its writer to add to."""


def stretches(text: str, longest: int = LONGEST_TEXT) -> tuple[list[str], list[str]]:
    """The text in parts of at most ``longest`` characters, and the sign between each two: a line's end, a space, ""."""
    parts, signs = [], []
    while len(text) > longest:
        sign = next((one for one in ("\n", " ") if text.rfind(one, 1, longest) > 0), "")
        end = text.rfind(sign, 1, longest) if sign else longest
        parts.append(text[:end])
        signs.append(sign)
        text = text[end + len(sign) :]
    return [*parts, text], signs


def long_field(block: Block, label: str, text: str, *, hint: str = "") -> list[Dict]:
    """A field of several lines, and further ones where the text is longer than Slack lets one be."""
    longest = LONGEST_TEXT if len(text) <= LONGEST_TEXT else LONGEST_TEXT - ROOM
    parts, _ = stretches(text, longest)
    return [
        telling(
            field(
                block if place == 0 else numbered(block, place),
                label,
                text_input(part, longest=LONGEST_TEXT, multiline=True),
                optional=True,
                hint=hint if place == len(parts) - 1 else "",
            )
        )
        for place, part in enumerate(parts)
    ]


def cuts_of(text: str) -> list[str]:
    """The signs between the fields into which `long_field` puts the text."""
    return stretches(text, LONGEST_TEXT if len(text) <= LONGEST_TEXT else LONGEST_TEXT - ROOM)[1]


def whole(block: Block, values: Mapping[str, str | None], cuts: Sequence[str]) -> str:
    """The text that a field and those that go on with it hold."""
    text = values.get(block) or ""
    for place, sign in enumerate(cuts, start=1):
        text += sign + (values.get(numbered(block, place)) or "")
    return text.strip("\n") if not text.strip() else text


def verbatim(text: str) -> Iterator[Dict]:
    """What somebody wrote, to the letter: sections in which nothing is markup."""
    for part in stretches(text)[0]:
        if part.strip():
            yield {"type": "section", "text": {"type": "plain_text", "text": part, "emoji": True}}
