"""How long reading "when" takes, beside dateparser's `parse` and `search_dates` on the same phrases.

Run with `python -m benchmarks.when`. Only the ratios are worth comparing between machines.
"""

import json
import statistics
import time
import zoneinfo
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import dateparser
from dateparser.search import search_dates

from handlers.when.understanding import LANGUAGES, Understanding

PHRASES = Path(__file__).parent.parent / "tests" / "handlers" / "when" / "phrases.jsonl"
ROUNDS = 5
Reader = Callable[[dict[str, Any]], object]


def main() -> None:
    """Prints the milliseconds per phrase and the ratios."""
    zoneinfo.reset_tzpath(to=[])
    phrases = [json.loads(line) for line in PHRASES.read_text(encoding="utf-8").splitlines()]
    started = time.perf_counter()
    understanding = Understanding.load()
    loading = (time.perf_counter() - started) * 1000
    started = time.perf_counter()
    for language in LANGUAGES:
        understanding.warm(language)
    warming = (time.perf_counter() - started) * 1000
    readers: dict[str, Reader] = {
        "mentorbot": lambda phrase: understanding.read(
            phrase["text"],
            language=phrase["lang"],
            zone=phrase["timezone"],
            now=datetime.fromisoformat(phrase["reference"]),
        ),
        "dateparser.parse": lambda phrase: dateparser.parse(phrase["text"], languages=[phrase["lang"]]),
        "search_dates": lambda phrase: search_dates(phrase["text"], languages=[phrase["lang"]]),
    }
    print(f"loading {len(LANGUAGES)} languages {loading:.0f} ms, warming them {warming:.0f} ms")
    print(f"{'':<18}{'median ms':>10}{'p99 ms':>10}{'median / mentorbot':>20}")
    own: float | None = None
    for name, reader in readers.items():
        times = measured(reader, phrases)
        median = statistics.median(times)
        own = own or median
        print(f"{name:<18}{median:>10.2f}{times[int(len(times) * 0.99)]:>10.2f}{median / own:>20.1f}")
    text = "next of in at on the 10:30 monday de à y media " * 70
    started = time.perf_counter()
    understanding.read(
        text[:3000], language="fr", zone="Europe/Paris", now=datetime.fromisoformat("2026-11-18T10:00:00+01:00")
    )
    print(f"3,000 characters of almost-times {(time.perf_counter() - started) * 1000:.0f} ms")


def measured(reader: Reader, phrases: list[dict[str, Any]]) -> list[float]:
    """Milliseconds per phrase, warm, the best of each in some rounds, sorted."""
    best = [float("inf")] * len(phrases)
    for _ in range(ROUNDS):
        for place, phrase in enumerate(phrases):
            started = time.perf_counter()
            reader(phrase)
            best[place] = min(best[place], (time.perf_counter() - started) * 1000)
    return sorted(best)


if __name__ == "__main__":
    main()
