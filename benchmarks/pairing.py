"""How long proposing pairs for a thousand mentors and a thousand mentees takes, beside the bare assignment of scipy.

Run with `python -m benchmarks.pairing`. What compares between machines is the ratio. No two people have the same
working week, which is the hardest there is: hours in common are found once for each two clocks.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from datetime import time as clock

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.places import PLACES
from mentoring.clocks import use_bundled_zones
from mentoring.pairing import Candidate, Market
from mentoring.people import Window, WorkingWeek
from mentoring.rules.pairing import proposals, solved
from mentoring.rules.pairing_scores import scores_of

EACH, TIMES = 1000, 3
FIRST, LAST = date(2027, 1, 4), date(2027, 10, 29)
COMPETENCES = tuple("abcdefghijkl")
LANGUAGES = ("fr", "en", "ar", "it", "es")


def main() -> None:
    """Print the seconds, and the ratio to assigning the same scores and nothing else."""
    use_bundled_zones()
    market = a_market(EACH)
    scores = scores_of(market)
    worth = np.where(scores.allowed, scores.points + 1000, 0).astype(np.float64)
    solution = solved(market)
    everybody = [one.person_id for one in market.mentees]
    bare = _timed(lambda: linear_sum_assignment(worth, maximize=True))
    rows = {
        "the bare assignment": bare,
        "scores of all, with hours": _timed(lambda: scores_of(market)),
        "the best pairs": _timed(lambda: solved(market)),
        "reasons and second best": _timed(lambda: proposals(market, solution.picks, everybody)),
        "one page of those": _timed(lambda: proposals(market, solution.picks, everybody[:8])),
    }
    print(f"{EACH} mentors, {EACH} mentees, {len(solution.picks)} pairs; seconds, the median of {TIMES}")
    print(f"{'':<28}{'s':>8}{'/ bare':>8}")
    for what, took in rows.items():
        print(f"{what:<28}{took:>8.2f}{took / bare:>8.1f}")


def a_market(each: int) -> Market:
    """So many mentors and mentees, the same every time."""
    chance = random.Random(1)
    people = [_somebody(number, chance) for number in range(1, 2 * each + 1)]
    return Market(tuple(people[:each]), tuple(people[each:]), FIRST, LAST)


def _somebody(number: int, chance: random.Random) -> Candidate:
    zone, country = PLACES[number % len(PLACES)]
    windows = (
        Window(day, clock(chance.randrange(7, 11), chance.randrange(60)), clock(chance.randrange(15, 20)))
        for day in chance.sample(range(7), 5)
    )
    return Candidate(
        person_id=number,
        country=country,
        zone=zone,
        working_week=WorkingWeek(tuple(windows)),
        languages=tuple(chance.sample(LANGUAGES, 2)),
        cluster=f"Cluster {chance.randrange(200)}",
        sector=f"Sector {chance.randrange(8)}",
        competences=frozenset(chance.sample(COMPETENCES, 3)),
        words=frozenset(f"word{chance.randrange(3000)}" for _ in range(20)),
    )


def _timed(work: Callable[[], object]) -> float:
    spans = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        spans.append(time.perf_counter() - began)
    return sorted(spans)[TIMES // 2]


if __name__ == "__main__":
    main()
