"""Sets what was said about a day against a calendar: which day it is, or which days it may be."""

# ruff: noqa: PLR2004 -- 12, 24, 31 and 60 are the clock and the calendar themselves

import re
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from handlers.when.dates import NoSuchDayError, after, date_of, month_of, months_after, nth_in, year_of
from handlers.when.nodes import (
    Day,
    DayOfMonth,
    Edge,
    Later,
    Month,
    MonthDay,
    NamedDay,
    NthDay,
    NthWeek,
    NumberedWeekday,
    NumericDate,
    RelativeDay,
    SameDay,
    Week,
    Weekday,
    Weekend,
    WeekOf,
    Year,
)
from handlers.when.reading import QuestionCode

_SATURDAY = 5
_JUST_PAST = timedelta(days=60)
_MONTHS_AHEAD = 14
_LAST_MONTH = 12


@dataclass(frozen=True)
class Choice:
    """The day meant, or several with the best first and the reason to ask."""

    days: tuple[date, ...]
    code: QuestionCode | None = None
    until: date | None = None
    """The last of the days, where a week, month or year was named and `days` are those it begins with."""

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
            return Month(month_of(int(found[1])), int(found[2]))
        return day

    def _together(self, days: list[Day]) -> Choice:
        if len(days) == 1:
            return self._alone(days[0])
        numbered = [day for day in days if isinstance(day, DayOfMonth)]
        months = [day for day in days if isinstance(day, Month)]
        if len(numbered) == 1 and len(months) == 1 and len(days) == 2:
            first = self._first_of(months[0])
            return Choice((date_of(first.year, first.month, numbered[0].day),))
        years = [day for day in days if isinstance(day, Year)]
        if len(years) == 1 and len(days) > 1:
            return self._together([self._in_year(day, years[0]) for day in days if day is not years[0]])
        weeks = [day for day in days if isinstance(day, (Week, Month))]
        if weeks and len(weeks) < len(days):
            return self._together([day for day in days if day not in weeks])
        return self._differing([self._alone(day) for day in days])

    def _in_year(self, day: Day, said: Year) -> Day:
        """ "march next year"."""
        year = self.today.year + said.years
        if isinstance(day, (NthDay, NthWeek, Edge)) and isinstance(day.of, Month):
            return replace(day, of=self._in_year(day.of, said))  # type: ignore[arg-type]
        if isinstance(day, (MonthDay, Month)) and day.month is not None and day.year is None:
            return replace(day, year=year)
        return day

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
            NthDay: self._nth_day,
            NthWeek: lambda said: self._whole_week(self._nth_week(said)),
            WeekOf: lambda said: self._whole_week(self.one(said.day).best),
            Edge: self._near_edge,
            Week: lambda said: self._whole_week(self._monday(said.weeks)),
            Weekend: lambda said: self._weekend(said.weeks),
            Month: self._month,
            Year: self._year,
            SameDay: lambda _: Choice((self.today,)),
        }
        return ways[type(day)](day)

    def _month(self, said: Month) -> Choice:
        first = self._first_of(said)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return Choice((max(first, self.today) if self._is_now(said) else first,), QuestionCode.WHICH_DAY, last)

    def _year(self, said: Year) -> Choice:
        first = date_of(self.today.year + said.years, 1, 1)
        return Choice(
            (self.today if said.years == 0 else first,), QuestionCode.WHICH_DAY, first.replace(month=12, day=31)
        )

    def _whole_week(self, day: date) -> Choice:
        monday = day - timedelta(days=day.weekday())
        sunday = monday + timedelta(days=6)
        start = self.today if monday <= self.today <= sunday else monday
        return Choice((start,), QuestionCode.WHICH_DAY, sunday)

    def _is_now(self, month: Month) -> bool:
        first = self._first_of(month)
        return (first.year, first.month) == (self.today.year, self.today.month)

    def _monday(self, weeks: int) -> date:
        return self.today + timedelta(days=7 * weeks - self.today.weekday())

    def _weekend(self, weeks: int) -> Choice:
        saturday = self._monday(weeks) + timedelta(days=_SATURDAY)
        sunday = saturday + timedelta(days=1)
        days = tuple(dict.fromkeys((min(max(saturday, self.today), sunday), sunday)))
        return Choice(days, QuestionCode.WHICH_DAY, sunday)

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
        if isinstance(other, (NthWeek, WeekOf)):
            day = self._alone(other).days[0]
            return Choice((day + timedelta(days=weekday - day.weekday()),))
        if isinstance(other, DayOfMonth):
            return self._numbered_weekday(weekday, other.day)
        if isinstance(other, Later) and not other.amount.seconds:
            return self._weekday_later(weekday, other)
        if isinstance(other, Month):
            first = max(self._first_of(other), self.today)
            within = first + timedelta(days=(weekday - first.weekday()) % 7)
            nearest = self.today + timedelta(days=(weekday - self.today.weekday()) % 7)
            return Choice((within, nearest), QuestionCode.WHICH_DAY) if within != nearest else Choice((within,))
        return None

    def _weekday_later(self, weekday: int, said: Later) -> Choice:
        """ "monday in two weeks" is that of the week two weeks from now, or two weeks after the next monday."""
        day = self._later(said).best
        within = day + timedelta(days=weekday - day.weekday())
        weeks = round(said.amount.days / 7)
        after_next = self.today + timedelta(days=(weekday - self.today.weekday()) % 7 + 7 * weeks)
        if within == after_next or said.amount.months or said.base is not None or said.sign < 0 or not weeks:
            return Choice((within,))
        return Choice((within, after_next), QuestionCode.WHICH_DAY)

    def _numbered_weekday(self, weekday: int, number: int) -> Choice:
        first = self._next_numbered(number)
        for months in range(_MONTHS_AHEAD):
            month = months_after(self.today.replace(day=1), months)
            if number > monthrange(month.year, month.month)[1]:
                continue
            day = month.replace(day=number)
            if day >= self.today and day.weekday() == weekday:
                far = months > 1
                return Choice((day, first) if far else (day,), QuestionCode.WHICH_DAY if far else None)
        return Choice((first,), QuestionCode.WHICH_DAY)

    def _month_day(self, said: MonthDay) -> Choice:
        if said.year is not None:
            return Choice((date_of(said.year, said.month, said.day),))
        return self._without_year(said.month, said.day)

    def _without_year(self, month: int, day: int) -> Choice:
        if day > max(monthrange(2000, month_of(month))[1], 1):
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
            return Choice((date_of(int(parts[0]), int(parts[1]), int(parts[2])),))
        first, second = int(parts[0]), int(parts[1])
        year = year_of(parts[2]) if len(parts) == 3 else None
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
            month = months_after(self.today.replace(day=1), months)
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
            return months_after(first, said.ahead or 0)
        if said.year is not None:
            return date_of(said.year, said.month, 1)
        year = self.today.year + (said.month < self.today.month)
        if said.ahead and said.month == self.today.month:
            year += 1
        return date(year, said.month, 1)

    def _nth_day(self, said: NthDay) -> Choice:
        nth = self._nth(said)
        if not said.or_date:
            return Choice((nth,))
        numbered = self._nth(replace(said, weekday=None))
        if numbered == nth or numbered.weekday() != said.weekday:
            return Choice((nth,))
        return Choice((numbered, nth), QuestionCode.WHICH_DAY)

    def _nth_week(self, said: NthWeek) -> date:
        """A day of the week, the first being the one with the first of the month in it."""
        first = self._first_of(said.of)
        days = monthrange(first.year, first.month)[1]
        return first + timedelta(days=min(7 * said.nth - 7, days - 1) if said.nth > 0 else days - 1)

    def _nth(self, said: NthDay) -> date:
        first = self._first_of(said.of)
        found = nth_in(first, said.nth, said.weekday)
        if found < self.today and said.of.year is None and said.of.ahead is None:
            later = months_after(first, 12 if said.of.month else 1)
            return nth_in(later, said.nth, said.weekday)
        return found

    def _near_edge(self, said: Edge) -> Choice:
        """ "early december" is no one day; the end of a month is its last."""
        last_day = said.edge == "end" and isinstance(said.of, Month)
        return Choice((self._edge(said),), None if last_day else QuestionCode.WHICH_DAY)

    def _edge(self, said: Edge) -> date:
        if isinstance(said.of, Week):
            steps = {"start": 0, "middle": 2, "end": 4}
            return self._monday(said.of.weeks) + timedelta(days=steps[said.edge])
        if isinstance(said.of, Year):
            return self._edge_of_year(said.edge, self.today.year + said.of.years)
        first = self._first_of(said.of)
        last = monthrange(first.year, first.month)[1]
        return first.replace(day={"start": 1, "middle": 15, "end": last}[said.edge])

    def _edge_of_year(self, edge: str, year: int) -> date:
        month, day = {"start": (1, 1), "middle": (7, 1), "end": (12, 31)}[edge]
        found = date_of(year, month, day)
        return found if found >= self.today else date_of(year + 1, month, day)


def _apart(day: Day) -> tuple[Day, ...]:
    if isinstance(day, NamedDay):
        return Weekday(day.weekday), day.day
    if isinstance(day, NumberedWeekday):
        return Weekday(day.weekday), DayOfMonth(day.number)
    return (day,)
