"""The whole grammar: moments, ranges of them, open ends and zones, over the rules for clocks and days."""

from collections.abc import Callable
from dataclasses import replace

from handlers.when.amount_rules import AMOUNT_RULES
from handlers.when.clock_rules import CLOCK_RULES, told
from handlers.when.day_rules import DAY_RULES
from handlers.when.matching import Captures, Grammar, Rule, rule
from handlers.when.nodes import (
    NOON,
    PARTS,
    Clock,
    DayOfMonth,
    DayPart,
    Exact,
    InZone,
    Limit,
    Moment,
    Month,
    MonthDay,
    Now,
    Replaced,
    SameHour,
    Span,
)

TOPS = (
    "span",
    "window",
    "day",
    "later",
    "clock",
    "length",
    "amount",
    "daypart",
    "part",
    "limit",
    "exact",
    "now",
    "samehour",
    "replaced",
    "zone",
    "bad",
    "unmarked_day",
)


_TWO_DAYS = "ARTICLE? WEEKDAY? DAY|ORDINAL:d TO|TILL|DASH|AND ARTICLE? WEEKDAY? DAY|ORDINAL:e"


def _span(captures: Captures) -> Span:
    first: Moment = captures["a"]
    if isinstance(first.day, MonthDay) and first.day.year is None and isinstance(captures["b"].day, MonthDay):
        first = replace(first, day=replace(first.day, year=_year_before(first.day, captures["b"].day)))
    return Span(first, captures["b"])


def _year_before(first: MonthDay, last: MonthDay) -> int | None:
    """The year said at the end of "28 dec to 3 jan 2027", or the one before it, holds for the start."""
    crosses = (first.month, first.day) > (last.month, last.day)
    return last.year - crosses if last.year else None


def _loose(captures: Captures) -> Span | None:
    """ "10-11"; not "23-11", which no night session runs to."""
    start, end = captures["a"].clock, captures["b"].clock
    return None if start.hour > NOON >= end.hour else Span(captures["a"], captures["b"], loose=True)


def _to_later(captures: Captures) -> Span | None:
    """ "9 à 17h"; not "15 à 8h" nor "5 alle 4 del mattino", which begin with a day of the month."""
    start, end = captures["a"].clock, captures["b"].clock
    before_noon = end.named_half and end.hour < NOON
    backwards = start.hour > NOON >= end.hour or (before_noon and end.minutes() <= min(start.hour, NOON) * 60)
    return None if backwards else _span(captures)


def _forward(captures: Captures) -> Span | None:
    """ "10 - 11am"; "le 20 jusqu'à 18h" begins with a day of the month."""
    start, end = captures["a"].clock, captures["b"].clock
    backwards = start.bare and NOON < end.hour <= start.hour
    return None if backwards else _span(captures)


def _figures_to(captures: Captures) -> Span | None:
    """ "630-930am"."""
    start = told(*divmod(captures["x"], 100))
    return Span(Moment(clock=start), captures["b"]) if captures["b"].clock.named_half else None


def _days_of_month(captures: Captures) -> Span | None:
    first, last = captures["d"], captures["e"]
    if first >= last:
        return None
    year = captures.get("y")
    return Span(Moment(day=MonthDay(first, captures["m"], year)), Moment(day=MonthDay(last, captures["m"], year)))


def _numbered_days(captures: Captures) -> Span | None:
    """ "du 23 au 25"."""
    if captures["d"] >= captures["e"]:
        return None
    return Span(Moment(day=DayOfMonth(captures["d"])), Moment(day=DayOfMonth(captures["e"])))


def _clock(captures: Captures) -> Moment:
    return Moment(clock=captures["c"])


def _dated(captures: Captures) -> Moment | None:
    if isinstance(captures["d"], Month):
        return None
    return Moment(clock=captures["c"], day=captures["d"])


def _in_daypart(captures: Captures) -> Moment:
    """ "4 this evening", where the day and the part of it are one word."""
    said: DayPart = captures["x"]
    return Moment(clock=captures["c"].within(PARTS[said.part.name]), day=said.day)


def _limit(side: str) -> Callable[[Captures], Limit]:
    def act(captures: Captures) -> Limit:
        moment: Moment = captures["m"]
        clock = moment.clock or Clock(12)
        return Limit(side, clock, moment.day)

    return act


SPAN_RULES: list[Rule] = [
    rule("span", "DAYMARK DAY:d !AT TO|TILL DAYMARK? DAY:e !OCLOCK|AM|PM|U_HOUR|COLON|MONTH|OF", _numbered_days),
    rule("span", "BETWEEN DAYMARK DAY:d AND DAYMARK DAY:e !OCLOCK|AM|PM|U_HOUR|COLON|MONTH|OF", _numbered_days),
    rule("side", "clock:c", _clock),
    rule("side", "ARTICLE? bare:c", _clock),
    rule("strict", "clock:c", _clock),
    rule("moment", "day:d ~ clock:c", _dated),
    rule("moment", "clock:c ~ day:d", _dated),
    rule("moment", "clock:c ~ daypart:x", _in_daypart),
    rule("loose_moment", "bare:c ~ daypart:x", _in_daypart),
    rule("loose_moment", "day:d ~ bare:c", _dated),
    rule("loose_moment", "moment:m", lambda c: c["m"]),
    rule("loose_moment", "ARTICLE? bare:c ~ day:d", _dated),
    rule("span", "FROM side:a TO|TILL|DASH side:b", _span),
    rule("span", "BETWEEN side:a AND side:b", _span),
    rule("span", "BETWEEN side:a TO|TILL|DASH side:b", _span),
    rule("span", "strict:a TO|TILL|DASH side:b", _span),
    rule("span", "HHMM:x TO|TILL|DASH strict:b", _figures_to),
    rule("span", "side:a TILL|DASH strict:b", _forward),
    rule("span", "bare_side:a TILL|DASH bare_side:b", _loose),
    rule("bare_side", "bare:c", _clock),
    rule("span", "FROM loose_moment:a COMMA? TO|TILL|DASH loose_moment:b", _span),
    rule("span", "FROM loose_moment:a COMMA? TO|TILL|DASH side:b", _span),
    rule("span", "FROM side:a TO|TILL|DASH loose_moment:b", _span),
    rule("span", "BETWEEN loose_moment:a AND loose_moment:b", _span),
    rule("span", "moment:a TO|TILL|DASH moment:b", _span),
    rule("span", f"FROM|BETWEEN? {_TWO_DAYS} OF? ARTICLE? MONTH:m", _days_of_month),
    rule("span", f"FROM|BETWEEN? {_TWO_DAYS} OF? ARTICLE? MONTH:m COMMA? OF? YEAR:y", _days_of_month),
    rule("span", "FROM side:a AND TILL side:b", _span),
    rule("span", "strict:a AND TILL side:b", _span),
    rule("span", "AFTER side:a AND|BUT|COMMA? BEFORE side:b", _span),
    rule("span", "bare_side:a TO strict:b !PART", _to_later),
    rule(
        "span",
        "FROM|BETWEEN? MONTH:m DAY|ORDINAL:d TO|TILL|DASH|AND ARTICLE? DAY|ORDINAL:e !OCLOCK|AM|PM",
        _days_of_month,
    ),
    rule("span", "FROM? MONTH:m DAY|ORDINAL:d TO|TILL|DASH DAY|ORDINAL:e COMMA? YEAR:y", _days_of_month),
    rule("span", "FROM ~ whole_day:a TO|TILL|DASH ~ whole_day:b", _span),
    rule("span", "whole_day:a TILL|DASH ~ whole_day:b", _span),
    rule("whole_day", "day:d", lambda c: Moment(day=c["d"])),
    rule("limit", "UNTIL side:m", _limit("until")),
    rule("limit", "AFTER side:m", _limit("after")),
    rule("limit", "BEFORE side:m", _limit("before")),
    rule("limit", "NOT BEFORE side:m", _limit("after")),
    rule("limit", "NOT AFTER side:m", _limit("before")),
    rule("limit", "UNTIL moment:m", _limit("until")),
    rule("limit", "AFTER moment:m", _limit("after")),
    rule("limit", "BEFORE ARTICLE? moment:m", _limit("before")),
    rule("exact", "ISO:x", lambda c: Exact(c["x"])),
    rule("now", "NOW", lambda _: Now()),
    rule("now", "SOON", lambda _: Now(soon=True)),
    rule("samehour", "AT? SAMEHOUR", lambda _: SameHour()),
    rule("replaced", "INSTEADOF ~ day:d", lambda _: Replaced()),
    rule("replaced", "INSTEADOF ~ clock:c", lambda _: Replaced()),
    rule("replaced", "INSTEADOF ~ bare:c", lambda _: Replaced()),
    rule("replaced", "INSTEADOF ~ NUMBER:n", lambda _: Replaced()),
    rule("zone", "ZONE:z", lambda c: InZone(c["z"].zone, c["z"].assumed, c["z"].doubtful)),
]


def build() -> Grammar:
    """The grammar, indexed."""
    return Grammar([*CLOCK_RULES, *AMOUNT_RULES, *DAY_RULES, *SPAN_RULES])
