"""Answering, moving and cancelling from a card, from Home and from a form."""

from datetime import timedelta

import pytest

from mentoring.sessions import SessionState
from tests.builders import NOW, a_change
from tests.handlers.desk import Desk, command, press, submit, texts


@pytest.fixture
def desk() -> Desk:
    """Awa proposed a session to Luca, who reads English."""
    desk = Desk()
    desk.speaks(desk.cohort.luca, "en")
    with (unit := desk.unit()):
        session = desk.cohort.session(state=SessionState.PROPOSED)
        unit.sessions.add(session, a_change(session, by=desk.cohort.awa.id))
        unit.commit()
    return desk


def confirmed() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.luca, "en")
    with (unit := desk.unit()):
        session = desk.cohort.session()
        unit.sessions.add(session, a_change(session, by=desk.cohort.awa.id))
        unit.commit()
    return desk


def test_sessions_are_listed_with_what_can_be_done(desk: Desk) -> None:
    said = texts(desk.say(command("ULUCA", "sessions")))
    assert "Waiting for your answer" in said
    assert "Accept" in said


def test_sessions_are_listed_by_the_verb_of_another_language(desk: Desk) -> None:
    assert "Waiting for your answer" in texts(desk.say(command("ULUCA", "séances")))


def test_accepting_confirms_and_replaces_the_card(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.accept", "S1 1"))
    assert [one.state for one in desk.sessions()] == [SessionState.CONFIRMED]
    (shown,) = desk.slack.responses
    assert shown["replace_original"] is True
    assert "Confirmed." in texts(shown)


def test_accepting_twice_changes_nothing(desk: Desk) -> None:
    accept = press("ULUCA", "session.accept", "S1 1")
    desk.send(accept, accept)
    (session,) = desk.sessions()
    assert session.revision == 2
    assert desk.slack.responses[0] == desk.slack.responses[1]


def test_accepting_on_home_draws_home_anew(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.accept", "S1 1", on="home"))
    (published,) = desk.slack.of("views.publish")
    assert published["user_id"] == "ULUCA"
    assert "Your next session" in texts(published)


def test_a_card_of_an_earlier_revision_shows_how_things_stand(desk: Desk) -> None:
    desk.say(press("UAWA", "session.cancel", "S1 1"))
    (form,) = desk.slack.of("views.open")
    desk.say(submit("UAWA", form["view"], reason="ill"))
    desk.say(press("ULUCA", "session.accept", "S1 1"))
    (shown,) = desk.slack.responses
    assert "settled in the meantime" in texts(shown)
    assert "Cancelled by Awa." in texts(shown)


def test_declining_asks_for_a_reason_and_ends_the_session(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.decline", "S1 1"))
    (form,) = desk.slack.of("views.open")
    answer = desk.say(submit("ULUCA", form["view"], reason="Too <early>"))
    (session,) = desk.sessions()
    assert (session.state, session.reason) == (SessionState.DECLINED, "Too <early>")
    assert answer["response_action"] == "update"
    assert "You declined this session." in texts(answer)
    assert "Too &lt;early&gt;" in texts(answer)


def test_a_reason_may_be_left_out(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.decline", "S1 1"))
    desk.say(submit("ULUCA", desk.slack.of("views.open")[0]["view"]))
    assert [one.reason for one in desk.sessions()] == [""]


def test_a_reason_that_is_too_long_is_refused_under_its_field(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.decline", "S1 1"))
    answer = desk.say(submit("ULUCA", desk.slack.of("views.open")[0]["view"], reason="a" * 501))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["reason"]


def test_declining_an_earlier_proposal_opens_nothing(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.decline", "S1 0"))
    assert desk.slack.of("views.open") == []
    assert "settled in the meantime" in texts(desk.slack.responses[0])


def test_a_proposal_that_expired_says_so(desk: Desk) -> None:
    desk.now = NOW + timedelta(days=4)
    desk.say(press("ULUCA", "session.accept", "S1 1"))
    assert "time to answer is over" in texts(desk.slack.responses[0])


def test_the_one_who_proposed_does_not_answer(desk: Desk) -> None:
    desk.speaks(desk.cohort.awa, "en")
    desk.say(press("UAWA", "session.accept", "S1 1"))
    assert "You proposed this time yourself" in texts(desk.slack.responses[0])
    assert [one.state for one in desk.sessions()] == [SessionState.PROPOSED]


def test_cancelling_shows_what_would_go_and_tells(desk: Desk) -> None:
    desk = confirmed()
    desk.say(press("ULUCA", "session.cancel", "S1 1"))
    (form,) = desk.slack.of("views.open")
    assert "Tuesday 26 January 2027" in texts(form)
    desk.say(submit("ULUCA", form["view"], reason="ill"))
    assert [(one.state, one.reason) for one in desk.sessions()] == [(SessionState.CANCELLED, "ill")]


def test_cancelling_twice_from_two_forms_changes_nothing(desk: Desk) -> None:
    desk = confirmed()
    desk.say(press("ULUCA", "session.cancel", "S1 1"))
    form = desk.slack.of("views.open")[0]["view"]
    answers = desk.send(submit("ULUCA", form, reason="ill"), submit("ULUCA", form, reason="ill"))
    assert answers[0].body == answers[1].body
    assert [one.revision for one in desk.sessions()] == [2]


def test_somebody_elses_session_does_not_exist(desk: Desk) -> None:
    desk.speaks(desk.cohort.fatima, "en")
    for action in ("session.accept", "session.decline", "session.cancel", "session.move", "session.show"):
        desk.say(press("UFATIMA", action, "S1 1"))
    assert {texts(shown) for shown in desk.slack.responses} == {
        "There is no such session any more. Your Home tab shows the ones you have."
    }
    assert desk.slack.of("views.open") == []


def test_a_session_is_shown_beside_the_message(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.show", "S1 1"))
    (shown,) = desk.slack.responses
    assert shown["replace_original"] is False
    assert "Session with Awa" in texts(shown)


def test_on_home_what_has_no_message_opens_in_a_dialogue(desk: Desk) -> None:
    desk.say(press("ULUCA", "session.show", "S1 1", on="home"))
    (opened,) = desk.slack.of("views.open")
    assert "Session with Awa" in texts(opened)


def test_following_the_link_is_acknowledged(desk: Desk) -> None:
    assert desk.say(press("ULUCA", "session.join", "S1 1")) == {"text": ""}
