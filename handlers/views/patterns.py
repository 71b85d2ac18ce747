"""The rule of a series in words: "every second Tuesday, 15:00 (Cairo time), until Wednesday 30 June 2027"."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from handlers.i18n import N_, Translator
from mentoring.people import Person
from mentoring.series import LAST, Monthly, Pattern, Rule, Weekly

SOME_MONDAY = date(2024, 1, 1)
ALL_DAYS, WORKING_DAYS = tuple(range(7)), tuple(range(5))
ONE_WEEK, TWO_WEEKS = 1, 2

PLACES = {
    1: N_("the first {day} of the month"),
    2: N_("the second {day} of the month"),
    3: N_("the third {day} of the month"),
    4: N_("the fourth {day} of the month"),
    5: N_("the fifth {day} of the month"),
    LAST: N_("the last {day} of the month"),
}


def pattern_line(t: Translator, pattern: Pattern, people: Iterable[Person]) -> str:
    """The whole rule with its hour, its zone and its end, as a line of its own.

    The zone bears the city of the first of the people who lives in it.
    """
    zone = pattern.first.zone
    city = next((person.city for person in people if person.zone == zone), "")
    line = t(
        "{rule}, {time} ({city} time)",
        rule=rule_words(t, pattern.rule),
        time=f"{pattern.first.wall:%H:%M}",
        city=t.city(zone, city),
    )
    if pattern.until is not None:
        line = t("{rule}, until {day}", rule=line, day=t.day(pattern.until))
    elif pattern.count is not None:
        line = t.n("{rule}, {count} time", "{rule}, {count} times", pattern.count, rule=line)
    return capitalised(line)


def rule_words(t: Translator, rule: Rule) -> str:
    """ "every second Tuesday"; "the last Friday of the month"."""
    return _weekly(t, rule) if isinstance(rule, Weekly) else _monthly(t, rule)


def weekday_name(t: Translator, weekday: int) -> str:
    """ "Tuesday"; Monday is 0."""
    return t.weekday(SOME_MONDAY + timedelta(days=weekday))


def capitalised(line: str) -> str:
    """The line with a capital where its script has any."""
    return line[:1].upper() + line[1:]


def _weekly(t: Translator, rule: Weekly) -> str:
    if rule.every == ONE_WEEK and rule.weekdays == ALL_DAYS:
        return t("every day")
    if rule.every == ONE_WEEK and rule.weekdays == WORKING_DAYS:
        return t("every day from Monday to Friday")
    days = t.enumerated([weekday_name(t, day) for day in rule.weekdays])
    if rule.every == ONE_WEEK:
        return t("every {days}", days=days)
    if rule.every == TWO_WEEKS:
        return t("every second {days}", days=days)
    return t.n("every {count} week on {days}", "every {count} weeks on {days}", rule.every, days=days)


def _monthly(t: Translator, rule: Monthly) -> str:
    if rule.weekday is not None:
        said = t(PLACES[rule.nth], day=weekday_name(t, rule.weekday))
    elif rule.nth == LAST:
        said = t("the last day of the month")
    else:
        said = t("day {number} of the month", number=rule.nth)
    if rule.every == 1:
        return said
    return t.n("{rule}, every {count} month", "{rule}, every {count} months", rule.every, rule=said)
