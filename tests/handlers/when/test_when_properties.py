"""What holds for any instant, any order of words and any text."""

import time
from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_datetime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.when.reading import QuestionCode

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
PARIS = "Europe/Paris"
LOCALES = [("en_US", False), ("en_GB", True)] + [
    (locale, None)
    for locale in ("fr", "fr_CA", "es", "es_MX", "it", "ca", "ar", "ar_EG", "ar_TN", "ar_MA", "ar_JO", "ar_DZ")
]
SCRAPS = (
    "at 3 pm 10:30 - from to until monday 5/6 2026-13-45 99 le à de las y media غدا الساعة و بعد , . @ <@U1> 31 "
    "february in ago week next 0 24:00 UTC+14 +99:99 half past quarter one two of the 1h30 T10:00 by 340 in 5000 years"
)
TOPIC_WORDS = ["plan", "2027", "budget", "friday", "mars", "mayo", "maggio", "3", "cluster", "خطة", "export", "sun"]
MINUTES = st.integers(min_value=24 * 60, max_value=600 * 24 * 60)
RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("style", ["full", "long", "medium", "short"])
@pytest.mark.parametrize(("locale", "day_first"), LOCALES)
@RELAXED
@given(minutes=MINUTES)
def test_what_babel_prints_is_read_back(understanding, locale, day_first, style, minutes):
    moment = (NOW + timedelta(minutes=minutes)).astimezone(ZoneInfo(PARIS))
    printed = format_datetime(moment, style, tzinfo=ZoneInfo(PARIS), locale=locale)
    reading = understanding.read_moment(printed, language=locale, zone=PARIS, now=NOW, day_first=day_first)
    if reading.question is None:
        assert reading.start.astimezone(UTC) == moment.astimezone(UTC)  # clocks of two zones never equal in a fold
    else:
        assert reading.question.code in (QuestionCode.MERIDIEM, QuestionCode.FOLD)
        assert moment in reading.question.candidates


PARTS = {
    "en": ["@awa", "on tuesday", "at 3pm", "for 45 min"],
    "fr": ["@awa", "mardi", "à 15h", "pendant 45 min"],
    "es": ["@awa", "el martes", "a las 15:00", "durante 45 min"],
    "it": ["@awa", "martedì", "alle 15", "per 45 min"],
    "ca": ["@awa", "dimarts", "a les 15:00", "durant 45 min"],
    "ar": ["@awa", "يوم الثلاثاء", "الساعة 3 مساء", "لمدة 45 دقيقة"],
}
TOPICS = {
    "en": "about {}",
    "fr": "au sujet de {}",
    "es": "sobre {}",
    "it": "a proposito di {}",
    "ca": "sobre {}",
    "ar": "حول {}",
}
TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=ZoneInfo(PARIS))


@pytest.mark.parametrize("language", PARTS)
def test_order_of_parts_does_not_change_the_answer(understanding, language):
    answers = set()
    for order in permutations(PARTS[language]):
        reading = understanding.read(" ".join(order), language=language, zone=PARIS, now=NOW)
        answers.add((reading.start, reading.end, reading.mention, reading.question))
    assert answers == {(TUESDAY, TUESDAY + timedelta(minutes=45), "@awa", None)}


@pytest.mark.parametrize("language", PARTS)
@RELAXED
@given(
    topic=st.lists(
        st.sampled_from(TOPIC_WORDS),
        min_size=1,
    )
)
def test_topic_is_kept_as_written_and_changes_nothing(understanding, language, topic):
    words = " ".join(topic)
    line = " ".join([*PARTS[language], TOPICS[language].format(words)])
    reading = understanding.read(line, language=language, zone=PARIS, now=NOW)
    assert (reading.start, reading.mention, reading.topic) == (TUESDAY, "@awa", words)


@RELAXED
@given(
    text=st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from(SCRAPS.split()), max_size=25).map(" ".join),
    ),
    language=st.sampled_from(["en", "fr", "ar", "es", "it", "ca", "xx", ""]),
)
def test_any_text_is_answered_and_every_piece_is_where_it_says(understanding, text, language):
    reading = understanding.read(text, language=language, zone="Africa/Cairo", now=NOW)
    for piece in (*reading.pieces, *reading.unused):
        assert piece.text == text[piece.start : piece.end]
    assert reading.start is None or reading.start.tzinfo is not None
    assert reading.question is not None or (reading.start is not None and reading.start >= NOW)
    assert reading.end is None or reading.end >= reading.start


@pytest.mark.parametrize(
    "unit",
    [
        "1 ",
        "10:30 ",
        "a las ",
        "half past ",
        "الساعة ",
        "monday ",
        "1-",
        "(",
        "de ",
        "next of in at ",
        "from 5 to ",
        "😀",
        "é",
        "@a ",
    ],
)
def test_three_thousand_characters_of_anything_take_little_longer_than_a_line(understanding, unit):
    text = (unit * 3000)[:3000]
    before = time.process_time()
    understanding.read(text, language="fr", zone=PARIS, now=NOW)
    assert time.process_time() - before < 1
