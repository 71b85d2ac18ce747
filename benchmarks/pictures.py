"""`python -m benchmarks.pictures`: what each picture of a large programme takes, figures and drawing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks.databases import databases
from benchmarks.deliveries import TEAM, fresh
from benchmarks.oversight import NOW, counted, fill, reckon_all
from handlers.i18n import Catalogues
from handlers.pictures import drawn
from mentoring.clocks import use_bundled_zones
from mentoring.pictures import PictureKind
from mentoring.services.pictures import picture
from storage.unit_of_work import SqlUnitOfWork

PAIRS, ROUNDS = 1300, 5


def main() -> None:
    """Print the seconds of each, the median; loading what draws is not counted, as it is done once."""
    use_bundled_zones()
    t = Catalogues.load().translator("ar")
    print(f"{PAIRS} pairs, ten months; seconds, the median of {ROUNDS}")
    print(f"{'':<24}{'figures':>9}{'drawing':>9}{'both':>7}{'questions':>11}")
    with tempfile.TemporaryDirectory(prefix="mentorbot-bench-") as folder, databases(Path(folder)) as urls:
        for name, url in urls.items():
            with fresh(url) as engine:
                programme = fill(engine, PAIRS)
                reckon_all(engine)
                for kind in PictureKind:
                    with counted(engine) as asked:
                        shown = picture(SqlUnitOfWork(engine, TEAM), programme.id, kind, now=NOW)
                    questions = len(asked)
                    drawn(t, shown)
                    figures, drawing = [], []
                    for _ in range(ROUNDS):
                        began = perf_counter()
                        shown = picture(SqlUnitOfWork(engine, TEAM), programme.id, kind, now=NOW)
                        between = perf_counter()
                        drawn(t, shown)
                        figures.append(between - began)
                        drawing.append(perf_counter() - between)
                    took, drew = (sorted(spans)[ROUNDS // 2] for spans in (figures, drawing))
                    print(f"{name + ', ' + kind:<24}{took:>9.2f}{drew:>9.2f}{took + drew:>7.2f}{questions:>11}")


if __name__ == "__main__":
    main()
