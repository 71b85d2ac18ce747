"""Action items: listed, ticked in one tap, handed on, put off, dropped, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from handlers import parsing
from handlers.answers import Surface
from handlers.home import show_home
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import actions as views
from handlers.visit import Visit
from mentoring.people import Person
from mentoring.records import ItemView
from mentoring.services import actions

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_actions_asked(visit: Visit) -> None:
    """`/mentor actions`, and the button: what the person has to do."""
    found = await visit.run(actions.open_actions, actor=visit.actor, now=visit.now)
    await visit.reply.privately(views.items_list(visit.t, found, visit.actor, visit.now))


async def on_done(action: Button, visit: Visit) -> None:
    """Done: one tap, with a way back."""
    await _settle(actions.tick_item, action["value"], visit)


async def on_reopened(action: Button, visit: Visit) -> None:
    """Undo: it is to be done again."""
    await _settle(actions.reopen_item, action["value"], visit)


async def _settle(service: Callable[..., ItemView], value: str, visit: Visit) -> None:
    item_id, _, listed = value.partition(" ")
    changed = await visit.run(service, item_id, actor=visit.actor, now=visit.now)
    await _show(changed, listed=bool(listed), visit=visit)


async def _show(changed: ItemView, *, listed: bool, visit: Visit) -> None:
    """The list that the button stood in, with what was changed in its place; the item alone anywhere else."""
    if listed and visit.reply.surface is Surface.MESSAGE:
        found = await visit.run(actions.open_actions, actor=visit.actor, now=visit.now)
        shown = views.items_list(visit.t, found, visit.actor, visit.now, changed=changed)
    else:
        shown = views.item_card(visit.t, changed, visit.actor, visit.now)
    await visit.reply.in_place(shown)
    if visit.reply.surface is Surface.HOME:
        await show_home(visit)


async def open_change_form(action: Button, visit: Visit) -> None:
    """Hand on or put off: who is to do it, and by when."""
    view, people = await _item_and_people(action, visit)
    await visit.reply.next_form(views.change_form(visit.t, view, people))


async def open_drop_form(action: Button, visit: Visit) -> None:
    """Drop: asks why."""
    view, _ = await _item_and_people(action, visit)
    await visit.reply.next_form(views.drop_form(visit.t, view))


async def _item_and_people(action: Button, visit: Visit) -> tuple[ItemView, tuple[Person, ...]]:
    return await visit.run(actions.item_to_change, action["value"].partition(" ")[0], actor=visit.actor, now=visit.now)


async def on_change_submitted(view: View, visit: Visit) -> None:
    """Hand it on, put it off, or both; a day that is left as it was is not put off."""
    about, values = parsing.metadata_of(view), parsing.values_of(view)
    item_id, due, owner = about["item"], values.get(Block.DUE), values.get(Block.OWNER)
    changed, _ = await visit.run(actions.item_to_change, item_id, actor=visit.actor, now=visit.now)
    if due != about["due"]:
        day = date.fromisoformat(due) if due else None
        changed = await visit.run(actions.postpone_item, item_id, day, actor=visit.actor, now=visit.now)
    if owner:
        changed = await visit.run(actions.reassign_item, item_id, int(owner), actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.item_card(visit.t, changed, visit.actor, visit.now))


async def on_drop_submitted(view: View, visit: Visit) -> None:
    """It is not to be done after all."""
    item_id, reason = parsing.metadata_of(view)["item"], parsing.values_of(view).get(Block.REASON) or ""
    changed = await visit.run(actions.drop_item, item_id, reason, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.item_card(visit.t, changed, visit.actor, visit.now))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.ITEMS_SHOW)(on_actions_asked)
    app.action(any_of(Action.ITEM_DONE))(on_done)
    app.action(any_of(Action.ITEM_REOPEN))(on_reopened)
    app.action(any_of(Action.ITEM_CHANGE))(open_change_form)
    app.action(any_of(Action.ITEM_DROP))(open_drop_form)
    app.view(Form.ITEM_CHANGE)(on_change_submitted)
    app.view(Form.ITEM_DROP)(on_drop_submitted)
