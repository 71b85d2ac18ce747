"""Turns words into the language-neutral terms the grammar reads: numbers, hours, weekdays, connectives."""

# ruff: noqa: PLR2004 -- 12, 24, 31 and 60 are the clock and the calendar themselves

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers.when.lexicon import Kinds, Lexicon, Match
from handlers.when.words import Word
from handlers.when.zones import ZoneNames

_SIGNS = {
    "-": "DASH",
    ",": "COMMA",
    "@": "AT",
    "~": "ABOUT",
    "&": "AND",
    "/": "SLASH",
    "(": "COMMA",
    ")": "COMMA",
    ":": "COLON",
    ">": "DASH",
    "+": "PLUS",
    "\N{RIGHTWARDS ARROW}": "DASH",
}
_AFTER_A_TIME = {"HOUR", "CLOCK", "DOTTED", "HHMM", "HOURNAME", "OCLOCK", "HALF", "QUARTER", "MINUTE", "U_MINUTE"}
_ENDS_OF_RANGES = {"WEEKDAY", "MONTH", "RELDAY", "NOON", "MIDNIGHT", "AM", "PM", "NUMBER", "OCLOCK", "HOURNAME"}
_BEFORE_A_DATE = {"WEEKDAY", "DAYMARK", "COMMA", "ATORON", "COMMAND"}
_OF_NO_TIME = {"LABEL", "NAMESAKE", "OCCASION"}
_AROUND_THE_CLOCK = "24/7"
_SHARES_AND_MONEY = frozenset("%€$£") | {
    *("euro", "euros", "eur", "usd", "dollar", "dollars", "dolares", "dollari", "dinars", "dirhams", "kg", "km", "m2"),
    *("يورو", "دولار", "دولارا", "دينار", "دينارا", "درهم", "جنيه", "كغ"),
}
_CLOCK_LAST_HOUR = 24
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_CENTURY = 2000
_LONGEST_COMMAND = 4
_SHORT_YEARS = (25, 59)
"""Two figures after a date that can be no hour."""
_BASIC_DATE = re.compile(r"20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase and every kind it may be, with what it means as that kind."""

    kinds: Kinds
    text: str
    start: int
    end: int
    glued: bool
    weak: bool = False
    named: bool = False
    """Whether it is written in letters (not a sign, not digits)."""

    @property
    def other_word(self) -> bool:
        """Whether it is a word that is no part of a time, nor a command."""
        return self.named and self.kinds.keys() <= _OF_NO_TIME


class TermReader:
    """Finds the terms of a list of words, with one or more lexicons, the first of which wins."""

    def __init__(self, lexicons: Sequence[Lexicon], zones: ZoneNames) -> None:
        self.lexicons = lexicons
        self.zones = zones

    def read(self, words: list[Word]) -> list[Term]:
        """Every word is in exactly one term, and the terms are in order; a split word gives several."""
        terms: list[Term] = []
        at = 0
        while at < len(words):
            found, at = self._next(words, at, terms)
            terms.extend(found)
        return terms

    def _next(self, words: list[Word], at: int, before: list[Term]) -> tuple[list[Term], int]:
        zone = self.zones.match(words, at, self.lexicons)
        if zone is not None:
            return [_term(words, at, zone.until, {"ZONE": zone})], zone.until
        if words[at].kind == "word":
            return self._word(words, at, before)
        phrase = self._longest(words, at)
        if phrase is not None and phrase.until > at + 1:
            return [_term(words, at, phrase.until, _spread(phrase.kinds, before))], phrase.until
        if before and (_hyphen(words, at, before[-1]) or _abbreviation_point(words[at], before[-1])):
            return [], at + 1
        if self._ordinal_point(words, at, before):
            return [], at + 1
        return self._number_or_sign(words, at)

    def _ordinal_point(self, words: list[Word], at: int, before: list[Term]) -> bool:
        """The point of "16. Nov", where nothing but a day stands before the number, so that no sentence ends in it."""
        if words[at].text != "." or not words[at].glued or not before or "DAY" not in before[-1].kinds:
            return False
        opens = len(before) == 1 or not before[-2].kinds.keys().isdisjoint(_BEFORE_A_DATE)
        after = self._longest(words, at + 1) if opens and at + 1 < len(words) else None
        return after is not None and "MONTH" in after.kinds

    def _word(self, words: list[Word], at: int, before: list[Term]) -> tuple[list[Term], int]:
        marked = _meridiem(words, at, before)
        if marked is not None:
            return [_term(words, at, marked[1], {marked[0]: True})], marked[1]
        best = self._half(words, at, before) or self._longest(words, at)
        if best is not None:
            kinds = _spread(best.kinds, before)
            weak = best.weak or best.guessed or self._a_name(words, at, best)
            return [_term(words, at, best.until, kinds, weak=weak)], best.until
        return self._split(words, at) or self._other(words, at)

    def _half(self, words: list[Word], at: int, before: list[Term]) -> Match | None:
        """The half of "las nueve y media mañana", where "media mañana" alone is the middle of the morning."""
        if not before or "AND" not in before[-1].kinds:
            return None
        found = [one.single(words[at].folded) for one in self.lexicons]
        halves = (step for step in found if step is not None and "HALF" in step.kinds)
        return next((Match(step.kinds, step.weak, at + 1) for step in halves), None)

    def _other(self, words: list[Word], at: int) -> tuple[list[Term], int]:
        """A word that is no part of a time, or a whole command or courtesy: "va bene"."""
        opened = [lexicon for lexicon in self.lexicons if words[at].folded in lexicon.command_openings]
        for until in range(min(len(words), at + _LONGEST_COMMAND), at + 1, -1) if opened else ():
            phrase = tuple(word.folded for word in words[at:until])
            if any(phrase in lexicon.command_phrases for lexicon in opened):
                return [_term(words, at, until, {"COMMAND": True})], until
        return [_term(words, at, at + 1, self._line_kinds(words[at].folded))], at + 1

    def _a_name(self, words: list[Word], at: int, found: Match) -> bool:
        """Whether a day or month in capitals is somebody's name: "Domenica Rossi", "mi amigo Domingo"."""
        word = words[at]
        if (
            found.until > at + 1
            or not word.text.istitle()
            or not any(word.folded in one.names for one in self.lexicons)
        ):
            return False
        before = words[at - 1] if at else None
        after = words[at + 1] if at + 1 < len(words) else None
        called = after is not None and after.text.istitle() and self._longest(words, at + 1) is None
        return called or (before is not None and before.kind == "word" and self._longest(words, at - 1) is None)

    def _line_kinds(self, word: str) -> Kinds:
        """Whether a word that is no part of a time counts things, gives a day its name, or is a command or courtesy."""
        if any(word in lexicon.labels or word.removesuffix("s") in lexicon.labels for lexicon in self.lexicons):
            return {"LABEL": True}
        if any(word in lexicon.namesakes for lexicon in self.lexicons):
            return {"NAMESAKE": True}
        return {"COMMAND": True} if any(word in lexicon.command_words for lexicon in self.lexicons) else {}

    def _longest(self, words: list[Word], at: int) -> Match | None:
        best: Match | None = None
        for lexicon in self.lexicons:
            found = lexicon.match(words, at)
            if found and (best is None or found.until > best.until or (best.guessed and not found.guessed)):
                best = found
        return best

    def _number_or_sign(self, words: list[Word], at: int) -> tuple[list[Term], int]:
        word = words[at]
        until = at + 1
        if word.kind == "number" and self._is_ordinal_ending(words, until):
            value = int(word.text)
            return [_term(words, at, until + 1, {"ORDINAL": value, "NTH": value} if value else {})], until + 1
        kinds = {"DIGITS": True} if _priced(words, at) or _off_utc(words, at) else _number_kinds(word)
        return [_term(words, at, until, kinds)], until

    def _is_ordinal_ending(self, words: list[Word], at: int) -> bool:
        if at >= len(words) or not words[at].glued:
            return False
        return words[at].text == "°" or any(
            (found := lexicon.single(words[at].folded)) and "ORDINALEND" in found.kinds for lexicon in self.lexicons
        )

    def _split(self, words: list[Word], at: int) -> tuple[list[Term], int] | None:
        """A word written together with its conjunction, preposition or article, as Arabic does."""
        word = words[at]
        for lexicon in self.lexicons:
            for prefix, kinds in _prefixes_of(word.folded, lexicon):
                rest = word.folded[len(prefix) :]
                cut_at = word.start + min(len(prefix), len(word.text) - 1)
                tail = replace(word, folded=rest, text=word.text[cut_at - word.start :], start=cut_at, glued=True)
                found = lexicon.match([tail, *words[at + 1 : at + 5]], 0)
                if found is None or found.guessed:
                    continue
                until = at + found.until
                last = words[until - 1]
                head = [] if not kinds else [Term(kinds, prefix, word.start, cut_at, word.glued, named=True)]
                start = cut_at if head else word.start
                body = Term(
                    _spread(found.kinds, []), tail.text, start, last.end, bool(head) or word.glued, found.weak, True
                )
                return [*head, body], until
        return None


def _priced(words: list[Word], at: int) -> bool:
    """Whether it is an amount of money or a share: "15.30 €", "$12", "25 %"."""
    beside = [*words[max(0, at - 1) : at], *words[at + 1 : at + 2]]
    return words[at].text[0].isdigit() and any(word.folded in _SHARES_AND_MONEY for word in beside)


def _off_utc(words: list[Word], at: int) -> bool:
    """Whether it is an offset that no zone has: "UTC-03:30"."""
    signed = at > 1 and words[at - 1].text in "+-" and words[at - 1].glued and words[at].glued
    return signed and words[at - 2].text.upper() in ("UTC", "GMT")


def _hyphen(words: list[Word], at: int, before: Term) -> bool:
    """Whether a sign only joins the two halves of a word, as in "demi-heure"; "mon-fri" is a range."""
    if words[at].text != "-" or not words[at].glued or at + 1 >= len(words) or not words[at + 1].glued:
        return False
    return words[at + 1].kind == "word" and before.named and before.kinds.keys().isdisjoint(_ENDS_OF_RANGES)


def _abbreviation_point(word: Word, before: Term) -> bool:
    """The point of "Sat." or "déc."."""
    return word.text == "." and word.glued and before.named and bool(before.kinds)


def _prefixes_of(word: str, lexicon: Lexicon) -> list[tuple[str, Kinds]]:
    article = lexicon.article
    found: list[tuple[str, Kinds]] = []
    if article and word.startswith(article) and len(word) > len(article) + 1:
        found.append((article, {}))
    for prefix, kinds in lexicon.prefixes.items():
        if word.startswith(prefix) and len(word) > len(prefix) + 1:
            found.append((prefix, kinds))
            if article and word.startswith(article, len(prefix)):
                found.append((prefix + article, kinds))
            if prefix == article[-1:] and word.startswith(prefix * 2):
                found.append((prefix * 2, kinds))
    return found


def _term(words: list[Word], at: int, until: int, kinds: Kinds, *, weak: bool = False) -> Term:
    first, last = words[at], words[until - 1]
    text = first.text if until == at + 1 else " ".join(word.text for word in words[at:until])
    return Term(kinds, text, first.start, last.end, first.glued, weak, first.kind in ("word", "link"))


def _number_kinds(word: Word) -> Kinds:
    if word.text == _AROUND_THE_CLOCK or word.kind == "link":
        return {}
    ways: dict[str, Callable[[str], Kinds]] = {
        "number": _digits,
        "clock": _clock,
        "dotted": _dotted,
        "decimal": lambda text: {"DECIMAL": float(text.replace(",", "."))},
        "iso": lambda text: {"ISO": text},
        "shortyear": lambda text: {"SHORTYEAR": _CENTURY + int(text[1:]), "DIGITS": True},
        "date": _date,
        "offset": lambda text: {"OFFSET": text},
    }
    way = ways.get(word.kind)
    return way(word.text) if way else {_SIGNS.get(word.text, "PUNCT"): True}


def _date(text: str) -> Kinds:
    """ "50/50" is none."""
    two = text.split("/")
    return {} if len(two) == 2 and all(int(part) > 31 for part in two) else {"NUMDATE": text}


def _digits(text: str) -> Kinds:
    value = int(text)
    kinds: Kinds = {"NUMBER": value, "DIGITS": True}
    kinds.update(_small(value))
    short = len(text) <= len("00")
    if not short:
        kinds.pop("HOUR", None)
    if short and value <= _CLOCK_LAST_HOUR:
        kinds["HOUR"] = value
        if text.startswith("0"):
            kinds["PADDED"] = value
    if len(text) == len("00") and value < 60:
        kinds["MINUTE"] = value
    if len(text) == len("0000") and _FIRST_YEAR <= value <= _LAST_YEAR:
        kinds["YEAR"] = value
    if len(text) == len("00") and _SHORT_YEARS[0] <= value <= _SHORT_YEARS[1]:
        kinds["SHORTYEAR"] = _CENTURY + value
    if len(text) == len("20260101") and _BASIC_DATE.fullmatch(text):
        kinds["NUMDATE"] = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    if len(text) in (3, 4) and value % 100 < 60 and value // 100 < _CLOCK_LAST_HOUR:
        kinds["HHMM"] = value
        if "YEAR" not in kinds and len(text) == len("0000"):
            kinds["MILITARY"] = value
    return kinds


def _small(value: int) -> Kinds:
    kinds: Kinds = {}
    if 1 <= value <= _CLOCK_LAST_HOUR:
        kinds["HOUR"] = value
    if 1 <= value <= 31:
        kinds["DAY"] = value
    if 1 <= value < 60:
        kinds["SMALL"] = value
    return kinds


def _clock(text: str) -> Kinds:
    hour, minute, *rest = text.split(":")
    second = int(float(rest[0])) if rest else 0
    if int(hour) > _CLOCK_LAST_HOUR or int(minute) > 59 or second > 59 or (int(hour) == 24 and int(minute) > 0):
        return {"BADCLOCK": True}
    printed = hour.startswith("0") or bool(rest)
    return {"CLOCK": (int(hour), int(minute), second, printed)}


def _dotted(text: str) -> Kinds:
    first, second = re.split(r"[.,]", text)
    kinds: Kinds = {"DECIMAL": float(f"{first}.{second}")}
    if int(first) < _CLOCK_LAST_HOUR and int(second) < 60:
        kinds["DOTTED"] = (int(first), int(second), 0, first.startswith("0"))
    if "." in text and 1 <= int(first) <= 31 and 1 <= int(second) <= 12:
        kinds["DOTDATE"] = text.replace(".", "/")
    return kinds


def _spread(kinds: Kinds, before: list[Term]) -> Kinds:
    """The kinds that follow from a lexicon's own: what a number may be, which unit it is."""
    if "NUMBER" in kinds:
        number = kinds["NUMBER"]
        small = _small(number)
        kinds = {**small, **kinds}
        if "HOUR" in small:
            kinds["HOURWORD"] = number
        if "SMALL" in small:
            kinds["SMALLWORD"] = number
        if 10 <= number < 60:
            kinds["MINUTE"] = number
    if "UNIT" in kinds:
        kinds = {**kinds, f"U_{kinds['UNIT'].upper()}": True}
    if ("AM" in kinds or "PM" in kinds) and not (before and before[-1].kinds.keys() & _AFTER_A_TIME):
        kinds = {kind: value for kind, value in kinds.items() if kind not in ("AM", "PM")}
    return kinds


def _meridiem(words: list[Word], at: int, before: list[Term]) -> tuple[str, int] | None:
    """ "am", "p.m.", "a m" or a glued "9a", right after something that can be an hour."""
    if not before or not before[-1].kinds.keys() & _AFTER_A_TIME:
        return None
    letters = words[at].folded
    if letters in ("am", "pm"):
        return letters.upper(), _past_dot(words, at + 1)
    if letters not in ("a", "p"):
        return None
    after = _past_dot(words, at + 1)
    if after < len(words) and words[after].folded == "m":
        return letters.upper() + "M", _past_dot(words, after + 1)
    if (words[at].glued and "DIGITS" in before[-1].kinds) or (words[at].glued and "CLOCK" in before[-1].kinds):
        return letters.upper() + "M", at + 1
    return None


def _past_dot(words: list[Word], at: int) -> int:
    return at + 1 if at < len(words) and words[at].text == "." and words[at].glued else at
