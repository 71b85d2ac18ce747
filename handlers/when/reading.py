"""What a line was understood to say: the answer of the "when" reader, or the question it asks back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from mentoring.series import Rule


class QuestionCode(StrEnum):
    """Why a person is asked instead of booked."""

    NO_TIME = "no_time"
    NO_DATE = "no_date"
    MERIDIEM = "meridiem"
    DAY_ORDER = "day_order"
    WHICH_WEEK = "which_week"
    WHICH_DAY = "which_day"
    PAST = "past"
    GAP = "gap"
    FOLD = "fold"
    DURATION = "duration"
    LEFTOVER = "leftover"
    TWO_TIMES = "two_times"
    PART_OF_DAY = "part_of_day"
    IMPOSSIBLE = "impossible"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Piece:
    """A stretch of the original text and what it was taken for; `text == original[start:end]`."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Question:
    """What to ask, with the answers to put on buttons: aware, in the zone read, best guess first."""

    code: QuestionCode
    candidates: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class PartOfDay:
    """A part of a day in local hours; `closes` may be 24 or more when it runs past midnight."""

    name: str
    opens: int
    closes: int


@dataclass(frozen=True)
class Repetition:
    """That a time comes again and again: by which rule, until which day (inclusive) or how often, and when not.

    ``rule`` is None when the line repeats in a way that has no rule here, or leaves open on which days.
    """

    rule: Rule | None
    until: date | None = None
    count: int | None = None
    dropped: tuple[date, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One line, understood; `start` holds the best guess even beside a question.

    `zone` is the IANA zone named in the text, else None; `assumed` the abbreviation it was read from, such as
    "CET", when that took an assumption. `duration` is only what the text says, `end` follows from either.
    Without a time of day (`has_time` False) `start` is the midnight that opens the day, or the part of day, and `end`
    the midnight after the last of several days that were named ("next week"), or the end of "the next two hours".
    With a ``repetition``, `start` is the first time of several. `company` is what stands after "with" in a line that
    mentions nobody and may be a name; it is in the topic or among the unused too.
    """

    start: datetime | None = None
    end: datetime | None = None
    duration: timedelta | None = None
    mention: str | None = None
    topic: str | None = None
    zone: str | None = None
    assumed: str | None = None
    question: Question | None = None
    pieces: tuple[Piece, ...] = ()
    unused: tuple[Piece, ...] = ()
    part_of_day: PartOfDay | None = None
    has_time: bool = False
    company: Piece | None = None
    repetition: Repetition | None = None
