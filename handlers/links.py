"""Where sessions meet: the link of one, of all that a pair has, and of a programme's from now on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers import parsing
from handlers.ids import Action, Block, Form
from handlers.listeners import Listeners
from handlers.views import links as views
from handlers.views import sessions as session_views
from handlers.views.errors import notice
from handlers.visit import Visit
from mentoring.errors import NotACoordinator
from mentoring.services import links

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def open_link_form(action: Button, visit: Visit) -> None:
    """Link: where the session meets."""
    session_id, _ = parsing.session_and_revision(action["value"])
    details = await visit.details(session_id)
    await visit.reply.next_form(views.link_form(visit.t, details, visit.actor))


async def on_link_submitted(view: View, visit: Visit) -> None:
    """Keep the link, and show the session as it now is."""
    values, session_id = parsing.values_of(view), parsing.metadata_of(view)["session"]
    session = await visit.run(
        links.change_link,
        session_id,
        values.get(Block.LINK) or "",
        always=values.get(Block.FOR_ALL) == views.ALL_OF_US,
        actor=visit.actor,
        now=visit.now,
    )
    details = await visit.details(session.id)
    await visit.reply.in_place(session_views.session_card(visit.t, details, visit.actor, visit.now))


async def open_programme_links(visit: Visit) -> None:
    """Meeting links: those of the programmes that one coordinates."""
    if not visit.coordinates:
        raise NotACoordinator
    await visit.reply.next_form(views.programme_form(visit.t, visit.coordinated))


async def on_programme_links_submitted(view: View, visit: Visit) -> None:
    """Keep where the programme's sessions meet from now on."""
    values = parsing.values_of(view)
    programme_id, template = int(values[Block.PROGRAMME] or 0), values.get(Block.LINK) or ""
    await visit.run(links.set_link_template, programme_id, template, actor=visit.actor)
    await visit.reply.in_place(notice(visit.t("Saved. It holds for sessions booked from now on.")))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.SESSION_LINK)(open_link_form)
    app.view(Form.SESSION_LINK)(on_link_submitted)
    app.action(Action.LINKS_OF_PROGRAMME)(open_programme_links)
    app.view(Form.LINKS_OF_PROGRAMME)(on_programme_links_submitted)
