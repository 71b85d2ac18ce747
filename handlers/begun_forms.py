"""Forms that are kept while they are written in, so that closing one loses nothing: opened again, it holds that."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from handlers import parsing
from handlers.answers import Surface
from handlers.ids import Action, Form
from handlers.listeners import Listeners
from handlers.views.begun_forms import let_go_view, taken_up
from handlers.views.blocks import telling
from handlers.visit import Visit
from mentoring.begun_forms import BegunForm
from mentoring.services.begun_forms import begun_form, keep_begun_form, let_go_of_begun_form

View = Mapping[str, Any]
About = Mapping[str, Any]
"""What a form carries from where it was opened."""

OPENED = "opened"
"""Under what name it carries the one time that it stands open."""


def _kind_and_programme(about: About) -> str:
    return f"{'joint' if about['joint'] else 'group'} {about['programme']}"


SUBJECTS: Mapping[str, Callable[[About], str]] = {
    Form.BOOKING: lambda about: about.get("session") or "",
    Form.GATHERING: _kind_and_programme,
    Form.ATTENDANCE: lambda about: f"{about['session']} {about['page']}",
    Form.ATTENDANCE_SETTLE: lambda about: f"{about['session']} {about['page']}",
    Form.CONCERN: lambda about: f"{about['programme']} {about['coordinator']}",
    Form.CONCERN_ANSWER: lambda about: str(about["concern"]),
}
"""Of what each of these forms is: of one subject, one is kept."""


BOOK = (Action.BOOKING_OPEN, "")

WAYS: Mapping[str, Callable[[About], tuple[Action, str]]] = {
    Form.BOOKING: lambda about: (Action.SESSION_MOVE, f"{about['session']} 0") if about["session"] else BOOK,
    Form.GATHERING: lambda about: (Action.GATHERING_WHERE, _kind_and_programme(about)),
    Form.ATTENDANCE: lambda about: (Action.ATTENDANCE_CHANGE, about["session"]),
    Form.ATTENDANCE_SETTLE: lambda about: (Action.ATTENDANCE_SETTLE, about["session"]),
    Form.CONCERN: lambda about: (Action.CONCERN_WRITE, f"{about['programme']} {about['coordinator']}"),
    Form.CONCERN_ANSWER: lambda about: (Action.CONCERN_ANSWER, str(about["concern"])),
}
"""The button that opens it, and its value."""


async def keeping(form: dict[str, Any], visit: Visit, *, offering: bool = False) -> dict[str, Any]:
    """The form so that it is kept while it is written in; ``offering`` what its person had begun in it before."""
    about = parsing.metadata_of(form)
    told = {
        **form,
        "blocks": [telling(block) for block in form["blocks"]],
        "private_metadata": json.dumps({**about, OPENED: secrets.token_hex(6)}),
        "notify_on_close": True,
    }
    if not offering:
        return told
    name = form["callback_id"]
    kept = await visit.run(begun_form, name, SUBJECTS[name](about), actor=visit.actor)
    return taken_up(visit.t, told, json.loads(kept)) if kept else told


async def keep_typed(view: View, visit: Visit) -> None:
    """Keep what stands in the form by now."""
    about, name = parsing.metadata_of(view), str(view["callback_id"])
    held = json.dumps(parsing.entries_of(view), ensure_ascii=False)
    begun = BegunForm(visit.actor.id, name, SUBJECTS[name](about), about.get(OPENED, ""), visit.now, held)
    await visit.run(keep_begun_form, begun)


async def on_closed(view: View, visit: Visit) -> None:
    """Closed: what it held is kept, where Slack says so."""
    if parsing.entries_of(view):
        await keep_typed(view, visit)
    await visit.reply.done()


def in_a_form(visit: Visit) -> bool:
    """Whether the person acts in a form."""
    return visit.reply.surface in {Surface.MODAL, Surface.SUBMISSION}


async def let_go(form: Form, about: About, visit: Visit) -> None:
    """Nothing more is kept of the form: it was sent. What is done beneath a message leaves the form as it is."""
    if in_a_form(visit):
        await visit.run(let_go_of_begun_form, form, SUBJECTS[form](about), actor=visit.actor)


async def on_afresh(body: Mapping[str, Any], visit: Visit) -> None:
    """Start afresh: what was begun is let go of. Slack would keep it in the same fields, so the way leads around."""
    view = body["view"]
    about, form = parsing.metadata_of(view), Form(view["callback_id"])
    await let_go(form, about, visit)
    await visit.reply.next_form(let_go_view(visit.t, *WAYS[form](about)))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.FORM_AFRESH)(on_afresh)
    for form in SUBJECTS:
        app.view_closed(form)(on_closed)
