"""Collaborations between clusters: noted on a cluster's page, confirmed, changed and removed by button."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers import parsing
from handlers.answers import Surface
from handlers.clusters import show_list, show_page
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import clusters as views
from handlers.visit import Visit
from mentoring.clocks import local
from mentoring.clusters import Stage, Terms
from mentoring.portfolio import CollaborationView
from mentoring.services import collaborations
from mentoring.services.clusters import cluster_and_others

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def open_note_form(action: Button, visit: Visit) -> None:
    """Note a collaboration: the form, with this cluster in it."""
    found = await visit.run(cluster_and_others, int(action["value"]), actor=visit.actor)
    today = local(visit.now, visit.actor.zone).date()
    form = views.collaboration_form(visit.t, found[0].id, found, today, secrets.token_hex(8))
    await visit.reply.next_form(form)


async def open_change_form(action: Button, visit: Visit) -> None:
    """Change: the form, filled."""
    view = await visit.run(collaborations.collaboration_of, action["value"], actor=visit.actor)
    found, first = view.collaboration, view.collaboration.terms.cluster_ids[0]
    beside = await visit.run(cluster_and_others, first, actor=visit.actor)
    named = [one for one in beside if one.id in found.terms.cluster_ids]
    others = [one for one in beside if one not in named]
    shown = _shown_on(visit) or first
    today = local(visit.now, visit.actor.zone).date()
    await visit.reply.next_form(views.collaboration_form(visit.t, shown, [*named, *others], today, "", found))


async def on_submitted(view: View, visit: Visit) -> None:
    """Note or change it, and show the cluster's page with the way back."""
    t, about = visit.t, parsing.metadata_of(view)
    wanted, collaboration_id, shown = _terms_in(view), about["id"], about["cluster"]
    if about["before"] is None:
        noted = await visit.run(
            collaborations.note_collaboration,
            about["programme"],
            collaboration_id,
            wanted,
            actor=visit.actor,
            now=visit.now,
        )
        confirmed = noted.collaboration.confirmed
        told = t("The collaboration is noted.") if confirmed else t("Noted. The coordinators are asked to confirm it.")
        await show_page(shown, visit, done=told, undo=_undo(visit, noted, removed=True))
        return
    before = views.unpacked_terms(about["before"])
    changed = await visit.run(
        collaborations.change_collaboration, collaboration_id, before, wanted, actor=visit.actor, now=visit.now
    )
    after = changed.collaboration.terms
    undo = _undo(visit, changed, **{"from": views.packed_terms(after), "to": views.packed_terms(before)})
    await show_page(shown, visit, done=t("Saved."), undo=undo if before != after else None)


def _terms_in(view: View) -> Terms:
    values = parsing.values_of(view)
    return Terms(
        title=values.get(Block.TITLE) or "",
        cluster_ids=tuple(map(int, (values.get(Block.CLUSTERS) or "").split())),
        since=date.fromisoformat(values.get(Block.SINCE) or ""),
        stage=Stage(values.get(Block.STAGE) or ""),
    )


async def on_confirmed(action: Button, visit: Visit) -> None:
    """Confirm, for coordinators."""
    view = await _confirm(action["value"], visit, confirmed=True)
    await _show(view, visit, visit.t("The collaboration is confirmed."), _undo(visit, view, confirmed=False))


async def on_removed(action: Button, visit: Visit) -> None:
    """Remove it from the clusters' pages."""
    view = await _remove(action["value"], visit, removed=True)
    await _show(view, visit, visit.t("The collaboration is removed."), _undo(visit, view, removed=False))


async def on_undone(action: Button, visit: Visit) -> None:
    """Undo whichever was done."""
    carried = json.loads(action["value"])
    collaboration_id = carried["id"]
    if "removed" in carried:
        view = await _remove(collaboration_id, visit, removed=carried["removed"])
    elif "confirmed" in carried:
        view = await _confirm(collaboration_id, visit, confirmed=carried["confirmed"])
    else:
        before, after = views.unpacked_terms(carried["from"]), views.unpacked_terms(carried["to"])
        view = await visit.run(
            collaborations.change_collaboration, collaboration_id, before, after, actor=visit.actor, now=visit.now
        )
    await _show(view, visit, visit.t("Undone."), None)


async def _confirm(collaboration_id: str, visit: Visit, *, confirmed: bool) -> CollaborationView:
    return await visit.run(
        collaborations.confirm_collaboration, collaboration_id, confirmed=confirmed, actor=visit.actor, now=visit.now
    )


async def _remove(collaboration_id: str, visit: Visit, *, removed: bool) -> CollaborationView:
    return await visit.run(collaborations.remove_collaboration, collaboration_id, removed=removed, actor=visit.actor)


def _undo(visit: Visit, view: CollaborationView, **back: Any) -> views.Undo:
    return views.undo_button(visit.t, Action.COLLABORATION_UNDO, {"id": view.collaboration.id, **back})


async def _show(view: CollaborationView, visit: Visit, done: str, undo: views.Undo) -> None:
    """What was done, where the button was: on a cluster's page, in the list, or in a message."""
    if visit.reply.surface is not Surface.MODAL:
        await visit.reply.in_place(views.collaboration_message(visit.t, view, done, undo))
    elif shown := _shown_on(visit):
        await show_page(shown, visit, done=done, undo=undo)
    else:
        await show_list(view.collaboration.programme_id, 0, visit, done=done, undo=undo)


def _shown_on(visit: Visit) -> int | None:
    """The cluster on whose page the button was; None elsewhere."""
    view = visit.reply.body.get("view") or {}
    return parsing.metadata_of(view).get("cluster")


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.COLLABORATION_NOTE)(open_note_form)
    app.action(any_of(Action.COLLABORATION_CHANGE))(open_change_form)
    app.view(Form.COLLABORATION)(on_submitted)
    app.action(any_of(Action.COLLABORATION_CONFIRM))(on_confirmed)
    app.action(any_of(Action.COLLABORATION_REMOVE))(on_removed)
    app.action(Action.COLLABORATION_UNDO)(on_undone)
