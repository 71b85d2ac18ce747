"""Months in words: which month of a programme it is, and what a month is called."""

from __future__ import annotations

from datetime import date, datetime

from handlers.i18n import Translator
from mentoring.clocks import local
from mentoring.people import Programme


def month_of(t: Translator, programme: Programme, now: datetime) -> str:
    """ "month 4 of 10", or when the programme starts or that it is over."""
    today = local(now, programme.zone).date()
    if today < programme.starts_on:
        return t("starts on {day}", day=t.day(programme.starts_on))
    if today > programme.ends_on:
        return t("ended on {day}", day=t.day(programme.ends_on))
    month, months = _months(programme.starts_on, today), _months(programme.starts_on, programme.ends_on)
    return t("month {month} of {months}", month=month, months=months)


def month_name(t: Translator, month: date) -> str:
    """ "March 2027"."""
    return t.month(month)


def short_month(t: Translator, month: date) -> str:
    """ "Mar"."""
    return t.short_month(month)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1
