"""How fast Slack is spoken to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.pace import LOOK_EVERY, POSTS_AT_ONCE, slack_pace
from mentoring.messages import Means


def test_a_slow_pace_still_lets_both_people_of_a_session_hear_at_once() -> None:
    assert slack_pace(0.5).rhythm(Means.POST).at_once == POSTS_AT_ONCE


@pytest.mark.parametrize("rate", [1.0, 4.0, 7.5, 10.0, 50.0])
def test_one_look_a_second_is_enough_to_keep_the_pace(rate: float) -> None:
    rhythm = slack_pace(rate).rhythm(Means.POST)
    assert rhythm.at_once >= LOOK_EVERY / rhythm.every


def test_the_long_run_is_the_pace_that_was_asked_for() -> None:
    assert slack_pace(20.0).rhythm(Means.POST).every == timedelta(milliseconds=50)
