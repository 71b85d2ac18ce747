"""Clauses of a week: which days and hours belong together, and whether they are added or taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from handlers.when.week_grammar import LUNCHES, Between, Bound, DayLong, Days, PartOf, Said


class Mark(StrEnum):
    """Words that say how what stands beside them is meant."""

    NOT = "not"
    OFF = "off"
    ALSO = "also"
    BREAK = "break"
    BUT = "but"
    STOP = "stop"
    AND = "and"
    COMMA = "comma"


ENDS = frozenset({Mark.COMMA, Mark.STOP})
BOUNDARIES = frozenset({Mark.AND, Mark.COMMA, Mark.STOP, Mark.BUT})


class Ambiguous(Exception):
    """It can't be told whether hours belong to an exception or to the rule."""


@dataclass
class Clause:
    """Days and hours that belong together; ``undecided`` after an exception, where either may be meant."""

    refused: bool = False
    also: bool = False
    pause: bool = False
    undecided: bool = False
    days: list[Days] = field(default_factory=list)
    hours: list[Between] = field(default_factory=list)
    bounds: list[Bound] = field(default_factory=list)
    parts: list[PartOf] = field(default_factory=list)
    daylong: bool = False

    @property
    def timed(self) -> bool:
        """Whether it says at which hours."""
        return bool(self.hours or self.bounds or self.parts or self.daylong)

    @property
    def by_clock(self) -> bool:
        """Whether it says so in hours of the clock."""
        return bool(self.hours or self.bounds)

    @property
    def empty(self) -> bool:
        """Whether it says nothing yet."""
        return not (self.days or self.timed or self.pause)


class Clauses:
    """Takes what is said, word for word, and puts together what belongs together."""

    def __init__(self) -> None:
        self.done: list[Clause] = []
        self.now = Clause()
        self._hours_first: bool | None = None
        self._joined: Mark | None = Mark.STOP

    def read(self, said: Sequence[Said | Mark]) -> list[Clause]:
        """The clauses, in order."""
        for index, one in enumerate(said):
            if isinstance(one, Mark):
                self._mark(one, said[index + 1] if index + 1 < len(said) else Mark.STOP)
            elif isinstance(one, Days):
                self._days(one)
            else:
                self._timing(one)
        self._begin(Clause())
        return self.done

    def _begin(self, clause: Clause) -> None:
        if not self.now.empty:
            self.done.append(self.now)
        self.now = clause

    def _mark(self, mark: Mark, following: Said | Mark) -> None:
        before = self._joined
        self._joined = mark if mark in BOUNDARIES else None
        match mark:
            case Mark.NOT if before is None and not self.now.empty and following in ENDS:
                self.now.refused = True
            case Mark.NOT:
                self._begin(Clause(refused=True))
            case Mark.BREAK if self.now.pause and not self.now.timed:
                pass
            case Mark.BREAK:
                self._begin(Clause(refused=True, pause=True))
            case Mark.BUT | Mark.STOP:
                self._begin(Clause())
            case Mark.OFF if self._looks_back(before, following):
                self.now.refused = True
            case Mark.OFF:
                self._begin(Clause(refused=True))
            case Mark.ALSO if self._looks_back(before, following):
                self.now.also = True
            case Mark.ALSO:
                self._begin(Clause(also=True))
            case _:
                self._joined = before if before is Mark.AND else mark

    def _looks_back(self, before: Mark | None, following: Said | Mark) -> bool:
        """Whether "too" or "off" is said of what stands before it."""
        return not self.now.empty and before is None and isinstance(following, Mark)

    def _days(self, days: Days) -> None:
        if self._hours_first is None:
            self._hours_first = False
        if self.now.timed and not self._hours_first:
            self._begin(self._next_after(self.now))
        self.now.days.append(days)
        self._joined = None

    def _next_after(self, before: Clause) -> Clause:
        """A clause that begins with days: after an exception it may be another."""
        if not before.refused or before.pause:
            return Clause()
        return Clause(refused=True, undecided=self._joined is not Mark.AND)

    def _timing(self, said: Said) -> None:
        if self._hours_first is None:
            self._hours_first = True
        if isinstance(said, PartOf) and said.name in LUNCHES and self.now.by_clock and not self.now.pause:
            self._begin(Clause(refused=True, pause=True))
        elif isinstance(said, Between) and self._lunch_before():
            self.now.parts.pop()
            self._begin(Clause(refused=True, pause=True))
        elif self._belongs_to_the_rule(said) or (self._hours_first and self.now.days and self.now.timed):
            self._begin(Clause())
        self._put(said)
        self._joined = None

    def _lunch_before(self) -> bool:
        return bool(self.now.parts) and self.now.parts[-1].name in LUNCHES and not self.now.pause

    def _belongs_to_the_rule(self, said: Said) -> bool:
        """Hours of the clock after "every day except Friday" are those of every day.

        Ambiguous when no comma stands between, as they may be those of Friday then.
        """
        if not isinstance(said, Between | Bound) or not self.now.refused or self.now.pause or self.now.timed:
            return False
        rules = [one for one in self.done if not one.refused]
        if not self.now.days or not rules or any(one.timed for one in rules):
            return False
        if self._joined is not Mark.COMMA:
            raise Ambiguous
        return True

    def _put(self, said: Said) -> None:
        if isinstance(said, Between):
            self.now.hours.append(said)
        elif isinstance(said, Bound):
            self.now.bounds.append(said)
        elif isinstance(said, PartOf):
            self.now.parts.append(said)
        else:
            self.now.daylong = self.now.daylong or isinstance(said, DayLong)
