"""My calendar: the private address made, shown once, renewed and ended from Home."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from handlers.views.reminder_settings import OFF
from mentoring.messages import DeliveryKind
from tests.builders import TEAM
from tests.fakes import FakeUnitOfWork
from tests.handlers.desk import Desk, Json, buttons, command, event, press, submit, texts

BASE = "https://bot.example.org"
ADDRESS = re.compile(rf"`({BASE}/calendar/[\w-]{{32}}\.ics)`")


@dataclass
class Chair:
    """Luca before his Home, and the form about his calendar on top of it."""

    desk: Desk
    shown: list[Json] = field(default_factory=list)

    def press(self, action: str, value: str = "", on: str = "home") -> str:
        """Press a button; all that is legible in the form that comes."""
        self.desk.slack.calls.clear()
        self.desk.send(press("ULUCA", action, value, on=on))
        forms = [*self.desk.slack.of("views.open"), *self.desk.slack.of("views.update")]
        self.shown = forms
        return texts(forms[-1]) if forms else ""

    def value(self, action: str) -> str:
        return buttons(self.shown[-1])[action]


@pytest.fixture
def chair() -> Chair:
    desk = Desk()
    desk.calendar_address = BASE
    desk.speaks(desk.cohort.luca, "en")
    return Chair(desk)


def addresses(chair: Chair) -> list[str]:
    return [one.digest for one in chair.desk.store.calendar_addresses.values()]


def test_home_has_a_button_for_ones_calendar(chair: Chair) -> None:
    chair.desk.send(event("app_home_opened", user="ULUCA", tab="home"))
    assert "calendar.open" in buttons(chair.desk.slack.of("views.publish")[0])


def test_an_address_is_made_and_shown_once(chair: Chair) -> None:
    assert "private address of your own" in chair.press("calendar.open")
    shown = chair.press("calendar.renew", chair.value("calendar.renew"), on="modal")
    assert ADDRESS.search(shown)
    assert "shown only once" in shown
    again = chair.press("calendar.open")
    assert not ADDRESS.search(again)
    assert "Monday 18 January 2027" in again


def test_a_second_click_leaves_the_first_address_on_the_screen(chair: Chair) -> None:
    chair.press("calendar.renew", "", on="modal")
    made = addresses(chair)
    assert chair.press("calendar.renew", "", on="modal") == ""
    assert addresses(chair) == made


def test_renewing_makes_another(chair: Chair) -> None:
    first = ADDRESS.search(chair.press("calendar.renew", "", on="modal"))
    second = ADDRESS.search(chair.press("calendar.renew", chair.value("calendar.renew"), on="modal"))
    assert first
    assert second
    assert first[1] != second[1]
    assert len(addresses(chair)) == 1


def test_a_button_of_long_ago_is_told_how_things_stand(chair: Chair) -> None:
    chair.press("calendar.renew", "", on="modal")
    chair.desk.now += timedelta(hours=1)
    made = addresses(chair)
    assert "that you made on" in chair.press("calendar.renew", "", on="modal")
    assert addresses(chair) == made


def test_ending_it_is_asked_about_and_can_be_done_twice(chair: Chair) -> None:
    chair.press("calendar.renew", "", on="modal")
    asked = [
        element.get("confirm", {}).get("title", {}).get("text")
        for block in chair.shown[-1]["view"]["blocks"]
        for element in block.get("elements", [])
        if element.get("type") == "button"
    ]
    assert asked == ["Make a new address?", "End your address?"]
    assert "The address is ended" in chair.press("calendar.revoke", on="modal")
    assert "The address is ended" in chair.press("calendar.revoke", on="modal")
    assert addresses(chair) == []


def test_where_no_calendars_are_served_the_form_says_so(chair: Chair) -> None:
    chair.desk.calendar_address = ""
    assert "no address to subscribe to" in chair.press("calendar.open")
    assert "no address to subscribe to" in chair.press("calendar.renew", "", on="modal")
    assert addresses(chair) == []


def test_nobody_touches_another_persons_address(chair: Chair) -> None:
    chair.press("calendar.renew", "", on="modal")
    lucas = addresses(chair)
    chair.desk.send(press("UAWA", "calendar.revoke", on="modal"), press("UOMAR", "calendar.revoke", on="modal"))
    chair.desk.send(press("UAWA", "calendar.renew", lucas[0], on="modal"))
    assert addresses(chair) == lucas


def test_files_are_switched_off_where_reminders_are(chair: Chair) -> None:
    chair.desk.send(command("ULUCA", "reminders"))
    form = chair.desk.slack.of("views.open")[0]["view"]
    chair.desk.send(submit("ULUCA", form, calendar=OFF))
    with FakeUnitOfWork(chair.desk.store, TEAM) as uow:
        wishes = uow.people.get(chair.desk.cohort.luca.id).wishes
    assert wishes.leads == ((DeliveryKind.CALENDAR, None),)
