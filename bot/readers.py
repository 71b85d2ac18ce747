"""The readers of what people write about time, loaded by whoever asks first: no start waits for five languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Generic, TypeVar

from handlers.when.availability import Availability, AvailabilityReader, Writer
from handlers.when.reading import Reading
from handlers.when.understanding import LANGUAGES, Understanding

T = TypeVar("T")


class Late(Generic[T]):
    """Something loaded once, by the first of any threads that asks; the others wait for it."""

    def __init__(self, load: Callable[[], T]) -> None:
        self._load = load
        self._loading = Lock()
        self._loaded: T | None = None

    def __call__(self) -> T:
        """The thing."""
        if self._loaded is None:
            with self._loading:
                if self._loaded is None:
                    self._loaded = self._load()
        return self._loaded


class Readers:
    """Both readers: of when a session is to be, and of when somebody may be booked."""

    def __init__(self) -> None:
        self._understanding = Late(Understanding.load)
        self._availability = Late(lambda: AvailabilityReader.load(self._understanding()))
        self.understanding = LateUnderstanding(self._understanding)
        self.availability = LateAvailability(self._availability)

    def warm(self) -> None:
        """Load both and read a line in each language, so that the first who writes does not wait; takes a second."""
        for language in LANGUAGES:
            self._understanding().warm(language)
        self._availability()


class LateUnderstanding:
    """`handlers.when.Understanding` (port `handlers.parsing.Understand`), loaded when it is first asked."""

    def __init__(self, reader: Late[Understanding]) -> None:
        self._reader = reader

    def read(self, text: str, *, language: str, zone: str, now: datetime, day_first: bool | None = None) -> Reading:
        """What one line says, or what to ask back."""
        return self._reader().read(text, language=language, zone=zone, now=now, day_first=day_first)


class LateAvailability:
    """`handlers.when.AvailabilityReader` (port `handlers.parsing.UnderstandAvailability`), loaded likewise."""

    def __init__(self, reader: Late[AvailabilityReader]) -> None:
        self._reader = reader

    def read(self, text: str, *, writer: Writer, now: datetime) -> Availability:
        """What a line says, or what has to be asked."""
        return self._reader().read(text, writer=writer, now=now)

    def zone_of(self, name: str) -> str | None:
        """The IANA zone of this name, or of the city of this name in any language; None when none is known."""
        return self._reader().zone_of(name)
