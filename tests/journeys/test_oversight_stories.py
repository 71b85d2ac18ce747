"""From the coordinator's chair: pairs go quiet as time passes, are nudged, called and let rest, and book again."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.database import open_database, unit_of_work_of
from mentoring.people import Participant, Role
from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import spaced
from tests.journeys.town import TEAM, Town

pytestmark = pytest.mark.chromium

HOUR, DAY = 3600, 86400


def with_a_second_coordinator(town: Town) -> None:
    """Omar coordinates beside Inès."""
    engine = open_database(town.settings)
    with unit_of_work_of(engine)(TEAM) as uow:
        (programme,) = uow.people.programmes()
        ines = next(one for one in uow.people.participants(programme.id) if Role.COORDINATOR in one.roles)
        omar = uow.people.by_user(town.person("omar").seat.user) or uow.people.add(
            type(ines.person)(
                **{
                    **vars(ines.person),
                    "id": 0,
                    "name": "Omar",
                    "email": "omar@example.org",
                    "user_id": town.person("omar").seat.user,
                }
            )
        )
        uow.people.enrol(Participant(programme.id, omar, frozenset({Role.COORDINATOR})))
        uow.commit()
    engine.dispose()


def test_quiet_pairs_come_up_and_go_as_something_is_done(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town({"ines": "en", "omar": "en", "awa": "en", "luca": "en", "nour": "en", "fatima": "en"})
    with_a_second_coordinator(town)
    ines = open_screen(town, "ines")
    home = ines.goes_home()
    expect(home).to_contain_text(spaced("3 pairs"))
    expect(home).not_to_contain_text(spaced("No session yet, for"))

    town.client.advance(35 * DAY + 2 * HOUR)
    town.settle()
    ines.page.reload()
    home = ines.goes_home()
    expect(home).to_contain_text(spaced("3 need somebody"))
    ines.picture("who needs me")

    ines.presses(home, "pair.nudge")
    expect(ines.modal).to_contain_text(spaced("Nudge"))
    ines.picture("nudge")
    ines.submits()
    expect(ines.modal).to_contain_text(spaced("will read it in their next working hour"))
    ines.page.get_by_test_id("modal-close").click()
    expect(home).to_contain_text(spaced("1 rests"))
    town.person("nour").finds("asked me to say this")

    ines.presses(home, "pair.call")
    ines.fills("text", "Spoke to Amina; back in June")
    ines.submits()
    expect(ines.modal).to_contain_text(spaced("Kept."))
    ines.page.get_by_test_id("modal-close").click()
    expect(home).to_contain_text(spaced("2 rest"))

    omar = open_screen(town, "omar")
    theirs = omar.goes_home()
    expect(theirs).to_contain_text(spaced("2 rest"))
    expect(theirs).to_contain_text(spaced("1 needs somebody"))
    town.client.advance(15 * DAY)
    omar.page.reload()
    expect(omar.goes_home()).to_contain_text(spaced("Inès Ferrer noted a call"))
