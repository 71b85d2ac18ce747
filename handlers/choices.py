"""What may be chosen in fields with more to choose than Slack takes at once: asked for as somebody types.

A form that lets people choose with `handlers.views.choosing` stands here with what it offers. Of a form that is not for
somebody they learn nothing here, for the services that fill it refuse them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from handlers import parsing
from handlers.ids import VALUE, Block, Form
from handlers.listeners import Listeners
from handlers.views import choosing
from handlers.views.board import decoded
from handlers.views.concerns import subject_options
from handlers.views.leavings import unpacked
from handlers.views.notes import pair_options
from handlers.views.portraits import competence_options
from handlers.visit import Visit
from mentoring.circles import Invitable
from mentoring.oversight import Board
from mentoring.services import actions, concerns, note_places
from mentoring.services.audiences import invitable
from mentoring.services.clusters import cluster_and_others
from mentoring.services.members import mentors_for
from mentoring.services.oversight import board
from mentoring.services.portraits import standing_of
from mentoring.sessions import SessionKind

View = Mapping[str, Any]
Options = Sequence[dict[str, Any]]
Source = Callable[[View, Visit], Awaitable[Options]]


async def on_options_asked(body: Mapping[str, Any], visit: Visit) -> None:
    """Somebody opened such a field, or types in it."""
    view = body.get("view") or {}
    source = SOURCES.get((str(view.get("callback_id")), str(body.get("block_id"))))
    offered = await source(view, visit) if source else ()
    await visit.reply.options(choosing.fitting(offered, str(body.get("value") or "")))


async def _partners(view: View, visit: Visit) -> Options:
    return choosing.people_options((await visit.overview()).partners)


async def _mentors(view: View, visit: Visit) -> Options:
    (pair_id,) = unpacked(view["private_metadata"]).about
    return choosing.people_options(await visit.run(mentors_for, pair_id, actor=visit.actor))


async def _pairs(view: View, visit: Visit) -> Options:
    return pair_options(await visit.run(note_places.pairings, actor=visit.actor, now=visit.now))


async def _clusters(view: View, visit: Visit) -> Options:
    return choosing.cluster_options(await _beside(view, visit))


async def _other_clusters(view: View, visit: Visit) -> Options:
    return choosing.cluster_options((await _beside(view, visit))[1:])


async def _beside(view: View, visit: Visit) -> Sequence[Any]:
    return await visit.run(cluster_and_others, parsing.metadata_of(view)["cluster"], actor=visit.actor)


async def _subjects(view: View, visit: Visit) -> Options:
    about = parsing.metadata_of(view)
    found = await visit.run(concerns.confidants, actor=visit.actor, now=visit.now)
    return next((subject_options(visit.t, one) for one in found if one.programme.id == about["programme"]), ())


async def _programmes(view: View, visit: Visit) -> Options:
    return choosing.programme_options(visit.coordinated)


def _countries_of(pick: Callable[[Board], Iterable[str]]) -> Source:
    """The countries of those who are picked from the coordinator's list as the form found it."""

    async def source(view: View, visit: Visit) -> Options:
        found = await visit.run(board, decoded(view["private_metadata"]), actor=visit.actor, now=visit.now)
        return choosing.country_options(visit.t, pick(found))

    return source


async def _owners(view: View, visit: Visit) -> Options:
    item_id = parsing.metadata_of(view)["item"]
    _, people = await visit.run(actions.item_to_change, item_id, actor=visit.actor, now=visit.now)
    return choosing.people_options(people)


async def _competences(view: View, visit: Visit) -> Options:
    standing = await visit.run(standing_of, parsing.metadata_of(view)["p"], actor=visit.actor)
    return competence_options(visit.t, standing.arriving.programme)


def _of_audience(place: int) -> Source:
    """The countries, sectors or clusters that an audience may be chosen by, by their place among these."""

    async def source(view: View, visit: Visit) -> Options:
        return choosing.audience_options(visit.t, await _whom(view, visit))[place]

    return source


async def _whom(view: View, visit: Visit) -> Invitable:
    about = parsing.metadata_of(view)
    kind = SessionKind.JOINT if about.get("joint") else SessionKind.GROUP
    return await visit.run(invitable, actor=visit.actor, programme_id=about.get("programme"), kind=kind)


AUDIENCE = {Block.COUNTRIES: _of_audience(0), Block.SECTORS: _of_audience(1), Block.CLUSTERS: _of_audience(2)}

SOURCES: Mapping[tuple[str, str], Source] = {
    (Form.BOOKING, Block.WITH_WHOM): _partners,
    (Form.STEP, Block.MENTOR): _mentors,
    (Form.NOTE_WHICH, Block.WITH_WHOM): _pairs,
    (Form.CLUSTER_MERGE, Block.OTHER): _other_clusters,
    (Form.COLLABORATION, Block.CLUSTERS): _clusters,
    (Form.CONCERN, Block.PAIR): _subjects,
    (Form.BOARD_FILTER, Block.PROGRAMME): _programmes,
    (Form.BOARD_FILTER, Block.COUNTRIES): _countries_of(lambda found: found.countries),
    (Form.BOARD_FILTER, Block.MENTOR_COUNTRY): _countries_of(lambda found: found.mentor_countries),
    (Form.LINKS_OF_PROGRAMME, Block.PROGRAMME): _programmes,
    (Form.ITEM_CHANGE, Block.OWNER): _owners,
    (Form.ARRIVAL_OFFERS, Block.OFFERED): _competences,
    (Form.ARRIVAL_OFFERS, Block.NEEDED): _competences,
    **{
        (form, block): found
        for form in (Form.GATHERING, Form.GATHERING_ADD, Form.ANNOUNCEMENT)
        for block, found in AUDIENCE.items()
    },
}
"""Where each field of each form gets what it offers."""


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.options(VALUE)(on_options_asked)
