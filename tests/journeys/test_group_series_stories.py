"""A series of group sessions at the page: called in one line, answered with one press, moved from one date on."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenScreen, OpenTown

pytestmark = pytest.mark.chromium

LINES = {
    "en": "group Digital exports, everybody, every second Tuesday 15:00, 4 times, 1 place",
    "ar": "مجموعة التصدير الرقمي، للجميع، كل أسبوعين يوم الثلاثاء الساعة 15:00، 4 مرات، 8 مقاعد",
}
THEMES = {"en": "Digital exports", "ar": "التصدير الرقمي"}
ANSWERED = {"en": "You are first in the line", "ar": "مكانك محجوز."}
EVERYBODY = ("awa", "luca", "fatima")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_series_is_called_in_a_line_and_answered_in_one_press(
    open_town: OpenTown, open_screen: OpenScreen, language: str
) -> None:
    town = open_town(dict.fromkeys(EVERYBODY, language))
    awa, luca = open_screen(town, "awa"), open_screen(town, "luca")
    awa.types(f"/mentor {LINES[language]}")
    shown = awa.answer_with("gathering.dates")
    awa.picture(f"preview {language}")
    awa.presses(shown, "gathering.confirm")
    fatima = town.person("fatima")
    invitation = fatima.finds(THEMES[language])
    fatima.presses(invitation, "gathering.all_yes")
    town.settle()
    asked = luca.answer_with("gathering.all_yes")
    luca.picture(f"invited {language}")
    luca.presses(asked, "gathering.all_yes")
    luca.finds(ANSWERED[language])
    answered = luca.answer_with("gathering.all_dates")
    luca.picture(f"answered {language}")
    luca.presses(answered, "gathering.all_dates")
    expect(luca.modal.locator('[data-action-id^="session.show"]')).to_have_count(4)
    luca.picture(f"all dates {language}")
