"""Hours of a week as people say them."""

from __future__ import annotations

from mentoring.weeks import NINE_TO_SIX, usual

MORNING = ((8 * 60, 12 * 60),)


def test_the_usual_hours_are_those_of_most_days_and_nine_to_six_of_a_week_without_any() -> None:
    assert usual({0: MORNING, 1: MORNING, 2: NINE_TO_SIX}) == MORNING
    assert usual({}) == NINE_TO_SIX
