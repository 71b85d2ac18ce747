"""The invented people of the demonstration, let loose on the town: they answer as the clock moves."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import aiohttp

from bot.database import open_database, unit_of_work_of
from bot.demo_people import InventedPeople
from mentoring.people import Person
from mentoring.services import cares
from tests.journeys.conftest import OpenTown
from tests.journeys.steps import propose
from tests.journeys.town import CAST, TEAM, Town, Townsman

CHIARA = Townsman("Chiara Fontana", "mentee", "it", "IT", "Florence", "Europe/Rome")
HOUR = timedelta(hours=1)


async def live_on(town: Town, hours: int) -> list[datetime]:
    """Let the people do everything that they have in mind for the next hours, each at its moment; these moments."""
    done: list[datetime] = []
    async with aiohttp.ClientSession() as session:
        people = InventedPeople(session, town.sandbox.url)
        until = town.now() + hours * HOUR
        while (moment := await people.look()) and moment < until:
            await asyncio.to_thread(town.let_pass, max((moment - town.now()).total_seconds() + 1, 0))
            await people.live(town.now())
            await asyncio.to_thread(town.settle)
            done.append(moment)
    return done


def nudge_luca_and_awa(town: Town) -> None:
    """Inès asks both to find an hour."""
    engine = open_database(town.settings)
    with unit_of_work_of(engine)(TEAM) as uow:
        (programme,) = uow.people.programmes()
        ines, luca, awa = (known(uow.people.by_user(f"U{name}")) for name in ("INES", "LUCA", "AWA"))
        pair = next(one for one in uow.people.pairs(programme.id) if one.mentee_id == luca.id)
    texts = {luca.id: "Would you book?", awa.id: "Would you book?"}
    cares.nudge(unit_of_work_of(engine)(TEAM), pair.id, texts, token="N", actor=ines, now=town.now())
    engine.dispose()


def known(person: Person | None) -> Person:
    """Somebody who is there."""
    assert person is not None
    return person


def test_invented_people_accept_book_once_somebody_asks_for_it_and_some_are_silent(open_town: OpenTown) -> None:
    town = open_town(dict.fromkeys(CAST, "en"))
    nour, awa, luca = town.people("nour", "awa", "luca")
    propose(nour, awa)
    town.settle()
    (accepted,) = asyncio.run(live_on(town, 40))
    assert accepted.hour in range(6, 21)
    nour.reads("accepted", name=awa.name)

    awa.types("/mentor book @Luca 2027-03-29 15:00")
    awa.presses(awa.reads("asked", name=luca.name), "booking.confirm")
    luca.reads("invited", name=awa.name)
    assert asyncio.run(live_on(town, 40)) == []

    nudge_luca_and_awa(town)
    town.let_pass(4 * HOUR.total_seconds())
    luca.finds("Would you book?", "Inès Ferrer asked me to say this.")
    assert asyncio.run(live_on(town, 60))
    awa.reads("accepted", name=luca.name)


def test_invited_to_a_joint_meeting_most_come_somebody_says_why_not_and_some_are_silent(open_town: OpenTown) -> None:
    town = open_town(dict.fromkeys(CAST, "en"), more={"chiara": CHIARA})
    ines, chiara = town.people("ines", "chiara")
    ines.types("/mentor joint 2027-03-29 15:00 Export plans")
    ines.presses(ines.finds("Export plans"), "gathering.confirm")
    chiara.finds("Export plans", "Vieni?")
    assert asyncio.run(live_on(town, 70))
    chiara.finds("Export plans", "Hai chiesto di essere giustificato.")
    ines.finds("Export plans", "Chiara Fontana", "Quel giorno sono in viaggio per il cluster.")
    ines.finds("You host this session.", "2 people come · 1 does not come · 2 have not answered")
    assert asyncio.run(live_on(town, 70)) == []
