"""What is asked instead of answered, and with which answers to choose from."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.when.reading import PartOfDay, Question, QuestionCode

LONDON = "Europe/London"
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def at(day, hour, minute=0, *, month=11, year=2026, zone=LONDON):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo(zone))


def ask(understanding, text, language="en", zone=LONDON, now=NOW, **more):
    return understanding.read(text, language=language, zone=zone, now=now, **more).question


def test_hour_without_marker_offers_afternoon_then_morning(understanding):
    assert ask(understanding, "tomorrow at 3") == Question(QuestionCode.MERIDIEM, (at(19, 15), at(19, 3)))


def test_hour_within_the_working_morning_is_taken_as_said(understanding):
    assert ask(understanding, "tomorrow at 10") is None


def test_figures_in_an_unknown_order_offer_both_days(understanding):
    question = ask(understanding, "5/6 at 14:00")
    assert question.code is QuestionCode.DAY_ORDER
    assert set(question.candidates) == {at(6, 14, month=5, year=2027), at(5, 14, month=6, year=2027)}


@pytest.mark.parametrize(
    ("language", "day_first", "month"),
    [("en-US", None, 5), ("en-GB", None, 6), ("fr", None, 6), ("en", True, 6), ("fr", False, 5)],
)
def test_figures_follow_the_order_of_the_locale(understanding, language, day_first, month):
    reading = understanding.read("5/6 14:00", language=language, zone=LONDON, now=NOW, day_first=day_first)
    assert (reading.start, reading.question) == (at(11 - month, 14, month=month, year=2027), None)


def test_next_weekday_still_ahead_this_week_offers_both_weeks(understanding):
    assert ask(understanding, "next friday 1pm") == Question(QuestionCode.WHICH_WEEK, (at(27, 13), at(20, 13)))


def test_todays_own_weekday_offers_next_week_and_today(understanding):
    assert ask(understanding, "wednesday 3pm") == Question(QuestionCode.WHICH_DAY, (at(25, 15), at(18, 15)))


def test_past_moment_is_read_and_asked_about(understanding):
    reading = understanding.read("yesterday at 3pm", language="en", zone=LONDON, now=NOW)
    assert (reading.start, reading.question) == (at(17, 15), Question(QuestionCode.PAST))


def test_hour_just_gone_today_offers_tomorrow(understanding):
    assert ask(understanding, "today at 9am") == Question(QuestionCode.PAST, (at(19, 9),))


def test_day_of_this_year_just_gone_is_asked_about_as_next_years(understanding):
    assert ask(understanding, "10 november at 9am") == Question(QuestionCode.PAST, (at(10, 9, year=2027),))


def test_hour_that_the_clocks_skip_offers_the_ones_beside_it(understanding):
    now = at(20, 10, month=3, year=2027, zone="Europe/Madrid")
    question = ask(understanding, "el 28 de marzo a las 2:30 de la madrugada", "es", "Europe/Madrid", now)
    beside = [at(28, hour, 30, month=3, year=2027, zone="Europe/Madrid") for hour in (3, 1)]
    assert question == Question(QuestionCode.GAP, tuple(beside))


def test_hour_that_comes_twice_offers_both(understanding):
    now = at(20, 10, month=10, zone="Europe/Paris")
    question = ask(understanding, "le 25 octobre à 2h30 du matin", "fr", "Europe/Paris", now)
    first, second = question.candidates
    assert question.code is QuestionCode.FOLD
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)


def test_range_and_length_that_disagree_offer_both_ends(understanding):
    question = ask(understanding, "tomorrow 4pm-5pm for 45 min")
    assert question == Question(QuestionCode.DURATION, (at(19, 17), at(19, 16, 45)))


def test_range_and_length_that_agree_are_not_asked_about(understanding):
    assert ask(understanding, "tomorrow 4pm-5pm for an hour") is None


def test_two_times_offer_both(understanding):
    assert ask(understanding, "tomorrow 10am or 11am") == Question(QuestionCode.TWO_TIMES, (at(19, 10), at(19, 11)))


def test_two_days_each_with_a_time_offer_both_pairs(understanding):
    question = ask(understanding, "friday 10am or monday 2pm")
    assert question == Question(QuestionCode.TWO_TIMES, (at(20, 10), at(23, 14)))


def test_number_beside_the_time_that_means_nothing_is_asked_about(understanding):
    assert ask(understanding, "tomorrow at 10 17").code is QuestionCode.LEFTOVER


def test_refusal_is_not_booked(understanding):
    assert ask(understanding, "not monday 10am", "en") == Question(QuestionCode.LEFTOVER, (at(23, 10),))


def test_word_beside_the_time_that_would_change_it_is_asked_about(understanding):
    assert ask(understanding, "friday 10am the week after").code is QuestionCode.LEFTOVER


@pytest.mark.parametrize("text", ["3pm IST tomorrow", "tomorrow 10:00 CST"])
def test_abbreviation_of_several_clocks_is_asked_about(understanding, text):
    assert ask(understanding, text).code is QuestionCode.LEFTOVER


def test_weekday_that_is_not_that_date_offers_both(understanding):
    question = ask(understanding, "friday 25 november 10:00")
    assert question == Question(QuestionCode.WHICH_DAY, (at(25, 10), at(20, 10)))


def test_midnight_of_a_day_offers_its_beginning_and_its_end(understanding):
    assert ask(understanding, "friday at midnight") == Question(QuestionCode.WHICH_DAY, (at(20, 0), at(21, 0)))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("tomorrow, first thing", PartOfDay("first_thing", 8, 10)),
        ("tomorrow after lunch", PartOfDay("after_lunch", 14, 16)),
        ("tomorrow end of the day", PartOfDay("end_of_day", 16, 18)),
        ("tomorrow after 3pm", PartOfDay("after", 15, 20)),
    ],
)
def test_part_of_a_day_asks_for_slots_within_it(understanding, text, part):
    reading = understanding.read(text, language="en", zone=LONDON, now=NOW)
    assert (reading.question.code, reading.part_of_day) == (QuestionCode.PART_OF_DAY, part)
    assert reading.start == at(19, part.opens)


@pytest.mark.parametrize(
    "text", ["31 november 10am", "25:00 tomorrow", "february 30 at 10am", "2026-13-45 10:00", "31/13 at 9am"]
)
def test_what_no_calendar_or_clock_shows_has_no_start(understanding, text):
    reading = understanding.read(text, language="en", zone=LONDON, now=NOW)
    assert (reading.start, reading.question) == (None, Question(QuestionCode.IMPOSSIBLE))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "version 3 of the may report"),
        ("en", "from 5 to 10 people"),
        ("en", "support is 24/7"),
        ("en", "we sat in the sun"),
        ("en", ""),
        ("fr", "j'ai neuf ans et deux enfants"),
        ("fr", "la mer et le jeu"),
        ("es", "la tarde es larga"),
        ("it", "ora vediamo"),
        ("ca", "tenim nou empreses"),
        ("ar", "من 5 إلى 10 أشخاص"),
    ],
)
def test_text_without_a_time_is_not_given_one(understanding, language, text):
    reading = understanding.read(text, language=language, zone=LONDON, now=NOW)
    assert (reading.start, reading.has_time, reading.question) == (None, False, Question(QuestionCode.NOTHING))


@pytest.mark.parametrize(
    ("language", "text", "start"),
    [
        ("en", "the 25th instead of the 24th, 10am", at(25, 10)),
        ("fr", "le 25 au lieu du 24 à 10h", at(25, 10)),
        ("es", "el 25 en lugar del 24 a las 10h", at(25, 10)),
        ("it", "il 25 al posto del 24 alle 10", at(25, 10)),
        ("ar", "يوم 25 بدلا من 24 الساعة 10 صباحا", at(25, 10)),
        ("en", "same time next week", at(25, 10)),
        ("en", "tomorrow 11am your time", at(19, 11)),
        ("fr", "le 8 10", at(8, 10, month=12)),
    ],
)
def test_what_is_replaced_or_left_to_guess_is_asked_with_the_likeliest_first(understanding, language, text, start):
    assert ask(understanding, text, language) == Question(QuestionCode.LEFTOVER, (start,))


def test_hour_from_one_day_to_the_next_tells_rather_how_it_was_moved(understanding):
    question = ask(understanding, "moved from thursday 10am to friday 11am")
    assert question == Question(QuestionCode.TWO_TIMES, (at(19, 10), at(20, 11)))


@pytest.mark.parametrize("text", ["tomorrow 3 pm tunis time (2 pm london time)", "tomorrow 4pm Tunis"])
def test_two_clocks_and_a_city_that_may_be_a_place_are_asked_about(understanding, text):
    assert ask(understanding, text).code in (QuestionCode.TWO_TIMES, QuestionCode.LEFTOVER)


@pytest.mark.parametrize("text", ["tomorrow 10 am eastern", "10 am eastern tomorrow"])
def test_clock_of_a_coast_is_a_zone_right_after_the_hour(understanding, text):
    reading = understanding.read(text, language="en", zone=LONDON, now=NOW)
    assert (reading.start, reading.assumed) == (at(19, 10, zone="America/New_York"), "eastern")
    assert understanding.read("tomorrow 10 am central bank", language="en", zone=LONDON, now=NOW).zone is None


def test_early_in_a_month_is_no_one_day_and_its_end_is_the_last(understanding):
    assert ask(understanding, "early december 10am").code is QuestionCode.WHICH_DAY
    assert ask(understanding, "end of the month 10am") is None


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "not before 10am tomorrow"), ("fr", "pas avant 10h demain"), ("es", "no antes de las 10 mañana")],
)
def test_not_before_an_hour_is_from_then_on(understanding, language, text):
    reading = understanding.read(text, language=language, zone=LONDON, now=NOW)
    assert (reading.start, reading.part_of_day) == (at(19, 10), PartOfDay("after", 10, 20))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "happy friday"),
        ("fr", "bon lundi à tous"),
        ("it", "Domenica Rossi"),
        ("es", "mi amigo Domingo"),
        ("ar", "سوق الخميس"),
        ("fr", "midi-pyrénées"),
        ("it", "il 25 % dei soci"),
        ("fr", "12 € par personne"),
        ("en", "the 3 pillars"),
        ("en", "the monday effect"),
        ("en", "we were 5 or 6"),
        ("fr", "il y a un an nous n'étions rien"),
    ],
)
def test_wish_name_price_or_count_is_no_time(understanding, language, text):
    assert ask(understanding, text, language) == Question(QuestionCode.NOTHING)


def test_hour_of_a_day_told_in_one_word_begins_a_range(understanding):
    question = ask(understanding, "من 4 مساء اليوم حتى 5 مساء غدا", "ar")
    assert question == Question(QuestionCode.TWO_TIMES, (at(18, 16), at(19, 17)))


@pytest.mark.parametrize(
    ("language", "text", "part"),
    [
        ("ar", "غدا في وقت متأخر من الصباح", "late_morning"),
        ("ar", "غدا في وقت متأخر من المساء", "late_evening"),
        ("ar", "غدا في الأمسية", "evening"),
        ("ar", "غدا في بداية المساء", "early_evening"),
        ("en", "tomorrow at the end of the evening", "late_evening"),
        ("fr", "demain au début de la soirée", "early_evening"),
        ("fr", "demain en milieu de journée", "midday"),
        ("fr", "demain au moment du déjeuner", "lunch"),
        ("es", "mañana a mitad de la tarde", "mid_afternoon"),
        ("es", "mañana temprano", "early_morning"),
        ("it", "domani a inizio serata", "early_evening"),
        ("it", "domani al mattino presto", "early_morning"),
    ],
)
def test_part_of_a_day_in_several_words_is_offered(understanding, language, text, part):
    reading = understanding.read(text, language=language, zone=LONDON, now=NOW - timedelta(hours=5))
    assert (reading.part_of_day.name, reading.start.date()) == (part, at(19, 0).date())


def test_year_at_the_end_of_a_range_of_days_holds_for_its_start(understanding):
    reading = understanding.read("28 dec to 3 jan 2028", language="en", zone=LONDON, now=NOW)
    assert (reading.start, reading.end) == (at(28, 0, month=12, year=2027), at(4, 0, month=1, year=2028))
