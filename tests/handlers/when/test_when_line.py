"""Who, about what, in which zone and language: the rest of a line."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.when.understanding import Understanding

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
PARIS = "Europe/Paris"
TOMORROW_AT_10 = datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo(PARIS))


def read(understanding, text, language="en", zone=PARIS):
    return understanding.read(text, language=language, zone=zone, now=NOW)


@pytest.mark.parametrize("mention", ["@awa", "@li.wei", "@inès", "<@U04ABC123>", "<@U04ABC123|awa>"])
def test_mention_is_kept_as_typed(understanding, mention):
    reading = read(understanding, f"{mention} tomorrow 10:00")
    assert (reading.mention, reading.start) == (mention, TOMORROW_AT_10)


def test_second_mention_is_shown_as_not_used(understanding):
    reading = read(understanding, "@awa @luca tomorrow 10:00")
    assert (reading.mention, [piece.text for piece in reading.unused]) == ("@awa", ["@luca"])


def test_address_is_not_a_mention(understanding):
    assert read(understanding, "tomorrow 10:00 awa@example.org").mention is None


@pytest.mark.parametrize(
    ("language", "line", "topic"),
    [
        ("en", "tomorrow 10:00 about march strategy", "march strategy"),
        ("en", "about march strategy tomorrow 10:00", "march strategy"),
        ("en", "@awa tomorrow 10:00 - Grant WRITING", "Grant WRITING"),
        ("fr", "demain 10h pour parler d'économie", "économie"),
        ("fr", "revue des comptes demain 10h", "revue des comptes"),
        ("es", "mañana a las 10, revisión de la web", "revisión de la web"),
        ("it", "domani alle 10 sull'export", "export"),
        ("ar", "غدا الساعة 10 صباحا حول خطة 2027", "خطة 2027"),
    ],
)
def test_topic_keeps_its_spelling(understanding, language, line, topic):
    reading = read(understanding, line, language)
    assert (reading.topic, reading.start) == (topic, TOMORROW_AT_10)


def test_month_of_the_topic_is_not_that_of_the_time(understanding):
    reading = read(understanding, "@luca domani alle 10 revisione del piano di marzo", "it")
    assert (reading.start, reading.topic) == (TOMORROW_AT_10, "revisione del piano di marzo")


def test_length_after_the_topic_is_a_length(understanding):
    reading = read(understanding, "tomorrow 10:00 about pricing for 30 min")
    assert (reading.topic, reading.duration, reading.end) == (
        "pricing",
        timedelta(minutes=30),
        TOMORROW_AT_10 + timedelta(minutes=30),
    )


def test_moment_takes_nothing_for_a_topic_or_mention(understanding):
    reading = understanding.read_moment("tomorrow 10:00 @awa budget", language="en", zone=PARIS, now=NOW)
    assert (reading.start, reading.mention, reading.topic) == (TOMORROW_AT_10, None, None)
    assert [piece.text for piece in reading.unused] == ["awa budget"]


@pytest.mark.parametrize(
    ("language", "text", "zone"),
    [
        ("en", "tomorrow 10am Cairo time", "Africa/Cairo"),
        ("en", "tomorrow 10am Eastern Time", "America/New_York"),
        ("en", "tomorrow 10am Central European Time", "Europe/Paris"),
        ("en", "tomorrow 10am Moroccan time", "Africa/Casablanca"),
        ("en", "tomorrow 10:00 UTC+3", "Etc/GMT-3"),
        ("en", "tomorrow 10:00 Africa/Tunis", "Africa/Tunis"),
        ("fr", "demain 10h heure de Tunis", "Africa/Tunis"),
        ("fr", "demain 10h, heure marocaine", "Africa/Casablanca"),
        ("fr", "demain 10h heure d'Égypte", "Africa/Cairo"),
        ("es", "mañana a las 10 hora de Jordania", "Asia/Amman"),
        ("it", "domani alle 10 ora di Roma", "Europe/Rome"),
        ("ca", "demà a les 10 hora de Barcelona", "Europe/Madrid"),
        ("ar", "غدا الساعة 10 صباحا بتوقيت القدس", "Asia/Jerusalem"),
        ("ar", "غدا الساعة 10 صباحا بتوقيت رام الله", "Asia/Hebron"),
        ("ar", "غدا الساعة 10 صباحا بتوقيت عمان", "Asia/Amman"),
    ],
)
def test_zone_named_in_the_text_is_the_zone_read(understanding, language, text, zone):
    reading = read(understanding, text, language)
    assert (reading.zone, reading.start) == (zone, datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo(zone)))


def test_abbreviation_is_read_as_a_citys_clock_and_says_so(understanding):
    reading = read(understanding, "July 1 2027 15:00 CET", "en-GB", "Africa/Tunis")
    assert (reading.zone, reading.assumed) == (PARIS, "CET")
    assert reading.start == datetime(2027, 7, 1, 15, 0, tzinfo=ZoneInfo(PARIS))


def test_french_cet_is_not_a_zone(understanding):
    reading = read(understanding, "demain, cet après-midi non, 10h", "fr")
    assert reading.zone is None


@pytest.mark.parametrize("text", ["tomorrow 10:00 UTC+05:30", "2026-11-19 10:00:00+05:30", "tomorrow 10:00 UTC+5:30"])
def test_half_hour_offset_is_the_clock_of_a_country_that_keeps_it(understanding, text):
    reading = read(understanding, text)
    assert (reading.zone, reading.question) == ("Asia/Kolkata", None)
    assert reading.start == datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("Asia/Kolkata"))


@pytest.mark.parametrize("text", ["tomorrow 10:00 UTC-03:30", "2026-11-19 10:00:00+07:20"])
def test_offset_that_no_zone_has_all_year_is_not_read_as_another(understanding, text):
    reading = read(understanding, text)
    assert (reading.zone, reading.question.code.value) == (None, "leftover")


LINES = {
    "en": "tomorrow at 10am",
    "fr": "demain à 10h",
    "es": "mañana a las 10 de la mañana",
    "it": "domani alle 10 di mattina",
    "ca": "demà a les 10 del matí",
    "ar": "غدا الساعة العاشرة صباحا",
}


@pytest.mark.parametrize("language", LINES)
@pytest.mark.parametrize("written_in", LINES)
def test_line_in_another_language_is_understood_too(understanding, language, written_in):
    assert read(understanding, LINES[written_in], language).start == TOMORROW_AT_10


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ＴＯＭＯＲＲＯＷ １０：００", "en"),
        ("غدًا السّاعة ١٠ صباحًا", "ar"),
        ("man\u0303ana a las 10", "es"),
        ("après‑demain à 10 h", "fr"),
    ],
)
def test_unicode_variants_of_a_text_are_the_same_text(understanding, text, language):
    assert read(understanding, text, language).start.hour == 10


def test_understanding_of_two_languages_reads_those(understanding):
    small = Understanding.load(("fr", "ar"))
    small.warm("fr")
    assert read(small, "demain 10h", "fr").start == TOMORROW_AT_10
