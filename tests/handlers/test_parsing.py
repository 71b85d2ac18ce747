"""Slack's text and forms become values of the field, and nothing that was typed gets lost on the way."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import parsing
from handlers.parsing import BookingLine
from handlers.verbs import Verb
from handlers.when.reading import PartOfDay, Piece, Question, QuestionCode, Reading
from mentoring.errors import NotYourPartner
from mentoring.intervals import Interval
from mentoring.sessions import BookingRequest
from tests.builders import NOW, a_person
from tests.handlers.desk import ExactReader

ROME = ZoneInfo("Europe/Rome")
AT_THREE = datetime(2027, 1, 26, 15, tzinfo=ROME)


@pytest.mark.parametrize(
    ("escaped", "typed"),
    [
        ("Q&amp;A &lt;now&gt;", "Q&A <now>"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("see <https://example.org|our page>", "see our page"),
        ("mail <mailto:a@example.org|a@example.org>", "mail a@example.org"),
        ("in <#C1|general>", "in #general"),
        ("in <#C1>", "in #C1"),
        ("<!here> <!subteam^S1|@mentors>", "@here @mentors"),
        ("<@UAWA|awa> and <@WLUCA>", "<@UAWA|awa> and <@WLUCA>"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_text_reads_as_it_was_typed(escaped: str, typed: str) -> None:
    assert parsing.plain(escaped) == typed


@given(st.text())
def test_whatever_is_typed_comes_back_from_slacks_escaping(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parsing.plain(escaped) == text


@pytest.mark.parametrize(
    ("text", "verb", "rest"),
    [
        ("book @Awa tomorrow", Verb.BOOK, "@Awa tomorrow"),
        ("  Réserver   demain", Verb.BOOK, "demain"),
        ("RESERVER demain", Verb.BOOK, "demain"),
        ("احجز غدا", Verb.BOOK, "غدا"),
        ("tomorrow 3pm", None, "3pm"),
        ("", None, ""),
    ],
)
def test_the_first_word_is_the_verb(text: str, verb: Verb | None, rest: str) -> None:
    typed = parsing.typed(text, "fr")
    assert (typed.verb, typed.rest) == (verb, rest)


def line(text: str) -> BookingLine:
    return asyncio.run(parsing.booking_line(text, ExactReader(), language="en", zone="Europe/Rome", now=NOW))


@pytest.mark.parametrize(
    ("mention", "user", "name"),
    [("<@UAWA>", "UAWA", ""), ("<@W1|awa.d>", "W1", ""), ("@awa", None, "awa"), ("", None, "")],
)
def test_the_partner_is_a_user_or_a_name(mention: str, user: str | None, name: str) -> None:
    read = line(f"{mention} 2027-01-26 15:00")
    assert (read.partner_user, read.partner_name) == (user, name)


def test_a_clear_line_is_a_whole_request() -> None:
    read = line("<@UAWA> 2027-01-26 15:00 for 30 minutes about exports")
    assert read.request(a_person("Luca")) == BookingRequest(
        zone="Europe/Rome",
        wall=datetime(2027, 1, 26, 15),
        partner_user="UAWA",
        duration=timedelta(minutes=30),
        topic="exports",
    )


def test_a_zone_named_in_the_line_is_the_anchors() -> None:
    reading = Reading(start=AT_THREE, zone="Africa/Cairo", has_time=True)
    assert BookingLine("", reading).request(a_person("Luca")).zone == "Africa/Cairo"


def test_a_question_leaves_the_time_open_and_keeps_its_answers() -> None:
    question = Question(QuestionCode.MERIDIEM, (AT_THREE,))
    asked = BookingLine("", Reading(start=AT_THREE, has_time=True, question=question))
    request = asked.request(a_person("Luca"))
    assert (request.wall, request.choices) == (None, (datetime(2027, 1, 26, 14, tzinfo=UTC),))
    assert not asked.half_a_time


def test_a_past_time_is_left_to_the_field() -> None:
    reading = Reading(start=AT_THREE, has_time=True, question=Question(QuestionCode.PAST, (AT_THREE,)))
    request = BookingLine("", reading).request(a_person("Luca"))
    assert (request.wall, request.fold, request.choices) == (datetime(2027, 1, 26, 15), None, ())


def test_a_time_that_comes_twice_leaves_both_to_choose_among() -> None:
    first = datetime(2027, 10, 31, 2, 30, tzinfo=ROME)
    reading = Reading(start=first, has_time=True, question=Question(QuestionCode.FOLD, (first, first.replace(fold=1))))
    request = BookingLine("", reading).request(a_person("Luca"))
    assert request.choices == (
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    )


def test_a_time_that_is_skipped_leaves_its_neighbours_to_choose_among() -> None:
    after, before = datetime(2027, 3, 28, 3, 30, tzinfo=ROME), datetime(2027, 3, 28, 1, 30, tzinfo=ROME)
    reading = Reading(start=after, has_time=True, question=Question(QuestionCode.GAP, (after, before)))
    request = BookingLine("", reading).request(a_person("Luca"))
    assert (request.wall, request.choices) == (
        None,
        (datetime(2027, 3, 28, 1, 30, tzinfo=UTC), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
    )


MIDNIGHT = AT_THREE.replace(hour=0)


def test_days_to_choose_among_without_an_hour_are_searched_for_slots() -> None:
    question = Question(QuestionCode.WHICH_WEEK, (MIDNIGHT, MIDNIGHT + timedelta(days=7)))
    request = BookingLine("", Reading(start=MIDNIGHT, question=question)).request(a_person("Luca"))
    assert request.within == tuple(
        Interval(start, start + timedelta(hours=24)) for start in (MIDNIGHT, MIDNIGHT + timedelta(days=7))
    )


def test_a_part_of_a_day_is_searched_for_slots() -> None:
    reading = Reading(start=MIDNIGHT.replace(hour=14), part_of_day=PartOfDay("after_lunch", 14, 16))
    request = BookingLine("", reading).request(a_person("Luca"))
    assert request.within == (Interval(MIDNIGHT.replace(hour=14), MIDNIGHT.replace(hour=16)),)


def test_days_named_without_an_hour_are_searched_to_the_last() -> None:
    week = Reading(start=MIDNIGHT, end=MIDNIGHT + timedelta(days=7), question=Question(QuestionCode.NO_TIME))
    assert BookingLine("", week).within == (Interval(MIDNIGHT, MIDNIGHT + timedelta(days=7)),)


def test_ends_in_doubt_are_no_starts_to_choose_among() -> None:
    question = Question(QuestionCode.DURATION, (AT_THREE + timedelta(hours=1), AT_THREE + timedelta(hours=2)))
    asked = BookingLine("", Reading(start=AT_THREE, has_time=True, question=question))
    assert (asked.choices, asked.half_a_time) == ((), True)


def test_a_day_alone_is_searched_for_slots() -> None:
    assert line("2027-01-26").within == (Interval(MIDNIGHT, MIDNIGHT + timedelta(days=1)),)
    assert line("about exports").within == ()
    assert line("2027-01-26 15:00").within == ()


def test_what_is_unused_is_named() -> None:
    reading = Reading(unused=(Piece("word", "purple", 0, 6), Piece("word", " elephant ", 6, 16)))
    assert BookingLine("", reading).unused == "purple elephant"


def test_a_name_finds_its_partner_and_only_that() -> None:
    awa, ali = a_person(name="Awa"), a_person("Luca")
    awa, ali, other = replace(awa, name="Awa Diop"), replace(ali, name="Ali Diop"), a_person("Zoé")
    assert parsing.partner_named("awa", [awa, ali, other]) == awa
    assert parsing.partner_named("ALI DIOP", [awa, ali, other]) == ali
    for name in ("Diop", "Nobody", ""):
        with pytest.raises(NotYourPartner):
            parsing.partner_named(name, [awa, ali, other])


def test_partners_called_by_a_word_are_those_with_all_the_words_if_any_have() -> None:
    ines, luca, other = a_person(name="Inès"), a_person("Luca"), a_person("Zoé")
    ines, luca = replace(ines, name="Inès Diop"), replace(luca, name="Luca Diop")
    partners = [ines, luca, other]
    assert parsing.partners_called("ines", partners) == [ines]
    assert parsing.partners_called("Luca Diop", partners) == [luca]
    assert parsing.partners_called("Luca Tomorrow", partners) == [luca]
    assert parsing.partners_called("DIOP", partners) == [ines, luca]
    assert parsing.partners_called("nobody", partners) == []


def test_the_whole_name_after_with_becomes_the_mention() -> None:
    company = Piece("company", "luca", 5, 9)
    said = BookingLine("with luca diop tomorrow", Reading(company=company))
    assert said.mentioning(replace(a_person("Luca"), name="Luca Diop")) == "with @luca tomorrow"


def form(state: dict[str, dict[str, object]], metadata: str = "{}") -> dict[str, object]:
    return {"private_metadata": metadata, "state": {"values": {name: {"value": one} for name, one in state.items()}}}


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"state": None},
        {"state": {"values": None}},
        {"state": {"values": {"topic": None}}},
        {"state": {"values": {"topic": {"value": None}}}},
    ],
)
def test_a_form_whose_fields_slack_does_not_tell_is_empty(view: dict[str, Any]) -> None:
    assert parsing.values_of(view).get("topic") is None
    assert parsing.entry_of(view, "topic") == {}
    assert parsing.rich_text_of(view, "topic") is None


def test_a_form_is_read_on_the_bookers_clock() -> None:
    view = form(
        {
            "date": {"type": "datepicker", "selected_date": "2027-01-26"},
            "time": {"type": "timepicker", "selected_time": "15:00"},
            "duration": {"type": "static_select", "selected_option": {"value": "45"}},
            "topic": {"type": "plain_text_input", "value": None},
        },
        '{"partner": 7, "session": "S1", "draft": null}',
    )
    assert parsing.booking_request(view, a_person("Luca")) == BookingRequest(
        zone="Europe/Rome",
        wall=datetime(2027, 1, 26, 15),
        partner_id=7,
        duration=timedelta(minutes=45),
        session_id="S1",
    )


def test_a_slot_in_a_doubled_hour_keeps_which_one_it_is() -> None:
    slot = {"type": "radio_buttons", "selected_option": {"value": "2027-10-31T01:30:00+00:00"}}
    request = parsing.booking_request(form({"slots": slot}), a_person("Luca"))
    assert (request.wall, request.fold) == (datetime(2027, 10, 31, 2, 30), 1)


def test_an_hour_filled_in_beats_a_slot() -> None:
    view = form(
        {
            "slots": {"selected_option": {"value": "2027-01-27T10:00:00+00:00"}},
            "date": {"selected_date": "2027-01-26"},
            "time": {"selected_time": "15:00"},
        }
    )
    assert parsing.booking_request(view, a_person("Luca")).wall == datetime(2027, 1, 26, 15)
