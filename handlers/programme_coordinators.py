"""Who runs a programme: shown, added and removed by those who do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers import parsing
from handlers.acquaintance import account_of, newcomer_of
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import programme_coordinators as views
from handlers.views.people import name_of
from handlers.visit import Visit
from mentoring.people import Programme
from mentoring.services import programme_coordinators as services
from mentoring.services.programme_hub import programme_overview

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def open_coordinators(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme coordinators`: who runs it, with a field to add somebody."""
    await visit.reply.next_form(await _form(programme.id, visit))


async def _form(programme_id: int, visit: Visit, said: str = "") -> dict[str, Any]:
    overview = await visit.run(programme_overview, programme_id, actor=visit.actor, now=visit.now)
    return views.coordinators_form(visit.t, overview, visit.actor, said)


async def on_coordinator_added(view: View, visit: Visit) -> None:
    """Add: whoever was chosen runs the programme too; bots and guests can't."""
    programme_id = int(parsing.metadata_of(view)["programme"])
    chosen = parsing.user_of(view)
    told = await visit.client.users_info(user=chosen, include_locale=True)
    user: Mapping[str, Any] = told.get("user") or {}
    if user.get("is_bot") or user.get("deleted") or user.get("is_restricted") or user.get("is_ultra_restricted"):
        sentence = visit.t("This account can't run a programme: choose a person who is a full member here.")
        await visit.reply.under_field(Block.PERSON, sentence)
        return
    newcomer = newcomer_of(user, visit.actor.team_id)
    account, actor = account_of(user), visit.actor
    person = await visit.run(services.add_coordinator, programme_id, account, newcomer, actor=actor, now=visit.now)
    said = visit.t("{name} runs the programme now.", name=name_of(visit.t, person))
    await visit.reply.next_form(await _form(programme_id, visit, said))


async def on_coordinator_removed(action: Button, visit: Visit) -> None:
    """Take out, once Slack has asked whether that is meant."""
    programme_id, person_id = (int(part) for part in action["value"].split(" "))
    person = await visit.run(services.remove_coordinator, programme_id, person_id, actor=visit.actor, now=visit.now)
    t = visit.t
    if person_id == visit.actor.id:
        await visit.reply.in_place(views.gone(t))
        return
    said = t("{name} does not run the programme any more.", name=name_of(t, person)) if person else ""
    await visit.reply.next_form(await _form(programme_id, visit, said))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.view(Form.COORDINATORS)(on_coordinator_added)
    app.action(any_of(Action.COORDINATOR_REMOVE))(on_coordinator_removed)
