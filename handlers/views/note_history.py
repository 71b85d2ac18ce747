"""What came of past sessions: one of them with its notes and items, notes found by words, versions of a note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from handlers.i18n import Translator
from handlers.ids import Action, Form, numbered
from handlers.notes_export import STATES
from handlers.views.actions import item_line
from handlers.views.blocks import (
    MOST_VIEW_BLOCKS,
    Dict,
    Message,
    actions,
    and_more,
    bold,
    button,
    context,
    divider,
    drawn,
    header,
    lines,
    message,
    modal,
    section,
)
from handlers.views.long_texts import verbatim
from handlers.views.notes import READERS, titled_people, write_button
from handlers.views.people import name_of, names_of
from handlers.views.session_parts import length_and_topic
from mentoring.actions import ItemState
from mentoring.clocks import local
from mentoring.notes import SHARED, NoteVersion, Snippet, Visibility
from mentoring.people import Person
from mentoring.records import FoundNote, ItemView, NotesKept, NoteView, PastSession
from mentoring.sessions import Session

FOUND_ON_PAGE = 5
SHOWN_MARKS = 15
SHOWN_VERSIONS = 10
ROOM_BELOW = 4
"""Blocks left free for what stands below the notes."""


def past_session(
    t: Translator, past: PastSession, people: Mapping[int, Person], viewer: Person, now: datetime, *, went: str
) -> Dict:
    """A session with the notes and items that its viewer may read; ``went`` says how it went, "" where not theirs."""
    session = past.session
    there = [people[one.person_id] for one in session.attendees if one.person_id in people]
    heading = lines(
        bold(titled_people(t, there, viewer)),
        t.moment(session.when.start, viewer.zone, viewer.city),
        length_and_topic(t, session.duration, session.topic),
        t("Not booked; put on record afterwards.") if session.unbooked else "",
    )
    told = [
        section(heading),
        section(went) if went else None,
        *(block for place, view in enumerate(past.notes) for block in _note(t, view, viewer, place)),
        section(t("Nobody has written a note that you may read.")) if not past.notes else None,
        *_items(t, past.items, viewer, now),
    ]
    blocks = drawn(told)
    if len(blocks) > MOST_VIEW_BLOCKS - ROOM_BELOW:
        cut = context(t("This is too long to show here. The file of your history holds all of it."))
        blocks = [*blocks[: MOST_VIEW_BLOCKS - ROOM_BELOW], cut]
    below = actions(_session_buttons(t, session)) if viewer.id in session.people else None
    return modal(t("Session"), [*blocks, below], form=Form.NOTICE, close=t("Close"))


def _session_buttons(t: Translator, session: Session) -> list[Dict]:
    export = button(t("All our sessions as a file"), Action.NOTE_EXPORT, str(session.pair_id))
    return [write_button(t, session), *([export] if session.pair_id is not None else [])]


def _note(t: Translator, view: NoteView, viewer: Person, place: int) -> Iterator[Dict]:
    note, author = view.note, name_of(t, view.author)
    yield divider()
    yield section(bold(t("{name}, on their behalf", name=author) if note.on_behalf else author))
    yield context(t.dotted(_facts(t, view, viewer)))
    yield from verbatim(note.outcome)
    if note.decisions:
        yield section(bold(t("Decisions")))
        yield from verbatim("\n".join(f"• {one}" for one in note.decisions))
    if note.private:
        yield section(bold(t("Only for me")))
        yield from verbatim(note.private)
    if report := _report(t, view):
        yield section(report)
    if viewer.id not in view.session.people and note.author_id != viewer.id:
        yield context(t("You read this as a coordinator. The people of the session see that you did."))
    if buttons := _note_buttons(t, view, viewer, place):
        yield actions(buttons)


def _facts(t: Translator, view: NoteView, viewer: Person) -> list[str]:
    note = view.note
    readers = [view.people[one.person_id] for one in view.readings if one.person_id in view.people]
    by_others = list(dict.fromkeys(one for one in readers if one.id != viewer.id))
    return [
        t.day(local(note.written_at, viewer.zone).date()),
        t("changed {day}", day=t.day(local(note.edited_at, viewer.zone).date())) if note.edited_at else "",
        t("Who reads it: {readers}", readers=t(READERS[note.visibility])),
        t("Read by {names}", names=names_of(t, by_others)) if by_others else "",
    ]


def _report(t: Translator, view: NoteView) -> str:
    """Where it stands whether the outcome goes into the report."""
    if view.note.visibility is not Visibility.REPORT:
        return ""
    if view.in_report:
        return t("Everybody agrees: the outcome stands in the funder's report.")
    waiting = [view.people[one] for one in sorted(view.asked) if one in view.people]
    if waiting:
        return t("The outcome goes into the funder's report once {names} agree.", names=names_of(t, waiting))
    return t("Not everybody agrees, so the outcome stays out of the funder's report.")


def _note_buttons(t: Translator, view: NoteView, viewer: Person, place: int) -> list[Dict]:
    note = view.note
    if note.author_id == viewer.id:
        versions = button(t("Earlier versions"), numbered(Action.NOTE_VERSIONS, place), str(note.id))
        edit = button(t("Change it, or who reads it"), numbered(Action.NOTE_EDIT, place), str(note.id))
        return [edit, *([versions] if note.version > 1 else [])]
    if note.visibility is not Visibility.REPORT or viewer.id not in view.session.people:
        return []
    value = f"{note.id} {note.version}"
    agree = button(t("Agree to the report"), numbered(Action.NOTE_AGREE, place), value, style="primary")
    refuse = button(t("Not in the report"), numbered(Action.NOTE_REFUSE, place), value)
    return [refuse] if viewer.id in view.agreed else [agree, refuse] if viewer.id in view.asked else [agree]


def _items(t: Translator, found: Sequence[ItemView], viewer: Person, now: datetime) -> Iterator[Dict]:
    if found:
        yield divider()
        yield section(bold(t("Action items")))
    for place, one in enumerate(found):
        yield section(item_line(t, one, viewer, now), _item_button(t, one, viewer, place))


def _item_button(t: Translator, view: ItemView, viewer: Person, place: int) -> Dict | None:
    if viewer.id not in view.session.people:
        return None
    action, label = (Action.ITEM_DONE, t("Done"))
    if view.item.state is not ItemState.OPEN:
        action, label = (Action.ITEM_REOPEN, t("Undo"))
    return button(label, numbered(action, place), view.item.id, label=f"{label}: {t(STATES[view.item.state])}")


def found_notes(t: Translator, found: Sequence[FoundNote], query: str, page: int, viewer: Person) -> Message:
    """A page of what was found, the words in bold; buttons open the session, and lead on."""
    shown = found[page * FOUND_ON_PAGE : (page + 1) * FOUND_ON_PAGE]
    words = t.escape(query)
    if not shown:
        said = t("No more notes with “{words}”.", words=words) if page else _nothing(t, words)
        return message([section(said)])
    rows = [_found(t, one, viewer, place) for place, one in enumerate(shown)]
    more = button(t("More"), Action.NOTE_SEARCH, f"{page + 1} {query}") if len(shown) == FOUND_ON_PAGE else None
    return message(
        [section(t("Notes with “{words}”, latest first:", words=words)), *rows, actions([more]) if more else None]
    )


def _nothing(t: Translator, words: str) -> str:
    return t("No note that you may read has “{words}” in it. Try fewer words, or only their beginnings.", words=words)


def _found(t: Translator, found: FoundNote, viewer: Person, place: int) -> Dict:
    view = found.view
    there = [view.people[one.person_id] for one in view.session.attendees if one.person_id in view.people]
    day = t.day(local(view.session.when.start, viewer.zone).date())
    title = t.dotted([day, titled_people(t, there, viewer)])
    said = lines(bold(title), *(in_context(t, one) for one in found.snippets))
    return section(said, button(t("Open"), numbered(Action.NOTE_SHOW, place), view.session.id))


def in_context(t: Translator, snippet: Snippet) -> str:
    """A stretch of what somebody wrote, on one line, with the words searched for in bold."""
    told, at = "", 0
    for start, end in snippet.spans:
        told += t.escape(snippet.text[at:start]) + bold(t.escape(snippet.text[start:end]))
        at = end
    told += t.escape(snippet.text[at:])
    before, after = "…" if snippet.cut_before else "", "…" if snippet.cut_after else ""
    return "> " + t.isolated(" ".join(f"{before}{told}{after}".split()))


def versions_view(t: Translator, found: Sequence[NoteVersion], viewer: Person) -> Dict:
    """Every version of one's own note, latest first."""
    blocks: list[Dict] = []
    for one in list(reversed(found))[:SHOWN_VERSIONS]:
        number = t("Version {number}", number=one.version)
        when = t.moment(one.at, viewer.zone, viewer.city)
        blocks += [section(lines(bold(number), t.dotted([when, t(READERS[one.visibility])]))), *verbatim(one.outcome)]
        blocks += verbatim("\n".join(f"• {decision}" for decision in one.decisions))
        if one.private:
            blocks += [section(bold(t("Only for me"))), *verbatim(one.private)]
        blocks.append(divider())
    return modal(t("Earlier versions"), blocks[:MOST_VIEW_BLOCKS], form=Form.NOTICE, close=t("Close"))


def marks_list(t: Translator, kept: Sequence[NotesKept], viewer: Person) -> Message:
    """That notes exist in one's programmes, for a coordinator, and a button to read each that was shared."""
    rows = [(notes.people[mark.author_id], mark) for notes in kept for mark in notes.marks]
    if not rows:
        return message([section(t("No notes have been written yet."))])
    told = [context(t("When you open one, the people of the session see that you read it."))]
    for place, (author, mark) in enumerate(rows[:SHOWN_MARKS]):
        day = t.day(local(mark.written_at, viewer.zone).date())
        name = name_of(t, author)
        by = t("{name}, on their behalf", name=name) if mark.on_behalf else name
        shared = mark.visibility in SHARED or mark.author_id == viewer.id
        show = button(t("Open"), numbered(Action.NOTE_SHOW, place), mark.session_id) if shared else None
        told.append(section(lines(bold(by), t.dotted([day, t(READERS[mark.visibility])])), show))
    left_out = len(rows) - SHOWN_MARKS
    more = and_more(t, left_out)
    return message([header(t("Notes")), *told, *more])
