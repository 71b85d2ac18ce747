"""How lengths of time are said, over language-neutral terms."""

from collections.abc import Callable
from dataclasses import replace

from handlers.when.clock_rules import FRACTIONS
from handlers.when.matching import Captures, Rule, rule
from handlers.when.nodes import Amount

_UNIT_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_UNITS = ("second", "minute", "hour", "day", "week", "fortnight", "month", "year")
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_UNIT_MONTHS = {"month": 1, "year": 12}
_MOST_UNITS = 5000
_FEW = 3
_HALF = 0.5
_COUPLE = 2
_LONGEST_HOURS_AS_LENGTH = 8


def length(number: float, unit: str, *, vague: bool = False) -> Amount | None:
    """So many of a unit; parts of a day, week or month are refused but for half weeks and the like."""
    if number > _MOST_UNITS:
        return None
    if unit in _UNIT_SECONDS:
        return Amount(seconds=round(number * _UNIT_SECONDS[unit]), vague=vague, unit=unit)
    if number != int(number):
        return _and_a_half(int(number), unit, vague=vague) if number % 1 == _HALF else None
    if unit in _UNIT_DAYS:
        return Amount(days=int(number) * _UNIT_DAYS[unit], vague=vague, unit=unit)
    if unit in _UNIT_MONTHS:
        return Amount(months=int(number) * _UNIT_MONTHS[unit], vague=vague, unit=unit)
    return None


def _and_a_half(number: int, unit: str, *, vague: bool) -> Amount | None:
    """ "a month and a half"; half a week is three days."""
    whole = length(number, unit, vague=vague)
    half = {"day": Amount(43200), "week": Amount(days=3), "month": Amount(days=15), "year": Amount(months=6)}.get(unit)
    return half + whole if half and whole else None


def _length(captures: Captures) -> Amount | None:
    return length(captures.get("n", 1), captures["u"])


def _times(number: float, *, vague: bool = False) -> Callable[[Captures], Amount | None]:
    return lambda captures: length(captures.get("n", 0) + number, captures["u"], vague=vague)


def _hours_and_minutes(captures: Captures) -> Amount | None:
    if captures["h"] > _MOST_UNITS:
        return None
    seconds = 3600 * captures["h"] + 60 * captures.get("m", 0)
    return Amount(seconds, may_be_clock=captures["h"] <= _LONGEST_HOURS_AS_LENGTH)


def _part_of_an_hour(written: str, hours: int = 0) -> Amount | None:
    """ "1/2 hour"."""
    minutes = {"1/2": 30, "1/4": 15, "3/4": 45, "1/3": 20}.get(written)
    return Amount(3600 * hours + 60 * minutes) if minutes and hours <= _MOST_UNITS else None


def _stated(captures: Captures) -> Amount:
    amount: Amount = captures["a"]
    return Amount(amount.seconds, amount.days, amount.months, amount.vague, True, False, amount.unit)


def _sum(captures: Captures) -> Amount | None:
    first: Amount = captures["a"]
    second: Amount = captures["b"]
    larger = _UNITS.index(first.unit) > _UNITS.index(second.unit)
    return first + second if larger else None


def _side_by_side(captures: Captures) -> Amount | None:
    """ "1h 30 min"; "in 2 days 10h" may end with an hour of the day, and "in 15 days 10h" surely does."""
    first: Amount = captures["a"]
    total = _sum(captures)
    if total is None or not (first.days or first.months):
        return total
    return replace(total, vague=True) if 0 < first.days <= _FEW and not first.months else None


AMOUNT_RULES: list[Rule] = [
    rule("one_amount", "NUMBER:n UNIT:u", _length),
    rule("one_amount", "ONE:n UNIT:u", _length),
    rule("one_amount", "DECIMAL:n UNIT:u", _length),
    rule("one_amount", "NUMDATE:x OF? ONE|ARTICLE? U_HOUR", lambda found: _part_of_an_hour(found["x"])),
    rule("one_amount", "NUMBER:n NUMDATE:x U_HOUR", lambda found: _part_of_an_hour(found["x"], found["n"])),
    rule("one_amount", "ANHOUR", lambda _: Amount(3600)),
    rule("one_amount", "PAIR:u", lambda captures: length(2, captures["u"])),
    rule("one_amount", "FEW ARTICLE|OF? UNIT:u", _times(_FEW, vague=True)),
    rule("one_amount", "COUPLE OF? ARTICLE? UNIT:u", _times(_COUPLE)),
    rule("one_amount", "ONE|ARTICLE? HALF OF? ONE|ARTICLE? U_HOUR", lambda _: Amount(1800)),
    rule("one_amount", "HALF OF? ONE|ARTICLE? U_DAY", lambda _: Amount(43200)),
    rule("one_amount", "ONE|ARTICLE? QUARTER OF? ONE|ARTICLE? U_HOUR", lambda _: Amount(900)),
    rule("one_amount", "ONE|ARTICLE? THIRD OF? ONE|ARTICLE? U_HOUR", lambda _: Amount(1200)),
    *(
        rule("one_amount", f"{kind} THEHOUR", lambda _, minutes=minutes: Amount(60 * minutes))  # type: ignore[misc]
        for kind, minutes in FRACTIONS.items()
    ),
    rule("one_amount", "THREEQUARTERS OF? ONE|ARTICLE? U_HOUR", lambda _: Amount(2700)),
    rule("one_amount", "QUARTERS:q OF U_HOUR", lambda captures: Amount(900 * captures["q"])),
    rule("one_amount", "NUMBER|ONE:n UNIT:u AND ONE|ARTICLE? HALF", _times(0.5)),
    rule("one_amount", "ONE|ARTICLE? UNIT:u AND ONE|ARTICLE? HALF", _times(1.5)),
    rule("one_amount", "NUMBER|ONE:n UNIT:u AND ONE|ARTICLE? QUARTER", _times(0.25)),
    rule("one_amount", "NUMBER|ONE:n UNIT:u AND ONE|ARTICLE? THIRD", _times(1 / 3)),
    rule("one_amount", "NUMBER|ONE:n UNIT:u AND THREEQUARTERS", _times(0.75)),
    rule("one_amount", "NUMBER|ONE:n UNIT:u MINUS ONE|ARTICLE? QUARTER", _times(-0.25)),
    rule("one_amount", "PAIR:u AND ONE|ARTICLE? QUARTER", lambda captures: length(2.25, captures["u"])),
    rule("one_amount", "ONE|ARTICLE? U_HOUR AND ONE|ARTICLE? HALF", lambda _: Amount(5400)),
    rule("one_amount", "ONE|ARTICLE? U_HOUR AND ONE|ARTICLE? QUARTER", lambda _: Amount(4500)),
    rule("one_amount", "ONE|ARTICLE? U_HOUR AND ONE|ARTICLE? THIRD", lambda _: Amount(4800)),
    rule("one_amount", "ONE|ARTICLE? U_HOUR MINUS ONE|ARTICLE? QUARTER", lambda _: Amount(2700)),
    rule("one_amount", "PAIR:u AND ONE|ARTICLE? HALF", lambda captures: length(2.5, captures["u"])),
    rule("one_amount", "NUMBER|ONE:n AND ONE|ARTICLE? HALF UNIT:u", _times(0.5)),
    rule("one_amount", "NUMBER:h U_HOUR MINUTE:m U_MINUTE? !MONTH", _hours_and_minutes),
    rule("one_amount", "NUMBER|ONE:h U_HOUR AND SMALL:m U_MINUTE", _hours_and_minutes),
    rule("one_amount", "NUMBER|ONE:h U_HOUR AND MINUTE:m", _hours_and_minutes),
    rule("amount", "one_amount:a", lambda captures: captures["a"]),
    rule("amount", "one_amount:a AND one_amount:b", _sum),
    rule("amount", "one_amount:a one_amount:b", _side_by_side),
    rule("length", "FOR amount:a", _stated),
    rule("length", "FOR UNIT:u", lambda captures: _stated({"a": _length(captures)}) if _length(captures) else None),
    rule("length", "FOR U_HOUR AND ONE|ARTICLE? HALF", lambda _: Amount(5400, stated=True)),
    rule("length", "amount:a LONG", _stated),
    rule("length", "SESSION OF|FOR amount:a", _stated),
    rule("length", "amount:a SESSIONAFTER", _stated),
]
