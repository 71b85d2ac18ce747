"""Decides whether what looks like a part of a time is surely one, going by what stands beside it."""

# ruff: noqa: PLR2004 -- the figures of a date and of a year

from handlers.when.found import Found, Scan
from handlers.when.nodes import (
    DAYS,
    Clock,
    DayOfMonth,
    DayPart,
    Exact,
    Impossible,
    InZone,
    Later,
    Limit,
    Month,
    MonthDay,
    Now,
    NumericDate,
    Part,
    SameHour,
    Span,
    Week,
    Weekday,
    Window,
)
from handlers.when.terms import Term

_FAR_APART = 9
_HARDLY_A_WAIT = 300
_OF_BARE_NUMBERS = {"AT", "OR", "HOUR", "HHMM", "ARTICLE", "MINUTESTO", "SMALL", "AND", "ABOUT", "HOURNAME"}
_CERTAIN = (Clock, Span, Exact, DayPart, Part, Limit, Now)


def drop_the_doubtful(result: Scan) -> None:
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
    if isinstance(node, (Now, SameHour)):
        return (result.whole() and not each.weak) or (isinstance(node, SameHour) and beside_day(result, each))
    if _of_something_else(result, each) or _in_figures(result, each):
        return False
    if isinstance(node, (Clock, Span)):
        return _clock_holds(result, each, alone=alone)
    return alone or _day_holds(result, each)


def _of_something_else(result: Scan, each: Found) -> bool:
    """Whether a word beside it makes it part of a name, or the thing that is counted."""
    node = each.node
    counts = result.followed_by_word(each) or _goes_on_counting(result, each) or _counted_for(result, each)
    counted = isinstance(node, Limit) and node.clock.bare and counts
    counted = counted or _of_noon(result, each) or _orders(result, each) or _goes_on_in_letters(result, each)
    counted = counted or (isinstance(node, Clock) and _describes(result, each))
    return (counted and not beside_day(result, each)) or _in_a_name(result, each) or _joined_to_a_word(result, each)


def _orders(result: Scan, each: Found) -> bool:
    """ "المسودة الثانية": the second draft, and not a draft at two."""
    hour = each.last - each.first == 1 and "HOURNAME" in result.terms[each.first].kinds
    return hour and each.first > 0 and result.terms[each.first - 1].other_word


def _goes_on_in_letters(result: Scan, each: Found) -> bool:
    """ "la 3e fois" in a line half Spanish: letters that mean nothing here hang on the figures."""
    after = result.terms[each.last] if each.last < len(result.terms) else None
    if after is None or not (after.glued and after.named) or "DIGITS" not in result.terms[each.last - 1].kinds:
        return False
    return after.other_word or after.kinds.keys() == {"AND"}


def _of_noon(result: Scan, each: Found) -> bool:
    """ "the noon express", "l'express de midi"."""
    if each.last - each.first > 1 or "NOON" not in result.terms[each.first].kinds or not each.first:
        return False
    before = result.terms[each.first - 1]
    return before.other_word or not before.kinds.keys().isdisjoint({"OF", "ARTICLE"})


def _clock_holds(result: Scan, each: Found, *, alone: bool) -> bool:
    node = each.node
    if _one_evening(result, each) or (isinstance(node, Span) and _from_one_to_ten(node)):
        return False
    if alone and _only_a_clock(result.terms[each.first]):
        return True
    if (isinstance(node, Clock) and node.bare) or (isinstance(node, Span) and node.loose):
        return not result.followed_by_word(each) and beside_day(result, each)
    numbers = isinstance(node, Span) and _two_numbers(node)
    counts = result.followed_by_word(each) or _goes_on_counting(result, each)
    counts = counts or any("COUNTING" in term.kinds for term in result.terms[each.first : each.last])
    if (_only_at(result, each) and counts) or (numbers and (counts or _counted_for(result, each))):
        return beside_day(result, each)
    return alone or not each.weak or result.beside(each, (*_CERTAIN, *DAYS))


def _in_figures(result: Scan, each: Found) -> bool:
    """ "at 650-650-6500": figures go on after a sign, as those of a telephone do."""
    rest = result.terms[each.last : each.last + 2]
    if len(rest) < 2 or rest[0].text not in ".-" or not all(term.glued for term in rest):
        return False
    if each.last + 1 in result.used():
        return False
    return result.terms[each.last - 1].text[-1].isdigit() and rest[1].text[0].isdigit()


def _of_a_row(result: Scan, each: Found) -> bool:
    """ "the 3rd time", "the 3 pillars", "the 5 year plan", "the 06 12 34 56"."""
    after = result.terms[each.last] if each.last < len(result.terms) else None
    if after is not None and ("OCCASION" in after.kinds or result.unread_figures(each.last)):
        return True
    return (_so_many(result, each) or _of_units(result, each)) and not result.beside(each, _CERTAIN)


def _out_of_place(result: Scan, each: Found) -> bool:
    """Whether a day that would hold elsewhere means something else here."""
    node = each.node
    if isinstance(node, Impossible):
        return "NUMBER" in result.terms[each.first].kinds and len(result.found) > 1 and _another_day(result, each)
    if isinstance(node, DayOfMonth):
        return _of_a_row(result, each)
    if "PLUS" in result.terms[each.first].kinds:
        return len(result.found) > 1
    if isinstance(node, Later):
        units = {"UNIT", "PAIR", "ANHOUR"}
        bare = all(term.kinds.keys().isdisjoint(units) for term in result.terms[each.first : each.last])
        soon = 0 < node.amount.seconds < _HARDLY_A_WAIT
        return ((soon or bare) and not result.whole()) or (node.amount.vague and result.followed_by_word(each))
    if isinstance(node, Month) and result.followed_by_word(each):
        return _another_day(result, each)
    return each.weak and isinstance(node, MonthDay) and _with_another_day(result, each)


def _is_of(result: Scan, at: int) -> bool:
    return at < len(result.terms) and "OF" in result.terms[at].kinds


def _describes(result: Scan, each: Found) -> bool:
    """ "the monday effect", "a sunday driver", "the 5pm rush": times have no article there."""
    before = result.terms[each.first - 1] if each.first else None
    described = before is not None and "COUNTING" in before.kinds and result.followed_by_word(each)
    return described and isinstance(each.node, (Weekday, Clock))


def _of_units(result: Scan, each: Found) -> bool:
    """ "the 5 year plan"."""
    return each.last < len(result.terms) and "UNIT" in result.terms[each.last].kinds


def _so_many(result: Scan, each: Found) -> bool:
    """ "the 3 pillars", where the third would be "the 3rd", and "the fourth pillar"."""
    terms = result.terms[each.first : each.last]
    said = "COUNTING" in terms[0].kinds and ({"NTH", "ORDINAL"}.isdisjoint(terms[-1].kinds) or terms[-1].named)
    return said and (result.followed_by_word(each) or _is_of(result, each.last))


def _day_holds(result: Scan, each: Found) -> bool:
    node = each.node
    if _out_of_place(result, each) or _long_gone(result, each):
        return False
    if each.weak or _describes(result, each):
        return result.beside(each, (*_CERTAIN, *DAYS))
    if isinstance(node, Part):
        return result.whole() or result.beside(each, (Clock, Span, *DAYS))
    if isinstance(node, (NumericDate, Month, Week)):
        beside = result.whole() or result.beside(each, (*_CERTAIN, *DAYS))
        full = _full(node) and "DIGITS" not in result.terms[each.first].kinds
        return beside or (not _another_day(result, each) and (full or _introduced(result, each)))
    return True


def _long_gone(result: Scan, each: Found) -> bool:
    """ "a year ago we were two": nothing is booked back then, and no hour is named."""
    node = each.node
    past = isinstance(node, (Later, Window)) and node.sign < 0
    return past and not result.whole() and not result.beside(each, _CERTAIN)


def _in_a_name(result: Scan, each: Found) -> bool:
    """Whether a word beside it makes it a wish or a name: "happy friday", "black friday"."""
    noon = isinstance(each.node, Clock) and "NOON" in result.terms[each.last - 1].kinds
    if not (noon or isinstance(each.node, (*DAYS, Part))):
        return False
    named = any("NAMESAKE" in term.kinds for term in _neighbours(result, each))
    return named and (isinstance(each.node, Part) or not result.beside(each, (Clock, Span, Exact, Limit)))


def _neighbours(result: Scan, each: Found) -> list[Term]:
    return [*result.terms[max(0, each.first - 1) : each.first], *result.terms[each.last : each.last + 1]]


def _joined_to_a_word(result: Scan, each: Found) -> bool:
    """ "midi-pyrénées": a hyphen and a word that means nothing here make it part of a longer one."""
    at = each.last
    if not result.terms[at - 1].named:
        return False
    if at < len(result.terms) and "DASH" in result.terms[at].kinds and result.terms[at].glued:
        at += 1
    after = result.terms[at] if at < len(result.terms) else None
    return after is not None and after.glued and after.other_word


def _counted_for(result: Scan, each: Found) -> bool:
    """ "une table pour 4": the word that opens it has other meanings, and words go before it."""
    other = not result.terms[each.first].kinds.keys().isdisjoint({"FOR", "FROM", "OF"})
    return other and each.first > 0 and result.terms[each.first - 1].other_word


def _goes_on_counting(result: Scan, each: Found) -> bool:
    """ "we were 5 or 6", "five out of ten": the number before it was none of a time either."""
    before = each.first - 1
    if before < 0 or before in result.used():
        return False
    return "NUMBER" in result.terms[before].kinds or "OR" in result.terms[each.first].kinds


def _with_another_day(result: Scan, each: Found) -> bool:
    """ "friday 10am new year plan": the feast is what it is about."""
    return any(other is not each and isinstance(other.node, (*DAYS, DayPart)) for other in result.found)


def _another_day(result: Scan, each: Found) -> bool:
    """Whether a day is named elsewhere: "friday at 3, review of the march plan" is about a friday.

    A week that is named first does belong to the day: "next week, let us meet on thursday".
    """
    others = [other for other in result.found if other is not each and isinstance(other.node, (*DAYS, DayPart))]
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
    return isinstance(each.node, Clock) and all(not term.kinds.keys().isdisjoint(_OF_BARE_NUMBERS) for term in terms)


def beside_day(result: Scan, each: Found) -> bool:
    """Whether a day, a part of one or a zone stands beside it."""
    return result.beside(each, (*DAYS, DayPart, Part, InZone))


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
