"""Compiles the gettext catalogues (`python -m handlers.catalogues`).

`--extract` brings the .po files up to date with the sentences of the code; `--check` tells what is missing or wrong in
which language.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from handlers.i18n import DOMAIN, LANGUAGES, LOCALES, SOURCE

COMPLETE = ("fr", "ar", "es", "it")
"""Languages in which a missing sentence is an error; English is the source."""

CODE = Path(__file__).parent
KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "self": None, "N_": None, "n": (1, 2)}
"""How the code marks a sentence: ``t("…")``, ``t.n("…", "…", count)``, ``N_("…")``, and `Translator` on itself."""

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""Stands where Babel would write the hour of extraction, so that files change only with their sentences."""

WIDTH = 120
BARE_COMMAND = re.compile(r"(?<!\u200e)/mentor")
"""The command where a line that runs from right to left would put its slash behind it."""


def main(arguments: list[str] | None = None) -> int:
    """Compile, or extract, or check; the answer is the exit status."""
    parser = argparse.ArgumentParser(prog="python -m handlers.catalogues", description=__doc__)
    parser.add_argument("--extract", action="store_true", help="bring the .po files up to date with the code")
    parser.add_argument("--check", action="store_true", help="tell what is missing or wrong; compiles nothing")
    wanted = parser.parse_args(arguments)
    if wanted.extract:
        extract()
    if wanted.check:
        problems = check()
        sys.stderr.writelines(f"{problem}\n" for problem in problems)
        return 1 if problems else 0
    compile_all()
    return 0


def compile_all(folder: Path = LOCALES) -> None:
    """Write the .mo of every language beside its .po; sentences not yet translated stay English."""
    for language in translated_languages():
        with path_of(language, folder).with_suffix(".mo").open("wb") as file:
            write_mo(file, read(language, folder))


def extract(folder: Path = LOCALES) -> None:
    """Bring every .po up to date: new sentences empty, those no longer in the code gone."""
    template = sentences()
    for language in translated_languages():
        path = path_of(language, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = read(language, folder) if path.exists() else empty(language)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as file:
            write_po(file, catalog, width=WIDTH, sort_by_file=True, ignore_obsolete=True, include_lineno=False)


def check(folder: Path = LOCALES) -> list[str]:
    """What is missing or wrong in the complete languages, a line each."""
    template = sentences()
    return [problem for language in COMPLETE for problem in faults(template, read(language, folder), language)]


def faults(template: Catalog, catalog: Catalog, language: str) -> Iterator[str]:
    """What is wrong with one language against the sentences of the code."""
    plural = get_plural(language)
    if (catalog.num_plurals, catalog.plural_expr) != (plural.num_plurals, plural.plural_expr):
        yield f"{language}: the plural forms in the heading are not those of the language: {plural.plural_forms}"
    for message in template:
        if message.id:
            yield from (f"{language}: {fault}" for fault in _faults_of(message, catalog.get(message.id)))
    rtl = Locale.parse(language).text_direction == "rtl"
    for message in catalog:
        if message.id and template.get(message.id) is None:
            yield f"{language}: no longer in the code: {message.id!r}"
        if rtl and any(BARE_COMMAND.search(form) for form in _forms(message.string)):
            yield f"{language}: a slash that would stand behind its word; write U+200E before it: {message.id!r}"


def sentences() -> Catalog:
    """Every sentence that the code marks."""
    catalog = empty(None)
    for file, line, found, _comments, _context in extract_from_dir(str(CODE), keywords=KEYWORDS):
        catalog.add(found, locations=[(f"handlers/{file}", line)])
    return catalog


def empty(language: str | None) -> Catalog:
    """A catalogue without sentences, in the plural forms that Babel gives its language.

    Babel numbers the Arabic forms zero, one, two, few, other, many; tools elsewhere often end with many, other.
    """
    return Catalog(
        locale=language,
        domain=DOMAIN,
        project=DOMAIN,
        header_comment="# Sentences of Mentorbot. Keep the {placeholders}; see CONTRIBUTING.md.",
        creation_date=EPOCH,
        revision_date=EPOCH,
        version="1",
        msgid_bugs_address="-",
        last_translator="-",
        language_team="-",
        fuzzy=False,
    )


def read(language: str, folder: Path = LOCALES) -> Catalog:
    """The catalogue of a language as it stands in its .po."""
    with path_of(language, folder).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN, abort_invalid=True)


def path_of(language: str, folder: Path = LOCALES) -> Path:
    """Where the .po of a language is."""
    return folder / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def translated_languages() -> tuple[str, ...]:
    """Every language but the source."""
    return tuple(language for language in LANGUAGES if language != SOURCE)


def placeholders(sentence: str) -> frozenset[str]:
    """The names in braces."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def _faults_of(message: Message, translated: Message | None) -> Iterator[str]:
    if translated is None or translated.fuzzy:
        yield f"missing: {message.id!r}"
        return
    wanted = frozenset[str]().union(*map(placeholders, _forms(message.id)))
    for form in _forms(translated.string):
        if not form.strip():
            yield f"not translated: {message.id!r}"
        elif missing := (wanted ^ placeholders(form)) - _may_be_left_out(message):
            yield f"other placeholders ({', '.join(sorted(missing))}): {message.id!r} -> {form!r}"


def _forms(text: object) -> tuple[str, ...]:
    """A sentence's plural forms, or the one form it has."""
    return tuple(map(str, text)) if isinstance(text, (tuple, list)) else (str(text or ""),)


def _may_be_left_out(message: Message) -> frozenset[str]:
    """A plural form for one number ("an hour") need not name the number."""
    return frozenset({"count"}) if message.pluralizable else frozenset()


if __name__ == "__main__":
    sys.exit(main())
