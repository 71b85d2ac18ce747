"""The parts a time is made of, as the grammar finds them and before they are set against a calendar."""

# ruff: noqa: PLR2004 -- 12, 24, 31 and 60 are the clock and the calendar themselves

from dataclasses import dataclass
from typing import get_args

from handlers.when.reading import PartOfDay

PARTS: dict[str, PartOfDay] = {
    part.name: part
    for part in (
        PartOfDay("dawn", 5, 8),
        PartOfDay("early_morning", 7, 9),
        PartOfDay("first_thing", 8, 10),
        PartOfDay("morning", 8, 12),
        PartOfDay("midmorning", 10, 12),
        PartOfDay("late_morning", 11, 12),
        PartOfDay("before_lunch", 11, 13),
        PartOfDay("lunch", 12, 14),
        PartOfDay("midday", 12, 14),
        PartOfDay("after_lunch", 14, 16),
        PartOfDay("early_afternoon", 13, 15),
        PartOfDay("afternoon", 13, 18),
        PartOfDay("mid_afternoon", 15, 17),
        PartOfDay("late_afternoon", 16, 18),
        PartOfDay("end_of_day", 16, 18),
        PartOfDay("after_work", 18, 20),
        PartOfDay("early_evening", 18, 20),
        PartOfDay("evening", 18, 21),
        PartOfDay("late_evening", 20, 22),
        PartOfDay("night", 20, 24),
        PartOfDay("working_hours", 9, 17),
    )
}
_MORNINGS = {"dawn", "early_morning", "first_thing", "morning", "midmorning", "late_morning"}
_NIGHT_ENDS = 4
NOON = 12
LAST_HOUR = 24


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, not `settled` when it may also be twelve hours later; hour 24 is midnight at the day's end."""

    hour: int
    minute: int = 0
    second: int = 0
    settled: bool = False
    bare: bool = False
    midnight: bool = False
    named_half: bool = False
    """Whether am or pm (or a part of the day) was said, which then holds for the other end of a range too."""

    def minutes(self) -> int:
        """Minutes since the day began, as written."""
        return self.hour * 60 + self.minute

    def within(self, part: PartOfDay) -> "Clock":
        """The same hour put into a part of the day: 8 in the evening is 20."""
        if self.named_half or self.midnight or self.hour > NOON or self.hour == 0:
            return Clock(self.hour, self.minute, self.second, True, midnight=self.midnight, named_half=True)
        return Clock(_placed(self.hour, part.name), self.minute, self.second, True, named_half=True)


def _placed(hour: int, part: str) -> int:
    if part == "dawn":
        return hour % NOON
    if part in _MORNINGS:
        return hour
    if part == "night" and hour <= _NIGHT_ENDS:
        return hour
    if hour == NOON:
        return 24 if part in ("night", "evening", "late_evening") else NOON
    if part in ("lunch", "midday", "before_lunch") and hour >= 10:
        return hour
    return hour + NOON


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a day, without an hour."""

    name: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time: elapsed seconds, whole days and whole months."""

    seconds: int = 0
    days: int = 0
    months: int = 0
    vague: bool = False
    stated: bool = False
    """Whether it was introduced as a length ("for", "pendant")."""
    may_be_clock: bool = False
    """Whether it is written like "1h30", which is also a time of day."""
    unit: str = "hour"

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.seconds + other.seconds,
            self.days + other.days,
            self.months + other.months,
            self.vague or other.vague,
            self.stated,
            False,
            self.unit,
        )


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """Today is 0, tomorrow 1."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """Monday is 0. `which` is "next", "this", "last", "coming", "after_next" or None; `weeks` are added on top."""

    day: int
    which: str | None = None
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class NumberedWeekday:
    """ "friday 5": the fifth, or, when nothing else tells the time, perhaps five o'clock."""

    weekday: int
    number: int


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month, with the year if it was said."""

    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class NamedDay:
    """ "tuesday 1 december"."""

    weekday: int
    day: MonthDay


@dataclass(frozen=True, slots=True)
class NumericDate:
    """A date in figures, whose order depends on the writer unless it begins with the year."""

    text: str


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """ "the 26th"."""

    day: int
    unmarked: bool = False
    """Whether nothing but its place, before an hour, says that a number is a day: "15 at 8:00"."""


@dataclass(frozen=True, slots=True)
class Week:
    """This week is 0, next week 1."""

    weeks: int


@dataclass(frozen=True, slots=True)
class Weekend:
    """The coming weekend is 0, the one after it 1."""

    weeks: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month by name (1 to 12), or so many months from this one; neither is this month."""

    month: int | None = None
    year: int | None = None
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """This year is 0, next year 1."""

    years: int


@dataclass(frozen=True, slots=True)
class Edge:
    """The beginning, middle or end of a month, week or year."""

    edge: str
    of: Month | Week | Year


@dataclass(frozen=True, slots=True)
class NthWeek:
    """The n-th week of a month (-1 is the last)."""

    nth: int
    of: Month


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week that a day is in."""

    day: "Day"


@dataclass(frozen=True, slots=True)
class NthDay:
    """The n-th weekday of a month (-1 is the last), or with no weekday its n-th day."""

    nth: int
    weekday: int | None
    of: Month
    or_date: bool = False
    """Whether the number may be that of the day in the month instead, as where it follows the weekday."""


@dataclass(frozen=True, slots=True)
class SameDay:
    """ "same day", beside an offset."""


@dataclass(frozen=True, slots=True)
class Later:
    """A length of time counted from now, or from a day."""

    amount: Amount
    sign: int = 1
    base: "Day | None" = None


Day = (
    RelativeDay
    | Weekday
    | NumberedWeekday
    | MonthDay
    | NamedDay
    | NumericDate
    | DayOfMonth
    | Week
    | Weekend
    | Month
    | Year
    | Edge
    | NthDay
    | NthWeek
    | WeekOf
    | SameDay
    | Later
)


DAYS: tuple[type, ...] = get_args(Day)


@dataclass(frozen=True, slots=True)
class Window:
    """ "the next two hours": from now on for so long, or with a sign of -1 up to now."""

    amount: Amount
    sign: int = 1


@dataclass(frozen=True, slots=True)
class DayPart:
    """A day and a part of it in one word: tonight, stamattina."""

    day: RelativeDay
    part: Part


@dataclass(frozen=True, slots=True)
class Moment:
    """One end of a range: a time of day, a day, or both."""

    clock: Clock | None = None
    day: Day | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment to another. `loose` when nothing but two numbers and a sign says so."""

    start: Moment
    end: Moment
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """ "until 5", "after 3", "before noon": one open end."""

    side: str
    clock: Clock
    day: "Day | None" = None


@dataclass(frozen=True, slots=True)
class Exact:
    """A moment written out in ISO 8601."""

    text: str


@dataclass(frozen=True, slots=True)
class Now:
    """This very moment, or as soon after it as there is time."""

    soon: bool = False


@dataclass(frozen=True, slots=True)
class SameHour:
    """ "at the same time", beside a day."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What is not meant any more: "the 12th instead of the 13th"."""


@dataclass(frozen=True, slots=True)
class Impossible:
    """Something shaped like a time that no clock shows: 25:00."""


@dataclass(frozen=True, slots=True)
class InZone:
    """A zone, and the abbreviation it was read from when that took an assumption."""

    zone: str
    assumed: str | None
    doubtful: bool = False
    """Whether it may be no zone but a place."""


Node = (
    Clock
    | Part
    | Amount
    | Day
    | DayPart
    | Span
    | Limit
    | Exact
    | Window
    | Now
    | SameHour
    | Replaced
    | Impossible
    | InZone
)
