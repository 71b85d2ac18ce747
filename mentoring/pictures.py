"""What the pictures of a programme show: figures that its lists have too, put so that they can be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mentoring.oversight import Couple, MonthFigures
from mentoring.people import Programme


class PictureKind(StrEnum):
    """What there are pictures of.

    MONTHS: sessions per month beside what was expected. ACTIVITY: the sessions of each pair by week. COUNTRIES: who
    took part in sessions, by country.
    """

    MONTHS = "months"
    ACTIVITY = "activity"
    COUNTRIES = "countries"


@dataclass(frozen=True)
class PairWeeks:
    """How many sessions a pair held in each week, the first one first."""

    couple: Couple
    held: tuple[int, ...]

    @property
    def total(self) -> int:
        """In all weeks."""
        return sum(self.held)


@dataclass(frozen=True)
class CountryFigures:
    """People of a country (ISO 3166 alpha-2) who are in a pair, and the sessions held with at least one of them."""

    country: str
    people: int
    held: int


@dataclass(frozen=True)
class Picture:
    """The figures of one picture, as of ``today`` on the programme's clock; only those of its kind are there.

    ``weeks`` are Mondays, from the programme's first to its last; ``rows`` begin with the most active pair.
    """

    programme: Programme
    kind: PictureKind
    today: date
    months: tuple[MonthFigures, ...] = ()
    weeks: tuple[date, ...] = ()
    rows: tuple[PairWeeks, ...] = ()
    countries: tuple[CountryFigures, ...] = ()

    @property
    def weeks_past(self) -> int:
        """How many of the weeks have begun."""
        return sum(monday <= self.today for monday in self.weeks)
