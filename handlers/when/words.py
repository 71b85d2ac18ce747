"""Cuts text into words, numbers and signs, each with its place in the original."""

import re
import unicodedata
from dataclasses import dataclass, replace

_MARKS = "\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670"
_WORDS = re.compile(
    rf"""
    (?P<link>https?://[^\s<>]+|www\.[^\s<>]+|[\w-]{{1,64}}\.(?:com|org|net|io|eu)(?!\w)|[\w.+-]{{1,64}}@[\w-]{{1,64}}\.[\w.-]{{1,64}})
  | (?P<iso>\d{{4}}-\d\d-\d\dT\d\d:?\d\d(?::?\d\d(?:[.,]\d{{1,9}})?)?(?:Z|[+-]\d\d:?\d\d)?(?!\d))
  | (?P<isobasic>\d{{8}}T\d{{4}}(?:\d\d)?(?:Z|[+-]\d{{4}})?(?!\d))
  | (?P<date>\d{{4}}-\d{{1,2}}-\d{{1,2}}(?!\d) | \d{{4}}/\d{{1,2}}/\d{{1,2}}(?!\d) | \d{{4}}\.\d{{1,2}}\.\d{{1,2}}(?!\d)
      | \d{{1,2}}/\d{{1,2}}/(?:\d{{4}}|\d\d)(?!\d) | \d{{1,2}}-\d{{1,2}}-(?:\d{{4}}|\d\d)(?![\d:.])
      | \d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d\d)(?!\d) | \d{{1,2}}/\d{{4}}(?!\d) | (?<![hH])\d{{1,2}}/\d{{1,2}}(?![\d/]))
  | (?P<shortyear>(?<!\w)'\d\d(?!\w))
  | (?P<clock>\d{{1,2}}:\d\d(?::\d\d(?:\.\d{{1,9}})?)?(?!\d))
  | (?P<dotted>\d{{1,2}}[.,]\d\d(?![\d.,]\d|\d))
  | (?P<offset>(?:(?<=\d)|(?<=[A-Z]))[+]\d\d?(?::?\d\d)?(?!\d) | (?<=\s)[+]\d\d:?\d\d(?!\d)
      | (?:(?<=:\d\d:\d\d)|(?<=:\d\d:\d\d\s))-\d\d:?\d\d(?!\d))
  | (?P<decimal>\d{{1,3}}[.,]\d(?!\d))
  | (?P<number>\d{{1,12}})
  | (?P<zone>[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z_+\-]*[A-Za-z0-9]){{1,2}})
  | (?P<word>[^\W\d_][^\W\d_{_MARKS}]*(?:[{_MARKS}]+[^\W\d_]*)*'?)
  | (?P<sign>[^\s\w])
  | (?P<junk>\S)
    """,
    re.VERBOSE,
)
_UNSEEN = re.compile(r"[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SAME_LENGTH = str.maketrans(
    {
        **{chr(0x660 + n): str(n) for n in range(10)},
        **{chr(0x6F0 + n): str(n) for n in range(10)},
        **{chr(0xFF10 + n): str(n) for n in range(10)},
        **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u0060\u00b4\uff07", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d", "-"),
        **dict.fromkeys("\u060c\u3001\uff0c", ","),
        **dict.fromkeys("\u061b\uff1b", ";"),
        "\uff1a": ":",
        "\u061f": "?",
        "\u066b": ".",
        "\uff0f": "/",
        "\uff20": "@",
    }
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign; `folded` is what the lexicons are looked up with."""

    kind: str
    text: str
    folded: str
    start: int
    end: int
    glued: bool
    """Whether no space stands before it."""


def level(text: str) -> str:
    """The same text, character for character, with digits, dashes, apostrophes and commas of one kind."""
    return text.translate(_SAME_LENGTH)


def fold(word: str) -> str:
    """A word without case, accents, vowel signs or the spelling variants of Arabic letters."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return plain.replace("ى", "ي").replace("ة", "ه").replace("ـ", "").replace("ı", "i")


def cut(text: str) -> list[Word]:
    """The words of levelled text, in order; marks of direction and joining, which nobody sees, are passed over."""
    if not _UNSEEN.search(text):
        return _cut(text)
    places = [place for place, letter in enumerate(text) if not _UNSEEN.match(letter)]
    return [
        replace(word, start=places[word.start], end=places[word.end - 1] + 1)
        for word in _cut("".join(text[place] for place in places))
    ]


def _cut(text: str) -> list[Word]:
    words = []
    last_end = 0
    for found in _WORDS.finditer(text):
        kind = (found.lastgroup or "junk").removesuffix("basic")
        raw = found.group()
        folded = fold(raw.rstrip("'")) if kind == "word" else raw
        words.append(Word(kind, raw, folded, found.start(), found.end(), found.start() == last_end))
        last_end = found.end()
    return words
