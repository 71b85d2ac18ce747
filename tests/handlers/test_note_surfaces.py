"""Who sees what of a note on every surface of Slack: the table of docs/notes.md, tried by everybody."""

from __future__ import annotations

import json
import re
from datetime import datetime

import pytest

from handlers.when.understanding import Understanding
from mentoring.actions import ActionItem
from mentoring.errors import NoSuchSession
from mentoring.notes import Visibility
from mentoring.people import Participant, Role
from mentoring.services.note_reading import notes_about
from tests.builders import NOW, a_change, a_programme
from tests.fakes import FakeUnitOfWork
from tests.handlers.desk import Desk, Json, buttons, command, event, press, submit, texts

READER = Understanding.load()
OVER = datetime(2027, 1, 26, 15, 30, tzinfo=NOW.tzinfo)
WORD, PRIVATE, TASK = "zanzibar", "quetzal", "walrus"

SEES = {
    Visibility.AUTHOR: {"ULUCA"},
    Visibility.PARTICIPANTS: {"ULUCA", "UAWA"},
    Visibility.COORDINATORS: {"ULUCA", "UAWA", "UINES"},
    Visibility.REPORT: {"ULUCA", "UAWA", "UINES"},
}
EVERYBODY = ("ULUCA", "UAWA", "UINES", "UFATIMA", "UOMAR")
"""The mentee who wrote it, the mentor, the coordinator, another mentee, and a stranger."""


@pytest.fixture
def desk() -> Desk:
    desk = Desk(READER)
    for one in (desk.cohort.awa, desk.cohort.luca, desk.cohort.fatima, desk.cohort.ines):
        desk.speaks(one, "en")
    with (unit := desk.unit()):
        session = desk.cohort.session()
        unit.sessions.add(session, a_change(session))
        unit.commit()
    desk.now = OVER
    return desk


def write(desk: Desk, readers: Visibility) -> None:
    desk.say(press("ULUCA", "note.write", "S1"))
    form = opened(desk)
    items = f"Luca: finds the {TASK}"
    desk.say(submit("ULUCA", form, outcome=f"About {WORD}", private=PRIVATE, items=items, who_reads=readers))
    assert len(desk.store.notes) == 1


def note_id(desk: Desk) -> int:
    (note,) = desk.store.notes.values()
    return note.id


def opened(desk: Desk) -> Json:
    view = desk.slack.of("views.open")[-1]["view"]
    shown: Json = json.loads(view) if isinstance(view, str) else view
    return shown


def everything_shown(desk: Desk, user: str) -> str:
    """All that this person gets to see by asking for everything."""
    desk.slack.calls.clear()
    desk.slack.responses.clear()
    said = [
        desk.say(command(user, text))
        for text in ("sessions", f"notes {WORD}", f"notes {PRIVATE}", f"notes {TASK}", "notes", "actions", "note", "")
    ]
    desk.send(event("app_home_opened", user=user, tab="home", channel="D1"))
    for action, value in (
        ("note.show", "S1"),
        ("note.write", "S1"),
        ("note.edit", str(note_id(desk))),
        ("note.versions", str(note_id(desk))),
        ("note.agree", f"{note_id(desk)} 1"),
        ("note.refuse", f"{note_id(desk)} 1"),
        ("note.export", str(desk.cohort.pair.id)),
        ("note.search", f"0 {WORD}"),
        ("attendance.show", "S1"),
        *((f"item.{verb}", item_id) for verb in ("change", "drop") for _, item_id in desk.store.items),
    ):
        desk.say(press(user, action, value))
    calls = [(name, arguments) for name, arguments in desk.slack.calls if name != "auth.test"]
    return without_the_query("\n".join(map(str, [*said, *calls, *desk.slack.responses])))


def without_the_query(shown: str) -> str:
    """Answers to a search say again what was searched for, in quotation marks and in the button for more."""
    words = "|".join((WORD, PRIVATE, TASK))
    return re.sub(rf"[“«]\s?(?:\\u2068|\u2068)?(?:{words})|\d (?:{words})", "", shown)


@pytest.mark.parametrize("readers", Visibility)
def test_each_sees_what_the_table_says_and_no_more(desk: Desk, readers: Visibility) -> None:
    write(desk, readers)
    for user in EVERYBODY:
        shown = everything_shown(desk, user)
        assert (f"About {WORD}" in shown or f"*{WORD}*" in shown) == (user in SEES[readers]), (readers, user)
        assert (PRIVATE in shown) == (user == "ULUCA"), (readers, user)
        assert (TASK in shown) == (user in SEES[readers]), (readers, user)


def test_a_coordinator_of_another_programme_or_team_sees_nothing(desk: Desk) -> None:
    write(desk, Visibility.REPORT)
    with (unit := desk.unit()):
        other = unit.people.add_programme(a_programme(name="Another"))
        unit.people.enrol(Participant(other.id, desk.cohort.omar, frozenset({Role.COORDINATOR})))
        unit.commit()
    shown = everything_shown(desk, "UOMAR")
    assert "Another" in shown
    assert re.findall(f".{{60}}(?:{WORD}|{PRIVATE}|{TASK})", shown) == []
    with pytest.raises(NoSuchSession):
        notes_about(FakeUnitOfWork(desk.store, "T2"), "S1", actor=desk.cohort.ines, now=OVER)


def test_a_coordinator_is_told_that_the_pair_sees_the_reading_and_they_do(desk: Desk) -> None:
    write(desk, Visibility.COORDINATORS)
    desk.say(press("UINES", "note.show", "S1"))
    assert "The people of the session see that you did" in texts(opened(desk))
    desk.say(press("ULUCA", "note.show", "S1"))
    assert "Read by Inès" in texts(opened(desk))


def test_an_outcome_goes_into_the_report_once_the_other_agrees(desk: Desk) -> None:
    write(desk, Visibility.REPORT)
    desk.say(press("UAWA", "note.show", "S1"))
    shown = opened(desk)
    assert "once Awa agree" in texts(shown)
    desk.say(press("UAWA", "note.agree", buttons(shown)["note.agree.0"], on="modal"))
    assert "Everybody agrees" in json.dumps(desk.slack.of("views.update")[-1])


def test_an_edit_keeps_the_earlier_version_for_its_author(desk: Desk) -> None:
    write(desk, Visibility.PARTICIPANTS)
    desk.say(press("ULUCA", "note.edit", str(note_id(desk))))
    desk.say(submit("ULUCA", opened(desk), outcome="Anew", who_reads="author"))
    desk.say(press("ULUCA", "note.versions", str(note_id(desk))))
    assert f"About {WORD}" in texts(opened(desk))
    assert "Anew" in texts(opened(desk))


def test_the_pairs_history_comes_as_a_file_to_its_people_alone(desk: Desk) -> None:
    write(desk, Visibility.PARTICIPANTS)
    desk.say(press("UINES", "note.export", str(desk.cohort.pair.id)))
    assert desk.slack.of("files.getUploadURLExternal") == []
    desk.say(press("UAWA", "note.export", str(desk.cohort.pair.id)))
    assert len(desk.slack.of("files.getUploadURLExternal")) == 1


def test_items_are_ticked_undone_handed_on_put_off_and_dropped(desk: Desk) -> None:
    write(desk, Visibility.PARTICIPANTS)
    ((_, item_id),) = desk.store.items

    def item() -> ActionItem:
        return next(iter(desk.store.items.values()))

    listed = desk.say(command("ULUCA", "actions"))
    desk.say(press("ULUCA", "item.done.0", buttons(listed)["item.done.0"]))
    assert item().state == "done"
    desk.say(press("ULUCA", "item.reopen.0", buttons(desk.slack.responses[-1])["item.reopen.0"]))
    assert item().state == "open"
    desk.say(press("ULUCA", "item.change", item_id))
    desk.say(submit("ULUCA", opened(desk), due="2027-02-01", owner=desk.cohort.awa.id))
    assert (item().owner_id, str(item().due)) == (desk.cohort.awa.id, "2027-02-01")
    desk.say(press("ULUCA", "item.drop", item_id))
    desk.say(submit("ULUCA", opened(desk), reason="No need"))
    assert (item().state, item().reason) == ("dropped", "No need")
    desk.say(press("UFATIMA", "item.done", item_id))
    assert item().state == "dropped"
