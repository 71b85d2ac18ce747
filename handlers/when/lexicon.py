"""Reads a language's lexicon file and finds its words in a text.

A lexicon maps words to the language-neutral kinds the grammar is written in; a leading `~` marks a word that is also an
everyday word ("may", "sun"), which counts only beside another part of a time.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import resources
from typing import Any

from handlers.when.words import Word, cut, fold, level

Kinds = dict[str, Any]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FUZZY_FROM = 6
_LETTER_TWICE_FROM = 4
_ALIKE = 0.8
_OFTEN_MISSPELT = {"WEEKDAY", "MONTH", "RELDAY"}


@dataclass(slots=True)
class Step:
    """A place in the trie of phrases: what ends here, and what may follow."""

    kinds: Kinds = field(default_factory=dict)
    weak: bool = False
    then: dict[str, "Step"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase of the lexicon found in a text; `until` is the index of the word after it."""

    kinds: Kinds
    weak: bool
    until: int
    guessed: bool = False


class Lexicon:
    """The words of one language. Built once by `Lexicon.load`, then only read."""

    def __init__(self, language: str, table: Mapping[str, Any]) -> None:
        self.language = language
        self.root = Step()
        self.prefixes: dict[str, Kinds] = {
            fold(prefix): {kind.upper(): True} if kind else {}
            for kind, prefixes in table.get("prefixes", {}).items()
            for prefix in prefixes
        }
        self.article: str = fold(table.get("attached_article", ""))
        self.topic_markers = _phrases(table["line"].get("topic", []))
        self.commands = _phrases(table["line"].get("commands", []))
        self.command_words = {word for phrase in self.commands for word in phrase if len(phrase) == 1}
        self.command_phrases = set(self.commands)
        self.command_openings = {phrase[0] for phrase in self.commands if len(phrase) > 1}
        self.labels = {fold(word) for word in table["line"].get("labels", [])}
        self.namesakes = {fold(word) for word in table["line"].get("namesakes", [])}
        self.company = {fold(word) for word in table["line"].get("company", [])}
        self.names = {fold(word) for word in table["line"].get("names", [])}
        self.never_misspelt = {fold(word) for word in table["line"].get("never_misspelt", [])}
        self.zone_before = {fold(word) for word in table["line"].get("zone_before", [])}
        self.zone_in = {fold(word) for word in table["line"].get("zone_in", [])}
        self.zone_after = {fold(word) for word in table["line"].get("zone_after", [])}
        self.fortnight_days: bool = table.get("counts_fortnight_as_fifteen", False)
        for kind, value, phrase in _entries(table):
            self._add(phrase, kind, value)
        self._nearly = self._misspellings()
        self._days = tuple(
            word
            for word, step in self.root.then.items()
            if len(word) >= _FUZZY_FROM - 1 and not step.weak and step.kinds.keys() & {"WEEKDAY", "RELDAY"}
        )

    @classmethod
    def load(
        cls,
        language: str,
        more: Mapping[str, Mapping[str, list[str]]] | None = None,
        *,
        series: bool = False,
    ) -> "Lexicon":
        """The lexicon shipped for a language code such as "fr"; FileNotFoundError when there is none.

        ``more`` are entries by section that only another grammar is to know. With ``series`` it also knows the words
        that say repetition, which the reader of single times must not.
        """
        source = resources.files("handlers.when").joinpath("lexicons", f"{language}.toml")
        table = tomllib.loads(source.read_text(encoding="utf-8"))
        for section, entries in (more or {}).items():
            kept = table[section]
            table[section] = {**kept, **{name: [*kept.get(name, ()), *phrases] for name, phrases in entries.items()}}
        lexicon = cls(language, table)
        for kind, value, phrase in _series_entries(table) if series else ():
            lexicon._add(phrase, kind, value)
        return lexicon

    def _add(self, phrase: str, kind: str, value: object) -> None:
        weak = phrase.startswith("~")
        step = self.root
        for word in cut(level(phrase.lstrip("~"))):
            if word.text != "-":
                step = step.then.setdefault(word.folded, Step())
        step.kinds[kind] = value
        step.weak = step.weak or weak

    def _misspellings(self) -> dict[str, Kinds]:
        nearly: dict[str, Kinds] = {}
        for word, step in self.root.then.items():
            if len(word) >= _FUZZY_FROM - 1 and not step.weak and step.kinds.keys() & _OFTEN_MISSPELT:
                for variant in _one_slip(word, transposed_only=len(word) < _FUZZY_FROM):
                    nearly.setdefault(variant, step.kinds)
        return nearly

    def match(self, words: list[Word], at: int) -> Match | None:
        """The longest phrase that starts at this word, or a slip of the pen for the name of a day or month."""
        step: Step | None = self.root
        best: Match | None = None
        index = at
        while index < len(words):
            if index > at and words[index].text == "-" and words[index].glued:
                index += 1
                continue
            step = step.then.get(words[index].folded) if step else None
            if step is None:
                break
            index += 1
            if step.kinds:
                best = Match(step.kinds, step.weak, index)
        if best is None and words[at].kind == "word":
            best = self._guess(words[at].folded, at)
        return best

    def _guess(self, word: str, at: int) -> Match | None:
        if word in self.never_misspelt:
            return None
        kinds = self._with_a_letter_twice(word)
        if kinds is None and len(word) >= _FUZZY_FROM - 1:
            variants = [word, *(_without_one(word) if len(word) > _FUZZY_FROM else ())]
            kinds = next((self._nearly[variant] for variant in variants if variant in self._nearly), None)
        return Match(kinds, False, at + 1, guessed=True) if kinds is not None else None

    def _with_a_letter_twice(self, word: str) -> Kinds | None:
        """What "mardii" and "tomorroww" are meant to say."""
        for variant in _with_one_of_a_pair(word) if len(word) >= _LETTER_TWICE_FROM else ():
            step = self.root.then.get(variant)
            if step is not None and not step.weak and step.kinds.keys() & _OFTEN_MISSPELT:
                return step.kinds
        return None

    def knows(self, word: str) -> bool:
        """Whether a word, alone, is surely one of this language's words for a time."""
        step = self.root.then.get(word)
        if step is None and self.article and word.startswith(self.article):
            step = self.root.then.get(word[len(self.article) :])
        return step is not None and (not step.kinds or not step.weak)

    def looks_like_a_day(self, word: str) -> bool:
        """Whether a word might be meant for the name of a day, or begins with one that it was written together with."""
        if len(word) < _FUZZY_FROM - 1 or word in self.never_misspelt:
            return False
        return word.startswith(self._days) or bool(get_close_matches(word, self._days, 1, _ALIKE))

    def single(self, word: str) -> Match | None:
        """One word on its own, `until` 1; for the parts of a word written together."""
        step = self.root.then.get(word)
        return Match(step.kinds, step.weak, 1) if step and step.kinds else None


def _phrases(phrases: list[str]) -> list[tuple[str, ...]]:
    cuts = [tuple(word.folded for word in cut(level(phrase)) if word.text != "-") for phrase in phrases]
    return sorted(cuts, key=len, reverse=True)


def _entries(table: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    for day, phrases in table["weekdays"].items():
        yield from (("WEEKDAY", WEEKDAYS.index(day), phrase) for phrase in phrases)
    numbered = {"months": "MONTH", "days": "RELDAY", "ordinals": "ORDINAL", "hours": "HOURNAME", "quarters": "QUARTERS"}
    for section, kind in numbered.items():
        for number, phrases in table.get(section, {}).items():
            yield from ((kind, int(number), phrase) for phrase in phrases)
    for section, kind in {
        "parts": "PART",
        "units": "UNIT",
        "pairs": "PAIR",
        "daytimes": "DAYTIME",
        "feasts": "FEAST",
    }.items():
        for name, phrases in table.get(section, {}).items():
            yield from ((kind, name, phrase) for phrase in phrases)
    yield from (("NUMBER", value, phrase) for value, phrase in _numbers(table["numbers"]))
    for name, phrases in table["words"].items():
        yield from ((name.upper(), True, phrase) for phrase in phrases)


def _series_entries(table: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    for day, phrases in table.get("series_weekdays", {}).items():
        yield from (("WEEKDAYS", WEEKDAYS.index(day), phrase) for phrase in phrases)
    for day, phrases in table.get("series_bare_weekdays", {}).items():
        yield from (("WEEKDAY", WEEKDAYS.index(day), phrase) for phrase in phrases)
    for number, phrases in table.get("series_ordinals", {}).items():
        yield from (("ORDINAL", int(number), phrase) for phrase in phrases)
    for name, phrases in table["series"].items():
        yield from ((name.upper(), True, phrase) for phrase in phrases)


def _numbers(table: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    plain = {int(number): phrases for number, phrases in table.items() if number.isdigit()}
    for number, phrases in plain.items():
        yield from ((number, phrase) for phrase in phrases)
    for pattern in table.get("joined", []):
        for tens in table["joined_tens"]:
            for unit in range(1, 10):
                for tens_word in plain[tens]:
                    yield from (
                        (tens + unit, pattern.format(tens=tens_word, unit=unit_word.lstrip("~")))
                        for unit_word in plain[unit]
                    )


def _with_one_of_a_pair(word: str) -> Iterator[str]:
    """ "mardii" as "mardi"."""
    pairs = (place for place in range(1, len(word)) if word[place] == word[place - 1])
    return (word[:place] + word[place + 1 :] for place in pairs)


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _one_slip(word: str, *, transposed_only: bool) -> Iterator[str]:
    for place in range(1, len(word) - 1):
        yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if not transposed_only:
        yield from _without_one(word)
