"""One person in two programmes, mentor here and mentee there: which is meant is asked only when it matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.sandbox.blocks import too_long
from handlers.views.home import home_tab
from handlers.views.reminders import reminder
from handlers.views.sessions import card_blocks, sessions_list
from mentoring.messages import DeliveryKind
from mentoring.people import Participant, Person, Programme, Role
from mentoring.programme_settings import ProgrammeState
from mentoring.services.programmes import who
from mentoring.services.reads import at_a_glance, details_of, home_overview
from mentoring.sessions import Session
from tests.builders import NOW, a_change, a_pair, a_programme, a_session
from tests.handlers.desk import CATALOGUES, Desk, Json, buttons, command, press, submit, texts
from tests.handlers.slack_limits import check_view


@pytest.fixture
def desk() -> Desk:
    """Luca, mentee in Cluster Mentoring, is in Encore too."""
    desk = Desk()
    for person in (desk.cohort.ines, desk.cohort.luca, desk.cohort.awa):
        desk.speaks(person, "en")
    return desk


def encore(desk: Desk, places: dict[Person, Role], **settings: Any) -> Programme:
    """A second programme, which began before the other one, with these people in it."""
    with (unit := desk.unit()):
        kept = unit.people.add_programme(replace(a_programme(name="Encore", starts_on=date(2026, 11, 2)), **settings))
        for person, role in places.items():
            unit.people.enrol(Participant(kept.id, person, frozenset({role})))
        unit.commit()
    return kept


def paired(desk: Desk, programme: Programme, mentor: Person, mentee: Person) -> None:
    with (unit := desk.unit()):
        unit.people.add_pair(a_pair(mentor, mentee, programme_id=programme.id))
        unit.commit()


def opened(desk: Desk) -> Json:
    return desk.slack.of("views.open")[-1]["view"]


def test_a_mentee_here_and_coordinator_there_calls_a_joint_meeting_where_they_may(desk: Desk) -> None:
    there = encore(desk, {desk.cohort.luca: Role.COORDINATOR, desk.cohort.awa: Role.MENTEE})
    answer = desk.say(command("ULUCA", "joint 2027-01-26 15:00 about exports"))
    desk.say(press("ULUCA", "gathering.confirm", buttons(answer)["gathering.confirm"]))
    assert [one.programme_id for one in desk.sessions()] == [there.id]


def test_a_coordinator_of_two_is_asked_and_goes_on_with_what_was_typed(desk: Desk) -> None:
    there = encore(desk, {desk.cohort.ines: Role.COORDINATOR, desk.cohort.awa: Role.MENTEE})
    asked = desk.say(command("UINES", "joint 2027-01-26 15:00 about exports"))
    assert "Which programme do you mean?" in texts(asked)
    assert buttons(asked)["gathering.where.0"] == f"joint {there.id} 2027-01-26 15:00 about exports"
    desk.say(press("UINES", "gathering.where.0", buttons(asked)["gathering.where.0"]))
    read_back = desk.slack.responses[-1]
    desk.say(press("UINES", "gathering.confirm", buttons(read_back)["gathering.confirm"]))
    assert [one.programme_id for one in desk.sessions()] == [there.id]


def many(desk: Desk, count: int = 99) -> list[Programme]:
    """So many programmes that Inès runs besides her first one."""
    places = {desk.cohort.ines: Role.COORDINATOR, desk.cohort.awa: Role.MENTEE}
    return [encore(desk, places, name=f"Encore {number}") for number in range(count)]


def offered(answer: Json) -> dict[str, Json]:
    """What the list of an answer offers, by what is read."""
    elements = [one for block in answer["blocks"] for one in block.get("elements", [])]
    return {one["text"]["text"]: one for of in elements if of["type"] == "static_select" for one in of["options"]}


def choose(desk: Desk, asked: Json, action: str, name: str) -> None:
    chosen = {"type": "static_select", "action_id": action, "block_id": "b", "selected_option": offered(asked)[name]}
    desk.say({**press("UINES", action), "actions": [chosen]})


@pytest.mark.parametrize("name", ["Encore 0", "Encore 98"])
def test_a_coordinator_of_many_can_choose_any_and_goes_on_with_what_was_typed(desk: Desk, name: str) -> None:
    there = next(one for one in many(desk) if one.name == name)
    asked = desk.say(command("UINES", "joint 2027-01-26 15:00 about exports"))
    assert len(offered(asked)) == 100
    assert not too_long(asked["blocks"])
    choose(desk, asked, "gathering.where.0", name)
    read_back = desk.slack.responses[-1]
    desk.say(press("UINES", "gathering.confirm", buttons(read_back)["gathering.confirm"]))
    assert [one.programme_id for one in desk.sessions()] == [there.id]


def test_a_coordinator_of_many_chooses_what_to_open(desk: Desk) -> None:
    there = many(desk)[-1]
    choose(desk, desk.say(command("UINES", "programme")), "programme.open.0", there.name)
    assert there.name in texts(desk.slack.responses[-1])
    choose(desk, desk.say(command("UINES", "roster")), "programme.topic.0", there.name)
    assert opened(desk)["private_metadata"] == f'{{"programme": {there.id}}}'


def test_of_more_than_a_list_holds_the_latest_can_be_chosen(desk: Desk) -> None:
    many(desk, 102)
    asked = desk.say(command("UINES", "programme"))
    assert (len(offered(asked)), "Encore 2" in offered(asked)) == (100, False)
    assert "and 3 more" in texts(asked)


def test_a_coordinator_of_two_changes_the_reminders_of_either(desk: Desk) -> None:
    there = encore(desk, {desk.cohort.ines: Role.COORDINATOR})
    desk.say(command("UINES", "reminders"))
    check_view(opened(desk))
    found = {value: action for action, value in buttons(opened(desk)).items() if "programme" in action}
    desk.say(press("UINES", found[str(there.id)], str(there.id), on="modal"))
    assert "Encore" in texts({"view": desk.slack.of("views.update")[-1]["view"]})


ALIKE = "Cluster Mentoring Reloaded around the western Mediterranean and beyond it, cohort of 20"


def test_programmes_are_named_by_as_much_as_fits_and_told_apart_where_they_begin_alike(desk: Desk) -> None:
    names = [f"{ALIKE}{year}" for year in range(26, 37)]
    for name in names:
        encore(desk, {desk.cohort.ines: Role.COORDINATOR}, name=name)
    asked = desk.say(command("UINES", "programme"))
    shown = [one for one in offered(asked) if one != "Cluster Mentoring"]
    assert shown == [f"{ALIKE[:70]}…{name[-4:]}" for name in names]
    choose(desk, asked, "programme.open.0", shown[3])
    assert names[3] in texts(desk.slack.responses[-1])


def test_a_hundred_programmes_with_long_names_are_told_apart_and_fit(desk: Desk) -> None:
    for number in range(99):
        encore(desk, {desk.cohort.ines: Role.COORDINATOR}, name=f"{ALIKE}{number:02}, of clusters")
    asked = desk.say(command("UINES", "programme"))
    assert len(offered(asked)) == 100
    assert not too_long(asked["blocks"])


@pytest.mark.parametrize(("count", "words"), [(10, "exports " * 30), (99, "exports " * 12)])
def test_what_is_too_long_for_a_list_is_shown_to_copy_it(desk: Desk, count: int, words: str) -> None:
    there = many(desk, count)[-1]
    asked = desk.say(command("UINES", f"joint 2027-01-26 15:00 about {words}"))
    assert "too long to go along" in texts(asked)
    assert words.strip() in texts(asked)
    assert not too_long(asked["blocks"])
    choose(desk, asked, "gathering.where.0", there.name)
    assert opened(desk)["callback_id"] == "gathering.form"


def test_a_form_keeps_the_programme_that_was_chosen(desk: Desk) -> None:
    there = encore(desk, {desk.cohort.ines: Role.COORDINATOR, desk.cohort.awa: Role.MENTEE})
    asked = desk.say(command("UINES", "joint"))
    desk.say(press("UINES", "gathering.where.0", buttons(asked)["gathering.where.0"]))
    answer = desk.say(submit("UINES", opened(desk), topic="Exports", date="2027-01-26", time="15:00"))
    desk.say(submit("UINES", answer["view"]))
    assert [one.programme_id for one in desk.sessions()] == [there.id]


def test_a_closed_programme_is_not_asked_about(desk: Desk) -> None:
    encore(desk, {desk.cohort.ines: Role.COORDINATOR}, state=ProgrammeState.CLOSED)
    assert "Which programme" not in texts(desk.say(command("UINES", "joint 2027-01-26 15:00 about exports")))


def test_one_partner_in_two_programmes_is_no_question(desk: Desk) -> None:
    awa, luca = desk.cohort.awa, desk.cohort.luca
    there = encore(desk, {awa: Role.MENTOR, luca: Role.MENTEE}, ends_on=date(2026, 12, 18))
    paired(desk, there, awa, luca)
    answer = desk.say(command("ULUCA", "book 2027-01-26 15:00"))
    desk.say(press("ULUCA", "booking.confirm", buttons(answer)["booking.confirm"]))
    assert [one.programme_id for one in desk.sessions()] == [desk.cohort.programme.id]


def test_one_partner_in_two_programmes_is_named_and_offered_once(desk: Desk) -> None:
    paired(desk, encore(desk, {}), desk.cohort.awa, desk.cohort.luca)
    found = at_a_glance(desk.unit(), who(desk.unit(), "ULUCA"), actor=desk.cohort.luca, now=NOW)
    assert [one.name for one in found.partners] == [desk.cohort.awa.name]
    answer = desk.say(command("ULUCA", "book @Awa 2027-01-26 15:00"))
    assert "booking.confirm" in buttons(answer)


def test_a_partner_of_a_programme_that_is_over_is_no_question(desk: Desk) -> None:
    luca, fatima = desk.cohort.luca, desk.cohort.fatima
    over = encore(desk, {luca: Role.MENTOR, fatima: Role.MENTEE}, ends_on=date(2026, 12, 18))
    paired(desk, over, luca, fatima)
    assert "Awa" in texts(desk.say(command("ULUCA", "book 2027-01-26 15:00")))


def test_who_mentors_here_and_is_mentored_there_is_asked_with_whom(desk: Desk) -> None:
    luca, fatima = desk.cohort.luca, desk.cohort.fatima
    paired(desk, encore(desk, {luca: Role.MENTOR, fatima: Role.MENTEE}), luca, fatima)
    desk.say(command("ULUCA", "book 2027-01-26 15:00"))
    form = opened(desk)
    offered = next(one["element"]["options"] for one in form["blocks"] if one.get("block_id") == "with_whom")
    said = {one["text"]["text"]: one["description"]["text"] for one in offered}
    assert said == {"Awa": "Cluster Mentoring", "Fatima": "Encore"}
    read_back = desk.say(submit("ULUCA", form, with_whom=str(fatima.id), date="2027-01-26", time="15:00"))
    assert "In Encore" in texts(read_back)


def test_who_is_in_one_programme_alone_is_not_told_in_which(desk: Desk) -> None:
    answer = desk.say(command("ULUCA", "book 2027-01-26 15:00"))
    assert "Cluster Mentoring" not in texts(answer)


def shown_to(desk: Desk, person: Person, session: Session) -> dict[str, str]:
    """What the person reads of a session, by where."""
    t = CATALOGUES.translator("en")
    with (unit := desk.unit()):
        details = details_of(unit, session, person)
        overview = home_overview(unit, person, NOW)
    glance = at_a_glance(desk.unit(), who(desk.unit(), str(person.user_id)), actor=person, now=NOW)
    said = {
        "card": {"blocks": card_blocks(t, details, person, NOW)},
        "reminder": reminder(t, DeliveryKind.DAY_BEFORE, details, person, NOW),
        "follow-up": reminder(t, DeliveryKind.FOLLOW_UP, details, person, NOW),
        "home": home_tab(t, overview, NOW),
        "list": sessions_list(t, overview, NOW),
        "glance": sessions_list(t, glance, NOW),
    }
    return {where: texts({"blocks": getattr(drawn, "blocks", drawn)}) for where, drawn in said.items()}


@pytest.mark.parametrize(
    ("line", "confirm"),
    [("book 2027-01-26 15:00", "booking.confirm"), ("group Exports, <@ULUCA>, 2027-01-26 15:00", "gathering.confirm")],
)
def test_whoever_is_in_two_programmes_reads_in_which_one_a_session_is(desk: Desk, line: str, confirm: str) -> None:
    awa, luca = desk.cohort.awa, desk.cohort.luca
    encore(desk, {luca: Role.MENTOR})
    answer = desk.say(command("UAWA", line))
    desk.say(press("UAWA", confirm, buttons(answer)[confirm]))
    (session,) = desk.sessions()
    assert all("In Cluster Mentoring" in said for said in shown_to(desk, luca, session).values())
    assert not any("In Cluster Mentoring" in said for said in shown_to(desk, awa, session).values())


def test_a_coordinator_of_two_reads_in_which_one_attendance_is_to_settle(desk: Desk) -> None:
    session = a_session(people=(desk.cohort.awa.id, desk.cohort.luca.id))
    with (unit := desk.unit()):
        unit.sessions.add(session, a_change(session))
        unit.commit()
    later = NOW + timedelta(days=40)

    def settling() -> list[str]:
        with (unit := desk.unit()):
            home = home_tab(CATALOGUES.translator("en"), home_overview(unit, desk.cohort.ines, later), later)
        return texts({"view": home}).partition("Attendance to settle\n")[2].splitlines()[:4]

    assert settling()[0] == "*Session of Awa and Luca*"
    assert "In Cluster Mentoring" not in settling()
    encore(desk, {desk.cohort.ines: Role.COORDINATOR})
    assert "In Cluster Mentoring" in settling()


def test_a_coordinator_here_and_mentee_there_has_one_hub_and_no_question(desk: Desk) -> None:
    encore(desk, {desk.cohort.ines: Role.MENTEE})
    assert "Cluster Mentoring" in texts(desk.say(command("UINES", "programme")))


def test_a_roster_goes_into_the_programme_chosen(desk: Desk) -> None:
    there = encore(desk, {desk.cohort.ines: Role.COORDINATOR})
    asked = desk.say(command("UINES", "roster"))
    assert "Which programme do you mean?" in texts(asked)
    desk.say(press("UINES", "programme.topic.0", buttons(asked)["programme.topic.0"]))
    assert opened(desk)["private_metadata"] == f'{{"programme": {there.id}}}'
