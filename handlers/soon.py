"""Forms that may take longer to draw than Slack waits: shown at once where they are ready, else as soon as they are."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

from handlers.afterwards import Afterwards
from handlers.answers import SLACK_TROUBLE, notice
from handlers.errors import Seam
from handlers.views.blocks import Message, message, section
from handlers.visit import Visit

log = structlog.get_logger(__name__)

PATIENCE_SECONDS = 1.5
"""How long somebody looks at what they had; Slack itself gives up after three."""

View = dict[str, Any]
Drawing = Coroutine[None, None, View]


async def show(drawing: Drawing, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Put the form in the place of the one acted on, or open it; where it takes its time, a word first that it will."""
    task = asyncio.create_task(drawing)
    done, _ = await asyncio.wait({task}, timeout=PATIENCE_SECONDS)
    if done:
        await visit.reply.next_form(task.result())
        return
    t = visit.t
    view_id = await visit.reply.holding(
        notice(t, message([section(t("One moment: there are many people to look at…"))]))
    )
    afterwards.start(_shown(task, view_id, visit, seam))


async def _shown(task: asyncio.Task[View], view_id: str, visit: Visit, seam: Seam) -> None:
    drawn: list[View] = []

    async def draw() -> Message:
        drawn.append(await task)
        return message([])

    said = await seam.message_of(draw(), visit.t, visit.actor)
    try:
        await visit.client.views_update(view_id=view_id, view=drawn[0] if drawn else notice(visit.t, said))
    except SLACK_TROUBLE as trouble:
        log.info("the form was closed before it was drawn", trouble=str(trouble))
