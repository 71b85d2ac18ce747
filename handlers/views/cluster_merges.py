"""Letting one cluster be part of another: which, what that would do, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form
from handlers.views.blocks import (
    Dict,
    actions,
    asked,
    bold,
    button,
    context,
    field,
    lines,
    modal,
    section,
    shorten,
)
from handlers.views.choosing import cluster_options, one_of
from handlers.views.people import name_of
from mentoring.clusters import LONGEST_NAME, Cluster
from mentoring.people import Person
from mentoring.portfolio import MergeBack, MergeEffects

SHOWN_MEMBERS = 10
GAINED = {"country": N_("Country"), "sector": N_("Sector"), "label": N_("Quality label"), "website": N_("Website")}


def merge_form(t: Translator, cluster: Cluster, others: Sequence[Cluster]) -> Dict:
    """Which cluster is to become part of this one; metadata: {"cluster"}."""
    told = t(
        "The people, collaborations and names of the cluster that you choose come to {name}; "
        "rosters that still name it mean {name} from then on.",
        name=bold(t.escape(cluster.name)),
    )
    return modal(
        t("Merge clusters"),
        [section(told), field(Block.OTHER, t("Which cluster becomes part of it?"), one_of(t, cluster_options(others)))],
        form=Form.CLUSTER_MERGE,
        metadata=json.dumps({"cluster": cluster.id}),
        submit=t("See what changes"),
        close=t("Cancel"),
    )


def merge_preview(t: Translator, effects: MergeEffects) -> Dict:
    """What a merge would do, to confirm; metadata: {"cluster", "other"}."""
    kept, other = (t.escape(shorten(one.name, LONGEST_NAME)) for one in (effects.kept, effects.other))
    names = t.enumerated([name_of(t, one) for one in effects.members[:SHOWN_MEMBERS]])
    more = len(effects.members) - SHOWN_MEMBERS
    return modal(
        t("What this changes"),
        [
            section(bold(t("{other} becomes part of {name}.", other=other, name=kept))),
            section(
                lines(
                    t("Their cluster is {name} then: {names}", name=kept, names=names)
                    if names
                    else t("Nobody belongs to {other}.", other=other),
                    t.n("and {count} more", "and {count} more", more) if more > 0 else "",
                )
            ),
            section(lines(*_merged_facts(t, effects))),
            context(
                t("You can take it back on the cluster's page for 30 days, as long as the cluster is not changed.")
            ),
        ],
        form=Form.CLUSTER_MERGE_PREVIEW,
        metadata=json.dumps({"cluster": effects.kept.id, "other": effects.other.id}),
        submit=t("Merge"),
        close=t("Cancel"),
    )


def _merged_facts(t: Translator, effects: MergeEffects) -> Iterator[str]:
    other = t.escape(shorten(effects.other.name, LONGEST_NAME))
    if effects.collaborations:
        yield t.n("{count} collaboration comes along.", "{count} collaborations come along.", effects.collaborations)
    gained = [one for one in GAINED if getattr(effects.merged, one) != getattr(effects.kept, one)]
    if gained:
        words = t.enumerated([t(GAINED[one]) for one in gained])
        yield t("Taken over from {other}, as nothing was said of it here: {facts}", other=other, facts=words)
    yield t("Rosters that name {other} mean this cluster from then on.", other=other)


def merge_back(t: Translator, merge: MergeBack, viewer: Person, cluster: Cluster) -> list[Dict]:
    """What became part of the cluster, and the way back with what it would do."""
    kept, name = shorten(cluster.name, LONGEST_NAME), shorten(merge.name, LONGEST_NAME)
    told = t(
        "{name} became part of it on {day} ({by}). It can be taken back until {until}, unless the cluster is changed.",
        name=t.escape(name),
        day=t.moment(merge.at, viewer.zone, viewer.city),
        by=name_of(t, merge.by),
        until=t.moment(merge.until, viewer.zone, viewer.city),
    )
    effects = [
        t("There are two clusters again, and {name} is as it was before.", name=kept),
        t.n("{count} person goes back to {name}.", "{count} people go back to {name}.", merge.people, name=name),
        t.n("{count} collaboration names it again.", "{count} collaborations name it again.", merge.collaborations)
        if merge.collaborations
        else "",
    ]
    undo = button(t("Take back"), Action.CLUSTER_MERGE_UNDO, merge.id, label=t("Take back the merge"))
    return [
        context(told),
        actions([asked(undo, t("Two clusters again?"), lines(*effects), yes=t("Take back"), no=t("Not now"))]),
    ]
