"""How the days and hours of a week are said, over the same terms and clocks as a session's time."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from handlers.when.amount_rules import AMOUNT_RULES
from handlers.when.clock_rules import CLOCK_RULES
from handlers.when.matching import Captures, Grammar, Rule, rule
from handlers.when.nodes import NOON, PARTS, Clock

HOUR, DAY = 60, 24 * 60
_EARLIEST = 6 * HOUR
"""Nobody is booked in an earlier hour who does not say that it is of the night."""
_EITHER_HALF = (6 * HOUR, 8 * HOUR, 10 * HOUR)
"""Hours such as six to nine may be of the morning and of the evening."""


LUNCHES = frozenset({"lunch", "midday"})
"""Parts of the day in which people eat."""


class Named(StrEnum):
    """Days that go by one name."""

    ALL = "all"
    WORKDAYS = "workdays"
    WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week, Monday 0, or those that go by one name."""

    days: frozenset[int] = frozenset()
    named: Named | None = None


@dataclass(frozen=True, slots=True)
class Between:
    """Hours from one clock to another."""

    opens: Clock
    closes: Clock


@dataclass(frozen=True, slots=True)
class Bound:
    """Hours from a clock on, or up to one."""

    clock: Clock
    opens: bool


@dataclass(frozen=True, slots=True)
class DayLong:
    """The whole of a day."""


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of a day by its name."""

    name: str


Said = Days | Between | Bound | DayLong | PartOf
TOPS = ("hours", "days", "bound", "daylong", "part")


def _range(captures: Captures) -> Days:
    first, last = captures["a"], captures["b"]
    return Days(frozenset((first + ahead) % 7 for ahead in range((last - first) % 7 + 1)))


def _in_part(captures: Captures) -> Clock | None:
    """ "9 in the morning"; "12 at lunch" says no more than 12."""
    clock: Clock = captures["t"]
    return clock.within(PARTS[captures["p"]]) if captures["p"] not in LUNCHES else None


def _hour_in_part(captures: Captures) -> Clock | None:
    return _in_part({**captures, "t": Clock(captures["t"])})


def _between(captures: Captures) -> Between:
    return Between(captures["a"], captures["b"])


def _bound(*, opens: bool) -> Callable[[Captures], Bound]:
    return lambda captures: Bound(captures["c"], opens)


WEEK_RULES: list[Rule] = [
    rule("days", "WEEKDAY:w", lambda captures: Days(frozenset({captures["w"]}))),
    rule("days", "FROM? ~ WEEKDAY:a TO|TILL|DASH ~ WEEKDAY:b", _range),
    rule("days", "WEEKDAY:a TO|TILL|DASH DAYMARK? WEEKDAY:b", _range),
    rule("days", "FROM DAYMARK? WEEKDAY:a TO|TILL|DASH DAYMARK? WEEKDAY:b", _range),
    rule("days", "BETWEEN ~ WEEKDAY:a AND ~ WEEKDAY:b", _range),
    rule("days", "ALLDAYS", lambda _: Days(named=Named.ALL)),
    rule("days", "WORKDAYS", lambda _: Days(named=Named.WORKDAYS)),
    rule("days", "U_WEEKEND", lambda _: Days(named=Named.WEEKEND)),
    rule("clock", "AT? ARTICLE? told:t OF|IN|ON? ARTICLE? PART:p", _in_part),
    rule("clock", "AT? ARTICLE? HOUR:t OF|IN|ON? ARTICLE? PART:p", _hour_in_part),
    rule("side", "clock:c", lambda captures: captures["c"]),
    rule("side", "ARTICLE? bare:c", lambda captures: captures["c"]),
    rule("hours", "FROM? side:a TO|TILL|DASH side:b", _between),
    rule("hours", "FROM? AT? side:a TO|TILL|DASH AT? side:b", _between),
    rule("hours", "BETWEEN side:a AND side:b", _between),
    rule("hours", "FROM side:a AND TILL side:b", _between),
    rule("bound", "FROM|AFTER side:c ONWARD?", _bound(opens=True)),
    rule("bound", "UNTIL|TILL|BEFORE side:c", _bound(opens=False)),
    rule("daylong", "ALLDAY", lambda _: DayLong()),
    rule("part", "PART:p", lambda captures: PartOf(captures["p"])),
]


def build() -> Grammar:
    """The grammar, indexed."""
    return Grammar([*(each for each in CLOCK_RULES if _fits(each)), *AMOUNT_RULES, *WEEK_RULES])


def _fits(each: Rule) -> bool:
    """Whether a rule for clocks is safe among hours.

    "9 to 12 and 14 to 18" is no 12:14, "nine to five" no 4:51, and in "9 to 17, lunch" the lunch stands alone.
    """
    kinds = {kind for element in each.pattern for kind in element.kinds}
    counted = {"MINUTE", "SMALL", "SMALLWORD"} & kinds and "AND" in kinds
    return not (counted or "MINUTESTO" in kinds or "OR" in kinds or ("PART" in kinds and "~" in kinds))


class Unsure(Exception):
    """Hours that may be of the morning and of the evening."""


def stretch(opens: Clock, closes: Clock) -> tuple[int, int] | None:
    """Minutes of the day from one clock to the other; None when that is no stretch of one day.

    Halves of the day that were not said are those in which people work; Unsure when both are.
    """
    first, last = opens.minutes(), closes.minutes()
    if not opens.settled and not closes.settled:
        first, last = _both_open(first, last)
    elif not closes.settled and last <= first and (opens.named_half or opens.hour <= NOON):
        last += 12 * HOUR
    elif not opens.settled and closes.settled and first + 12 * HOUR < last and first < 12 * HOUR:
        afternoon = closes.named_half and closes.hour > NOON
        first += 12 * HOUR if afternoon or first < _EARLIEST else 0
    return (first, last) if first < last <= DAY else None


def _both_open(first: int, last: int) -> tuple[int, int]:
    earliest, latest, closing = _EITHER_HALF
    if earliest <= first < latest and first < last <= closing:
        raise Unsure
    first += 12 * HOUR if first < _EARLIEST else 0
    return first, last + (12 * HOUR if last <= first else 0)


def opening(clock: Clock) -> int:
    """The minute from which on somebody may be booked."""
    early = not clock.settled and clock.minutes() < _EARLIEST
    return clock.minutes() + (12 * HOUR if early else 0)


def closing(clock: Clock, opens: int) -> int:
    """The minute up to which somebody may be booked who may be from ``opens`` on."""
    early = not clock.settled and clock.minutes() <= opens
    return clock.minutes() + (12 * HOUR if early else 0)
