"""Writing about a session in Slack: the form, half-filled and resumed; messages, the command, and the shortcut."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import structlog

from bot.logs import configure_logs
from bot.settings import LogFormat, LogLevel
from handlers.when.understanding import Understanding
from mentoring.messages import Card
from mentoring.notes import Visibility
from tests.builders import NOW, TEAM, a_change
from tests.handlers.desk import Desk, Json, buttons, command, event, press, submit, texts

OVER = datetime(2027, 1, 26, 15, 30, tzinfo=NOW.tzinfo)
READER = Understanding.load()


@pytest.fixture
def desk() -> Desk:
    """An hour and a half after Awa and Luca began S1 on Tuesday; all read English."""
    desk = Desk(READER)
    cast = desk.cohort
    for one in (cast.awa, cast.luca, cast.fatima, cast.ines):
        desk.speaks(one, "en")
    with (unit := desk.unit()):
        session = cast.session()
        unit.sessions.add(session, a_change(session))
        unit.commit()
    desk.now = OVER
    return desk


def form(desk: Desk, user: str = "ULUCA", session: str = "S1") -> Json:
    desk.say(press(user, "note.write", session))
    return opened(desk)


def opened(desk: Desk) -> Json:
    view = desk.slack.of("views.open")[-1]["view"]
    shown: Json = json.loads(view) if isinstance(view, str) else view
    return shown


def closed(user: str, view: Json, **filled: Any) -> Json:
    return {**submit(user, view, **filled), "type": "view_closed", "is_cleared": False}


def initial(view: Json, field: str) -> str:
    block = next(one for one in view["blocks"] if one.get("block_id") == field)
    return str(block["element"].get("initial_value", ""))


def notes(desk: Desk) -> list[Any]:
    return list(desk.store.notes.values())


def items(desk: Desk) -> list[Any]:
    return list(desk.store.items.values())


def test_the_form_saves_outcome_decisions_and_items_for_the_participants(desk: Desk) -> None:
    view = form(desk)
    said = desk.say(
        submit(
            "ULUCA",
            view,
            outcome="We agreed on *three* cooperatives\n• to call",
            decisions="Start in March\nNo agent",
            items="Luca: sends the draft by Friday\nAwa: reads it",
            private="I was nervous",
        )
    )
    (note,) = notes(desk)
    assert (note.outcome, note.decisions) == (
        "We agreed on *three* cooperatives\n• to call",
        ("Start in March", "No agent"),
    )
    assert (note.private, note.visibility) == ("I was nervous", Visibility.PARTICIPANTS)
    luca, awa = desk.cohort.luca, desk.cohort.awa
    assert [(one.owner_id, one.text, one.due) for one in items(desk)] == [
        (luca.id, "sends the draft by Friday", date(2027, 1, 29)),
        (awa.id, "reads it", None),
    ]
    assert "Saved." in texts(said)
    assert "The people of the session" in texts(said)


def test_the_follow_up_offers_the_form_and_it_says_who_reads(desk: Desk) -> None:
    desk.say(press("ULUCA", "attendance.held", "S1"))
    assert buttons(desk.slack.responses[-1])["note.write"] == "S1"
    view = form(desk)
    assert view["notify_on_close"] is True
    assert "Session with Awa" in texts(view)
    reads = next(one for one in view["blocks"] if one.get("block_id") == "who_reads")["element"]
    assert reads["initial_option"]["value"] == "participants"
    assert [one["value"] for one in reads["options"]] == ["author", "participants", "coordinators", "report"]


def test_a_form_that_is_closed_is_resumed_as_it_was(desk: Desk) -> None:
    view = form(desk)
    half = {"outcome": "  Half a\nthought ", "items": "somebody calls the bank\nAwa: writes by Friday"}
    desk.say(closed("ULUCA", view, who_reads="author", **half))
    desk.now += timedelta(days=8)

    again = form(desk)
    assert initial(again, "outcome") == "  Half a\nthought "
    assert initial(again, "items") == "somebody calls the bank\nAwa: writes by Friday"
    assert notes(desk) == []
    reads = next(one for one in again["blocks"] if one.get("block_id") == "who_reads")["element"]
    assert reads["initial_option"]["value"] == "author"
    desk.say(submit("ULUCA", again, items="Awa: writes by Friday", who_reads="participants"))
    assert [(one.text, one.due) for one in items(desk)] == [("writes by Friday", date(2027, 1, 29))]


def test_what_is_typed_is_kept_before_the_form_is_closed(desk: Desk) -> None:
    view = form(desk)
    typed = {**press("ULUCA", "value", on="modal"), "view": submit("ULUCA", view, outcome="Half a")["view"]}
    desk.say(typed)
    desk.say(closed("ULUCA", view))
    assert initial(form(desk), "outcome") == "Half a"


def test_an_item_of_nobody_is_asked_about_under_its_field_and_kept(desk: Desk) -> None:
    said = desk.say(submit("ULUCA", form(desk), outcome="Fine", items="call the bank"))
    assert said["response_action"] == "errors"
    assert "who does it" in said["errors"]["items"]
    assert initial(form(desk), "items") == "call the bank"


def test_a_refused_form_stays_open_and_keeps_what_was_typed(desk: Desk) -> None:
    said = desk.say(submit("ULUCA", form(desk), items="Awa: reads it", who_reads="author"))
    assert said["response_action"] == "errors"
    assert initial(form(desk), "items") == "Awa: reads it"


def test_nothing_typed_is_no_note(desk: Desk) -> None:
    said = desk.say(submit("ULUCA", form(desk)))
    assert "Nothing is written yet" in said["errors"]["outcome"]
    assert notes(desk) == []


def test_a_breakage_while_saving_keeps_what_was_typed(desk: Desk) -> None:
    view = form(desk)
    desk.say(submit("ULUCA", view, outcome="Kept", items="Awa: reads it", who_reads="author"))
    desk.broken = RuntimeError("the disk is full")
    assert "push" in str(desk.say(submit("ULUCA", view, outcome="Kept and more")))
    desk.broken = None
    assert initial(form(desk), "outcome") == "Kept"


def test_saving_twice_makes_one_note(desk: Desk) -> None:
    view = form(desk)
    desk.say(submit("ULUCA", view, outcome="Once"))
    assert "Saved." in texts(desk.say(submit("ULUCA", view, outcome="Once")))
    assert len(notes(desk)) == 1


def test_two_people_write_about_one_session(desk: Desk) -> None:
    lucas, awas = form(desk), form(desk, "UAWA")
    desk.say(submit("UAWA", awas, outcome="Hers"))
    desk.say(submit("ULUCA", lucas, outcome="His"))
    assert sorted(one.outcome for one in notes(desk)) == ["Hers", "His"]


def test_open_items_stand_at_the_top_and_are_ticked_with_the_save(desk: Desk) -> None:
    desk.say(submit("ULUCA", form(desk), outcome="First", items="Luca: sends the draft"))
    (item,) = items(desk)
    view = form(desk, "UAWA")
    assert "Luca: sends the draft" in texts(view)
    desk.say(submit("UAWA", view, outcome="Second", done_items=[item.id]))
    assert items(desk)[0].state == "done"


def test_a_long_note_comes_back_whole(desk: Desk) -> None:
    long = "\n".join(f"{number} " + "word " * 30 for number in range(60)).strip()
    with (unit := desk.unit()):
        unit.commit()
    desk.say(command("ULUCA", f"note {long}"))
    view = form(desk)
    assert len([one for one in view["blocks"] if str(one.get("block_id")).startswith("outcome")]) > 2
    desk.say(submit("ULUCA", view))
    assert notes(desk)[0].outcome == long


@pytest.mark.parametrize("user", ["UFATIMA", "UOMAR"])
def test_nobody_else_writes_about_a_session(desk: Desk, user: str) -> None:
    desk.say(press(user, "note.write", "S1"))
    assert "Session with" not in json.dumps(desk.slack.calls)
    assert notes(desk) == []


def written(text: str, user: str = "ULUCA", **changes: Any) -> Json:
    about = {"user": user, "channel": "D1", "channel_type": "im", "text": text, "ts": "9.9"}
    return event("message", **(about | changes))


def posted(desk: Desk) -> Json:
    return desk.slack.of("chat.postMessage")[-1]


LINES = "We talked about prices.\nDecided: start in March\nAction: <@UAWA> sends the draft by Friday"


def test_the_command_with_text_is_read_back_and_confirmed_once(desk: Desk) -> None:
    shown = desk.say(command("ULUCA", f"note {LINES}"))
    assert "sends the draft by Friday (Awa · Friday 29 January 2027)" in texts(shown)
    assert "Session with Awa" in texts(shown)
    draft = buttons(shown)["note.confirm"]
    desk.send(press("ULUCA", "note.confirm", draft), press("ULUCA", "note.confirm", draft))
    (note,) = notes(desk)
    assert (note.session_id, note.outcome, note.decisions) == ("S1", "We talked about prices.", ("start in March",))
    assert [(one.owner_id, one.due) for one in items(desk)] == [(desk.cohort.awa.id, date(2027, 1, 29))]


def test_a_direct_message_is_read_back_for_the_last_session(desk: Desk) -> None:
    desk.send(written(LINES))
    assert "This is how I would save it" in texts(posted(desk))
    assert "thread_ts" not in posted(desk)
    desk.say(press("ULUCA", "note.confirm", buttons(posted(desk))["note.confirm"]))
    assert notes(desk)[0].outcome == "We talked about prices."


def test_a_message_under_the_card_of_a_session_is_about_that_one(desk: Desk) -> None:
    with (unit := desk.unit()):
        older = desk.cohort.session("2027-01-20 15:00", id="S0")
        unit.sessions.add(older, a_change(older))
        unit.deliveries.keep_card(Card("S0", desk.cohort.luca.id, "D1", "5.5", 1))
        unit.commit()
    desk.send(written("ok", thread_ts="5.5"))
    assert posted(desk)["thread_ts"] == "5.5"
    assert "20 January" in texts(posted(desk))
    desk.say(press("ULUCA", "note.confirm", buttons(posted(desk))["note.confirm"]))
    assert (notes(desk)[0].session_id, notes(desk)[0].outcome) == ("S0", "ok")


@pytest.mark.parametrize("text", ["hi", "thank you!", "help", "sessions please"])
def test_what_is_no_note_is_answered_with_what_to_do(desk: Desk, text: str) -> None:
    desk.send(written(text))
    assert "Type /mentor" in texts(posted(desk))


def test_what_could_be_a_booking_is_asked_about(desk: Desk) -> None:
    desk.send(written("book Awa next Tuesday at 3pm"))
    asked = buttons(posted(desk))
    desk.say(press("ULUCA", "note.book", asked["note.book"]))
    assert "booking.confirm" in buttons(desk.slack.responses[-1])
    desk.send(written("We meet again next Tuesday at 3pm", ts="9.91"))
    desk.say(press("ULUCA", "note.keep", buttons(posted(desk))["note.keep"]))
    assert "note.confirm" in buttons(desk.slack.responses[-1])


def test_a_session_never_booked_is_put_on_record_with_its_note(desk: Desk) -> None:
    shown = desk.say(command("ULUCA", "note We spoke on Thursday: prices"))
    assert "Thursday 21 January 2027" in texts(shown)
    assert "It was not booked" in texts(shown)
    desk.say(press("ULUCA", "note.confirm", buttons(shown)["note.confirm"]))
    made = next(one for one in desk.sessions() if one.id != "S1")
    assert (made.unbooked, made.pair_id, made.when.start.date()) == (True, desk.cohort.pair.id, date(2027, 1, 21))
    assert notes(desk)[0].outcome == "We spoke on Thursday: prices"


def test_another_session_is_chosen_and_nothing_typed_is_lost(desk: Desk) -> None:
    view = form(desk)
    state = submit("ULUCA", view, outcome="Typed", items="Awa: reads it")["view"]
    desk.say({**press("ULUCA", "note.which", json.loads(view["private_metadata"])["draft"], on="modal"), "view": state})
    which = desk.slack.of("views.update")[-1]["view"]
    which = json.loads(which) if isinstance(which, str) else which
    assert "reads no day" not in texts(which)
    refused = desk.say(submit("ULUCA", which, when="blah"))
    assert "no day" in refused["errors"]["when"]
    back = desk.say(submit("ULUCA", which, when="yesterday at 3pm"))["view"]
    assert (initial(back, "outcome"), initial(back, "items")) == ("Typed", "Awa: reads it")
    assert "Monday 25 January" in texts(back)


def test_a_coordinator_writes_on_behalf_of_a_pair(desk: Desk) -> None:
    desk.say(command("UINES", "note"))
    back = desk.say(submit("UINES", opened(desk), when="yesterday at 3pm"))["view"]
    assert "on their behalf" in texts(back)
    desk.say(submit("UINES", back, outcome="They told me on the phone", items="Luca: calls the bank"))
    assert (notes(desk)[0].on_behalf, notes(desk)[0].author_id) == (True, desk.cohort.ines.id)
    desk.say(press("ULUCA", "note.show", notes(desk)[0].session_id))
    assert "Inès, on their behalf" in texts(opened(desk))


def shortcut(user: str, text: str, **message: Any) -> Json:
    about = {"type": "message", "user": "UAWA", "ts": "7.7", "text": text}
    return {
        "type": "message_action",
        "callback_id": "note.from_message",
        "trigger_id": "1.2.trigger",
        "response_url": "http://slack.test/response",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "channel": {"id": "C1", "name": "mentoring"},
        "message": about | message,
    }


def test_the_shortcut_fills_the_form_from_any_message(desk: Desk) -> None:
    desk.send(shortcut("ULUCA", "Prices &amp; <https://example.org|a page>\nAction: I send the draft"))
    view = opened(desk)
    assert initial(view, "outcome") == "Prices & a page (https://example.org)"
    assert initial(view, "items") == "Awa: I send the draft"
    desk.say(submit("ULUCA", view))
    assert items(desk)[0].owner_id == desk.cohort.awa.id


def test_discard_lets_go_of_it(desk: Desk) -> None:
    shown = desk.say(command("ULUCA", f"note {LINES}"))
    desk.say(press("ULUCA", "note.discard", buttons(shown)["note.discard"]))
    assert "Nothing was saved" in texts(desk.slack.responses[-1])
    assert initial(form(desk), "outcome") == ""


def test_confirm_that_can_not_be_keeps_the_text(desk: Desk) -> None:
    shown = desk.say(command("ULUCA", "note Fine\nAction: call the bank"))
    desk.say(press("ULUCA", "note.confirm", buttons(shown)["note.confirm"]))
    assert "What you wrote is kept" in texts(desk.slack.responses[-1])
    assert initial(form(desk), "items") == "call the bank"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the bot as it runs writes of everything down to the least."""
    written = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logs(LogFormat.TEXT, LogLevel.DEBUG, (), written)
    yield written
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_no_log_says_what_was_typed(desk: Desk, log: io.StringIO) -> None:
    secret = "zanzibar"
    desk.say(command("ULUCA", f"note {secret} {LINES}"))
    desk.say(closed("ULUCA", form(desk), outcome=f"{secret} more"))
    desk.send(written(f"Decided: {secret}"))
    view = form(desk)
    desk.broken = RuntimeError("the disk is full")
    desk.say(submit("ULUCA", view, outcome=secret))
    desk.send(written(f"Decided: {secret}"))
    assert "the disk is full" in log.getvalue()
    assert secret not in log.getvalue()
