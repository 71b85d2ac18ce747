"""A series in Slack: a line, its dates, Confirm, one Accept for all, this and following, the form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handlers.ids import Action, Block
from handlers.views.blocks import Message
from handlers.views.series import series_news
from handlers.when.understanding import Understanding
from mentoring.messages import DeliveryKind
from mentoring.services.delivery import begin
from mentoring.sessions import SessionState
from tests.builders import NOW, a_person
from tests.fakes import FakeUnitOfWork
from tests.handlers.desk import CATALOGUES, Desk, Json, buttons, command, press, submit, texts
from tests.handlers.slack_limits import check_message, check_view
from tests.mentoring.house import claim_any

EVERY_SECOND = "book every second Tuesday 15:00 until 30 March"


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding.load()


@pytest.fixture
def desk(understanding: Understanding) -> Desk:
    desk = Desk(understanding)
    for person in (desk.cohort.awa, desk.cohort.luca):
        desk.speaks(person, "en")
    return desk


def previewed(desk: Desk, line: str = EVERY_SECOND) -> Json:
    return desk.say(command("UAWA", line))


def booked(desk: Desk, line: str = EVERY_SECOND) -> Json:
    shown = previewed(desk, line)
    desk.send(press("UAWA", Action.SERIES_CONFIRM, buttons(shown)[Action.SERIES_CONFIRM]))
    return desk.slack.responses[-1]


def series_id(desk: Desk) -> str:
    return next(iter(desk.store.series.values())).id


def opened(desk: Desk) -> Json:
    """The form opened or pushed last, as Slack has it."""
    calls = [arguments for method, arguments in desk.slack.calls if method.startswith("views.")]
    view = calls[-1]["view"]
    found: Json = json.loads(view) if isinstance(view, str) else view
    return found


def anchors(desk: Desk) -> list[str]:
    return sorted(f"{one.anchor.wall:%m-%d %H:%M}" for one in desk.sessions())


def messages_to(desk: Desk, user: str) -> list[str]:
    """Everything that is due to a person as news of a series, drawn."""
    drawn = []
    while delivery := claim_any(FakeUnitOfWork(desk.store), NOW):
        errand = begin(FakeUnitOfWork(desk.store), delivery, now=NOW)
        if delivery.kind is DeliveryKind.SERIES_NEWS and errand and errand.recipient.user_id == user:
            t = CATALOGUES.translator("en")
            drawn.append(series_news(t, errand.details, errand.recipient).text)  # type: ignore[union-attr,arg-type]
    return drawn


def test_line_shows_every_date_on_both_clocks_before_anything_is_booked(desk: Desk) -> None:
    with (unit := desk.unit()):
        unit.people.update(a_person("Luca", id=desk.cohort.luca.id, zone="Africa/Cairo", city="Cairo", country="EG"))
        unit.commit()
    shown = texts(previewed(desk))
    assert "Every second Tuesday, 15:00 (Marseille time), until Tuesday 30 March 2027" in shown
    assert shown.count("Tuesday 19 January 2027 · 15:00 in Marseille · 16:00 in Cairo") == 1
    assert "clocks change: 16:00 → 15:00 in Cairo" in shown
    assert desk.sessions() == []


def test_confirm_proposes_all_with_one_message(desk: Desk) -> None:
    said = booked(desk)
    assert "Done. Luca will be asked about all of these dates at once" in texts(said)
    assert anchors(desk) == [
        "01-19 15:00", "02-02 15:00", "02-16 15:00", "03-02 15:00", "03-16 15:00", "03-30 15:00",
    ]  # fmt: skip
    told = messages_to(desk, "ULUCA")
    assert len(told) == 1
    assert told[0].startswith("Awa would like to meet you regularly.")


def test_accept_all_answers_every_date(desk: Desk) -> None:
    booked(desk)
    desk.send(press("ULUCA", Action.SERIES_ACCEPT, f"{series_id(desk)} 1"))
    assert {one.state for one in desk.sessions()} == {SessionState.CONFIRMED}
    assert texts(desk.slack.responses[-1]).count("Confirmed.") == 6
    desk.send(press("ULUCA", Action.SERIES_ACCEPT, f"{series_id(desk)} 1"))
    assert texts(desk.slack.responses[-1]).count("Confirmed.") == 6


def test_decline_all_asks_for_a_reason(desk: Desk) -> None:
    booked(desk)
    desk.send(press("ULUCA", Action.SERIES_DECLINE, f"{series_id(desk)} 1"))
    form = opened(desk)
    answer = desk.say(submit("ULUCA", form, **{Block.REASON: "Too many"}))
    assert "No date of this series is to come." in texts(answer)
    assert {(one.state, one.reason) for one in desk.sessions()} == {(SessionState.DECLINED, "Too many")}


def test_dates_are_dropped_and_moved_in_the_form(desk: Desk) -> None:
    shown = previewed(desk)
    desk.send(press("UAWA", Action.SERIES_DATES, buttons(shown)[Action.SERIES_DATES]))
    form = opened(desk)
    kept = ["2027-01-19", "2027-02-02", "2027-03-02", "2027-03-16", "2027-03-30"]
    filled = {"keep.0": kept, Block.MOVED_DATE: "2027-02-02", Block.DATE: "2027-02-03", Block.TIME: "09:00"}
    again = desk.say(submit("UAWA", form, **filled))["view"]
    assert "left out: Tuesday 16 February 2027" in texts({"view": again})
    assert "moved: Wednesday 3 February 2027 · 09:00" in texts({"view": again})
    desk.say(submit("UAWA", again))
    assert anchors(desk) == ["01-19 15:00", "02-03 09:00", "03-02 15:00", "03-16 15:00", "03-30 15:00"]


def test_form_asks_which_date_moves_and_to_when(desk: Desk) -> None:
    shown = previewed(desk)
    desk.send(press("UAWA", Action.SERIES_DATES, buttons(shown)[Action.SERIES_DATES]))
    form = opened(desk)
    nowhere = desk.say(submit("UAWA", form, **{Block.MOVED_DATE: "2027-02-02"}))
    which = desk.say(submit("UAWA", form, **{Block.DATE: "2027-02-03"}))
    gap = desk.say(
        submit("UAWA", form, **{Block.MOVED_DATE: "2027-02-02", Block.DATE: "2027-03-28", Block.TIME: "02:30"})
    )
    assert set(nowhere["errors"]) == {Block.DATE}
    assert set(which["errors"]) == {Block.MOVED_DATE}
    assert "There is no 02:30" in gap["errors"][Block.TIME]


def test_old_preview_does_not_book_what_was_changed_since(desk: Desk) -> None:
    shown = previewed(desk)
    desk.send(press("UAWA", Action.SERIES_DATES, buttons(shown)[Action.SERIES_DATES]))
    desk.say(submit("UAWA", opened(desk), **{"keep.0": ["2027-01-19"]}))
    desk.send(press("UAWA", Action.SERIES_CONFIRM, buttons(shown)[Action.SERIES_CONFIRM]))
    assert desk.sessions() == []
    assert "left out: Tuesday 2 February 2027" in texts(desk.slack.responses[-1])


def test_hour_in_doubt_is_asked_about(desk: Desk) -> None:
    shown = previewed(desk, "book every Tuesday at 3 until March")
    assert "Which time do you mean?" in texts(shown)
    desk.send(press("UAWA", f"{Action.SERIES_CHOOSE}.0", buttons(shown)[f"{Action.SERIES_CHOOSE}.0"]))
    assert "Every Tuesday, 15:00 (Marseille time), until Wednesday 31 March 2027" in texts(desk.slack.responses[-1])


def test_line_without_an_hour_opens_the_form_with_the_rest(desk: Desk) -> None:
    desk.send(command("UAWA", "book every Tuesday and Thursday until March about exports"))
    form = opened(desk)
    answer = desk.say(submit("UAWA", form, **{Block.TIME: "10:00"}))
    assert "Every Tuesday and Thursday, 10:00 (Marseille time), until Wednesday 31 March 2027" in texts(answer)
    assert "exports" in texts(answer)


def test_line_with_no_rule_of_ours_opens_the_form_and_books_nothing(desk: Desk) -> None:
    desk.send(command("UAWA", "book twice a week on Tuesday at 15:00"))
    assert opened(desk)["callback_id"] == "booking.form"
    assert desk.sessions() == []


def test_hundred_times_are_refused_and_can_be_changed(desk: Desk) -> None:
    refused = desk.say(command("UAWA", "book every Tuesday 15:00 100 times about exports"))
    assert "A series can have at most 52 dates." in texts(refused)
    desk.send(press("UAWA", Action.SERIES_CHANGE, buttons(refused)[Action.SERIES_CHANGE]))
    form = opened(desk)
    still = desk.say(submit("UAWA", form))
    assert "at most 52 dates" in still["errors"][Block.TIMES]
    fewer = desk.say(submit("UAWA", form, **{Block.TIMES: "3"}))
    assert "Every Tuesday, 15:00 (Marseille time), 3 times" in texts(fewer)
    assert "exports" in texts(fewer)


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        ("week1", "Every Tuesday"),
        ("week2", "Every second Tuesday"),
        ("week3", "Every 3 weeks on Tuesday"),
        ("month", "The fourth Tuesday of the month"),
        ("day", "Day 26 of the month"),
    ],
)
def test_form_makes_a_series(desk: Desk, choice: str, words: str) -> None:
    desk.send(press("UAWA", Action.HOME_BOOK, on="home"))
    filled = {Block.DATE: "2027-01-26", Block.TIME: "15:00", Block.REPEATS: choice, Block.TIMES: "3"}
    answer = desk.say(submit("UAWA", opened(desk), **filled))
    assert f"{words}, 15:00 (Marseille time), 3 times" in texts(answer)
    desk.say(submit("UAWA", answer["view"]))
    assert len(desk.sessions()) == 3


def test_form_says_what_is_wrong_under_the_field(desk: Desk) -> None:
    desk.send(press("UAWA", Action.HOME_BOOK, on="home"))
    form = opened(desk)
    at = {Block.DATE: "2027-01-26", Block.TIME: "15:00", Block.REPEATS: "week1"}
    assert set(desk.say(submit("UAWA", form, **at, **{Block.TIMES: "often"}))["errors"]) == {Block.TIMES}
    assert set(desk.say(submit("UAWA", form, **at, **{Block.UNTIL: "2027-01-20"}))["errors"]) == {Block.UNTIL}
    assert set(desk.say(submit("UAWA", form, **{Block.REPEATS: "week1"}))["errors"]) == {Block.DATE}


def test_own_words_of_the_form_make_a_series(desk: Desk) -> None:
    desk.send(press("UAWA", Action.HOME_BOOK, on="home"))
    form = opened(desk)
    answer = desk.say(submit("UAWA", form, **{Block.WHEN: "les lundis à 11h jusqu'en mars"}))
    assert "Every Monday, 11:00 (Marseille time), until Wednesday 31 March 2027" in texts(answer)
    unclear = desk.say(submit("UAWA", form, **{Block.WHEN: "every Tuesday"}))
    assert set(unclear["errors"]) == {Block.WHEN}


def test_discarded_series_books_nothing(desk: Desk) -> None:
    shown = previewed(desk)
    desk.send(press("UAWA", Action.SERIES_DISCARD, buttons(shown)[Action.SERIES_DISCARD]))
    assert "Nothing was booked." in texts(desk.slack.responses[-1])
    desk.send(press("UAWA", Action.SERIES_CONFIRM, buttons(shown)[Action.SERIES_CONFIRM]))
    assert desk.sessions() == []


def accepted(desk: Desk) -> None:
    booked(desk)
    desk.send(press("ULUCA", Action.SERIES_ACCEPT, f"{series_id(desk)} 1"))


def test_sessions_show_a_series_once_with_what_is_to_come(desk: Desk) -> None:
    accepted(desk)
    shown = desk.say(command("UAWA", "sessions"))
    assert texts(shown).count("Session with Luca") == 1
    assert "Every second Tuesday, 15:00 (Marseille time), until Tuesday 30 March 2027 · 6 to come" in texts(shown)
    desk.send(press("UAWA", Action.SERIES_SHOW, buttons(shown)[Action.SERIES_SHOW]))
    assert texts({"view": opened(desk)}).count("Confirmed.") == 6


def following_form(desk: Desk, number: int, user: str = "UAWA") -> Json:
    session = sorted(desk.sessions(), key=lambda one: one.anchor.wall)[number]
    desk.send(press(user, Action.SERIES_FOLLOWING, f"{session.id} {session.revision}"))
    return opened(desk)


def test_this_and_following_move_once_both_agree(desk: Desk) -> None:
    accepted(desk)
    form = following_form(desk, 3)
    shown = desk.say(submit("UAWA", form, **{Block.DATE: "2027-03-03", Block.TIME: "16:00"}))
    assert "Tuesday 2 March 2027 · 15:00 in Marseille · 15:00 in Rome → Wednesday 3 March 2027 · 16:00" in texts(shown)
    done = desk.say(submit("UAWA", shown["view"]))
    assert "Every second Wednesday, 16:00 (Marseille time), 3 times" in texts(done)
    assert anchors(desk)[3:] == ["03-02 15:00", "03-16 15:00", "03-30 15:00"]
    asked = next(iter(desk.store.series.values()))
    desk.send(press("ULUCA", Action.SERIES_ACCEPT, f"{asked.id} {asked.revision}"))
    assert anchors(desk)[3:] == ["03-03 16:00", "03-17 16:00", "03-31 16:00"]


def test_this_and_following_are_cancelled(desk: Desk) -> None:
    accepted(desk)
    answer = desk.say(
        submit("ULUCA", following_form(desk, 2, "ULUCA"), **{Block.WHAT: "cancel", Block.REASON: "Leave"})
    )
    assert texts(answer).count("Confirmed.") == 2
    states = [one.state for one in sorted(desk.sessions(), key=lambda one: one.anchor.wall)]
    assert states == [*[SessionState.CONFIRMED] * 2, *[SessionState.CANCELLED] * 4]


def test_nothing_follows_the_last_date_once_it_is_cancelled(desk: Desk) -> None:
    accepted(desk)
    last = max(desk.sessions(), key=lambda one: one.anchor.wall)
    form = following_form(desk, 5)
    desk.say(submit("UAWA", form, **{Block.WHAT: "cancel"}))
    shown = len(desk.slack.of("views.open"))
    desk.say(press("UAWA", Action.SERIES_FOLLOWING, f"{last.id} {last.revision}"))
    assert len(desk.slack.of("views.open")) == shown
    assert "This has been settled in the meantime." in texts(desk.slack.responses[-1])


def test_stranger_can_do_nothing_with_a_series(desk: Desk) -> None:
    booked(desk)
    for action in (Action.SERIES_ACCEPT, Action.SERIES_DECLINE):
        desk.send(press("UFATIMA", action, f"{series_id(desk)} 1"))
    desk.send(press("UFATIMA", Action.SERIES_SHOW, series_id(desk)))
    assert {one.state for one in desk.sessions()} == {SessionState.PROPOSED}
    assert all("series" not in str(one.get("view", "")) for one in desk.slack.of("views.open"))


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es", "it"])
def test_longest_series_is_within_slacks_limits(desk: Desk, language: str) -> None:
    for person in (desk.cohort.awa, desk.cohort.luca):
        desk.speaks(person, language, name="ن" * 120)
    shown: Any = previewed(desk, "book every Tuesday and Thursday 15:00 26 times")
    assert check_message(Message(shown["text"], shown["blocks"])) == []
    desk.send(press("UAWA", Action.SERIES_DATES, buttons(shown)[Action.SERIES_DATES]))
    assert check_view(opened(desk)) == []
