"""Translators for tests, straight from the .po files, and one that marks whatever passed through the catalogue."""

from __future__ import annotations

import gettext
import re
from collections.abc import Sequence
from datetime import date
from io import BytesIO

from babel.messages.mofile import write_mo

from handlers.catalogues import read
from handlers.i18n import LANGUAGES, SOURCE, Catalogues, Translator

OPEN, CLOSE = "⟦", "⟧"


def catalogues() -> Catalogues:
    """Every language as its .po now stands, compiled or not."""
    return Catalogues({language: _catalogue(language) for language in LANGUAGES})


def _catalogue(language: str) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


class Marking(gettext.NullTranslations):
    """Puts every sentence between marks."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message}{CLOSE}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{OPEN}{msgid1 if n == 1 else msgid2}{CLOSE}"


class MarkingTranslator(Translator):
    """English in which all that the catalogue or Babel wrote stands between marks."""

    def __init__(self) -> None:
        super().__init__("en", Marking())

    def day(self, day: date) -> str:
        return f"{OPEN}{super().day(day)}{CLOSE}"

    def short_day(self, day: date) -> str:
        return f"{OPEN}{super().short_day(day)}{CLOSE}"

    def month(self, day: date) -> str:
        return f"{OPEN}{super().month(day)}{CLOSE}"

    def short_month(self, day: date) -> str:
        return f"{OPEN}{super().short_month(day)}{CLOSE}"

    def weekday(self, day: date) -> str:
        return f"{OPEN}{super().weekday(day)}{CLOSE}"

    def city(self, zone: str, given: str = "") -> str:
        return f"{OPEN}{super().city(zone, given)}{CLOSE}"

    def country(self, code: str) -> str:
        return f"{OPEN}{super().country(code)}{CLOSE}"

    def language_name(self, code: str) -> str:
        return f"{OPEN}{super().language_name(code)}{CLOSE}"

    def endonym(self, code: str) -> str:
        return f"{OPEN}{super().endonym(code)}{CLOSE}"

    def enumerated(self, items: Sequence[str]) -> str:
        return f"{OPEN}{super().enumerated(items)}{CLOSE}"


def unmarked(text: str) -> str:
    """What is left of a text once everything between marks is gone; a mark that a limit cut open ends with the text."""
    while OPEN in text:
        text, found = re.subn(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "", text)
        if not found:
            return text.partition(OPEN)[0]
    return text
