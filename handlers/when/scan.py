"""Goes through a text's terms once and keeps the stretches that are parts of a time."""

from collections.abc import Sequence

from handlers.when.doubts import beside_day, drop_the_doubtful
from handlers.when.found import FILLING, Found, Scan
from handlers.when.grammar import TOPS
from handlers.when.matching import Grammar, Matcher
from handlers.when.nodes import (
    DAYS,
    NOON,
    Amount,
    Clock,
    DayOfMonth,
    DayPart,
    Exact,
    Later,
    Limit,
    Node,
    Span,
    Weekday,
)
from handlers.when.terms import Term

_MOST_PIECES = 16
_WHICH_ONE = {"NEXT", "THIS", "LAST", "COMING"}
_OPENING = {"PUNCT", "COMMA", "COMMAND"}
_LONGEST_SAID_RANGE = 3
_LONGEST_BARE_LENGTH = 8 * 3600
_HALF_A_CLOCK = 12
_PAIR = 2


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
        each = _without_a_count(matcher, terms, each)
        result.found.append(each)
        at = each.last
    _settle_lengths(result)
    _settle_numbers(result)
    drop_the_doubtful(result)
    return result


def _at(matcher: Matcher, terms: Sequence[Term], at: int) -> Found | None:
    kinds = terms[at].kinds
    labelled = _labelled(terms, at)
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


def _labelled(terms: Sequence[Term], at: int) -> bool:
    """Whether a word before it says of what it is the number: "version 2", "version: 1.1.30"."""
    if at and "LABEL" in terms[at - 1].kinds:
        return True
    numbered = terms[at].text.count(".") > 1 and at > 1
    return numbered and "COLON" in terms[at - 1].kinds and "LABEL" in terms[at - 2].kinds


def _without_a_count(matcher: Matcher, terms: Sequence[Term], each: Found) -> Found:
    """ "10am - 3 topics": after a dash with room around it, a number before a word counts, and ends no range."""
    node, sign = each.node, terms[each.last - 2] if each.last - each.first > _PAIR else None
    if not isinstance(node, Span) or sign is None or sign.text != "-" or sign.glued or terms[each.last - 1].glued:
        return each
    end, follows = node.end.clock, terms[each.last] if each.last < len(terms) else None
    if end is None or not end.bare or follows is None or not follows.other_word:
        return each
    before = [found for name in ("span", "clock") for found in matcher.match(name, each.first)]
    shorter = [value for last, value in before if last == each.last - _PAIR]
    return Found(shorter[:1], each.first, each.last - _PAIR, each.weak) if shorter else each


def _only_weak(terms: Sequence[Term]) -> bool:
    """Whether all of it is everyday words; "sat next" is no more sure than "sat"."""
    if all(term.weak or not term.kinds.keys().isdisjoint(FILLING) for term in terms):
        return any(term.weak for term in terms) or not any("UNIT" in term.kinds for term in terms)
    named = [term for term in terms if term.kinds.keys().isdisjoint(_WHICH_ONE | FILLING)]
    return bool(named) and all(term.weak for term in named)


def _hours_or_minutes(nodes: list[Node], terms: Sequence[Term]) -> list[Node]:
    """ "ten to four" is ten minutes before; "two to four", and all in figures, from one hour to the other."""
    clocks = [node for node in nodes if isinstance(node, Clock)]
    if not clocks or not isinstance(nodes[0], Span):
        return nodes
    start, end = nodes[0].start.clock, nodes[0].end.clock
    if start is None or end is None:
        return nodes
    if start.hour > NOON == end.hour:
        return [clocks[0], nodes[0]]
    if "DIGITS" in terms[0].kinds or (end.hour - start.hour) % _HALF_A_CLOCK <= _LONGEST_SAID_RANGE:
        return nodes
    return [clocks[0], nodes[0]]


def _settle_numbers(result: Scan) -> None:
    """Decides whether a number before an hour is a day of the month: "15, 8pm", where no other day is named."""
    for each in list(result.found):
        if not isinstance(each.node, DayOfMonth) or not each.node.unmarked or _dates(result, each):
            continue
        others = [node for node in each.nodes if node is not each.node]
        if others:
            each.nodes = others
        else:
            result.found.remove(each)


def _dates(result: Scan, each: Found) -> bool:
    """Whether an hour stands beside a number that nothing but a weekday stands before."""
    others = [other for other in result.found if isinstance(other.node, (*DAYS, DayPart)) and other is not each]
    if any(not isinstance(other.node, Weekday) for other in others):
        return False
    before = result.terms[each.first - 1] if each.first else None
    opens = before is None or each.first - 1 in result.used() or not before.kinds.keys().isdisjoint(_OPENING)
    hours = [other for other in result.found if isinstance(other.node, (Clock, Span, Exact))]
    if not hours:
        return "ATORON" in result.terms[each.first].kinds and result.whole()
    told = any(not getattr(other.node, "bare", False) and not getattr(other.node, "loose", False) for other in hours)
    return opens and told and result.beside(each, (Clock, Span, Exact))


def _settle_lengths(result: Scan) -> None:
    """Decides whether "1h30" and "2 heures" are times of day or lengths: lengths beside another time of day."""
    clocks = [each for each in result.found if isinstance(each.node, (Clock, Span, Exact, Later, Limit))]
    for each in reversed(clocks):
        lengths = [node for node in each.nodes if isinstance(node, Amount) and node.seconds]
        if not lengths or lengths[0].seconds > _LONGEST_BARE_LENGTH or not isinstance(each.node, Clock):
            continue
        others = [other for other in clocks if other is not each and isinstance(other.node, (Clock, Span, Exact))]
        alone = not result.whole() and not beside_day(result, each)
        if alone or any(not getattr(other.node, "bare", False) for other in others):
            each.nodes = [lengths[0]]
            clocks.remove(each)
