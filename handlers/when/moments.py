"""From an hour that was told to the moments it may be: which half of the day, which day, and what to ask."""

# ruff: noqa: PLR2004 -- 12 and 24 are the clock itself

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from handlers.when.calendar import Calendar, Choice
from handlers.when.clock_rules import half_of_day
from handlers.when.nodes import NOON, PARTS, Clock
from handlers.when.reading import QuestionCode
from handlers.when.said import Said

_ASKED_UNTIL = 7
_AFTERNOON_UNTIL = 6
_NIGHT_HOURS = 4


@dataclass(frozen=True)
class Place:
    """Where and when somebody writes: the moment, their zone, and how they order the figures of a date."""

    now: datetime
    zone: ZoneInfo
    calendar: Calendar


class Moments:
    """Sets hours on days, for somebody writing at a place, on the clocks of `zone`."""

    def __init__(self, said: Said, place: Place, zone: ZoneInfo) -> None:
        self.said = said
        self.place = place
        self.zone = zone

    def readings(self, clock: Clock) -> list[Clock]:
        """The hours a clock may mean, the likeliest first: one when settled or plainly within a working day."""
        part = next((part for part in self.said.parts), None)
        if part is not None and not clock.named_half:
            placed = clock.within(PARTS[part.name])
            small_hours = part.name == "morning" and placed.hour <= _NIGHT_HOURS
            return [placed, half_of_day(clock, pm=True)] if small_hours else [placed]
        if clock.settled or clock.hour > _ASKED_UNTIL:
            return [clock]
        morning, later = half_of_day(clock, pm=False), half_of_day(clock, pm=True)
        return [later, morning] if clock.hour <= _AFTERNOON_UNTIL else [morning, later]

    def starts(
        self, choice: Choice | None, readings: list[Clock], code: QuestionCode | None
    ) -> tuple[list[datetime], QuestionCode | None]:
        """The moments to choose from, best first, and why there are several."""
        if choice is None:
            return self._next_occurrences(readings, code)
        code = choice.code or code
        if readings[0].midnight and not self.said.parts and choice.code is None:
            days = [choice.best, choice.best + timedelta(days=1)]
            readings = [Clock(0, settled=True)]
            choice, code = Choice(tuple(days), QuestionCode.WHICH_DAY), QuestionCode.WHICH_DAY
        starts: list[datetime] = []
        for day, clock in product(choice.days, readings):
            starts.extend(self.at(self._night_day(day, clock), clock))
        ahead = [start for start in starts if start > self.place.now]
        today = all(day == self.today() for day in choice.days)
        if today and not ahead and code is None:
            late = [half_of_day(clock, pm=True) for clock in readings if not clock.settled]
            ahead = [start for clock in late for start in self.at(choice.best, clock) if start > self.place.now]
            code = QuestionCode.MERIDIEM if ahead else None
        if code in (QuestionCode.MERIDIEM, QuestionCode.WHICH_DAY) and ahead and len(ahead) < len(starts):
            starts = ahead
            only_today = today and code is QuestionCode.MERIDIEM and len(ahead) == 1 and len(readings) > 1
            code = None if only_today else code
        return (ahead or starts) if code is not QuestionCode.TWO_TIMES else starts, code

    def _night_day(self, day: date, clock: Clock) -> date:
        """ "tonight at 1" is in the night that begins today."""
        small_hours = self.said.night and clock.hour <= _NIGHT_HOURS and clock.named_half
        return day + timedelta(days=1) if small_hours else day

    def today(self) -> date:
        """The writer's date, whatever zone the time is in."""
        return self.place.now.astimezone(self.place.zone).date()

    def _next_occurrences(
        self, readings: list[Clock], code: QuestionCode | None
    ) -> tuple[list[datetime], QuestionCode | None]:
        today = self.today()
        on_today = [start for clock in readings for start in self.at(today, clock)]
        ahead = [start for start in on_today if start > self.place.now]
        if code is not None:
            missed = [start for start in on_today if start <= self.place.now]
            tomorrow = [start for clock in readings for start in self.at(today + timedelta(days=1), clock)]
            later = tomorrow[-len(missed) :] if missed else []
            return (ahead + later) or tomorrow, code
        if ahead:
            return ahead, None
        clock = readings[0]
        tomorrow = self.at(today + timedelta(days=1), clock)
        if not clock.settled and clock.hour < NOON:
            tonight = self.at(today, half_of_day(clock, pm=True))
            if tonight[0] > self.place.now:
                return [*tonight, *tomorrow], QuestionCode.MERIDIEM
        return tomorrow, QuestionCode.NO_DATE

    def at(self, day: date, clock: Clock) -> list[datetime]:
        """A day's hour; hour 24 and beyond are in the day after."""
        if clock.hour >= 24:
            day, clock = day + timedelta(days=1), Clock(clock.hour - 24, clock.minute, clock.second, True)
        return self.on(day, time(clock.hour, clock.minute, clock.second))

    def on(self, day: date, at: time) -> list[datetime]:
        """A wall time in the zone."""
        return [datetime.combine(day, at, self.zone)]

    def same_half(self, start: Clock, end: Clock) -> tuple[Clock, Clock]:
        """Lends am, pm or the part of the day from one end of a range to the other."""
        part = next((part for part in self.said.parts), None)
        if part is not None:
            start, end = start.within(PARTS[part.name]), end.within(PARTS[part.name])
        if not start.settled and end.settled:
            start = _before(start, end)
        return start, end

    def end_after(self, starts: list[datetime], clock: Clock, last: date | None = None) -> datetime | None:
        """The first time after the start that the clock shows this."""
        if not starts:
            return None
        begin = starts[0]
        day = last or begin.date()
        options = [clock] if clock.settled else [clock, half_of_day(clock, pm=True)]
        if last is not None and not clock.settled:
            options = self.readings(clock)
        for later in range(2):
            for option in options:
                for end in self.at(day + timedelta(days=later), option):
                    if end > begin:
                        return end
        return None


def _before(start: Clock, end: Clock) -> Clock:
    """A start put into the half of the day that brings it closest before its end."""
    morning, afternoon = half_of_day(start, pm=False), half_of_day(start, pm=True)
    limit = end.minutes()
    if end.named_half:
        return afternoon if afternoon.minutes() < limit else (morning if morning.minutes() < limit else afternoon)
    if start.hour > _ASKED_UNTIL or morning.minutes() >= limit or afternoon.minutes() >= limit:
        fitting = morning.minutes() < limit
        return (start if start.hour == NOON else morning) if fitting else afternoon
    return start
