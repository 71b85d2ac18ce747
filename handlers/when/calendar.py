"""Sets what was said about a day against a calendar: which day it is, or which days it may be."""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from handlers.when.nodes import (
    Amount,
    Day,
    DayOfMonth,
    Edge,
    Later,
    Month,
    MonthDay,
    NthDay,
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


class NoSuchDay(ValueError):
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
        """The day that everything said agrees on; NoSuchDay when the calendar has none, TwoDays when they differ."""
        said = [self._plain(day) for day in dict.fromkeys(said)]
        weekdays = [day for day in said if isinstance(day, Weekday)]
        others = [day for day in said if not isinstance(day, Weekday)]
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
        if isinstance(day, RelativeDay):
            return Choice((self.today + timedelta(days=day.days),))
        if isinstance(day, MonthDay):
            return self._month_day(day)
        if isinstance(day, NumericDate):
            return self._numeric(day.text)
        if isinstance(day, DayOfMonth):
            return Choice((self._next_numbered(day.day),))
        if isinstance(day, Later):
            return self._later(day)
        if isinstance(day, NthDay):
            return Choice((self._nth(day),))
        if isinstance(day, Edge):
            return Choice((self._edge(day),))
        if isinstance(day, Week):
            return Choice((self._monday(day.weeks),), QuestionCode.WHICH_DAY)
        if isinstance(day, Weekend):
            return self._weekend(day.weeks)
        if isinstance(day, Month):
            first = max(self._first_of(day), self.today) if self._is_now(day) else self._first_of(day)
            return Choice((first,), QuestionCode.WHICH_DAY)
        return Choice((self.today,))

    def _is_now(self, month: Month) -> bool:
        first = self._first_of(month)
        return (first.year, first.month) == (self.today.year, self.today.month)

    def _monday(self, weeks: int) -> date:
        return self.today + timedelta(days=7 * weeks - self.today.weekday())

    def _weekend(self, weeks: int) -> Choice:
        saturday = self._monday(weeks) + timedelta(days=_SATURDAY)
        return Choice((max(saturday, self.today), saturday + timedelta(days=1)), QuestionCode.WHICH_DAY)

    def _weekday(self, said: Weekday) -> Choice:
        ahead = (said.day - self.today.weekday()) % 7
        nearest = self.today + timedelta(days=ahead)
        if said.which == "of_week":
            return Choice((self._monday(said.weeks) + timedelta(days=said.day),))
        if said.which == "last":
            return Choice((self.today - timedelta(days=(self.today.weekday() - said.day) % 7 or 7),))
        if said.which == "next":
            return self._next_weekday(said.day, nearest)
        if said.which == "after_next":
            soon = (nearest if ahead else self.today) + timedelta(days=7)
            late = self._monday(2) + timedelta(days=said.day)
            return Choice((soon, late), QuestionCode.WHICH_WEEK) if soon != late else Choice((soon,))
        if said.weeks:
            return Choice((nearest + timedelta(days=7 * said.weeks),))
        if ahead == 0:
            week_on = self.today + timedelta(days=7)
            if said.which == "coming":
                return Choice((week_on,))
            days = (self.today, week_on) if said.which == "this" else (week_on, self.today)
            return Choice(days, QuestionCode.WHICH_DAY)
        return Choice((nearest,))

    def _next_weekday(self, weekday: int, nearest: date) -> Choice:
        in_next_week = self._monday(1) + timedelta(days=weekday)
        if nearest in (in_next_week, self.today):
            return Choice((in_next_week,))
        return Choice((in_next_week, nearest), QuestionCode.WHICH_WEEK)

    def _weekday_with(self, weekday: Weekday, others: list[Day]) -> Choice:
        weeks = [day for day in others if isinstance(day, Week)]
        if weeks and len(others) == 1:
            return Choice((self._monday(weeks[0].weeks) + timedelta(days=weekday.day),))
        if len(others) == 1 and isinstance(others[0], DayOfMonth):
            return self._numbered_weekday(weekday.day, others[0].day)
        if len(others) == 1 and isinstance(others[0], Later) and not others[0].amount.seconds:
            day = self._later(others[0]).best
            return Choice((day + timedelta(days=weekday.day - day.weekday()),))
        if len(others) == 1 and isinstance(others[0], Month):
            first = max(self._first_of(others[0]), self.today)
            return Choice((first + timedelta(days=(weekday.day - first.weekday()) % 7),))
        settled = self._together(others)
        matching = [day for day in settled.days if day.weekday() == weekday.day]
        if matching:
            return Choice((matching[0],))
        if settled.best < self.today:
            return settled
        near = self._weekday(weekday).best
        return Choice((settled.best, near), QuestionCode.WHICH_DAY)

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
            raise NoSuchDay
        for year in range(self.today.year, self.today.year + 9):
            if day <= monthrange(year, month)[1] and (found := date(year, month, day)) >= self.today:
                just_gone = year > self.today.year and self._gone(year - 1, month, day)
                if found.month == 2 and found.day == 29 and year != self.today.year + (found < self.today):
                    raise NoSuchDay
                return Choice((found,), QuestionCode.PAST if just_gone else None)
        raise NoSuchDay

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
            raise NoSuchDay
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
        raise NoSuchDay

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
            raise NoSuchDay
        return first.replace(day=matching[said.nth - 1 if said.nth > 0 else -1])

    def _edge(self, said: Edge) -> date:
        if isinstance(said.of, Week):
            steps = {"start": 0, "middle": 2, "end": 4}
            return self._monday(said.of.weeks) + timedelta(days=steps[said.edge])
        first = self._first_of(said.of)
        last = monthrange(first.year, first.month)[1]
        return first.replace(day={"start": 1, "middle": 15, "end": last}[said.edge])


def after(day: date, amount: Amount, sign: int = 1) -> date:
    """The day so many months and days later (or earlier); the last of the month where the day does not exist."""
    moved = _months_after(day, sign * amount.months)
    try:
        return moved + timedelta(days=sign * amount.days)
    except OverflowError:
        raise NoSuchDay from None


def _months_after(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    if not date.min.year <= year <= date.max.year:
        raise NoSuchDay
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay from None


def _month(month: int) -> int:
    if not 1 <= month <= _LAST_MONTH:
        raise NoSuchDay
    return month


def _year(text: str) -> int:
    return int(text) + (_CENTURY if int(text) < _SHORT_YEAR else 0)
