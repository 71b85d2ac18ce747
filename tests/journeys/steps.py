"""What several stories have people do."""

from __future__ import annotations

from dataclasses import replace

from bot.database import open_database, unit_of_work_of
from mentoring.people import Participant, Role
from tests.journeys.somebody import Json, Somebody
from tests.journeys.town import TEAM, Town

LINE = "2027-03-25 15:00 45 min Export plan"


def propose(asker: Somebody, asked: Somebody, line: str = LINE) -> Json:
    """The asker books and confirms; the invitation that the other one gets."""
    asker.types(f"/mentor book {line}")
    asker.presses(asker.reads("asked", name=asked.name), "booking.confirm")
    return asked.reads("invited", name=asker.name)


def agree(asker: Somebody, asked: Somebody, line: str = LINE) -> Json:
    """The same, accepted; the message with which the asked one accepted."""
    invitation = propose(asker, asked, line)
    asked.presses(invitation, "session.accept")
    asker.reads("accepted", name=asked.name)
    return asked.again(invitation)


def move(mover: Somebody, message: Json, other: Somebody, day: str, hour: str) -> None:
    """The mover asks to move the session of this message."""
    mover.presses(message, "session.move")
    assert mover.fills(mover.form("title another time"), date=day, time=hour)["ok"]
    read_back = mover.form("title read back")
    assert mover.says("asked to move", name=other.name) in mover.read_view(read_back)
    assert mover.fills(read_back)["ok"]


def send_welcomes(coordinator: Somebody, listed: Json) -> str:
    """On the list of who has arrived: it begins; what the form said."""
    coordinator.presses(listed, "arrivals.send")
    form = coordinator.seat.wait_for_modal("Send welcomes")
    assert coordinator.fills(form)["ok"]
    return coordinator.read_view(form)


def omar_coordinates_too(town: Town) -> None:
    """Omar coordinates beside Inès."""
    engine = open_database(town.settings)
    with unit_of_work_of(engine)(TEAM) as uow:
        (programme,) = uow.people.programmes()
        ines = next(one for one in uow.people.participants(programme.id) if Role.COORDINATOR in one.roles)
        user, language = town.person("omar").seat.user, town.language("omar")
        omar = replace(ines.person, id=0, name="Omar Haddad", email="omar@example.org", user_id=user, language=language)
        known = uow.people.by_user(user) or uow.people.add(omar)
        uow.people.enrol(Participant(programme.id, known, frozenset({Role.COORDINATOR})))
        uow.commit()
    engine.dispose()
