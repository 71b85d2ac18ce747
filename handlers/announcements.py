"""What readers do with an announcement: confirm that they have read it, read on, write to the coordinators."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from handlers import parsing
from handlers.answers import Surface
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import announcements as views
from handlers.visit import Visit
from mentoring.announcements import ReaderMessage
from mentoring.services import announcement_answers as answers

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_acknowledged(action: Button, visit: Visit) -> None:
    """I have read it: noted, and the message says so; pressing twice changes nothing."""
    shown = await visit.run(answers.acknowledge, action["value"], actor=visit.actor, now=visit.now)
    if visit.reply.surface is Surface.MODAL:
        await visit.reply.next_form(views.whole_announcement(visit.t, shown, visit.actor))
    elif shown.in_channel:
        await visit.reply.privately(views.acknowledged(visit.t))
    else:
        await visit.reply.in_place(views.announcement_message(visit.t, shown, visit.actor))


async def open_whole(action: Button, visit: Visit) -> None:
    """Read on, Read it: the whole text."""
    shown = await _shown(action["value"], visit)
    await visit.reply.next_form(views.whole_announcement(visit.t, shown, visit.actor))


async def open_reply_form(action: Button, visit: Visit) -> None:
    """Write to the coordinators: asks what."""
    shown = await _shown(action["value"], visit)
    await visit.reply.next_form(views.reply_form(visit.t, shown, secrets.token_hex(8)))


async def _shown(announcement_id: str, visit: Visit) -> ReaderMessage:
    return await visit.run(answers.reader_message, announcement_id, actor=visit.actor, now=visit.now)


async def on_reply_submitted(view: View, visit: Visit) -> None:
    """Send: all coordinators get it, once however often the form is sent."""
    about, text = parsing.metadata_of(view), parsing.values_of(view).get(Block.TEXT) or ""
    await visit.run(
        answers.reply,
        about["announcement"],
        text,
        reply_id=about["reply"],
        actor=visit.actor,
        now=visit.now,
    )
    await visit.reply.in_place(views.reply_sent(visit.t, text))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.ANNOUNCEMENT_ACKNOWLEDGE))(on_acknowledged)
    app.action(any_of(Action.ANNOUNCEMENT_READ))(open_whole)
    app.action(Action.ANNOUNCEMENT_REPLY)(open_reply_form)
    app.view(Form.ANNOUNCEMENT_REPLY)(on_reply_submitted)
