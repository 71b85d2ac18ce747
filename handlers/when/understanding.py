"""The reader itself: a line and who writes it in, what was understood out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.when import grammar
from handlers.when.calendar import Calendar
from handlers.when.found import Scan
from handlers.when.lexicon import Lexicon
from handlers.when.line import Line, Mention, find_company, find_mention, topic_split
from handlers.when.matching import Grammar
from handlers.when.meaning import Meaning, Resolver
from handlers.when.moments import Place
from handlers.when.nodes import Amount
from handlers.when.readback import complete
from handlers.when.reading import Piece, Question, QuestionCode, Reading
from handlers.when.repetition import SeriesReader
from handlers.when.said import sort_out
from handlers.when.scan import scan
from handlers.when.second_opinion import SecondOpinion
from handlers.when.terms import Term, TermReader
from handlers.when.words import Word, cut, level
from handlers.when.zones import ZoneNames

LANGUAGES = ("en", "fr", "ar", "es", "it", "ca")
_MONTH_FIRST = {"us", "ph", "bz"}
_LONGEST_TEXT = 3000
_MOST_WORDS = 300
_OTHERS_TRIED = 2
_EDGES = {":", ",", ";", "-", ".", "!", "?"}


@dataclass(frozen=True)
class _Attempt:
    """One reading of the words, with the lexicons it was made with."""

    lexicons: tuple[Lexicon, ...]
    terms: list[Term]
    scan: Scan
    meaning: Meaning

    def score(self) -> float:
        used = self.scan.used()
        letters = sum(term.end - term.start for index, term in enumerate(self.terms) if index in used)
        asked = self.meaning.question is not None and self.meaning.question.code is QuestionCode.IMPOSSIBLE
        return letters + 8 * self.meaning.has_time + 4 * (self.meaning.start is not None) - 6 * asked


class Understanding:
    """Reads when a session is to be, in several languages. Immutable: one serves every request."""

    def __init__(
        self,
        lexicons: dict[str, Lexicon],
        zones: ZoneNames,
        rules: Grammar,
        second_opinion: SecondOpinion,
        series: SeriesReader,
    ) -> None:
        self._series = series
        self._second_opinion = second_opinion
        self._lexicons = lexicons
        self._zones = zones
        self._grammar = rules

    @classmethod
    def load(cls, languages: Iterable[str] = LANGUAGES) -> "Understanding":
        """Reads the lexicon files and the zone names; takes a few tens of milliseconds per language."""
        languages = tuple(languages)
        lexicons = {language: Lexicon.load(language) for language in languages}
        zones = ZoneNames.load(languages)
        series = SeriesReader.load(languages, zones)
        return cls(lexicons, zones, grammar.build(), SecondOpinion(languages), series)

    def warm(self, language: str) -> None:
        """Reads one line, so that the first person who writes in a language does not wait."""
        self.read("1 ?", language=language, zone="UTC", now=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))

    def read(self, text: str, *, language: str, zone: str, now: datetime, day_first: bool | None = None) -> Reading:
        """What a line says: who, when, how long, about what. No text makes it raise.

        `language` is the writer's ("fr", "fr_FR", "en-US"), tried first; `zone` their IANA zone; `now` aware.
        `day_first` overrides what the language says of "5/6". ZoneInfoNotFoundError when there is no such zone.
        """
        return self._read(text, language, zone, now, day_first, whole_line=True)

    def read_moment(
        self, text: str, *, language: str, zone: str, now: datetime, day_first: bool | None = None
    ) -> Reading:
        """The same for a text that is only a time, such as a form field: nothing is taken for a mention or topic."""
        return self._read(text, language, zone, now, day_first, whole_line=False)

    def _read(
        self, text: str, language: str, zone: str, now: datetime, day_first: bool | None, *, whole_line: bool
    ) -> Reading:
        own, order = _language(language, day_first, self._lexicons)
        local = ZoneInfo(zone)
        today = now.astimezone(local).date()
        calendar = Calendar(today, order, self._lexicons[own].fortnight_days)
        place = Place(now, local, calendar)
        line = text[:_LONGEST_TEXT]
        levelled = level(line)
        series = self._series.find(line, _words(levelled, find_mention(levelled)), own, calendar)
        if series is not None:
            rest = self._read_once(series.rest, level(series.rest), own, place, whole_line=whole_line)
            return series.complete(rest, line)
        return self._read_once(text, levelled, own, place, whole_line=whole_line)

    def _read_once(self, text: str, levelled: str, own: str, place: Place, *, whole_line: bool) -> Reading:
        mention = find_mention(levelled) if whole_line else None
        words = _words(levelled, mention)
        reader = _LineReader(self._lexicons, self._zones, self._grammar, own, place)
        reading = reader.line(text, words, mention) if whole_line else reader.moment(text, words)
        return self._with_second_opinion(reading, levelled, own, place)

    def _with_second_opinion(self, reading: Reading, text: str, language: str, place: Place) -> Reading:
        """Asks dateparser where the grammar made nothing of a text, or not of all of it; its answer is only offered."""
        code = reading.question.code if reading.question else None
        figures = not any(letter.isalpha() for letter in text)
        if code is QuestionCode.NOTHING and reading.duration is None and reading.mention is None and not figures:
            moment = self._second_opinion.read(text, language, place)
            if moment is not None:
                question = Question(QuestionCode.LEFTOVER, (moment,))
                return replace(reading, start=moment, question=question, has_time=True)
        stretch = _interrupted(reading, text) if code is None else None
        if stretch is not None and reading.start is not None:
            moment = self._second_opinion.read(stretch, language, place)
            if moment is not None and moment != reading.start:
                return replace(reading, question=Question(QuestionCode.LEFTOVER, (reading.start, moment)))
        return reading


def _words(levelled: str, mention: Mention | None) -> list[Word]:
    return cut(mention.blanked(levelled) if mention else levelled)[:_MOST_WORDS]


class _LineReader:
    """Reads one person's line."""

    def __init__(self, lexicons: dict[str, Lexicon], zones: ZoneNames, rules: Grammar, own: str, place: Place) -> None:
        self.lexicons = lexicons
        self.zones = zones
        self.grammar = rules
        self.own = own
        self.place = place

    def moment(self, text: str, words: list[Word]) -> Reading:
        best = self.best(words)
        return complete(text, best.scan, best.meaning, best.lexicons, mention=None, topic=None, free_topic=False)

    def line(self, text: str, words: list[Word], mention: Mention | None) -> Reading:
        whole = self.best(words)
        company = None if mention else find_company(words, whole.scan, whole.lexicons)
        reading = self._line(text, words, mention, whole)
        return replace(reading, company=Piece("company", text[slice(*company)], *company)) if company else reading

    def _line(self, text: str, words: list[Word], mention: Mention | None, whole: _Attempt) -> Reading:
        found = topic_split(words, whole.scan, whole.lexicons)
        if found is None:
            return complete(
                text, whole.scan, whole.meaning, whole.lexicons, mention=mention, topic=None, free_topic=True
            )
        best, topic_words = self._around_topic(words, found)
        topic = _inner(topic_words)
        return complete(text, best.scan, best.meaning, best.lexicons, mention=mention, topic=topic, free_topic=False)

    def _around_topic(self, words: list[Word], found: Line) -> tuple[_Attempt, list[Word]]:
        """The time stands before the topic, or ends the line after it; a length may always end the line."""
        before = self.best(words[: found.marker])
        rest = words[found.topic :]
        tail = self.best(rest)
        cut_at = _trailing(tail.scan)
        if cut_at is None or not _belongs(before, tail, cut_at):
            return before, rest
        ending = tail.scan.terms[cut_at].start
        until = next(index for index, word in enumerate(rest) if word.start >= ending)
        comma = Word("sign", ",", ",", ending, ending, False)
        while cut_at and tail.scan.fills(cut_at - 1):
            cut_at -= 1
        topic_ends = tail.scan.terms[cut_at].start
        topic = [word for word in rest[:until] if word.start < topic_ends]
        return self.best([*words[: found.marker], comma, *rest[until:]]), topic

    def best(self, words: list[Word]) -> _Attempt:
        """The reading that makes most of the words, in the writer's language or another."""
        mine = self.lexicons[self.own]
        first = self._attempt((mine,), words)
        unknown = {term.text for term in first.terms if not term.kinds and term.named}
        attempts = [first]
        for language in self._likely({word.folded for word in words if word.text in unknown}):
            other = self.lexicons[language]
            attempts += [self._attempt((other,), words), self._attempt((mine, other), words)]
        return max(attempts, key=_Attempt.score)

    def _likely(self, unknown: set[str]) -> list[str]:
        """The other languages that know most of the words the writer's own does not."""
        known = {
            language: sum(lexicon.knows(word) for word in unknown)
            for language, lexicon in self.lexicons.items()
            if language != self.own
        }
        likely = sorted((language for language in known if known[language]), key=lambda each: -known[each])
        return likely[:_OTHERS_TRIED]

    def _attempt(self, lexicons: tuple[Lexicon, ...], words: list[Word]) -> _Attempt:
        terms = TermReader(lexicons, self.zones).read(words)
        found = scan(self.grammar, terms)
        meaning = Resolver(sort_out([each.node for each in found.found]), self.place).resolve()
        return _Attempt(lexicons, terms, found, meaning)


def _interrupted(reading: Reading, text: str) -> str | None:
    """The stretch from the first part of a time to the last, when words that mean nothing here stand within it."""
    parts = [piece for piece in reading.pieces if piece.kind not in ("mention", "topic", "duration", "zone")]
    if len(parts) < len(("day", "time")):
        return None
    start, end = parts[0].start, max(piece.end for piece in parts)
    within = [piece for piece in reading.unused if start < piece.start < end and piece.kind == "unused"]
    return text[start:end] if within else None


def _language(language: str, day_first: bool | None, known: dict[str, Lexicon]) -> tuple[str, bool | None]:
    """The lexicon for a locale, and the order of day and month there."""
    own, _, region = language.replace("_", "-").lower().partition("-")
    if own not in known:
        own = next(iter(known))
    if day_first is not None:
        return own, day_first
    if own == "en":
        return own, None if not region else region not in _MONTH_FIRST
    return own, True


def _belongs(before: _Attempt, tail: _Attempt, cut_at: int) -> bool:
    """Whether what ends a line after its topic is still part of the time."""
    ending = [each.node for each in tail.scan.found if each.first >= cut_at]
    if all(isinstance(node, Amount) for node in ending):
        return before.meaning.duration is None and tail.meaning.duration is not None
    return tail.meaning.has_time and not before.meaning.has_time


def _trailing(found: Scan) -> int | None:
    """Where the parts of a time that end a text begin, when nothing else stands among or after them."""
    first: int | None = None
    at = len(found.terms)
    for each in reversed(found.found):
        if found.gap(each.last, at):
            break
        first = at = each.first
    return first


def _inner(words: list[Word]) -> tuple[int, int] | None:
    """The place of a topic without the signs around it."""
    kept = [index for index, word in enumerate(words) if word.text not in _EDGES]
    return (words[kept[0]].start, words[kept[-1]].end) if kept else None
