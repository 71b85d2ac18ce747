"""Sentences, dates, cities and counts in the reader's language.

The source language is English; catalogues are gettext's, dates and names of places are Babel's, by explicit patterns.
"""

from __future__ import annotations

import gettext
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_location
from babel.lists import format_list

from mentoring.clocks import MINUTE, instants, local

DOMAIN = "mentorbot"
SOURCE = "en"
LANGUAGES = ("en", "fr", "ar", "es", "it")
LOCALES = Path(__file__).parent / "locales"

DAY = {
    "en": "EEEE d MMMM y",
    "fr": "EEEE d MMMM y",
    "ar": "EEEE، d MMMM y",
    "es": "EEEE, d 'de' MMMM 'de' y",
    "it": "EEEE d MMMM y",
}
SHORT_DAY = {"en": "EEE d MMM", "fr": "EEE d MMM", "ar": "EEEE، d MMMM", "es": "EEE, d MMM", "it": "EEE d MMM"}
FIRST_OF_MONTH = {"fr": "d'er'", "it": "d'º'"}
"""How the first day of a month is written where it is not the bare number."""

EVERYDAY_CITY = {("ar", "Asia/Hebron"): "الخليل"}
"""Names people use where Babel gives a description instead."""

ISOLATE, POP_ISOLATE, RTL_MARK = "\u2068", "\u2069", "\u200f"


def N_(sentence: str) -> str:  # noqa: N802 - gettext's own name for a sentence that is translated later
    """Mark a sentence of a table for extraction."""
    return sentence


@dataclass(frozen=True)
class Place:
    """Whose clock: an IANA zone, and the city its person gave, if any."""

    zone: str
    city: str = ""


class CatalogueMissing(FileNotFoundError):
    """A language has no compiled catalogue; `python -m handlers.catalogues` makes it."""


class Translator:
    """Speaks one language. Calling it translates an English sentence with named placeholders."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue
        self._locale = Locale.parse(language)
        self._rtl = self._locale.text_direction == "rtl"

    @property
    def rtl(self) -> bool:
        """Whether the language is written from right to left."""
        return self._rtl

    def __call__(self, sentence: str, /, **values: object) -> str:
        """The sentence in this language, with the values in place."""
        return self._fill(self._catalogue.gettext(sentence), values)

    def n(self, one: str, many: str, count: int, /, **values: object) -> str:
        """The plural form for ``count``, which fills ``{count}``."""
        return self._fill(self._catalogue.ngettext(one, many, count), {"count": count, **values})

    def escape(self, text: str) -> str:
        """What a person typed, so that Slack's mrkdwn shows it as typed."""
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    @property
    def _direction(self) -> str:
        """What gives a line its direction that has no letter of its own."""
        return RTL_MARK if self.rtl else ""

    def isolated(self, text: str) -> str:
        """``text`` so that neither it nor its neighbours reorder where two writing directions meet."""
        if text and (self.rtl or _has_rtl(text)) and not _is_isolate(text):
            return f"{ISOLATE}{text}{POP_ISOLATE}"
        return text

    def marked(self, mark: str, text: str) -> str:
        """A line that begins with a mark, a bullet say, which stays at the line's beginning whatever ``text`` is."""
        return f"{self._direction}{mark} {self.isolated(text)}"

    def dotted(self, parts: Sequence[str]) -> str:
        """Separate facts on one line, with a dot between them.

        A line of isolates alone has no direction of its own, hence the mark.
        """
        return self._direction + " · ".join(self.isolated(part) for part in parts if part)

    def enumerated(self, items: Sequence[str]) -> str:
        """ "Awa, Luca and Omar"."""
        return format_list([self.isolated(item) for item in items], locale=self._locale)

    def day(self, day: date) -> str:
        """ "Tuesday 26 January 2027"."""
        return self._date(day, DAY[self.language])

    def short_day(self, day: date) -> str:
        """ "Tue 26 Jan", for labels with little room."""
        return self._date(day, SHORT_DAY[self.language])

    def weekday(self, day: date) -> str:
        """ "Tuesday"."""
        return format_date(day, "EEEE", locale=self._locale)

    def month(self, day: date) -> str:
        """ "January 2027"."""
        return format_skeleton("yMMMM", day, locale=self._locale)

    def short_month(self, day: date) -> str:
        """ "Jan", or a longer name where the language has no short ones."""
        return format_date(day, "LLL", locale=self._locale)

    def time(self, instant: datetime, zone: str) -> str:
        """ "15:00" on the clocks of ``zone``; "02:30 (UTC+2)" when they show it twice that night."""
        there = local(instant, zone)
        if len(instants(there.replace(tzinfo=None, fold=0), zone)) == 1:
            return f"{there:%H:%M}"
        return self("{time} ({offset})", time=f"{there:%H:%M}", offset=_offset(there))

    def moment(self, instant: datetime, zone: str, city: str = "") -> str:
        """ "Tuesday 26 January 2027, 15:00 (Cairo time)"."""
        return self(
            "{day}, {time} ({city} time)",
            day=self.day(local(instant, zone).date()),
            time=self.time(instant, zone),
            city=self.city(zone, city),
        )

    def both_clocks(self, instant: datetime, mine: Place, theirs: Place) -> str:
        """ "Tuesday 26 January 2027 · 15:00 in Cairo · 14:00 in Marseille"."""
        return self.clocks(instant, (mine, theirs))

    def clocks(self, instant: datetime, places: Sequence[Place]) -> str:
        """The day at the first place, then the time at each; the day again where it is another one."""
        today = local(instant, places[0].zone).date()
        seen: dict[str, Place] = {}
        for place in places:
            seen.setdefault(place.zone, place)
        return self.dotted(
            [self.day(today), *(self._clock(instant, place, today, self.day) for place in seen.values())]
        )

    def hours(self, instant: datetime, places: Sequence[Place]) -> str:
        """ "15:00 in Cairo · 14:00 in Marseille", where the day goes without saying."""
        seen = {place.zone: place for place in reversed(places)}
        there = [seen[zone] for zone in dict.fromkeys(place.zone for place in places)]
        return self.dotted(
            [
                self("{time} in {city}", time=self.time(instant, place.zone), city=self.city(place.zone, place.city))
                for place in there
            ]
        )

    def short_clocks(self, instant: datetime, *places: Place) -> str:
        """ "Tue 26 Jan · 15:00 in Cairo · 14:00 in Marseille", for labels with little room."""
        today = local(instant, places[0].zone).date()
        clocks = [self._clock(instant, place, today, self.short_day) for place in places]
        return self.dotted([self.short_day(today), *dict.fromkeys(clocks)])

    def city(self, zone: str, given: str = "") -> str:
        """The city of a zone; the one its person gave comes first, translated when it is the zone's own."""
        own = self._zone_city(zone)
        return given if given and given.casefold() not in _zone_cities(zone) else own

    def country(self, code: str) -> str:
        """The name of a country by its ISO 3166 code."""
        return self("Palestine") if code == "PS" else self._locale.territories.get(code, code)

    def language_name(self, code: str) -> str:
        """The name of a language, here "French"; its code where nobody gave it a name."""
        return str(self._locale.languages.get(code, code))

    def endonym(self, code: str) -> str:
        """What a language calls itself: "Français"."""
        return str(Locale.parse(code).get_display_name(code)).capitalize()

    def duration(self, length: timedelta) -> str:
        """ "45 minutes", "2 hours", "1 hour 30 minutes"."""
        hours, minutes = divmod(length // MINUTE, 60)
        in_hours = self.n("{count} hour", "{count} hours", hours)
        in_minutes = self.n("{count} minute", "{count} minutes", minutes)
        if hours and minutes:
            return self("{hours} {minutes}", hours=in_hours, minutes=in_minutes)
        return in_hours if hours else in_minutes

    def _clock(self, instant: datetime, place: Place, today: date, written: Callable[[date], str]) -> str:
        there = local(instant, place.zone).date()
        time, city = self.time(instant, place.zone), self.city(place.zone, place.city)
        if there == today:
            return self("{time} in {city}", time=time, city=city)
        return self("{day}, {time} in {city}", day=written(there), time=time, city=city)

    def _date(self, day: date, pattern: str) -> str:
        if day.day == 1 and (first := FIRST_OF_MONTH.get(self.language)):
            pattern = pattern.replace("d", first, 1)
        return format_date(day, pattern, locale=self._locale)

    def _zone_city(self, zone: str) -> str:
        return EVERYDAY_CITY.get((self.language, zone)) or _exemplar(zone, self.language)

    def _fill(self, sentence: str, values: Mapping[str, object]) -> str:
        for name, value in values.items():
            if isinstance(value, str) and value.endswith("."):  # as short months do: one dot ends the sentence too
                sentence = sentence.replace(f"{{{name}}}.", f"{{{name}}}")
        filled = sentence.format(**{k: self.isolated(v) if isinstance(v, str) else v for k, v in values.items()})
        return RTL_MARK + filled if self.rtl and values and not _has_rtl(sentence) else filled


class Catalogues:
    """The compiled catalogues, read once when the process is wired."""

    def __init__(self, catalogues: Mapping[str, gettext.NullTranslations]) -> None:
        self._translators = {language: Translator(language, one) for language, one in catalogues.items()}

    @classmethod
    def load(cls, folder: Path = LOCALES) -> Catalogues:
        """Read every language; CatalogueMissing when one was not compiled."""
        return cls({language: _read(language, folder) for language in LANGUAGES})

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages spoken here."""
        return tuple(self._translators)

    def translator(self, language: str) -> Translator:
        """The translator of a language out of ``languages``."""
        return self._translators[language]

    def best(self, *wishes: str | None) -> str:
        """The first wish that is spoken here ("fr-FR" is French), else English."""
        for wish in wishes:
            language = (wish or "").replace("_", "-").partition("-")[0].lower()
            if language in self._translators:
                return language
        return SOURCE


@cache
def _read(language: str, folder: Path) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if not path.exists():
        raise CatalogueMissing(f"{path.name} for '{language}' is not compiled: run `make env`")
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def _exemplar(zone: str, language: str) -> str:
    city = get_timezone_location(ZoneInfo(zone), locale=language, return_city=True)
    return city.rpartition("/")[2]


def _offset(there: datetime) -> str:
    """ "UTC+2", "UTC-3:30": how far an aware time is from UTC."""
    part = f"{there:%z}"
    sign, hours, minutes = part[0], int(part[1:3]), part[3:5]
    return f"UTC{sign}{hours}" + (f":{minutes}" if minutes != "00" else "")


def _zone_cities(zone: str) -> frozenset[str]:
    return frozenset(_exemplar(zone, language).casefold() for language in LANGUAGES)


def _is_isolate(text: str) -> bool:
    return text[0] == ISOLATE and text.find(POP_ISOLATE) == len(text) - 1


def _has_rtl(text: str) -> bool:
    return not text.isascii() and any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in text)
