"""The day on which people say that they spoke: read as in a booking line, but a day that is over."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime, time, timedelta

from handlers.visit import Visit
from handlers.when.reading import Reading
from mentoring.clocks import Anchor, local

WEEK, YEAR = timedelta(days=7), timedelta(days=365)
NOON = time(12)
"""Stands for an hour that nobody said."""

LONGEST_OPENING = 80
LONGEST_ALONE = 40
OPENING = re.compile(rf"\s*([^\n:：]{{1,{LONGEST_OPENING}}})[:：]")


def opening_of(text: str) -> str:
    """The words before a colon with which a note may say when it was: "We spoke on Tuesday: …"; a short text whole."""
    found = OPENING.match(text)
    if found:
        return found[1]
    return text if len(text) <= LONGEST_ALONE else ""


async def day_spoken(words: str, visit: Visit) -> Anchor | None:
    """When it was, on the person's own clock; None where the words name no day that is over."""
    if not words.strip():
        return None
    reading = await _read(words, visit, visit.now)
    if reading.start is None:
        return None
    start = reading.start.replace(tzinfo=None)
    here = local(visit.now, visit.actor.zone).replace(tzinfo=None)
    if start.date() > here.date():
        before = (await _read(words, visit, visit.now - WEEK)).start
        start = _earlier(start, before.replace(tzinfo=None) if before else None)
    if start.date() > here.date():
        return None
    if not reading.has_time:
        start = min(datetime.combine(start.date(), NOON), here)
    return Anchor(start.replace(second=0, microsecond=0), reading.zone or visit.actor.zone)


async def _read(words: str, visit: Visit, now: datetime) -> Reading:
    read = visit.understand.read
    return await asyncio.to_thread(read, words, language=visit.t.language, zone=visit.actor.zone, now=now)


def _earlier(start: datetime, read_a_week_before: datetime | None) -> datetime:
    """A day to come as the last such day: a weekday moves with the week, a date of the calendar with the year."""
    if read_a_week_before is not None and start - read_a_week_before == WEEK:
        return read_a_week_before
    try:
        return start.replace(year=start.year - 1)
    except ValueError:  # the 29th of February
        return start - YEAR
