"""Arithmetic of dates that says so when a day is in no calendar."""

from calendar import monthrange
from datetime import date, timedelta

from handlers.when.nodes import Amount

_CENTURY = 2000
_LAST_MONTH = 12
_SHORT_YEAR = 100


class NoSuchDayError(ValueError):
    """A day that no calendar has: the 31st of November."""


def after(day: date, amount: Amount, sign: int = 1) -> date:
    """The day so many months and days later (or earlier); the last of the month where the day does not exist."""
    moved = months_after(day, sign * amount.months)
    try:
        return moved + timedelta(days=sign * amount.days)
    except OverflowError:
        raise NoSuchDayError from None


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where there is no such day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not date.min.year <= year <= date.max.year:
        raise NoSuchDayError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def date_of(year: int, month: int, day: int) -> date:
    """A date; NoSuchDayError when no calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDayError from None


def month_of(month: int) -> int:
    """The number of a month; NoSuchDayError beyond the twelfth."""
    if not 1 <= month <= _LAST_MONTH:
        raise NoSuchDayError
    return month


def year_of(text: str) -> int:
    """A year in four figures or in two."""
    return int(text) + (_CENTURY if int(text) < _SHORT_YEAR else 0)


def nth_in(first: date, nth: int, weekday: int | None) -> date:
    """The n-th such weekday (or day) of the month that begins on `first`, the last for -1; NoSuchDayError beyond."""
    days = monthrange(first.year, first.month)[1]
    if weekday is None:
        return date_of(first.year, first.month, nth if nth > 0 else days)
    matching = [day for day in range(1, days + 1) if first.replace(day=day).weekday() == weekday]
    if nth > len(matching):
        raise NoSuchDayError
    return first.replace(day=matching[nth - 1 if nth > 0 else -1])
