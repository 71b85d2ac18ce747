"""From clauses to a working week: what they add to the present one, put in its place, or take from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from handlers.when.nodes import PARTS
from handlers.when.week_clauses import Ambiguous, Clause
from handlers.when.week_grammar import DAY, HOUR, Days, Named, closing, opening, stretch
from mentoring.weeks import (
    WEEKDAYS,
    Hours,
    Stretch,
    add_hours,
    joined,
    set_hours,
    take_hours,
    usual,
)

WHOLE_DAY: Stretch = (0, DAY)
LUNCH = "lunch"
UNTIL_NOON: Stretch = (0, 12 * HOUR)
AFTER_LUNCH: Stretch = (13 * HOUR, DAY)
USUAL_MORNING, USUAL_EVENING = 8 * HOUR, 18 * HOUR


class Impossible(Exception):
    """Hours that end before they begin, or that no day has."""


class NoHours(Exception):
    """Days without hours beside others that have some."""


@dataclass(frozen=True)
class Present:
    """The week that somebody has now, and their days of rest."""

    hours: Hours
    weekend: frozenset[int]


def meant(clauses: Sequence[Clause], present: Present) -> Hours:
    """The week that the clauses describe; Ambiguous, Impossible, NoHours or Unsure when that has to be asked."""
    decided = [_decided(one, clauses, present) for one in clauses]
    added = [one for one in decided if not one.refused]
    hours = _added(added, present)
    for one in decided:
        if one.refused:
            hours = take_hours(hours, _days(one, present) or WEEKDAYS, _taken(one))
    return hours


def _decided(clause: Clause, clauses: Sequence[Clause], present: Present) -> Clause:
    """After an exception, days with hours of the clock are no other exception, unless the rule has them already."""
    if not clause.undecided or not clause.by_clock:
        return clause
    ruled = {day for one in clauses if not one.refused for day in _days(one, present)}
    if ruled & _days(clause, present):
        raise Ambiguous
    clause.refused = False
    return clause


def _added(clauses: Sequence[Clause], present: Present) -> Hours:
    anew = any(one.days and not one.also for one in clauses)
    hours: Hours = {} if anew else present.hours
    shared = [one for one in clauses if one.timed and not one.days]
    own = [one for one in clauses if one.days]
    if not own:
        return _timed_anew(hours, shared, present)
    if shared and all(one.timed for one in own):
        raise Ambiguous
    before: Sequence[Stretch] = usual(present.hours)
    seen: list[frozenset[int]] = []
    for one in own:
        days = _days(one, present)
        stretches = _given(one, clauses, shared, before, present)
        more = one.also or days in seen
        hours = (add_hours if more else set_hours)(hours, days, stretches)
        before = stretches
        seen.append(days)
    return hours


def _timed_anew(hours: Hours, shared: Sequence[Clause], present: Present) -> Hours:
    """Other hours, or more of them, on the days that somebody has."""
    for one in shared:
        stretches = _stretches(one, usual(present.hours), present)
        hours = (add_hours if one.also else set_hours)(hours, tuple(hours), stretches)
    return hours


def _given(
    clause: Clause, clauses: Sequence[Clause], shared: Sequence[Clause], before: Sequence[Stretch], present: Present
) -> Sequence[Stretch]:
    if clause.timed:
        return _stretches(clause, before, present)
    if shared:
        return joined(part for one in shared for part in _stretches(one, before, present))
    if any(one.timed for one in clauses):
        raise NoHours
    return usual(present.hours)


def _days(clause: Clause, present: Present) -> frozenset[int]:
    return frozenset(day for days in clause.days for day in _named(days, present.weekend))


def _named(days: Days, weekend: Collection[int]) -> Collection[int]:
    match days.named:
        case Named.ALL:
            return WEEKDAYS
        case Named.WEEKEND:
            return weekend
        case Named.WORKDAYS:
            return [day for day in WEEKDAYS if day not in weekend]
        case None:
            return days.days


def _stretches(clause: Clause, before: Sequence[Stretch], present: Present) -> Sequence[Stretch]:
    """The hours that a clause gives; an end that it leaves open is as ``before``, a part of the day as usual."""
    if clause.hours:
        return [_possible(stretch(one.opens, one.closes)) for one in clause.hours]
    if clause.bounds:
        opens, closes = before[0][0], before[-1][1]
        for bound in clause.bounds:
            opens = opening(bound.clock) if bound.opens else opens
        for bound in clause.bounds:
            closes = closes if bound.opens else closing(bound.clock, opens)
        return [_possible((opens, closes))]
    opens, closes = usual(present.hours)[0][0], usual(present.hours)[-1][1]
    if clause.daylong:
        return [(opens, closes)]
    return [_part(one.name, opens, closes) for one in clause.parts]


def _part(name: str, opens: int, closes: int) -> Stretch:
    """A part of the day in which somebody may be booked: within their usual hours where it can be."""
    part = PARTS[name]
    if name == "morning":
        return (opens if opens < part.closes * HOUR else USUAL_MORNING), part.closes * HOUR
    if name == "afternoon":
        return part.opens * HOUR, (closes if closes > (part.opens + 1) * HOUR else USUAL_EVENING)
    if name == "working_hours":
        return opens, closes
    return part.opens * HOUR, min(part.closes * HOUR, DAY)


def _taken(clause: Clause) -> Sequence[Stretch]:
    """The hours that an exception takes away."""
    if clause.hours:
        return [_possible(stretch(one.opens, one.closes)) for one in clause.hours]
    if clause.bounds:
        return [(opening(one.clock), DAY) if one.opens else (0, closing(one.clock, 0)) for one in clause.bounds]
    if clause.parts:
        return [_part_taken(one.name) for one in clause.parts]
    return [_part_taken(LUNCH)] if clause.pause else [WHOLE_DAY]


def _part_taken(name: str) -> Stretch:
    if name == "morning":
        return UNTIL_NOON
    if name == "afternoon":
        return AFTER_LUNCH
    part = PARTS[name]
    return part.opens * HOUR, DAY if name in {"evening", "night"} else min(part.closes * HOUR, DAY)


def _possible(found: Stretch | None) -> Stretch:
    if found is None or not found[0] < found[1] <= DAY:
        raise Impossible
    return found
