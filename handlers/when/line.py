"""The parts of a line that are not a time: who it is with, and what it is about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.when.found import Scan
from handlers.when.lexicon import Lexicon
from handlers.when.nodes import DAYS, DayPart
from handlers.when.words import Word

_LONGEST_COMMAND = 3
_MENTION = re.compile(r"<@[UW][A-Z0-9]{2,}(?:\|[^<>]{0,80})?>|(?<![\w.@])@[^\W\d_][\w.\-]{0,79}(?<![.\-])")


@dataclass(frozen=True, slots=True)
class Mention:
    """The first person named in a line, as typed, and the places of all of them."""

    text: str
    places: tuple[tuple[int, int], ...]

    def blanked(self, text: str) -> str:
        """The text with a comma and spaces, as many letters, for every mention: what stands around it stays apart."""
        for start, end in self.places:
            text = text[:start] + "," + " " * (end - start - 1) + text[end:]
        return text


@dataclass(frozen=True, slots=True)
class Line:
    """Where a topic marker begins, and where the topic after it does, as indexes of words."""

    marker: int
    topic: int


def find_mention(text: str) -> Mention | None:
    """Who is named in a line: `<@U…>`, `<@U…|name>` or `@name`."""
    found = list(_MENTION.finditer(text))
    if not found:
        return None
    return Mention(found[0].group(), tuple(each.span() for each in found))


def topic_split(words: list[Word], scan: Scan, lexicons: Sequence[Lexicon]) -> Line | None:
    """The first topic marker that is not itself part of a time."""
    taken = [(scan.terms[each.first].start, scan.terms[each.last - 1].end) for each in scan.found]
    for at, word in enumerate(words):
        if any(start <= word.start < end for start, end in taken):
            continue
        for lexicon in lexicons:
            length = _marker_length(words, at, lexicon)
            if not length or at + length >= len(words) or _of_a_command(words, at, length, lexicon):
                continue
            if not (length == 1 and _before_the_day(words[at + 1].start, word, scan, lexicon)):
                return Line(at, at + length)
    return None


def _before_the_day(start: int, marker: Word, scan: Scan, lexicon: Lexicon) -> bool:
    """ "15h sur mardi": the word that opens a topic may also stand before a day, where no other is named."""
    also_on = lexicon.single(marker.folded)
    if also_on is None or "ON" not in also_on.kinds:
        return False
    days = [each for each in scan.found if isinstance(each.node, (*DAYS, DayPart))]
    return len(days) == 1 and not days[0].weak and scan.terms[days[0].first].start == start


def find_company(words: list[Word], scan: Scan, lexicons: Sequence[Lexicon]) -> tuple[int, int] | None:
    """The place of the word after "with", and of those in capitals after it, where they are no part of a time."""
    company = {word for lexicon in lexicons for word in lexicon.company}
    unread = {term.start for index, term in enumerate(scan.terms) if term.other_word and index not in scan.used()}
    for at, word in enumerate(words[:-1]):
        if word.folded not in company or words[at + 1].start not in unread:
            continue
        last = at + 1
        while last + 1 < len(words) and words[last + 1].start in unread and words[last + 1].text.istitle():
            last += 1
        return words[at + 1].start, words[last].end
    return None


def _of_a_command(words: list[Word], at: int, length: int, lexicon: Lexicon) -> bool:
    """Whether a topic marker ends a command or courtesy: "how about"."""
    until = at + length
    return any(
        tuple(word.folded for word in words[start:until]) in lexicon.command_phrases
        for start in range(max(0, at - _LONGEST_COMMAND), at)
    )


def topic_at(words: list[Word], lexicon: Lexicon) -> int | None:
    """The place in the text where the first topic marker begins, unless a figure follows it: "about 3"."""
    for at, word in enumerate(words):
        length = _marker_length(words, at, lexicon)
        if length and at + length < len(words) and not words[at + length].text[0].isdigit():
            return word.start
    return None


def _marker_length(words: list[Word], at: int, lexicon: Lexicon) -> int:
    for marker in lexicon.topic_markers:
        if tuple(word.folded for word in words[at : at + len(marker)]) == marker:
            after = at + len(marker)
            colon = after < len(words) and words[after].text == ":"
            return len(marker) + colon
    return 0
