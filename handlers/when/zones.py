"""Time zones as people write them: "Cairo time", "heure de Tunis", "بتوقيت القدس", UTC+2, CET, Europe/Rome."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

from handlers.when.lexicon import Lexicon
from handlers.when.words import Word, cut, fold, level

_LONGEST_NAME = 4
_LONGEST_PHRASE = 8
_HOURS_EAST, _HOURS_WEST = 14, 12
_UNEVEN = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+8:45": "Australia/Eucla",
    "+9:30": "Australia/Darwin",
    "-9:30": "Pacific/Marquesas",
}
_UNIVERSAL = {"utc", "gmt"}
_ENDS_AN_HOUR = {"OCLOCK", "PART", "AM", "PM"}
_SMALL_LETTERS = {"cet", "cest", "eet", "eest", "bst", "est", "edt", "pst", "pdt"}
"""Read only where no word follows: "cet" and "est" are words of French."""
_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d\d))?")


@dataclass(frozen=True, slots=True)
class ZoneMatch:
    """A zone named in a text, the abbreviation it was read from if any, and the index of the word after it."""

    zone: str
    assumed: str | None
    until: int
    only_after_time: bool = False
    doubtful: bool = False
    """Whether it may as well be the place where one meets: "4pm Tunis"."""


class ZoneNames:
    """Names of zones, cities and countries in every language. Built once, then only read."""

    def __init__(self, table: dict[str, Any], languages: Iterable[str]) -> None:
        self.known = available_timezones()
        self.lowered = {zone.lower(): zone for zone in self.known}
        self.abbreviations: dict[str, str] = table["abbreviations"]
        self.coasts: dict[str, str] = table["coasts"]
        self.names: dict[tuple[str, ...], str] = {}
        self.spoken: dict[tuple[str, ...], str] = {}
        for language in languages:
            self._add_language(language, table["countries"])
            self._add_regions(language, table["regions"])
        for zone, names in table["names"].items():
            self._add(self.names, zone, names)
        for zone, names in table["spoken"].items():
            self._add(self.spoken, zone, names)
        self.spoken_first = {key[0] for key in self.spoken} | {"ال" + key[0] for key in self.spoken}

    @classmethod
    def load(cls, languages: Iterable[str]) -> "ZoneNames":
        """City and country names from CLDR, with the nicknames of `zones.toml` over them."""
        source = resources.files("handlers.when").joinpath("zones.toml")
        return cls(tomllib.loads(source.read_text(encoding="utf-8")), languages)

    def _add(self, into: dict[tuple[str, ...], str], zone: str, names: Iterable[str]) -> None:
        for name in names:
            into[_key(name)] = zone

    def _add_regions(self, language: str, regions: dict[str, str]) -> None:
        named = Locale.parse(language).meta_zones
        for region, zone in regions.items():
            long = named[region].get("long", {}) if region in named else {}
            self._add(self.spoken, zone, [name for name in long.values() if len(_key(name)) > 1])

    def _add_language(self, language: str, capitals: dict[str, str]) -> None:
        locale = Locale.parse(language)
        names = {zone: data["city"] for zone, data in locale.time_zones.items() if "city" in data}
        for zone, city in names.items():
            if zone in self.known:
                self.names.setdefault(_key(city), zone)
        if language == "en":
            for zone in self.known:
                if zone.count("/") and not zone.startswith(("Etc/", "SystemV/", "US/")):
                    self.names.setdefault(_key(zone.rsplit("/", 1)[1].replace("_", " ")), zone)
        territory_zones = get_global("territory_zones")
        for territory, name in locale.territories.items():
            zones = territory_zones.get(territory, [])
            zone = capitals.get(territory) or (zones[0] if len(zones) == 1 else None)
            if zone in self.known:
                self.names[_key(name)] = zone

    def named(self, name: str) -> str | None:
        """The zone of this name, or that of the city or country of this name; None when there is none."""
        return self.lowered.get(name.strip().lower().replace(" ", "_")) or self.names.get(_key(name))

    def match(self, words: list[Word], at: int, lexicons: Sequence[Lexicon]) -> ZoneMatch | None:
        """The zone named from this word on, if any; a lone city is a place, not a zone."""
        word = words[at]
        if word.kind == "zone":
            zone = self.lowered.get(word.text.lower())
            return ZoneMatch(zone, None, at + 1) if zone else None
        if word.kind == "offset":
            return _fixed(word.text, at + 1) if at else None
        if word.text == "(":
            return self._in_brackets(words, at)
        if word.kind != "word":
            return None
        return (
            self._abbreviation(words, at, lexicons)
            or self._phrase(words, at, lexicons)
            or self._in_city(words, at, lexicons)
            or self._bare_city(words, at, lexicons)
        )

    def _bare_city(self, words: list[Word], at: int, lexicons: Sequence[Lexicon]) -> ZoneMatch | None:
        """ "4pm Tunis"."""
        if not at or not _tells_an_hour(words[at - 1], lexicons) or words[at].folded in _UNIVERSAL:
            return None
        if any(lexicon.match(words, at) is not None for lexicon in lexicons):
            return None
        for until in range(min(len(words), at + _LONGEST_NAME), at, -1):
            zone = self.names.get(tuple(_bare(word.folded) for word in words[at:until]))
            if zone and _ends_there(words, until, lexicons):
                city = " ".join(word.text for word in words[at:until])
                return ZoneMatch(zone, city, until, only_after_time=True, doubtful=True)
        return None

    def _in_city(self, words: list[Word], at: int, lexicons: Sequence[Lexicon]) -> ZoneMatch | None:
        """ "3pm in Cairo": the city's clock, which is an assumption."""
        if not any(words[at].folded in lexicon.zone_in for lexicon in lexicons):
            return None
        for until in range(min(len(words), at + 1 + _LONGEST_NAME), at + 1, -1):
            zone = self.names.get(tuple(_bare(word.folded) for word in words[at + 1 : until]))
            if zone:
                city = " ".join(word.text for word in words[at + 1 : until])
                return ZoneMatch(zone, city, until, only_after_time=True)
        return None

    def _in_brackets(self, words: list[Word], at: int) -> ZoneMatch | None:
        """ "10:00 (Rome)"."""
        for until in range(at + 2, min(len(words), at + 2 + _LONGEST_NAME)):
            if words[until].text == ")":
                zone = self.names.get(tuple(_bare(word.folded) for word in words[at + 1 : until]))
                city = " ".join(word.text for word in words[at + 1 : until])
                return ZoneMatch(zone, city, until + 1, only_after_time=True) if zone else None
        return None

    def _abbreviation(self, words: list[Word], at: int, lexicons: Sequence[Lexicon]) -> ZoneMatch | None:
        text = words[at].text
        if text.upper() in ("UTC", "GMT") or (text in "Zz" and words[at].glued):
            return self._universal(words, at)
        if text in _SMALL_LETTERS and (at + 1 == len(words) or words[at + 1].kind != "word"):
            text = text.upper()
        if words[at].folded in self.coasts and _ends_there(words, at + 1, lexicons):
            return ZoneMatch(self.coasts[words[at].folded], text, at + 1, only_after_time=True)
        zone = self.abbreviations.get(text)
        return ZoneMatch(zone, text, at + 1, only_after_time=True) if zone else None

    def _universal(self, words: list[Word], at: int) -> ZoneMatch | None:
        after = at + 1
        if after < len(words) and words[after].kind == "offset":
            return _fixed(words[after].text, after + 1)
        signed = after + 1 < len(words) and words[after].text in "+-" and words[after + 1].glued
        if signed and words[after + 1].kind in ("number", "clock"):
            return _fixed(words[after].text + words[after + 1].text, after + 2)
        return ZoneMatch("UTC", None, after)

    def _phrase(self, words: list[Word], at: int, lexicons: Sequence[Lexicon]) -> ZoneMatch | None:
        spoken = self._spoken_phrase(words, at) if words[at].folded in self.spoken_first else None
        if spoken is not None:
            return spoken
        if not any(
            word.folded in after for word in words[at + 1 : at + _LONGEST_NAME + 1] for after in _after(lexicons)
        ):
            return self._preceded(words, at, lexicons)
        for until in range(min(len(words), at + _LONGEST_NAME), at, -1):
            key = tuple(word.folded for word in words[at:until])
            named = until < len(words) and any(words[until].folded in lexicon.zone_after for lexicon in lexicons)
            if named and key in self.names:
                return ZoneMatch(self.names[key], None, until + 1)
        return self._preceded(words, at, lexicons)

    def _preceded(self, words: list[Word], at: int, lexicons: Sequence[Lexicon]) -> ZoneMatch | None:
        if any(words[at].folded in lexicon.zone_before for lexicon in lexicons):
            return self._after_preposition(words, at + 1)
        return None

    def _spoken_phrase(self, words: list[Word], at: int) -> ZoneMatch | None:
        key: tuple[str, ...] = ()
        best: ZoneMatch | None = None
        for index in range(at, min(len(words), at + _LONGEST_PHRASE)):
            if words[index].kind == "word":
                key = (*key, _bare(words[index].folded))
                if key in self.spoken:
                    best = ZoneMatch(self.spoken[key], None, index + 1)
        return best

    def _after_preposition(self, words: list[Word], at: int) -> ZoneMatch | None:
        for start in (at, at + 1, at + 2):
            for until in range(min(len(words), start + _LONGEST_NAME), start, -1):
                key = tuple(_bare(word.folded) for word in words[start:until])
                zone = self.names.get(key)
                if zone:
                    return ZoneMatch(zone, None, until)
            if start < len(words) and len(words[start].folded) > len("dell") + 1:
                return None
        return None


def _tells_an_hour(word: Word, lexicons: Sequence[Lexicon]) -> bool:
    """Whether a time of day may end with this word."""
    if word.kind in ("number", "clock", "dotted") or word.folded in ("am", "pm"):
        return True
    found = [lexicon.single(word.folded) for lexicon in lexicons]
    return any(one is not None and not one.kinds.keys().isdisjoint(_ENDS_AN_HOUR) for one in found)


def _ends_there(words: list[Word], at: int, lexicons: Sequence[Lexicon]) -> bool:
    """Whether no word follows that would make it the name of something: "10 am central bank"."""
    if at >= len(words) or words[at].kind != "word":
        return True
    return any(lexicon.match(words, at) is not None for lexicon in lexicons)


def _key(name: str) -> tuple[str, ...]:
    return tuple(_bare(word.folded) for word in cut(level(name)) if word.kind == "word")


def _after(lexicons: Sequence[Lexicon]) -> list[set[str]]:
    return [lexicon.zone_after for lexicon in lexicons if lexicon.zone_after]


def _bare(word: str) -> str:
    return word[2:] if word.startswith(fold("ال")) and len(word) > len("الق") else word


def _fixed(text: str, until: int) -> ZoneMatch | None:
    """The Etc zone of a whole-hour offset, whose sign POSIX turns round; UTC+05:30 and the like are the clock of a
    country, if one keeps it all year."""
    parts = _OFFSET.fullmatch(text)
    if parts is None:
        return None
    if parts[3] and int(parts[3]):
        zone = _UNEVEN.get(f"{parts[1]}{int(parts[2])}:{parts[3]}")
        return ZoneMatch(zone, None, until) if zone else None
    hours = int(parts[2])
    if hours > (_HOURS_EAST if parts[1] == "+" else _HOURS_WEST):
        return None
    turned = "-" if parts[1] == "+" else "+"
    return ZoneMatch(f"Etc/GMT{turned}{hours}" if hours else "UTC", None, until)
