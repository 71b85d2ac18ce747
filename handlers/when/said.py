"""The parts of a time, each put with its like."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from handlers.when.nodes import (
    LAST_HOUR,
    NOON,
    Amount,
    Clock,
    Day,
    DayOfMonth,
    DayPart,
    Exact,
    Impossible,
    InZone,
    Later,
    Limit,
    Node,
    Now,
    NumberedWeekday,
    Part,
    Replaced,
    SameHour,
    Span,
    Weekday,
    Window,
)


@dataclass
class Said:
    """The parts of a time, sorted by what they are."""

    days: list[Day] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    offsets: list[Later] = field(default_factory=list)
    lengths: list[Amount] = field(default_factory=list)
    until: list[Clock] = field(default_factory=list)
    from_then_on: bool = False
    up_to: list[Clock] = field(default_factory=list)
    exact: list[Exact] = field(default_factory=list)
    now: bool = False
    soon: bool = False
    same_hour: bool = False
    window: Window | None = None
    night: bool = False
    impossible: bool = False
    zone: InZone | None = None
    numbered: list[NumberedWeekday] = field(default_factory=list)
    unsure: bool = False


def sort_out(nodes: Sequence[Node]) -> Said:
    """Puts each part of a time with its like."""
    said = Said()
    for node in nodes:
        if isinstance(node, NumberedWeekday):
            said.numbered.append(node)
        else:
            _put(said, node)
    said.unsure = said.unsure or _hour_or_month(said) or _unmarked(said)
    for numbered in said.numbered:
        _put_numbered(said, numbered)
    if not said.clocks and not said.spans and not said.exact and not said.offsets:
        _open_ends(said)
    return said


def _put(said: Said, node: Node) -> None:
    if isinstance(node, Clock):
        said.clocks += [] if node in said.clocks else [node]
    elif isinstance(node, (Part, Amount, Exact)):
        _like(said, node).append(node)
    elif isinstance(node, DayPart):
        said.days.append(node.day)
        said.parts.append(node.part)
        said.night = node.part.name == "night"
    elif isinstance(node, Span):
        _put_span(said, node)
    elif isinstance(node, Limit):
        _put_limit(said, node)
    elif isinstance(node, InZone):
        another = said.zone is not None and said.zone.zone != node.zone
        said.unsure = said.unsure or node.doubtful or another
        said.zone = said.zone or node
    elif isinstance(node, Replaced):
        said.unsure = True
    elif isinstance(node, Window):
        said.window = said.window or node
    elif isinstance(node, (Now, SameHour, Impossible)):
        said.now = said.now or isinstance(node, Now)
        said.soon = said.soon or (isinstance(node, Now) and node.soon)
        said.same_hour = said.same_hour or isinstance(node, SameHour)
        said.impossible = said.impossible or isinstance(node, Impossible)
    elif isinstance(node, Later) and node.amount.seconds and node.base is None:
        said.offsets.append(node)
    else:
        said.days.append(node)


def _hour_or_month(said: Said) -> bool:
    """ "le 8 10" is the eighth at ten, or the eighth of October."""
    bare = bool(said.clocks) and all(
        clock.bare and 0 < clock.hour <= NOON and not clock.minute for clock in said.clocks
    )
    return bare and any(isinstance(day, DayOfMonth) for day in said.days)


def _unmarked(said: Said) -> bool:
    """Whether only its place says that a number is a day."""
    return any(isinstance(day, DayOfMonth) and day.unmarked for day in said.days)


def _like(said: Said, node: Node) -> list[Any]:
    lists: dict[type, list[Any]] = {Part: said.parts, Amount: said.lengths, Exact: said.exact}
    return lists[type(node)]


def _put_limit(said: Said, node: Limit) -> None:
    {"until": said.until, "after": said.clocks, "before": said.up_to}[node.side].append(node.clock)
    said.from_then_on = said.from_then_on or node.side == "after"
    if node.day is not None:
        said.days.append(node.day)


def _put_numbered(said: Said, node: NumberedWeekday) -> None:
    """ "friday 5" is a date beside a time of day, and else an hour if it can be one."""
    said.days.append(Weekday(node.weekday))
    timed = said.clocks or said.spans or said.exact or said.until or said.up_to
    if timed or node.number > LAST_HOUR or (node.number > NOON and not said.parts):
        said.days.append(DayOfMonth(node.number))
    else:
        said.clocks.append(Clock(node.number, settled=node.number > NOON, bare=True))
        said.unsure = not said.parts


def _put_span(said: Said, span: Span) -> None:
    if span.start.clock is not None and span.start.clock == span.end.clock and span.end.day is None:
        said.clocks.append(span.start.clock)
    else:
        said.spans.append(span)
    if span.start.day is not None:
        said.days.append(span.start.day)
    elif span.end.day is not None and _same_day(span):
        said.days.append(span.end.day)


def _same_day(span: Span) -> bool:
    """Whether the day at the end of a range is that of its start too: not "from 5pm to 9am tomorrow"."""
    start, end = span.start.clock, span.end.clock
    return start is None or end is None or not end.settled or start.minutes() < end.minutes()


def _open_ends(said: Said) -> None:
    if said.until and not said.up_to:
        said.up_to, said.until = said.until, []
