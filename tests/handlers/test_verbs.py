"""Verbs in five languages."""

from __future__ import annotations

from collections import Counter

import pytest

from handlers.i18n import LANGUAGES
from handlers.verbs import VERBS, Verb, verb_of
from mentoring.folding import folded


@pytest.mark.parametrize(
    ("word", "language", "verb"),
    [
        ("book", "en", Verb.BOOK),
        ("réserver", "fr", Verb.BOOK),
        ("RESERVER", "fr", Verb.BOOK),
        ("احجز", "ar", Verb.BOOK),
        ("إحجز", "ar", Verb.BOOK),
        ("reservar", "es", Verb.BOOK),
        ("Prenota", "it", Verb.BOOK),
        ("séances", "fr", Verb.SESSIONS),
        ("sesion", "es", Verb.SESSIONS),
        ("جلسه", "ar", Verb.SESSIONS),
        ("sessioni", "it", Verb.SESSIONS),
        ("aide", "fr", Verb.HELP),
        ("?", "fr", Verb.HELP),
        ("مساعدة", "en", Verb.HELP),
        ("help", "ar", Verb.HELP),
        ("roster", "en", Verb.ROSTER),
        ("nonsense", "en", None),
        ("", "en", None),
    ],
)
def test_a_word_is_known_in_every_language_whoever_types_it(word: str, language: str, verb: Verb | None) -> None:
    assert verb_of(word, language) is verb


def test_every_verb_has_a_word_in_every_language() -> None:
    for entry in VERBS:
        assert set(entry.aliases) == set(LANGUAGES)
        assert all(entry.aliases.values())


def test_no_word_means_two_things() -> None:
    means = Counter(
        {(folded(word), entry.verb) for entry in VERBS for words in entry.aliases.values() for word in words}
    )
    words = Counter(word for word, _ in means)
    assert [word for word, times in words.items() if times > 1] == []
