"""From a line or a form to a booked session, payload by payload."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from handlers.when.reading import Question, QuestionCode, Reading
from handlers.when.understanding import Understanding
from mentoring.people import Pair, Participant, Role
from mentoring.sessions import SessionState
from tests.builders import NOW, a_change
from tests.handlers.desk import Desk, buttons, command, event, press, submit, texts

WHEN = "2027-01-26 15:00"
UNDERSTANDING = Understanding.load()


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.luca, "en")
    return desk


def read_back(desk: Desk, user: str = "ULUCA", text: str = f"book {WHEN}") -> tuple[dict[str, object], str]:
    shown = desk.say(command(user, text))
    return shown, buttons(shown)["booking.confirm"]


def test_a_line_is_read_back_with_both_clocks_before_anything_is_written(desk: Desk) -> None:
    with (unit := desk.unit()):
        unit.people.update(replace(desk.cohort.awa, zone="Africa/Cairo", city="Cairo"))
        unit.commit()
    shown, _ = read_back(desk, text=f"book <@UAWA|awa> {WHEN} for 30 minutes about Q&amp;A &lt;now&gt;")
    said = texts(shown)
    assert shown["response_type"] == "ephemeral"
    for part in ("Tuesday 26 January 2027", "15:00 in Rome", "16:00 in Cairo", "30 minutes", "Q&amp;A &lt;now&gt;"):
        assert part in said
    assert {"booking.confirm", "booking.change", "booking.discard"} <= set(buttons(shown))
    assert desk.sessions() == []


def test_it_is_read_back_in_french(desk: Desk) -> None:
    shown, _ = read_back(desk, "UAWA", f"réserver {WHEN}")
    assert "mardi 26 janvier 2027" in texts(shown)
    assert "1 heure" in texts(shown)


def test_confirm_books_and_replaces_the_read_back(desk: Desk) -> None:
    _, draft = read_back(desk)
    desk.say(press("ULUCA", "booking.confirm", draft))
    (session,) = desk.sessions()
    assert (session.state, session.anchor.wall) == (SessionState.PROPOSED, datetime(2027, 1, 26, 15))
    (shown,) = desk.slack.responses
    assert shown["replace_original"] is True
    assert "Awa will be asked" in texts(shown)


def test_confirm_pressed_twice_books_once(desk: Desk) -> None:
    _, draft = read_back(desk)
    confirm = press("ULUCA", "booking.confirm", draft)
    assert [answer.status for answer in desk.send(confirm, confirm)] == [200, 200]
    assert len(desk.sessions()) == 1
    first, second = desk.slack.responses
    assert first == second


def test_discard_books_nothing_and_its_confirm_is_over(desk: Desk) -> None:
    _, draft = read_back(desk)
    desk.say(press("ULUCA", "booking.discard", draft))
    desk.say(press("ULUCA", "booking.confirm", draft))
    gone, refused = desk.slack.responses
    assert "Nothing was booked." in texts(gone)
    assert refused["replace_original"] is False
    assert "no longer open" in texts(refused)
    assert desk.sessions() == []


def test_anothers_draft_is_not_mine_to_confirm(desk: Desk) -> None:
    _, draft = read_back(desk)
    desk.say(press("UAWA", "booking.confirm", draft))
    assert desk.sessions() == []


def test_change_opens_the_form_filled_with_the_draft(desk: Desk) -> None:
    shown, _ = read_back(desk, text=f"book {WHEN} for 30 minutes about exports")
    desk.say(press("ULUCA", "booking.change", buttons(shown)["booking.change"]))
    (opened,) = desk.slack.of("views.open")
    fields = {block["block_id"]: block["element"] for block in opened["view"]["blocks"] if "element" in block}
    assert fields["date"]["initial_date"] == "2027-01-26"
    assert fields["time"]["initial_time"] == "15:00"
    assert fields["duration"]["initial_option"]["value"] == "30"
    assert fields["topic"]["initial_value"] == "exports"


def test_without_a_time_slots_are_offered_and_one_tap_books(desk: Desk) -> None:
    shown = desk.say(command("ULUCA", "book"))
    slots = {name: value for name, value in buttons(shown).items() if name.startswith("booking.choose")}
    assert 3 <= len(slots) <= 5
    assert "booking.change" in buttons(shown)
    desk.say(press("ULUCA", "booking.choose.1", slots["booking.choose.1"]))
    assert [session.state for session in desk.sessions()] == [SessionState.PROPOSED]


def test_what_was_not_used_is_shown(desk: Desk) -> None:
    shown, _ = read_back(desk, text=f"book {WHEN} purple &lt;elephant&gt;")
    assert "I did not use: purple &lt;elephant&gt;" in texts(shown)


def test_a_question_shows_its_answers_as_buttons_with_both_clocks(desk: Desk) -> None:
    rome = ZoneInfo("Europe/Rome")
    candidates = (datetime(2027, 1, 26, 4, tzinfo=rome), datetime(2027, 1, 26, 16, tzinfo=rome))
    asked = Reading(start=candidates[0], has_time=True, question=Question(QuestionCode.MERIDIEM, candidates))
    desk.exact.asks["26 jan at 4"] = asked
    desk.speaks(desk.cohort.awa, "fr", zone="Africa/Cairo", city="Cairo")
    shown = desk.say(command("ULUCA", "book 26 jan at 4"))
    said = texts(shown)
    assert "In the morning or in the afternoon?" in said
    assert "04:00 in Rome" in said
    assert "17:00 in Cairo" in said
    assert "The nearest times:" not in said
    desk.say(press("ULUCA", "booking.choose.1", buttons(shown)["booking.choose.1"]))
    (session,) = desk.sessions()
    assert session.when.start == candidates[1].astimezone(UTC)


def test_a_day_without_a_time_offers_slots_on_that_day(desk: Desk) -> None:
    shown = desk.say(command("ULUCA", "book 2027-01-26 for 45 minutes about exports"))
    assert "Which time on that day?" in texts(shown)
    desk.say(press("ULUCA", "booking.choose.1", buttons(shown)["booking.choose.1"]))
    (session,) = desk.sessions()
    assert (session.topic, session.duration) == ("exports", timedelta(minutes=45))
    assert session.anchor.wall.date().isoformat() == "2027-01-26"


def test_a_day_on_which_nothing_is_free_offers_the_nearest_slots(desk: Desk) -> None:
    shown = desk.say(command("ULUCA", "book 2027-01-24"))
    assert "Nothing suits both you and Awa then. The nearest times that do:" in texts(shown)


def test_a_length_in_doubt_opens_the_form_with_the_rest(desk: Desk) -> None:
    desk.say(command("ULUCA", desk.exact.in_doubt()))
    (opened,) = desk.slack.of("views.open")
    fields = {block["block_id"]: block["element"] for block in opened["view"]["blocks"] if "element" in block}
    assert (fields["date"]["initial_date"], fields["time"]["initial_time"]) == ("2027-01-26", "15:00")


def test_words_in_the_form_are_read_like_a_line(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", the_form(desk), when="2027-01-26 15:00 about exports"))
    assert answer["view"]["callback_id"] == "booking.read_back"
    desk.say(submit("ULUCA", answer["view"]))
    (session,) = desk.sessions()
    assert (session.topic, f"{session.anchor.wall:%Y-%m-%d %H:%M}") == ("exports", "2027-01-26 15:00")


def test_words_in_the_form_beat_its_pickers(desk: Desk) -> None:
    filled = {"date": "2027-01-27", "time": "10:00", "when": "2027-01-26 15:00"}
    answer = desk.say(submit("ULUCA", the_form(desk), **filled))
    assert "26 January 2027" in texts(answer)


def test_words_without_a_time_are_asked_about_under_their_field(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", the_form(desk), when="about exports"))
    assert answer == {"response_action": "errors", "errors": {"when": "I found no day or time in that."}}


def test_words_with_a_day_alone_offer_its_slots_in_the_form(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", the_form(desk), when="2027-01-26"))
    slots = next(block for block in answer["view"]["blocks"] if block.get("block_id") == "slots")["element"]["options"]
    assert {option["value"][:10] for option in slots} == {"2027-01-26"}


@pytest.mark.parametrize("typed", ["@Awa", "@awa", "<@UAWA>", "<@UAWA|awa.d>"])
def test_the_partner_may_be_mentioned_or_named(desk: Desk, typed: str) -> None:
    with_two_partners(desk)
    shown, _ = read_back(desk, text=f"book {typed} {WHEN}")
    assert "Awa" in texts(shown)


def test_a_stranger_to_the_pair_is_refused_by_name(desk: Desk) -> None:
    assert "Fatima is not one of your partners" in texts(desk.say(command("ULUCA", f"book <@UFATIMA> {WHEN}")))
    assert "Bob is not one of your partners" in texts(desk.say(command("ULUCA", f"book @Bob {WHEN}")))


def with_two_partners(desk: Desk) -> None:
    with (unit := desk.unit()):
        unit.people.enrol(Participant(desk.cohort.programme.id, desk.cohort.fatima, frozenset({Role.MENTOR})))
        unit.people.add_pair(Pair(0, 1, desk.cohort.fatima.id, desk.cohort.luca.id, desk.cohort.pair.starts_on))
        unit.commit()


def test_several_partners_are_chosen_among_in_the_form_filled_with_the_rest(desk: Desk) -> None:
    with_two_partners(desk)
    desk.say(command("ULUCA", f"book {WHEN} about exports"))
    (opened,) = desk.slack.of("views.open")
    fields = {block["block_id"]: block["element"] for block in opened["view"]["blocks"] if "element" in block}
    assert [one["text"]["text"] for one in fields["with_whom"]["options"]] == ["Awa", "Fatima"]
    assert fields["time"]["initial_time"] == "15:00"
    answer = desk.say(submit("ULUCA", opened["view"], with_whom=str(desk.cohort.fatima.id)))
    assert "Fatima" in texts(answer)


@pytest.mark.parametrize(
    ("language", "text", "topic"),
    [
        ("en", "with Awa tomorrow 15:00", None),
        ("en", "book tomorrow 15:00 for 45 minutes with awa about exports", "exports"),
        ("fr", "réserver avec Awa demain 15h sur la foire", "la foire"),
        ("es", "reservar mañana a las 15 con AWA sobre la feria", "la feria"),
        ("it", "prenota domani alle 15 con Awa su export", "export"),
        ("ar", "احجز مع Awa غدا الساعة 3 عصرا حول التصدير", "التصدير"),
    ],
)
def test_a_first_name_after_with_is_the_partner_and_no_topic(language: str, text: str, topic: str | None) -> None:
    desk = Desk(UNDERSTANDING)
    desk.speaks(desk.cohort.luca, language)
    with_two_partners(desk)
    shown, draft = read_back(desk, text=text)
    assert ("Awa" in texts(shown), "Fatima" in texts(shown)) == (True, False)
    with (unit := desk.unit()):
        assert unit.sessions.draft(draft).topic == (topic or "")


def test_a_first_name_of_two_partners_is_chosen_among_them(desk: Desk) -> None:
    desk = Desk(UNDERSTANDING)
    desk.speaks(desk.cohort.luca, "en")
    with_two_partners(desk)
    with (unit := desk.unit()):
        unit.people.update(replace(desk.cohort.awa, name="Awa Sow"))
        unit.people.update(replace(desk.cohort.fatima, name="Fatima Sow"))
        unit.commit()
    desk.say(command("ULUCA", "book with Sow tomorrow 15:00 about exports"))
    (opened,) = desk.slack.of("views.open")
    fields = {block["block_id"]: block["element"] for block in opened["view"]["blocks"] if "element" in block}
    assert [one["text"]["text"] for one in fields["with_whom"]["options"]] == ["Awa Sow", "Fatima Sow"]
    assert fields["topic"]["initial_value"] == "exports"


def test_words_after_with_that_name_nobody_stay_in_the_topic() -> None:
    desk = Desk(UNDERSTANDING)
    desk.speaks(desk.cohort.luca, "en")
    _, draft = read_back(desk, text="book tomorrow 15:00 with coffee")
    with (unit := desk.unit()):
        assert unit.sessions.draft(draft).topic == "coffee"


def the_form(desk: Desk) -> dict[str, object]:
    desk.say(press("ULUCA", "home.book", on="home"))
    return desk.slack.of("views.open")[-1]["view"]


def test_the_form_is_read_back_and_its_confirm_books(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", the_form(desk), date="2027-01-26", time="15:00", topic="exports"))
    assert answer["response_action"] == "update"
    assert "15:00" in texts(answer)
    booked = desk.say(submit("ULUCA", answer["view"]))
    assert booked["response_action"] == "update"
    assert "Awa will be asked" in texts(booked)
    assert [session.topic for session in desk.sessions()] == ["exports"]


def test_the_form_offers_slots_and_one_of_them_is_enough(desk: Desk) -> None:
    form = the_form(desk)
    slots = next(block for block in form["blocks"] if block.get("block_id") == "slots")["element"]["options"]
    answer = desk.say(submit("ULUCA", form, slots=slots[0]["value"]))
    assert answer["view"]["callback_id"] == "booking.read_back"
    desk.say(submit("ULUCA", answer["view"]))
    assert [session.when.start.isoformat() for session in desk.sessions()] == [slots[0]["value"]]


@pytest.mark.parametrize(("filled", "empty"), [({"date": "2027-01-26"}, "time"), ({"time": "15:00"}, "date")])
def test_half_a_time_is_asked_for_under_its_field(desk: Desk, filled: dict[str, str], empty: str) -> None:
    answer = desk.say(submit("ULUCA", the_form(desk), **filled))
    assert answer == {
        "response_action": "errors",
        "errors": {empty: "Please fill in both the date and the time."},
    }


def test_a_refusal_lands_under_its_field(desk: Desk) -> None:
    answer = desk.say(submit("ULUCA", the_form(desk), date="2027-12-01", time="15:00"))
    assert answer["response_action"] == "errors"
    assert list(answer["errors"]) == ["date"]


def test_a_refusal_lands_under_its_field_in_french(desk: Desk) -> None:
    desk.speaks(desk.cohort.luca, "fr")
    answer = desk.say(submit("ULUCA", the_form(desk), date="2027-12-01", time="15:00"))
    assert "trop" in answer["errors"]["date"] or "programme" in answer["errors"]["date"]


@pytest.mark.parametrize(
    ("wall", "said"),
    [
        ("2027-01-11 15:00", "has already passed"),
        ("2027-01-18 09:30", "too soon"),
        ("2027-03-28 02:30", "There is no 02:30"),
    ],
)
def test_a_time_that_can_not_be_offers_the_nearest_as_buttons(desk: Desk, wall: str, said: str) -> None:
    shown = desk.say(command("ULUCA", f"book {wall} about exports"))
    assert said in texts(shown)
    desk.say(press("ULUCA", "booking.choose.0", buttons(shown)["booking.choose.0"]))
    assert [session.topic for session in desk.sessions()] == ["exports"]


def test_the_form_shows_the_nearest_times_too_and_one_tap_books(desk: Desk) -> None:
    desk.now = datetime(2027, 9, 1, 8, tzinfo=UTC)
    with (unit := desk.unit()):
        unit.people.update_programme(replace(desk.cohort.programme, ends_on=datetime(2027, 12, 1, tzinfo=UTC).date()))
        unit.commit()
    answer = desk.say(submit("ULUCA", the_form(desk), date="2027-10-31", time="02:30"))
    assert "comes twice" in texts(answer)
    chosen = press("ULUCA", "booking.choose.1", buttons(answer)["booking.choose.1"], on="modal")
    desk.say(chosen)
    (session,) = desk.sessions()
    assert session.when.start == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    (updated,) = desk.slack.of("views.update")
    assert "Awa will be asked" in texts(updated)


def test_a_clash_is_named_to_the_one_whose_it_is_and_the_way_back_keeps_what_was_asked(desk: Desk) -> None:
    with (unit := desk.unit()):
        session = desk.cohort.session(WHEN, zone="Europe/Rome")
        unit.sessions.add(session, a_change(session))
        unit.commit()
    shown = desk.say(command("ULUCA", f"book {WHEN} about exports"))
    assert "You have a session with Awa then" in texts(shown)
    desk.say(press("ULUCA", "booking.change", buttons(shown)["booking.change"]))
    (opened,) = desk.slack.of("views.open")
    fields = {block["block_id"]: block["element"] for block in opened["view"]["blocks"] if "element" in block}
    assert fields["topic"]["initial_value"] == "exports"


def test_a_slot_lost_to_another_meanwhile_is_told(desk: Desk) -> None:
    _, draft = read_back(desk)
    with (unit := desk.unit()):
        session = desk.cohort.session(WHEN, zone="Europe/Rome")
        unit.sessions.add(session, a_change(session))
        unit.commit()
    desk.say(press("ULUCA", "booking.confirm", draft))
    (shown,) = desk.slack.responses
    assert shown["replace_original"] is True
    assert "You have a session with Awa then" in texts(shown)
    assert len(desk.sessions()) == 1


def test_a_trigger_that_is_over_is_explained(desk: Desk) -> None:
    desk.slack.answers["views.open"] = {"ok": False, "error": "expired_trigger_id"}
    answer = desk.say(command("ULUCA", desk.exact.in_doubt()))
    assert "Please press again" in texts(answer)


def test_a_breakage_gives_a_number_that_the_log_has_too(desk: Desk) -> None:
    desk.broken = ZeroDivisionError("secret details")
    with capture_logs() as logs:
        answer = desk.say(command("ULUCA", f"book {WHEN}"))
    (breakage,) = [line for line in logs if line["event"] == "breakage"]
    assert breakage["reference"] in texts(answer)
    assert breakage["exc_info"] is desk.broken
    assert "secret" not in json.dumps(answer)


def test_a_coordinator_without_a_pair_is_told_whom_to_ask(desk: Desk) -> None:
    desk.speaks(desk.cohort.ines, "en")
    assert "You have no partner" in texts(desk.say(command("UINES", f"book {WHEN}")))


def test_moving_goes_by_the_same_form_and_read_back(desk: Desk) -> None:
    with (unit := desk.unit()):
        session = desk.cohort.session(WHEN)
        unit.sessions.add(session, a_change(session))
        unit.commit()
    desk.say(press("ULUCA", "session.move", "S1 1"))
    (opened,) = desk.slack.of("views.open")
    answer = desk.say(submit("ULUCA", opened["view"], date="2027-01-27", time="11:00"))
    assert "Instead of" in texts(answer)
    desk.say(submit("ULUCA", answer["view"]))
    (moved,) = desk.sessions()
    assert (moved.id, moved.revision) == ("S1", 2)
    assert moved.proposal.anchor.wall == datetime(2027, 1, 27, 11)


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("en", "book <@UAWA> tomorrow at 3pm for 45 minutes about exports", ["Tuesday 19 January", "15:00", "exports"]),
        ("fr", "réserver demain à 15h pendant 45 min au sujet de l’export", ["mardi 19 janvier", "15:00", "l’export"]),
        ("en", "book tomorrow at 4", ["In the morning or in the afternoon?", "04:00", "16:00"]),
        ("en", "book yesterday at 15:00", ["has already passed", "The nearest times:"]),
        ("en", "book 28 March 2027 02:30", ["this time does not exist", "01:30 in Rome", "03:30 in Rome"]),
        ("en", "book 30 February 15:00", ["There is no such day or time.", "Times that suit both you"]),
        ("en", "book tomorrow 15:00 CET", ["I read CET as Paris time."]),
        ("en", "tomorrow 15:00", ["Propose this to Awa?"]),
    ],
)
def test_lines_are_understood_as_people_write_them(language: str, text: str, said: list[str]) -> None:
    desk = Desk(UNDERSTANDING)
    desk.speaks(desk.cohort.luca, language)
    shown = texts(desk.say(command("ULUCA", text)))
    assert [part for part in said if part not in shown] == []


def test_nobody_waits_on_the_home_tab_event_of_messages(desk: Desk) -> None:
    desk.say(event("app_home_opened", user="ULUCA", tab="messages"))
    assert desk.served == []


def test_an_answer_may_wait_a_day(desk: Desk) -> None:
    _, draft = read_back(desk)
    desk.now = NOW + timedelta(days=1)
    desk.say(press("ULUCA", "booking.confirm", draft))
    assert len(desk.sessions()) == 1
