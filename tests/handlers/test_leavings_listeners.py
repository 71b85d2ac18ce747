"""The people and pairs of a programme: a coordinator replaces, ends, lets go and brings back; nobody else can."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from handlers.ids import Action, Form
from handlers.views.leavings import StepKind, StepWish, filled, packed, unpacked
from mentoring.leavings import ItemFate, ShownReason
from mentoring.people import Participant, ParticipationState, Person, Role
from mentoring.sessions import SessionState
from tests.builders import TEAM, a_change, a_person, a_programme
from tests.fakes import FakeUnitOfWork
from tests.handlers.desk import Desk, Json, buttons, command, press, shown, submit, texts

REASON = "Quarrelled about money"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for person in (desk.cohort.ines, desk.cohort.luca):
        desk.speaks(person, "en")
    with (unit := desk.unit()):
        zoe = unit.people.add(a_person("Zoé", id=0, user_id="UZOE", email="zoe@example.org"))
        unit.people.enrol(Participant(desk.cohort.programme.id, zoe, frozenset({Role.MENTOR})))
        session = desk.cohort.session("2027-01-26 15:00")
        unit.sessions.add(session, a_change(session))
        unit.commit()
    return desk


def mentor(desk: Desk, name: str = "Zoé") -> Person:
    return next(one for one in desk.store.people.values() if one.name == name)


def step(desk: Desk, kind: StepKind, *about: int, **fields: Any) -> Json:
    """Inès opens the form of a step and fills it in; the read-back."""
    desk.say(press("UINES", f"{Action.STEP_OPEN}.0", packed(StepWish(kind, about)), on="modal"))
    answer = desk.say(submit("UINES", shown(desk), **fields))
    assert answer["response_action"] == "update", answer
    view: Json = answer["view"]
    return view


def confirm(desk: Desk, view: Json, user: str = "UINES") -> Json:
    return desk.say(submit(user, view))


def test_people_and_pairs_are_listed_each_with_a_way_to_change_it(desk: Desk) -> None:
    people = desk.say(command("UINES", "programme people"))
    assert "Luca" in texts(people)
    assert "mentee" in texts(people)
    pairs = desk.say(command("UINES", "programme binômes"))
    assert "Luca · Awa" in texts(pairs)
    assert buttons(pairs) == {"pair.show.0": str(desk.cohort.pair.id)}


def test_a_mentor_is_replaced_after_a_look_at_what_that_changes(desk: Desk) -> None:
    desk.say(press("UINES", f"{Action.PAIR_SHOW}.0", str(desk.cohort.pair.id)))
    assert {"step.open.0", "step.open.1"} <= set(buttons(shown(desk)))
    view = step(desk, StepKind.REPLACE, desk.cohort.pair.id, mentor=mentor(desk).id, reason=REASON, shown="time")
    said = texts(view)
    assert "Zoé becomes the mentor of Luca in the place of Awa, from today on." in said
    assert "Called off:\n• Tuesday 26 January 2027, 15:00 (Barcelona time)" in said
    assert "Told once, each in their language" in said
    assert desk.store.pairs[TEAM, desk.cohort.pair.id] == desk.cohort.pair
    done = confirm(desk, view)
    assert "Done. Everybody concerned is told." in texts(done["view"])
    assert "Luca · Zoé" in texts(done["view"])
    assert desk.sessions()[0].state is SessionState.CANCELLED
    assert {one.mentor_id for one in desk.store.pairs.values()} == {desk.cohort.awa.id, mentor(desk).id}


def test_a_refusal_stands_under_its_field_and_nothing_is_lost(desk: Desk) -> None:
    wish = StepWish(StepKind.PAUSE, (desk.cohort.programme.id, desk.cohort.luca.id))
    desk.say(press("UINES", f"{Action.STEP_OPEN}.0", packed(wish), on="modal"))
    answer = desk.say(submit("UINES", shown(desk), until="2027-01-01", reason=REASON))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["until"]


def test_change_leads_back_to_the_form_as_it_was_filled_in(desk: Desk) -> None:
    view = step(desk, StepKind.REPLACE, desk.cohort.pair.id, mentor=mentor(desk).id, reason=REASON, sessions="ask")
    desk.say(press("UINES", Action.STEP_CHANGE, buttons(view)["step.change"], on="modal"))
    by_id = {block["block_id"]: block["element"] for block in shown(desk)["blocks"] if "element" in block}
    assert by_id["reason"]["initial_value"] == REASON
    assert by_id["sessions"]["initial_option"]["value"] == "ask"
    assert by_id["mentor"]["initial_option"]["value"] == str(mentor(desk).id)


def test_what_changed_meanwhile_is_shown_before_anything_is_done(desk: Desk) -> None:
    view = step(desk, StepKind.END, desk.cohort.pair.id)
    with (unit := desk.unit()):
        another = desk.cohort.session("2027-02-02 15:00", id="S2")
        unit.sessions.add(another, a_change(another))
        unit.commit()
    again = confirm(desk, view)
    assert "Something has changed since you looked." in texts(again["view"])
    assert "Tuesday 2 February 2027" in texts(again["view"])
    assert desk.store.pairs[TEAM, desk.cohort.pair.id].ends_on is None
    confirm(desk, again["view"])
    assert desk.store.pairs[TEAM, desk.cohort.pair.id].ends_on is not None


def test_the_second_of_two_coordinators_is_told_who_was_quicker(desk: Desk) -> None:
    with (unit := desk.unit()):
        karim = unit.people.add(a_person("Karim", id=0, user_id="UKARIM", email="karim@example.org"))
        unit.people.enrol(Participant(desk.cohort.programme.id, karim, frozenset({Role.COORDINATOR})))
        unit.commit()
    view = step(desk, StepKind.END, desk.cohort.pair.id)
    confirm(desk, view)
    answer = confirm(desk, view, "UKARIM")
    assert "This pair has ended already: Inès saw to it." in texts(answer["view"])
    assert len(desk.store.endings) == 1


def test_somebody_pauses_and_comes_back(desk: Desk) -> None:
    programme, luca = desk.cohort.programme.id, desk.cohort.luca.id
    view = step(desk, StepKind.PAUSE, programme, luca, until="2027-01-31", reason=REASON)
    assert "Luca pauses in Cluster Mentoring until Sunday 31 January 2027, that day included." in texts(view)
    done = texts(confirm(desk, view)["view"])
    assert "pauses until Sunday 31 January 2027" in done
    assert REASON in done
    desk.say(press("UINES", Action.MEMBER_BACK, f"{programme} {luca}", on="modal"))
    assert "Luca is back and told so." in texts(shown(desk))
    assert desk.store.participants[TEAM, programme, luca].state is ParticipationState.ACTIVE


def test_somebody_who_left_still_reads_what_is_theirs(desk: Desk) -> None:
    view = step(desk, StepKind.LEAVE, desk.cohort.programme.id, desk.cohort.luca.id)
    confirm(desk, view)
    assert "You have left Cluster Mentoring." in texts(desk.say(command("ULUCA")))
    for said in ("sessions", "book", "help", "profile", "group", "notes hour", "actions", "concern", "programme"):
        desk.slack.calls.clear()
        answer = desk.say(command("ULUCA", said))
        assert "Something went wrong" not in texts(answer), said


def test_whoever_pauses_is_told_so_when_they_look(desk: Desk) -> None:
    confirm(desk, step(desk, StepKind.PAUSE, desk.cohort.programme.id, desk.cohort.luca.id))
    desk.speaks(desk.cohort.awa, "en")
    assert "You and Luca pause at the moment." in texts(desk.say(command("UAWA")))
    assert "You and Luca pause at the moment" in texts(desk.say(command("UAWA", "book 2027-01-26 15:00")))


def test_a_step_is_carried_whole() -> None:
    wish = StepWish(
        StepKind.REPLACE, (7,), 3, "2027-05-31", True, True, ItemFate.TO_PARTNER, "« ça »", ShownReason.TIME
    )
    assert unpacked(packed(wish)) == wish
    assert unpacked(packed(StepWish(StepKind.END, (7,)))) == StepWish(StepKind.END, (7,))
    empty = filled(StepWish(StepKind.END, (7,)), {})
    assert (empty.why.written, empty.why.shown) == ("", ShownReason.UNSAID)


WHO = ["mentee", "mentor", "stranger", "former coordinator", "another programme's", "another team's"]


def everything(desk: Desk) -> list[Json]:
    """Every button and form of this face, about Awa and Luca's pair and Luca; forms as Inès has them open."""
    programme, luca, pair = desk.cohort.programme.id, desk.cohort.luca.id, desk.cohort.pair.id
    steps = {
        StepKind.REPLACE: (pair,),
        StepKind.END: (pair,),
        StepKind.PAUSE: (programme, luca),
        StepKind.LEAVE: (programme, luca),
    }
    tried = [
        command("UWHO", "programme people"),
        command("UWHO", "programme pairs"),
        press("UWHO", f"{Action.MEMBERS_PEOPLE}.0", f"{programme} 0"),
        press("UWHO", f"{Action.MEMBERS_PAIRS}.0", f"{programme} 0"),
        press("UWHO", f"{Action.MEMBER_SHOW}.0", f"{programme} {luca}"),
        press("UWHO", f"{Action.PAIR_SHOW}.0", str(pair)),
        press("UWHO", Action.MEMBER_BACK, f"{programme} {luca}", on="modal"),
    ]
    for kind, about in steps.items():
        tried.append(press("UWHO", f"{Action.STEP_OPEN}.0", packed(StepWish(kind, about)), on="modal"))
        tried.append(press("UWHO", Action.STEP_CHANGE, packed(StepWish(kind, about)), on="modal"))
        mine = {"mentor": mentor(desk).id} if kind is StepKind.REPLACE else {}
        desk.say(press("UINES", f"{Action.STEP_OPEN}.0", packed(StepWish(kind, about)), on="modal"))
        form = shown(desk)
        read_back = desk.say(submit("UINES", form, **mine))["view"]
        assert read_back["callback_id"] == Form.STEP_READ_BACK
        tried += [submit("UWHO", form, **mine), submit("UWHO", read_back)]
    return tried


def somebody(desk: Desk, who: str) -> tuple[str, str]:
    """The Slack user and team of one who has no say in the programme."""
    karim = a_person("Karim", id=0, user_id="UKARIM", email="karim@example.org", language="en")
    with (unit := desk.unit()):
        if who == "former coordinator":
            karim = unit.people.add(karim)
            unit.people.enrol(Participant(desk.cohort.programme.id, karim, frozenset({Role.COORDINATOR})))
            unit.people.mark_participation(desk.cohort.programme.id, karim.id, ParticipationState.LEFT)
        elif who == "another programme's":
            karim = unit.people.add(karim)
            encore = unit.people.add_programme(a_programme(name="Encore"))
            unit.people.enrol(Participant(encore.id, karim, frozenset({Role.COORDINATOR})))
        unit.commit()
    if who == "another team's":
        with (theirs := FakeUnitOfWork(desk.store, "T2")):
            other = theirs.people.add(replace(karim, team_id="T2", user_id="UTHEIRS"))
            programme = theirs.people.add_programme(a_programme(team_id="T2", name="Theirs"))
            theirs.people.enrol(Participant(programme.id, other, frozenset({Role.COORDINATOR})))
            theirs.commit()
        return "UTHEIRS", "T2"
    users = {"mentee": "ULUCA", "mentor": "UAWA", "stranger": "UOMAR"}
    return users.get(who, "UKARIM"), TEAM


@pytest.mark.parametrize("who", WHO)
def test_nobody_without_a_say_sees_or_changes_anything(desk: Desk, who: str) -> None:
    tried = everything(desk)
    user, team = somebody(desk, who)
    before = desk.store.snapshot()
    for payload in tried:
        asked = json.loads(json.dumps(payload).replace("UWHO", user).replace(f'"{TEAM}"', f'"{team}"'))
        desk.slack.calls.clear()
        desk.slack.responses.clear()
        response = desk.send(asked)[0]
        said = f"{response.body} {desk.slack.calls} {desk.slack.responses}"
        for leak in ("Luca · Awa", "Fatima", "See what changes", "What this will change", REASON):
            assert leak not in said, (who, payload)
    after = desk.store.snapshot()
    for table in ("pairs", "participants", "leaves", "endings", "sessions", "deliveries", "items", "people"):
        assert after[table] == before[table], (who, table)
