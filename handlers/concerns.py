"""`/mentor concern`: telling one coordinator in confidence that something isn't working, and answering there."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from handlers import parsing
from handlers.begun_forms import keeping, let_go
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.verbs import PARTICIPANTS
from handlers.views import concerns as views
from handlers.visit import Visit
from mentoring.concerns import Confidants
from mentoring.errors import NobodyToConfideIn
from mentoring.people import Person
from mentoring.services import concerns

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_concern_asked(visit: Visit) -> None:
    """`/mentor concern`, and the button: whom to tell; for who only coordinates, what they were told."""
    if any(one.roles & PARTICIPANTS for one in visit.who.participations):
        found = await visit.run(concerns.confidants, actor=visit.actor, now=visit.now)
        written = await visit.run(concerns.confided_by, actor=visit.actor)
        await visit.reply.next_form(views.choose_view(visit.t, found, written))
        return
    waiting = await visit.run(concerns.confided_to, actor=visit.actor)
    await visit.reply.next_form(views.confided_view(visit.t, waiting, visit.actor))


async def open_concern_form(action: Button, visit: Visit) -> None:
    """Write to …: the form, with who will read it above."""
    chosen, coordinator = await _chosen(*map(int, action["value"].split(" ")), visit=visit)
    form = views.concern_form(visit.t, chosen, coordinator, secrets.token_hex(12))
    await visit.reply.next_form(await keeping(form, visit, offering=True))


async def _chosen(programme_id: int, coordinator_id: int, *, visit: Visit) -> tuple[Confidants, Person]:
    found = await visit.run(concerns.confidants, actor=visit.actor, now=visit.now)
    for one in found:
        for person in one.coordinators:
            if (one.programme.id, person.id) == (programme_id, coordinator_id):
                return one, person
    raise NobodyToConfideIn


async def on_concern_submitted(view: View, visit: Visit) -> None:
    """Send: write it down for this one reader; sending the same form twice sends it once."""
    about, values = parsing.metadata_of(view), parsing.values_of(view)
    _, coordinator = await _chosen(about["programme"], about["coordinator"], visit=visit)
    pair = values.get(Block.PAIR)
    await visit.run(
        concerns.confide,
        about["programme"],
        coordinator.id,
        values.get(Block.TEXT) or "",
        pair_id=int(pair) if pair and pair != views.NO_PAIR else None,
        actor=visit.actor,
        now=visit.now,
        token=about["token"],
    )
    await visit.reply.in_place(views.sent(visit.t, coordinator))
    await let_go(Form.CONCERN, about, visit)


async def show_concern(action: Button, visit: Visit) -> None:
    """Read: everything that the two wrote."""
    await _show(action["value"], visit)


async def _show(concern_id: str, visit: Visit, remark: str = "") -> None:
    one = await visit.run(concerns.confidence, concern_id, actor=visit.actor)
    await visit.reply.next_form(views.confidence_view(visit.t, one, visit.actor, remark=remark))


async def open_answer_form(action: Button, visit: Visit) -> None:
    """Answer: the form, with who will read it above."""
    one = await visit.run(concerns.confidence, action["value"], actor=visit.actor)
    form = views.answer_form(visit.t, one, visit.actor, secrets.token_hex(12))
    await visit.reply.next_form(await keeping(form, visit, offering=True))


async def on_answer_submitted(view: View, visit: Visit) -> None:
    """Send: write the answer down for its one reader."""
    about = parsing.metadata_of(view)
    await visit.run(
        concerns.answer_in_confidence,
        about["concern"],
        parsing.values_of(view).get(Block.TEXT) or "",
        actor=visit.actor,
        now=visit.now,
        token=about["token"],
    )
    await _show(about["concern"], visit, visit.t("Sent."))
    await let_go(Form.CONCERN_ANSWER, about, visit)


async def on_handled(action: Button, visit: Visit) -> None:
    """Dealt with; Open again undoes it."""
    await _mark(action["value"], visit, handled=True)


async def on_reopened(action: Button, visit: Visit) -> None:
    """Open again."""
    await _mark(action["value"], visit, handled=False)


async def _mark(concern_id: str, visit: Visit, *, handled: bool) -> None:
    one = await visit.run(concerns.mark_handled, concern_id, handled=handled, actor=visit.actor, now=visit.now)
    await visit.reply.next_form(views.confidence_view(visit.t, one, visit.actor))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.CONCERN_OPEN)(on_concern_asked)
    app.action(any_of(Action.CONCERN_WRITE))(open_concern_form)
    app.view(Form.CONCERN)(on_concern_submitted)
    app.action(any_of(Action.CONCERN_SHOW))(show_concern)
    app.action(Action.CONCERN_ANSWER)(open_answer_form)
    app.view(Form.CONCERN_ANSWER)(on_answer_submitted)
    app.action(Action.CONCERN_HANDLED)(on_handled)
    app.action(Action.CONCERN_REOPEN)(on_reopened)
