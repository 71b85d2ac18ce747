"""From a line or a form to a series of group sessions, one answer to all of it and its dates, payload by payload."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.when.understanding import Understanding
from mentoring.people import Person
from mentoring.sessions import Rsvp, Session, SessionState
from tests.handlers.desk import Desk, buttons, command, press, submit, texts

UNDERSTANDING = Understanding.load()
LINE = "group Digital exports, everybody, every second Tuesday 15:00, 3 times, 1 place"


@pytest.fixture
def desk() -> Desk:
    desk = Desk(UNDERSTANDING)
    for person in (desk.cohort.awa, desk.cohort.luca, desk.cohort.fatima, desk.cohort.ines):
        desk.speaks(person, "en")
    return desk


def called(desk: Desk, line: str = LINE) -> list[Session]:
    shown = desk.say(command("UAWA", line))
    desk.say(press("UAWA", "gathering.confirm", buttons(shown)["gathering.confirm"]))
    return sessions(desk)


def sessions(desk: Desk) -> list[Session]:
    return sorted(desk.sessions(), key=lambda one: one.when.start)


def answers(desk: Desk, person: Person) -> list[Rsvp]:
    mine = [one.attendee(person.id) for one in sessions(desk)]
    return [one.rsvp for one in mine if one]


def the_view(desk: Desk) -> Any:
    method, arguments = desk.slack.calls[-1]
    assert method in {"views.open", "views.push", "views.update"}, method
    return arguments["view"]


def test_line_is_read_back_with_every_date_before_anybody_is_invited(desk: Desk) -> None:
    shown = desk.say(command("UAWA", LINE))
    said = texts(shown)
    for part in (
        "Call this series of group sessions?",
        "Every second Tuesday, 15:00 (Marseille time), 3 times",
        "3 people will be invited:",
        "Tuesday 19 January 2027 · 15:00 in Marseille",
        "Tuesday 2 February 2027 · 15:00 in Marseille",
        "Tuesday 16 February 2027 · 15:00 in Marseille",
        "Latest: Tue 19 Jan · 16:00 in Cairo.",
        "Call 3 dates",
        "Then each person gets one message about all dates.",
    ):
        assert part in said
    assert desk.sessions() == []


def test_confirm_calls_every_date_once_however_often_it_is_pressed(desk: Desk) -> None:
    shown = desk.say(command("UAWA", LINE))
    confirm = press("UAWA", "gathering.confirm", buttons(shown)["gathering.confirm"])
    desk.send(confirm, confirm)
    assert len(desk.sessions()) == 3
    said = texts(desk.slack.responses[0])
    assert "3 group sessions are called." in said
    assert "3 people get one message about all of them." in said
    assert desk.slack.responses[0] == desk.slack.responses[1]


def test_yes_to_all_says_on_which_dates_one_waits(desk: Desk) -> None:
    made = called(desk)
    series = str(made[0].series_id)
    desk.say(press("UFATIMA", "gathering.yes", f"{made[1].id} {made[1].revision}"))
    desk.say(press("ULUCA", "gathering.all_yes", series))
    said = texts(desk.slack.responses[-1])
    assert "Your answers to 3 dates are kept." in said
    assert "You are first in the line" in said
    assert answers(desk, desk.cohort.luca) == [Rsvp.ACCEPTED, Rsvp.WAITING, Rsvp.ACCEPTED]


def test_yes_to_all_names_the_date_that_clashes_and_takes_the_others(desk: Desk) -> None:
    made = called(desk)
    desk.say(press("UINES", "gathering.confirm", _other_circle(desk)))
    other = next(one for one in desk.sessions() if one.series_id is None)
    desk.say(press("ULUCA", "gathering.yes", f"{other.id} {other.revision}"))
    desk.say(press("ULUCA", "gathering.all_yes", str(made[0].series_id)))
    said = texts(desk.slack.responses[-1])
    assert "Your answers to 2 dates are kept." in said
    assert "These dates could not take it" in said
    mine = {one.id: one.attendee(desk.cohort.luca.id) for one in desk.sessions()}
    assert [one.rsvp for one in (mine[session.id] for session in made) if one] == [
        Rsvp.ACCEPTED,
        Rsvp.PENDING,
        Rsvp.ACCEPTED,
    ]


def _other_circle(desk: Desk) -> str:
    shown = desk.say(command("UINES", "group Another circle, <@ULUCA|luca>, 2027-02-02 15:00"))
    return buttons(shown)["gathering.confirm"]


def test_no_to_all_declines_every_date(desk: Desk) -> None:
    made = called(desk)
    desk.say(press("ULUCA", "gathering.all_no", str(made[0].series_id)))
    said = texts(desk.slack.responses[-1])
    assert "Your answers to 3 dates are kept." in said
    assert answers(desk, desk.cohort.luca) == [Rsvp.DECLINED] * 3


def test_stranger_answers_nothing(desk: Desk) -> None:
    made = called(desk)
    desk.say(press("UOMAR", "gathering.all_yes", str(made[0].series_id)))
    assert [one.revision for one in sessions(desk)] == [1, 1, 1]


def test_all_dates_lead_to_each_ones_own_card(desk: Desk) -> None:
    made = called(desk)
    desk.say(press("ULUCA", "gathering.all_dates", str(made[0].series_id)))
    shows = [block["accessory"]["value"] for block in the_view(desk)["blocks"] if "accessory" in block]
    assert shows == [f"{one.id} {one.revision}" for one in made]


def test_dates_are_dropped_and_moved_in_the_form_and_read_back(desk: Desk) -> None:
    shown = desk.say(command("UAWA", LINE))
    desk.say(press("UAWA", "gathering.dates", buttons(shown)["gathering.dates"]))
    kept = {"keep.0": ["2027-01-19", "2027-02-16"], "moved_date": "2027-02-16", "time": "16:00"}
    again = desk.say(submit("UAWA", the_view(desk), **kept))["view"]
    assert "left out: Tuesday 2 February 2027" in texts({"view": again})
    assert "moved: Tuesday 16 February 2027 · 16:00" in texts({"view": again})
    desk.say(submit("UAWA", again))
    assert [f"{one.anchor.wall:%m-%d %H:%M}" for one in sessions(desk)] == ["01-19 15:00", "02-16 16:00"]


def test_form_of_dates_asks_which_date_moves(desk: Desk) -> None:
    shown = desk.say(command("UAWA", LINE))
    desk.say(press("UAWA", "gathering.dates", buttons(shown)["gathering.dates"]))
    refused = desk.say(submit("UAWA", the_view(desk), time="16:00"))
    assert refused["errors"] == {"moved_date": "Please choose the date that you want to move."}


FILLED = {"topic": "Exports", "roles": ["mentee"], "date": "2027-01-26", "time": "15:00"}


@pytest.mark.parametrize(
    ("filled", "walls"),
    [
        ({"repeats": "week2", "times": "3"}, ["01-26", "02-09", "02-23"]),
        ({"repeats": "month", "until": "2027-03-31"}, ["01-26", "02-23", "03-23"]),
        ({"repeats": "day", "times": "2"}, ["01-26", "02-26"]),
        ({"times": "2"}, ["01-26", "02-02"]),
    ],
)
def test_form_calls_a_series(desk: Desk, filled: dict[str, Any], walls: list[str]) -> None:
    desk.say(command("UAWA", "group"))
    again = desk.say(submit("UAWA", the_view(desk), **FILLED, **filled))["view"]
    assert "Call this series of group sessions?" in texts({"view": again})
    desk.say(submit("UAWA", again))
    assert [f"{one.anchor.wall:%m-%d}" for one in sessions(desk)] == walls


@pytest.mark.parametrize("typed", ["many", "0"])
def test_form_asks_for_a_number_of_times(desk: Desk, typed: str) -> None:
    desk.say(command("UAWA", "group"))
    refused = desk.say(submit("UAWA", the_view(desk), **FILLED, repeats="week1", times=typed))
    assert refused["errors"] == {"times": "Please write a number, such as 6."}


def test_change_opens_the_form_with_the_rule_that_was_said(desk: Desk) -> None:
    shown = desk.say(command("UAWA", LINE.replace("Tuesday", "Tuesday and Thursday")))
    desk.say(press("UAWA", "gathering.change", buttons(shown)["gathering.change"]))
    view = the_view(desk)
    again = desk.say(submit("UAWA", view))["view"]
    assert "Every second Tuesday and Thursday" in texts({"view": again})


def test_line_that_repeats_in_no_way_known_opens_the_form(desk: Desk) -> None:
    desk.say(command("UAWA", "group Digital exports, everybody, twice a week 15:00"))
    assert "How often does it come again?" in texts({"view": the_view(desk)})


def test_joint_meeting_does_not_repeat(desk: Desk) -> None:
    desk.say(command("UINES", "joint Kick-off, every Tuesday 15:00"))
    assert "A joint meeting does not repeat" in texts({"view": the_view(desk)})
    assert desk.sessions() == []


def test_mentee_is_told_who_calls_a_series(desk: Desk) -> None:
    said = texts(desk.say(command("ULUCA", LINE)))
    assert "Mentors and coordinators call a series." in said
    assert desk.sessions() == []


def following(desk: Desk, session: Session) -> Any:
    desk.say(press("UAWA", "gathering.manage", f"{session.id} {session.revision}"))
    menu = buttons(the_view(desk))
    desk.say(press("UAWA", "gathering.following", menu["gathering.following"], on="modal"))
    return the_view(desk)


def test_host_cancels_this_date_and_those_that_follow(desk: Desk) -> None:
    made = called(desk)
    desk.say(submit("UAWA", following(desk, made[1]), what="cancel", reason="The room is gone"))
    assert [one.state for one in sessions(desk)] == [
        SessionState.CONFIRMED,
        SessionState.CANCELLED,
        SessionState.CANCELLED,
    ]


def test_host_moves_this_date_and_those_that_follow(desk: Desk) -> None:
    made = called(desk)
    read = desk.say(submit("UAWA", following(desk, made[1]), date="2027-02-03", time="10:00"))["view"]
    assert "Move these dates?" in texts({"view": read})
    desk.say(submit("UAWA", read))
    assert [f"{one.anchor.wall:%m-%d %H:%M}" for one in sessions(desk)] == ["01-19 15:00", "02-03 10:00", "02-17 10:00"]


def test_moving_asks_for_what_is_missing_and_refuses_the_same_time(desk: Desk) -> None:
    made = called(desk)
    form = following(desk, made[1])
    same = desk.say(submit("UAWA", form))
    assert "errors" in same
    assert [one.anchor for one in sessions(desk)] == [one.anchor for one in made]
