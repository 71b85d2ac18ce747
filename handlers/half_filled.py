"""Forms that are kept while they are written in, since Slack does not promise to say what a closed form held."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from handlers import announce, begun_forms, notes
from handlers.ids import VALUE, Form
from handlers.listeners import Listeners
from handlers.visit import Visit

View = Mapping[str, Any]

KEPT: Mapping[str, Callable[[View, Visit], Awaitable[None]]] = {
    Form.NOTE: notes.keep_typed,
    Form.ANNOUNCEMENT: announce.keep_typed,
    **dict.fromkeys(begun_forms.SUBJECTS, begun_forms.keep_typed),
}


async def on_changed(body: Mapping[str, Any], visit: Visit) -> None:
    """Something was typed or chosen in a form: it is kept as it stands, without a word."""
    view = body.get("view") or {}
    keep = KEPT.get(view.get("callback_id", ""))
    if keep is not None:
        await keep(view, visit)
    await visit.reply.done()


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(VALUE)(on_changed)
    begun_forms.register(app)
