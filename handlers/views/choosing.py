"""Choosing among as many people, clusters or programmes as there are: a list, or a search where that is too long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from handlers.i18n import Translator
from handlers.views.blocks import LONGEST_LABEL, MOST_OPTIONS, Dict, option, plain, shorten
from handlers.views.people import bare_name
from mentoring.circles import Invitable
from mentoring.clusters import Cluster
from mentoring.folding import folded
from mentoring.people import Person, Programme

LONGEST_VALUE = 150
LONGEST_IN_BUTTON = 60
"""Of a programme's name in a button that says a few words more."""


def one_of(t: Translator, options: Sequence[Dict], initial: str | None = None) -> Dict:
    """One of these to choose; ``initial`` is a value, ignored when no option has it."""
    chosen = next((one for one in options if one["value"] == initial), None)
    return _element(t, "select", options, {"initial_option": chosen} if chosen else {})


def some_of(t: Translator, options: Sequence[Dict], initial: Iterable[str] = ()) -> Dict:
    """Several of these to choose; values in ``initial`` that no option has are ignored."""
    wanted = set(initial)
    chosen = [one for one in options if one["value"] in wanted]
    return _element(t, "multi_select", options, {"initial_options": chosen} if chosen else {})


def _element(t: Translator, kind: str, options: Sequence[Dict], initial: Dict) -> Dict:
    """Slack takes a hundred options; more are asked for as somebody types, which `handlers.choices` answers."""
    if len(options) <= MOST_OPTIONS:
        return {"type": kind.replace("select", "static_select"), "options": list(options), **initial}
    hint = plain(t("Type a few letters"), LONGEST_VALUE)
    return {"type": kind.replace("select", "external_select"), "min_query_length": 0, "placeholder": hint, **initial}


def fitting(options: Iterable[Dict], typed: str) -> list[Dict]:
    """The first of the options in whose words everything is found that was typed, as many as Slack takes."""
    words = folded(typed).split()
    found = [one for one in options if all(word in folded(str(one["text"]["text"])) for word in words)]
    return found[:MOST_OPTIONS]


def people_options(people: Iterable[Person]) -> list[Dict]:
    """People by name; values are their ids."""
    return [option(bare_name(one), str(one.id)) for one in people]


def cluster_options(clusters: Iterable[Cluster]) -> list[Dict]:
    """Clusters by name; values are their ids."""
    return [option(one.name, str(one.id)) for one in clusters]


def programme_options(programmes: Iterable[Programme]) -> list[Dict]:
    """Programmes by name; values are their ids."""
    return [option(name, str(one.id)) for name, one in named_apart(list(programmes), LONGEST_LABEL)]


def named_apart(programmes: Sequence[Programme], longest: int = LONGEST_IN_BUTTON) -> list[tuple[str, Programme]]:
    """Each programme after its name, of which no two read alike."""
    return list(zip(told_apart([one.name for one in programmes], longest), programmes, strict=True))


def told_apart(names: Sequence[str], longest: int) -> list[str]:
    """Names of ``longest`` characters at most; those that begin alike are cut where what tells them apart is kept.

    The few that read alike even so are numbered.
    """
    cut = {name: shorten(name, longest) for name in names}
    shown: dict[str, str] = {}
    for name, begins in cut.items():
        alike = [other for other, short in cut.items() if short == begins]
        differing, taken = _with_what_differs(name, alike, longest), set(shown.values())
        tries = (_numbered(differing, number, longest) for number in count(1))
        shown[name] = next(one for one in tries if one not in taken)
    return [shown[name] for name in names]


def _numbered(name: str, number: int, longest: int) -> str:
    last = f" ({number})"
    return name if number == 1 else shorten(name, longest - len(last)) + last


def _shared(name: str, other: str) -> int:
    """With how many characters both begin."""
    pairs = enumerate(zip(name, other, strict=False))
    return next((at for at, (one, another) in pairs if one != another), min(len(name), len(other)))


def _with_what_differs(name: str, others: Iterable[str], longest: int) -> str:
    """How the name begins, and from the word on in which it differs from the one most like it."""
    shared = [_shared(name, other) for other in others if other != name]
    if not shared:
        return shorten(name, longest)
    differs = max(shared)
    word, room = name.rfind(" ", 0, differs) + 1, longest // 2
    rest = shorten(name[word if differs - word < room else differs :], room)
    return f"{name[: longest - len(rest) - 1].rstrip()}…{rest}"


def country_options(t: Translator, codes: Iterable[str]) -> list[Dict]:
    """Countries by what the reader calls them; values are their codes."""
    return sorted((option(t.country(code), code) for code in codes), key=lambda one: str(one["text"]["text"]))


def named_options(names: Iterable[str]) -> list[Dict]:
    """What goes by its name alone; a name too long for Slack is left out."""
    return [option(name, name) for name in names if len(name) <= LONGEST_VALUE]


def audience_options(t: Translator, whom: Invitable) -> tuple[list[Dict], list[Dict], list[Dict]]:
    """The countries, sectors and clusters that an audience may be chosen by."""
    return country_options(t, whom.countries), named_options(whom.sectors), named_options(whom.clusters)
