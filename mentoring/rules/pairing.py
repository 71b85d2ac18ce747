"""The best pairs: as many as there can be, then as many wishes as there can be, then the most points.

A pair that can't be is worth nothing and is left out again, so none is ever made for want of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentoring.pairing import Blockage, Hindrance, Market, Match, Option, Pick, Proposal, Solution, WishKind
from mentoring.rules.blockages import blockages
from mentoring.rules.pairing_scores import Scores, Told, hindrances, scores_of, untold

if TYPE_CHECKING:
    from mentoring.rules.pairing_scores import Flags, Table

SCORES_TAKE = 0.5
"""The part of the work that scoring is, for those who wait."""


def solved(market: Market, told: Told = untold) -> Solution:
    """The best pairs of a market; the same people in any order give the same ones."""
    scores = scores_of(market, lambda done: told(done * SCORES_TAKE))
    mentors, mentees = market.mentors, market.mentees
    made = assigned(scores.points, scores.allowed, [one.places for one in mentors], _wished(market))
    told(1)
    picks = [
        Pick(mentees[column].person_id, mentors[row].person_id, int(scores.points[row, column]))
        for column, row in made.items()
    ]
    left = [number for number in range(len(mentees)) if number not in made]
    return Solution(
        picks=tuple(sorted(picks)),
        unpaired=tuple(mentees[number].person_id for number in left),
        blockages=blockages(scores, made, left),
    )


def assigned(points: Table, allowed: Flags, places: Sequence[int], wished: Sequence[bool]) -> dict[int, int]:
    """The mentor (row) of each mentee (column) who gets one.

    Each mentor stands there once for every place. A pair is worth more than the points of all pairs together, one of a
    mentee about whom something is ``wished`` still more, so pairs come first, wishes next, points last.
    """
    import numpy as np  # noqa: PLC0415  only who pairs people waits for these
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    mentors, mentees = points.shape
    rows = np.repeat(np.arange(mentors), [min(one, mentees) for one in places])
    most = min(len(rows), mentees)
    a_wish = int(points.max(initial=0)) * most + 1
    a_pair = (a_wish + int(points.max(initial=0))) * most + 1
    worth = np.where(allowed, a_pair + points + a_wish * np.array(wished, dtype=np.int64)[None, :], 0)
    found = linear_sum_assignment(worth[rows].astype(np.float64), maximize=True)
    made = ((int(rows[one]), int(column)) for one, column in zip(*found, strict=True))
    return {column: row for row, column in made if allowed[row, column]}


def _wished(market: Market) -> list[bool]:
    asked = {one.mentee_id for one in market.wishes if one.kind is not WishKind.MUST_NOT}
    return [one.person_id in asked for one in market.mentees]


def proposals(market: Market, picks: Sequence[Pick], shown: Sequence[int]) -> list[Proposal]:
    """The proposals to these mentees, in this order, with their parts and the second best; ``picks`` are everybody's.

    Mentees for whom there is none, or whose mentor is not to be had any more, are left out.
    """
    scores, taken = scores_of(_only(market, shown)), _taken(picks)
    rows = {one.person_id: number for number, one in enumerate(scores.market.mentors)}
    columns = {one.person_id: number for number, one in enumerate(scores.market.mentees)}
    fixed = {one.mentee_id for one in market.wishes if one.kind is WishKind.MUST}
    mentors = {one.mentee_id: one.mentor_id for one in picks}
    found = []
    for mentee_id in shown:
        row, column = rows.get(mentors.get(mentee_id, 0)), columns.get(mentee_id)
        if row is not None and column is not None:
            second = next((other for other in _ranked(scores, column) if other != row), None)
            other = None if second is None else _option(scores, second, column, taken)
            found.append(Proposal(scores.match(row, column), other, mentee_id in fixed))
    return found


def options(market: Market, picks: Sequence[Pick], mentee_id: int) -> list[Option]:
    """Every mentor whom the mentee might have, the most points first; that one was settled for them is put aside."""
    scores, taken = scores_of(_only(market, (mentee_id,))), _taken(picks)
    return [_option(scores, row, 0, taken) for row in _ranked(scores, 0)] if scores.market.mentees else []


def still_blocked(market: Market, picks: Sequence[Pick]) -> tuple[Blockage, ...]:
    """Why the mentees without a pick have none; those for whom there is room by now are left out."""
    rows = {one.person_id: number for number, one in enumerate(market.mentors)}
    picked = {one.mentee_id: rows[one.mentor_id] for one in picks if one.mentor_id in rows}
    made = {number: picked[one.person_id] for number, one in enumerate(market.mentees) if one.person_id in picked}
    left = [number for number in range(len(market.mentees)) if number not in made]
    found = blockages(scores_of(market), made, left) if left else ()
    return tuple(one for one in found if one.places < len(one.mentees))


def match_of(market: Market) -> Match:
    """The one mentor and the one mentee of a market, whether they can be paired or not."""
    return scores_of(market).match(0, 0)


def hindrances_of(market: Market, mentor_id: int, mentee_id: int) -> tuple[Hindrance, ...]:
    """Why these two can't be paired; none when they can."""
    mentors = tuple(one for one in market.mentors if one.person_id == mentor_id)
    mentees = tuple(one for one in market.mentees if one.person_id == mentee_id)
    hindered = hindrances(replace(market, mentors=mentors, mentees=mentees))
    return tuple(kind for kind, flags in hindered.items() if flags.any())


def _only(market: Market, mentee_ids: Sequence[int]) -> Market:
    """The market of these mentees alone, none of whom has a mentor settled."""
    mentees = tuple(one for one in market.mentees if one.person_id in mentee_ids)
    settled = {one for one in market.wishes if one.kind is WishKind.MUST and one.mentee_id in mentee_ids}
    return replace(market, mentees=mentees, wishes=market.wishes - settled)


def _taken(picks: Sequence[Pick]) -> Mapping[int, Sequence[int]]:
    """The mentees to whom each mentor is proposed."""
    found: dict[int, list[int]] = {}
    for one in picks:
        found.setdefault(one.mentor_id, []).append(one.mentee_id)
    return found


def _ranked(scores: Scores, column: int) -> Iterator[int]:
    """The mentors (rows) whom the mentee might have, the most points first, then by id."""
    places = [one.places for one in scores.market.mentors]
    order = (-scores.points[:, column]).argsort(kind="stable")
    return (int(row) for row in order if scores.allowed[row, column] and places[row])


def _option(scores: Scores, row: int, column: int, taken: Mapping[int, Sequence[int]]) -> Option:
    mentor, mentee = scores.market.mentors[row], scores.market.mentees[column]
    others = [one for one in taken.get(mentor.person_id, ()) if one != mentee.person_id]
    return Option(scores.match(row, column), tuple(others) if len(others) >= mentor.places else ())
