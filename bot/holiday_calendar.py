"""Public holidays of the world, from the `holidays` library; their names in English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from mentoring.people import Holiday

MARKS = re.compile(r" \((?P<marks>(?:observed|estimated)(?:, (?:observed|estimated))*)\)$")
"""What the library adds to a name: moved to another day, or reckoned from the moon."""

UNMARKED = frozenset({"PS"})
"""Countries whose moon-bound holidays the library gives as if they were certain."""

MOON_BOUND = frozenset({"Eid al-Adha", "Eid al-Fitr", "Islamic New Year", "Isra' and Mi'raj", "Prophet's Birthday"})


class HolidayCalendar:
    """Holidays by country and year, read from the library once; importing it takes a moment, so that waits too."""

    def __init__(self) -> None:
        self._years: dict[tuple[str, int], tuple[Holiday, ...]] = {}

    def between(self, country: str, first: date, last: date) -> Sequence[Holiday]:
        """Holidays of the country from ``first`` to ``last``, both inclusive, in order; none for unknown countries."""
        years = range(first.year, last.year + 1)
        found = (holiday for year in years for holiday in self._year(country, year))
        return tuple(holiday for holiday in found if first <= holiday.day <= last)

    def names(self, countries: Iterable[str], first: date, last: date) -> tuple[str, ...]:
        """Every name that the countries' holidays bear in that time, for those who translate them."""
        return tuple(sorted({one.name for country in countries for one in self.between(country, first, last)}))

    def _year(self, country: str, year: int) -> tuple[Holiday, ...]:
        if (country, year) not in self._years:
            self._years[country, year] = _read(country, year)
        return self._years[country, year]


def _read(country: str, year: int) -> tuple[Holiday, ...]:
    import holidays  # noqa: PLC0415 - a sixth of a second that a start without bookings need not wait for

    if country not in holidays.list_supported_countries(include_aliases=False):
        return ()
    spoken = holidays.list_localized_countries().get(country, [])
    english = next((language for language in spoken if language.startswith("en")), None)
    days = holidays.country_holidays(country, years=year, language=english)
    return tuple(_holiday(country, day, name) for day in sorted(days) for name in days.get_list(day))


def _holiday(country: str, day: date, name: str) -> Holiday:
    marks = MARKS.search(name)
    plain = name[: marks.start()] if marks else name
    estimated = marks is not None and "estimated" in marks["marks"]
    return Holiday(day, plain, expected=estimated or (country in UNMARKED and plain in MOON_BOUND))
