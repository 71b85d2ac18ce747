"""The catalogues are complete, and their checker sees what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import catalogues
from handlers.catalogues import COMPLETE, check, compile_all, empty, faults, main, path_of, read, sentences
from handlers.i18n import LANGUAGES, Catalogues


def copied(folder: Path) -> Path:
    for language in catalogues.translated_languages():
        target = path_of(language, folder)
        target.parent.mkdir(parents=True)
        target.write_bytes(path_of(language).read_bytes())
    return folder


def test_every_complete_language_has_every_sentence() -> None:
    assert check() == []


def test_every_language_is_complete() -> None:
    assert sorted(COMPLETE) == sorted(catalogues.translated_languages())


def test_extraction_leaves_up_to_date_files_as_they_are(tmp_path: Path) -> None:
    copied(tmp_path)
    catalogues.extract(tmp_path)
    for language in catalogues.translated_languages():
        assert path_of(language, tmp_path).read_text() == path_of(language).read_text()


def test_extraction_starts_a_language_that_has_no_file(tmp_path: Path) -> None:
    catalogues.extract(tmp_path)
    assert len(read("ar", tmp_path)) == len(sentences())
    assert read("ar", tmp_path).num_plurals == 6


def test_extraction_sees_calls_plurals_and_constants() -> None:
    found = {message.id for message in sentences()}
    assert {"Confirm", ("{count} hour", "{count} hours"), "{name} accepted. Your session is confirmed."} <= found


def test_compiled_catalogues_are_what_the_process_reads(tmp_path: Path) -> None:
    compile_all(copied(tmp_path))
    spoken = Catalogues.load(tmp_path)
    assert spoken.languages == LANGUAGES
    assert spoken.translator("fr")("Confirm") == "Confirmer"


@pytest.mark.parametrize(
    ("string", "fault"),
    [
        ("", "not translated"),
        ("Avec {nom}", "other placeholders (name, nom)"),
        ("Avec", "other placeholders (name)"),
    ],
)
def test_a_bad_translation_is_seen(string: str, fault: str) -> None:
    catalog = empty("fr")
    template = empty(None)
    template.add("With {name}")
    catalog.add("With {name}", string)
    assert [fault in found for found in faults(template, catalog, "fr")] == [True]


def test_a_missing_a_stale_and_a_doubtful_sentence_are_seen() -> None:
    template, catalog = empty(None), empty("fr")
    template.add("Here")
    template.add("Doubtful")
    catalog.add("Doubtful", "Peut-être", flags=("fuzzy",))
    catalog.add("Gone", "Parti")
    assert sorted(faults(template, catalog, "fr")) == [
        "fr: missing: 'Doubtful'",
        "fr: missing: 'Here'",
        "fr: no longer in the code: 'Gone'",
    ]


def test_a_plural_may_leave_out_its_number_alone() -> None:
    template, catalog = empty(None), empty("fr")
    template.add(("{count} hour in {city}", "{count} hours in {city}"))
    catalog.add(("{count} hour in {city}", "{count} hours in {city}"), ("une heure à {city}", "{count} heures"))
    assert [found.split(":")[1] for found in faults(template, catalog, "fr")] == [" other placeholders (city)"]


def test_plural_forms_of_another_order_are_seen(tmp_path: Path) -> None:
    copied(tmp_path)
    path = path_of("ar", tmp_path)
    path.write_text(path.read_text().replace("n%100>=3 && n%100<=10 ? 3", "n%100>=11 ? 3"))
    found = list(faults(sentences(), read("ar", tmp_path), "ar"))
    assert found[0].startswith("ar: the plural forms in the heading are not those of the language")


def test_a_command_whose_slash_would_stand_behind_it_is_seen() -> None:
    template, arabic, french = empty(None), empty("ar"), empty("fr")
    for catalog, said in ((template, ""), (arabic, "اكتب /mentor"), (french, "Tapez /mentor")):
        catalog.add("Type /mentor", said)
    assert [found.split(";")[0] for found in faults(template, arabic, "ar")] == [
        "ar: a slash that would stand behind its word"
    ]
    assert list(faults(template, french, "fr")) == []
    arabic["Type /mentor"].string = "اكتب \u200e/mentor"
    assert list(faults(template, arabic, "ar")) == []


def test_arabic_forms_that_differ_for_a_hundred_and_for_eleven_are_not_exchanged() -> None:
    """What is counted stands in the accusative after 11 to 99, and in the genitive after 100."""
    forms = [message.string for message in read("ar") if message.pluralizable]
    assert [many for *_, hundred, many in forms if many != hundred and many.count("ًا") <= hundred.count("ًا")] == []


def test_check_tells_by_its_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0
    assert capsys.readouterr().err == ""
