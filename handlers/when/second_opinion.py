"""What `dateparser` makes of a text, where the grammar makes nothing of it or not all: the one place that calls it.

It is asked with the writer's language and order of day and month, from a naive local clock, since it compares a zoned
one with UTC. An answer counts only when it says that it found a time of day (it otherwise fills in the present hour),
and only when it lies ahead (`PREFER_DATES_FROM` notwithstanding, it also answers with past days).
"""

from collections.abc import Iterable
from datetime import datetime

from handlers.when.moments import Place

_LONGEST = 60


class SecondOpinion:
    """Asks dateparser. Its parsers are made once per language and order, since each reads its language's data."""

    def __init__(self, languages: Iterable[str]) -> None:
        self.languages = frozenset(languages)

    def read(self, text: str, language: str, place: Place) -> datetime | None:
        """The moment it reads in a short text with figures, in the writer's zone; None when it is not sure of one."""
        if language not in self.languages or len(text) > _LONGEST or text.isdigit() or not any(map(str.isdigit, text)):
            return None
        from dateparser.date import DateDataParser  # noqa: PLC0415 - half a second with its expressions, for few lines

        local = place.now.astimezone(place.zone).replace(tzinfo=None, second=0, microsecond=0)
        found = DateDataParser(languages=[language], settings=_settings(local, place)).get_date_data(text)
        if found.date_obj is None or found.period != "time" or found.date_obj.tzinfo is not None:
            return None
        moment: datetime = found.date_obj.replace(tzinfo=place.zone)
        return moment if moment > place.now else None


def _settings(local: datetime, place: Place) -> dict[str, object]:
    return {
        "RELATIVE_BASE": local,
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "MDY" if place.calendar.day_first is False else "DMY",
        "RETURN_TIME_AS_PERIOD": True,
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
