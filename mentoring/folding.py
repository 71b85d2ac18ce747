"""How words are compared: without case, accents, vowel marks, and the spellings of one letter that people mix."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

WORD = re.compile(r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+")
"""A word with the marks on its letters; an apostrophe divides, as in "l'accord"."""

SAME_LETTER = str.maketrans("ىةٱیک٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "يهايك" + 2 * "0123456789", "ـ")
ARTICLES = ("وال", "بال", "فال", "كال", "ال", "لل", "و")
"""What Arabic writes as one word with the next, longest first."""

SHORTEST_STEM = 3


Wanted = Sequence[Sequence[str]]
"""Words to search for, each in the spellings under which it counts as found."""


def folded(word: str) -> str:
    """``word`` without case, accents, vowel marks, and the spellings of letters and digits that people mix.

    What is folded already stays as it is.
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return bare.casefold().translate(SAME_LETTER).strip()


def words_in(text: str) -> Iterator[tuple[tuple[str, ...], tuple[int, int]]]:
    """Each word of the text as it may be searched for, and where it stands."""
    for found in WORD.finditer(text):
        yield spellings(found[0]), found.span()


def spellings(word: str) -> tuple[str, ...]:
    """The word folded, and without an Arabic article or "and" before it."""
    plain = folded(word)
    for article in ARTICLES:
        if plain.startswith(article) and len(plain) - len(article) >= SHORTEST_STEM:
            return plain, plain.removeprefix(article)
    return (plain,)
