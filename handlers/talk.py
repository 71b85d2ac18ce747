"""What people simply write to the bot: a note to show back, perhaps a booking, or something that is neither."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError

from handlers import parsing
from handlers.booking import answer_line
from handlers.home import on_message_written
from handlers.ids import Action
from handlers.listeners import Listeners
from handlers.note_drafts import About, about_text, draft_of_text, stage_of_draft
from handlers.notes_text import PieceKind, as_typed, read_note_text
from handlers.refusals import sentence
from handlers.verbs import Verb
from handlers.views import notes as views
from handlers.views.blocks import Message, message, section
from handlers.views.people import place_of
from handlers.visit import Visit
from mentoring.errors import Refused
from mentoring.notes import NoteDraft
from mentoring.ports import UnitOfWork
from mentoring.services import note_places as places
from mentoring.services import notes

Button = Mapping[str, Any]
Event = Mapping[str, Any]

FEWEST_WORDS = 4
"""Of a note that no word marks as one, outside a session's thread: shorter ones are greetings and thanks."""

LONGEST_BOOKING = 200


async def on_message_heard(event: Event, visit: Visit) -> None:
    """A direct message: under a session's card it is a note about that; else what its words make it."""
    text = event.get("text") or ""
    try:
        shown = await _answer(text, event.get("thread_ts"), visit)
    except Refused as refused:
        shown = message([section(sentence(visit.t, refused, place_of(visit.actor)))])
    if not await visit.run(first_answer, event, now=visit.now):
        return
    if shown is None:
        await on_message_written(event, visit)
        return
    where = {"thread_ts": event["thread_ts"]} if event.get("thread_ts") else {}
    try:
        await visit.client.chat_postMessage(channel=event["channel"], text=shown.text, blocks=shown.blocks, **where)
    except SlackApiError:
        await visit.run(not_answered, event)
        raise


def first_answer(uow: UnitOfWork, event: Event, *, now: datetime) -> bool:
    """Whether this message was not answered yet; from now on it was. Slack tells of one again after a late answer."""
    with uow:
        first = uow.seen.first_time(_answered(event), now)
        uow.commit()
        return first


def not_answered(uow: UnitOfWork, event: Event) -> None:
    """Slack did not take the answer, and will tell of the message again."""
    with uow:
        uow.seen.take_back(_answered(event))
        uow.commit()


def _answered(event: Event) -> str:
    return f"answered:{event['channel']}:{event['ts']}"


async def _answer(text: str, thread_ts: str | None, visit: Visit) -> Message | None:
    """What to show; None for what is neither a note nor a booking."""
    if thread_ts and text.strip():
        session = await visit.run(places.session_in_thread, thread_ts, actor=visit.actor, now=visit.now)
        if session is not None:
            return await _read_back(text, About(session), visit)
    verb = parsing.typed(text, visit.t.language).verb
    marked = await asyncio.to_thread(is_marked, text, visit)
    if not marked and verb not in {None, Verb.BOOK, Verb.NOTE}:
        return None
    if not marked and await _may_be_booking(text, verb, visit):
        kept = NoteDraft("", visit.actor.id, visit.now, outcome=as_typed(text))
        draft = await visit.run(notes.keep_note_draft, kept, actor=visit.actor, now=visit.now)
        return views.book_or_note(visit.t, draft)
    if not marked and (len(text.split()) < FEWEST_WORDS or not await _has_something_to_note(visit)):
        return None
    return await _read_back(text, await about_text(text, visit), visit)


async def _read_back(text: str, about: About, visit: Visit) -> Message:
    stage = await draft_of_text(text, about, visit, writer=visit.actor)
    return views.read_back(visit.t, stage, visit.actor)


def is_marked(text: str, visit: Visit) -> bool:
    """Whether a word in it says that something is a decision, an action item or an outcome."""
    reading = read_note_text(
        as_typed(text), visit.understand, language=visit.t.language, zone=visit.actor.zone, now=visit.now
    )
    return any(piece.kind in {PieceKind.DECISION, PieceKind.ITEM} for piece in reading.pieces)


async def _may_be_booking(text: str, verb: Verb | None, visit: Visit) -> bool:
    """Whether it asks to book, or is a short line that names a time to come."""
    if verb is Verb.BOOK:
        return True
    if len(text) > LONGEST_BOOKING or "\n" in text.strip():
        return False
    start = (await visit.line(text)).reading.start
    return start is not None and start > visit.now and (await about_text(text, visit)).unbooked is None


async def _has_something_to_note(visit: Visit) -> bool:
    return bool(
        await visit.run(places.last_sessions, actor=visit.actor, now=visit.now)
        or await visit.run(places.pairings, actor=visit.actor, now=visit.now)
    )


async def on_taken_as_booking(action: Button, visit: Visit) -> None:
    """Book a session: what was written is read as after `/mentor book`."""
    draft = (await stage_of_draft(action["value"], visit)).draft
    said = parsing.typed(draft.outcome, visit.t.language)
    await visit.run(notes.discard_note_draft, draft.id, actor=visit.actor, now=visit.now)
    await answer_line(await visit.line(said.rest if said.verb is Verb.BOOK else draft.outcome), visit)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.event("message")(on_message_heard)
    app.action(Action.NOTE_BOOK)(on_taken_as_booking)
