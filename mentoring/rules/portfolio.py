"""Finding people and clusters by words: whatever the language, the accents, the letter forms and one slip of a key.

Every word sought must be found. Those found to the letter stand before those of which only the beginning was typed,
and these before those with a slip in them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Generic, TypeVar

from mentoring.folding import words_in

K = TypeVar("K", bound=Hashable)

SHORTEST_WITH_A_SLIP = 4
"""Letters from which on a word may have one letter wrong: shorter ones would be found everywhere."""
SHORTEST_WORD = 3
SMALL = """
and for the with who des les une avec pour dans par qui del las los con para por una che per della delle dei gli
من في علي عن مع الي هذا التي الذي
"""
SMALL_WORDS = frozenset(SMALL.split())
"""Words that people type between those they mean."""
NEAR = 3
"""How many words are suggested in the place of one that nobody has."""


class Weight(IntEnum):
    """How much it says that a word stands there, when several are found equally well."""

    WORDS = 1
    PLACE = 2
    WORK = 3
    COMPETENCE = 4
    NAME = 5


class Fit(IntEnum):
    """How well a word sought and a word found agree; the lower the better."""

    EXACT = 0
    BEGINNING = 1
    SLIP = 2


@dataclass(frozen=True)
class Entry(Generic[K]):
    """Something to be found: ``texts`` are all that may be searched of it, ``title`` breaks ties."""

    key: K
    title: str
    texts: tuple[tuple[Weight, str], ...]


Hits = Mapping[int, tuple[Fit, int]]
"""By place of an entry: how well the word fits, and how little it weighs, so that the least is the best."""


@dataclass(frozen=True)
class Search(Generic[K]):
    """What was found, best first.

    Where nothing was, ``instead`` tells words that would find something: of those typed each that does alone, and
    words close to those that do not.
    """

    found: tuple[K, ...]
    instead: tuple[str, ...] = ()


class Index(Generic[K]):
    """The words of many entries."""

    def __init__(self, entries: Iterable[Entry[K]]) -> None:
        self._entries = tuple(entries)
        self._weights = tuple(weights_in(one.texts) for one in self._entries)
        self._vocabulary = sorted(set().union(*self._weights))

    def search(self, query: str) -> Search[K]:
        """What has all words of the query; everything for a query without words, by title."""
        sought = meant(query)
        if not sought:
            return Search(tuple(one.key for one in sorted(self._entries, key=lambda one: one.title.casefold())))
        hits = [self._hits(spellings) for spellings in sought]
        everywhere = set(hits[0]).intersection(*hits[1:])
        if not everywhere:
            return Search((), self._instead(sought, hits))
        best_first = sorted(everywhere, key=lambda place: self._rank(place, hits))
        return Search(tuple(self._entries[place].key for place in best_first))

    def _rank(self, place: int, hits: Sequence[Hits]) -> tuple[int, int, int, str]:
        fits = [one[place] for one in hits]
        slips = sum(fit is Fit.SLIP for fit, _ in fits)
        beginnings = sum(fit is Fit.BEGINNING for fit, _ in fits)
        return slips, beginnings, sum(lightness for _, lightness in fits), self._entries[place].title.casefold()

    def _hits(self, spellings: Sequence[str]) -> Hits:
        """Which entries have the word, how well it fits, and how much it weighs where it fits so well."""
        fits: dict[str, Fit] = {}
        for fit, word in self._alike(spellings):
            fits[word] = min(fit, fits.get(word, fit))
        alike, found = frozenset(fits), {}
        for place, weights in enumerate(self._weights):
            if not alike.isdisjoint(weights):
                found[place] = min((fits[word], -weights[word]) for word in alike & weights.keys())
        return found

    def _alike(self, spellings: Sequence[str]) -> Iterator[tuple[Fit, str]]:
        for spelling in spellings:
            for word in self._beginning_with(spelling):
                yield (Fit.EXACT if word == spelling else Fit.BEGINNING), word
        sought = spellings[0]
        if len(sought) >= SHORTEST_WITH_A_SLIP:
            yield from ((Fit.SLIP, word) for word in self._vocabulary if is_a_slip(sought, word))

    def _beginning_with(self, spelling: str) -> Iterator[str]:
        for place in range(bisect_left(self._vocabulary, spelling), len(self._vocabulary)):
            if not self._vocabulary[place].startswith(spelling):
                return
            yield self._vocabulary[place]

    def _instead(self, sought: Sequence[Sequence[str]], hits: Sequence[Hits]) -> tuple[str, ...]:
        told = list(zip(sought, hits, strict=True))
        alone = [next(self._alike(spellings))[1] for spellings, found in told if found]
        near = [word for spellings, found in told if not found for word in self._near(spellings[0])]
        return tuple(dict.fromkeys(self._written(word) for word in [*alone, *near]))

    def _near(self, sought: str) -> list[str]:
        """Words that share the longest beginning with the one sought, of three letters at least."""
        shared = {word: _shared(sought, word) for word in self._beginning_with(sought[:SHORTEST_WORD])}
        near = [word for word, length in shared.items() if length >= SHORTEST_WORD]
        return sorted(near, key=lambda word: (-shared[word], abs(len(word) - len(sought)), word))[:NEAR]

    def _written(self, word: str) -> str:
        """The word as one of those has it who do."""
        texts = next(one.texts for one, weights in zip(self._entries, self._weights, strict=True) if word in weights)
        return next(written for _, text in texts for spelling, written in spoken(text) if spelling == word)


@lru_cache(maxsize=20_000)
def weights_in(texts: tuple[tuple[Weight, str], ...]) -> Mapping[str, Weight]:
    """Every word of the texts, and how much it weighs where it does most.

    Remembered, as most people say tomorrow what they say today.
    """
    found: dict[str, Weight] = {}
    for weight, text in sorted(texts):
        for word, _ in spoken(text):
            found[word] = weight
    return found


def meant(query: str) -> tuple[tuple[str, ...], ...]:
    """The words of a query, each in its spellings; small ones only where there are no others."""
    words = tuple(dict.fromkeys(one for spellings, _ in words_in(query) for one in _apart(spellings)))
    telling = tuple(one for one in words if len(one[0]) >= SHORTEST_WORD and one[0] not in SMALL_WORDS)
    return telling or words


def _apart(spellings: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The spellings of a word; of a sign that stands for several words, each of those."""
    parts = spellings[0].split()
    if len(parts) == 1:
        yield tuple(spellings)
    else:
        yield from ((part,) for part in parts)


@lru_cache(maxsize=50_000)
def spoken(text: str) -> tuple[tuple[str, str], ...]:
    """Every spelling of every word of the text, with the word as it is written.

    Remembered, as countries and competences return in many.
    """
    found = {
        one: text[slice(*span)] for spellings, span in words_in(text) for part in spellings for one in part.split()
    }
    return tuple(found.items())


def is_a_slip(sought: str, word: str) -> bool:
    """Whether one letter more, less, other, or two exchanged, make the one word of the other."""
    longer, shorter = (sought, word) if len(sought) >= len(word) else (word, sought)
    if len(longer) - len(shorter) > 1 or longer == shorter or not shorter:
        return False
    start = _shared(longer, shorter)
    rest, other = longer[start:], shorter[start:]
    if len(rest) > len(other):
        return rest[1:] == other
    exchanged = len(rest) > 1 and rest[0] == other[1] and rest[1] == other[0] and rest[2:] == other[2:]
    return rest[1:] == other[1:] or exchanged


def _shared(one: str, other: str) -> int:
    """How many letters two words have in common from their beginning."""
    for place, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return place
    return min(len(one), len(other))
