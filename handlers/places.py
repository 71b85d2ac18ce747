"""Countries, cities, zones and languages as people write them in a file, by the names that Babel and tzdata know."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global

LANGUAGES = ("ar", "en", "es", "fr", "it")


def zone_named(text: str) -> str | None:
    """The IANA zone written as ``text``, whatever its case; None for anything else, abbreviations included."""
    return _zones().get(text.casefold())


def country_named(text: str) -> str | None:
    """The ISO 3166 alpha-2 code of a country given by code or by its name in one of our languages."""
    return _countries().get(_folded(text))


def language_named(text: str) -> str | None:
    """The code of one of our languages, given by code, locale ("fr-FR") or name."""
    return _languages().get(_folded(text)) or _languages().get(text.casefold().replace("_", "-").split("-")[0])


def country_of(zone: str) -> str:
    """The country that a zone lies in, empty when it lies in none."""
    territory: str = get_global("zone_territories").get(zone, "")
    return territory if len(territory) == 2 and territory != "ZZ" else ""  # noqa: PLR2004


def zone_of(country: str, city: str) -> str | None:
    """The zone of a place: the country's only one, the one named after the city, or the mainland's; else None."""
    zones = _zones_by_country().get(country, {})
    if len(zones) == 1:
        return next(iter(zones))
    named = [zone for zone in zones if city and _folded(zone.rpartition("/")[2].replace("_", " ")) == _folded(city)]
    mainland = [zone for zone, remark in zones.items() if city and "(mainland)" in remark]
    return next(iter(named or mainland), None)


@cache
def _zones() -> Mapping[str, str]:
    return {zone.casefold(): zone for zone in available_timezones() if "/" in zone or zone == "UTC"}


@cache
def _zones_by_country() -> Mapping[str, Mapping[str, str]]:
    """Zones of each country with the remark that zone.tab makes on them."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone, *remark = line.split("\t")
            found[country][zone] = "".join(remark)
    return found


@cache
def _countries() -> Mapping[str, str]:
    codes = _zones_by_country().keys()
    named = {
        _folded(name): code
        for language in LANGUAGES
        for code, name in Locale(language).territories.items()
        if code in codes
    }
    return named | {code.casefold(): code for code in codes}


@cache
def _languages() -> Mapping[str, str]:
    named = {_folded(Locale(reader).languages[language]): language for reader in LANGUAGES for language in LANGUAGES}
    return named | {language: language for language in LANGUAGES}


def _folded(text: str) -> str:
    bare = (sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join("".join(bare).casefold().split())
