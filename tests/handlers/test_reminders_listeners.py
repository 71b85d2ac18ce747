"""`/mentor reminders`: seeing and changing when one is reminded."""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

import pytest

from handlers.ids import Action, numbered
from handlers.verbs import VERBS, Verb
from handlers.views.reminder_settings import AS_USUAL, OFF, lead_of, lead_value
from mentoring.messages import DeliveryKind
from mentoring.people import Participant, Role
from mentoring.reminders import USUAL_LEADS, Lead, ReminderWishes
from tests.builders import a_programme
from tests.handlers.desk import Desk, buttons, command, press, submit, texts


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.awa, "en")
    desk.speaks(desk.cohort.ines, "en")
    return desk


def shown(desk: Desk, method: str = "views.open") -> dict[str, Any]:
    view = desk.slack.of(method)[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def fields(view: dict[str, Any]) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if "element" in block]


@pytest.mark.parametrize(
    "word", [entry.word(lang) for entry in VERBS if entry.verb is Verb.REMINDERS for lang in entry.aliases]
)
def test_the_verb_opens_ones_own_form_in_every_language(desk: Desk, word: str) -> None:
    desk.say(command("UAWA", word))
    view = shown(desk)
    assert "the day before at 09:00, 1 hour before, and 5 minutes before" in texts(view)
    assert "digest" not in fields(view)
    assert "away_until" in fields(view)


def test_a_form_sent_as_it_was_changes_nothing(desk: Desk) -> None:
    desk.say(command("UAWA", "reminders"))
    desk.say(submit("UAWA", shown(desk)))
    assert desk.unit().people.get(desk.cohort.awa.id).wishes == ReminderWishes()


def test_wishes_are_kept_and_told_back(desk: Desk) -> None:
    desk.say(command("UAWA", "reminders"))
    answer = desk.say(
        submit("UAWA", shown(desk), day_before="2 09:00", starting=OFF, hour_before=AS_USUAL, away_until="2027-02-01")
    )
    kept = desk.unit().people.get(desk.cohort.awa.id).wishes
    assert kept == ReminderWishes(
        ((DeliveryKind.DAY_BEFORE, Lead(2, time(9))), (DeliveryKind.STARTING, None)), date(2027, 2, 1)
    )
    said = texts(answer)
    assert "I'll remind you of your next session: 2 days before at 09:00 and 1 hour before." in said
    assert "You are away until Monday 1 February 2027" in said


def test_coordinators_change_what_holds_for_everybody(desk: Desk) -> None:
    desk.say(command("UINES", "reminders"))
    view = shown(desk)
    assert "digest" in fields(view)
    programme = buttons(view)[numbered(Action.REMINDERS_OF_PROGRAMME, 0)]

    desk.say(press("UINES", numbered(Action.REMINDERS_OF_PROGRAMME, 0), programme, on="modal"))
    answer = desk.say(submit("UINES", shown(desk, "views.update"), hour_before="120", follow_up_again=OFF))

    kept = desk.unit().people.programme(desk.cohort.programme.id).reminders
    assert kept.lead(DeliveryKind.HOUR_BEFORE) == Lead(minutes=120)
    assert kept.lead(DeliveryKind.FOLLOW_UP_AGAIN) is None
    assert "It holds for everybody who has no wish of their own." in texts(answer)


def test_whoever_runs_two_programmes_changes_either(desk: Desk) -> None:
    with (unit := desk.unit()):
        other = unit.people.add_programme(a_programme(name="Encore", starts_on=date(2026, 11, 2)))
        unit.people.enrol(Participant(other.id, desk.cohort.ines, frozenset({Role.COORDINATOR})))
        unit.commit()
    desk.say(command("UINES", "reminders"))
    offered = {value: action for action, value in buttons(shown(desk)).items()}
    assert set(offered) == {str(desk.cohort.programme.id), str(other.id)}

    desk.say(press("UINES", offered[str(other.id)], str(other.id), on="modal"))
    assert "Encore" in texts(shown(desk, "views.update"))


def test_others_can_not_change_a_programme(desk: Desk) -> None:
    desk.say(press("UAWA", Action.REMINDERS_OF_PROGRAMME, str(desk.cohort.programme.id)))
    assert desk.slack.of("views.open") == []
    assert len(desk.slack.responses) == 1


@pytest.mark.parametrize("lead", [*(lead for _, lead in USUAL_LEADS), None])
def test_a_lead_comes_back_from_its_option_as_it_went(lead: Lead | None) -> None:
    assert lead_of(lead_value(lead)) == lead
