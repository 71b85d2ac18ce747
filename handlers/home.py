"""Home and the messages tab."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from handlers.listeners import Listeners
from handlers.views import blocks
from handlers.views.help import what_now
from handlers.views.home import home_tab
from handlers.visit import Visit
from mentoring.oversight import PairFilter
from mentoring.ports import UnitOfWork
from mentoring.services.reads import whole_home

Event = Mapping[str, Any]


async def on_home_opened(visit: Visit) -> None:
    """Draw Home anew on every visit."""
    await show_home(visit)


async def show_home(visit: Visit) -> None:
    """Publish the person's Home as it now is."""
    await publish_home(visit)
    await visit.reply.done()


async def publish_home(visit: Visit, wanted: PairFilter | None = None) -> None:
    """Draw Home, of a coordinator with the pairs that are wanted; what was pressed is left to be answered."""
    overview = await visit.run(whole_home, actor=visit.actor, now=visit.now, wanted=wanted or PairFilter())
    view = home_tab(visit.t, overview, visit.now)
    await visit.client.views_publish(user_id=str(visit.actor.user_id), view=view)


async def on_message_written(event: Event, visit: Visit) -> None:
    """Answer somebody who writes to the bot instead of typing the command, once an hour at most."""
    if not await visit.run(first_this_hour, str(visit.actor.user_id), now=visit.now):
        return
    said = visit.t("I do not read messages. Type /mentor and what you would like to do, or use these buttons.")
    shown = what_now(visit.t, await visit.at_a_glance(), visit.now)
    answer = blocks.message([blocks.section(said), *shown.blocks])
    await visit.client.chat_postMessage(channel=event["channel"], text=answer.text, blocks=answer.blocks)


def first_this_hour(uow: UnitOfWork, user_id: str, *, now: datetime) -> bool:
    """Whether nothing was answered to this user's messages in this hour yet; from now on something was."""
    with uow:
        first = uow.seen.first_time(f"message:{user_id}:{now:%Y-%m-%dT%H}", now)
        uow.commit()
        return first


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.event("app_home_opened")(on_home_opened)
