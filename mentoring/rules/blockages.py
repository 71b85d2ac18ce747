"""Why not everybody gets a mentor: mentees who between them can only be with mentors that have too few places.

Found as Hall's theorem has it: whoever can be reached from a mentee left over, going to a mentor they could be with and
on to the mentees who have that mentor, shares these mentors with them. Without any one of them the others would fit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mentoring.pairing import Blockage, Market, Wish
from mentoring.rules.pairing_scores import Scores, hindrances

if TYPE_CHECKING:
    from mentoring.rules.pairing_scores import Flags


def blockages(scores: Scores, made: Mapping[int, int], left: Sequence[int]) -> tuple[Blockage, ...]:
    """What keeps the mentees ``left`` (columns) from being paired; ``made`` are the pairs, mentors (rows) by mentee.

    Those who are in want of the same mentors are told of together.
    """
    together: dict[frozenset[int], set[int]] = {}
    for column in left:
        mentees, mentors = _reached(scores.allowed, scores.market, made, column)
        together.setdefault(mentors, set()).update(mentees)
    return tuple(_blockage(scores, mentees, mentors) for mentors, mentees in together.items())


def _reached(
    allowed: Flags, market: Market, made: Mapping[int, int], start: int
) -> tuple[frozenset[int], frozenset[int]]:
    """The mentees and mentors that a mentee left over is in competition with and for."""
    theirs: dict[int, list[int]] = {}
    for column, row in made.items():
        theirs.setdefault(row, []).append(column)
    mentees, mentors, waiting = {start}, set[int](), [start]
    while waiting:
        for row in allowed[:, waiting.pop()].nonzero()[0].tolist():
            if row in mentors or not market.mentors[row].places:
                continue
            mentors.add(row)
            new = [one for one in theirs.get(row, ()) if one not in mentees]
            mentees.update(new)
            waiting.extend(new)
    return frozenset(mentees), frozenset(mentors)


def _blockage(scores: Scores, mentees: Collection[int], mentors: Collection[int]) -> Blockage:
    market = scores.market
    columns, rows = sorted(mentees), sorted(mentors)
    outside = [row for row, one in enumerate(market.mentors) if row not in mentors and one.places]
    return Blockage(
        mentees=tuple(market.mentees[column].person_id for column in columns),
        mentors=tuple(market.mentors[row].person_id for row in rows),
        places=sum(market.mentors[row].places for row in rows),
        wishes=_in_each_others_way(market, columns),
        hindrances={
            market.mentees[column].person_id: {
                kind: count for kind, flags in scores.hindrances.items() if (count := int(flags[outside, column].sum()))
            }
            for column in columns
        },
    )


def _in_each_others_way(market: Market, columns: Sequence[int]) -> tuple[Wish, ...]:
    """The wishes for these mentees that can't all hold, and could if any one of them were given up."""
    ours = replace(market, mentees=tuple(market.mentees[column] for column in columns))
    about = {one.person_id for one in ours.mentees}
    kept = sorted(one for one in market.wishes if one.mentee_id in about)
    for wish in tuple(kept):
        fewer = [one for one in kept if one != wish]
        if not _all_fit(replace(ours, wishes=frozenset(fewer))):
            kept = fewer
    return tuple(kept)


def _all_fit(market: Market) -> bool:
    """Whether every mentee could get a mentor."""
    import numpy as np  # noqa: PLC0415  only who pairs people waits for these
    from scipy.sparse import csr_array  # noqa: PLC0415
    from scipy.sparse.csgraph import maximum_bipartite_matching  # noqa: PLC0415

    hindered = np.logical_or.reduce(list(hindrances(market).values()))
    rows = np.repeat(np.arange(len(market.mentors)), [one.places for one in market.mentors])
    found = maximum_bipartite_matching(csr_array(~hindered.T[:, rows]), perm_type="column")
    return bool((found >= 0).all())
