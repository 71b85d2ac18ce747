"""Every drawing of the portfolio and its clusters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from handlers.i18n import Translator
from handlers.ids import Action
from handlers.views import cluster_merges, clusters, portfolio
from handlers.views.blocks import Dict, Message
from mentoring.clusters import Cluster, Collaboration, Stage, Terms
from mentoring.competences import USUAL
from mentoring.people import Participant, Person, Role
from mentoring.portfolio import (
    ApproachView,
    Card,
    ClusterCard,
    ClusterList,
    ClusterPage,
    CollaborationView,
    Found,
    MergeBack,
    MergeEffects,
)
from mentoring.portraits import Portrait, Subjects
from tests.builders import NOW, a_person

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene

TODAY = date(2027, 1, 18)


class Village:
    """The scene's people with cards and clusters, called by what its texts have people type."""

    def __init__(self, scene: Scene) -> None:
        self.scene, texts = scene, scene.texts
        # Names and labels are cut where they are kept, to what a button or a field has room for.
        self.cluster = Cluster(1, 1, texts.topic[:120] or "?", "FR", texts.mentor[:120], texts.mentee[:120])
        self.other = Cluster(2, 1, texts.programme[:120], "", "", "", also_known_as=(texts.topic[:120] or "?",))
        self.awa, self.luca = self.card(scene.awa, Role.MENTOR), self.card(scene.luca, Role.MENTEE)
        self.unlinked = self.card(replace(a_person("Fatima", user_id=None), name=texts.mentee), Role.COORDINATOR)

    def card(self, person: Person, role: Role) -> Card:
        texts = self.scene.texts
        part = Participant(1, replace(person, city=""), frozenset({role}), sector=texts.mentee, title=texts.mentor)
        offers = Subjects(texts.note[:600], tuple(one.key for one in USUAL))
        portrait = Portrait(1, person.id, offers=offers, needs=Subjects(texts.reason[:600], ()))
        return Card(part, portrait, self.scene.programme, self.cluster if role is Role.MENTOR else None)

    def collaboration(self, *, confirmed: bool, may_change: bool, stage: Stage = Stage.PLANNED) -> CollaborationView:
        texts = self.scene.texts
        terms = Terms(texts.reason[:200], (1, 2), TODAY, stage)
        by = self.scene.ines.id if confirmed else None
        noted = Collaboration("c" * 16, 1, terms, self.scene.luca.id, NOW, by, NOW if confirmed else None)
        word = self.scene.ines if confirmed else None
        return CollaborationView(noted, (self.cluster, self.other), self.scene.luca, word, may_change)

    def page(self, *, coordinates: bool, full: bool) -> ClusterPage:
        views = [
            self.collaboration(confirmed=stage is Stage.PLANNED, may_change=coordinates, stage=stage) for stage in Stage
        ]
        return ClusterPage(
            cluster=replace(self.other, website="https://example.org/c") if full else self.other,
            programme=self.scene.programme,
            cards=(self.awa, self.luca, self.awa, self.luca, self.awa) if full else (),
            shown=12 if full else 0,
            unseen=3 if full else 0,
            collaborations=tuple(views) * 4 if full else (),
            coordinates=coordinates,
            belongs=full,
            merge=MergeBack("m", self.cluster.name, self.scene.ines, NOW, NOW, 12, 3) if coordinates else None,
        )


def portfolio_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    """What a search, a card, a cluster's page and each of the forms look like."""
    village = Village(scene)
    yield from _found(t, village, scene)
    yield from _pages(t, village, scene)
    yield from _forms(t, village)


def _found(t: Translator, village: Village, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    cards = (village.awa, village.luca, village.unlinked) * 3
    clusters_found = tuple(ClusterCard(one, scene.programme, 2) for one in (village.cluster, village.other) * 3)
    query = scene.texts.topic[:200]
    for page in (0, 1):
        found = Found(query, 9, page, cards[:5], clusters_found)
        yield f"found, page {page}", portfolio.found_message(t, found, scene.ines, NOW)
    yield "everybody", portfolio.found_message(t, Found("", 1, 0, cards[:1], ()), scene.awa, NOW)
    yield "nobody", portfolio.found_message(t, Found(query, 0, 0, (), ()), scene.ines, NOW)
    instead = (scene.texts.mentor[:60], scene.texts.programme[:60]) * 3
    yield "nobody, but", portfolio.found_message(t, Found(query, 0, 0, (), (), instead), scene.ines, NOW)
    yield "card", portfolio.one_card(t, village.awa, scene.ines, NOW)
    yield "approach form", portfolio.approach_form(t, village.awa, "token")
    for words in ("", scene.texts.note[:1000]):
        view = ApproachView(scene.programme, scene.ines, scene.ines, words)
        yield f"approached {len(words)}", portfolio.approached(t, view)
        yield f"approach to {len(words)}", portfolio.approach_news(t, view, scene.ines)
        yield f"approach, for a coordinator {len(words)}", portfolio.approach_news(t, view, scene.luca)


def _pages(t: Translator, village: Village, scene: Scene) -> Iterator[tuple[str, Message | Dict]]:
    undo = clusters.undo_button(t, Action.CLUSTER_UNDO, {"id": 1})
    for coordinates in (True, False):
        for full in (True, False):
            page = village.page(coordinates=coordinates, full=full)
            shown = clusters.page_view(t, page, scene.luca, NOW, done=t("Saved."), undo=undo)
            yield f"page {coordinates} {full}", shown
    waiting = tuple(village.collaboration(confirmed=False, may_change=True) for _ in range(9))
    listed = ClusterList(scene.programme, ((village.cluster, 2), (village.other, 0)) * 9, waiting)
    for place in (0, 1):
        yield f"list {place}", clusters.list_view(t, listed, place)
    yield "empty list", clusters.list_view(t, ClusterList(scene.programme, ()), 0, done=t("Saved."), undo=undo)
    view = village.collaboration(confirmed=False, may_change=True)
    yield "collaboration news", clusters.collaboration_news(t, view, scene.programme)
    yield "collaboration confirmed", clusters.collaboration_message(t, view, t("Saved."), undo)


def _forms(t: Translator, village: Village) -> Iterator[tuple[str, Message | Dict]]:
    both = (village.cluster, village.other)
    yield "new cluster", clusters.cluster_form(t, 1)
    yield "change cluster", clusters.cluster_form(t, 1, village.cluster)
    yield "merge", cluster_merges.merge_form(t, village.cluster, [village.other])
    for many in (0, 30):
        effects = MergeEffects(
            village.cluster, village.other, village.cluster.absorbing(village.other), (village.awa.person,) * many, many
        )
        yield f"merge preview, {many}", cluster_merges.merge_preview(t, effects)
    yield "member", clusters.member_form(t, village.cluster)
    noted = village.collaboration(confirmed=True, may_change=True).collaboration
    yield "new collaboration", clusters.collaboration_form(t, 1, both, TODAY, "token")
    yield "change collaboration", clusters.collaboration_form(t, 1, both, TODAY, "", noted)
