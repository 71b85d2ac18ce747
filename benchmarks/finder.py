"""How long an hour for thirty people over six weeks takes to find, beside reading each person's free time alone.

Run with `python -m benchmarks.finder`. What compares between machines is the ratio.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from benchmarks.figures import percentile
from benchmarks.places import PLACES
from mentoring.clocks import use_bundled_zones
from mentoring.intervals import Interval
from mentoring.people import Agenda, Person, WorkingWeek
from mentoring.rules.availability import free
from mentoring.rules.finder import best_hours

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE, WEEKS, SESSIONS, TIMES = 30, 6, 8, 20


def main() -> None:
    """Print the milliseconds and the ratio to reading the same people's free time."""
    use_bundled_zones()
    within = Interval(NOW, NOW + timedelta(weeks=WEEKS))
    agendas = [_agenda(number, random.Random(number)) for number in range(1, PEOPLE + 1)]
    reading = _timed(lambda: [free(agenda, within) for agenda in agendas])
    print(f"{PEOPLE} people over {WEEKS} weeks, {SESSIONS} sessions each, {TIMES} times; milliseconds")
    print(f"{'':<28}{'p50':>8}{'p95':>8}{'/ free time':>13}")
    rows = {
        "everybody's free time": reading,
        "the best five hours": _timed(lambda: best_hours(agendas, [within], HOUR)),
    }
    for what, spans in rows.items():
        p50, p95 = percentile(spans, 0.5), percentile(spans, 0.95)
        print(f"{what:<28}{p50 * 1000:>8.1f}{p95 * 1000:>8.1f}{p50 / percentile(reading, 0.5):>13.1f}")


def _agenda(number: int, chance: random.Random) -> Agenda:
    zone, country = PLACES[number % len(PLACES)]
    person = Person(number, "T1", None, "", f"Person {number}", zone, country)
    starts = [NOW + chance.randrange(WEEKS * 7 * 24) * HOUR for _ in range(SESSIONS)]
    return Agenda(person, WorkingWeek.usual(country), tuple(Interval(one, one + HOUR) for one in starts), ())


def _timed(work: Callable[[], object]) -> list[float]:
    spans = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        spans.append(time.perf_counter() - began)
    return sorted(spans)


if __name__ == "__main__":
    main()
