"""How people and their clocks are written in views."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.i18n import Place, Translator
from handlers.views.blocks import shorten
from mentoring.people import Person
from mentoring.sessions import Details

LONGEST_NAME = 80


def place_of(person: Person) -> Place:
    """The clock a person lives by."""
    return Place(person.zone, person.city)


def name_of(t: Translator, person: Person) -> str:
    """A person's name for mrkdwn."""
    return t.escape(shorten(person.name, LONGEST_NAME))


def bare_name(person: Person) -> str:
    """A person's name for plain text."""
    return shorten(person.name, LONGEST_NAME)


def names_of(t: Translator, people: Iterable[Person]) -> str:
    """Several names for mrkdwn, as the language lists them."""
    return t.enumerated([name_of(t, person) for person in people])


def others_of(details: Details, viewer: Person) -> list[Person]:
    """Everybody in the session but the viewer, in the session's order."""
    return [details.people[one] for one in details.session.others(viewer.id) if one in details.people]


def places_of(details: Details, viewer: Person) -> list[Place]:
    """The viewer's clock first, then those of the others."""
    return [place_of(viewer), *(place_of(person) for person in others_of(details, viewer))]


def some_of_names(t: Translator, names: Sequence[str], most: int) -> str:
    """The first of the names, so many at most, and how many more there are."""
    more = len(names) - most
    return t.enumerated([*names[:most], *([t.n("{count} more", "{count} more", more)] if more > 0 else [])])
