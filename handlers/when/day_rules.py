"""How days are said, over language-neutral terms."""

from collections.abc import Callable
from dataclasses import replace

from handlers.when.amount_rules import length
from handlers.when.matching import Captures, Rule, rule
from handlers.when.nodes import (
    NOON,
    Amount,
    Day,
    DayOfMonth,
    DayPart,
    Edge,
    Impossible,
    Later,
    Month,
    MonthDay,
    NamedDay,
    NthDay,
    NthWeek,
    NumberedWeekday,
    NumericDate,
    Part,
    RelativeDay,
    SameDay,
    Week,
    Weekday,
    Weekend,
    WeekOf,
    Window,
    Year,
)

_HOUR_FOLLOWS = "!OCLOCK|AM|PM|U_HOUR|U_MINUTE|COLON|SHARP"
_EDGES = {
    "START": {"morning": "early_morning", "afternoon": "early_afternoon", "evening": "early_evening"},
    "MIDDLE": {"morning": "midmorning", "afternoon": "mid_afternoon"},
    "END": {"morning": "late_morning", "afternoon": "late_afternoon", "evening": "late_evening"},
}
_MOST_BARE_MINUTES = 90
_MOST_WEEKDAYS = 5
_LAST_DAY, _CENTURY = 31, 100
_EIGHT, _FIFTEEN = 8, 15
"""Days in a week and in two, as those count who count the day they are in."""
_MONTHS = 12
_SATURDAY = 5
_FEW = 3
_DAY_AFTER = 2
_NO_WINDOW = "!WEEKDAY|MONTH|U_WEEK|U_MONTH|U_YEAR|U_WEEKEND"
_NO_DATE = "DASH|TILL|AND|MINUS|SLASH"
_STEPS = {"NEXT": 1, "COMING": 1, "THIS": 0, "LAST": -1, "AFTERNEXT": 2}


def _weekday(which: str | None, weeks: int = 0) -> Callable[[Captures], Weekday]:
    return lambda captures: Weekday(captures["w"], which, weeks)


def _month_day(captures: Captures) -> MonthDay:
    return MonthDay(captures["d"], captures["m"], captures.get("y"))


def _of_numbered_month(captures: Captures) -> MonthDay | None:
    """ "5 شهر 3": the fifth of March."""
    return _month_day(captures) if 1 <= captures["m"] <= _MONTHS else None


def _nth(captures: Captures) -> NthDay:
    return NthDay(captures.get("n", -1), captures.get("w"), captures["m"])


def _later(sign: int) -> Callable[[Captures], Later]:
    return lambda captures: Later(captures["a"], sign, captures.get("b"))


def _later_than(captures: Captures) -> Day:
    """ "two days from friday"; "a day of next week" is one in it."""
    amount: Amount = captures["a"]
    within = isinstance(captures["b"], (Week, Weekend, Month)) and amount == length(1, "day")
    return captures["b"] if within else Later(amount, 1, captures["b"])


def _day_part(captures: Captures) -> DayPart:
    days, _, part = captures["x"].partition(":")
    return DayPart(RelativeDay(int(days)), Part(part))


def _dashed(captures: Captures) -> NumericDate:
    return NumericDate(f"{captures['d']}/{captures['m']}")


def _surely_dashed(captures: Captures) -> NumericDate | None:
    """ "23-11 10:00": no hours run from 23 to 11."""
    return _dashed(captures) if captures["d"] > NOON >= captures["m"] else None


def _both_ways(makes: str, unit: str, build: Callable[[int], Day]) -> list[Rule]:
    """ "next week" and "semaine prochaine" alike."""
    rules = []
    for kind, step in _STEPS.items():
        made = build(step)
        alone = " !NEXT|COMING|LAST|AFTERNEXT" if kind == "THIS" else ""
        rules.append(rule(makes, f"{kind} {unit}{alone}", lambda _, made=made: made))  # type: ignore[misc]
        rules.append(rule(makes, f"{unit} {kind}", lambda _, made=made: made))  # type: ignore[misc]
    return rules


def _named_month(step: int) -> Callable[[Captures], Month]:
    return lambda captures: Month(captures["m"], ahead=step)


def _nth_week(captures: Captures) -> NthWeek:
    return NthWeek(captures.get("n", -1), captures["m"])


def _nth_after(captures: Captures) -> Day:
    """ "monday first of march" may be either; a tenth monday there is none."""
    month: Month = captures["m"]
    if captures["n"] > _MOST_WEEKDAYS and month.month:
        return NamedDay(captures["w"], MonthDay(captures["n"], month.month, month.year))
    if captures["n"] > _MOST_WEEKDAYS:
        return NthDay(captures["n"], None, month)
    return NthDay(captures["n"], captures["w"], month, or_date=True)


def _past_tomorrow(captures: Captures) -> Later | None:
    """ "une semaine après demain", whose last words are also one: the day after tomorrow; "a week today"."""
    amount: Amount = captures["a"]
    if amount.seconds or captures["d"] < 0:
        return None
    weeks = amount.days > 0 and amount.days % 7 == 0 and not amount.months
    if captures["d"] == _DAY_AFTER:
        return Later(amount, 1, RelativeDay(_DAY_AFTER - 1))
    return Later(amount, 1, RelativeDay(captures["d"])) if weeks else None


def _window(sign: int) -> Callable[[Captures], Window | None]:
    def act(captures: Captures) -> Window | None:
        amount = captures.get("a") or length(captures.get("n", 1), captures["u"])
        return Window(amount, sign) if amount else None

    return act


def _edge_of_part(edge: dict[str, str]) -> Callable[[Captures], Part | None]:
    """ "at the beginning of the evening"."""
    return lambda captures: Part(edge[captures["p"]]) if captures["p"] in edge else None


def _days_on(captures: Captures) -> Later | None:
    """ "after 5 days"; "after 5 hours" may also be past five o'clock."""
    return None if captures["a"].seconds else Later(captures["a"])


def _no_such_day(captures: Captures) -> Impossible | None:
    """ "32 august"."""
    return Impossible() if _LAST_DAY < captures["n"] < _CENTURY else None


def _unmarked(captures: Captures) -> DayOfMonth:
    return DayOfMonth(captures["d"], unmarked=True)


def _several_on(captures: Captures) -> Weekday | None:
    """ "in two fridays"."""
    return Weekday(captures["w"], None, captures["n"] - 1) if 0 < captures["n"] <= _MOST_WEEKDAYS else None


def _feast(captures: Captures) -> MonthDay:
    month, _, day = captures["x"].partition("-")
    return MonthDay(int(day), int(month), captures.get("y"))


def _late_numbered(captures: Captures) -> NumberedWeekday | None:
    """ "tuesday 24 in the evening" is a date; "tuesday 4 in the morning" is not."""
    return NumberedWeekday(captures["w"], captures["d"]) if captures["d"] > NOON else None


def _about(captures: Captures) -> Later | None:
    amount = length(captures["n"], captures["u"], vague=True)
    return Later(amount) if amount else None


def _bare_unit(unit: str, sign: int = 1) -> Later | None:
    amount = length(1, unit)
    return Later(amount, sign) if amount else None


def _unit_after(captures: Captures) -> Later | None:
    amount = length(1, captures["u"])
    return Later(amount, 1, captures["b"]) if amount else None


def _weeks_on(captures: Captures) -> Weekday | None:
    amount = captures["a"]
    if amount.seconds or amount.months or amount.days % 7:
        return None
    return Weekday(captures["w"], None, amount.days // 7)


DAY_RULES: list[Rule] = [
    rule("bad", "NUMBER:n OF? MONTH !YEAR", _no_such_day),
    rule("bad", "NUMBER:n OF? MONTH OF? YEAR", _no_such_day),
    rule("day", "RELDAY:d", lambda captures: RelativeDay(captures["d"])),
    rule("day", "MONTHEND", lambda _: Edge("end", Month())),
    rule("day", "SAMEDAY", lambda _: SameDay()),
    rule("day", "WEEKDAY:w", _weekday(None)),
    *(
        found
        for kind in ("NEXT", "COMING", "THIS", "LAST")
        for found in (
            rule("day", f"{kind} WEEKDAY:w", _weekday(kind.lower())),
            rule("day", f"WEEKDAY:w {kind} !U_WEEK|U_MONTH", _weekday(kind.lower())),
        )
    ),
    rule("day", "WEEKDAY:w AFTERNEXT", _weekday("after_next")),
    rule("day", f"WEEKDAY:w DAY:d {_HOUR_FOLLOWS}|{_NO_DATE}|PART", lambda c: NumberedWeekday(c["w"], c["d"])),
    rule("day", f"WEEKDAY:w DAY:d {_HOUR_FOLLOWS}|{_NO_DATE}", _late_numbered),
    rule("day", "WEEKDAY:w DAY:d &HOURSAT", lambda c: NumberedWeekday(c["w"], c["d"])),
    rule("day", "DAYMARK DAY:d &HOURSAT", lambda c: DayOfMonth(c["d"])),
    rule("day", "DAYMARK? DAY:d DASH DAY:m &CLOCK|AT", _surely_dashed),
    rule("day", "NUMBER:n WEEKDAY:w FROMNOW", lambda c: Weekday(c["w"], None, min(c["n"], 60) - 1)),
    rule("day", "WEEKDAY:w ENHUIT", _weekday(None, 1)),
    rule("day", "WEEKDAY:w ENQUINZE", _weekday(None, 2)),
    rule("day", "WEEKDAY:w ~ week:k", lambda captures: Weekday(captures["w"], "of_week", captures["k"].weeks)),
    rule("day", "week:k ~ WEEKDAY:w", lambda captures: Weekday(captures["w"], "of_week", captures["k"].weeks)),
    rule("day", "week:k", lambda captures: captures["k"]),
    rule("day", "IN !ONE ARTICLE U_WEEK !NEXT|THIS|LAST|COMING|OF|AFTERNEXT|ORDINAL", lambda _: Week(0)),
    rule("day", "IN !ONE ARTICLE U_MONTH !NEXT|THIS|LAST|COMING|OF|AFTERNEXT|ORDINAL", lambda _: Month(ahead=0)),
    rule("day", "weekend:k", lambda captures: captures["k"]),
    rule("day", "month:m", lambda captures: captures["m"]),
    *_both_ways("week", "U_WEEK", Week),
    *_both_ways("weekend", "U_WEEKEND", Weekend),
    rule("weekend", "U_WEEKEND", lambda _: Weekend(0)),
    rule("weekend", "U_WEEKEND ~ week:k", lambda captures: Weekend(captures["k"].weeks)),
    *_both_ways("year", "U_YEAR", Year),
    rule("day", "year:k", lambda captures: captures["k"]),
    *_both_ways("month", "U_MONTH", lambda step: Month(ahead=step)),
    rule("month", "MONTH:m", lambda captures: Month(captures["m"])),
    rule("month", "MONTH:m OF? ARTICLE? YEAR:y", lambda captures: Month(captures["m"], captures["y"])),
    rule("month", "MONTH:m COMMA YEAR:y", lambda captures: Month(captures["m"], captures["y"])),
    rule("month", "U_MONTH OF MONTH:m", lambda captures: Month(captures["m"])),
    rule("month", "U_MONTH ORDINAL:m", lambda captures: Month(captures["m"]) if captures["m"] <= _MONTHS else None),
    rule("month", "NEXT MONTH:m", _named_month(1)),
    rule("month", "MONTH:m NEXT !UNIT", _named_month(1)),
    rule("month", "THIS MONTH:m", lambda captures: Month(captures["m"])),
    rule("month_day", "DAYMARK? DAY|ORDINAL:d OF? ARTICLE? MONTH:m", _month_day),
    rule("month_day", "DAYMARK? DAY|ORDINAL:d OF? ARTICLE? MONTH:m COMMA? SHORTYEAR:y !U_MINUTE|UNIT", _month_day),
    rule("month_day", "MONTH:m ARTICLE? DAY|ORDINAL:d COMMA? SHORTYEAR:y !U_MINUTE|UNIT", _month_day),
    rule("month_day", "DAY|ORDINAL:d DASH|SLASH MONTH:m DASH|SLASH SHORTYEAR:y", _month_day),
    rule("month_day", "DAYMARK? DAY|ORDINAL:d NUMBEREDMONTH NUMBER:m", _of_numbered_month),
    rule("month_day", "DAYMARK? DAY|ORDINAL:d OF? ARTICLE? U_MONTH ORDINAL:m", _of_numbered_month),
    rule("month", "NUMBEREDMONTH !ONE NUMBER:m", lambda c: Month(c["m"]) if 1 < c["m"] <= _MONTHS else None),
    rule("month_day", "FEAST:x", _feast),
    rule("month_day", "FEAST:x OF? ARTICLE? YEAR:y", _feast),
    rule(
        "month_day", "DAYMARK? DAY|ORDINAL:d OF? ARTICLE? U_MONTH? OF? MONTH:m COMMA? OF? ARTICLE? YEAR:y", _month_day
    ),
    rule("month_day", "DAYMARK? DAY|ORDINAL:d U_DAY? OF ARTICLE? U_MONTH OF MONTH:m", _month_day),
    rule("month_day", "DAY|ORDINAL:d DASH|SLASH MONTH:m", _month_day),
    rule("month_day", "DAY|ORDINAL:d DASH|SLASH MONTH:m DASH|SLASH YEAR:y", _month_day),
    rule("month_day", f"MONTH:m ARTICLE? &DIGITS|ORDINAL DAY|ORDINAL:d {_HOUR_FOLLOWS}", _month_day),
    rule("month_day", f"!HOURWORD MONTH:m ARTICLE? DAY|ORDINAL:d {_HOUR_FOLLOWS}", _month_day),
    rule("month_day", "MONTH:m ARTICLE? DAY|ORDINAL:d COMMA? OF? YEAR:y", _month_day),
    rule("month_day", f"MONTH:m DASH|SLASH DAY|ORDINAL:d {_HOUR_FOLLOWS}", _month_day),
    rule("day", f"DAYMARK DAY|ORDINAL:d {_HOUR_FOLLOWS}", lambda captures: DayOfMonth(captures["d"])),
    rule("day", "NTH:d", lambda captures: DayOfMonth(captures["d"])),
    rule("unmarked_day", "DAY:d &AT|COMMA", _unmarked),
    rule(
        "unmarked_day", f"ATORON DAY|ORDINAL:d {_HOUR_FOLLOWS}|PART|UNIT|MONTH|FROM|NUMBEREDMONTH|{_NO_DATE}", _unmarked
    ),
    rule("day", "ATORON DAY:d DASH DAY:m", _dashed),
    rule("day", "DAYMARK? DAY|ORDINAL:n ~ month:m", lambda c: None if c["m"].month else NthDay(c["n"], None, c["m"])),
    rule("day", "DAYMARK? !ONE DAY|ORDINAL:n OF ARTICLE? U_MONTH", lambda c: NthDay(c["n"], None, Month())),
    rule("day", "NUMDATE:x", lambda captures: NumericDate(captures["x"])),
    rule("day", "DAYMARK? &DIGITS DAY:d &DIGITS DAY:m YEAR:y", _of_numbered_month),
    rule("day", "DOTDATE:x", lambda captures: NumericDate(captures["x"])),
    rule("day", "DAYMARK DAY:d DASH DAY:m", _dashed),
    rule("day", "DAYMARK? ORDINAL:n DAYMARK? WEEKDAY:w ~ month:m", _nth),
    rule("day", "DAYMARK? ORDINAL:n WEEKDAY:w OF ARTICLE? U_MONTH", lambda c: NthDay(c["n"], c["w"], Month())),
    rule("day", "WEEKDAY:w ORDINAL:n OF ARTICLE? month:m", _nth_after),
    rule("day", "DAYMARK|ARTICLE? ORDINAL:n U_WEEK ~ month:m", _nth_week),
    rule("day", "WEEKDAY:w LAST &OF ~ month:m", _nth),
    rule("day", "U_WEEK ORDINAL:n ~ month:m", _nth_week),
    rule("day", "DAYMARK|ARTICLE? ORDINAL:n U_WEEK OF ARTICLE? U_MONTH", lambda c: NthWeek(c["n"], Month())),
    rule("day", "DAYMARK|ARTICLE? LAST U_WEEK ~ month:m", _nth_week),
    rule("day", "U_WEEK LAST ~ month:m", _nth_week),
    rule("day", "DAYMARK|ARTICLE? LAST U_WEEK OF ARTICLE? U_MONTH", lambda _: NthWeek(-1, Month())),
    rule("day", "DAYMARK|ARTICLE? ORDINAL:n U_WEEKEND ~ month:m", lambda c: NthDay(c["n"], _SATURDAY, c["m"])),
    rule("day", "DAYMARK|ARTICLE? LAST U_WEEKEND ~ month:m", lambda c: NthDay(-1, _SATURDAY, c["m"])),
    rule("day", "U_WEEKEND OF? ~ month_day:d", lambda c: c["d"]),
    rule("day", "DAYMARK|ARTICLE? LAST OF ~ month:m", _nth),
    rule("day", "U_WEEK OF? ~ month_day:d", lambda c: WeekOf(c["d"])),
    rule("day", "U_WEEK OF? DAYMARK DAY|ORDINAL:d", lambda c: WeekOf(DayOfMonth(c["d"]))),
    rule("day", "U_WEEK OF DAYMARK? NTH:d", lambda c: WeekOf(DayOfMonth(c["d"]))),
    rule("day", "DAYMARK? LAST WEEKDAY:w ~ month:m", _nth),
    rule("day", "DAYMARK? LAST WEEKDAY:w OF ARTICLE? U_MONTH", lambda c: NthDay(-1, c["w"], Month())),
    rule("day", "LAST U_DAY ~ month:m", _nth),
    rule("day", "LAST U_DAY OF ARTICLE? U_MONTH", lambda _: NthDay(-1, None, Month())),
    rule("day", "DAYMARK? ORDINAL:n U_DAY ~ month:m", _nth),
    *(
        found
        for kind, edge in (("START", "start"), ("MIDDLE", "middle"), ("END", "end"))
        for found in (
            rule("day", f"{kind} ~ month:m", lambda c, edge=edge: Edge(edge, c["m"])),  # type: ignore[misc]
            rule("day", f"{kind} ~ week:m", lambda c, edge=edge: Edge(edge, c["m"])),  # type: ignore[misc]
            rule("day", f"{kind} ~ year:m", lambda c, edge=edge: Edge(edge, c["m"])),  # type: ignore[misc]
            rule("day", f"{kind} ~ U_YEAR", lambda _, edge=edge: Edge(edge, Year(0))),  # type: ignore[misc]
            rule("day", f"{kind} ~ U_MONTH", lambda _, edge=edge: Edge(edge, Month())),  # type: ignore[misc]
            rule("day", f"{kind} ~ U_WEEK", lambda _, edge=edge: Edge(edge, Week(0))),  # type: ignore[misc]
        )
    ),
    rule("later", "IN|WITHIN ABOUT? amount:a", _later(1)),
    rule("later", "AFTER amount:a", _days_on),
    rule("later", "ENHUIT U_DAY", lambda _: Later(Amount(days=_EIGHT, unit="day"))),
    rule("later", "ENQUINZE U_DAY", lambda _: Later(Amount(days=_FIFTEEN, unit="day"))),
    rule("later", "INONE UNIT:u !NEXT|THIS|LAST", lambda c: _bare_unit(c["u"])),
    rule("window", f"IN|WITHIN? ARTICLE? !AFTER NEXT|COMING amount:a {_NO_WINDOW}", _window(1)),
    rule("window", "IN|WITHIN? ARTICLE? NUMBER:n NEXT|COMING UNIT:u", _window(1)),
    rule("window", "IN|WITHIN? ARTICLE? FEW NEXT|COMING UNIT:u", lambda c: _window(1)({"n": _FEW, **c})),
    rule("window", f"IN|WITHIN? ARTICLE? amount:a NEXT|COMING {_NO_WINDOW}", _window(1)),
    rule("window", "IN|WITHIN !ONE ARTICLE U_HOUR", lambda _: Window(Amount(3600))),
    rule("window", f"ARTICLE? LAST amount:a {_NO_WINDOW}", _window(-1)),
    rule("window", "ARTICLE? NUMBER:n LAST UNIT:u", _window(-1)),
    rule("window", f"ARTICLE? amount:a LAST {_NO_WINDOW}", _window(-1)),
    rule("day", "amount:a RELDAY:d", _past_tomorrow),
    rule("day", "IN NUMBER:n WEEKDAY:w", _several_on),
    rule("later", "IN? amount:a FROMNOW", _later(1)),
    rule("later", "IN NUMBER:n TO|TILL|DASH|OR NUMBER UNIT:u", _about),
    rule(
        "later",
        "!ATORON IN NUMBER:n !OR",
        lambda c: Later(Amount(60 * c["n"], vague=True)) if 1 < c["n"] <= _MOST_BARE_MINUTES else None,
    ),
    rule("later", "IN ABOUT? amount:a OR NUMBER !UNIT", lambda c: Later(replace(c["a"], vague=True))),
    rule("window", "IN|WITHIN? ARTICLE? NEXT|COMING U_DAY", lambda _: Window(Amount(days=_FEW, unit="day"))),
    rule("window", "IN|WITHIN? ARTICLE? U_DAY NEXT|COMING", lambda _: Window(Amount(days=_FEW, unit="day"))),
    rule("later", "PLUS amount:a", _later(1)),
    rule("later", "UNIT:u AFTER|FROM RELDAY:d", lambda c: _unit_after({**c, "b": RelativeDay(c["d"])})),
    rule("day", "DAYAFTER OF? ~ day:b", lambda c: Later(Amount(days=1, unit="day"), 1, c["b"])),
    rule("day", "FROMNOW ~ week:k", lambda c: c["k"]),
    rule("day", "FROMNOW ~ month:k", lambda c: c["k"] if c["k"].ahead == 0 else None),
    rule("later", "AGO UNIT:u", lambda c: _bare_unit(c["u"], -1)),
    rule("day", "RELDAY:d ENHUIT", lambda c: RelativeDay(c["d"] + 7)),
    rule("day", "WEEKDAY:w ~ month_day:d", lambda c: NamedDay(c["w"], c["d"])),
    rule("day", "WEEKDAY:w ~ month_day:d NEXT|COMING !UNIT", lambda c: NamedDay(c["w"], c["d"])),
    rule("day", "month_day:d", lambda c: c["d"]),
    rule("day", "month_day:d NEXT|COMING !UNIT", lambda c: c["d"]),
    rule("later", "IN? amount:a AFTER|FROM ~ day:b", _later_than),
    rule("later", "IN UNIT:u AFTER|FROM ~ day:b", _unit_after),
    rule("later", "amount:a ON WEEKDAY:w", _weeks_on),
    rule("later", "AGO amount:a FROM ~ day:b", _later(-1)),
    rule("later", "amount:a AGO", _later(-1)),
    rule("later", "AGO amount:a", _later(-1)),
    rule("later", "amount:a BEFORE ~ day:b", _later(-1)),
    rule("daypart", "DAYTIME:x", _day_part),
    rule("daypart", "THIS PART:p", lambda c: DayPart(RelativeDay(0), Part(c["p"]))),
    rule("daypart", "NEXT|COMING PART:p", lambda c: DayPart(RelativeDay(1), Part(c["p"]))),
    rule("daypart", "LAST PART:p", lambda c: DayPart(RelativeDay(-1), Part(c["p"]))),
    rule("part", "PART:p", lambda c: Part(c["p"])),
    *(rule("part", f"{kind} ~ PART:p", _edge_of_part(edge)) for kind, edge in _EDGES.items()),
]
