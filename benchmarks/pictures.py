"""`python -m benchmarks.pictures`: what each picture of a large programme takes, figures and drawing.

What this process computes is told beside the time that passes, of which a busy machine takes its part.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from sqlalchemy import Engine

from benchmarks.databases import databases
from benchmarks.deliveries import TEAM, fresh
from benchmarks.oversight import NOW, counted, fill, reckon_all
from handlers.i18n import Catalogues, Translator
from handlers.pictures import drawn
from mentoring.clocks import use_bundled_zones
from mentoring.people import Programme
from mentoring.pictures import PictureKind
from mentoring.services.pictures import picture
from storage.unit_of_work import SqlUnitOfWork

PAIRS, ROUNDS = 1300, 5


@dataclass(frozen=True)
class Taken:
    """Seconds of one round: until the figures are there, until the picture is, and those computed meanwhile."""

    figures: float
    drawing: float
    computed: float


def main() -> None:
    """Print the seconds of each, the median; the first drawing, which loads what draws, stands apart."""
    use_bundled_zones()
    t = Catalogues.load().translator("ar")
    print(f"{PAIRS} pairs, ten months; seconds, the median of {ROUNDS}")
    print(f"{'':<24}{'figures':>9}{'drawing':>9}{'both':>7}{'computed':>10}{'questions':>11}")
    first: Taken | None = None
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            with fresh(url) as engine:
                programme = fill(engine, PAIRS)
                reckon_all(engine)
                for kind in PictureKind:
                    with counted(engine) as asked:
                        begun = taken(engine, programme, kind, t)
                    first = first or begun
                    rounds = [taken(engine, programme, kind, t) for _ in range(ROUNDS)]
                    figures, drawing, computed = (median(each) for each in zip(*map(astuple, rounds), strict=True))
                    print(
                        f"{name + ', ' + kind:<24}{figures:>9.2f}{drawing:>9.2f}{figures + drawing:>7.2f}"
                        f"{computed:>10.2f}{len(asked):>11}"
                    )
    if first:
        print(f"the very first drawing: {first.drawing:.1f} s, {first.computed:.1f} s computed")
    print("load average", *(f"{one:.1f}" for one in os.getloadavg()))


def taken(engine: Engine, programme: Programme, kind: PictureKind, t: Translator) -> Taken:
    """What one picture takes from the question to the file."""
    before, began = process_time(), perf_counter()
    shown = picture(SqlUnitOfWork(engine, TEAM), programme.id, kind, now=NOW)
    between = perf_counter()
    drawn(t, shown)
    return Taken(between - began, perf_counter() - between, process_time() - before)


if __name__ == "__main__":
    main()
