"""Which answer about what is kept and shown stands, and since when."""

from __future__ import annotations

from datetime import timedelta

from mentoring.consents import Consent, ConsentTo, agreed, given_at, standing, withdrawn_at
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
    assert given_at([], ConsentTo.SHOWN) is None
    assert withdrawn_at([], ConsentTo.SHOWN) is None


def test_the_last_answer_stands_whatever_the_order_in_which_they_are_read() -> None:
    answers = trail(True, False)
    assert not agreed(answers, ConsentTo.SHOWN)
    assert not agreed(answers[::-1], ConsentTo.SHOWN)
    assert standing(answers[::-1], ConsentTo.SHOWN) == answers[1]


def test_an_answer_about_one_thing_says_nothing_of_another() -> None:
    assert not agreed(trail(True, what=ConsentTo.PRESENTED), ConsentTo.SHOWN)


def test_agreeing_again_changes_nothing_of_since_when() -> None:
    assert given_at(trail(False, True, True), ConsentTo.SHOWN) == NOW + 2 * DAY


def test_what_was_taken_back_is_agreed_to_no_more_since_then() -> None:
    assert given_at(trail(True, False, False), ConsentTo.SHOWN) is None
    assert withdrawn_at(trail(True, False, False), ConsentTo.SHOWN) == NOW + 2 * DAY


def test_who_never_agreed_took_nothing_back() -> None:
    assert withdrawn_at(trail(False), ConsentTo.SHOWN) is None


def test_what_is_agreed_to_again_is_not_taken_back() -> None:
    assert withdrawn_at(trail(True, False, True), ConsentTo.SHOWN) is None
    assert given_at(trail(True, False, True), ConsentTo.SHOWN) == NOW + 3 * DAY
