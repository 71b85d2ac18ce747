"""A coordinator drops a file in Slack, and the people in it can book."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

from tests.journeys.conftest import OpenTown
from tests.journeys.somebody import Somebody
from tests.journeys.town import Town

NEWCOMERS = "email;name;role;country;city;mentor_email\nomar@example.org;Omar Haddad;mentee;JO;Amman;ines@example.org\n"
ONE_WRONG = NEWCOMERS + "nobody;;mentee;JO;Amman;\n"


def upload(town: Town, person: Somebody, name: str, text: str) -> str:
    """Put a file where Slack's form can take it; its id."""
    boundary = "townboundary"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = f"{head}Content-Type: text/csv\r\n\r\n{text}\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    address = f"{town.sandbox.url}/control/upload?as={person.seat.user}"
    with urlopen(Request(address, body, headers), timeout=10) as answer:
        told: dict[str, Any] = json.load(answer)
    return str(told["file"]["id"])


def report(person: Somebody, sentence: str) -> str:
    """What the form says in the end."""

    def look() -> str | None:
        words = "\n".join(person.read_view(view) for view in person.seat.modals())
        return words if person.says(sentence) in words else None

    return person.seat.client.wait_for(look, what=sentence) or ""


def test_a_coordinator_imports_newcomers_who_can_book_at_once(town: Town, ines: Somebody) -> None:
    omar = town.person("omar")
    ines.types("/mentor roster")
    form = ines.seat.wait_for_modal()
    assert ines.fills(form, file=[upload(town, ines, "people.csv", NEWCOMERS)])["ok"]
    words = report(ines, "imported")
    assert {"en": "1 new pair", "fr": "1 nouveau binôme"}[ines.language] in words

    omar.types("/mentor")
    omar.reads("no session yet", name=ines.name)
    omar.types("/mentor book 2027-03-25 15:00")
    omar.presses(omar.reads("asked", name=ines.name), "booking.confirm")
    ines.reads("invited", name=omar.name)


def test_a_wrong_line_is_named_and_nothing_is_imported(town: Town, ines: Somebody) -> None:
    omar = town.person("omar")
    ines.types("/mentor roster")
    form = ines.seat.wait_for_modal()
    assert ines.fills(form, file=[upload(town, ines, "people.csv", ONE_WRONG)])["ok"]
    words = report(ines, "not imported")
    assert {"en": "Line 3", "fr": "Ligne 3"}[ines.language] in words
    omar.types("/mentor")
    omar.reads("stranger", name=f"@{ines.name}")


def test_others_are_told_that_only_coordinators_import(town: Town, fatima: Somebody) -> None:
    fatima.types("/mentor roster")
    fatima.reads("not a coordinator")
    assert fatima.seat.modals() == []


def test_a_first_roster_makes_an_empty_workspace_a_programme(open_town: OpenTown) -> None:
    town = open_town(empty=True)
    ines = town.person("ines")
    ines.types("/mentor")
    assert len(ines.all_read()) == 1
