"""The words with which people say whom a session of several is for, how many places it has and until when one answers.

The phrases stand in `gathering_words.toml`; names of countries and languages are Babel's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale

from handlers.i18n import LANGUAGES
from handlers.when.words import Word, cut, level
from mentoring.people import Role

Folded = tuple[str, ...]
Names = Mapping[str, Mapping[Folded, str]]
"""What may stand in each slot of a phrase, by its folded words, and what it means."""

LONGEST_NAME = 6
PALESTINE = ("Palestine", "Palestina", "فلسطين")
"""What everybody says where CLDR has "Palestinian territories"."""


@dataclass(frozen=True)
class Token:
    """One step of a phrase: a slot, or one of several words; perhaps left out."""

    words: frozenset[str]
    slot: str = ""
    optional: bool = False


@dataclass(frozen=True)
class Phrase:
    """A way to say something of a session; ``kind`` is what is said."""

    kind: str
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Match:
    """A phrase found; ``until`` is the index of the word after it, ``said`` what its slots hold: (slot, value)."""

    kind: str
    until: int
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GatheringWords:
    """The phrases of all languages: those that count anywhere, and those that count as a whole part of a line."""

    anywhere: tuple[Phrase, ...]
    alone: tuple[Phrase, ...]
    names: Names
    edges: frozenset[str]
    groups: Mapping[str, frozenset[str]]
    """The words before or after the name of a sector and of a cluster."""

    def longest(self, words: Sequence[Word], at: int) -> Match | None:
        """The longest phrase that begins at this word, of those that count anywhere."""
        found = [match for phrase in self.anywhere for match in self._matches(phrase, words, at)]
        return max(found, key=lambda one: one.until, default=None)

    def whole(self, words: Sequence[Word]) -> Match | None:
        """The phrase that all of these words are."""
        found = (match for phrase in self.alone for match in self._matches(phrase, words, 0))
        return next((match for match in found if match.until == len(words)), None)

    def _matches(self, phrase: Phrase, words: Sequence[Word], at: int) -> Iterator[Match]:
        for until, said in self._steps(phrase.tokens, words, at):
            yield Match(phrase.kind, until, said)

    def _steps(
        self, tokens: Sequence[Token], words: Sequence[Word], at: int
    ) -> Iterator[tuple[int, tuple[tuple[str, str], ...]]]:
        if not tokens:
            yield at, ()
            return
        first, rest = tokens[0], tokens[1:]
        for until, said in self._taken(first, words, at):
            for end, more in self._steps(rest, words, until):
                yield end, said + more
        if first.optional:
            yield from self._steps(rest, words, at)

    def _taken(self, token: Token, words: Sequence[Word], at: int) -> Iterator[tuple[int, tuple[tuple[str, str], ...]]]:
        if at >= len(words):
            return
        if not token.slot:
            if words[at].folded in token.words:
                yield at + 1, ()
        elif token.slot == "n" and words[at].kind == "number":
            yield at + 1, (("n", words[at].text),)
        else:
            for until in range(min(len(words), at + LONGEST_NAME), at, -1):
                value = self.names[token.slot].get(tuple(word.folded for word in words[at:until]))
                if value is not None:
                    yield until, ((token.slot, value),)


@cache
def gathering_words(language: str) -> GatheringWords:
    """The words of every language, read once; where two languages differ over a word, ``language`` decides."""
    source = resources.files("handlers").joinpath("gathering_words.toml")
    table: dict[str, dict[str, Any]] = tomllib.loads(source.read_text(encoding="utf-8"))
    return GatheringWords(
        anywhere=tuple(_phrases(one["anywhere"] for one in table.values())),
        alone=tuple(_phrases(one["alone"] for one in table.values())),
        names={
            "role": _roles([*table.values(), table[language]]),
            "n": {folded(word): number for one in table.values() for number, word in one["numbers"].items()},
            "country": _countries(),
            "forcountry": {folded(_for(name)): code for name, code in _named("ar")},
            "language": dict(_languages()),
            "inlanguage": {folded("ب" + Locale("ar").languages[code]): code for code in LANGUAGES},
        },
        edges=frozenset(word for one in table.values() for edge in one["edges"] for word in folded(edge)),
        groups={
            group: frozenset(word for one in table.values() for name in one["alone"][group] for word in folded(name))
            for group in ("sector", "cluster")
        },
    )


def folded(text: str) -> Folded:
    """The words of a name, without case, accents and variants of Arabic letters."""
    return tuple(word.folded for word in cut(level(text)) if word.kind in {"word", "number"})


def _phrases(tables: Iterable[Mapping[str, Any]]) -> Iterator[Phrase]:
    for table in tables:
        for kind, phrases in table.items():
            if kind not in {"sector", "cluster"}:
                yield from (Phrase(kind, tuple(_token(part) for part in phrase.split())) for phrase in phrases)


def _token(part: str) -> Token:
    optional = part.endswith("?")
    part = part.removesuffix("?")
    if part.startswith("{"):
        return Token(frozenset(), part.strip("{}"), optional)
    return Token(frozenset(word for choice in part.split("|") for word in folded(choice)), optional=optional)


def _roles(tables: Iterable[Mapping[str, Any]]) -> dict[Folded, str]:
    return {folded(name): role.value for table in tables for role in Role for name in table[role.value]}


def _countries() -> dict[Folded, str]:
    named = {folded(name): code for language in LANGUAGES for name, code in _named(language)}
    with_and = {folded("و" + name): code for name, code in _named("ar")}
    return with_and | named | {folded(name): "PS" for name in PALESTINE}


def _named(language: str) -> Iterator[tuple[str, str]]:
    for code, name in Locale(language).territories.items():
        if len(code) == 2 and code.isalpha():  # noqa: PLR2004 - ISO 3166 alpha-2, not a region's number
            yield name, code
    if language == "ar":
        yield PALESTINE[-1], "PS"


def _for(name: str) -> str:
    """ "For" such a country, which Arabic writes as one word with its name."""
    return "لل" + name.removeprefix("ال") if name.startswith("ال") else "ل" + name


def _languages() -> Iterator[tuple[Folded, str]]:
    for reader in LANGUAGES:
        for code in LANGUAGES:
            yield folded(Locale(reader).languages[code]), code
