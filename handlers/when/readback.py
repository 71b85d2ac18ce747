"""Shows what was understood of a line: its pieces with their places, its topic, and what nothing was made of."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers.when.found import Scan
from handlers.when.lexicon import Lexicon
from handlers.when.line import Mention
from handlers.when.meaning import Meaning
from handlers.when.nodes import (
    DAYS,
    Amount,
    Clock,
    DayPart,
    Exact,
    Impossible,
    InZone,
    Limit,
    Now,
    Part,
    Replaced,
    Span,
)
from handlers.when.reading import Piece, Question, QuestionCode, Reading
from handlers.when.terms import Term
from handlers.when.words import cut, fold, level

_KINDS: dict[type, str] = {
    Clock: "time",
    Span: "range",
    Amount: "duration",
    Part: "part_of_day",
    DayPart: "part_of_day",
    InZone: "zone",
    Exact: "moment",
    Now: "moment",
    Limit: "limit",
    Impossible: "impossible",
    Replaced: "replaced",
}
_JOINING = {
    "AT",
    "ON",
    "OF",
    "IN",
    "FOR",
    "TO",
    "TILL",
    "FROM",
    "AND",
    "OR",
    "COMMA",
    "DASH",
    "PUNCT",
    "COLON",
    "SLASH",
    "ABOUT",
    "BEFORE",
    "AFTER",
    "WITHIN",
    "UNTIL",
    "MYTIME",
}
_NUMBERS = {
    "OFFSET",
    "SHORTYEAR",
    "DIGITS",
    "CLOCK",
    "BADCLOCK",
    "NUMDATE",
    "DECIMAL",
    "ISO",
    "DOTTED",
    "ORDINAL",
    "SMALLWORD",
}
_REACH_OF_NOT = 5
_ENDS_A_CLAUSE = {"PUNCT", "COMMA", "BUT"}
_PASSED_OVER = {"ARTICLE", "OF", "AT", "ON", "AND"}
_TELLING = {
    *("THEIRTIME", "INSTEADOF"),
    *("NEXT", "LAST", "AFTERNEXT", "BEFORE", "AFTER", "UNTIL", "AGO", "FROMNOW", "NOT", "EVERY", "FEW"),
    *("HALF", "QUARTER", "THREEQUARTERS", "MINUS", "UNIT", "PAIR", "ENHUIT", "ENQUINZE"),
    *("MONTH", "WEEKDAY", "RELDAY", "START", "MIDDLE", "END"),
}
_TELLS_NOTHING = {"ARTICLE", "DAYMARK", "ONE"}
_ASKED_ANYWAY = {None, QuestionCode.MERIDIEM}
Chunk = tuple[int, int]


def complete(
    text: str,
    scan: Scan,
    meaning: Meaning,
    lexicons: Sequence[Lexicon],
    *,
    mention: Mention | None,
    topic: tuple[int, int] | None,
    free_topic: bool,
) -> Reading:
    """The whole reading; with `free_topic` the longest stretch nothing was made of is the topic."""
    pieces = [
        _piece(text, _KINDS.get(type(each.node), "day"), *_place(scan, each.first, each.last)) for each in scan.found
    ]
    chunks = list(_chunks(scan, mention, lexicons))
    spans = [_place(scan, *chunk) for chunk in chunks]
    if topic is None and free_topic:
        worded = [span for span, chunk in zip(spans, chunks, strict=True) if _worded(scan, chunk)]
        topic = max(worded, key=lambda span: span[1] - span[0], default=None)
    unused = [_piece(text, "unused", *span) for span in spans if topic is None or span != topic]
    unused += [_piece(text, "mention", *place) for place in (mention.places[1:] if mention else ())]
    if mention:
        pieces.append(_piece(text, "mention", *mention.places[0]))
    if topic is not None:
        pieces.append(_piece(text, "topic", *topic))
    return Reading(
        start=meaning.start,
        end=meaning.end,
        duration=meaning.duration,
        mention=text[slice(*mention.places[0])] if mention else None,
        topic=text[slice(*topic)] if topic else None,
        zone=meaning.zone,
        assumed=meaning.assumed,
        question=_question(meaning, scan, chunks, lexicons, odd=topic is not None and _only_a_day(text[slice(*topic)])),
        pieces=tuple(sorted(pieces, key=lambda piece: piece.start)),
        unused=tuple(sorted(unused, key=lambda piece: piece.start)),
        part_of_day=meaning.part_of_day,
        has_time=meaning.has_time,
    )


def _only_a_day(topic: str) -> bool:
    """ "20h sur 15": figures that may be a day are no topic."""
    return topic.isdecimal() and len(topic) <= len("31")


def _question(
    meaning: Meaning, scan: Scan, chunks: list[Chunk], lexicons: Sequence[Lexicon], *, odd: bool
) -> Question | None:
    """The question the time itself raises, or else the one that what stands beside it does."""
    question = meaning.question
    asked = question.code if question else None
    if (
        meaning.has_time
        and asked in _ASKED_ANYWAY
        and (odd or _stray_number(scan, chunks) or _lost_word(scan, lexicons))
    ):
        return Question(QuestionCode.LEFTOVER, question.candidates if question else _only(meaning.start))
    return question


def _only(start: datetime | None) -> tuple[datetime, ...]:
    return (start,) if start else ()


def _piece(text: str, kind: str, start: int, end: int) -> Piece:
    return Piece(kind, text[start:end], start, end)


def _place(scan: Scan, first: int, last: int) -> tuple[int, int]:
    return scan.terms[first].start, scan.terms[last - 1].end


def _chunks(scan: Scan, mention: Mention | None, lexicons: Sequence[Lexicon]) -> Iterator[Chunk]:
    """Stretches of terms that are no part of a time, without joining words and politeness at their edges."""
    used = scan.used()
    first: int | None = None
    for index in range(len(scan.terms) + 1):
        ends = index == len(scan.terms) or index in used or _mention_between(scan, mention, index)
        if ends and first is not None:
            trimmed = _trimmed(scan.terms, first, index, lexicons)
            if trimmed is not None:
                yield trimmed
            first = None
        if index < len(scan.terms) and index not in used and first is None:
            first = index


def _mention_between(scan: Scan, mention: Mention | None, index: int) -> bool:
    if mention is None or not index:
        return False
    return any(scan.terms[index - 1].end <= start < scan.terms[index].start for start, _ in mention.places)


def _trimmed(terms: Sequence[Term], first: int, last: int, lexicons: Sequence[Lexicon]) -> Chunk | None:
    moved = True
    while moved and first < last:
        start, end = first, last
        first += _command_length(terms, first, last, lexicons)
        while first < last and _joins(terms[first]):
            first += 1
        while first < last and (_joins(terms[last - 1]) or "ARTICLE" in terms[last - 1].kinds):
            last -= 1
        for length in range(min(4, last - first), 0, -1):
            if _command_length(terms, last - length, last, lexicons) == length:
                last -= length
                break
        moved = (start, end) != (first, last)
    if first >= last or all(not term.kinds.keys().isdisjoint(_TELLS_NOTHING) for term in terms[first:last]):
        return None
    return first, last


def _joins(term: Term) -> bool:
    return not term.kinds.keys().isdisjoint(_JOINING) and not (term.named and "ARTICLE" in term.kinds)


def _command_length(terms: Sequence[Term], first: int, last: int, lexicons: Sequence[Lexicon]) -> int:
    """How many terms from here on are a command or a courtesy: "book", "s'il te plaît"."""
    for length in range(min(4, last - first), 0, -1):
        key = tuple(word.folded for word in cut(level(" ".join(term.text for term in terms[first : first + length]))))
        if any(key in lexicon.commands for lexicon in lexicons):
            return length
    return 0


def _worded(scan: Scan, chunk: Chunk) -> bool:
    return any(term.other_word for term in scan.terms[slice(*chunk)])


def _refused(scan: Scan) -> bool:
    """Whether a time is turned down, a few words before or after it: "I can't do monday at 10"."""
    used = scan.used()
    for each in scan.found:
        before = range(each.first - 1, max(-1, each.first - 1 - _REACH_OF_NOT), -1)
        after = range(each.last, min(len(scan.terms), each.last + _REACH_OF_NOT))
        for way in (before, after):
            for index in way:
                kinds = scan.terms[index].kinds.keys()
                if index in used or not kinds.isdisjoint(_ENDS_A_CLAUSE):
                    break
                if "NOT" in kinds:
                    return True
    return False


def _lost_word(scan: Scan, lexicons: Sequence[Lexicon]) -> bool:
    """Whether a word that would change the time stands beside it unread: "friday 10am the week after"."""
    if _refused(scan) or _without(scan, lexicons) or _all_but(scan) or _misspelt_day(scan, lexicons):
        return True
    used = scan.used()
    for each in scan.found:
        for step, index in ((-1, each.first - 1), (1, each.last)):
            at = index
            while 0 <= at < len(scan.terms) and not scan.terms[at].kinds.keys().isdisjoint(_PASSED_OVER):
                at += step
            term = scan.terms[at] if 0 <= at < len(scan.terms) else None
            if term is None or at in used or term.weak or term.kinds.keys().isdisjoint(_TELLING):
                continue
            if not _command_length(scan.terms, at, len(scan.terms), lexicons):
                return True
    return False


def _without(scan: Scan, lexicons: Sequence[Lexicon]) -> bool:
    """Whether somebody is turned down: "not with @luca"."""
    company = {word for lexicon in lexicons for word in lexicon.company}
    pairs = zip(scan.terms, scan.terms[1:], strict=False)
    return any("NOT" in term.kinds and fold(after.text) in company for term, after in pairs)


def _all_but(scan: Scan) -> bool:
    """ "any day but friday"; "not thursday but friday" is another matter."""
    if any("NOT" in term.kinds for term in scan.terms):
        return False
    return any(each.first and "BUT" in scan.terms[each.first - 1].kinds for each in scan.found)


def _misspelt_day(scan: Scan, lexicons: Sequence[Lexicon]) -> bool:
    """Whether no day was read and a word looks like the name of one: "vendrdie 15h"."""
    if any(isinstance(each.node, (*DAYS, DayPart, Exact, Span)) for each in scan.found):
        return False
    words = [fold(term.text) for index, term in enumerate(scan.terms) if term.other_word and index not in scan.used()]
    return any(lexicon.looks_like_a_day(word) for word in words for lexicon in lexicons)


def _like_a_zone(text: str) -> bool:
    """An abbreviation that names several clocks (IST, CST), or none known here."""
    return text.isascii() and text.isupper() and (text == "UTC" or (len(text) in (3, 4) and text.endswith("T")))


def _a_number(term: Term) -> bool:
    """Figures, or a number in letters; "una llamada" is one only in name."""
    return not term.kinds.keys().isdisjoint(_NUMBERS) and "ONE" not in term.kinds


def _numbers_a_word(scan: Scan, index: int, first: int) -> bool:
    """Whether a number belongs to the word before it: "le plan d'action 2027", "phase 2"."""
    before = scan.terms[index - 1] if index > first else None
    if before is None or not before.other_word:
        return False
    return "LABEL" in before.kinds or "YEAR" in scan.terms[index].kinds


def _past_glue(scan: Scan, index: int, step: int) -> int:
    """The place past what joins two figures: a sign without a space ("10.30/11.30"), or "to" ("5 au 6 ce soir")."""
    if not 0 < index < len(scan.terms) - 1 or index in scan.used():
        return index
    kinds = scan.terms[index].kinds.keys()
    if not kinds.isdisjoint({"TO", "TILL"}):
        return index + step
    if kinds.isdisjoint({"SLASH", "DASH"}):
        return index
    return index + step if scan.terms[index].glued and scan.terms[index + 1].glued else index


def _stray_number(scan: Scan, chunks: list[Chunk]) -> bool:
    """Whether a number that nothing was made of stands right beside a part of a time."""
    edges = {each.first for each in scan.found} | {each.last for each in scan.found}
    for first, last in chunks:
        for index, edge in ((first, _past_glue(scan, first - 1, -1) + 1), (last - 1, _past_glue(scan, last, 1))):
            if edge in edges and _a_number(scan.terms[index]) and not _numbers_a_word(scan, index, first):
                return True
        if first in edges and _like_a_zone(scan.terms[first].text):
            return True
    return False
