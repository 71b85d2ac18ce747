"""`/mentor profile`: read back, saved, undone; refused with what was typed kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from handlers.ids import Action
from handlers.verbs import VERBS, Verb
from mentoring.people import Person, WorkingWeek
from mentoring.reminders import ReminderWishes
from mentoring.weeks import hours_of
from tests.handlers.desk import Desk, buttons, command, press, submit, texts

LINE = "Mon-Thu 9-17, not Wednesday afternoon"
NINE_TO_FIVE = ((540, 1020),)
PICTURE = "🟩🟩🟩🟩🟩🟩🟩🟩"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.awa, "en")
    return desk


def awa(desk: Desk) -> Person:
    return desk.unit().people.get(desk.cohort.awa.id)


def opened(desk: Desk, method: str = "views.open") -> dict[str, Any]:
    view = desk.slack.of(method)[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def answered(desk: Desk) -> str:
    return texts(desk.slack.responses[-1])


def saved_line(desk: Desk, line: str) -> None:
    asked = desk.say(command("UAWA", f"profile {line}"))
    desk.say(press("UAWA", Action.PROFILE_SAVE, buttons(asked)[Action.PROFILE_SAVE]))


def test_a_line_is_read_back_with_a_picture_before_anything_is_kept(desk: Desk) -> None:
    asked = desk.say(command("UAWA", f"profile {LINE}"))
    shown = texts(asked)
    assert "• Monday, Tuesday, and Thursday: 09:00 to 17:00" in shown
    assert "• Wednesday: 09:00 to 13:00" in shown
    assert f"⬜{PICTURE}⬜ Monday" in shown
    assert "⬜🟩🟩🟩🟩⬜⬜⬜⬜⬜ Wednesday" in shown
    assert "⬜⬜⬜⬜⬜⬜⬜⬜⬜⬜ Friday" in shown
    assert awa(desk) == replace(desk.cohort.awa, language="en")


def test_save_keeps_it_and_undo_brings_it_back(desk: Desk) -> None:
    saved_line(desk, LINE)
    assert hours_of(awa(desk).working_week) == {
        0: NINE_TO_FIVE,
        1: NINE_TO_FIVE,
        2: ((540, 780),),
        3: NINE_TO_FIVE,
    }
    assert "Saved." in answered(desk)
    undo = buttons(desk.slack.responses[-1])[Action.PROFILE_UNDO]
    desk.say(press("UAWA", Action.PROFILE_UNDO, undo))
    assert awa(desk).working_week == WorkingWeek.usual("FR")
    assert "It is as it was before." in answered(desk)


def test_undo_after_another_change_is_refused(desk: Desk) -> None:
    saved_line(desk, LINE)
    undo = buttons(desk.slack.responses[-1])[Action.PROFILE_UNDO]
    saved_line(desk, "Monday 9-12")
    desk.say(press("UAWA", Action.PROFILE_UNDO, undo))
    assert "has been changed again since then" in answered(desk)
    assert hours_of(awa(desk).working_week) == {0: ((540, 720),)}


def test_absence_in_one_line(desk: Desk) -> None:
    asked = desk.say(command("UAWA", "availability away until 12 May"))
    assert "away until Wednesday 12 May 2027" in texts(asked)
    desk.say(press("UAWA", Action.PROFILE_SAVE, buttons(asked)[Action.PROFILE_SAVE]))
    assert awa(desk).wishes.away_until == date(2027, 5, 12)
    saved_line(desk, "I'm back")
    assert awa(desk).wishes.away_until is None


def test_day_that_is_meant_is_asked_and_answered_by_a_button(desk: Desk) -> None:
    asked = desk.say(command("UAWA", "profile away from 3 to 12 May"))
    assert "Until which day are you away?" in texts(asked)
    assert buttons(asked) == {"profile.away.0": "2027-05-12", "profile.open": "away from 3 to 12 May"}
    desk.say(press("UAWA", "profile.away.0", "2027-05-12"))
    assert awa(desk).wishes.away_until == date(2027, 5, 12)


def test_a_line_not_understood_keeps_the_words_in_the_form(desk: Desk) -> None:
    asked = desk.say(command("UAWA", "profile Mon-Fri 9-17 unless it rains"))
    assert "I did not understand “unless rains”" in texts(asked)
    desk.say(press("UAWA", Action.PROFILE_OPEN, buttons(asked)[Action.PROFILE_OPEN]))
    week = next(block for block in opened(desk)["blocks"] if block.get("block_id") == "week")
    assert week["element"]["initial_value"] == "Mon-Fri 9-17 unless it rains"


def test_discard_changes_nothing(desk: Desk) -> None:
    desk.say(press("UAWA", Action.PROFILE_DISCARD, "x"))
    assert "Your profile stays as it is." in answered(desk)
    assert awa(desk) == replace(desk.cohort.awa, language="en")


@pytest.mark.parametrize(
    "word", [entry.word(lang) for entry in VERBS if entry.verb is Verb.PROFILE for lang in entry.aliases]
)
def test_the_verb_alone_opens_the_form_in_every_language(desk: Desk, word: str) -> None:
    desk.say(command("UAWA", word))
    assert opened(desk)["callback_id"] == "profile.form"


def test_form_reads_back_and_saves(desk: Desk) -> None:
    desk.say(command("UAWA", "profile"))
    form = opened(desk)
    answer = desk.say(
        submit("UAWA", form, week=LINE, away_until="2027-02-01", language="es", zone="Amman", city="Petra")
    )
    shown = answer["view"]
    assert shown["callback_id"] == "profile.read_back"
    for words in ("Wednesday: 09:00 to 13:00", "Monday 1 February 2027", "Spanish", "Petra"):
        assert words in texts(answer)
    assert awa(desk).zone == "Europe/Paris"
    desk.say(submit("UAWA", shown))
    changed = awa(desk)
    assert (changed.zone, changed.city, changed.language) == ("Asia/Amman", "Petra", "es")
    assert changed.wishes.away_until == date(2027, 2, 1)
    assert hours_of(changed.working_week)[2] == ((540, 780),)


def test_form_sent_as_it_was_changes_nothing(desk: Desk) -> None:
    desk.say(command("UAWA", "profile"))
    answer = desk.say(submit("UAWA", opened(desk)))
    assert "Your profile stays as it is." in texts(answer)


@pytest.mark.parametrize(
    ("filled", "field", "words"),
    [
        ({"week": "Mon-Thu 17-9"}, "week", "end before they begin"),
        ({"week": "Mon-Thu 9-17, Friday"}, "week", "At which hours"),
        ({"week": "not every day"}, "week", "no hour in which anybody could book you"),
        ({"zone": "Atlantis"}, "zone", "I know no clock by the name “Atlantis”"),
    ],
)
def test_form_refused_keeps_what_was_typed(desk: Desk, filled: dict[str, str], field: str, words: str) -> None:
    desk.say(command("UAWA", "profile"))
    answer = desk.say(submit("UAWA", opened(desk), **filled))
    assert answer["response_action"] == "errors" or words in texts(answer)
    assert words in json.dumps(answer, ensure_ascii=False)
    assert awa(desk) == replace(desk.cohort.awa, language="en")
    assert field in {block.get("block_id") for block in opened(desk)["blocks"]}


def test_another_zone_lets_go_of_the_city_of_the_old_one(desk: Desk) -> None:
    desk.say(command("UAWA", "profile"))
    answer = desk.say(submit("UAWA", opened(desk), zone="القاهرة"))
    desk.say(submit("UAWA", answer["view"]))
    assert (awa(desk).zone, awa(desk).city) == ("Africa/Cairo", "")


def test_arabic_week_begins_on_sunday_and_reads_from_the_right(desk: Desk) -> None:
    asked = desk.say(command("UFATIMA", "ملفي من الأحد إلى الأربعاء من 9 إلى 17"))
    rows = [line for line in texts(asked).splitlines() if "🟩" in line or "⬜" in line]
    assert all(row.startswith("\u200f") for row in rows)
    assert [row.split(" ")[-1] for row in rows[:2]] == ["الأحد", "الاثنين"]


@pytest.mark.parametrize(("day", "told"), [("2027-01-26", True), ("2027-02-02", False)])
def test_who_books_is_told_that_the_partner_is_away_then(desk: Desk, day: str, told: bool) -> None:
    with (unit := desk.unit()):
        luca = unit.people.get(desk.cohort.luca.id)
        unit.people.update(replace(luca, wishes=ReminderWishes(away_until=date(2027, 2, 1))))
        unit.commit()
    shown = texts(desk.say(command("UAWA", f"book {day} 15:00")))
    assert ("Luca is away until Monday 1 February 2027." in shown) is told
