"""Which answer about what is kept and shown stands."""

from __future__ import annotations

from datetime import timedelta

from mentoring.consents import Consent, ConsentTo, agreed, standing
from tests.builders import NOW

DAY = timedelta(days=1)


def trail(*answers: bool, what: ConsentTo = ConsentTo.SHOWN) -> list[Consent]:
    return [
        Consent(number, 1, 2, what, yes, "May we?", 1, "en", NOW + number * DAY)
        for number, yes in enumerate(answers, start=1)
    ]


def test_who_has_not_answered_does_not_agree() -> None:
    assert not agreed([], ConsentTo.SHOWN)
    assert standing([], ConsentTo.SHOWN) is None


def test_the_last_answer_stands_whatever_the_order_in_which_they_are_read() -> None:
    answers = trail(True, False)
    assert not agreed(answers, ConsentTo.SHOWN)
    assert not agreed(answers[::-1], ConsentTo.SHOWN)
    assert standing(answers[::-1], ConsentTo.SHOWN) == answers[1]


def test_an_answer_about_one_thing_says_nothing_of_another() -> None:
    assert not agreed(trail(True, what=ConsentTo.PRESENTED), ConsentTo.SHOWN)


def test_what_was_taken_back_is_agreed_to_no_more_until_it_is_again() -> None:
    assert not agreed(trail(True, False, False), ConsentTo.SHOWN)
    assert agreed(trail(True, False, True), ConsentTo.SHOWN)
