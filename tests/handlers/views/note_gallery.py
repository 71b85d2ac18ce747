"""Every drawing of notes: the form, what was made of a message, sessions opened, and what was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from handlers.i18n import Translator
from handlers.views import actions, note_history, notes, reminders
from handlers.views.blocks import Dict, Message
from handlers.views.notes import Stage
from mentoring.actions import ActionItem, ActionWish, ItemState
from mentoring.clocks import Anchor
from mentoring.messages import DeliveryKind
from mentoring.notes import Consent, Note, NoteDraft, NoteMark, NoteReading, NoteVersion, Snippet, Unbooked, Visibility
from mentoring.people import Person
from mentoring.records import FoundNote, ItemView, NotesKept, NoteView, Pairing, PastSession, Prompt
from mentoring.sessions import Session
from tests.builders import NOW, a_pair, a_session

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene

HELD = a_session("2027-01-12 15:00")
TODAY = NOW.date()


def note_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    """Name and drawing of each, for everybody who sees it."""
    session = replace(HELD, topic=scene.texts.topic)
    people = {1: scene.awa, 2: scene.luca, 4: scene.ines}
    items = [_item(scene, session, people, number) for number in range(25)]
    yield from _writing(t, scene, session, people, items)
    yield from _reading(t, scene, session, people, items)
    yield from _acting(t, scene, people, items)


def _item(scene: Scene, session: Session, people: dict[int, Person], number: int) -> ItemView:
    owner = people[1 + number % 2]
    due = None if number % 3 == 0 else TODAY + timedelta(days=number - 5)
    state = list(ItemState)[number % 3]
    reason = scene.texts.reason if state is ItemState.DROPPED else ""
    item = ActionItem(
        f"{number:016x}", session.id, 1, owner.id, 1, NOW, scene.texts.note[:3000], due, state, reason=reason
    )
    return ItemView(item, owner, session, carried=number)


def _writing(
    t: Translator, scene: Scene, session: Session, people: dict[int, Person], items: list[ItemView]
) -> Iterator[tuple[str, Message | Dict]]:
    draft = NoteDraft(
        "d" * 16,
        2,
        NOW,
        session.id,
        outcome=scene.texts.note,
        decisions=(scene.texts.note[:500], scene.texts.reason),
        private=scene.texts.note[:3000],
        items=(ActionWish(2, scene.texts.note[:500], TODAY), ActionWish(0, scene.texts.reason)),
    )
    empty = NoteDraft("d" * 16, 2, NOW, session.id)
    unbooked = replace(draft, session_id=None, unbooked=Unbooked(1, Anchor(NOW.replace(tzinfo=None), "Europe/Rome")))
    both = (people[1], people[2])
    for name, one, held in (("empty", empty, session), ("filled", draft, session), ("unbooked", unbooked, None)):
        for viewer in (scene.luca, scene.ines):
            stage = Stage(Prompt(one, held, people, tuple(items[:12])), both)
            yield f"note form {name} for {viewer.id}", notes.note_form(t, stage, viewer)
            yield f"note read back {name} for {viewer.id}", notes.read_back(t, stage, viewer)
    nowhere = Stage(Prompt(draft, None, people), ())
    yield "note read back of no session", notes.read_back(t, nowhere, scene.luca)
    yield "note form of no session", notes.note_form(t, nowhere, scene.luca)
    choices = [notes.session_choice(t, session, people, scene.luca)]
    pairs = [Pairing(a_pair(people[1], people[2]), both)]
    yield "which session", notes.which_form(t, draft, choices, pairs)
    yield "which session of none", notes.which_form(t, draft, [], pairs)
    for readers in Visibility:
        yield f"note saved for {readers}", notes.saved(t, session, both, scene.luca, readers)
    yield "note kept for later", notes.kept_for_later(t, scene.texts.reason, draft)
    yield "note discarded", notes.discarded(t)
    yield "book or note", notes.book_or_note(t, replace(draft, outcome=scene.texts.note[:200]))


def _reading(
    t: Translator, scene: Scene, session: Session, people: dict[int, Person], items: list[ItemView]
) -> Iterator[tuple[str, Message | Dict]]:
    for readers in Visibility:
        for agreed in (True, False, None):
            view = _view(scene, session, people, items, readers, agreed)
            for viewer in (scene.awa, scene.luca, scene.ines):
                past = PastSession(
                    session, (view, replace(view, note=replace(view.note, on_behalf=True))), tuple(items)
                )
                drawn = note_history.past_session(t, past, people, viewer, NOW, went=t("It took place."))
                yield f"session with notes for {readers} {agreed} {viewer.id}", drawn
    yield (
        "session without notes",
        note_history.past_session(
            t, PastSession(replace(session, unbooked=True), (), ()), people, scene.luca, NOW, went=""
        ),
    )
    view = _view(scene, session, people, items, Visibility.REPORT, None)
    text = scene.texts.note[:200]
    found = [FoundNote(view, (Snippet(text, ((0, len(text)),), cut_before=True, cut_after=True),) * 3)] * 12
    for page in (0, 2, 5):
        yield f"found {page}", note_history.found_notes(t, found, scene.texts.topic[:100], page, scene.luca)
    yield "found nothing", note_history.found_notes(t, [], scene.texts.topic, 0, scene.luca)
    version = NoteVersion(1, 2, NOW, scene.texts.note, (scene.texts.reason,), scene.texts.note, Visibility.REPORT)
    yield "versions", note_history.versions_view(t, [version] * 12, scene.luca)
    mark = NoteMark(1, session.id, 1, 1, NOW, True, Visibility.REPORT)
    kept = NotesKept(scene.programme, (mark, replace(mark, visibility=Visibility.AUTHOR)) * 10, people)
    yield "marks", note_history.marks_list(t, [kept], scene.ines)
    yield "no marks", note_history.marks_list(t, [replace(kept, marks=())], scene.ines)


def _view(  # noqa: PLR0917 - all that a note is shown with
    scene: Scene,
    session: Session,
    people: dict[int, Person],
    items: list[ItemView],
    readers: Visibility,
    agreed: bool | None,
) -> NoteView:
    note = Note(
        1, session.id, 2, scene.texts.note, NOW, readers, (scene.texts.reason,), scene.texts.note[:3000], version=3
    )
    said = () if agreed is None else (Consent(1, 3, 1, agreed, NOW), Consent(1, 3, 2, True, NOW))
    read = (NoteReading(1, 3, 4, NOW),)
    return NoteView(note, session, scene.programme, people, tuple(items[:3]), said, read)


def _acting(
    t: Translator, scene: Scene, people: dict[int, Person], items: list[ItemView]
) -> Iterator[tuple[str, Message | Dict]]:
    yield "no items", actions.items_list(t, [], scene.luca, NOW)
    yield "items", actions.items_list(t, items, scene.luca, NOW, changed=items[1])
    for view in items[:3]:
        yield f"item {view.item.state}", actions.item_card(t, view, scene.luca, NOW)
        yield f"item form {view.item.id}", actions.change_form(t, view, list(people.values()))
        yield f"item drop form {view.item.id}", actions.drop_form(t, view)
    reminded = reminders.reminder(
        t, DeliveryKind.DAY_BEFORE, scene.details(HELD), scene.luca, NOW, open_items=tuple(items[:8])
    )
    yield "reminder with items", reminded
