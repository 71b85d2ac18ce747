"""From the parts of a time to moments on a clock and calendar: what was meant, or what has to be asked."""

# ruff: noqa: PLR2004 -- 12, 24, 31 and 60 are the clock and the calendar themselves

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.when.calendar import Choice
from handlers.when.dates import NoSuchDayError, after
from handlers.when.moments import Moments, Place
from handlers.when.nodes import (
    PARTS,
    Amount,
    Clock,
    Day,
    Exact,
    RelativeDay,
    Span,
    Week,
    Weekday,
    Window,
)
from handlers.when.reading import PartOfDay, Question, QuestionCode
from handlers.when.said import Said

_ASKED_UNTIL = 7
_AFTERNOON_UNTIL = 6
_MOST_CANDIDATES = 4
_SOON_HOURS = 3
_LONGEST = timedelta(days=1)
_LONGEST_SITTING = timedelta(hours=12)
"""Beyond it "from thursday 10am to friday 11am" rather tells how something was moved."""
_NIGHT_HOURS = 4
_PAIR = 2
_HALF_A_DAY = 12 * 60


@dataclass(frozen=True)
class Meaning:
    """What the parts of a time come to."""

    start: datetime | None = None
    end: datetime | None = None
    duration: timedelta | None = None
    question: Question | None = None
    part_of_day: PartOfDay | None = None
    has_time: bool = False
    zone: str | None = None
    assumed: str | None = None


class Resolver:
    """Works out what a sorted time means for somebody writing at a place."""

    def __init__(self, said: Said, place: Place) -> None:
        self.said = said
        self.place = place
        self.zone = ZoneInfo(said.zone.zone) if said.zone else place.zone
        self.moments = Moments(said, place, self.zone)
        self.duration = self._duration()
        self.code: QuestionCode | None = None

    def resolve(self) -> Meaning:
        """The meaning; a day no calendar has, and a year beyond it, are asked about."""
        try:
            meaning = self._resolve()
        except (NoSuchDayError, OverflowError):
            meaning = Meaning(question=Question(QuestionCode.IMPOSSIBLE), duration=self.duration)
        if self.said.zone is None:
            return meaning
        return _with(meaning, zone=self.said.zone.zone, assumed=self.said.zone.assumed)

    def _resolve(self) -> Meaning:
        said = self.said
        if said.impossible:
            return Meaning(question=Question(QuestionCode.IMPOSSIBLE), duration=self.duration)
        if said.exact:
            return self._exactly(said.exact[0])
        if said.offsets:
            return self._offset()
        return self._told() or self._without_clock()

    def _told(self) -> Meaning | None:
        said = self.said
        if said.spans and said.spans[0].start.clock is not None:
            return self._span(said.spans[0])
        if said.same_hour and not said.clocks:
            now = self._now()
            said.clocks.append(Clock(now.hour, now.minute, settled=True))
            said.days = [_on_weekday(day, now.weekday()) for day in said.days]
            said.unsure = True
        if said.clocks:
            said.unsure = said.unsure or said.window is not None
            return self._clock()
        if said.soon:
            return self._soon()
        return self._ended([self._now()], None, None) if said.now else None

    def _soon(self) -> Meaning:
        """ "as soon as possible": slots from now on."""
        now = self._now()
        part = PartOfDay("after", now.hour, max(20, now.hour + _SOON_HOURS))
        return Meaning(now, None, self.duration, Question(QuestionCode.PART_OF_DAY), part, has_time=True)

    def _now(self) -> datetime:
        return self.place.now.astimezone(self.zone).replace(second=0, microsecond=0)

    def _duration(self) -> timedelta | None:
        amounts = sorted(self.said.lengths, key=lambda amount: not amount.stated)
        for amount in amounts:
            length = timedelta(seconds=amount.seconds, days=amount.days)
            if not amount.months and timedelta(0) < length <= _LONGEST:
                return length
        return None

    def _exactly(self, exact: Exact) -> Meaning:
        try:
            moment = datetime.fromisoformat(exact.text.replace(",", "."))
        except ValueError:
            return Meaning(question=Question(QuestionCode.IMPOSSIBLE), duration=self.duration)
        if moment.tzinfo is None:
            return self._ended(self.moments.on(moment.date(), moment.time()), None, None)
        return self._ended([moment.astimezone(self.zone)], None, None)

    def _offset(self) -> Meaning:
        total = Amount()
        for offset in self.said.offsets:
            total = total + offset.amount
        sign = self.said.offsets[0].sign
        day = after(self.place.now.astimezone(self.zone).date(), Amount(days=total.days, months=total.months), sign)
        local = datetime.combine(day, self._now().time(), self.zone)
        moment = (local.astimezone(UTC) + timedelta(seconds=sign * total.seconds)).astimezone(self.zone)
        if total.vague:
            self.code = QuestionCode.LEFTOVER
        return self._ended([moment], None, self.code)

    def _choice(self) -> Choice | None:
        days = list(self.said.days)
        if not days:
            return None
        return self.place.calendar.choose(days)

    def _clock(self) -> Meaning:
        said, clocks = self.said, self.said.clocks
        if len(clocks) == len(said.days) == _PAIR and clocks[0] != clocks[1]:
            return self._pairs()
        told = [clock for clock in clocks if not clock.bare] or clocks
        code = None
        if len(told) > 1:
            told = _without_repeats(told)
            code = QuestionCode.TWO_TIMES if len(told) > 1 else None
        choice = self._choice()
        readings = self.moments.readings(told[0])
        ends = self.said.until
        if code is not None:
            readings = [reading for clock in told for reading in self.moments.readings(clock)[:1]]
        elif len(readings) > 1:
            code = QuestionCode.MERIDIEM
        elif said.spans:
            code = QuestionCode.WHICH_DAY
        elif said.unsure or (said.lengths and self.duration is None):
            code = QuestionCode.LEFTOVER
        starts, code = self.moments.starts(choice, readings, code)
        if self.said.from_then_on and code is None and not ends:
            code = QuestionCode.PART_OF_DAY
        meaning = self._ended(starts, self.moments.end_after(starts, ends[0]) if ends else None, code)
        if meaning.question and meaning.question.code is QuestionCode.PART_OF_DAY and starts:
            hour = starts[0].hour
            return _with(meaning, part_of_day=PartOfDay("after", hour, max(20, hour + 3)))
        return meaning

    def _pairs(self) -> Meaning:
        """ "friday at 10 or monday at 2"."""
        starts: list[datetime] = []
        for day, clock in zip(self.said.days, self.said.clocks, strict=True):
            starts += self.moments.at(self.place.calendar.one(day).best, self.moments.readings(clock)[0])
        return self._ended(starts, None, QuestionCode.TWO_TIMES)

    def _span(self, span: Span) -> Meaning:
        start, end = span.start.clock, span.end.clock
        if start is None or end is None:
            return self._without_clock()
        code = QuestionCode.TWO_TIMES if len(self.said.spans) > 1 else None
        start, end = self.moments.same_half(start, end)
        readings = self.moments.readings(start)
        if len(readings) > 1 and end.settled:
            readings = [reading for reading in readings if reading.minutes() < end.minutes()] or readings
        code = code or (QuestionCode.MERIDIEM if len(readings) > 1 else None)
        starts, code = self.moments.starts(self._choice(), readings, code)
        last: date | None = None
        if span.end.day is not None:
            last = self.place.calendar.one(span.end.day).best
        elif span.start.day is None and not self.said.days:
            last = None
        finish = self.moments.end_after(starts, end, last) if starts else None
        if finish is not None and finish - starts[0] > _LONGEST_SITTING:
            return self._ended([starts[0], finish], finish, QuestionCode.TWO_TIMES)
        return self._ended(starts, finish, code)

    def _without_clock(self) -> Meaning:
        if self.said.window is not None and not self.said.parts and not self.said.days:
            return self._window(self.said.window)
        choice = self._choice()
        parts = self.said.parts
        if choice is None and not parts and self.said.up_to:
            return self._up_to()
        if choice is None and not parts:
            return Meaning(question=Question(QuestionCode.NOTHING), duration=self.duration)
        if parts:
            return self._in_part(choice, PARTS[parts[0].name])
        assert choice is not None  # noqa: S101 -- one of the two is there
        if self.said.up_to:
            return self._up_to()
        starts = [datetime.combine(day, time(0), self.zone) for day in choice.days]
        code = choice.code or QuestionCode.NO_TIME
        if code is QuestionCode.WHICH_DAY and (len(starts) == 1 or choice.until is not None):
            code, starts = QuestionCode.NO_TIME, starts[:1]
        if starts[0].date() < self.moments.today():
            code, starts = QuestionCode.PAST, starts[:1]
        candidates = tuple(starts) if code not in (QuestionCode.NO_TIME, QuestionCode.PAST) else ()
        end = self._midnight_after(choice.until) if choice.until else None
        span = next((span for span in self.said.spans), None)
        if span is not None and span.end.day is not None:
            closing = self.place.calendar.one(span.end.day)
            last = closing.until or closing.best
            last += timedelta(days=7 if last < starts[0].date() and isinstance(span.end.day, Weekday) else 0)
            end = self._midnight_after(last) if last >= starts[0].date() else None
        return Meaning(starts[0], end, self.duration, Question(code, candidates))

    def _midnight_after(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time(0), self.zone)

    def _window(self, window: Window) -> Meaning:
        """ "the next two hours", "the last three days": no hour, but between when and when."""
        amount, now = window.amount, self._now()
        days = Amount(days=amount.days, months=amount.months)
        if amount.seconds:
            ends = [now, now + timedelta(seconds=window.sign * amount.seconds)]
        elif window.sign > 0:
            ends = [self._midnight_after(now.date()), self._midnight_after(after(now.date(), days))]
        else:
            ends = [datetime.combine(day, time(0), self.zone) for day in (after(now.date(), days, -1), now.date())]
        code = QuestionCode.NO_TIME if window.sign > 0 else QuestionCode.PAST
        return Meaning(min(ends), max(ends), self.duration, Question(code))

    def _in_part(self, choice: Choice | None, part: PartOfDay) -> Meaning:
        if choice is None:
            today = self.moments.today()
            closed = datetime.combine(today, time(0), self.zone) + timedelta(hours=part.closes) <= self.place.now
            choice = Choice((today + timedelta(days=1 if closed else 0),))
        starts = tuple(start for day in choice.days for start in self.moments.at(day, Clock(part.opens, settled=True)))
        closes = datetime.combine(choice.best, time(0), self.zone) + timedelta(hours=part.closes)
        code = choice.code or (QuestionCode.PART_OF_DAY if closes > self.place.now else QuestionCode.PAST)
        candidates = starts if choice.code else ()
        return Meaning(starts[0], None, self.duration, Question(code, candidates), part)

    def _up_to(self) -> Meaning:
        """ "before 5", "by noon": slots up to then."""
        choice = self._choice() or Choice((self.moments.today(),))
        clock = self.moments.readings(self.said.up_to[0])[0]
        end = self.moments.at(choice.best, clock)[0]
        part = PartOfDay("before", max(8, clock.hour - 4) if clock.hour > 8 else 0, clock.hour)
        code = choice.code or QuestionCode.PART_OF_DAY
        if end <= self.place.now:
            code = QuestionCode.PAST
        return Meaning(end, None, self.duration, Question(code), part, has_time=True)

    def _ended(self, starts: list[datetime], end: datetime | None, code: QuestionCode | None) -> Meaning:
        """A start and its end, after the checks that every start has to pass."""
        if not starts:
            return Meaning(question=Question(QuestionCode.NOTHING), duration=self.duration)
        start = starts[0]
        candidates = tuple(dict.fromkeys(starts))[:_MOST_CANDIDATES]
        if code is None:
            code, candidates = self._check(start)
        elif start < self.place.now and all(each < self.place.now for each in candidates):
            code, candidates = QuestionCode.PAST, ()
        elif code is QuestionCode.PAST:
            candidates = (start,)
        if code is QuestionCode.GAP and candidates:
            start = candidates[0]
        end, disputed = self._final_end(start, end)
        if disputed and code is None:
            code, candidates = QuestionCode.DURATION, disputed
        question = Question(code, candidates) if code else None
        return Meaning(start, end, None if disputed else self.duration, question, has_time=True)

    def _final_end(self, start: datetime, end: datetime | None) -> tuple[datetime | None, tuple[datetime, ...]]:
        if self.duration is None:
            return end, ()
        by_duration = (start.astimezone(UTC) + self.duration).astimezone(self.zone)
        if end is not None and end != by_duration:
            return end, (end, by_duration)
        return by_duration, ()

    def _check(self, start: datetime) -> tuple[QuestionCode | None, tuple[datetime, ...]]:
        """Whether a wall time exists once, and is still to come."""
        first, second = start.replace(fold=0), start.replace(fold=1)
        if first.utcoffset() != second.utcoffset():
            there = first.astimezone(UTC).astimezone(self.zone)
            if there.replace(tzinfo=None) == first.replace(tzinfo=None):
                return QuestionCode.FOLD, (first, second)
            return QuestionCode.GAP, (there, second.astimezone(UTC).astimezone(self.zone))
        if start < self.place.now.replace(second=0, microsecond=0):
            return QuestionCode.PAST, self._instead_of_past(start)
        return None, ()

    def _instead_of_past(self, start: datetime) -> tuple[datetime, ...]:
        """The same hour tomorrow, when today's has just gone by."""
        if start.date() != self.moments.today() or not all(
            isinstance(day, RelativeDay) and day.days == 0 for day in self.said.days
        ):
            return ()
        return (datetime.combine(start.date() + timedelta(days=1), start.timetz()),)


def _without_repeats(clocks: list[Clock]) -> list[Clock]:
    """Without an hour that another says again, and more clearly: "at 3, 15:00"."""
    sure = {clock.minutes() % _HALF_A_DAY for clock in clocks if clock.named_half or clock.settled}
    return [clock for clock in clocks if clock.named_half or clock.settled or clock.minutes() % _HALF_A_DAY not in sure]


def _on_weekday(day: Day, weekday: int) -> Day:
    """ "same time next week" is on the same weekday."""
    return Weekday(weekday, "of_week", day.weeks) if isinstance(day, Week) else day


def _with(meaning: Meaning, **changes: object) -> Meaning:
    return Meaning(**{**meaning.__dict__, **changes})
