"""A message as one person reads it: names for mentions, dates in her own zone and language, no markup."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, format_timedelta

from bot.sandbox.records import Person
from bot.sandbox.text import unescape

_TOKEN = re.compile(r"<([^<>]+)>")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def as_read(text: str, reader: Person, name_of: Callable[[str], str], *, now: float) -> str:
    """Slack text with its `<…>` notation resolved for `reader`. `now` is epoch seconds, for "today" and "ago"."""

    def spoken(match: re.Match[str]) -> str:
        body, _, label = match[1].partition("|")
        if body.startswith("@"):
            return f"@{label or name_of(body[1:])}"
        if body.startswith("#"):
            return f"#{label or name_of(body[1:])}"
        if body.startswith("!date^"):
            return _date(body, label, reader, now)
        if body.startswith("!"):
            return label or f"@{body[1:]}"
        return label or body

    return unescape(_TOKEN.sub(spoken, text))


def _date(body: str, fallback: str, reader: Person, now: float) -> str:
    _, stamp, pattern, *_ = [*body.split("^"), "", ""]
    if not stamp.lstrip("-").isdigit():
        return fallback
    zone = ZoneInfo(reader.tz)
    when = datetime.fromtimestamp(int(stamp), zone)
    today = datetime.fromtimestamp(now, zone)
    return _PLACEHOLDER.sub(lambda match: _part(match[1], when, today, _locale(reader)) or match[0], pattern)


def _part(token: str, when: datetime, today: datetime, locale: Locale) -> str | None:
    match token.removesuffix("_pretty"):
        case "date_num":
            return f"{when:%Y-%m-%d}"
        case "date" | "date_short" | "date_long" as kind:
            near = _near(when, today, locale) if token.endswith("_pretty") else None
            return near or format_date(when, _WIDTHS[kind], locale=locale)
        case "time":
            return format_time(when, "short", tzinfo=when.tzinfo, locale=locale)
        case "time_secs":
            return format_time(when, "medium", tzinfo=when.tzinfo, locale=locale)
        case "ago":
            gap = when.astimezone(UTC) - today.astimezone(UTC)
            return format_timedelta(gap, add_direction=True, locale=locale)
    return None


_WIDTHS = {"date": "long", "date_short": "medium", "date_long": "full"}


def _near(when: datetime, today: datetime, locale: Locale) -> str | None:
    if locale.language != "en":  # Babel publishes no words for today and tomorrow
        return None
    return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get((when.date() - today.date()).days)


def _locale(reader: Person) -> Locale:
    try:
        return Locale.parse(reader.locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "US")
