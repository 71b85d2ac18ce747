"""Coordinators see what will be said; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers.ids import Action
from handlers.views.upcoming import KINDS
from mentoring.messages import DeliveryKind
from mentoring.services.upcoming import NOT_TOLD
from tests.builders import NOW, a_delivery
from tests.handlers.desk import Desk, buttons, press, texts


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.ines, "en")
    desk.speaks(desk.cohort.awa, "en")
    with desk.unit() as uow:
        for number in range(27):
            due = NOW + timedelta(hours=2, minutes=number)
            kind, programme = DeliveryKind.MILESTONE, desk.cohort.programme.id
            one = a_delivery(f"m{number}", due_at=due, kind=kind, session_id=None, programme_id=programme)
            uow.deliveries.plan([one])
        uow.commit()
    return desk


def test_home_of_a_coordinator_leads_to_what_will_be_said(desk: Desk) -> None:
    desk.say(press("UINES", Action.UPCOMING_OPEN, on="home"))
    shown = desk.slack.of("views.open")[-1]["view"]
    assert "27 messages will be sent within seven days" in texts(shown)
    assert "Monday 18 January 2027" in texts(shown)
    assert texts(shown).count("How the programme goes on") == 25
    assert "Page 1 of 2" in texts(shown)


def test_pages_are_turned_in_place(desk: Desk) -> None:
    desk.say(press("UINES", Action.UPCOMING_OPEN, on="home"))
    turned = buttons(desk.slack.of("views.open")[-1]["view"])
    assert "1" in turned.values()
    desk.say(press("UINES", f"{Action.UPCOMING_OPEN}.1", "1", on="modal"))
    shown = desk.slack.of("views.update")[-1]["view"]
    assert texts(shown).count("How the programme goes on") == 2
    assert "Page 2 of 2" in texts(shown)


def test_participants_are_refused(desk: Desk) -> None:
    desk.say(press("UAWA", Action.UPCOMING_OPEN, on="home"))
    assert "How the programme goes on" not in texts(desk.slack.of("views.open")[-1]["view"])


def test_every_kind_that_may_lie_ahead_has_a_name() -> None:
    assert set(DeliveryKind) - NOT_TOLD - set(KINDS) == set()
