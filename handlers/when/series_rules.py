"""How repetition is said, over language-neutral terms: "every second Tuesday", "until June", "6 times"."""

from collections.abc import Callable
from dataclasses import dataclass

from handlers.when.amount_rules import AMOUNT_RULES
from handlers.when.clock_rules import CLOCK_RULES
from handlers.when.day_rules import DAY_RULES
from handlers.when.matching import Captures, Grammar, Rule, rule
from handlers.when.nodes import Amount, Day
from mentoring.series import LAST

SERIES_TOPS = ("repeat", "between", "until", "lasting", "times", "begin", "except", "often")

_WEEK = 7
_ALL_DAYS, _WORKDAYS = tuple(range(7)), tuple(range(5))
_FORTNIGHT = {7: 1, 14: 2, 15: 2, 21: 3, 28: 4}
"""Weeks in so many days; people count the day they are in, so that fifteen days are two weeks."""
_MOST_EVERY = 26
_LATER_DAYS = "bcdefg"
_HOUR_FOLLOWS = "!OCLOCK|AM|PM|COLON|U_HOUR"


@dataclass(frozen=True, slots=True)
class Repeat:
    """Every so many weeks or months; the days when they were said, Monday 0."""

    unit: str
    every: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    may_qualify: bool = False
    """Whether it is one word that may also describe what follows: "weekly report"."""


@dataclass(frozen=True, slots=True)
class Until:
    """The last day, or the month in which it is."""

    day: Day


@dataclass(frozen=True, slots=True)
class Lasting:
    """For so many weeks or months from the first date on."""

    amount: Amount


@dataclass(frozen=True, slots=True)
class Times:
    """So many dates."""

    count: int


@dataclass(frozen=True, slots=True)
class Begin:
    """Not before this day."""

    day: Day


@dataclass(frozen=True, slots=True)
class Between:
    """From one day to another."""

    first: Day
    last: Day


@dataclass(frozen=True, slots=True)
class Except:
    """Not on this day."""

    day: Day


@dataclass(frozen=True, slots=True)
class Often:
    """A repetition that no rule of ours can keep: twice a week, every year."""


SeriesNode = Repeat | Until | Lasting | Times | Begin | Between | Except | Often


def _days(captures: Captures) -> tuple[int, ...]:
    return tuple(dict.fromkeys(captures[name] for name in "a" + _LATER_DAYS if name in captures))


def _day_range(captures: Captures) -> tuple[int, ...]:
    """ "Monday to Friday"."""
    first, last = captures["a"], captures["b"]
    return tuple((first + step) % _WEEK for step in range((last - first) % _WEEK + 1))


def _joined(first: str) -> list[str]:
    """Patterns of one weekday and up to five more."""
    return [
        " ".join([first, *(f"AND|COMMA|SLASH AND? oneday:{name}" for name in _LATER_DAYS[:more])]) for more in range(6)
    ]


def _weeks(every: int) -> Callable[[Captures], Repeat]:
    return lambda captures: Repeat("week", every, captures.get("x", ()))


def _so_many_weeks(captures: Captures) -> Repeat | None:
    every = captures["n"]
    return Repeat("week", every, captures.get("x", ())) if 1 <= every <= _MOST_EVERY else None


def _pair(captures: Captures) -> Repeat | None:
    return Repeat("week", 2, captures.get("x", ())) if captures["u"] == "week" else None


def _so_many_days(captures: Captures) -> Repeat | Often:
    every = _FORTNIGHT.get(captures["n"])
    return Repeat("week", every, captures.get("x", ())) if every else Often()


def _every_nth(captures: Captures) -> Repeat:
    """ "every second Tuesday" skips one; "every first" or "every third Tuesday" is that of the month."""
    if captures["n"] == 2:  # noqa: PLR2004 - the second
        return Repeat("week", 2, captures["x"])
    return Repeat("month", 1, captures["x"][:1], captures["n"])


def _single_word(every: int, unit: str = "week") -> Callable[[Captures], Repeat]:
    return lambda _: Repeat(unit, every, may_qualify=True)


def _weekday_of_month(captures: Captures) -> Repeat:
    return Repeat("month", captures.get("e", 1), (captures["w"],), captures["n"])


def _day_of_month(captures: Captures) -> Repeat:
    return Repeat("month", captures.get("e", 1), (), captures["d"])


def _one_of(every: int) -> Callable[[Captures], Repeat]:
    return lambda captures: Repeat("week", every, (captures["w"],))


def _lasting(captures: Captures) -> Lasting | None:
    amount: Amount = captures["a"]
    whole = not amount.seconds and (amount.months or amount.days >= _WEEK)
    return Lasting(amount) if whole and not amount.vague else None


SERIES_RULES: list[Rule] = [
    rule("oneday", "ON|DAYMARK|ARTICLE? DAYMARK|ARTICLE? WEEKDAY|WEEKDAYS:w", lambda c: c["w"]),
    *(rule("days", pattern, _days) for pattern in _joined("oneday:a")),
    rule("days", "oneday:a TO|TILL|DASH oneday:b", _day_range),
    rule("nth", "ORDINAL:n", lambda c: c["n"]),
    rule("nth", "LAST", lambda _: LAST),
    rule("ofmonth", "OF|IN ARTICLE? EACH? ARTICLE? U_MONTH", lambda _: True),
    rule("everymonth", "OF|IN? EACH ARTICLE? U_MONTH", lambda _: True),
    rule("repeat", "EACH ~ days:x", _weeks(1)),
    rule("repeat", "EACHOTHER ~ days:x", _weeks(2)),
    rule("repeat", "EACH NUMBER:n ~ days:x", _so_many_weeks),
    rule("repeat", "EACH ORDINAL:n ~ days:x", _every_nth),
    rule("repeat", "EACH U_WEEK ~ days:x", _weeks(1)),
    rule("repeat", "EACH U_WEEK", _weeks(1)),
    *(
        found
        for head, act in (
            ("EACHOTHER U_WEEK", _weeks(2)),
            ("EACH U_FORTNIGHT", _weeks(2)),
            ("FORTNIGHTLY", _weeks(2)),
            ("EACH NUMBER:n U_WEEK", _so_many_weeks),
            ("EACH ORDINAL:n U_WEEK", _so_many_weeks),
            ("EACH PAIR:u", _pair),
            ("EACH NUMBER:n U_DAY", _so_many_days),
            ("ONE U_WEEK ONEOFTWO", _weeks(2)),
            ("ONE U_WEEK ONEOFTHREE", _weeks(3)),
        )
        for found in (rule("repeat", f"{head} ~ days:x", act), rule("repeat", head, act))
    ),
    rule("repeat", "WEEKLY ~ days:x", _weeks(1)),
    rule("repeat", "WEEKLY", _single_word(1)),
    rule("repeat", "DAILY ~ days:x", _weeks(1)),
    rule("repeat", "DAILY", lambda _: Repeat("week", 1, _ALL_DAYS)),
    rule("repeat", "WORKDAYS", lambda _: Repeat("week", 1, _WORKDAYS)),
    rule("repeat", "ONE WEEKDAY|WEEKDAYS:w ONEOFTWO|ALTERNATELY", _one_of(2)),
    rule("repeat", "ONE WEEKDAY|WEEKDAYS:w ONEOFTHREE", _one_of(3)),
    *(
        rule("repeat", pattern, lambda c: Repeat("week", 1, _days(c)))
        for pattern in _joined("ON|DAYMARK|ARTICLE? WEEKDAYS:a")
    ),
    rule("rate", "EACH ARTICLE? U_MONTH", lambda _: 1),
    rule("rate", "EACHOTHER U_MONTH", lambda _: 2),
    rule("rate", "EACH NUMBER:n U_MONTH", lambda c: c["n"] if 1 <= c["n"] <= _MOST_EVERY else None),
    rule("rate", "EACH ORDINAL:n U_MONTH", lambda c: c["n"]),
    rule("rate", "EACH PAIR:u", lambda c: 2 if c["u"] == "month" else None),
    rule("rate", "MONTHLY", lambda _: 1),
    rule(
        "mday", f"ON|DAYMARK|ARTICLE DAYMARK|ARTICLE? DAY|ORDINAL:d {_HOUR_FOLLOWS}|WEEKDAY|WEEKDAYS", lambda c: c["d"]
    ),
    rule("mday", "ON|DAYMARK|ARTICLE? DAYMARK|ARTICLE? NTH:d !WEEKDAY|WEEKDAYS", lambda c: c["d"]),
    rule("mday", "ON|DAYMARK|ARTICLE? DAYMARK|ARTICLE? LAST U_DAY", lambda _: LAST),
    rule("repeat", "rate:e ~ DAYMARK? nth:n ~ WEEKDAY|WEEKDAYS:w", _weekday_of_month),
    rule("repeat", "rate:e ~ mday:d", _day_of_month),
    rule("repeat", "rate:e", lambda c: Repeat("month", c["e"])),
    rule("repeat", "MONTHLY", _single_word(1, "month")),
    rule("repeat", "DAYMARK|ARTICLE? nth:n ~ WEEKDAY|WEEKDAYS:w everymonth", _weekday_of_month),
    rule("repeat", "EACH nth:n ~ WEEKDAY|WEEKDAYS:w ofmonth", _weekday_of_month),
    rule("repeat", "EACH LAST ~ WEEKDAY|WEEKDAYS:w", lambda c: Repeat("month", 1, (c["w"],), LAST)),
    rule("repeat", "mday:d everymonth", _day_of_month),
    rule("repeat", "EACH DAY|NTH:d ofmonth", _day_of_month),
    rule("often", "NUMBER TIMES PER|ONE|IN|EACH|TO|ARTICLE ARTICLE? U_DAY|U_WEEK|U_MONTH|U_YEAR", lambda _: Often()),
    rule("often", "TWICE PER|ONE|IN|EACH|TO|ARTICLE ARTICLE? U_DAY|U_WEEK|U_MONTH|U_YEAR", lambda _: Often()),
    rule("often", "EACH NUMBER? U_YEAR", lambda _: Often()),
    rule("between", "FROM|BEGIN ~ day:a TO|TILL|UNTIL|DASH ~ day:b", lambda c: Between(c["a"], c["b"])),
    rule("until", "UNTIL ~ day:d", lambda c: Until(c["d"])),
    rule("begin", "BEGIN ~ day:d", lambda c: Begin(c["d"])),
    rule("lasting", "FOR|WITHIN|LASTING ~ NEXT|COMING? amount:a", _lasting),
    rule("times", "FOR? NUMBER:n TIMES", lambda c: Times(c["n"])),
    rule("except", "EXCEPT ~ day:d", lambda c: Except(c["d"])),
]


def build_series() -> Grammar:
    """The grammar of repetition, over that of days and lengths."""
    return Grammar([*CLOCK_RULES, *AMOUNT_RULES, *DAY_RULES, *SERIES_RULES])
