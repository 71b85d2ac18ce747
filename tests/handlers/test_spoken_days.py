"""The day on which people say that they spoke."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

import pytest

from handlers.spoken_days import day_spoken, opening_of
from handlers.visit import Visit
from handlers.when.understanding import Understanding
from tests.builders import a_person

THURSDAY = datetime(2027, 1, 28, 9, tzinfo=UTC)


@cache
def understanding() -> Understanding:
    return Understanding.load()


class Visitor:
    """As much of a visit as reading a day takes."""

    def __init__(self, language: str) -> None:
        self.t: Any = type("T", (), {"language": language})
        self.actor, self.now, self.understand = a_person("Luca"), THURSDAY, understanding()


def spoken(words: str, language: str) -> str | None:
    anchor = asyncio.run(day_spoken(words, cast(Visit, Visitor(language))))
    return f"{anchor.wall:%Y-%m-%d %H:%M}" if anchor else None


@pytest.mark.parametrize(
    ("language", "words", "day"),
    [
        ("en", "we spoke on Tuesday", "2027-01-26 12:00"),
        ("en", "yesterday at 3pm", "2027-01-27 15:00"),
        ("en", "19 January", "2027-01-19 12:00"),
        ("en", "2027-01-19 15:00", "2027-01-19 15:00"),
        ("fr", "hier à 15h", "2027-01-27 15:00"),
        ("fr", "on s'est parlé lundi", "2027-01-25 12:00"),
        ("es", "hablamos el martes", "2027-01-26 12:00"),
        ("es", "ayer", "2027-01-27 12:00"),
        ("it", "martedì scorso", "2027-01-26 12:00"),
        ("ar", "تحدثنا يوم الثلاثاء", "2027-01-26 12:00"),
        ("ar", "أمس", "2027-01-27 12:00"),
        ("en", "today", "2027-01-28 10:00"),
        ("en", "in three cooperatives", None),
        ("en", "", None),
    ],
)
def test_a_day_that_is_over_is_read_in_five_languages(language: str, words: str, day: str | None) -> None:
    assert spoken(words, language) == day


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("We spoke on Tuesday: prices\nand more", "We spoke on Tuesday"),
        ("yesterday", "yesterday"),
        ("A long text without any colon that says much about what came of it on Tuesday", ""),
    ],
)
def test_only_the_opening_words_say_when_it_was(text: str, opening: str) -> None:
    assert opening_of(text) == opening
