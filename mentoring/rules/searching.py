"""Searching in what people wrote: a word is found by its beginning, whatever its case, accents and letter forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mentoring.folding import Wanted, words_in
from mentoring.notes import Snippet

AROUND = 60
"""Characters shown before and after the words found."""


def wanted_in(query: str) -> Wanted:
    """The words of a query, each in all its spellings; none when it has no word."""
    return tuple(dict.fromkeys(spellings for spellings, _ in words_in(query) if any(spellings)))


def searchable(texts: Iterable[str]) -> str:
    """The texts as they are looked through: every spelling of every word, each after a space."""
    spoken = (spelling for text in texts for spellings, _ in words_in(text) for spelling in spellings)
    return "".join(f" {word}" for word in dict.fromkeys(spoken))


def is_found(wanted: Wanted, text: str) -> bool:
    """Whether every word wanted begins a word of the `searchable` text."""
    return all(any(f" {spelling}" in text for spelling in spellings) for spellings in wanted)


def spans(wanted: Wanted, text: str) -> Iterator[tuple[int, int]]:
    """Where words of the text that were wanted stand in it."""
    sought = tuple(spelling for spellings in wanted for spelling in spellings)
    for spellings, span in words_in(text):
        if any(part.startswith(sought) for spelling in spellings for part in spelling.split()):
            yield span


def snippet(wanted: Wanted, text: str) -> Snippet | None:
    """The stretch of the text around the first words found, cut between words; None when there are none."""
    found = list(spans(wanted, text))
    if not found:
        return None
    start = _cut_before(text, found[0][0] - AROUND)
    end = _cut_after(text, found[0][1] + AROUND)
    inside = tuple((first - start, last - start) for first, last in found if last <= end)
    return Snippet(text[start:end], inside, cut_before=start > 0, cut_after=end < len(text))


def _cut_before(text: str, place: int) -> int:
    """The beginning of the first whole word from ``place`` on; of the text where it is near."""
    if place <= 0:
        return 0
    space = text.find(" ", place, place + AROUND)
    return space + 1 if space >= 0 else place


def _cut_after(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    space = text.rfind(" ", place - AROUND, place)
    return space if space >= 0 else place
