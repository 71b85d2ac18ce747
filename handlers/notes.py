"""Writing about a session: the form, in which nothing typed is lost, and the message read back with one Confirm."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from handlers import parsing
from handlers.answers import Surface
from handlers.ids import Action, Block, Form, Shortcut, any_of
from handlers.listeners import Listeners
from handlers.note_drafts import (
    TEXTS,
    About,
    about_day,
    about_text,
    draft_of_text,
    filled,
    lacks_owner,
    moved_to,
    stage_of,
    stage_of_draft,
)
from handlers.refusals import sentence
from handlers.spoken_days import day_spoken
from handlers.views import notes as views
from handlers.views.blocks import Message
from handlers.views.notes import Stage
from handlers.views.people import bare_name, place_of
from handlers.visit import Visit
from mentoring.errors import NoSuchDraft, Refused
from mentoring.notes import NoteDraft
from mentoring.people import Person
from mentoring.ports import UnitOfWork
from mentoring.records import NoteView
from mentoring.services import note_places as places
from mentoring.services import notes
from mentoring.services.actions import tick_item

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def open_note_form(action: Button, visit: Visit) -> None:
    """Write the note: the form about the button's session, or the last one, with what was filled in before."""
    await _open_for(action.get("value") or None, visit)


async def _open_for(session_id: str | None, visit: Visit) -> None:
    if session_id is None:
        found = await visit.run(places.last_sessions, actor=visit.actor, now=visit.now)
        session_id = found[0].id if found else None
    prompt = await visit.run(notes.begin_note, session_id, actor=visit.actor, now=visit.now)
    if session_id is None:
        await visit.reply.next_form(await _which_form(prompt.draft, visit))
    else:
        await _show_form(await stage_of(prompt, visit), visit)


async def _show_form(stage: Stage, visit: Visit) -> None:
    await visit.reply.next_form(views.note_form(visit.t, stage, visit.actor))


async def open_edit_form(action: Button, visit: Visit) -> None:
    """Edit: the form with one's own note in it."""
    note_id = int(action["value"])
    prompt = await visit.run(notes.begin_note, None, actor=visit.actor, now=visit.now, note_id=note_id)
    await _show_form(await stage_of(prompt, visit), visit)


async def on_note_typed(text: str, visit: Visit) -> None:
    """`/mentor note`: the form about the last session; with text, what was made of it."""
    if not text.strip():
        await _open_for(None, visit)
        return
    stage = await draft_of_text(text, await about_text(text, visit), visit, writer=visit.actor)
    await visit.reply.privately(views.read_back(visit.t, stage, visit.actor))


async def on_form_submitted(view: View, visit: Visit) -> None:
    """Save: what is filled in is kept first, so that a refusal or a breakage loses nothing."""
    try:
        stage = await filled(view, visit)
    except NoSuchDraft:
        await _show_saved(parsing.metadata_of(view)["draft"], visit)
        return
    if lacks_owner(stage.draft):
        await visit.reply.under_field(Block.ITEMS, _name_somebody(stage, visit))
        return
    for item_id in (parsing.values_of(view).get(Block.DONE_ITEMS) or "").split():
        await visit.run(tick_item, item_id, actor=visit.actor, now=visit.now)
    await _save(stage, visit)


async def keep_typed(view: View, visit: Visit) -> None:
    """Keep what stands in the form by now; a draft that was saved or discarded meanwhile is let go."""
    with suppress(NoSuchDraft):
        await filled(view, visit)


async def on_form_closed(view: View, visit: Visit) -> None:
    """Not now: what is filled in is kept."""
    if any(parsing.values_of(view).get(one) for one in TEXTS):
        await keep_typed(view, visit)
    await visit.reply.done()


async def _show_saved(draft_id: str, visit: Visit) -> None:
    """What a second click shows: the note that the first one made. NoSuchDraft when the draft was discarded."""
    view = await visit.run(notes.save_note, draft_id, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(_saved(view, visit))


async def _save(stage: Stage, visit: Visit) -> None:
    await _show_saved(stage.draft.id, visit)


def _saved(view: NoteView, visit: Visit) -> Message:
    people = [view.people[one.person_id] for one in view.session.attendees if one.person_id in view.people]
    return views.saved(visit.t, view.session, people, visit.actor, view.note.visibility)


def _name_somebody(stage: Stage, visit: Visit) -> str:
    names = visit.t.enumerated([bare_name(one) for one in stage.people[:5]])
    return visit.t("Please begin each line with who does it: {names}.", names=names)


async def on_confirmed(action: Button, visit: Visit) -> None:
    """Confirm: save what was read back; pressing twice changes nothing."""
    draft_id = action["value"]
    try:
        stage = await stage_of_draft(draft_id, visit)
    except NoSuchDraft:
        await _show_saved(draft_id, visit)
        return
    if lacks_owner(stage.draft):
        await _keep_for_later(_name_somebody(stage, visit), stage.draft, visit)
        return
    try:
        await _save(stage, visit)
    except Refused as refused:
        await _keep_for_later(sentence(visit.t, refused, place_of(visit.actor)), stage.draft, visit)


async def _keep_for_later(said: str, draft: NoteDraft, visit: Visit) -> None:
    await visit.reply.in_place(views.kept_for_later(visit.t, said, draft))


async def open_change_form(action: Button, visit: Visit) -> None:
    """Change: the form, filled with what was read back."""
    await _show_form(await stage_of_draft(action["value"], visit), visit)


async def on_discarded(action: Button, visit: Visit) -> None:
    """Discard: let go of what was written."""
    await visit.run(notes.discard_note_draft, action["value"], actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.discarded(visit.t))


async def on_kept_as_note(action: Button, visit: Visit) -> None:
    """Save as a note: what was made of a message that could have been a booking."""
    draft = (await stage_of_draft(action["value"], visit)).draft
    stage = await draft_of_text(draft.outcome, await about_text(draft.outcome, visit), visit, writer=visit.actor)
    await visit.run(notes.discard_note_draft, draft.id, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.read_back(visit.t, stage, visit.actor))


async def open_which_form(action: Button, visit: Visit) -> None:
    """Another session: keeps what the form holds, and asks which one."""
    if visit.reply.surface is Surface.MODAL and visit.reply.body["view"].get("callback_id") == Form.NOTE:
        await filled(visit.reply.body["view"], visit)
    stage = await stage_of_draft(action["value"], visit)
    await visit.reply.next_form(await _which_form(stage.draft, visit))


async def _which_form(draft: NoteDraft, visit: Visit) -> dict[str, Any]:
    sessions = await visit.run(places.last_sessions, actor=visit.actor, now=visit.now)
    pairs = await visit.run(places.pairings, actor=visit.actor, now=visit.now)
    people = await visit.known({one for session in sessions for one in session.people})
    choices = [views.session_choice(visit.t, one, people, visit.actor) for one in sessions]
    return views.which_form(visit.t, draft, choices, pairs)


async def on_which_submitted(view: View, visit: Visit) -> None:
    """The session is known: back to the form, with everything in it."""
    values, t = parsing.values_of(view), visit.t
    stage = await stage_of_draft(parsing.metadata_of(view)["draft"], visit)
    words, session_id, pair_id = values.get(Block.WHEN), values.get(Block.SESSION), values.get(Block.WITH_WHOM)
    if words and pair_id:
        anchor = await day_spoken(words, visit)
        if anchor is None:
            await visit.reply.under_field(
                Block.WHEN, t("I found no day there that is over. Please say it another way.")
            )
            return
        pairing = await visit.run(places.pairing_of, int(pair_id), actor=visit.actor)
        about = await about_day(anchor, pairing, visit)
    elif session_id:
        about = About(await visit.run(places.session_to_write_about, session_id, actor=visit.actor))
    else:
        await visit.reply.under_field(Block.WHEN, t("Please say on which day you spoke."))
        return
    await _show_form(await moved_to(about, stage, visit), visit)


async def on_message_saved(shortcut: Mapping[str, Any], visit: Visit) -> None:
    """The shortcut on a message: the form, filled with what was made of it."""
    message = shortcut["message"]
    text, user_id = message.get("text", ""), message.get("user")
    writer = await visit.run(_by_user, user_id) if user_id else None
    about = await _about_message(message, text, writer, visit)
    await _show_form(await draft_of_text(text, about, visit, writer=writer), visit)


async def _about_message(message: Mapping[str, Any], text: str, writer: Person | None, visit: Visit) -> About:
    """The session under whose card it was written, else the last one with its writer, else as of any text."""
    ts = message.get("thread_ts") or message.get("ts") or ""
    if session := await visit.run(places.session_in_thread, ts, actor=visit.actor, now=visit.now):
        return About(session)
    about = await about_text(text, visit)
    if about.unbooked or writer is None or writer.id == visit.actor.id:
        return about
    sessions = await visit.run(places.last_sessions, actor=visit.actor, now=visit.now)
    return About(next((one for one in sessions if writer.id in one.people), about.session))


def _by_user(uow: UnitOfWork, user_id: str) -> Person | None:
    with uow:
        return uow.people.by_user(user_id)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.NOTE_WRITE))(open_note_form)
    app.action(any_of(Action.NOTE_EDIT))(open_edit_form)
    app.action(Action.NOTE_CONFIRM)(on_confirmed)
    app.action(Action.NOTE_CHANGE)(open_change_form)
    app.action(Action.NOTE_WHICH)(open_which_form)
    app.action(Action.NOTE_DISCARD)(on_discarded)
    app.action(Action.NOTE_KEEP)(on_kept_as_note)
    app.view(Form.NOTE)(on_form_submitted)
    app.view_closed(Form.NOTE)(on_form_closed)
    app.view(Form.NOTE_WHICH)(on_which_submitted)
    app.message_shortcut(Shortcut.SAVE_TO_NOTES)(on_message_saved)
