"""The readers of time: loaded by whoever asks first, and once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from bot.readers import Late, Readers

NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
ASKING = 4


def test_what_is_late_is_loaded_once_whoever_asks_at_once() -> None:
    loaded: list[object] = []
    together = Barrier(ASKING, timeout=5)

    def load() -> object:
        loaded.append(object())
        return loaded[-1]

    late = Late(load)

    def ask(_: int) -> object:
        together.wait()
        return late()

    with ThreadPoolExecutor(ASKING) as pool:
        given = set(pool.map(ask, range(ASKING)))
    assert given == set(loaded)
    assert len(loaded) == 1


def test_readers_read_without_having_been_warmed() -> None:
    readers = Readers()
    reading = readers.understanding.read("tomorrow at 15:00", language="en", zone="Africa/Tunis", now=NOW)
    assert reading.start == datetime(2027, 1, 5, 14, tzinfo=UTC)
    assert readers.availability.zone_of("Tunis") == "Africa/Tunis"
