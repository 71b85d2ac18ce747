"""An empty workspace becomes a running programme: set up in Slack, handed on half-way, and booked in."""

from __future__ import annotations

from tests.journeys.conftest import OpenTown
from tests.journeys.somebody import Json, Somebody, actions_of, value_of
from tests.journeys.test_roster_stories import upload
from tests.journeys.town import CAST

NAMES = ["Amel", "Badr", "Chiara", "Dina", "Elena", "Farid", "Giulia", "Hana", "Ilaria", "Jamal", "Karim"]
HEADING = "email;name;role;country;city;mentor_email\n"


def roster_of_26() -> str:
    """Thirteen pairs, invented: Awa mentors Luca, Inès mentors Fatima, and eleven more."""
    awa, luca, ines, fatima = (CAST[handle] for handle in ("awa", "luca", "ines", "fatima"))
    lines = [
        f"{awa.email};{awa.name};mentor;FR;Marseille;",
        f"{luca.email};{luca.name};mentee;IT;Rome;{awa.email}",
        f"{ines.email};{ines.name};mentor;ES;Barcelona;",
        f"{fatima.email};{fatima.name};mentee;EG;Cairo;{ines.email}",
    ]
    for name in NAMES:
        mentor = f"{name.lower()}.mentor@example.org"
        lines.append(f"{mentor};{name} Ferrer;mentor;ES;Barcelona;")
        lines.append(f"{name.lower()}@example.org;{name} Nasser;mentee;EG;Cairo;{mentor}")
    assert len(lines) == 26
    return HEADING + "\n".join(lines) + "\n"


def titled(person: Somebody, title: str) -> Json:
    """The form on top, when it has this title."""

    def look() -> Json | None:
        top = person.seat.modals()[-1:]
        return next((view for view in top if view["title"]["text"] == title), None)

    found = person.seat.client.wait_for(look, what=f"the form {title!r}")
    assert found is not None
    return found


def reading(person: Somebody, words: str) -> Json:
    """The form on top, when it says this."""

    def look() -> Json | None:
        top = person.seat.modals()[-1:]
        return next((view for view in top if words in person.read_view(view)), None)

    found = person.seat.client.wait_for(look, what=words)
    assert found is not None
    return found


def test_an_empty_workspace_becomes_a_running_programme_of_26(open_town: OpenTown) -> None:
    town = open_town(dict.fromkeys(("ines", "awa", "luca", "omar"), "en"), empty=True)
    ines, awa, luca = town.people("ines", "awa", "luca")
    luca.types("/mentor programme new")
    luca.finds("You are not in a mentoring programme here yet.")

    ines.types("/mentor")
    ines.presses(ines.finds("As you administer this workspace, you can."), "programme.new")
    assert ines.fills(titled(ines, "Name and dates"), name="Euromed", starts_on="2027-01-25")["ok"]
    assert ines.fills(titled(ines, "Languages and channel"))["ok"]
    assert ines.fills(titled(ines, "Meetings and pace"), sessions_a_month="2", meetings="1", meeting_days="5 March")[
        "ok"
    ]
    ines.seat.close(titled(ines, "Links and reminders"), clear=True)

    ines.types("/mentor programme setup")
    link = "https://meet.example.org/{room}"
    assert ines.fills(titled(ines, "Links and reminders"), link=link)["ok"]
    file = upload(town, ines, "people.csv", roster_of_26())
    assert ines.fills(titled(ines, "People"), file=[file])["ok"]
    report = reading(ines, "13 new pairs")
    assert "25 people added" in ines.read_view(report)
    ines.presses(report, "programme.step.0")
    pairs = titled(ines, "Pairs")
    assert "Awa Diallo and Luca Bianchi" in ines.read_view(pairs)
    assert ines.fills(pairs)["ok"]

    luca.types("/mentor book 2027-03-25 15:00")
    luca.finds("Euromed is still being set up.")

    assert ines.fills(titled(ines, "Welcome"), **{"welcome.en": "Hello {name}, this is {programme}."})["ok"]
    ready = titled(ines, "Ready?")
    assert "Hello Inès Ferrer, this is Euromed." in ines.read_view(ready)
    assert ines.fills(ready)["ok"]
    reading(ines, "Euromed is running.")
    ines.seat.close(ines.seat.modals()[-1], clear=True)

    ines.types("/mentor programme")
    hub = ines.finds("13 mentors", "13 mentees", "13 pairs")
    topics = [value_of(hub, action).split()[0] for action in actions_of(hub) if action.startswith("programme.topic")]
    assert topics[:3] == ["digest", "settings", "coordinators"]
    luca.types("/mentor book 2027-03-25 15:00")
    luca.presses(luca.reads("asked", name=awa.name), "booking.confirm")
    awa.reads("invited", name=luca.name)
