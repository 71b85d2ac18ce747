"""Lists in messages: as many rows as Slack posts at once, and how many more there are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from handlers.i18n import Translator
from handlers.views.blocks import Dict, and_more, drawn, header, in_sections

MOST_BLOCKS = 50
"""In one message."""

MOST_ROWS = 100
"""More than any message holds, so that a list of thousands is not weighed row by row."""

HEAVIEST = 12_000
"""Signs of JSON in all blocks of a message; Slack refuses some 13,200, which it does not document."""


@dataclass(frozen=True)
class Rows:
    """A list in a message under its ``title``; ``left_out`` more, where that is above 0, are not among ``rows``.

    A row is some blocks, or a line of mrkdwn, of which ``at_a_time`` share a block.
    """

    rows: Sequence[str | list[Dict]]
    left_out: int = 0
    title: str = ""
    at_a_time: int = 1

    def cut(self, most: int) -> Rows:
        """Its first rows, so many at most."""
        gone = max(len(self.rows) - most, 0)
        return replace(self, rows=self.rows[:most], left_out=max(self.left_out, 0) + gone)

    def blocks(self, t: Translator) -> list[Dict]:
        """The heading, the rows, and how many more there are; nothing where there are none."""
        if not self.rows:
            return []
        more = and_more(t, self.left_out)
        lines = [row for row in self.rows if isinstance(row, str)]
        others = [block for row in self.rows if not isinstance(row, str) for block in row]
        return [*([header(self.title)] if self.title else []), *in_sections(lines, self.at_a_time), *others, *more]


Part = Dict | Rows | None


def fitting(t: Translator, parts: Iterable[Part]) -> list[Dict]:
    """The blocks of a message, less the last rows of its longest lists where they are more than Slack takes."""
    kept = [part.cut(MOST_ROWS) if isinstance(part, Rows) else part for part in parts if part]
    while True:
        blocks = [block for part in kept for block in (part.blocks(t) if isinstance(part, Rows) else [part])]
        longest = max((part for part in kept if isinstance(part, Rows)), key=lambda one: len(one.rows), default=None)
        if fits(blocks) or longest is None or len(longest.rows) <= 1:
            return drawn(blocks)
        kept = [part.cut(len(part.rows) - 1) if part is longest else part for part in kept]


def fits(blocks: Sequence[Dict]) -> bool:
    """Whether Slack takes these blocks in one message."""
    return len(blocks) <= MOST_BLOCKS and len(json.dumps(blocks, ensure_ascii=False)) <= HEAVIEST
