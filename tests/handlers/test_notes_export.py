"""A pair's history as Markdown."""

from __future__ import annotations

from datetime import UTC, date, datetime

from handlers.notes_export import as_markdown
from mentoring.actions import ActionItem, ItemState
from mentoring.notes import Note
from mentoring.records import ItemView, NoteView, PairHistory, PastSession
from tests.builders import a_pair, a_person, a_programme, a_session
from tests.handlers.views.speech import catalogues

AWA, LUCA = a_person("Awa"), a_person("Luca")
PEOPLE = {AWA.id: AWA, LUCA.id: LUCA}
AT = datetime(2027, 1, 26, 16, tzinfo=UTC)


def history() -> PairHistory:
    session = a_session(unbooked=True)
    note = Note(1, "S1", AWA.id, "We *met* at 9:30\n- [x] <b>\n1. done_", AT, decisions=("ship #1",), private="for me")
    item = ActionItem("A1", "S1", 1, LUCA.id, AWA.id, AT, "send the draft", date(2027, 2, 1), ItemState.DONE)
    view = ItemView(item, LUCA, session)
    read = NoteView(note, session, a_programme(), PEOPLE, (view,))
    return PairHistory(a_pair(), a_programme(), PEOPLE, (PastSession(session, (read,), (view,)),))


def test_history_is_drawn_as_markdown_that_shows_what_was_typed_to_the_letter() -> None:
    drawn = as_markdown(catalogues().translator("en"), history(), AWA)

    assert drawn == (
        "# Cluster Mentoring\n\nAwa and Luca\n\n## Tuesday 26 January 2027 – Export markets\n\n"
        "Not booked; put on record afterwards.\n\n### Awa\n\n"
        "We \\*met\\* at 9:30  \n\\- \\[x\\] \\<b\\>  \n1\\. done\\_\n\n"
        "**Decisions**\n\n- ship \\#1\n\n**Only for me**\n\nfor me\n\n"
        "### Action items\n\n- [x] send the draft (Luca · Monday 1 February 2027 · done)\n"
    )


def test_history_speaks_the_readers_language() -> None:
    drawn = as_markdown(catalogues().translator("fr"), history(), LUCA)

    assert "**Décisions**" in drawn
    assert "mardi 26 janvier 2027" in drawn
