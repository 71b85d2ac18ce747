"""Sets what was said about a day against a calendar: which day it is, or which days it may be."""

# ruff: noqa: PLR2004 -- 12, 24, 31 and 60 are the clock and the calendar themselves

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from handlers.when.nodes import (
    Amount,
    Day,
    DayOfMonth,
    Edge,
    Later,
    Month,
    MonthDay,
    NamedDay,
    NthDay,
    NumberedWeekday,
    NumericDate,
    RelativeDay,
    SameDay,
    Week,
    Weekday,
    Weekend,
)
from handlers.when.reading import QuestionCode

_SATURDAY = 5
_JUST_PAST = timedelta(days=60)
_MONTHS_AHEAD = 14
_CENTURY = 2000
_LAST_MONTH = 12
_SHORT_YEAR = 100


class NoSuchDayError(ValueError):
    """A day that no calendar has: the 31st of November."""


@dataclass(frozen=True)
class Choice:
    """The day meant, or several with the best first and the reason to ask."""

    days: tuple[date, ...]
    code: QuestionCode | None = None

    @property
    def best(self) -> date:
        """The reading to suggest first."""
        return self.days[0]


@dataclass(frozen=True)
class Calendar:
    """Today, and how the writer orders the figures of a date: day first, month first, or not known."""

    today: date
    day_first: bool | None
    fifteen_days_are_two_weeks: bool = False

    def choose(self, said: Sequence[Day]) -> Choice:
        """The day that everything said agrees on; NoSuchDayError when no calendar has it."""
        said = [self._plain(each) for day in dict.fromkeys(said) for each in _apart(day)]
        weekdays = [day for day in said if isinstance(day, Weekday)]
        others: list[Day] = [day for day in said if not isinstance(day, Weekday)]
        if any(isinstance(day, SameDay) for day in others) and len(said) > 1:
            others = [day for day in others if not isinstance(day, SameDay)]
        if len(weekdays) > 1:
            return self._differing([self.one(day) for day in weekdays])
        if weekdays and others:
            return self._weekday_with(weekdays[0], others)
        if weekdays:
            return self._weekday(weekdays[0])
        return self._together(others)

    def one(self, day: Day) -> Choice:
        """The day one expression means."""
        return self.choose([day])

    def _plain(self, day: Day) -> Day:
        if isinstance(day, NumericDate) and (found := re.fullmatch(r"(\d{1,2})[/.-](\d{4})", day.text)):
            return Month(_month(int(found[1])), int(found[2]))
        return day

    def _together(self, days: list[Day]) -> Choice:
        if len(days) == 1:
            return self._alone(days[0])
        numbered = [day for day in days if isinstance(day, DayOfMonth)]
        months = [day for day in days if isinstance(day, Month)]
        if len(numbered) == 1 and len(months) == 1 and len(days) == 2:
            first = self._first_of(months[0])
            return Choice((_date(first.year, first.month, numbered[0].day),))
        weeks = [day for day in days if isinstance(day, (Week, Month))]
        if weeks and len(weeks) < len(days):
            return self._together([day for day in days if day not in weeks])
        return self._differing([self._alone(day) for day in days])

    @staticmethod
    def _differing(choices: list[Choice]) -> Choice:
        shared = [day for day in choices[0].days if all(day in choice.days for choice in choices)]
        if shared:
            return Choice((shared[0],))
        return Choice(tuple(dict.fromkeys(choice.best for choice in choices)), QuestionCode.WHICH_DAY)

    def _alone(self, day: Day) -> Choice:
        ways: dict[type, Callable[[Any], Choice]] = {
            RelativeDay: lambda said: Choice((self.today + timedelta(days=said.days),)),
            MonthDay: self._month_day,
            NumericDate: lambda said: self._numeric(said.text),
            DayOfMonth: lambda said: Choice((self._next_numbered(said.day),)),
            Later: self._later,
            NthDay: lambda said: Choice((self._nth(said),)),
            Edge: lambda said: Choice((self._edge(said),)),
            Week: lambda said: Choice((self._monday(said.weeks),), QuestionCode.WHICH_DAY),
            Weekend: lambda said: self._weekend(said.weeks),
            Month: self._month,
            SameDay: lambda _: Choice((self.today,)),
        }
        return ways[type(day)](day)

    def _month(self, said: Month) -> Choice:
        first = self._first_of(said)
        return Choice((max(first, self.today) if self._is_now(said) else first,), QuestionCode.WHICH_DAY)

    def _is_now(self, month: Month) -> bool:
        first = self._first_of(month)
        return (first.year, first.month) == (self.today.year, self.today.month)

    def _monday(self, weeks: int) -> date:
        return self.today + timedelta(days=7 * weeks - self.today.weekday())

    def _weekend(self, weeks: int) -> Choice:
        saturday = self._monday(weeks) + timedelta(days=_SATURDAY)
        return Choice((max(saturday, self.today), saturday + timedelta(days=1)), QuestionCode.WHICH_DAY)

    def _weekday(self, said: Weekday) -> Choice:
        nearest = self.today + timedelta(days=(said.day - self.today.weekday()) % 7)
        if said.which == "of_week":
            return Choice((self._monday(said.weeks) + timedelta(days=said.day),))
        if said.which == "last":
            return Choice((self.today - timedelta(days=(self.today.weekday() - said.day) % 7 or 7),))
        if said.which in ("next", "after_next"):
            return self._next_weekday(said.day, nearest, after=said.which == "after_next")
        if said.weeks or nearest != self.today:
            return Choice((nearest + timedelta(days=7 * said.weeks),))
        return self._todays_weekday(said.which)

    def _todays_weekday(self, which: str | None) -> Choice:
        week_on = self.today + timedelta(days=7)
        if which == "coming":
            return Choice((week_on,))
        days = (self.today, week_on) if which == "this" else (week_on, self.today)
        return Choice(days, QuestionCode.WHICH_DAY)

    def _next_weekday(self, weekday: int, nearest: date, *, after: bool) -> Choice:
        """ "next friday" is that of next week for some and the nearest for others; so is the one "after next"."""
        late = self._monday(2 if after else 1) + timedelta(days=weekday)
        soon = nearest + timedelta(days=7) if after or nearest == self.today else nearest
        if soon == late:
            return Choice((late,))
        return Choice((soon, late) if after else (late, soon), QuestionCode.WHICH_WEEK)

    def _weekday_with(self, weekday: Weekday, others: list[Day]) -> Choice:
        choice = self._weekday_within(weekday.day, others[0]) if len(others) == 1 else None
        if choice is not None:
            return choice
        settled = self._together(others)
        matching = [day for day in settled.days if day.weekday() == weekday.day]
        if matching or settled.best < self.today:
            return Choice((matching[0],)) if matching else settled
        return Choice((settled.best, self._weekday(weekday).best), QuestionCode.WHICH_DAY)

    def _weekday_within(self, weekday: int, other: Day) -> Choice | None:
        """The weekday of a week, of a month, with a number, or of the week some time from now."""
        if isinstance(other, Week):
            return Choice((self._monday(other.weeks) + timedelta(days=weekday),))
        if isinstance(other, DayOfMonth):
            return self._numbered_weekday(weekday, other.day)
        if isinstance(other, Later) and not other.amount.seconds:
            day = self._later(other).best
            return Choice((day + timedelta(days=weekday - day.weekday()),))
        if isinstance(other, Month):
            first = max(self._first_of(other), self.today)
            within = first + timedelta(days=(weekday - first.weekday()) % 7)
            nearest = self.today + timedelta(days=(weekday - self.today.weekday()) % 7)
            return Choice((within, nearest), QuestionCode.WHICH_DAY) if within != nearest else Choice((within,))
        return None

    def _numbered_weekday(self, weekday: int, number: int) -> Choice:
        first = self._next_numbered(number)
        for months in range(_MONTHS_AHEAD):
            month = _months_after(self.today.replace(day=1), months)
            if number > monthrange(month.year, month.month)[1]:
                continue
            day = month.replace(day=number)
            if day >= self.today and day.weekday() == weekday:
                far = months > 1
                return Choice((day, first) if far else (day,), QuestionCode.WHICH_DAY if far else None)
        return Choice((first,), QuestionCode.WHICH_DAY)

    def _month_day(self, said: MonthDay) -> Choice:
        if said.year is not None:
            return Choice((_date(said.year, said.month, said.day),))
        return self._without_year(said.month, said.day)

    def _without_year(self, month: int, day: int) -> Choice:
        if day > max(monthrange(2000, _month(month))[1], 1):
            raise NoSuchDayError
        for year in range(self.today.year, self.today.year + 9):
            if day <= monthrange(year, month)[1] and (found := date(year, month, day)) >= self.today:
                just_gone = year > self.today.year and self._gone(year - 1, month, day)
                if found.month == 2 and found.day == 29 and year != self.today.year + (found < self.today):
                    raise NoSuchDayError
                return Choice((found,), QuestionCode.PAST if just_gone else None)
        raise NoSuchDayError

    def _gone(self, year: int, month: int, day: int) -> bool:
        if day > monthrange(year, month)[1]:
            return False
        return timedelta(0) < self.today - date(year, month, day) <= _JUST_PAST

    def _numeric(self, text: str) -> Choice:
        parts = re.split(r"[/.-]", text)
        if len(parts[0]) == 4:
            return Choice((_date(int(parts[0]), int(parts[1]), int(parts[2])),))
        first, second = int(parts[0]), int(parts[1])
        year = _year(parts[2]) if len(parts) == 3 else None
        if first > _LAST_MONTH and second > _LAST_MONTH:
            raise NoSuchDayError
        day_first = MonthDay(first, second, year)
        month_first = MonthDay(second, first, year)
        if second > _LAST_MONTH:
            return self._month_day(month_first)
        if first > _LAST_MONTH or first == second or self.day_first is True or "." in text:
            return self._month_day(day_first)
        if self.day_first is False:
            return self._month_day(month_first)
        both = (self._month_day(month_first).best, self._month_day(day_first).best)
        return Choice(both, QuestionCode.DAY_ORDER)

    def _next_numbered(self, number: int) -> date:
        for months in range(_MONTHS_AHEAD):
            month = _months_after(self.today.replace(day=1), months)
            if number <= monthrange(month.year, month.month)[1] and (day := month.replace(day=number)) >= self.today:
                return day
        raise NoSuchDayError

    def _later(self, said: Later) -> Choice:
        base = self.one(said.base) if said.base is not None else Choice((self.today,))
        amount = said.amount
        days = tuple(after(day, amount, said.sign) for day in base.days)
        if amount.days in (8, 15) and amount.unit == "day" and said.base is None and self.fifteen_days_are_two_weeks:
            return Choice((days[0], days[0] - timedelta(days=said.sign)), QuestionCode.WHICH_DAY)
        return Choice(days, base.code)

    def _first_of(self, said: Month) -> date:
        first = self.today.replace(day=1)
        if said.month is None:
            return _months_after(first, said.ahead or 0)
        if said.year is not None:
            return _date(said.year, said.month, 1)
        year = self.today.year + (said.month < self.today.month)
        if said.ahead and said.month == self.today.month:
            year += 1
        return date(year, said.month, 1)

    def _nth(self, said: NthDay) -> date:
        first = self._first_of(said.of)
        found = self._nth_in(said, first)
        if found < self.today and said.of.year is None and said.of.ahead is None:
            later = _months_after(first, 12 if said.of.month else 1)
            return self._nth_in(said, later)
        return found

    @staticmethod
    def _nth_in(said: NthDay, first: date) -> date:
        days = monthrange(first.year, first.month)[1]
        if said.weekday is None:
            return _date(first.year, first.month, said.nth if said.nth > 0 else days)
        matching = [day for day in range(1, days + 1) if first.replace(day=day).weekday() == said.weekday]
        if said.nth > len(matching):
            raise NoSuchDayError
        return first.replace(day=matching[said.nth - 1 if said.nth > 0 else -1])

    def _edge(self, said: Edge) -> date:
        if isinstance(said.of, Week):
            steps = {"start": 0, "middle": 2, "end": 4}
            return self._monday(said.of.weeks) + timedelta(days=steps[said.edge])
        first = self._first_of(said.of)
        last = monthrange(first.year, first.month)[1]
        return first.replace(day={"start": 1, "middle": 15, "end": last}[said.edge])


def _apart(day: Day) -> tuple[Day, ...]:
    if isinstance(day, NamedDay):
        return Weekday(day.weekday), day.day
    if isinstance(day, NumberedWeekday):
        return Weekday(day.weekday), DayOfMonth(day.number)
    return (day,)


def after(day: date, amount: Amount, sign: int = 1) -> date:
    """The day so many months and days later (or earlier); the last of the month where the day does not exist."""
    moved = _months_after(day, sign * amount.months)
    try:
        return moved + timedelta(days=sign * amount.days)
    except OverflowError:
        raise NoSuchDayError from None


def _months_after(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not date.min.year <= year <= date.max.year:
        raise NoSuchDayError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDayError from None


def _month(month: int) -> int:
    if not 1 <= month <= _LAST_MONTH:
        raise NoSuchDayError
    return month


def _year(text: str) -> int:
    return int(text) + (_CENTURY if int(text) < _SHORT_YEAR else 0)
