"""Reads when somebody may be booked: "Mon-Thu 9-17, not Wednesday afternoon", "away until 12 May"."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from importlib import resources

from handlers.when import week_grammar
from handlers.when.lexicon import Lexicon
from handlers.when.matching import Grammar, Matcher
from handlers.when.reading import QuestionCode, Reading
from handlers.when.terms import Term, TermReader
from handlers.when.understanding import Understanding
from handlers.when.week_clauses import Ambiguous, Clauses, Mark
from handlers.when.week_grammar import TOPS, Days, Said, Unsure
from handlers.when.week_meaning import Impossible, NoHours, Present, meant
from handlers.when.words import cut, level
from handlers.when.zones import ZoneNames
from mentoring.clocks import local
from mentoring.weeks import Hours

LANGUAGES = ("en", "fr", "ar", "es", "it")
_LONGEST_TEXT = 500
_FILLING = frozenset(
    {
        "ARTICLE",
        "OF",
        "IN",
        "AT",
        "ON",
        "FROM",
        "FOR",
        "TO",
        "DASH",
        "DAYMARK",
        "WITHIN",
        "COMMAND",
        "SESSION",
        "COLON",
        "SILENT",
        "EVERY",
        "THIS",
        "SLASH",
    }
)
_MARKS = {
    "SELDOM": None,
    "OFF": Mark.OFF,
    "REFUSE": Mark.NOT,
    "BREAKS": Mark.BREAK,
    "ALSO": Mark.ALSO,
    "BUT": Mark.BUT,
    "AND": Mark.AND,
    "OR": Mark.AND,
    "PLUS": Mark.AND,
    "COMMA": Mark.COMMA,
    "PUNCT": Mark.STOP,
}
_UNTIL = frozenset({"UNTIL", "TILL"})
_ABSENT = frozenset({"AWAY", "BACK", "PRESENT"})


class Unclear(StrEnum):
    """Why somebody is asked what they mean."""

    NOTHING = "nothing"
    LEFTOVER = "leftover"
    AMBIGUOUS = "ambiguous"
    IMPOSSIBLE = "impossible"
    NO_HOURS = "no_hours"
    HALF_OF_DAY = "half_of_day"
    UNTIL_WHEN = "until_when"
    WHICH_DAY = "which_day"
    PAST = "past"


_ASKED: dict[type[Exception], Unclear] = {
    Ambiguous: Unclear.AMBIGUOUS,
    Impossible: Unclear.IMPOSSIBLE,
    NoHours: Unclear.NO_HOURS,
    Unsure: Unclear.HALF_OF_DAY,
}


@dataclass(frozen=True)
class Availability:
    """What a line says of its writer: other hours, or until when they are away (``back`` when they are not any more).

    ``unclear`` is what has to be asked, with the days that may be meant; ``unused`` are words nothing was made of.
    """

    hours: Hours | None = None
    away_until: date | None = None
    back: bool = False
    unclear: Unclear | None = None
    days: tuple[date, ...] = ()
    unused: str = ""


@dataclass(frozen=True)
class Writer:
    """Who writes: in which language, on which clock, with which week now and which days of rest."""

    language: str
    zone: str
    hours: Hours
    weekend: frozenset[int]


@dataclass(frozen=True)
class _Words:
    """A text in the words of one language: terms, what is said in them, and what is left over."""

    terms: Sequence[Term]
    said: Sequence[Said | Mark]
    unused: Sequence[Term]

    def kinds(self) -> set[str]:
        return {kind for term in self.terms for kind in term.kinds}

    def score(self) -> int:
        letters = sum(term.end - term.start for term in self.terms)
        lost = sum(term.end - term.start for term in self.unused)
        return letters - 2 * lost + sum(not isinstance(one, Mark) for one in self.said)


class AvailabilityReader:
    """Reads lines about availability in several languages. Immutable: one serves every request."""

    def __init__(self, lexicons: dict[str, Lexicon], zones: ZoneNames, rules: Grammar, moments: Understanding) -> None:
        self._lexicons = lexicons
        self._zones = zones
        self._grammar = rules
        self._moments = moments

    @classmethod
    def load(cls, moments: Understanding, languages: Iterable[str] = LANGUAGES) -> AvailabilityReader:
        """Reads the lexicons with the words of `availability.toml` over them; ``moments`` reads "until 12 May"."""
        source = resources.files("handlers.when").joinpath("availability.toml")
        words = tomllib.loads(source.read_text(encoding="utf-8"))
        languages = tuple(languages)
        lexicons = {language: Lexicon.load(language, words[language]) for language in languages}
        return cls(lexicons, ZoneNames.load(languages), week_grammar.build(), moments)

    def read(self, text: str, *, writer: Writer, now: datetime) -> Availability:
        """What a line says, or what has to be asked. No text makes it raise; ``now`` is aware."""
        levelled = level(text[:_LONGEST_TEXT]).replace("/", " , ").replace("\n", " ; ")
        words = self._best(levelled, writer.language)
        kinds = words.kinds()
        if _ABSENT & kinds and not (_days_said(words) and not kinds & {*_UNTIL, "BACK", "PRESENT"}):
            return self._absence(text[:_LONGEST_TEXT], level(text[:_LONGEST_TEXT]), writer, now)
        return _week(words, Present(writer.hours, writer.weekend))

    def zone_of(self, name: str) -> str | None:
        """The IANA zone of this name, or of the city of this name in any language; None when none is known."""
        return self._zones.named(name)

    def _best(self, text: str, own: str) -> _Words:
        """The reading that makes most of the words, the writer's own language first."""
        order = sorted(self._lexicons, key=lambda language: language != own)
        return max((self._words(text, self._lexicons[language]) for language in order), key=_Words.score)

    def _words(self, text: str, lexicon: Lexicon) -> _Words:
        terms = TermReader((lexicon,), self._zones).read(cut(text))
        matcher = Matcher(self._grammar, terms)
        said: list[Said | Mark] = []
        unused: list[Term] = []
        at = 0
        while at < len(terms):
            until, found = _longest(matcher, at)
            mark = _mark(terms[at])
            if mark is not None and until <= at + 1:
                said.append(mark)
            elif found is not None:
                said.append(found)
                at = until - 1
            elif terms[at].kinds.keys().isdisjoint(_FILLING | _ABSENT) or "SELDOM" in terms[at].kinds:
                unused.append(terms[at])
            elif "AWAY" in terms[at].kinds:
                said.append(Mark.OFF)
            at += 1
        return _Words(terms, said, unused)

    def _absence(self, text: str, levelled: str, writer: Writer, now: datetime) -> Availability:
        """Until when somebody is away: the moment that is named beside the word for it."""
        words = self._best(levelled, writer.language)
        kinds = words.kinds()
        rest = _without_terms(levelled, words.terms)
        if "PRESENT" in kinds or ("BACK" in kinds and not rest.strip()):
            return Availability(back=True)
        reading = self._moments.read_moment(rest, language=writer.language, zone=writer.zone, now=now)
        day = _last_day(reading)
        if day is None:
            return Availability(unclear=Unclear.UNTIL_WHEN)
        return _away(reading, day, local(now, writer.zone).date(), back="BACK" in kinds)


def _away(reading: Reading, day: date, today: date, *, back: bool) -> Availability:
    early = timedelta(days=1 if back else 0)
    code = reading.question.code if reading.question else None
    if code in {QuestionCode.WHICH_WEEK, QuestionCode.WHICH_DAY, QuestionCode.DAY_ORDER} and reading.question:
        days = dict.fromkeys(one.date() - early for one in reading.question.candidates)
        return Availability(unclear=Unclear.WHICH_DAY, days=tuple(one for one in days if one >= today))
    if day - early < today:
        return Availability(back=True) if back and day <= today else Availability(unclear=Unclear.PAST)
    if reading.end is not None and reading.start is not None and reading.start.date() > today:
        return Availability(unclear=Unclear.UNTIL_WHEN, days=(day,))
    return Availability(away_until=day - early)


def _last_day(reading: Reading) -> date | None:
    """The last of the days that were named; None when none was."""
    if reading.start is None:
        return None
    if reading.end is not None and not reading.has_time:
        return (reading.end - timedelta(days=1)).date()
    return reading.start.date()


def _without_terms(text: str, terms: Sequence[Term]) -> str:
    """The text with blanks for the words that only say that somebody is away, and until."""
    for term in terms:
        if term.kinds.keys() & (_ABSENT | {"UNTIL"}) or ("SILENT" in term.kinds and not term.kinds.keys() - {"SILENT"}):
            text = text[: term.start] + " " * (term.end - term.start) + text[term.end :]
    return text


def _week(words: _Words, present: Present) -> Availability:
    unused = " ".join(term.text for term in words.unused)
    if all(isinstance(one, Mark) for one in words.said) and Mark.BREAK not in words.said:
        return Availability(unclear=Unclear.NOTHING, unused=unused)
    if unused:
        return Availability(unclear=Unclear.LEFTOVER, unused=unused)
    try:
        return Availability(hours=meant(Clauses().read(words.said), present))
    except tuple(_ASKED) as asked:
        return Availability(unclear=_ASKED[type(asked)])


def _days_said(words: _Words) -> bool:
    return any(isinstance(one, Days) for one in words.said)


def _mark(term: Term) -> Mark | None:
    return next((mark for kind, mark in _MARKS.items() if kind in term.kinds), None)


def _longest(matcher: Matcher, at: int) -> tuple[int, Said | None]:
    """What is said from this term on, and where that ends; of equals, what comes first among the tops."""
    best: tuple[int, Said | None] = (at, None)
    for name in TOPS:
        for end, value in matcher.match(name, at)[:1]:
            if end > best[0]:
                best = (end, value)
    return best
