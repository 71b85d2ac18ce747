import subprocess
import sys
from datetime import date

import pytest

from bot.holiday_calendar import HolidayCalendar
from handlers.views.holidays import NAMES
from mentoring.people import Holiday
from mentoring.ports import Holidays

OUR_COUNTRIES = ("EG", "ES", "FR", "IT", "JO", "MA", "PS", "TN")
"""Where the programme's people live."""


@pytest.fixture(scope="module")
def calendar() -> Holidays:
    return HolidayCalendar()


def test_holidays_come_in_order_with_both_ends(calendar: Holidays) -> None:
    assert calendar.between("FR", date(2026, 12, 25), date(2027, 1, 1)) == (
        Holiday(date(2026, 12, 25), "Christmas Day"),
        Holiday(date(2027, 1, 1), "New Year's Day"),
    )


def test_holidays_that_follow_the_moon_are_expected_and_bear_their_plain_name(calendar: Holidays) -> None:
    assert Holiday(date(2027, 3, 9), "Eid al-Fitr", expected=True) in calendar.between(
        "MA", date(2027, 3, 1), date(2027, 3, 31)
    )


def test_holidays_that_were_moved_bear_their_plain_name(calendar: Holidays) -> None:
    assert calendar.between("EG", date(2026, 10, 8), date(2026, 10, 8)) == (
        Holiday(date(2026, 10, 8), "Armed Forces Day"),
    )


def test_palestine_expects_what_follows_the_moon_and_nothing_else(calendar: Holidays) -> None:
    year = calendar.between("PS", date(2027, 1, 1), date(2027, 12, 31))

    assert {one.name for one in year if one.expected} == {
        "Eid al-Adha",
        "Eid al-Fitr",
        "Islamic New Year",
        "Isra' and Mi'raj",
        "Prophet's Birthday",
    }
    assert {"Easter", "Labor Day", "New Year's Day"} <= {one.name for one in year if not one.expected}


def test_two_holidays_on_one_day_are_two(calendar: Holidays) -> None:
    assert calendar.between("TN", date(2026, 3, 20), date(2026, 3, 20)) == (
        Holiday(date(2026, 3, 20), "Eid al-Fitr", expected=True),
        Holiday(date(2026, 3, 20), "Independence Day"),
    )


@pytest.mark.parametrize("country", ["", "XX", "fr", "France"])
def test_unknown_country_has_none(calendar: Holidays, country: str) -> None:
    assert calendar.between(country, date(2026, 1, 1), date(2026, 12, 31)) == ()


def test_country_without_english_names_still_has_its_days(calendar: Holidays) -> None:
    assert Holiday(date(2026, 12, 25), "Christmas Day") in calendar.between("GB", date(2026, 12, 1), date(2026, 12, 31))
    assert calendar.between("MX", date(2026, 9, 16), date(2026, 9, 16))


def test_names_of_our_countries_are_those_that_are_translated() -> None:
    assert HolidayCalendar().names(OUR_COUNTRIES, date(2026, 1, 1), date(2030, 12, 31)) == NAMES


def test_importing_the_calendar_does_not_load_the_library() -> None:
    code = "import bot.holiday_calendar, sys; sys.exit('holidays' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
