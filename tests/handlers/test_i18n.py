"""Days, clocks, cities, lengths and counts in five languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.i18n import LANGUAGES, CatalogueMissing, Catalogues, Place, Translator
from mentoring.clocks import local
from tests.handlers.views.speech import catalogues

SPOKEN = catalogues()
AFTERNOON = datetime(2027, 1, 26, 14, 0, tzinfo=UTC)
CAIRO, MARSEILLE = Place("Africa/Cairo", "Cairo"), Place("Europe/Paris", "Marseille")


def bare(text: str) -> str:
    """``text`` without the invisible signs of direction."""
    return text.translate({0x2068: None, 0x2069: None, 0x200F: None})


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Tuesday 26 January 2027 · 16:00 in Cairo · 15:00 in Marseille"),
        ("fr", "mardi 26 janvier 2027 · 16:00 (Le Caire) · 15:00 (Marseille)"),
        ("es", "martes, 26 de enero de 2027 · 16:00 en El Cairo · 15:00 en Marseille"),
        ("it", "martedì 26 gennaio 2027 · 16:00 (Il Cairo) · 15:00 (Marseille)"),
        ("ar", "الثلاثاء، 26 يناير 2027 · 16:00 في القاهرة · 15:00 في Marseille"),
    ],
)
def test_both_clocks_name_their_cities(language: str, said: str) -> None:
    assert bare(SPOKEN.translator(language).both_clocks(AFTERNOON, CAIRO, MARSEILLE)) == said


def test_one_clock_is_told_once() -> None:
    lyon = Place("Europe/Paris", "Lyon")
    said = SPOKEN.translator("en").both_clocks(AFTERNOON, MARSEILLE, lyon)
    assert said == "Tuesday 26 January 2027 · 15:00 in Marseille"


def test_the_day_is_told_again_where_it_is_another() -> None:
    late = datetime(2027, 1, 26, 22, 30, tzinfo=UTC)
    said = SPOKEN.translator("en").both_clocks(late, MARSEILLE, CAIRO)
    assert said == "Tuesday 26 January 2027 · 23:30 in Marseille · Wednesday 27 January 2027, 00:30 in Cairo"


def test_an_hour_that_comes_twice_is_told_apart() -> None:
    t = SPOKEN.translator("en")
    first, second = (datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert [t.time(one, "Europe/Paris") for one in (first, second)] == ["02:30 (UTC+2)", "02:30 (UTC+1)"]
    assert t.time(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "Europe/Paris") == "03:30"


@pytest.mark.parametrize(
    ("language", "given", "city"),
    [
        ("fr", "", "Le Caire"),
        ("fr", "Cairo", "Le Caire"),
        ("en", "le caire", "Cairo"),
        ("ar", "Cairo", "القاهرة"),
        ("it", "Alexandria", "Alexandria"),
    ],
)
def test_the_city_a_person_gave_comes_first(language: str, given: str, city: str) -> None:
    assert SPOKEN.translator(language).city("Africa/Cairo", given) == city


def test_cities_have_their_everyday_names() -> None:
    assert SPOKEN.translator("ar").city("Asia/Hebron") == "الخليل"
    assert SPOKEN.translator("en").city("America/Argentina/Buenos_Aires") == "Buenos Aires"
    assert SPOKEN.translator("en").city("UTC") == "UTC"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Friday 1 January 2027"),
        ("fr", "vendredi 1er janvier 2027"),
        ("ar", "الجمعة، 1 يناير 2027"),
        ("es", "viernes, 1 de enero de 2027"),
        ("it", "venerdì 1º gennaio 2027"),
    ],
)
def test_a_day_has_its_weekday_and_year(language: str, said: str) -> None:
    assert SPOKEN.translator(language).day(date(2027, 1, 1)) == said


@pytest.mark.parametrize(("language", "said"), [("en", "March 2027"), ("es", "marzo de 2027"), ("it", "marzo 2027")])
def test_a_month_is_told_with_its_year(language: str, said: str) -> None:
    assert SPOKEN.translator(language).month(date(2027, 3, 1)) == said


@pytest.mark.parametrize(
    ("language", "minutes", "said"),
    [
        ("en", 1, "1 minute"),
        ("en", 45, "45 minutes"),
        ("en", 60, "1 hour"),
        ("en", 150, "2 hours 30 minutes"),
        ("fr", 90, "1 heure 30 minutes"),
        ("es", 90, "1 hora y 30 minutos"),
        ("it", 75, "1 ora e 15 minuti"),
        ("ar", 60, "ساعة واحدة"),
        ("ar", 2, "دقيقتان"),
        ("ar", 10, "10 دقائق"),
        ("ar", 45, "45 دقيقة"),
        ("ar", 150, "ساعتان و30 دقيقة"),
    ],
)
def test_a_length_is_told_in_words(language: str, minutes: int, said: str) -> None:
    assert bare(SPOKEN.translator(language).duration(timedelta(minutes=minutes))) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "لم يُضف أحد"),
        (1, "أُضيف شخص واحد"),
        (2, "أُضيف شخصان"),
        (3, "أُضيف 3 أشخاص"),
        (11, "أُضيف 11 شخصًا"),
        (100, "أُضيف 100 شخص"),
        (103, "أُضيف 103 أشخاص"),
    ],
)
def test_arabic_has_its_six_plural_forms(count: int, said: str) -> None:
    assert SPOKEN.translator("ar").n("{count} person added", "{count} people added", count) == said


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("fr-FR",), "fr"),
        ((None, "es_419"), "es"),
        (("de-DE", "IT"), "it"),
        (("", None), "en"),
        (("de", "pt-BR"), "en"),
    ],
)
def test_the_first_wish_spoken_here_wins(wishes: tuple[str | None, ...], language: str) -> None:
    assert SPOKEN.best(*wishes) == language


def test_a_language_without_its_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueMissing, match=r"'fr' is not compiled: run `make env`"):
        Catalogues.load(tmp_path)


def test_a_sentence_that_ends_with_a_short_month_ends_with_one_dot() -> None:
    t = SPOKEN.translator("fr")
    assert t("Kick-off: {day}", day=t.short_day(date(2027, 1, 26))).endswith("mar. 26 janv.")
    assert t("Outcome missing since {day}.", day=t.short_day(date(2027, 1, 26))).endswith("mar. 26 janv.")
    assert t("Outcome missing since {day}.", day=t.short_day(date(2027, 5, 25))).endswith("mar. 25 mai.")


def test_values_are_isolated_where_directions_meet() -> None:
    arabic, english = SPOKEN.translator("ar"), SPOKEN.translator("en")
    assert arabic("{time} in {city}", time="15:00", city="Rome").count("\u2068") == 2
    assert english("With {name}", name="آمنة") == "With \u2068آمنة\u2069"
    assert english("With {name}", name="Luca") == "With Luca"


def test_a_line_of_facts_has_a_direction() -> None:
    assert SPOKEN.translator("ar").dotted(["15:00", "Roma"]) == "\u200f\u206815:00\u2069 · \u2068Roma\u2069"


def test_a_mark_begins_its_line_whatever_follows_it() -> None:
    arabic, english = SPOKEN.translator("ar"), SPOKEN.translator("en")
    assert arabic.marked("✓", "Kick-off") == "\u200f✓ \u2068Kick-off\u2069"
    assert arabic.dotted([arabic.marked("✓", "Kick-off")]) == "\u200f\u2068\u200f✓ \u2068Kick-off\u2069\u2069"
    assert english.marked("✓", "Kick-off") == "✓ Kick-off"
    assert english.marked("✓", "لقاء") == "✓ \u2068لقاء\u2069"


def test_a_sentence_without_letters_has_a_direction() -> None:
    arabic, english = SPOKEN.translator("ar"), SPOKEN.translator("en")
    assert arabic("{name} ({address})", name="Awa", address="a@b.org").startswith("\u200f\u2068Awa")
    assert arabic("With {name}", name="Awa").startswith("مع")
    assert english("{name} ({address})", name="Awa", address="a@b.org") == "Awa (a@b.org)"


@given(st.text())
def test_typed_text_never_becomes_markup(text: str) -> None:
    escaped = SPOKEN.translator("en").escape(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@given(st.text())
def test_braces_in_a_value_are_left_alone(text: str) -> None:
    assert bare(SPOKEN.translator("en")("With {name}", name=text)) == "With " + bare(text)


@pytest.mark.parametrize("language", LANGUAGES)
@given(instant=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_any_instant_can_be_told(language: str, instant: datetime) -> None:
    t: Translator = SPOKEN.translator(language)
    said = bare(t.both_clocks(instant, CAIRO, MARSEILLE))
    assert "{" not in said
    assert f"{local(instant, 'Africa/Cairo'):%H:%M}" in said
