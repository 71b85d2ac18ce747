"""Goes through a text's terms once and keeps the stretches that are parts of a time."""

# ruff: noqa: PLR2004 -- 12, 24, 31 and 60 are the clock and the calendar themselves

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import get_args

from handlers.when.grammar import TOPS
from handlers.when.matching import Grammar, Matcher
from handlers.when.nodes import (
    Amount,
    Clock,
    Day,
    DayOfMonth,
    DayPart,
    Exact,
    InZone,
    Later,
    Limit,
    Month,
    MonthDay,
    Node,
    Now,
    NumericDate,
    Part,
    Span,
    Week,
)
from handlers.when.terms import Term

_MOST_PIECES = 16
_SILENT = {"PUNCT", "COMMAND", "SESSION", "COLON"}
_FILLING = {
    "ARTICLE",
    "OF",
    "IN",
    "AT",
    "ON",
    "COMMA",
    "AND",
    "FROM",
    "FOR",
    "DASH",
    "ABOUT",
    "TO",
    "DAYMARK",
    "WITHIN",
}
_WHICH_ONE = {"NEXT", "THIS", "LAST", "COMING"}
_LONGEST_SAID_RANGE = 3
_FAR_APART = 9
_LONGEST_BARE_LENGTH = 8 * 3600
_DAYS: tuple[type, ...] = get_args(Day)
_CERTAIN = (Clock, Span, Exact, DayPart, Part, Limit, Now)


@dataclass(slots=True)
class Found:
    """Terms `first` to `last` (exclusive) and what they may be, best first."""

    nodes: list[Node]
    first: int
    last: int
    weak: bool = False

    @property
    def node(self) -> Node:
        """What it is taken for."""
        return self.nodes[0]


@dataclass
class Scan:
    """The parts of a time found in a list of terms."""

    terms: Sequence[Term]
    found: list[Found] = field(default_factory=list)

    def used(self) -> set[int]:
        """The terms that are part of a time."""
        return {index for each in self.found for index in range(each.first, each.last)}

    def gap(self, left: int, right: int) -> bool:
        """Whether something else than fillers stands between two terms."""
        return any(not self.fills(index) and "PUNCT" not in self.terms[index].kinds for index in range(left, right))

    def fills(self, index: int) -> bool:
        """Whether a term only joins others."""
        return not self.terms[index].kinds.keys().isdisjoint(_FILLING)

    def beside(self, each: Found, kinds: tuple[type, ...]) -> bool:
        """Whether the nearest part on either side, with only fillers between, is one of these and not weak."""
        at = self.found.index(each)
        before = self.found[at - 1] if at else None
        after = self.found[at + 1] if at + 1 < len(self.found) else None
        if before and not before.weak and isinstance(before.node, kinds) and not self.gap(before.last, each.first):
            return True
        return bool(after and not after.weak and isinstance(after.node, kinds) and not self.gap(each.last, after.first))

    def followed_by_word(self, each: Found) -> bool:
        """Whether a word that means nothing here follows at once: "at 3 locations"."""
        if each.last >= len(self.terms):
            return False
        after = self.terms[each.last]
        return (not after.kinds and after.named) or "DIGITS" in after.kinds

    def unread_figures(self, index: int) -> bool:
        """Whether a term is figures that nothing was made of: "the 06 12 34 56"."""
        return index not in self.used() and "DIGITS" in self.terms[index].kinds

    def whole(self) -> bool:
        """Whether nothing but parts of a time and fillers is there."""
        used = self.used()
        return all(
            index in used or self.fills(index) or not term.kinds.keys().isdisjoint(_SILENT)
            for index, term in enumerate(self.terms)
        )


def scan(grammar: Grammar, terms: Sequence[Term]) -> Scan:
    """The parts of a time in these terms, without those that only look like one."""
    matcher = Matcher(grammar, terms)
    result = Scan(terms)
    at = 0
    while at < len(terms) and len(result.found) < _MOST_PIECES:
        each = _at(matcher, terms, at)
        if each is None:
            at += 1
            continue
        result.found.append(each)
        at = each.last
    _settle_lengths(result)
    _drop_the_doubtful(result)
    return result


def _at(matcher: Matcher, terms: Sequence[Term], at: int) -> Found | None:
    kinds = terms[at].kinds
    labelled = at > 0 and "LABEL" in terms[at - 1].kinds
    if not kinds or (labelled and (not terms[at].named or "HOURNAME" in kinds)):
        return None
    best: list[Node] = []
    last = at
    for name in (*TOPS, "bare"):
        for end, value in matcher.match(name, at)[:1]:
            if end > last:
                best, last = [value], end
            elif end == last:
                best.append(value)
    if not best:
        return None
    best = _hours_or_minutes(best, terms[at:last])
    weak = _only_weak(terms[at:last])
    return Found(best, at, last, weak)


def _only_weak(terms: Sequence[Term]) -> bool:
    """Whether all of it is everyday words; "sat next" is no more sure than "sat"."""
    if all(term.weak or not term.kinds.keys().isdisjoint(_FILLING) for term in terms):
        return True
    named = [term for term in terms if term.kinds.keys().isdisjoint(_WHICH_ONE | _FILLING)]
    return bool(named) and all(term.weak for term in named)


def _hours_or_minutes(nodes: list[Node], terms: Sequence[Term]) -> list[Node]:
    """ "ten to four" is ten minutes before; "two to four", and all in figures, from one hour to the other."""
    clocks = [node for node in nodes if isinstance(node, Clock)]
    if not clocks or not isinstance(nodes[0], Span) or "DIGITS" in terms[0].kinds:
        return nodes
    start, end = nodes[0].start.clock, nodes[0].end.clock
    if start is None or end is None or (end.hour - start.hour) % 12 <= _LONGEST_SAID_RANGE:
        return nodes
    return [clocks[0], nodes[0]]


def _settle_lengths(result: Scan) -> None:
    """Decides whether "1h30" and "2 heures" are times of day or lengths: lengths beside another time of day."""
    clocks = [each for each in result.found if isinstance(each.node, (Clock, Span, Exact, Later, Limit))]
    for each in reversed(clocks):
        lengths = [node for node in each.nodes if isinstance(node, Amount) and node.seconds]
        if not lengths or lengths[0].seconds > _LONGEST_BARE_LENGTH or not isinstance(each.node, Clock):
            continue
        others = [other for other in clocks if other is not each and isinstance(other.node, (Clock, Span, Exact))]
        alone = not result.whole() and not _beside_day(result, each)
        if alone or any(not getattr(other.node, "bare", False) for other in others):
            each.nodes = [lengths[0]]
            clocks.remove(each)


def _drop_the_doubtful(result: Scan) -> None:
    """Numbers, everyday words and figures that could be a time count only beside something that surely is."""
    kept = True
    while kept:
        doubtful = [each for each in result.found if not _holds(result, each)]
        kept = bool(doubtful)
        for each in doubtful:
            result.found.remove(each)


def _holds(result: Scan, each: Found) -> bool:
    """Whether what looks like a part of a time is surely one, going by what stands beside it."""
    node = each.node
    alone = len(result.found) == 1 and result.whole() and not (each.weak and _with_article(result, each))
    if isinstance(node, InZone):
        return _zone_holds(result, each)
    if isinstance(node, Now):
        return result.whole() and not each.weak
    if isinstance(node, Limit) and node.clock.bare and result.followed_by_word(each) and not _beside_day(result, each):
        return False
    if isinstance(node, (Clock, Span)):
        return _clock_holds(result, each, alone=alone)
    return alone or _day_holds(result, each)


def _clock_holds(result: Scan, each: Found, *, alone: bool) -> bool:
    node = each.node
    if _one_evening(result, each) or (isinstance(node, Span) and _from_one_to_ten(node)):
        return False
    if alone and _only_a_clock(result.terms[each.first]):
        return True
    if (isinstance(node, Clock) and node.bare) or (isinstance(node, Span) and node.loose):
        return not result.followed_by_word(each) and _beside_day(result, each)
    counted = _only_at(result, each) or (isinstance(node, Span) and _two_numbers(node))
    if counted and result.followed_by_word(each):
        return _beside_day(result, each)
    return alone or not each.weak or result.beside(each, (*_CERTAIN, *_DAYS))


def _out_of_place(result: Scan, each: Found) -> bool:
    """Whether a day that would hold elsewhere means something else here."""
    node = each.node
    if isinstance(node, DayOfMonth):
        return each.last < len(result.terms) and result.unread_figures(each.last)
    if "PLUS" in result.terms[each.first].kinds:
        return len(result.found) > 1
    if isinstance(node, Later):
        return node.amount.vague and result.followed_by_word(each)
    return each.weak and isinstance(node, MonthDay) and _with_another_day(result, each)


def _day_holds(result: Scan, each: Found) -> bool:
    node = each.node
    if _out_of_place(result, each):
        return False
    if each.weak:
        return result.beside(each, (*_CERTAIN, *_DAYS))
    if isinstance(node, Part):
        return result.whole() or result.beside(each, (Clock, Span, *_DAYS))
    if isinstance(node, (NumericDate, Month, Week)):
        beside = result.whole() or result.beside(each, (*_CERTAIN, *_DAYS))
        return beside or (not _another_day(result, each) and (_full(node) or _introduced(result, each)))
    return True


def _with_another_day(result: Scan, each: Found) -> bool:
    """ "friday 10am new year plan": the feast is what it is about."""
    return any(other is not each and isinstance(other.node, (*_DAYS, DayPart)) for other in result.found)


def _another_day(result: Scan, each: Found) -> bool:
    """Whether a day is named elsewhere: "friday at 3, review of the march plan" is about a friday.

    A week that is named first does belong to the day: "next week, let us meet on thursday".
    """
    others = [other for other in result.found if other is not each and isinstance(other.node, (*_DAYS, DayPart))]
    return any(other.first < each.first or isinstance(each.node, Month) for other in others)


def _with_article(result: Scan, each: Found) -> bool:
    """ "the second", "la mer": a thing, where "mer" alone may be wednesday."""
    first = max(0, each.first - 1)
    return any("ARTICLE" in term.kinds and term.named for term in result.terms[first : each.last])


def _one_evening(result: Scan, each: Found) -> bool:
    """ "one evening", "un matin": some evening, and not one o'clock."""
    terms = result.terms[each.first : each.last]
    return len(terms) == 2 and "ONE" in terms[0].kinds and "PART" in terms[1].kinds and " " not in terms[1].text


def _from_one_to_ten(span: Span) -> bool:
    """Two bare numbers so far apart count something else than hours."""
    if not _two_numbers(span) or span.start.clock is None or span.end.clock is None:
        return False
    return span.end.clock.hour - span.start.clock.hour >= _FAR_APART


def _only_a_clock(term: Term) -> bool:
    """ "19.45" is no date and hardly an amount."""
    return "DOTTED" in term.kinds and "DOTDATE" not in term.kinds


def _two_numbers(span: Span) -> bool:
    ends = (span.start.clock, span.end.clock)
    return all(clock is not None and clock.bare for clock in ends) and span.start.day is span.end.day is None


def _zone_holds(result: Scan, each: Found) -> bool:
    zone = result.terms[each.first].kinds.get("ZONE")
    if zone is None or not zone.only_after_time:
        return True
    at = result.found.index(each)
    before = result.found[at - 1] if at else None
    between = result.terms[before.last : each.first] if before else []
    adjoining = all("COMMA" in term.kinds and term.text != "," for term in between)
    return before is not None and adjoining and isinstance(before.node, (Clock, Span, Limit, Exact))


def _only_at(result: Scan, each: Found) -> bool:
    terms = result.terms[each.first : each.last]
    return isinstance(each.node, Clock) and all(
        not term.kinds.keys().isdisjoint({"AT", "OR", "HOUR", "HHMM"}) for term in terms
    )


def _beside_day(result: Scan, each: Found) -> bool:
    return result.beside(each, (*_DAYS, DayPart, Part, InZone))


def _introduced(result: Scan, each: Found) -> bool:
    if each.first == 0:
        return False
    kinds = result.terms[each.first - 1].kinds.keys()
    return not kinds.isdisjoint({"ON", "IN", "DAYMARK", "BEFORE", "FROM"})


def _full(node: NumericDate | Month | Week) -> bool:
    if isinstance(node, Week):
        return node.weeks != 0
    if isinstance(node, Month):
        return node.year is not None or bool(node.ahead)
    return any(len(part) == 4 for part in node.text.replace("-", "/").replace(".", "/").split("/")) or (
        node.text.count("/") + node.text.count("-") + node.text.count(".") == 2
    )
