"""Home, messages written to the bot, and what Slack tells of people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import NOW, TEAM
from tests.handlers.desk import Desk, event, texts


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.luca, "en")
    return desk


def test_home_is_drawn_on_every_visit_in_the_readers_language(desk: Desk) -> None:
    desk.send(
        event("app_home_opened", user="ULUCA", tab="home"),
        event("app_home_opened", user="UAWA", tab="home"),
        event("app_home_opened", user="UAWA", tab="home"),
    )
    lucas, awas, again = desk.slack.of("views.publish")
    assert (lucas["user_id"], awas["user_id"]) == ("ULUCA", "UAWA")
    assert "Your mentoring" in texts(lucas)
    assert "Your mentoring" not in texts(awas)
    assert awas == again


def written(**changes: object) -> dict[str, object]:
    return event(
        "message", **{"user": "ULUCA", "channel": "D1", "channel_type": "im", "text": "hi", "ts": "1", **changes}
    )


def test_a_message_is_answered_with_what_to_do_once_an_hour(desk: Desk) -> None:
    desk.send(written(), written())
    (posted,) = desk.slack.of("chat.postMessage")
    assert posted["channel"] == "D1"
    assert "Type /mentor" in texts(posted)
    desk.now = NOW + timedelta(hours=1)
    desk.send(written(ts="2"))
    assert len(desk.slack.of("chat.postMessage")) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"subtype": "file_share", "files": [{"id": "F1"}], "text": ""},
        {"subtype": "thread_broadcast", "thread_ts": "0"},
        {"subtype": "me_message"},
        {"text": None},
    ],
)
def test_whatever_a_person_writes_to_the_bot_is_answered(desk: Desk, changes: dict[str, object]) -> None:
    assert [answer.status for answer in desk.send(written(**changes))] == [200]
    assert "Type /mentor" in texts(desk.slack.of("chat.postMessage")[0])


def test_a_message_that_slack_tells_of_again_is_answered_once(desk: Desk) -> None:
    noted = written(text="Decided: we begin in March. Action: Awa sends the list")
    desk.send(noted, noted)
    assert len(desk.slack.of("chat.postMessage")) == 1


def test_a_message_whose_answer_slack_did_not_take_is_answered_when_told_of_again(desk: Desk) -> None:
    noted = written(text="Decided: we begin in March. Action: Awa sends the list")
    desk.slack.answers["chat.postMessage"] = {"ok": False, "error": "ratelimited"}
    assert [answer.status for answer in desk.send(noted)] == [500]
    desk.slack.answers.clear()
    assert [answer.status for answer in desk.send(noted)] == [200]
    assert len(desk.slack.of("chat.postMessage")) == 2


def test_home_that_slack_does_not_take_is_left_for_slack_to_ask_again(desk: Desk) -> None:
    opened = event("app_home_opened", user="ULUCA", tab="home")
    desk.slack.answers["views.publish"] = {"ok": False, "error": "internal_error"}
    assert [answer.status for answer in desk.send(opened)] == [500]
    assert len(desk.slack.of("views.publish")) == 1
    desk.slack.answers.clear()
    assert [answer.status for answer in desk.send(opened)] == [200]


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"user": None},
        {"user": "USLACKBOT"},
        {"channel_type": "channel"},
    ],
)
def test_what_no_person_wrote_to_the_bot_is_not_answered(desk: Desk, changes: dict[str, object]) -> None:
    assert [answer.status for answer in desk.send(written(**changes))] == [200]
    assert desk.slack.calls[1:] == []
    assert desk.served == []


@pytest.mark.parametrize("kind", ["member_joined_channel", "app_mention", "tokens_revoked", "app_uninstalled", "new"])
def test_an_event_that_nobody_waits_for_is_taken_in_silence(desk: Desk, kind: str) -> None:
    assert [answer.status for answer in desk.send(event(kind, user="ULUCA", channel="C1"))] == [200]
    assert desk.served == []


def test_word_that_slack_holds_events_back_is_taken_in_silence(desk: Desk) -> None:
    held = {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1800000000}
    assert [answer.status for answer in desk.send(held)] == [200]
    assert desk.served == []


def test_word_of_nobodys_account_changes_nothing(desk: Desk) -> None:
    assert [answer.status for answer in desk.send(event("user_change"))] == [200]


def test_somebody_who_joins_slack_is_linked_by_address(desk: Desk) -> None:
    with (unit := desk.unit()):
        unit.people.update(replace(desk.cohort.luca, user_id=None))
        unit.commit()
    user = {"id": "UNEW", "profile": {"email": desk.cohort.luca.email}, "locale": "it-IT"}
    assert [answer.status for answer in desk.send(event("team_join", user=user), event("team_join", user=user))] == [
        200,
        200,
    ]
    linked = desk.unit().people.by_user("UNEW")
    assert linked is not None
    assert (linked.id, linked.locale) == (desk.cohort.luca.id, "it-IT")


def test_an_account_that_is_closed_or_changes_language_is_followed(desk: Desk) -> None:
    desk.send(event("user_change", user={"id": "ULUCA", "deleted": True, "locale": "es-ES"}))
    luca = desk.unit().people.get(desk.cohort.luca.id)
    assert (luca.active, luca.locale) == (False, "es-ES")


def test_a_stranger_who_changes_is_nothing_to_us(desk: Desk) -> None:
    assert [answer.status for answer in desk.send(event("user_change", user={"id": "UX"}))] == [200]
