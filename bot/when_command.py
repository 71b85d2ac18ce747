"""`mentorbot when`: shows what a line is understood to say, for support, translators and measurements."""

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from handlers.when.reading import Reading
from handlers.when.understanding import Understanding

_CLOCK = "%A %d %B %Y, %H:%M %Z"


def print_reading(
    text: str, *, language: str, zone: str, now: datetime | None = None, out: TextIO | None = None
) -> None:
    """Prints what a line says, piece by piece with their places, or the question it raises.

    `now` is aware and defaults to this moment; `out` to standard output. ValueError when there is no such zone.
    """
    out = out or sys.stdout
    _known(zone)
    reading = Understanding.load().read(text, language=language, zone=zone, now=now or datetime.now(UTC))
    print(text, file=out)
    for line in described(reading):
        print("  " + line, file=out)


def described(reading: Reading) -> list[str]:
    """A reading as lines of plain English: the pieces, what they come to, the question, and what was left."""
    lines = [f"{piece.start:>4}-{piece.end:<4} {piece.kind:<12} {piece.text}" for piece in reading.pieces]
    parts = {
        "start": reading.start.strftime(_CLOCK) if reading.start else None,
        "end": reading.end.strftime(_CLOCK) if reading.end else None,
        "duration": str(reading.duration) if reading.duration else None,
        "zone": reading.zone,
        "assumed": f"{reading.assumed} is the clock of {reading.zone}" if reading.assumed else None,
        "with": reading.mention,
        "about": reading.topic,
        "part of day": _hours(reading),
        "asks": reading.question.code.value if reading.question else None,
    }
    lines += [f"{name:<12} {value}" for name, value in parts.items() if value is not None]
    if reading.question:
        lines += [
            f"{'or' if place else 'offers':<12} {moment.strftime(_CLOCK)}" for place, moment in _numbered(reading)
        ]
    lines += [f"{'not used':<12} {piece.text} ({piece.start}-{piece.end})" for piece in reading.unused]
    return lines


def _hours(reading: Reading) -> str | None:
    part = reading.part_of_day
    return f"{part.name}, {part.opens}:00-{part.closes}:00" if part else None


def _numbered(reading: Reading) -> Iterable[tuple[int, datetime]]:
    return enumerate(reading.question.candidates if reading.question else ())


def answer_lines(source: Iterable[str], out: TextIO) -> None:
    """Answers JSON lines with JSON lines, in order, each as soon as it is read.

    A line has `text`, `lang`, `timezone` and `reference` (ISO 8601 with offset). One that has not is answered with an
    `error` that says what is wrong with it.
    """
    understanding = Understanding.load()
    for line in source:
        if line.strip():
            out.write(json.dumps(_answer(understanding, line), ensure_ascii=False) + "\n")
            out.flush()


def _answer(understanding: Understanding, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        text, language = str(asked["text"]), str(asked["lang"])
        zone, reference = _known(str(asked["timezone"])), datetime.fromisoformat(str(asked["reference"]))
    except KeyError as missing:
        return {"error": f"The line has no {missing}; text, lang, timezone and reference are needed."}
    except (ValueError, TypeError) as wrong:
        return {"error": f"The line cannot be read: {wrong}"}
    if reference.tzinfo is None:
        return {"error": "The reference has no offset; write it like 2026-11-18T10:00:00+01:00."}
    return as_record(understanding.read(text, language=language, zone=zone, now=reference))


def as_record(reading: Reading) -> dict[str, Any]:
    """A reading as the JSON line the command answers with."""
    return {
        "start": reading.start.isoformat() if reading.start else None,
        "end": reading.end.isoformat() if reading.end else None,
        "duration_min": round(reading.duration.total_seconds() / 60) if reading.duration else None,
        "mention": reading.mention,
        "topic": reading.topic,
        "zone": reading.zone,
        "question": reading.question.code.value if reading.question else None,
        "candidates": [moment.isoformat() for _, moment in _numbered(reading)],
        "has_time": reading.has_time,
    }


def _known(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise ValueError(f"There is no zone {zone!r}; write one like Africa/Tunis.") from unknown
    return zone
