"""Writing about a session in Slack: the form, half-filled and resumed; messages, the command, and the shortcut."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from handlers.when.understanding import Understanding
from mentoring.notes import Visibility
from tests.builders import NOW, a_change
from tests.handlers.desk import Desk, Json, buttons, command, press, submit, texts

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
