"""What somebody had begun in a form is there when they open it again, until it is sent or they start afresh."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.ids import VALUE, Action
from tests.builders import TEAM, a_change, a_session
from tests.handlers.desk import Desk, Json, buttons, command, press, shown, submit, texts

HERE = "What you had begun is here."


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for person in (desk.cohort.ines, desk.cohort.luca, desk.cohort.awa):
        desk.speaks(person, "en")
    return desk


def types(desk: Desk, user: str, view: Json, **filled: Any) -> None:
    """Somebody types in the form, which tells the bot so."""
    about = submit(user, view, **filled)
    actions = [{"type": "plain_text_input", "action_id": VALUE, "block_id": next(iter(filled))}]
    desk.say({**about, "type": "block_actions", "trigger_id": "1.2.t", "actions": actions})


def closes(desk: Desk, user: str, view: Json, **filled: Any) -> None:
    desk.say({**submit(user, view, **filled), "type": "view_closed", "is_cleared": False})


def pressed(desk: Desk, user: str, view: Json, action: str) -> Json:
    """A button of a form that stands open."""
    body = press(user, action, buttons(view)[action], on="modal")
    desk.say({**body, "view": {**view, "id": "V1", "team_id": TEAM, "state": {"values": {}}}})
    return shown(desk)


def booking(desk: Desk, user: str = "ULUCA") -> Json:
    desk.say(press(user, Action.HOME_BOOK, on="home"))
    return shown(desk)


def first(view: Json) -> dict[str, Any]:
    """What each field shows first."""
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    initial = {name: [one for key, one in of.items() if key.startswith("initial")] for name, of in fields.items()}
    return {name: found[0] for name, found in initial.items() if found}


def test_a_booking_that_was_begun_is_there_again_until_it_is_booked(desk: Desk) -> None:
    form = booking(desk)
    assert HERE not in texts(form)
    types(desk, "ULUCA", form, topic="Export plans", date="2027-01-26")
    again = booking(desk)
    assert HERE in texts(again)
    assert (first(again)["topic"], first(again)["date"]) == ("Export plans", "2027-01-26")
    read_back = desk.say(submit("ULUCA", again, time="15:00"))["view"]
    assert HERE in texts(booking(desk)), "nothing is booked yet"
    desk.say(submit("ULUCA", read_back))
    assert [one.topic for one in desk.sessions()] == ["Export plans"]
    assert HERE not in texts(booking(desk))


def test_what_was_begun_is_gone_with_the_nearest_time_taken_instead(desk: Desk) -> None:
    form = booking(desk)
    types(desk, "ULUCA", form, topic="Export plans")
    offered = desk.say(submit("ULUCA", form, topic="Export plans", date="2027-01-18", time="10:00"))["view"]
    desk.say(press("ULUCA", "booking.choose.0", buttons(offered)["booking.choose.0"], on="modal"))
    assert [one.topic for one in desk.sessions()] == ["Export plans"]
    assert HERE not in texts(booking(desk))


def test_what_is_booked_in_a_line_leaves_what_was_begun_in_the_form(desk: Desk) -> None:
    types(desk, "ULUCA", booking(desk), topic="Export plans")
    line = desk.say(command("ULUCA", "book 2027-01-26 15:00 Budget"))
    desk.say(press("ULUCA", "booking.confirm", buttons(line)["booking.confirm"]))
    assert first(booking(desk))["topic"] == "Export plans"


def test_a_series_that_was_begun_is_there_again_until_it_is_booked(desk: Desk) -> None:
    weekly = {"date": "2027-01-26", "time": "15:00", "repeats": "week1", "times": "3", "topic": "Export plans"}
    types(desk, "ULUCA", booking(desk), **weekly)
    again = booking(desk)
    assert first(again)["repeats"]["value"] == "week1"
    preview = desk.say(submit("ULUCA", again))["view"]
    desk.say(submit("ULUCA", preview))
    assert len(desk.sessions()) == 3
    assert HERE not in texts(booking(desk))


def test_what_slack_says_a_closed_form_held_is_kept(desk: Desk) -> None:
    form = booking(desk)
    assert form["notify_on_close"]
    closes(desk, "ULUCA", form, topic="Export plans", duration="45")
    again = booking(desk)
    assert first(again)["topic"] == "Export plans"
    assert first(again)["duration"]["value"] == "45"


def test_what_arrives_late_once_it_is_booked_is_not_offered(desk: Desk) -> None:
    form = booking(desk)
    types(desk, "ULUCA", form, topic="Export plans")
    read_back = desk.say(submit("ULUCA", form, topic="Export plans", date="2027-01-26", time="15:00"))["view"]
    desk.say(submit("ULUCA", read_back))
    types(desk, "ULUCA", form, topic="Export plans for spring")
    assert HERE not in texts(booking(desk))
    types(desk, "ULUCA", booking(desk), topic="Another")
    assert first(booking(desk))["topic"] == "Another"


def test_what_was_left_as_it_was_shown_is_nothing_begun(desk: Desk) -> None:
    types(desk, "ULUCA", booking(desk), topic="")
    assert HERE not in texts(booking(desk))


def test_whoever_starts_afresh_has_the_empty_form(desk: Desk) -> None:
    types(desk, "ULUCA", booking(desk), topic="Export plans")
    gone = pressed(desk, "ULUCA", booking(desk), Action.FORM_AFRESH)
    assert "What you had begun is not kept any more." in texts(gone)
    empty = pressed(desk, "ULUCA", gone, Action.BOOKING_OPEN)
    assert "topic" not in first(empty)
    assert HERE not in texts(booking(desk))


def test_a_time_that_a_button_names_is_not_mixed_with_what_was_begun(desk: Desk) -> None:
    types(desk, "ULUCA", booking(desk), topic="Export plans", date="2027-01-26")
    desk.say(press("ULUCA", Action.BOOKING_OPEN, "2027-01-28T14:00:00+00:00"))
    assert first(shown(desk))["date"] == "2027-01-28"
    assert "topic" not in first(shown(desk))


def concern(desk: Desk) -> Json:
    desk.say(command("ULUCA", "concern"))
    return pressed(desk, "ULUCA", shown(desk), f"{Action.CONCERN_WRITE}.0")


def test_a_concern_that_was_begun_is_there_for_its_writer_alone_until_it_is_sent(desk: Desk) -> None:
    types(desk, "ULUCA", concern(desk), text="Awa never finds an hour.")
    again = concern(desk)
    assert HERE in texts(again)
    assert first(again)["text"] == "Awa never finds an hour."
    assert [one.person_id for one in desk.store.begun_forms.values()] == [desk.cohort.luca.id]
    desk.say(submit("ULUCA", again))
    assert [one.text for one in desk.store.confidential_words.values()] == ["Awa never finds an hour."]
    assert HERE not in texts(concern(desk))
    assert [one.values for one in desk.store.begun_forms.values()] == [""]


def test_a_concern_is_started_afresh_at_its_reader(desk: Desk) -> None:
    types(desk, "ULUCA", concern(desk), text="Awa never finds an hour.")
    gone = pressed(desk, "ULUCA", concern(desk), Action.FORM_AFRESH)
    empty = pressed(desk, "ULUCA", gone, Action.CONCERN_WRITE)
    assert "text" not in first(empty)
    assert "Only Inès will read this." in texts(empty)


def test_a_form_that_another_person_names_is_kept_for_who_writes_in_it(desk: Desk) -> None:
    types(desk, "ULUCA", booking(desk), topic="Export plans")
    assert HERE not in texts(booking(desk, "UAWA"))


def gathering(desk: Desk, kind: str = "group") -> Json:
    action = Action.GATHERING_OPEN if kind == "group" else f"{Action.GATHERING_OPEN}.1"
    desk.say(press("UINES", action, kind, on="home"))
    return shown(desk)


def test_a_group_session_that_was_begun_is_there_again_until_people_are_called(desk: Desk) -> None:
    types(desk, "UINES", gathering(desk), topic="Exports", roles=["mentee"], capacity="8")
    assert HERE not in texts(gathering(desk, "joint"))
    again = gathering(desk)
    assert (first(again)["topic"], [one["value"] for one in first(again)["roles"]]) == ("Exports", ["mentee"])
    read_back = desk.say(submit("UINES", again, date="2027-01-26", time="15:00"))["view"]
    desk.say(submit("UINES", read_back))
    assert [one.topic for one in desk.sessions()] == ["Exports"]
    assert HERE not in texts(gathering(desk))


def test_a_group_session_is_started_afresh_in_its_programme(desk: Desk) -> None:
    types(desk, "UINES", gathering(desk), topic="Exports")
    gone = pressed(desk, "UINES", gathering(desk), Action.FORM_AFRESH)
    empty = pressed(desk, "UINES", gone, Action.GATHERING_WHERE)
    assert "topic" not in first(empty)
    assert empty["callback_id"] == "gathering.form"


def correction(desk: Desk) -> Json:
    desk.say(press("ULUCA", Action.ATTENDANCE_CHANGE, "S1", on="home"))
    return shown(desk)


def test_a_correction_that_was_begun_is_there_again_until_it_is_saved(desk: Desk) -> None:
    with (unit := desk.unit()):
        session = a_session(people=(desk.cohort.awa.id, desk.cohort.luca.id))
        unit.sessions.add(session, a_change(session))
        unit.commit()
    desk.now = session.when.end
    types(desk, "ULUCA", correction(desk), comment="The link broke twice.", said="not_held")
    again = correction(desk)
    assert HERE in texts(again)
    assert (first(again)["comment"], first(again)["said"]["value"]) == ("The link broke twice.", "not_held")
    desk.say(submit("ULUCA", again))
    assert [one.comment for one in desk.store.statements.values()] == ["The link broke twice."]
    assert HERE not in texts(correction(desk))
