"""Saying how a session went in Slack: one tap, the form, the roll in pages, settling, and the record."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from mentoring.attendance import Presence, Said
from mentoring.people import Participant, Role
from mentoring.sessions import Attendee, Rsvp, SessionKind
from tests.builders import NOW, a_change, a_person
from tests.handlers.desk import Desk, buttons, command, press, submit, texts

OVER = datetime(2027, 1, 26, 15, 30, tzinfo=NOW.tzinfo)


@pytest.fixture
def desk() -> Desk:
    """After a session of Awa and Luca, S1, and a joint meeting, J1, that Inès hosted for all; all read English."""
    desk = Desk()
    cast = desk.cohort
    for one in (cast.awa, cast.luca, cast.fatima, cast.ines):
        desk.speaks(one, "en")
    everybody = tuple(Attendee(one.id, Rsvp.ACCEPTED) for one in (cast.ines, cast.awa, cast.luca, cast.fatima))
    joint = {"kind": SessionKind.JOINT, "pair_id": None, "organiser_id": cast.ines.id, "attendees": everybody}
    with (unit := desk.unit()):
        for session in (cast.session(), cast.session("2027-01-26 12:00", id="J1", **joint)):
            unit.sessions.add(session, a_change(session))
        unit.commit()
    desk.now = OVER
    return desk


def shown(desk: Desk) -> dict[str, Any]:
    return desk.slack.responses[-1]


def form(desk: Desk, user: str, action: str, session: str = "S1") -> dict[str, Any]:
    """The form that a message's button opens."""
    desk.say(press(user, action, session))
    view = desk.slack.of("views.open")[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def test_one_tap_is_answered_in_place_with_what_was_recorded(desk: Desk) -> None:
    desk.say(press("UAWA", "attendance.held", "S1"))
    assert shown(desk)["replace_original"] is True
    said = texts(shown(desk))
    assert "Noted. The others have been asked as well" in said
    assert "• Awa: it took place" in said
    assert "• Luca: Present · 1 hour" in said
    assert set(buttons(shown(desk))) == {"attendance.change", "attendance.undo", "note.write", "home.book"}


def test_a_second_tap_shows_the_same_and_keeps_nothing_new(desk: Desk) -> None:
    tap = press("UAWA", "attendance.not_held", "S1")
    desk.send(tap, tap)
    assert desk.slack.responses[0] == desk.slack.responses[1]
    assert len(desk.store.statements) == 1


def test_nobody_sees_what_the_other_said_before_speaking(desk: Desk) -> None:
    desk.say(press("UAWA", "attendance.held", "S1"))
    desk.say(press("ULUCA", "attendance.show", "S1"))
    said = texts(shown(desk))
    assert "Did it take place?" in said
    assert "it took place" not in said
    assert set(buttons(shown(desk))) >= {"attendance.held", "attendance.not_held", "attendance.moved"}


def test_two_who_differ_see_each_others_word_and_one_agrees(desk: Desk) -> None:
    desk.send(press("UAWA", "attendance.held", "S1"), press("ULUCA", "attendance.not_held", "S1"))
    said = texts(shown(desk))
    assert "You do not all say the same." in said
    assert "• Awa: it took place\n• Luca: it did not take place" in said
    value = buttons(shown(desk))["attendance.agree.0"]
    desk.say(press("ULUCA", "attendance.agree.0", value))
    assert "It took place.\nAll who spoke say so." in texts(shown(desk))


def test_undo_asks_again(desk: Desk) -> None:
    desk.send(press("UAWA", "attendance.held", "S1"), press("UAWA", "attendance.undo", "S1"))
    assert "Did it take place?" in texts(shown(desk))
    assert "attendance.held" in buttons(shown(desk))


def test_moved_asks_when_it_took_place(desk: Desk) -> None:
    view = form(desk, "ULUCA", "attendance.moved")
    answer = desk.say(submit("ULUCA", view, date="2027-01-25", time="10:00"))
    assert "It took place on" not in texts(answer)  # Awa has not spoken yet
    assert "• Luca: it took place on Monday 25 January 2027, 10:00 (Rome time)" in texts(answer)
    (said,) = [one for one in desk.store.statements.values() if one.about is None]
    assert (said.said, said.began) == (Said.MOVED, datetime(2027, 1, 25, 9, tzinfo=NOW.tzinfo))


@pytest.mark.parametrize(
    ("filled", "field", "sentence"),
    [
        ({"said": "moved"}, "time", "Give the day and hour at which it took place."),
        ({"said": "moved", "date": "2027-01-30", "time": "10:00"}, "time", "Give the day and hour"),
        ({"minutes.3": "two hours"}, "minutes.3", "Write the minutes as a whole number, such as 45."),
        ({"minutes.3": "600"}, "minutes.3", "The session was planned for 60 minutes. Give from 1 to 90 minutes."),
        ({"presence.3": "came_late"}, "minutes.3", "Give the minutes for somebody who came late or left early."),
        ({"presence.3": "absent", "minutes.3": "5"}, "minutes.3", "Somebody who was not there has no minutes."),
        ({"comment": "x" * 501}, "comment", "The comment can have at most 500 characters."),
    ],
)
def test_bad_input_is_said_under_its_field_and_the_form_stays(
    desk: Desk, filled: dict[str, str], field: str, sentence: str
) -> None:
    luca = desk.cohort.luca.id
    filled = {name.replace(".3", f".{luca}"): value for name, value in filled.items()}
    answer = desk.say(submit("ULUCA", form(desk, "ULUCA", "attendance.change"), **filled))
    assert answer["response_action"] == "errors"
    assert answer["errors"][field.replace(".3", f".{luca}")].startswith(sentence)
    assert desk.store.statements == {}


def test_minutes_may_be_written_in_arabic_numerals(desk: Desk) -> None:
    luca = desk.cohort.luca.id
    view = form(desk, "ULUCA", "attendance.change")
    desk.say(submit("ULUCA", view, **{f"presence.{luca}": "came_late", f"minutes.{luca}": "٤٥"}))
    assert [one.minutes for one in desk.store.statements.values() if one.about == luca] == [45]


def test_a_session_to_come_can_not_be_spoken_of(desk: Desk) -> None:
    desk.now = NOW
    desk.say(press("UAWA", "attendance.held", "S1"))
    assert "This session begins on Tuesday 26 January 2027, 15:00" in texts(shown(desk))
    assert desk.store.statements == {}


def test_a_stranger_to_the_session_learns_nothing_of_it(desk: Desk) -> None:
    desk.say(press("UFATIMA", "attendance.show", "S1"))
    assert "There is no such session any more." in texts(shown(desk))


def test_the_host_calls_the_roll_and_somebody_corrects_their_line(desk: Desk) -> None:
    cast = desk.cohort
    view = form(desk, "UINES", "attendance.change", "J1")
    answer = desk.say(submit("UINES", view, **{f"presence.{cast.luca.id}": "absent"}))
    assert "• Luca: Absent" in texts(answer)
    desk.say(press("ULUCA", "attendance.show", "J1"))
    said = texts(shown(desk))
    assert "• Luca: Absent" in said
    assert "Fatima:" not in said.replace("Fatima and", "")  # others' lines are theirs
    own = form(desk, "ULUCA", "attendance.change", "J1")
    fields = [block["block_id"] for block in own["blocks"] if "element" in block]
    assert fields == [f"presence.{cast.luca.id}", f"minutes.{cast.luca.id}", "comment"]
    answer = desk.say(submit("ULUCA", own, **{f"presence.{cast.luca.id}": "present"}))
    assert "You do not all say the same." in texts(answer)


def test_a_coordinator_settles_between_two(desk: Desk) -> None:
    desk.send(press("UAWA", "attendance.held", "S1"), press("ULUCA", "attendance.not_held", "S1"))
    view = form(desk, "UINES", "attendance.settle")
    assert "• Awa: it took place\n• Luca: it did not take place" in texts({"view": view})
    answer = desk.say(submit("UINES", view, said="held", comment="Awa sent me the minutes."))
    assert "It took place.\nInès settled it." in texts(answer)
    desk.say(press("ULUCA", "attendance.show", "S1"))
    assert "> Awa sent me the minutes." in texts(shown(desk))


def test_only_who_may_settle_gets_to(desk: Desk) -> None:
    desk.send(press("UAWA", "attendance.held", "S1"), press("ULUCA", "attendance.not_held", "S1"))
    desk.say(press("ULUCA", "attendance.settle", "S1"))
    assert "Only the host of the session or a coordinator" in texts(shown(desk))
    view = form(desk, "UINES", "attendance.settle")
    answer = desk.say(submit("ULUCA", view, said="held"))
    assert "Only the host of the session or a coordinator" in json.dumps(answer)
    assert not any(one.settles for one in desk.store.statements.values())


def test_a_long_roll_has_pages_and_each_is_kept(desk: Desk) -> None:
    cast = desk.cohort
    with (unit := desk.unit()):
        people = [cast.ines]
        for number in range(59):
            somebody = a_person(f"Guest {number:02}", user_id=f"UG{number}", email=f"g{number}@example.org")
            people.append(unit.people.add(somebody))
            unit.people.enrol(Participant(cast.programme.id, people[-1], frozenset({Role.MENTEE})))
        attendees = tuple(Attendee(one.id, Rsvp.ACCEPTED) for one in people)
        large = cast.session(
            "2027-01-26 09:00",
            id="J2",
            kind=SessionKind.JOINT,
            pair_id=None,
            organiser_id=cast.ines.id,
            attendees=attendees,
        )
        unit.sessions.add(large, a_change(large))
        unit.commit()
    first = form(desk, "UINES", "attendance.change", "J2")
    assert len(first["blocks"]) <= 100
    answer = desk.say(submit("UINES", first))
    assert answer["response_action"] == "update"
    second = answer["view"]
    assert json.loads(second["private_metadata"]).items() >= {"session": "J2", "page": 1, "pages": 2}.items()
    assert len([one for one in desk.store.statements.values() if one.about]) == 40
    last = people[-1].id
    answer = desk.say(submit("UINES", second, **{f"presence.{last}": "excused"}, comment="Ill"))
    assert "It took place.\nThe host says so." in texts(answer)
    lines = {one.about: one.presence for one in desk.store.statements.values() if one.about}
    assert len(lines) == 60
    assert lines[last] is Presence.EXCUSED


def test_attendance_lists_what_is_to_settle_and_ones_own_sessions(desk: Desk) -> None:
    desk.send(press("UAWA", "attendance.held", "S1"), press("ULUCA", "attendance.not_held", "S1"))
    desk.now = OVER + timedelta(days=4)
    said = desk.say(command("UINES", "attendance"))
    assert texts(said).startswith("Attendance to settle\n*Session of Awa and Luca*")
    mine = texts(desk.say(command("ULUCA", "presenze")))
    assert "Attendance to settle" not in mine
    assert "You do not all say the same." in mine


def test_the_record_is_shown_by_day_and_leads_to_other_months(desk: Desk) -> None:
    desk.send(press("UAWA", "attendance.held", "S1"), press("ULUCA", "attendance.held", "S1"))
    asked = desk.say(command("UINES", "attendance"))
    view = form(desk, "UINES", "attendance.record.0", buttons(asked)["attendance.record.0"])
    said = texts({"view": view})
    assert "Days are those of the programme's clock: Madrid (Europe/Madrid)." in said
    assert "Awa · Present · 1 hour · agreed" in said
    assert "Fatima · word is awaited" in said
    assert "2 attendances, 2 hours in all." in said
    assert buttons({"view": view})["attendance.record.3"].endswith(" 2027-02 0")
    mine = form(desk, "ULUCA", "attendance.record.0", buttons(asked)["attendance.record.0"])
    assert "Awa" not in texts({"view": mine}).replace("All", "")


def test_the_record_of_a_programme_of_one_month_leads_nowhere(desk: Desk) -> None:
    with (unit := desk.unit()):
        programme = unit.people.programme(desk.cohort.programme.id)
        unit.people.update_programme(replace(programme, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 29)))
        unit.commit()
    asked = desk.say(command("UINES", "attendance"))
    view = form(desk, "UINES", "attendance.record.0", buttons(asked)["attendance.record.0"])
    assert "Friday 1 January 2027 to Sunday 31 January 2027" in texts({"view": view})
    assert buttons({"view": view}) == {}


def test_home_of_a_coordinator_names_what_is_to_settle(desk: Desk) -> None:
    desk.now = OVER + timedelta(days=8)
    desk.say({**press("UINES", "attendance.held", "J1", on="home")})
    view = desk.slack.of("views.publish")[-1]["view"]
    home = json.loads(view) if isinstance(view, str) else view
    said = texts({"view": home})
    assert "Attendance to settle" in said
    assert "Session of Awa and Luca" in said
    assert "Unconfirmed: nobody said in time whether it took place." in said


def test_what_is_typed_is_data(desk: Desk) -> None:
    luca = desk.cohort.luca
    with (unit := desk.unit()):
        unit.people.update(replace(unit.people.get(luca.id), name="<!channel> & co"))
        unit.commit()
    desk.say(press("UAWA", "attendance.not_held", "S1"))
    view = form(desk, "ULUCA", "attendance.change")
    desk.say(submit("ULUCA", view, said="held", comment="<!here> *bold*"))
    desk.say(press("UAWA", "attendance.show", "S1"))
    said = texts(shown(desk))
    assert "<!here>" not in said
    assert "• &lt;!channel&gt; &amp; co: it took place" in said
    assert "&lt;!here&gt;" in said
