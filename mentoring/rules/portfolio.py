"""Finding people and clusters by words: whatever the language, the accents, the letter forms and one slip of a key.

Every word sought must be found. Those found to the letter stand before those of which only the beginning was typed,
and these before those with a slip in them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
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
        self._titles: dict[K, str] = {}
        self._written: dict[str, str] = {}
        self._places: defaultdict[str, dict[K, Weight]] = defaultdict(dict)
        for entry in entries:
            self._titles[entry.key] = entry.title.casefold()
            for weight, text in entry.texts:
                for word, written in spoken(text):
                    self._written.setdefault(word, written)
                    known = self._places[word]
                    known[entry.key] = max(weight, known.get(entry.key, weight))
        self._words = sorted(self._places)

    def search(self, query: str) -> Search[K]:
        """What has all words of the query; everything for a query without words, by title."""
        sought = meant(query)
        if not sought:
            return Search(tuple(sorted(self._titles, key=self._titles.__getitem__)))
        hits = [self._hits(spellings) for spellings in sought]
        everywhere = set(hits[0]).intersection(*hits[1:])
        if not everywhere:
            return Search((), self._instead(sought, hits))
        return Search(tuple(sorted(everywhere, key=lambda key: self._rank(key, hits))))

    def _rank(self, key: K, hits: Sequence[Mapping[K, tuple[Fit, Weight]]]) -> tuple[int, int, int, str]:
        fits = [one[key] for one in hits]
        slips = sum(fit is Fit.SLIP for fit, _ in fits)
        beginnings = sum(fit is Fit.BEGINNING for fit, _ in fits)
        return slips, beginnings, -sum(weight for _, weight in fits), self._titles[key]

    def _hits(self, spellings: Sequence[str]) -> Mapping[K, tuple[Fit, Weight]]:
        """Who has the word, how well it fits, and where it weighs most among places where it fits so well."""
        found: dict[K, tuple[Fit, Weight]] = {}
        for fit, word in self._alike(spellings):
            for key, weight in self._places[word].items():
                kept = found.get(key)
                if kept is None or (fit, -weight) < (kept[0], -kept[1]):
                    found[key] = (fit, weight)
        return found

    def _alike(self, spellings: Sequence[str]) -> Iterator[tuple[Fit, str]]:
        for spelling in spellings:
            for word in self._beginning_with(spelling):
                yield (Fit.EXACT if word == spelling else Fit.BEGINNING), word
        sought = spellings[0]
        if len(sought) >= SHORTEST_WITH_A_SLIP:
            yield from ((Fit.SLIP, word) for word in self._words if is_a_slip(sought, word))

    def _beginning_with(self, spelling: str) -> Iterator[str]:
        for place in range(bisect_left(self._words, spelling), len(self._words)):
            if not self._words[place].startswith(spelling):
                return
            yield self._words[place]

    def _instead(
        self, sought: Sequence[Sequence[str]], hits: Sequence[Mapping[K, tuple[Fit, Weight]]]
    ) -> tuple[str, ...]:
        told = list(zip(sought, hits, strict=True))
        alone = [next(self._alike(spellings))[1] for spellings, found in told if found]
        near = [word for spellings, found in told if not found for word in self._near(spellings[0])]
        return tuple(dict.fromkeys(self._written[word] for word in [*alone, *near]))

    def _near(self, sought: str) -> list[str]:
        """Words that share the longest beginning with the one sought, of three letters at least."""
        shared = {word: _shared(sought, word) for word in self._beginning_with(sought[:SHORTEST_WORD])}
        near = [word for word, length in shared.items() if length >= SHORTEST_WORD]
        return sorted(near, key=lambda word: (-shared[word], abs(len(word) - len(sought)), word))[:NEAR]


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
