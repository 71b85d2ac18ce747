"""A cluster's page, the clusters of a programme, and the forms by which they and their collaborations change."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    and_more,
    bold,
    button,
    context,
    date_picker,
    divider,
    field,
    header,
    lines,
    message,
    modal,
    option,
    radio,
    section,
    shorten,
    text_input,
)
from handlers.views.choosing import cluster_options, some_of
from handlers.views.cluster_merges import merge_back
from handlers.views.people import bare_name, name_of
from handlers.views.portfolio import card_text
from mentoring.clusters import (
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_TITLE,
    LONGEST_WEBSITE,
    Cluster,
    Collaboration,
    Stage,
    Terms,
)
from mentoring.people import Participant, Person, Programme
from mentoring.portfolio import Card, ClusterList, ClusterPage, CollaborationView

STAGES = {
    Stage.PLANNED: N_("planned"),
    Stage.UNDER_WAY: N_("under way"),
    Stage.FINISHED: N_("finished"),
}
SHOWN_COLLABORATIONS = 8
ON_PAGE = 15
LONGEST_VALUE = 2000
EDITED = ("name", "country", "sector", "label", "website")

Undo = Dict | None
"""The button that takes back what was just done, where it can be."""


def page_view(
    t: Translator, page: ClusterPage, viewer: Person, now: datetime, *, done: str = "", undo: Undo = None
) -> Dict:
    """A cluster with its people and collaborations, and what its reader can do; ``done`` is what was just done.

    Metadata: {"cluster"}.
    """
    return modal(
        t("Cluster"),
        [
            section(done, undo) if done else None,
            header(shorten(page.cluster.name, LONGEST_NAME)),
            *_facts(t, page.cluster),
            *_page_buttons(t, page),
            *(merge_back(t, page.merge, viewer, page.cluster) if page.merge else ()),
            divider(),
            *_people(t, page, viewer, now),
            divider(),
            *_collaborations(t, page),
        ],
        form=Form.NOTICE,
        metadata=json.dumps({"cluster": page.cluster.id}),
        close=t("Close"),
    )


def _facts(t: Translator, cluster: Cluster) -> Iterator[Dict]:
    facts = [t.country(cluster.country) if cluster.country else "", *map(t.escape, (cluster.sector, cluster.label))]
    if any(facts):
        yield section(t.dotted(facts))
    if cluster.website:
        yield section(f"<{t.escape(cluster.website)}>")
    if cluster.also_known_as:
        names = t.enumerated([t.escape(one) for one in cluster.also_known_as])
        yield context(t("Also known as {names}", names=shorten(names, LONGEST_VALUE)))


def _page_buttons(t: Translator, page: ClusterPage) -> Iterator[Dict]:
    value = str(page.cluster.id)
    buttons = []
    if page.belongs or page.coordinates:
        buttons.append(button(t("Note a collaboration"), Action.COLLABORATION_NOTE, value, style="primary"))
    if page.coordinates:
        buttons += [
            button(t("Change"), Action.CLUSTER_CHANGE, value, label=t("Change the cluster")),
            button(t("Add somebody"), Action.CLUSTER_ADD_MEMBER, value),
            button(t("Merge with another"), Action.CLUSTER_MERGE, value),
        ]
    if buttons:
        yield actions(buttons)


def _people(t: Translator, page: ClusterPage, viewer: Person, now: datetime) -> Iterator[Dict]:
    yield section(bold(t("People")))
    for place, card in enumerate(page.cards):
        yield section(card_text(t, card, now))
        if buttons := list(_member_buttons(t, page, card, viewer, place)):
            yield actions(buttons)
    yield from and_more(t, page.shown - len(page.cards))
    if page.unseen:
        yield context(
            t.n(
                "{count} person of the cluster is not shown, for they have not agreed to be.",
                "{count} people of the cluster are not shown, for they have not agreed to be.",
                page.unseen,
            )
        )
    if not page.cards and not page.unseen:
        yield section(t("Nobody belongs to this cluster yet."))


def _member_buttons(t: Translator, page: ClusterPage, card: Card, viewer: Person, place: int) -> Iterator[Dict]:
    name = bare_name(card.person)
    if card.person.id != viewer.id:
        label = t("Ask {name} for a session", name=name)
        yield button(t("Ask for a session"), numbered(Action.PORTFOLIO_ASK, place), str(card.person.id), label=label)
    if page.coordinates:
        yield button(
            t("Take out"),
            numbered(Action.CLUSTER_TAKE_OUT, place),
            f"{page.cluster.id} {card.person.id}",
            label=t("Take {name} out of the cluster", name=name),
        )


def _collaborations(t: Translator, page: ClusterPage) -> Iterator[Dict]:
    yield section(bold(t("Collaborations")))
    for place, view in enumerate(page.collaborations[:SHOWN_COLLABORATIONS]):
        yield from collaboration_rows(t, view, place, coordinates=page.coordinates)
    yield from and_more(t, len(page.collaborations) - SHOWN_COLLABORATIONS)
    if not page.collaborations:
        yield section(t("No collaboration with another cluster has been noted yet."))


def collaboration_rows(t: Translator, view: CollaborationView, place: int, *, coordinates: bool) -> Iterator[Dict]:
    """A collaboration with what can be done with it."""
    yield section(collaboration_text(t, view))
    if view.may_change:
        yield actions(collaboration_buttons(t, view, place, coordinates=coordinates))


def collaboration_text(t: Translator, view: CollaborationView) -> str:
    """What it is, between whom, since when, how far it has come, and on whose word."""
    terms = view.collaboration.terms
    names = t.enumerated([t.escape(one.name) for one in view.clusters])
    since = t("{stage}, since {day}", stage=t(STAGES[terms.stage]), day=t.day(terms.since))
    word = t("Noted by {name}; no coordinator has confirmed it yet.", name=name_of(t, view.noted_by))
    if view.confirmed_by:
        word = t("Confirmed by {name}.", name=name_of(t, view.confirmed_by))
    return lines(bold(t.escape(shorten(terms.title, LONGEST_TITLE))), t.dotted([names, since]), word)


def collaboration_buttons(t: Translator, view: CollaborationView, place: int, *, coordinates: bool) -> list[Dict]:
    """Confirm for coordinators, change, remove."""
    found, title = view.collaboration, shorten(view.collaboration.terms.title, LONGEST_NAME)
    change = button(
        t("Change"),
        numbered(Action.COLLABORATION_CHANGE, place),
        found.id,
        label=t("Change “{title}”", title=title),
    )
    remove = button(
        t("Remove"),
        numbered(Action.COLLABORATION_REMOVE, place),
        found.id,
        label=t("Remove “{title}”", title=title),
    )
    if not coordinates or found.confirmed:
        return [change, remove]
    confirm = button(
        t("Confirm"),
        numbered(Action.COLLABORATION_CONFIRM, place),
        found.id,
        style="primary",
        label=t("Confirm “{title}”", title=title),
    )
    return [confirm, change, remove]


def collaboration_news(t: Translator, view: CollaborationView, programme: Programme) -> Message:
    """A collaboration that awaits a coordinator's word."""
    told = t(
        "{name} noted a collaboration in {programme}. Please confirm it, or change what is not right.",
        name=name_of(t, view.noted_by),
        programme=t.escape(shorten(programme.name, LONGEST_NAME)),
    )
    return message([section(told), *collaboration_rows(t, view, 0, coordinates=True)])


def collaboration_message(t: Translator, view: CollaborationView, done: str, undo: Undo) -> Message:
    """What was done with a collaboration, in the place of the message that asked about it."""
    return message([section(done, undo), section(collaboration_text(t, view))])


def list_view(t: Translator, found: ClusterList, page: int, *, done: str = "", undo: Undo = None) -> Dict:
    """The clusters of a programme for its coordinators, a page at a time; on the first what awaits their word.

    Metadata: {"programme"}.
    """
    shown = found.clusters[page * ON_PAGE : (page + 1) * ON_PAGE]
    waiting = found.unconfirmed[:SHOWN_COLLABORATIONS] if page == 0 else ()
    add = button(t("Add a cluster"), Action.CLUSTER_NEW, str(found.programme.id), style="primary")
    return modal(
        t("Clusters"),
        [
            section(done, undo) if done else None,
            context(t.escape(shorten(found.programme.name, LONGEST_NAME))),
            actions([add]),
            section(bold(t("To confirm"))) if waiting else None,
            *(it for place, one in enumerate(waiting) for it in collaboration_rows(t, one, place, coordinates=True)),
            divider() if waiting else None,
            *(_listed(t, cluster, count, place) for place, (cluster, count) in enumerate(shown)),
            section(t("There is no cluster yet.")) if not found.clusters else None,
            *_pages(t, found, page),
        ],
        form=Form.NOTICE,
        metadata=json.dumps({"programme": found.programme.id}),
        close=t("Close"),
    )


def _listed(t: Translator, cluster: Cluster, count: int, place: int) -> Dict:
    facts = [
        t.country(cluster.country) if cluster.country else "",
        t.escape(cluster.sector),
        t.n("{count} person", "{count} people", count),
    ]
    label = t("Open the page of {name}", name=cluster.name)
    opens = button(t("Open"), numbered(Action.CLUSTER_OPEN, place), str(cluster.id), label=label)
    return section(lines(bold(t.escape(cluster.name)), t.dotted(facts)), opens)


def _pages(t: Translator, found: ClusterList, page: int) -> Iterator[Dict]:
    pages = -(-len(found.clusters) // ON_PAGE)
    if pages > 1:
        yield context(t("Page {page} of {pages}", page=page + 1, pages=pages))
        beside = [(page - 1, t("Back")), (page + 1, t("More"))]
        yield actions(
            [
                button(words, numbered(Action.CLUSTER_LIST, place), f"{found.programme.id} {to}")
                for place, (to, words) in enumerate(beside)
                if 0 <= to < pages
            ]
        )


def cluster_form(t: Translator, programme_id: int, cluster: Cluster | None = None) -> Dict:
    """A cluster to add or change; metadata: {"programme", "cluster", "before"}, the last two None for a new one."""
    known = cluster or Cluster(0, programme_id, "")
    country = t.country(known.country) if known.country else ""
    address = text_input(known.website, longest=LONGEST_WEBSITE)
    carried = {
        "programme": programme_id,
        "cluster": cluster.id if cluster else None,
        "before": edited(cluster) if cluster else None,
    }
    return modal(
        t("Change the cluster") if cluster else t("Add a cluster"),
        [
            field(Block.NAME, t("Name"), text_input(known.name, longest=LONGEST_NAME)),
            field(Block.COUNTRY, t("Country"), text_input(country, longest=LONGEST_LABEL), optional=True),
            field(Block.SECTOR, t("Sector"), text_input(known.sector, longest=LONGEST_LABEL), optional=True),
            field(
                Block.LABEL,
                t("Quality label"),
                text_input(known.label, longest=LONGEST_LABEL),
                optional=True,
                hint=t("Such as a Bronze, Silver or Gold label of cluster management."),
            ),
            field(Block.WEBSITE, t("Website"), address, optional=True),
        ],
        form=Form.CLUSTER,
        metadata=json.dumps(carried),
        submit=t("Save"),
        close=t("Cancel"),
    )


def edited(cluster: Cluster) -> dict[str, str]:
    """What the form changes of a cluster."""
    return {name: getattr(cluster, name) for name in EDITED}


def member_form(t: Translator, cluster: Cluster) -> Dict:
    """Who else belongs to a cluster; metadata: {"cluster"}."""
    told = t("Whoever you choose belongs to {name} from then on, and to no other.", name=bold(t.escape(cluster.name)))
    return modal(
        t("Add somebody"),
        [section(told), field(Block.PERSON, t("Who?"), {"type": "users_select"})],
        form=Form.CLUSTER_MEMBER,
        metadata=json.dumps({"cluster": cluster.id}),
        submit=t("Add"),
        close=t("Cancel"),
    )


def collaboration_form(  # noqa: PLR0917
    t: Translator,
    cluster_id: int,
    clusters: Sequence[Cluster],
    today: date,
    token: str,
    noted: Collaboration | None = None,
) -> Dict:
    """A collaboration to note or change; metadata: {"cluster", "programme", "id", "before"}, the last None when new."""
    terms = noted.terms if noted else Terms("", (cluster_id,), today, Stage.PLANNED)
    carried = {
        "cluster": cluster_id,
        "programme": clusters[0].programme_id,
        "id": noted.id if noted else token,
        "before": packed_terms(noted.terms) if noted else None,
    }
    chooser = some_of(t, cluster_options(clusters), map(str, terms.cluster_ids))
    stages = [option(t(STAGES[one]), one.value) for one in Stage]
    return modal(
        t("Collaboration"),
        [
            field(Block.TITLE, t("What do you do together?"), text_input(terms.title, longest=LONGEST_TITLE)),
            field(Block.CLUSTERS, t("Which clusters?"), chooser),
            field(Block.SINCE, t("Since when?"), date_picker(terms.since)),
            field(Block.STAGE, t("How far has it come?"), radio(stages, terms.stage.value)),
        ],
        form=Form.COLLABORATION,
        metadata=json.dumps(carried),
        submit=t("Save"),
        close=t("Cancel"),
    )


def packed_terms(terms: Terms) -> dict[str, Any]:
    """Terms for a button or form to carry."""
    return {**asdict(terms), "since": terms.since.isoformat(), "stage": terms.stage.value}


def unpacked_terms(carried: Mapping[str, Any]) -> Terms:
    """The terms that a button or form carries."""
    return Terms(
        title=carried["title"],
        cluster_ids=tuple(carried["cluster_ids"]),
        since=date.fromisoformat(carried["since"]),
        stage=Stage(carried["stage"]),
    )


def undo_button(t: Translator, action: Action, carried: Mapping[str, Any]) -> Undo:
    """Takes back what was done; None where what that was is longer than a button can carry."""
    value = json.dumps(carried, ensure_ascii=False, separators=(",", ":"))
    return button(t("Take back"), action, value) if len(value) <= LONGEST_VALUE else None


def put_sentence(t: Translator, part: Participant) -> str:
    """That somebody belongs to a cluster now, or to none."""
    name = name_of(t, part.person)
    if part.cluster:
        return t("{name} belongs to {cluster} now.", name=name, cluster=t.escape(part.cluster))
    return t("{name} belongs to no cluster now.", name=name)
