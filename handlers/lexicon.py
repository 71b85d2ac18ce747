"""What countries, languages and competences are called in every language spoken here, for finding people by them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from babel import Locale

from handlers.i18n import LANGUAGES, Catalogues, Translator
from handlers.views.competences import NAMES
from mentoring.portfolio import Lexicon
from mentoring.portraits import SPOKEN

CODE_LENGTH = 2
"""Letters of the codes of countries and of most languages; others are regions and rarer languages."""


@cache
def lexicon_of(catalogues: Catalogues) -> Lexicon:
    """All the names, made once for these catalogues."""
    speakers = [catalogues.translator(language) for language in catalogues.languages]
    territories, languages = _codes("territories"), _codes("languages") | set(SPOKEN)
    return Lexicon(
        countries=_named(speakers, territories, Translator.country),
        languages=_named(speakers, languages, Translator.language_name),
        competences={key: " ".join(t(name) for t in speakers) for key, name in NAMES.items()},
    )


def _codes(kind: str) -> set[str]:
    """Every code of two letters that Babel can name."""
    found = (code for language in LANGUAGES for code in getattr(Locale(language), kind))
    return {code for code in found if len(code) == CODE_LENGTH}


def _named(
    speakers: Iterable[Translator], codes: Iterable[str], name: Callable[[Translator, str], str]
) -> Mapping[str, str]:
    return {code: " ".join(dict.fromkeys(name(t, code) for t in speakers)) for code in codes}
