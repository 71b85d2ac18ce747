"""Writes a programme as the TOML file that `handlers.programme_file` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from handlers.programme_plain import plain_of
from mentoring.people import Participant, Person, Role
from mentoring.programme_overview import Exported


def written(exported: Exported) -> str:
    """The whole file; read and applied where it was written, it changes nothing."""
    plain = plain_of(exported.programme)
    lines = [*_table("programme", {key: value for key, value in plain.items() if not isinstance(value, dict)})]
    for key, value in plain.items():
        if isinstance(value, dict):
            lines += _table(f"programme.{key}", value)
    for one in exported.people:
        lines += _table("[person]", _person(one))
    for mentor, mentee in exported.pairs:
        lines += _table("[pair]", {"mentor": _name(mentor), "mentee": _name(mentee)})
    return "\n".join(lines).lstrip("\n") + "\n"


def _person(place: Participant) -> dict[str, Any]:
    """What a file says of somebody; what is empty is left out, but for the country, which the zone would fill in."""
    person = place.person
    values = {
        "email": person.email,
        "name": person.name,
        "roles": [role.value for role in Role if role in place.roles],
        "language": person.language,
        "zone": person.zone,
        "city": person.city,
        "cohort": place.cohort,
        "cluster": place.cluster,
        "sector": place.sector,
        "title": place.title,
        "slack_user_id": person.user_id,
    }
    return {**{key: value for key, value in values.items() if value}, "country": person.country}


def _name(person: Person) -> str:
    return person.email or str(person.user_id)


def _table(heading: str, values: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"[{heading}]"
    for key, value in values.items():
        yield f"{key} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return str(value)


def _text(text: str) -> str:
    """A basic string; one of several lines stands on several."""
    if "\n" not in text:
        return _quoted(text)
    return '"""\n' + "\n".join(_quoted(line)[1:-1] for line in text.split("\n")) + '"""'


def _quoted(text: str) -> str:
    # JSON escapes whatever TOML wants escaped, but for the one sign after the printable ones of ASCII.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
