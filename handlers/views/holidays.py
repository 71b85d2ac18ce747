"""Public holidays by name; the names arrive in English from the calendar library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.i18n import N_, Translator
from handlers.views.blocks import shorten
from mentoring.sessions import RestDay

NAMES = (
    N_("All Saints' Day"),
    N_("Amazigh New Year"),
    N_("Armed Forces Day"),
    N_("Armistice Day"),
    N_("Ascension Day"),
    N_("Assumption Day"),
    N_("Assumption Of Mary Day"),
    N_("Catholic Christmas Day"),
    N_("Christmas Day"),
    N_("Constitution Day"),
    N_("Coptic Christmas Day"),
    N_("Day of Arafah"),
    N_("Easter"),
    N_("Easter Monday"),
    N_("Easter Sunday"),
    N_("Eid al-Adha"),
    N_("Eid al-Adha Holiday"),
    N_("Eid al-Fitr"),
    N_("Eid al-Fitr Holiday"),
    N_("Epiphany"),
    N_("Evacuation Day"),
    N_("Good Friday"),
    N_("Green March"),
    N_("Immaculate Conception"),
    N_("Independence Day"),
    N_("International Women's Day"),
    N_("Islamic New Year"),
    N_("Isra' and Mi'raj"),
    N_("January 25th Revolution and National Police Day"),
    N_("July 23 Revolution Day"),
    N_("June 30 Revolution Day"),
    N_("Labor Day"),
    N_("Liberation Day"),
    N_("Martyrs' Day"),
    N_("National Day"),
    N_("National Unity Day"),
    N_("New Year's Day"),
    N_("Orthodox Christmas Day"),
    N_("Oued Ed-Dahab Day"),
    N_("Pentecost Monday"),
    N_("Proclamation of Independence Day"),
    N_("Prophet's Birthday"),
    N_("Republic Day"),
    N_("Revolution Day"),
    N_("Revolution and Youth Day"),
    N_("Saint Francis of Assisi, Patron Saint of Italy"),
    N_("Saint Stephen's Day"),
    N_("Sinai Liberation Day"),
    N_("Spring Festival"),
    N_("Throne Day"),
    N_("Unity Day"),
    N_("Victory Day"),
    N_("Women's Day"),
    N_("Youth Day"),
)
"""What the calendars of our countries hold; a name that is not here stays English."""

LONGEST_NAME = 80
MOST_NAMED = 8


def rest_days_of(t: Translator, days: Sequence[RestDay]) -> str:
    """The holidays near some slots, each with its country and date; empty when there are none."""
    if not days:
        return ""
    return t("Holidays nearby: {holidays}", holidays=t.dotted([_rest_day(t, day) for day in days[:MOST_NAMED]]))


def holiday_name(t: Translator, name: str) -> str:
    """A holiday's name for mrkdwn, without what a calendar adds in brackets."""
    return t.escape(shorten(t(name.partition(" (")[0]), LONGEST_NAME))


def _rest_day(t: Translator, rest: RestDay) -> str:
    name, country, day = holiday_name(t, rest.name), t.country(rest.country), t.short_day(date.fromisoformat(rest.day))
    if rest.expected:
        return t("{holiday} ({country}), expected {day}", holiday=name, country=country, day=day)
    return t("{holiday} ({country}), {day}", holiday=name, country=country, day=day)
