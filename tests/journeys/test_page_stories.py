"""The stories again, through the page in a real browser, from Cairo to Barcelona and across a clock change."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import Screen
from tests.journeys.town import Town

pytestmark = pytest.mark.chromium

BEFORE_CHANGE = {
    "fatima": {
        "en": "Thursday 25 March 2027 · 15:00 in Cairo · 14:00 in Barcelona",
        "fr": "jeudi 25 mars 2027 · 15:00 (Le Caire) · 14:00 (Barcelona)",
    },
    "ines": {
        "en": "Thursday 25 March 2027 · 14:00 in Barcelona · 15:00 in Cairo",
        "fr": "jeudi 25 mars 2027 · 14:00 (Barcelona) · 15:00 (Le Caire)",
    },
}
AFTER_CHANGE = {
    "fatima": {
        "en": "Thursday 29 April 2027 · 15:00 in Cairo · 15:00 in Barcelona",
        "fr": "jeudi 29 avril 2027 · 15:00 (Le Caire) · 15:00 (Barcelona)",
    },
    "ines": {
        "en": "Thursday 29 April 2027 · 15:00 in Barcelona · 15:00 in Cairo",
        "fr": "jeudi 29 avril 2027 · 15:00 (Barcelona) · 15:00 (Le Caire)",
    },
}


@pytest.fixture
def town(open_town: OpenTown) -> Town:
    """Mentees read English, mentors French: the other way round is told without a browser."""
    return open_town({"fatima": "en", "luca": "en", "ines": "fr", "awa": "fr"})


@pytest.fixture
def fatima(town: Town, open_screen: OpenScreen) -> Screen:
    return open_screen(town, "fatima")


@pytest.fixture
def ines(town: Town, open_screen: OpenScreen) -> Screen:
    return open_screen(town, "ines")


def propose(fatima: Screen, ines: Screen, line: str = "2027-03-25 15:00 45 min Export plan") -> None:
    """Fatima books and confirms, and Inès is asked."""
    fatima.types(f"/mentor book {line}")
    fatima.presses(fatima.reads("asked", name=ines.name), "booking.confirm")
    fatima.reads("booked", name=ines.name)
    ines.reads("invited", name=fatima.name)


def agree(fatima: Screen, ines: Screen, line: str = "2027-03-25 15:00 45 min Export plan") -> None:
    """The same, accepted."""
    propose(fatima, ines, line)
    ines.presses(ines.reads("invited", name=fatima.name), "session.accept")
    fatima.reads("accepted", name=ines.name)
    ines.finds(ines.says("confirmed").strip())


def test_booked_in_the_composer_and_accepted(fatima: Screen, ines: Screen) -> None:
    fatima.composer.press_sequentially("/me")
    expect(fatima.page.get_by_test_id("completion")).to_have_count(1)
    fatima.composer.press("Tab")
    fatima.composer.press_sequentially("bo")
    expect(fatima.page.get_by_test_id("completion")).to_have_count(1)
    fatima.picture("completion")
    fatima.composer.press("Tab")
    expect(fatima.composer).to_have_value("/mentor book ")
    fatima.composer.press_sequentially("@in")
    expect(fatima.page.get_by_test_id("completion").first).to_contain_text("Inès Ferrer")
    fatima.composer.press("Tab")
    fatima.composer.press_sequentially("2027-03-25 15:00 45 min Export plan")
    fatima.composer.press("Enter")

    shown = fatima.reads("asked", BEFORE_CHANGE["fatima"][fatima.language], "45 minutes", "Export plan", name=ines.name)
    fatima.picture("read back")
    fatima.presses(shown, "booking.confirm")
    fatima.reads("booked", name=ines.name)
    fatima.reads("proposed", name=ines.name)
    fatima.picture("proposed")
    invitation = ines.reads("invited", BEFORE_CHANGE["ines"][ines.language], name=fatima.name)
    ines.picture("invited")
    ines.presses(invitation, "session.accept")
    fatima.reads("accepted", BEFORE_CHANGE["fatima"][fatima.language], name=ines.name)
    ines.finds(ines.says("confirmed").strip(), BEFORE_CHANGE["ines"][ines.language])
    fatima.picture("accepted")
    ines.picture("accepted")
    for person, handle in ((fatima, "fatima"), (ines, "ines")):
        home = person.goes_home()
        expect(home).to_contain_text(person.says("next session"))
        expect(home).to_contain_text(BEFORE_CHANGE[handle][person.language])
        person.picture("home")


def test_clocks_of_a_session_beyond_the_change(fatima: Screen, ines: Screen) -> None:
    agree(fatima, ines, "2027-04-29 15:00")
    fatima.reads("accepted", AFTER_CHANGE["fatima"][fatima.language], name=ines.name)
    ines.finds(ines.says("confirmed").strip(), AFTER_CHANGE["ines"][ines.language])
    fatima.picture("after the change")


def test_another_time_proposed_through_the_form(fatima: Screen, ines: Screen) -> None:
    propose(fatima, ines)
    ines.presses(ines.reads("invited", name=fatima.name), "session.move")
    ines.form("title another time")
    ines.picture("form")
    ines.fills("date", "2027-03-26")
    ines.submits()
    expect(ines.page.get_by_test_id("field-error")).to_contain_text(ines.says("both needed"))
    ines.picture("error under the field")
    ines.fills("time", "10:00")
    ines.picture("filled")
    ines.submits()
    ines.form("title read back")
    ines.picture("read back")
    ines.submits()
    counter = fatima.reads("countered", "11:00", "10:00", name=ines.name)
    fatima.picture("countered")
    ines.page.get_by_test_id("modal-close").click()
    fatima.presses(counter, "session.accept")
    ines.reads("accepted", "10:00", name=fatima.name)
    ines.picture("accepted")


def test_declined_with_a_reason(fatima: Screen, ines: Screen) -> None:
    propose(fatima, ines)
    ines.presses(ines.reads("invited", name=fatima.name), "session.decline")
    ines.form("title decline")
    ines.fills("reason", "Travelling, <!channel> & busy")
    ines.picture("form")
    ines.submits()
    fatima.reads("declined", "Travelling, <!channel> & busy", name=ines.name)
    fatima.picture("declined")
    ines.reads("I declined")
    ines.picture("after")


def test_moved_and_then_cancelled(fatima: Screen, ines: Screen) -> None:
    agree(fatima, ines)
    ines.presses(ines.finds(ines.says("confirmed").strip()), "session.move")
    ines.form("title another time")
    ines.fills("date", "2027-03-25")
    ines.fills("time", "16:00")
    ines.submits()
    ines.form("title read back")
    ines.picture("move read back")
    ines.submits()
    asked = fatima.reads("wants to move", "17:00", "16:00", name=ines.name)
    fatima.picture("asked to move")
    fatima.presses(asked, "session.accept")
    moved = ines.reads("moved", "16:00", name=fatima.name)
    ines.picture("moved behind the form")
    ines.page.get_by_test_id("modal-close").click()
    ines.presses(moved, "session.cancel")
    ines.form("title cancel")
    ines.fills("reason", "Flight moved")
    ines.picture("cancel form")
    ines.submits()
    fatima.reads("cancelled", "Flight moved", name=ines.name)
    fatima.picture("cancelled")


def test_a_clash_and_its_nearest_times(town: Town, open_screen: OpenScreen) -> None:
    luca, awa, nour = (open_screen(town, handle) for handle in ("luca", "awa", "nour"))
    agree(luca, awa)
    nour.types("/mentor book 2027-03-25 15:15")
    hers = nour.reads("their clash", name=awa.name)
    expect(hers).not_to_contain_text(luca.name)
    nour.picture("their clash")
    awa.types("/mentor book @nour 2027-03-25 15:15")
    awa.presses(awa.reads("my clash", name=luca.name), "booking.choose.0")
    awa.picture("own clash")
    nour.reads("invited", name=awa.name)


def test_a_double_click_books_once(town: Town, fatima: Screen, ines: Screen) -> None:
    fatima.types("/mentor book 2027-03-25 15:00")
    shown = fatima.reads("asked", name=ines.name)
    shown.locator('[data-action-id="booking.confirm"]').dblclick()
    invitation = ines.reads("invited", name=fatima.name)
    town.settle()
    expect(ines.page.locator("article")).to_have_count(1)
    invitation.locator('[data-action-id="session.accept"]').dblclick()
    fatima.reads("accepted", name=ines.name)
    town.settle()
    expect(fatima.page.locator("article").filter(has_text=fatima.says("accepted", name=ines.name))).to_have_count(1)
    ines.picture("after")


def test_a_stranger_is_answered_kindly(town: Town, open_screen: OpenScreen) -> None:
    omar = open_screen(town, "omar")
    omar.types("/mentor book 2027-03-25 15:00")
    omar.reads("stranger", name="@Inès Ferrer")
    omar.picture("answer")
    expect(omar.goes_home()).to_contain_text("Inès Ferrer")
    omar.picture("home")


def test_suggested_times_are_one_tap(fatima: Screen, ines: Screen) -> None:
    fatima.types("/mentor book Export plan")
    offer = fatima.reads("slots", name=ines.name)
    fatima.picture("slots")
    fatima.presses(offer, "booking.choose.0")
    ines.reads("invited", "Export plan", name=fatima.name)
    ines.picture("invited")


def test_the_form_from_home(fatima: Screen, ines: Screen) -> None:
    home = fatima.goes_home()
    expect(home).to_contain_text(fatima.says("no session yet", name=ines.name))
    fatima.picture("empty home")
    fatima.presses(home, "home.book")
    form = fatima.form("title book")
    fatima.picture("form with slots")
    form.get_by_role("radio").first.check()
    fatima.fills("topic", "Budget")
    fatima.submits()
    fatima.form("title read back")
    fatima.picture("read back")
    fatima.submits()
    ines.reads("invited", "Budget", name=fatima.name)


def test_booked_without_touching_the_mouse(fatima: Screen, ines: Screen) -> None:
    keyboard = fatima.page.keyboard
    expect(fatima.composer).to_be_focused()
    keyboard.type("/mentor book 2027-03-25 15:00 Export plan")
    keyboard.press("Enter")
    confirm = fatima.reads("asked", name=ines.name).locator('[data-action-id="booking.confirm"]')
    for _ in range(12):
        keyboard.press("Shift+Tab")
        if confirm.evaluate("button => button === document.activeElement"):
            break
    expect(confirm).to_be_focused()
    fatima.picture("focus on confirm")
    keyboard.press("Enter")
    fatima.reads("booked", name=ines.name)
    ines.reads("invited", name=fatima.name)


def test_a_narrow_window(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town({"fatima": "en", "ines": "fr"})
    fatima, ines = (open_screen(town, handle, width=390, height=780) for handle in ("fatima", "ines"))
    fatima.types("/mentor book 2027-03-25 15:00 45 min Export plan")
    shown = fatima.reads("asked", name=ines.name)
    fatima.picture("read back")
    fatima.presses(shown, "booking.confirm")
    ines.presses(ines.reads("invited", name=fatima.name), "session.move")
    ines.form("title another time")
    ines.picture("form")
    width = ines.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    ines.page.get_by_test_id("modal-close").click()
    expect(ines.modal).to_have_count(0)
    ines.picture("invited")
    ines.page.get_by_test_id("menu").click()
    expect(ines.page.locator("#sidebar.sidebar-open")).to_be_in_viewport()
    ines.picture("drawer")


def test_somebody_who_reads_from_right_to_left(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town({"fatima": "ar", "ines": "en"})
    fatima, ines = (open_screen(town, handle) for handle in ("fatima", "ines"))
    expect(fatima.page.locator("html")).to_have_attribute("dir", "rtl")
    fatima.types("/mentor احجز 2027-03-25 15:00 خطة التصدير")
    shown = fatima.finds("الخميس، 25 مارس 2027", "15:00", "14:00")
    fatima.picture("read back")
    fatima.presses(shown, "booking.confirm")
    ines.presses(ines.reads("invited", "خطة التصدير", name=fatima.name), "session.accept")
    fatima.page.locator("article").nth(2).wait_for()
    fatima.picture("accepted")
    ines.picture("arabic topic in english")
    home = fatima.goes_home()
    expect(home).to_contain_text("خطة التصدير")
    fatima.picture("home")
    fatima.presses(home, "home.book")
    expect(fatima.modal).to_be_visible()
    fatima.picture("form")


IN_THEIR_OWN_WORDS = [
    ("en", "book @ines next tuesday 3pm for 45 min about governance", "booking.choose.0", "14:00 in Barcelona"),
    ("fr", "réserver mardi prochain à 15h", "booking.choose.0", "14:00 in Barcelona"),
    ("ar", "احجز غدا الساعة 3 مساء", "booking.confirm", "Tuesday 19 January 2027 · 14:00 in Barcelona"),
    ("es", "reservar el jueves a las 16:30", "booking.confirm", "Thursday 21 January 2027 · 15:30 in Barcelona"),
    ("it", "prenota giovedì alle 10", "booking.confirm", "Thursday 21 January 2027 · 09:00 in Barcelona"),
]
"""On a Monday "next Tuesday" is two days, so it is asked about, and a tap on an answer books."""


@pytest.mark.parametrize("said", IN_THEIR_OWN_WORDS, ids=lambda said: said[0])
def test_a_line_in_ones_own_words_ends_in_a_booked_session(
    open_town: OpenTown, open_screen: OpenScreen, said: tuple[str, str, str, str]
) -> None:
    language, line, tapped, clock = said
    town = open_town({"fatima": language, "ines": "en"})
    fatima, ines = (open_screen(town, handle) for handle in ("fatima", "ines"))
    fatima.types(f"/mentor {line}")
    shown = fatima.answer_with(tapped)
    fatima.picture("answer")
    fatima.presses(shown, tapped)
    invited = ines.reads("invited", clock, name=fatima.name)
    ines.presses(invited, "session.accept")
    ines.finds("Confirmed.", clock)


def test_a_vague_line_ends_in_buttons(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town({"fatima": "en", "ines": "fr"})
    fatima = open_screen(town, "fatima")
    fatima.types("/mentor book tomorrow after lunch about governance")
    shown = fatima.answer_with("booking.choose.0")
    fatima.picture("buttons")
    expect(shown).to_contain_text("At what time in that part of the day?")
    expect(shown).to_contain_text("Tuesday 19 January 2027 · 14:")


@pytest.mark.parametrize(("language", "title"), [("en", "My calendar"), ("ar", "تقويمي")])
def test_a_file_for_ones_calendar_and_an_address_to_subscribe_to(
    open_town: OpenTown, open_screen: OpenScreen, language: str, title: str
) -> None:
    town = open_town({"fatima": language, "ines": "en"})
    fatima, ines = (open_screen(town, handle) for handle in ("fatima", "ines"))
    fatima.types("/mentor book 2027-03-25 15:00 Export plan")
    fatima.presses(fatima.answer_with("booking.confirm"), "booking.confirm")
    ines.presses(ines.reads("invited", name=fatima.name), "session.accept")
    ines.reads("calendar file")
    file = fatima.page.get_by_test_id("file")
    expect(file).to_contain_text(".ics")
    with fatima.page.expect_download() as downloading:
        file.click()
    assert b"BEGIN:VEVENT" in downloading.value.path().read_bytes()
    fatima.picture("file")
    ines.picture("file")
    fatima.presses(fatima.goes_home(), "calendar.open")
    expect(fatima.modal).to_contain_text(title)
    fatima.picture("my calendar")
    fatima.presses(fatima.modal, "calendar.renew")
    expect(fatima.modal).to_contain_text(re.compile(r"/calendar/[\w-]{32}\.ics"))
    fatima.picture("address")
    fatima.presses(fatima.modal, "calendar.revoke")
    expect(fatima.page.get_by_test_id("confirm")).to_be_visible()
    fatima.picture("asked before it ends")
    fatima.page.get_by_test_id("confirm-ok").click()
    expect(fatima.modal).not_to_contain_text("/calendar/")
    fatima.picture("ended")
