"""A series across the clock changes of spring 2027 between Cairo and Barcelona, told in the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import Screen
from tests.journeys.town import Town

pytestmark = pytest.mark.chromium

LINE = "/mentor book every second Tuesday 15:00 until 30 June about exports"
KEPT_DAYS = 11
SPRING_IN_EUROPE = "Tuesday 30 March 2027 · 15:00 in Cairo · 15:00 in Barcelona"
SPRING_IN_EGYPT = "Tuesday 11 May 2027 · 15:00 in Cairo · 14:00 in Barcelona"


def shown_dates(form: Screen) -> str:
    return form.modal.inner_text().replace("\u2068", "").replace("\u2069", "")


def drop_and_move(fatima: Screen) -> None:
    """Two exceptions: 16 February is dropped, 13 April moves to the day after."""
    fatima.presses(fatima.answer_with("series.dates"), "series.dates")
    expect(fatima.modal).to_contain_text("Keep these dates")
    fatima.page.locator('[data-block-id="keep.0"] [data-value="2027-02-16"]').uncheck()
    fatima.page.locator('[data-block-id="moved_date"][data-action-id]').click()
    fatima.page.locator("[data-testid=option][data-value='2027-04-13']").click()
    fatima.fills("date", "2027-04-14")
    fatima.fills("time", "10:00")
    fatima.picture("two exceptions")
    fatima.submits()
    expect(fatima.modal).to_contain_text("left out: Tuesday 16 February 2027")
    expect(fatima.modal).to_contain_text("moved: Wednesday 14 April 2027")


def test_series_across_the_clock_changes(plain_town: Town, open_screen: OpenScreen) -> None:
    fatima, ines = open_screen(plain_town, "fatima"), open_screen(plain_town, "ines")
    fatima.types(LINE)
    fatima.finds("Propose this series to Inès Ferrer?", "Every second Tuesday, 15:00 (Cairo time)", "exports")
    fatima.finds(SPRING_IN_EUROPE, "clocks change: 14:00 → 15:00 in Barcelona")
    fatima.finds(SPRING_IN_EGYPT, "clocks change: 15:00 → 14:00 in Barcelona")
    fatima.picture("preview")
    drop_and_move(fatima)
    fatima.picture("preview with two exceptions")
    fatima.submits()
    expect(fatima.modal).to_contain_text("Inès Ferrer will be asked about all of these dates at once")
    fatima.page.get_by_test_id("modal-close").click()

    invitation = ines.finds("Fatima Nasser would like to meet you regularly.", f"Accept all {KEPT_DAYS} dates")
    ines.picture("invited once")
    ines.presses(invitation, "series.accept")
    ines.finds("Series with Fatima Nasser", "Confirmed.")
    fatima.finds("Inès Ferrer accepted the dates of your series.")
    ines.picture("accepted")

    ines.types("/mentor sessions")
    listed = ines.finds(f"Every second Tuesday, 15:00 (Cairo time), until Wednesday 30 June 2027 · {KEPT_DAYS} to come")
    ines.picture("grouped in sessions")
    ines.presses(listed, "series.show")
    expect(ines.modal).to_contain_text("Wednesday 14 April 2027 · 10:00 in Barcelona · 10:00 in Cairo")
    ines.picture("all dates")

    ines.presses(ines.modal, "session.show.7")
    expect(ines.modal.locator('[data-action-id="series.following"]')).to_be_visible()
    ines.presses(ines.modal, "series.following")
    expect(ines.modal).to_contain_text("What to do")
    ines.fills("date", "2027-05-12")
    ines.fills("time", "15:00")
    ines.picture("this and following")
    ines.submits()
    expect(ines.modal).to_contain_text("Wednesday 12 May 2027 · 15:00 in Barcelona · 16:00 in Cairo")
    ines.picture("before and after")
    ines.submits()
    asked = fatima.finds("Inès Ferrer would like to move these dates of your series.", "Accept all 4 dates")
    fatima.picture("asked to move")
    fatima.presses(asked, "series.accept")
    fatima.finds("Series with Inès Ferrer", "Every second Wednesday, 15:00 (Barcelona time), 4 times")
    fatima.types("/mentor sessions")
    fatima.finds("Every second Wednesday, 15:00 (Barcelona time), 4 times · 4 to come")
    fatima.finds("Every second Tuesday, 15:00 (Cairo time), until Monday 10 May 2027 · 7 to come")
    fatima.picture("two series")


def test_series_in_arabic(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town({"fatima": "ar", "ines": "ar"})
    fatima = open_screen(town, "fatima")
    fatima.types("/mentor احجز كل ثلاثاء الساعة 15:00 حتى أبريل")
    fatima.answer_with("series.confirm")
    fatima.picture("preview")
    fatima.presses(fatima.answer_with("series.dates"), "series.dates")
    expect(fatima.modal).to_be_visible()
    fatima.picture("dates")
