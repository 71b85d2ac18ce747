"""From a line or a form to a session of several, its answers and its host's menu, payload by payload."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handlers.when.understanding import Understanding
from mentoring.gatherings import Audience
from mentoring.people import Participant, Person, Role
from mentoring.sessions import Rsvp, Session, SessionKind, SessionState
from tests.handlers.desk import Desk, Json, buttons, command, press, submit, texts

UNDERSTANDING = Understanding.load()
LINE = "group Digital exports, everybody, 2027-01-26 15:00, 90 minutes, 1 place, in French, answer by 2027-01-25"


@pytest.fixture
def desk() -> Desk:
    desk = Desk(UNDERSTANDING)
    for person in (desk.cohort.awa, desk.cohort.luca, desk.cohort.fatima, desk.cohort.ines):
        desk.speaks(person, "en")
    return desk


def call(desk: Desk, user: str = "UAWA", line: str = LINE) -> Session:
    """Somebody types a line and confirms."""
    shown = desk.say(command(user, line))
    desk.say(press(user, "gathering.confirm", buttons(shown)["gathering.confirm"]))
    return the_session(desk)


def the_session(desk: Desk) -> Session:
    (session,) = desk.sessions()
    assert isinstance(session, Session)
    return session


def value(session: Session) -> str:
    return f"{session.id} {session.revision}"


def answers(desk: Desk) -> dict[str, Rsvp]:
    names = {one.id: name for name, one in vars(desk.cohort).items() if isinstance(one, Person)}
    return {names[one.person_id]: one.rsvp for one in the_session(desk).attendees}


def shown_form(desk: Desk) -> Json:
    method, arguments = desk.slack.calls[-1]
    assert method in {"views.open", "views.push", "views.update"}, method
    view: Json = arguments["view"]
    return view


def fields(view: Json) -> dict[str, Json]:
    return {block["block_id"]: block["element"] for block in view["blocks"] if "element" in block}


def opened(desk: Desk, user: str, action: str, session: Session, on: str = "message") -> Json:
    desk.say(press(user, action, value(session), on=on))
    return shown_form(desk)


def test_a_line_is_read_back_with_who_and_when_before_anybody_is_invited(desk: Desk) -> None:
    said = texts(desk.say(command("UAWA", LINE)))
    for part in (
        "Call this group session?",
        "Tuesday 26 January 2027 · 15:00 in Marseille",
        "1 hour 30 minutes · Digital exports",
        "1 place",
        "in French",
        "Answers by Monday 25 January 2027, 23:59 (Marseille time)",
        "3 people will be invited:",
        "Fatima, Inès, and Luca",
        "Earliest for anybody: Tue 26 Jan · 15:00 in Marseille. Latest: Tue 26 Jan · 16:00 in Cairo.",
        "Nobody is invited until you confirm.",
    ):
        assert part in said
    assert desk.sessions() == []


def test_confirm_invites_once_however_often_it_is_pressed(desk: Desk) -> None:
    shown = desk.say(command("UAWA", LINE))
    confirm = press("UAWA", "gathering.confirm", buttons(shown)["gathering.confirm"])
    desk.send(confirm, confirm)
    session = the_session(desk)
    assert (session.kind, session.state, session.topic) == (
        SessionKind.GROUP,
        SessionState.CONFIRMED,
        "Digital exports",
    )
    assert answers(desk) == {"awa": Rsvp.ACCEPTED, **dict.fromkeys(("luca", "fatima", "ines"), Rsvp.PENDING)}
    assert "3 people are invited" in texts(desk.slack.responses[0])
    assert desk.slack.responses[0] == desk.slack.responses[1]


def test_discard_invites_nobody(desk: Desk) -> None:
    shown = desk.say(command("UAWA", LINE))
    desk.say(press("UAWA", "gathering.discard", buttons(shown)["gathering.discard"]))
    desk.say(press("UAWA", "gathering.confirm", buttons(shown)["gathering.confirm"]))
    assert "Nobody was invited." in texts(desk.slack.responses[0])
    assert desk.sessions() == []


def test_a_doubtful_line_opens_the_form_filled_with_all_it_says(desk: Desk) -> None:
    desk.say(command("UAWA", "group Digital exports, mentors from Egypt, Friday, 8 places, in Arabic, <@ULUCA|luca>"))
    view = shown_form(desk)
    found = fields(view)
    assert "Which time on that day?" in texts(view)
    assert found["topic"]["initial_value"] == "Digital exports"
    assert [one["value"] for one in found["roles"]["initial_options"]] == ["mentor"]
    assert [one["value"] for one in found["countries"]["initial_options"]] == ["EG"]
    assert found["users"]["initial_users"] == ["ULUCA"]
    assert found["date"]["initial_date"] == "2027-01-22"
    assert (found["capacity"]["initial_value"], found["language"]["initial_option"]["value"]) == ("8", "ar")


def test_a_line_for_nobody_opens_the_form(desk: Desk) -> None:
    desk.say(command("UAWA", "group Digital exports, 2027-01-26 15:00"))
    assert fields(shown_form(desk))["time"]["initial_time"] == "15:00"


def the_form(desk: Desk, user: str = "UAWA", verb: str = "group") -> Json:
    desk.say(command(user, verb))
    return shown_form(desk)


FILLED: dict[str, Any] = {"topic": "Exports", "roles": ["everybody"], "date": "2027-01-26", "time": "15:00"}


def test_the_form_is_read_back_and_its_confirm_invites(desk: Desk) -> None:
    filled = FILLED | {"capacity": "5", "answer_by": "2027-01-25", "answer_time": "12:00", "language": "it"}
    answer = desk.say(submit("UAWA", the_form(desk), **filled))
    assert answer["response_action"] == "update"
    assert "Answers by Monday 25 January 2027, 12:00 (Marseille time)" in texts(answer)
    desk.say(submit("UAWA", answer["view"]))
    gathering = the_session(desk).gathering
    assert gathering is not None
    assert (gathering.capacity, gathering.language) == (5, "it")
    assert gathering.answer_by == datetime(2027, 1, 25, 11, tzinfo=UTC)
    assert gathering.audience == Audience(everybody=True)


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"capacity": "0"}, "capacity", "at least one place"),
        ({"answer_by": "2027-01-27"}, "answer_by", "before it starts"),
        ({"answer_by": "2027-01-11"}, "answer_by", "would be over already"),
        ({"answer_time": "12:00"}, "answer_by", "give a date as well"),
        ({"roles": []}, "roles", "Nobody would be invited"),
        ({"link": "http://meet.example.org"}, "link", "must begin with https://"),
        ({"link": "meet me there"}, "link", "has no blanks"),
        ({"time": "09:30", "date": "2027-01-18"}, "time", "too soon"),
        ({"roles": [], "users": ["UOMAR"]}, "roles", "Not in the programme"),
    ],
)
def test_a_refusal_lands_under_its_field(desk: Desk, changed: Json, field: str, said: str) -> None:
    answer = desk.say(submit("UAWA", the_form(desk), **(FILLED | changed)))
    assert list(answer["errors"]) == [field]
    assert said in answer["errors"][field]
    assert desk.sessions() == []


def test_a_stranger_is_named_under_the_field_as_slack_names_them(desk: Desk) -> None:
    desk.slack.answers["users.info"] = {"user": {"id": "UNEW", "real_name": "Nadia Haddad"}}
    answer = desk.say(submit("UAWA", the_form(desk), **(FILLED | {"roles": [], "users": ["UNEW"]})))
    assert "Nadia Haddad" in answer["errors"]["roles"]


def test_a_channel_in_which_the_bot_is_not_is_told_under_its_field(desk: Desk) -> None:
    desk.slack.answers["conversations.info"] = {"channel": {"id": "C9", "is_member": False}}
    answer = desk.say(submit("UAWA", the_form(desk), **FILLED, channel="C9"))
    assert "I am not in this channel" in answer["errors"]["channel"]
    desk.slack.answers["conversations.info"] = {"channel": {"id": "C9", "is_member": True}}
    assert "<#C9>" in texts(desk.say(submit("UAWA", the_form(desk), **FILLED, channel="C9")))


def test_an_hour_that_comes_twice_is_asked_about(desk: Desk) -> None:
    desk.now = datetime(2027, 9, 1, 8, tzinfo=UTC)
    with (unit := desk.unit()):
        unit.people.update_programme(replace(desk.cohort.programme, ends_on=datetime(2027, 12, 1, tzinfo=UTC).date()))
        unit.commit()
    answer = desk.say(submit("UAWA", the_form(desk), **(FILLED | {"date": "2027-10-31", "time": "02:30"})))
    assert "comes twice" in texts(answer)
    desk.say(press("UAWA", "gathering.choose.1", buttons(answer)["gathering.choose.1"], on="modal"))
    (updated,) = desk.slack.of("views.update")
    confirm = buttons(updated)["gathering.confirm"]
    desk.say(press("UAWA", "gathering.confirm", confirm, on="modal"))
    assert the_session(desk).when.start == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_a_clash_of_ones_own_keeps_what_was_asked_and_offers_times(desk: Desk) -> None:
    call(desk)
    shown = desk.say(command("UAWA", "group Tea, everybody, 2027-01-26 15:30"))
    assert "You have a session" in texts(shown)
    assert "gathering.choose.0" in buttons(shown)
    desk.say(press("UAWA", "gathering.change", buttons(shown)["gathering.change"]))
    assert fields(shown_form(desk))["topic"]["initial_value"] == "Tea"


def test_yes_takes_the_last_place_and_the_next_one_waits(desk: Desk) -> None:
    session = call(desk)
    desk.say(press("ULUCA", "gathering.yes", value(session)))
    desk.say(press("UFATIMA", "gathering.yes", value(session)))
    assert answers(desk) == {
        "awa": Rsvp.ACCEPTED,
        "luca": Rsvp.ACCEPTED,
        "fatima": Rsvp.WAITING,
        "ines": Rsvp.PENDING,
    }
    lucas, fatimas = desk.slack.responses[-2:]
    assert lucas["replace_original"] is True
    assert "You are in." in texts(lucas)
    assert "You are first in the line" in texts(fatimas)
    desk.say(press("ULUCA", "gathering.no", value(session)))
    assert answers(desk)["fatima"] is Rsvp.OFFERED


def test_an_answer_from_home_draws_home_anew(desk: Desk) -> None:
    session = call(desk)
    desk.say(press("ULUCA", "gathering.maybe", value(session), on="home"))
    (home,) = desk.slack.of("views.publish")
    assert "You said maybe" in texts(home)


def test_the_card_in_a_channel_answers_for_whoever_presses_and_stays(desk: Desk) -> None:
    session = call(desk, line="group Exports, <@ULUCA> <@UINES>, 2027-01-26 15:00")
    desk.say(press("ULUCA", "gathering.public_yes", value(session)))
    desk.say(press("UFATIMA", "gathering.public_yes", value(session)))
    lucas, fatimas = desk.slack.responses[-2:]
    assert (lucas["response_type"], lucas["replace_original"]) == ("ephemeral", False)
    assert "You are in." in texts(lucas)
    assert (fatimas["response_type"], fatimas["replace_original"]) == ("ephemeral", False)
    assert "You are not invited to this session." in texts(fatimas)
    assert answers(desk) == {"awa": Rsvp.ACCEPTED, "luca": Rsvp.ACCEPTED, "ines": Rsvp.PENDING}


def test_a_late_press_in_public_is_told_in_private(desk: Desk) -> None:
    session = call(desk)
    desk.say(press("UAWA", "gathering.cancel", value(session)))
    desk.say(submit("UAWA", shown_form(desk)))
    desk.say(press("ULUCA", "gathering.public_yes", value(session)))
    assert desk.slack.responses[-1]["replace_original"] is False


def test_a_mentee_proposes_and_a_mentor_hosts(desk: Desk) -> None:
    session = call(desk, "ULUCA", "group Exports, everybody, 2027-01-26 15:00")
    assert (session.state, session.people) == (SessionState.PROPOSED, {desk.cohort.luca.id})
    assert "Mentors and coordinators are asked who hosts it" in texts(desk.slack.responses[-1])
    desk.say(press("UAWA", "gathering.host", value(session)))
    hosted = the_session(desk)
    assert (hosted.state, hosted.organiser_id) == (SessionState.CONFIRMED, desk.cohort.awa.id)
    assert "You host this session." in texts(desk.slack.responses[-1])
    desk.say(press("UINES", "gathering.host", value(session)))
    assert "settled in the meantime" in texts(desk.slack.responses[-1])


def test_a_coordinator_declines_a_proposal_with_a_reason(desk: Desk) -> None:
    session = call(desk, "ULUCA", "group Exports, everybody, 2027-01-26 15:00")
    opened(desk, "UINES", "gathering.show", session)
    desk.say(press("UINES", "gathering.refuse", value(session), on="modal"))
    answer = desk.say(submit("UINES", shown_form(desk), reason="We have one next week"))
    assert "The proposal is declined" in texts(answer)
    declined = the_session(desk)
    assert (declined.state, declined.reason) == (SessionState.DECLINED, "We have one next week")


def test_a_mentor_has_no_button_to_decline_a_proposal(desk: Desk) -> None:
    session = call(desk, "ULUCA", "group Exports, everybody, 2027-01-26 15:00")
    view = opened(desk, "UAWA", "gathering.show", session)
    assert "gathering.refuse" not in buttons(view)


def test_joint_is_for_coordinators(desk: Desk) -> None:
    assert "Only coordinators" in texts(desk.say(command("UAWA", "joint Kick-off, 2027-01-26 15:00")))
    session = call(desk, "UINES", "joint Kick-off, 2027-01-26 15:00, compulsory")
    assert (session.kind, session.gathering and session.gathering.compulsory) == (SessionKind.JOINT, True)
    assert answers(desk) == {"ines": Rsvp.ACCEPTED, **dict.fromkeys(("awa", "luca", "fatima"), Rsvp.PENDING)}


def test_a_no_to_a_joint_meeting_is_asked_why_and_a_coordinator_decides(desk: Desk) -> None:
    session = call(desk, "UINES", "joint Kick-off, 2027-01-26 15:00")
    form = opened(desk, "ULUCA", "gathering.no", session)
    answer = desk.say(submit("ULUCA", form, reason="My sister marries"))
    assert "A coordinator reads your reason" in texts(answer)
    person = f"{session.id} {desk.cohort.luca.id}"
    opened(desk, "UINES", "absence.list", session, on="modal")
    assert "My sister marries" in texts(shown_form(desk))
    desk.say(press("UINES", "absence.refuse.0", person, on="modal"))
    answer = desk.say(submit("UINES", shown_form(desk), remark="It is the kick-off"))
    assert "Not excused by Inès." in texts(answer)
    assert answers(desk)["luca"] is Rsvp.PENDING


def test_nobody_but_coordinators_and_oneself_reads_a_reason(desk: Desk) -> None:
    session = call(desk, "UINES", "joint Kick-off, 2027-01-26 15:00")
    desk.say(submit("ULUCA", opened(desk, "ULUCA", "gathering.no", session), reason="My sister marries"))
    assert "My sister" not in texts(opened(desk, "UAWA", "absence.list", session, on="modal"))
    assert "My sister" in texts(opened(desk, "ULUCA", "absence.list", session, on="modal"))
    desk.say(press("UAWA", "absence.accept.0", f"{session.id} {desk.cohort.luca.id}", on="modal"))
    answer = desk.say(submit("UAWA", shown_form(desk)))
    assert "Only coordinators" in texts(answer)


@pytest.mark.parametrize(
    "action", ["manage", "answers", "move", "late", "cancel", "add", "remove", "hand_over", "places", "write"]
)
def test_only_who_runs_it_has_the_hosts_menu(desk: Desk, action: str) -> None:
    session = call(desk)
    desk.say(press("ULUCA", f"gathering.{action}", value(session)))
    assert "Only Awa, who hosts this session, or a coordinator can do this." in texts(desk.slack.responses[-1])
    opened(desk, "UINES", f"gathering.{action}", session)


def test_the_menu_lists_who_answered_in_the_order_of_the_line(desk: Desk) -> None:
    session = call(desk)
    for user in ("ULUCA", "UINES", "UFATIMA"):
        desk.now += timedelta(minutes=1)
        desk.say(press(user, "gathering.yes", value(session)))
    said = texts(opened(desk, "UAWA", "gathering.answers", session, on="modal"))
    assert "*They come*\n1. Luca" in said
    assert "*They wait for a place, in this order*\n1. Inès\n2. Fatima" in said


def test_the_host_moves_after_reading_back_whom_it_costs_their_place(desk: Desk) -> None:
    session = call(desk)
    desk.say(press("ULUCA", "gathering.yes", value(session)))
    meet_luca(desk)
    view = opened(desk, "UAWA", "gathering.move", session)
    assert (fields(view)["date"]["initial_date"], fields(view)["time"]["initial_time"]) == ("2027-01-26", "15:00")
    answer = desk.say(submit("UAWA", view, date="2027-01-27", time="10:00"))
    assert "asked anew: Luca." in texts(answer)
    desk.say(submit("UAWA", answer["view"]))
    moved = next(one for one in desk.sessions() if one.id == session.id)
    assert (f"{moved.anchor.wall:%d %H:%M}", moved.attendee(desk.cohort.luca.id).rsvp) == ("27 10:00", Rsvp.PENDING)


def meet_luca(desk: Desk) -> None:
    """Luca takes part in another session on Wednesday at ten."""
    shown = desk.say(command("UINES", "group Tea, <@ULUCA>, 2027-01-27 10:00"))
    desk.say(press("UINES", "gathering.confirm", buttons(shown)["gathering.confirm"]))
    tea = next(one for one in desk.sessions() if one.topic == "Tea")
    desk.say(press("ULUCA", "gathering.yes", value(tea)))


def test_moving_to_the_same_time_is_refused_under_its_field(desk: Desk) -> None:
    session = call(desk)
    answer = desk.say(submit("UAWA", opened(desk, "UAWA", "gathering.move", session)))
    assert list(answer["errors"]) == ["time"]


def test_running_late_is_told_and_shown(desk: Desk) -> None:
    session = call(desk)
    desk.now = session.when.start - timedelta(minutes=10)
    answer = desk.say(submit("UAWA", opened(desk, "UAWA", "gathering.late", session), minutes="15"))
    assert "It starts 15 minutes later than agreed." in texts(answer)


def test_answers_are_closed_and_taken_again(desk: Desk) -> None:
    session = call(desk)
    opened(desk, "UAWA", "gathering.close", session, on="modal")
    assert "gathering.reopen" in buttons({"view": shown_form(desk)})
    desk.say(press("ULUCA", "gathering.yes", value(session)))
    assert "No more answers are taken" in texts(desk.slack.responses[-1])
    opened(desk, "UAWA", "gathering.reopen", session, on="modal")
    desk.say(press("ULUCA", "gathering.yes", value(session)))
    assert answers(desk)["luca"] is Rsvp.ACCEPTED


def test_the_host_adds_and_takes_off_people(desk: Desk) -> None:
    session = call(desk, line="group Exports, <@ULUCA>, 2027-01-26 15:00")
    answer = desk.say(submit("UAWA", opened(desk, "UAWA", "gathering.add", session), users=["UFATIMA", "ULUCA"]))
    assert "1 more person is invited." in texts(answer)
    answer = desk.say(submit("UAWA", opened(desk, "UAWA", "gathering.add", session), users=["UOMAR"]))
    assert "Not in the programme" in answer["errors"]["roles"]
    form = opened(desk, "UAWA", "gathering.remove", session)
    assert "not in the session" in desk.say(submit("UAWA", form, person="UINES"))["errors"]["person"]
    assert "can't leave" in desk.say(submit("UAWA", form, person="UAWA"))["errors"]["person"]
    desk.say(submit("UAWA", form, person="ULUCA"))
    assert answers(desk) == {"awa": Rsvp.ACCEPTED, "fatima": Rsvp.PENDING}


def test_hosting_is_handed_over_to_who_may_host(desk: Desk) -> None:
    session = call(desk)
    form = opened(desk, "UAWA", "gathering.hand_over", session)
    assert "can't host this" in desk.say(submit("UAWA", form, person="ULUCA"))["errors"]["person"]
    desk.say(submit("UAWA", form, person="UINES"))
    assert the_session(desk).organiser_id == desk.cohort.ines.id


def test_places_below_those_taken_are_refused_under_the_field(desk: Desk) -> None:
    session = call(desk)
    desk.say(press("ULUCA", "gathering.yes", value(session)))
    form = opened(desk, "UAWA", "gathering.places", session)
    assert list(desk.say(submit("UAWA", form, capacity="0"))["errors"]) == ["capacity"]
    desk.say(submit("UAWA", form, capacity="3"))
    gathering = the_session(desk).gathering
    assert gathering is not None
    assert gathering.capacity == 3


def test_what_the_host_writes_is_sent_once_to_whom_the_form_says(desk: Desk) -> None:
    session = call(desk)
    form = opened(desk, "UAWA", "gathering.write", session)
    assert "All who did not say no: Fatima, Inès, and Luca" in texts(form)
    sent = submit("UAWA", form, text="Bring your figures", readers="all")
    first, second = desk.send(sent, sent)
    assert "Sent." in first.body
    assert first.body == second.body
    words = [one for one in desk.store.deliveries.values() if one.kind == "host_word"]
    assert len(words) == 3
    answer = desk.say(submit("UAWA", opened(desk, "UAWA", "gathering.write", session), text="Hi", readers="accepted"))
    assert "nobody has said yes" in answer["errors"]["text"]


def test_cancelling_is_asked_about_first(desk: Desk) -> None:
    session = call(desk)
    form = opened(desk, "UAWA", "gathering.cancel", session)
    assert the_session(desk).state is SessionState.CONFIRMED
    answer = desk.say(submit("UAWA", form, reason="Nobody could"))
    assert "You cancelled this session." in texts(answer)
    assert (the_session(desk).state, the_session(desk).reason) == (SessionState.CANCELLED, "Nobody could")


def test_sessions_of_several_stand_in_the_list(desk: Desk) -> None:
    session = call(desk)
    said = texts(desk.say(command("ULUCA", "sessions")))
    assert "Waiting for your answer" in said
    assert "Group session: Digital exports" in said
    desk.say(press("ULUCA", "gathering.no", value(session)))
    assert "Digital exports" not in texts(desk.say(command("ULUCA", "sessions")))


def test_a_mentors_home_shows_what_looks_for_a_host_and_joint_meetings(desk: Desk) -> None:
    call(desk, "ULUCA", "group Exports, everybody, 2027-01-26 15:00")
    shown = desk.say(command("UINES", "joint Kick-off, 2027-01-20 15:00"))
    desk.say(press("UINES", "gathering.confirm", buttons(shown)["gathering.confirm"]))
    desk.say({**press("UAWA", "x"), "type": "event_callback", **home_opened("UAWA")})
    home = texts(desk.slack.of("views.publish")[-1])
    assert "Looking for a host" in home
    assert "○ Kick-off · Wed 20 Jan · 15:00 in Marseille" in home


def home_opened(user: str) -> Json:
    return {"team_id": "T1", "event_id": "E", "event": {"type": "app_home_opened", "user": user, "tab": "home"}}


def test_who_is_not_invited_sees_nothing(desk: Desk) -> None:
    session = call(desk, line="group Exports, <@ULUCA>, 2027-01-26 15:00")
    desk.speaks(desk.cohort.omar, "en")
    with (unit := desk.unit()):
        unit.people.enrol(Participant(desk.cohort.programme.id, desk.cohort.omar, frozenset({Role.MENTEE})))
        unit.commit()
    for action in ("yes", "host", "show", "manage"):
        desk.say(press("UOMAR", f"gathering.{action}", value(session)))
        assert "There is no such session" in texts(desk.slack.responses[-1])
