"""A cluster's page and what coordinators change on it; `/mentor programme clusters` lists them all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers import parsing
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.places import country_named
from handlers.views import cluster_merges as merge_views
from handlers.views import clusters as views
from handlers.visit import Visit
from mentoring.clusters import Cluster
from mentoring.errors import NotInPortfolio
from mentoring.folding import folded
from mentoring.people import Participant, Programme
from mentoring.services import cluster_merges, clusters
from mentoring.services.collaborations import cluster_list
from mentoring.services.portfolio import cluster_page
from mentoring.services.programmes import who

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def open_page(action: Button, visit: Visit) -> None:
    """A cluster's page."""
    await show_page(int(action["value"]), visit)


async def show_page(cluster_id: int, visit: Visit, *, done: str = "", undo: views.Undo = None) -> None:
    """The page as it now is, with what was just done."""
    page = await visit.run(cluster_page, cluster_id, actor=visit.actor, now=visit.now)
    await visit.reply.next_form(views.page_view(visit.t, page, visit.actor, visit.now, done=done, undo=undo))


async def open_list(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme clusters`: all of the programme."""
    await show_list(programme.id, 0, visit)


async def on_list_turned(action: Button, visit: Visit) -> None:
    """Another page of the list."""
    programme_id, _, page = action["value"].partition(" ")
    await show_list(int(programme_id), int(page), visit)


async def show_list(programme_id: int, page: int, visit: Visit, *, done: str = "", undo: views.Undo = None) -> None:
    """The list as it now is."""
    found = await visit.run(cluster_list, programme_id, actor=visit.actor)
    await visit.reply.next_form(views.list_view(visit.t, found, page, done=done, undo=undo))


async def open_new_form(action: Button, visit: Visit) -> None:
    """Add a cluster: the form."""
    found = await visit.run(cluster_list, int(action["value"]), actor=visit.actor)
    await visit.reply.next_form(views.cluster_form(visit.t, found.programme.id))


async def open_change_form(action: Button, visit: Visit) -> None:
    """Change: the form, filled."""
    cluster, *_ = await _for_coordinators(int(action["value"]), visit)
    await visit.reply.next_form(views.cluster_form(visit.t, cluster.programme_id, cluster))


async def _for_coordinators(cluster_id: int, visit: Visit) -> tuple[Cluster, ...]:
    """The cluster and the others of its programme; NotACoordinator for who does not run it."""
    found = await visit.run(clusters.cluster_and_others, cluster_id, actor=visit.actor)
    await visit.run(cluster_list, found[0].programme_id, actor=visit.actor)
    return found


async def on_cluster_submitted(view: View, visit: Visit) -> None:
    """Add or change the cluster, and show its page with the way back."""
    t, about, values = visit.t, parsing.metadata_of(view), parsing.values_of(view)
    before = Cluster(about["cluster"] or 0, about["programme"], **(about["before"] or {"name": ""}))
    country = country_in(values.get(Block.COUNTRY) or "", before, visit)
    if country is None:
        await visit.reply.under_field(Block.COUNTRY, t("I know no country of this name."))
        return
    after = replace(
        before,
        name=values.get(Block.NAME) or "",
        country=country,
        sector=values.get(Block.SECTOR) or "",
        label=values.get(Block.LABEL) or "",
        website=values.get(Block.WEBSITE) or "",
    )
    if about["cluster"] is None:
        added = await visit.run(clusters.add_cluster, after, actor=visit.actor)
        await show_page(added.id, visit, done=t("The cluster is added."))
        return
    changed = await visit.run(clusters.change_cluster, before, after, actor=visit.actor)
    await show_page(changed.id, visit, done=t("Saved."), undo=_undo_of(before, changed, visit))


def country_in(typed: str, before: Cluster, visit: Visit) -> str | None:
    """The code of the country that was typed, "" for none; None for one that nobody knows."""
    for code in (before.country, "PS"):  # as it was shown, and the one that goes by other names in lists of countries
        if folded(typed) == folded(visit.t.country(code)):
            return code
    return country_named(typed) if typed.strip() else ""


def _undo_of(before: Cluster, after: Cluster, visit: Visit) -> views.Undo:
    was, is_now = views.edited(before), views.edited(after)
    changed = [name for name in was if was[name] != is_now[name]]
    carried = {
        "id": after.id,
        "from": {name: is_now[name] for name in changed},
        "to": {name: was[name] for name in changed},
    }
    return views.undo_button(visit.t, Action.CLUSTER_UNDO, carried) if changed else None


async def on_change_undone(action: Button, visit: Visit) -> None:
    """Undo: the cluster as it was; refused when it has been changed again since."""
    carried = json.loads(action["value"])
    cluster, *_ = await visit.run(clusters.cluster_and_others, carried["id"], actor=visit.actor)
    before, after = replace(cluster, **carried["from"]), replace(cluster, **carried["to"])
    await visit.run(clusters.change_cluster, before, after, actor=visit.actor)
    await show_page(cluster.id, visit, done=visit.t("Undone."))


async def open_merge_form(action: Button, visit: Visit) -> None:
    """Merge with another: asks which one becomes part of this one."""
    cluster, *others = await _for_coordinators(int(action["value"]), visit)
    if not others:
        await show_page(cluster.id, visit, done=visit.t("There is no other cluster in this programme."))
        return
    await visit.reply.next_form(merge_views.merge_form(visit.t, cluster, others))


async def on_merge_submitted(view: View, visit: Visit) -> None:
    """What merging the two would do, before it is done."""
    about, other = parsing.metadata_of(view), parsing.values_of(view).get(Block.OTHER) or "0"
    effects = await visit.run(cluster_merges.merge_effects, about["cluster"], int(other), actor=visit.actor)
    await visit.reply.next_form(merge_views.merge_preview(visit.t, effects))


async def on_merge_confirmed(view: View, visit: Visit) -> None:
    """Merge the two."""
    about, actor = parsing.metadata_of(view), visit.actor
    made = await visit.run(cluster_merges.merge_clusters, about["cluster"], about["other"], actor=actor, now=visit.now)
    name = visit.t.escape(made.merged.name)
    await show_page(made.kept_id, visit, done=visit.t("Both are one cluster now: {name}.", name=name))


async def on_merge_undone(action: Button, visit: Visit) -> None:
    """Take back a merge, once Slack has asked whether that is meant."""
    kept = await visit.run(cluster_merges.undo_merge, action["value"], actor=visit.actor, now=visit.now)
    await show_page(kept.id, visit, done=visit.t("Undone. They are two clusters again."))


async def open_member_form(action: Button, visit: Visit) -> None:
    """Add somebody: asks whom."""
    cluster, *_ = await _for_coordinators(int(action["value"]), visit)
    await visit.reply.next_form(views.member_form(visit.t, cluster))


async def on_member_submitted(view: View, visit: Visit) -> None:
    """Let somebody belong to the cluster."""
    cluster_id, user = parsing.metadata_of(view)["cluster"], parsing.user_of(view)
    known = (await visit.run(who, user)).person
    if known is None:
        raise NotInPortfolio(field=Block.PERSON)
    part, was_in = await visit.run(clusters.join_cluster, cluster_id, known.id, actor=visit.actor)
    await _show_put(part, cluster_id, visit, was=was_in, is_now=cluster_id)


async def on_taken_out(action: Button, visit: Visit) -> None:
    """Take out: the person belongs to no cluster, until that is undone."""
    shown_id, person_id = map(int, action["value"].split())
    part = await _put(person_id, None, shown_id, visit, instead_of=shown_id)
    await _show_put(part, shown_id, visit, was=shown_id, is_now=None)


async def _put(person_id: int, to: int | None, shown_id: int, visit: Visit, *, instead_of: int | None) -> Participant:
    cluster, *_ = await visit.run(clusters.cluster_and_others, shown_id, actor=visit.actor)
    programme_id, actor = cluster.programme_id, visit.actor
    return await visit.run(clusters.put_in_cluster, programme_id, person_id, to, instead_of=instead_of, actor=actor)


async def _show_put(part: Participant, shown_id: int, visit: Visit, *, was: int | None, is_now: int | None) -> None:
    """The page with where somebody belongs now, and the way back."""
    carried = {"shown": shown_id, "person": part.person.id, "to": was, "from": is_now}
    undo = views.undo_button(visit.t, Action.CLUSTER_PUT_BACK, carried) if was != is_now else None
    await show_page(shown_id, visit, done=views.put_sentence(visit.t, part), undo=undo)


async def on_put_back(action: Button, visit: Visit) -> None:
    """Undo: the person belongs where they belonged before."""
    carried = json.loads(action["value"])
    await _put(carried["person"], carried["to"], carried["shown"], visit, instead_of=carried["from"])
    await show_page(carried["shown"], visit, done=visit.t("Undone."))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.CLUSTER_OPEN))(open_page)
    app.action(any_of(Action.CLUSTER_LIST))(on_list_turned)
    app.action(Action.CLUSTER_NEW)(open_new_form)
    app.action(Action.CLUSTER_CHANGE)(open_change_form)
    app.view(Form.CLUSTER)(on_cluster_submitted)
    app.action(Action.CLUSTER_UNDO)(on_change_undone)
    app.action(Action.CLUSTER_MERGE)(open_merge_form)
    app.view(Form.CLUSTER_MERGE)(on_merge_submitted)
    app.view(Form.CLUSTER_MERGE_PREVIEW)(on_merge_confirmed)
    app.action(Action.CLUSTER_MERGE_UNDO)(on_merge_undone)
    app.action(Action.CLUSTER_ADD_MEMBER)(open_member_form)
    app.view(Form.CLUSTER_MEMBER)(on_member_submitted)
    app.action(any_of(Action.CLUSTER_TAKE_OUT))(on_taken_out)
    app.action(Action.CLUSTER_PUT_BACK)(on_put_back)
