"""Finds in a line what makes it a series, and leaves the rest of it for the reader of single times.

"every second Tuesday 15:00 until June" becomes a rule, an end, and the line "2027-01-19 15:00".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from handlers.when.calendar import Calendar
from handlers.when.dates import NoSuchDayError, after, months_after, nth_in
from handlers.when.lexicon import Lexicon
from handlers.when.line import topic_at
from handlers.when.matching import Matcher
from handlers.when.nodes import Day
from handlers.when.reading import Piece, QuestionCode, Reading, Repetition
from handlers.when.series_rules import (
    SERIES_TOPS,
    Begin,
    Between,
    Except,
    Lasting,
    Often,
    Repeat,
    SeriesNode,
    Times,
    Until,
    build_series,
)
from handlers.when.terms import Term, TermReader
from handlers.when.words import Word
from handlers.when.zones import ZoneNames
from mentoring.series import Monthly, Rule, Weekly

_MOST_TIMES = 1000
_MONTHS_AHEAD = 14
_SURELY_TELLING = {
    *("EACH", "EACHOTHER", "ONEOFTWO", "ONEOFTHREE", "ALTERNATELY", "WEEKDAYS"),
    *("WEEKLY", "FORTNIGHTLY", "MONTHLY", "DAILY", "WORKDAYS"),
}
_TELLING = _SURELY_TELLING | {"UNTIL", "TIMES", "TWICE", "FOR", "FROM", "BEGIN"}


@dataclass(frozen=True)
class _Part:
    """What terms from ``first`` to ``last`` (exclusive) say of the repetition."""

    node: SeriesNode
    first: int
    last: int


@dataclass(frozen=True)
class Series:
    """A repetition found in a line: what is left of the line, and what is known of the rule without it."""

    rest: str
    places: tuple[tuple[int, int], ...]
    """For every letter of the rest, the place in the line that it stands for."""
    said: tuple[SeriesNode, ...]
    repeat: Repeat | None
    rule: Rule | None
    calendar: Calendar

    def complete(self, reading: Reading, line: str) -> Reading:
        """The reading of the rest of a line with the repetition, whose days it may still have to give."""
        company = self._back((reading.company,), line)[0] if reading.company else None
        pieces, unused = self._back(reading.pieces, line), self._back(reading.unused, line)
        reading = replace(reading, pieces=pieces, unused=unused, company=company)
        rule = self.rule or self._rule_from(reading)
        unclear = rule is None or any(isinstance(one, Often) for one in self.said)
        if unclear or rule is None:
            return replace(reading, repetition=Repetition(None))
        first = reading.start.date() if reading.start else self._first(rule)
        try:
            until, dropped = self._until(first), self._dropped(first)
        except (NoSuchDayError, OverflowError):
            return replace(reading, repetition=Repetition(None))
        count = next((one.count for one in self.said if isinstance(one, Times)), None)
        question = reading.question
        if question and question.code in (QuestionCode.NO_DATE, QuestionCode.WHICH_WEEK):
            question = None
        return replace(reading, question=question, repetition=Repetition(rule, until, count, dropped))

    def _back(self, pieces: Sequence[Piece], line: str) -> tuple[Piece, ...]:
        """Pieces of the rest as pieces of the line."""
        spans = [(self.places[piece.start][0], self.places[piece.end - 1][1]) for piece in pieces]
        return tuple(
            Piece(piece.kind, line[start:end], start, end) for piece, (start, end) in zip(pieces, spans, strict=True)
        )

    def _rule_from(self, reading: Reading) -> Rule | None:
        """The days that the rest of the line names."""
        repeat, start = self.repeat, reading.start
        if repeat is None or start is None:
            return None
        if repeat.unit == "week":
            return Weekly((start.weekday(),), repeat.every)
        if repeat.weekdays:
            return Monthly((start.day - 1) // 7 + 1, start.weekday(), repeat.every)
        return Monthly(start.day, None, repeat.every)

    def _first(self, rule: Rule) -> date:
        return first_date(rule, self.said, self.calendar)

    def _until(self, first: date) -> date | None:
        for one in self.said:
            if isinstance(one, (Until, Between)):
                return _last_of(one.last if isinstance(one, Between) else one.day, replace(self.calendar, today=first))
            if isinstance(one, Lasting):
                return after(first, one.amount) - timedelta(days=1)
        return None

    def _dropped(self, first: date) -> tuple[date, ...]:
        calendar = replace(self.calendar, today=first)
        return tuple(calendar.one(one.day).best for one in self.said if isinstance(one, Except))


def first_date(rule: Rule, said: Iterable[SeriesNode], calendar: Calendar) -> date:
    """The rule's first date from tomorrow on, or from the day on that was said; that day when the rule has none."""
    begin = calendar.today + timedelta(days=1)
    for one in said:
        if isinstance(one, (Begin, Between)):
            begin = max(calendar.today, calendar.one(one.first if isinstance(one, Between) else one.day).best)
    return next(_from(rule, begin), begin)


def _from(rule: Rule, begin: date) -> Iterator[date]:
    """The days from ``begin`` on that the rule may begin with, whatever weeks or months it skips."""
    if isinstance(rule, Weekly):
        week = (begin + timedelta(days=ahead) for ahead in range(7))
        yield from (day for day in week if day.weekday() in rule.weekdays)
        return
    for months in range(_MONTHS_AHEAD):
        try:
            day = nth_in(months_after(begin.replace(day=1), months), rule.nth, rule.weekday)
        except NoSuchDayError:
            continue
        if day >= begin:
            yield day


class SeriesReader:
    """Looks for repetition in a line. Immutable: one serves every request."""

    def __init__(self, lexicons: dict[str, Lexicon], zones: ZoneNames) -> None:
        self._lexicons = lexicons
        self._zones = zones
        self._grammar = build_series()

    @classmethod
    def load(cls, languages: Iterable[str], zones: ZoneNames) -> "SeriesReader":
        """Reads the lexicon files with what they say of repetition."""
        return cls({language: Lexicon.load(language, series=True) for language in languages}, zones)

    def find(self, text: str, words: list[Word], language: str, calendar: Calendar) -> Series | None:
        """The repetition in a line, looked for in the writer's language first; None when there is none."""
        for known in (language, *(other for other in self._lexicons if other != language)):
            lexicon = self._lexicons[known]
            terms = TermReader((lexicon,), self._zones).read(words)
            telling = _TELLING if known == language else _SURELY_TELLING
            if telling.isdisjoint(kind for term in terms for kind in term.kinds):
                continue
            found = self._series(text, words, terms, lexicon, calendar)
            if found is not None:
                return found
        return None

    def _series(
        self, text: str, words: list[Word], terms: list[Term], lexicon: Lexicon, calendar: Calendar
    ) -> Series | None:
        matcher = Matcher(self._grammar, terms)
        parts = _before_topic(self._parts(matcher, terms), terms, topic_at(words, lexicon))
        repeats = [part for part in parts if isinstance(part.node, Repeat)]
        often = any(isinstance(part.node, Often) for part in parts)
        ends = any(isinstance(part.node, (Until, Times, Lasting, Between)) for part in parts)
        if not (repeats or often or ends):
            return None
        repeat = _merged([part.node for part in repeats if isinstance(part.node, Repeat)])
        taken = {index for part in parts for index in range(part.first, part.last)}
        place: _Part | _Days | None = repeats[0] if repeats else None
        if not often and (repeat is None or (not repeat.weekdays and repeat.nth is None)):
            days = _plain_days(matcher, terms, taken, topic_at(words, lexicon))
            if days is None and repeat is None:
                return None
            if days is not None and (repeat is None or repeat.unit == "week"):
                repeat = Repeat("week", repeat.every if repeat else 1, days.node.weekdays)
                taken |= set(range(days.first, days.last))
                place = days
            elif days is not None and repeat is not None:
                repeat = replace(repeat, weekdays=days.node.weekdays)
        said = tuple(part.node for part in parts)
        try:
            rule = _rule(repeat)
            first = first_date(rule, said, calendar) if rule else None
        except NoSuchDayError:
            rule = first = None
        rest, places = _rest(text, terms, taken, place, first)
        return Series(rest, places, said, repeat, rule, calendar)

    def _parts(self, matcher: Matcher, terms: list[Term]) -> list[_Part]:
        found: list[_Part] = []
        at = 0
        while at < len(terms):
            part = _longest(matcher, at)
            if part is None or _qualifies(part, terms):
                at += 1
            else:
                found.append(part)
                at = part.last
        return found


def _longest(matcher: Matcher, at: int) -> _Part | None:
    best: _Part | None = None
    for name in SERIES_TOPS:
        for end, node in matcher.match(name, at)[:1]:
            if best is None or end > best.last:
                best = _Part(node, at, end)
    if best and isinstance(best.node, Times) and not 1 < best.node.count < _MOST_TIMES:
        return None
    return best


def _qualifies(part: _Part, terms: Sequence[Term]) -> bool:
    """Whether "weekly" only says what kind of thing follows, as in "weekly report", or "fridays" how many."""
    if "WEEKDAYS" in terms[part.first].kinds and part.first and "NUMBER" in terms[part.first - 1].kinds:
        return True
    if not isinstance(part.node, Repeat) or part.last - part.first > 1 or part.node.weekdays:
        return False
    before = terms[part.first - 1] if part.first else None
    following = terms[part.last] if part.last < len(terms) else None
    beside = [term for term in (before, following) if term]
    return any(term.other_word for term in beside)


def _before_topic(parts: list[_Part], terms: Sequence[Term], topic: int | None) -> list[_Part]:
    """Without what is said within the topic; what ends the line after it still counts."""
    if topic is None:
        return parts
    kept = [part for part in parts if terms[part.first].start < topic]
    end = len(terms)
    for part in reversed([part for part in parts if terms[part.first].start >= topic]):
        if part.last != end or isinstance(part.node, Except):
            break
        if isinstance(part.node, Repeat) and kept:
            break
        kept.append(part)
        end = part.first
    return sorted(kept, key=lambda part: part.first)


def _merged(repeats: Sequence[Repeat]) -> Repeat | None:
    """One repetition of several that were said: "every other week, Mondays"."""
    if not repeats:
        return None
    first = max(repeats, key=lambda one: (one.unit == "month", one.every))
    weekdays = tuple(dict.fromkeys(day for one in repeats for day in one.weekdays))
    nth = next((one.nth for one in repeats if one.nth is not None), None)
    return replace(first, weekdays=weekdays if first.unit == "week" else weekdays[:1], nth=nth)


@dataclass(frozen=True)
class _Days:
    node: Repeat
    first: int
    last: int


def _plain_days(matcher: Matcher, terms: Sequence[Term], taken: set[int], topic: int | None) -> _Days | None:
    """The weekdays named outside what says the repetition."""
    at = 0
    while at < len(terms):
        if topic is not None and terms[at].start >= topic:
            return None
        for end, days in matcher.match("days", at)[:1]:
            if taken.isdisjoint(range(at, end)):
                return _Days(Repeat("week", 1, days), at, end)
        at += 1
    return None


def _rule(repeat: Repeat | None) -> Rule | None:
    if repeat is None:
        return None
    if repeat.unit == "week":
        return Weekly(tuple(sorted(repeat.weekdays)), repeat.every) if repeat.weekdays else None
    if repeat.nth is None:
        return None
    return Monthly(repeat.nth, repeat.weekdays[0] if repeat.weekdays else None, repeat.every)


def _rest(
    text: str, terms: Sequence[Term], taken: set[int], place: "_Part | _Days | None", first: date | None
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The line with blanks where the repetition was said and its first date there, and each letter's place before."""
    left = list(text)
    for index in taken:
        for letter in range(terms[index].start, min(terms[index].end, len(left))):
            left[letter] = " "
    places = [(letter, letter + 1) for letter in range(len(left))]
    if place is not None and first is not None:
        at = terms[place.first].start
        left[at] = f" {first.isoformat()} "
        places[at] = (at, terms[place.last - 1].end)
    return "".join(left), tuple(place for letters, place in zip(left, places, strict=True) for _ in letters)


def _last_of(day: Day, calendar: Calendar) -> date:
    choice = calendar.one(day)
    return choice.until or choice.best
