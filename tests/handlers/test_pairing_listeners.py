"""`/mentor programme pairing` at Slack's side: proposed, looked over, changed, published; two coordinators at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from handlers.ids import Action
from handlers.views.introductions import introduction
from mentoring.messages import Delivery, DeliveryKind
from mentoring.pairing import Pairing, PairingState
from mentoring.people import Participant, Person, Role, WorkingWeek
from mentoring.programme_settings import ProgrammeState
from mentoring.services.deciding import decide
from mentoring.services.errands import IntroductionErrand
from tests.builders import NOW, TEAM, a_person, everybody_is_welcomed
from tests.handlers.desk import CATALOGUES, Desk, buttons, command, press, texts

Json = dict[str, Any]


class Hall(Desk):
    """The desk with people to pair: mentors Marco and Youssef, mentees Fatima, Nadia and Sami; all invented."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("awa", "luca", "fatima", "ines"):
            self.speaks(getattr(self.cohort, name), "en")
        self.marco = self.arrives("Marco", "IT", ("it", "en"), Role.MENTOR, sector="Textile")
        self.youssef = self.arrives("Youssef", "PS", ("ar", "en"), Role.MENTOR, sector="ICT")
        self.nadia = self.arrives("Nadia", "MA", ("fr", "en"), Role.MENTEE, sector="Textile")
        self.sami = self.arrives("Sami", "TN", ("ar", "en"), Role.MENTEE, sector="ICT")
        self.pierre = self.arrives("Pierre", "FR", ("fr",), Role.COORDINATOR)
        self.speaks(self.cohort.fatima, "en", speaks=("ar",))

    def arrives(self, name: str, country: str, speaks: tuple[str, ...], role: Role, **place: Any) -> Person:
        week = WorkingWeek.usual(country)
        with (unit := self.unit()):
            person = a_person(name, country=country, speaks=speaks, language="en", working_week=week)
            kept = unit.people.add(person)
            unit.people.enrol(Participant(self.cohort.programme.id, kept, frozenset({role}), **place))
            unit.commit()
        return kept

    def shown(self) -> Json:
        """The form as it was last drawn."""
        calls = [about for method, about in self.slack.calls if method in {"views.open", "views.update"}]
        view = calls[-1]["view"]
        return json.loads(view) if isinstance(view, str) else view

    def opens(self, user: str = "UINES") -> Json:
        self.say(command(user, "programme pairing"))
        return self.shown()

    def presses(self, action: str, value: str | None = None, *, user: str = "UINES", on: Json | None = None) -> Json:
        """A button of the form that is shown (or of the one given), by its id."""
        view = on or self.shown()
        found = buttons(view)
        assert action in found, f"{action} is not among {sorted(found)}"
        body = press(user, action, found[action] if value is None else value, on="modal")
        body["view"] |= {"private_metadata": view["private_metadata"]}
        self.say(body)
        return self.shown()

    def proposed(self, user: str = "UINES") -> Json:
        return self.presses(Action.PAIRING_PROPOSE, user=user, on=self.opens(user))

    def pairing(self) -> Pairing:
        return next(iter(self.store.pairings.values()))

    def couples(self) -> set[tuple[str, str]]:
        return {(self.name(one.mentee_id), self.name(one.mentor_id)) for one in self.pairing().picks}

    def name(self, person_id: int) -> str:
        return self.store.people[TEAM, person_id].name

    def pairs(self) -> set[tuple[str, str]]:
        return {(self.name(one.mentee_id), self.name(one.mentor_id)) for one in self.store.pairs.values()}


@pytest.fixture
def hall() -> Hall:
    return Hall()


def button_for(view: Json, words: str) -> str:
    """The id of the button whose label, or what a screen reader says of it, has these words."""
    for block in view["blocks"]:
        for one in [*block.get("elements", []), block.get("accessory", {})]:
            if words in (one.get("text", {}).get("text", ""), one.get("accessibility_label", "")):
                return str(one["action_id"])
    raise AssertionError(f"no button says {words}")


def test_before_anything_is_proposed_it_says_who_is_to_be_paired_and_what_counts(hall: Hall) -> None:
    said = texts(hall.opens())
    assert "3 mentees without a mentor · 2 mentors with a place · 1 pair agreed already" in said
    assert "40 points: what the mentee needs and the mentor offers" in said
    assert hall.store.pairings == {}


def test_proposals_come_with_reasons_the_second_best_and_who_is_left(hall: Hall) -> None:
    said = texts(hall.proposed())
    assert "*Nadia with Marco* · " in said
    assert "Same sector: Textile (20 of 20)" in said
    assert "Next best: Youssef" in said
    assert "Nobody is left for Fatima." in said
    assert (
        "Fatima, Nadia, and Sami: only Marco and Youssef could be their mentors, with 2 places for 3 mentees." in said
    )
    assert hall.couples() == {("Nadia", "Marco"), ("Sami", "Youssef")}


def test_opening_again_shows_what_was_proposed(hall: Hall) -> None:
    hall.proposed()
    assert "*Nadia with Marco* · " in texts(hall.opens("UPIERRE"))


def test_another_is_chosen_among_those_there_are_and_the_rest_follows(hall: Hall) -> None:
    view = hall.proposed()
    options = hall.presses(button_for(view, "A mentor for Fatima"))
    assert "*Youssef* · " in texts(options)
    assert "proposed to Sami" in texts(options)
    assert "Marco" not in texts(options)
    after = hall.presses(button_for(options, "Choose Youssef"))
    assert hall.couples() == {("Fatima", "Youssef"), ("Nadia", "Marco")}
    assert "This changed the proposals of Sami too." in texts(after)
    assert "settled" in texts(after)


def test_a_mentor_may_take_one_more(hall: Hall) -> None:
    options = hall.presses(button_for(hall.proposed(), "A mentor for Fatima"))
    hall.presses(button_for(options, "Let Youssef take 2"))
    assert hall.couples() == {("Fatima", "Youssef"), ("Nadia", "Marco"), ("Sami", "Youssef")}
    wishes = hall.presses(Action.PAIRING_WISHES)
    assert "Youssef takes 2 mentees." in texts(wishes)
    hall.presses(button_for(wishes, "As usual: 1"))
    assert len(hall.couples()) == 2


def test_not_these_two_are_kept_apart_until_it_is_given_up(hall: Hall) -> None:
    hall.presses(button_for(hall.proposed(), "Not Marco for Nadia"))
    assert ("Nadia", "Marco") not in hall.couples()
    wishes = hall.presses(Action.PAIRING_WISHES)
    assert "Nadia and Marco are not to be a pair." in texts(wishes)
    hall.presses(button_for(wishes, "Give up"))
    assert ("Nadia", "Marco") in hall.couples()


def test_settled_and_open_again(hall: Hall) -> None:
    settled = hall.presses(button_for(hall.proposed(), "Settle: Marco for Nadia"))
    assert "1 settled" in texts(settled)
    again = hall.presses(button_for(settled, "Leave open: Marco for Nadia"))
    assert "0 settled" in texts(again)


def test_a_country_wished_for_that_nobody_is_from_any_more_is_told_as_in_the_way(hall: Hall) -> None:
    options = hall.presses(button_for(hall.proposed(), "Another mentor for Sami"))
    after = hall.presses(button_for(options, "From Italy"))
    assert ("Sami", "Marco") in hall.couples()
    assert "Nobody is left for " in texts(after)


def test_wishes_that_can_not_all_hold_are_named(hall: Hall) -> None:
    hall.presses(button_for(hall.proposed(), "Settle: Marco for Nadia"))
    options = hall.presses(button_for(hall.shown(), "Another mentor for Sami"))
    said = texts(hall.presses(button_for(options, "Choose Marco")))
    assert "Nadia and Sami: only Marco could be their mentors, with 1 place for 2 mentees." in said
    assert "Not all of this can hold; without any one of them it could:" in said
    assert "• Nadia is to have Marco as mentor." in said
    assert "• Sami is to have Marco as mentor." in said


def test_a_wish_that_alone_is_in_the_way_is_named_alone(hall: Hall) -> None:
    """Fatima speaks Arabic only, so nobody but Youssef could be her mentor, wished for or not."""
    options = hall.presses(button_for(hall.proposed(), "A mentor for Fatima"))
    hall.presses(button_for(options, "Choose Youssef"))
    options = hall.presses(button_for(hall.shown(), "A mentor for Sami"))
    said = texts(hall.presses(button_for(options, "Choose Youssef")))
    assert "What is in the way:\n• Sami is to have Youssef as mentor." in said


def test_publishing_asks_first_makes_the_pairs_and_a_second_click_nothing(hall: Hall) -> None:
    view = hall.proposed()
    elements = [one for block in view["blocks"] for one in block.get("elements", [])]
    publish = next(one for one in elements if one.get("action_id") == Action.PAIRING_PUBLISH)
    assert "2 pairs are made at once" in publish["confirm"]["text"]["text"]
    done = hall.presses(Action.PAIRING_PUBLISH, on=view)
    assert "2 pairs are made." in texts(done)
    assert hall.pairs() == {("Luca", "Awa"), ("Nadia", "Marco"), ("Sami", "Youssef")}
    again = hall.presses(Action.PAIRING_PUBLISH, on=view)
    assert "Inès has published these pairs already." in texts(again)
    assert len(hall.store.pairs) == 3


def test_in_a_draft_pairs_are_told_to_be_introduced_once_the_programme_runs(hall: Hall) -> None:
    with (unit := hall.unit()):
        unit.people.update_programme(replace(hall.cohort.programme, state=ProgrammeState.DRAFT))
        unit.commit()
    view = hall.proposed()
    elements = [one for block in view["blocks"] for one in block.get("elements", [])]
    publish = next(one for one in elements if one.get("action_id") == Action.PAIRING_PUBLISH)
    assert publish["confirm"]["text"]["text"].endswith("are introduced to one another once the programme runs.")
    done = hall.presses(Action.PAIRING_PUBLISH, on=view)
    assert "2 pairs are made. The two of each are introduced once the programme runs." in texts(done)


@pytest.mark.parametrize(
    ("since", "when"),
    [(None, " once the welcomes are sent."), (NOW, ", each in their language and working hours.")],
)
def test_before_the_welcomes_pairs_are_told_to_be_introduced_after_them(
    hall: Hall, since: datetime | None, when: str
) -> None:
    with (unit := hall.unit()):
        unit.people.update_programme(replace(hall.cohort.programme, welcoming_since=since))
        unit.commit()
    done = hall.presses(Action.PAIRING_PUBLISH, on=hall.proposed())
    assert f"2 pairs are made. The two of each are introduced{when}" in texts(done)


def test_two_coordinators_at_once_the_second_is_told_and_sees_how_it_stands(hall: Hall) -> None:
    seen_by_ines = hall.proposed()
    seen_by_pierre = hall.opens("UPIERRE")
    hall.presses(button_for(seen_by_pierre, "Not Marco for Nadia"), user="UPIERRE", on=seen_by_pierre)
    before = hall.couples()
    after = hall.presses(button_for(seen_by_ines, "Not Youssef for Sami"), on=seen_by_ines)
    assert "Pierre has changed the proposals meanwhile." in texts(after)
    assert hall.couples() == before
    published = hall.presses(Action.PAIRING_PUBLISH, on=seen_by_ines)
    assert "Pierre has changed the proposals meanwhile." in texts(published)
    assert hall.pairing().state is PairingState.OPEN


def test_publishing_what_can_not_be_any_more_says_for_whom(hall: Hall) -> None:
    view = hall.proposed()
    with (unit := hall.unit()):
        unit.people.update(replace(unit.people.get(hall.marco.id), active=False))
        unit.commit()
    said = texts(hall.presses(Action.PAIRING_PUBLISH, on=view))
    assert "Nothing was published: things have changed for Marco since" in said


def test_dropping_makes_no_pair(hall: Hall) -> None:
    said = texts(hall.presses(Action.PAIRING_DROP, on=hall.proposed()))
    assert "The proposals are dropped." in said
    assert hall.pairs() == {("Luca", "Awa")}


def test_nobody_to_pair_is_said(hall: Hall) -> None:
    for person in (hall.nadia, hall.sami, hall.cohort.fatima):
        with (unit := hall.unit()):
            unit.people.update(replace(unit.people.get(person.id), active=False))
            unit.commit()
    assert "Every mentee has a mentor" in texts(hall.opens())


@pytest.mark.parametrize("user", ["UAWA", "ULUCA", "UOMAR", "UNADIA"])
def test_nobody_but_coordinators_reaches_a_button(hall: Hall, user: str) -> None:
    view = hall.proposed()
    before = hall.store.snapshot()
    values = {
        Action.PAIRING_SHOW: "0",
        Action.PAIRING_PROPOSE: "",
        Action.PAIRING_OPTIONS: str(hall.nadia.id),
        Action.PAIRING_CHOOSE: f'[{hall.nadia.id}, "must", {hall.youssef.id}, ""]',
        Action.PAIRING_GIVE_UP: f'[{hall.nadia.id}, "must", {hall.youssef.id}, ""]',
        Action.PAIRING_PLACE: f"{hall.youssef.id} 5",
        Action.PAIRING_WISHES: "",
        Action.PAIRING_PUBLISH: "",
        Action.PAIRING_DROP: "",
    }
    for action, value in values.items():
        hall.slack.calls.clear()
        body = press(user, action, value, on="modal")
        body["view"] |= {"private_metadata": view["private_metadata"]}
        hall.say(body)
        said = json.dumps([about for _, about in hall.slack.calls], ensure_ascii=False)
        assert "Marco" not in said, action
    assert hall.store.snapshot() == before


def introduced(hall: Hall, person: Person) -> tuple[IntroductionErrand, str, Json]:
    """What is said to one of a new pair, as the bot would post it now."""
    due: Callable[[Delivery], bool] = lambda one: (  # noqa: E731
        one.kind is DeliveryKind.INTRODUCTION and one.recipient_id == person.id
    )
    delivery = next(one for one in hall.store.deliveries.values() if due(one))
    with hall.unit() as unit:
        errand = decide(unit, delivery, hall.now)
    assert isinstance(errand, IntroductionErrand)
    said = introduction(
        CATALOGUES.translator("en"),
        errand.recipient,
        errand.other,
        errand.match,
        errand.decided_at,
        programme=errand.programme,
        mentors=errand.mentors,
        portrait=errand.portrait,
        first=errand.first,
    )
    return errand, said.text, {"blocks": said.blocks}


def test_both_are_introduced_with_reasons_and_an_hour_that_opens_the_form(hall: Hall) -> None:
    with (unit := hall.unit()):
        everybody_is_welcomed(unit, hall.cohort.programme.id)
        unit.commit()
    hall.presses(Action.PAIRING_PUBLISH, on=hall.proposed())
    _, to_marco, _ = introduced(hall, hall.marco)
    errand, to_nadia, drawn = introduced(hall, hall.nadia)
    assert "Meet Nadia: you are their mentor." in to_marco
    assert "Meet Marco: your mentor." in to_nadia
    assert "Same sector: Textile" in to_nadia
    assert errand.first is not None
    assert buttons(drawn) == {Action.BOOKING_OPEN: errand.first.start.isoformat()}
    hall.say(press("UNADIA", Action.BOOKING_OPEN, errand.first.start.isoformat()))
    form = hall.shown()
    chosen = {block["block_id"]: block["element"] for block in form["blocks"] if "element" in block}
    assert chosen["date"]["initial_date"] == f"{errand.first.start:%Y-%m-%d}"
