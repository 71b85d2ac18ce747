"""Home and the messages tab, and what Slack tells of people by itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers.views import blocks
from handlers.views.help import what_now
from handlers.views.home import home_tab
from handlers.visit import Run, Visit
from mentoring.oversight import PairFilter
from mentoring.ports import UnitOfWork
from mentoring.services import programmes
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
    shown = what_now(visit.t, await visit.overview(), visit.now)
    answer = blocks.message([blocks.section(said), *shown.blocks])
    await visit.client.chat_postMessage(channel=event["channel"], text=answer.text, blocks=answer.blocks)


def first_this_hour(uow: UnitOfWork, user_id: str, *, now: datetime) -> bool:
    """Whether nothing was answered to this user's messages in this hour yet; from now on something was."""
    with uow:
        first = uow.seen.first_time(f"message:{user_id}:{now:%Y-%m-%dT%H}", now)
        uow.commit()
        return first


async def on_person_joined(event: Event, run: Run) -> None:
    """Link somebody new in the workspace to the person whom a roster named before."""
    user = event["user"]
    if not user.get("is_bot"):
        await run(programmes.link, user["id"], user.get("profile", {}).get("email", ""), locale=user.get("locale"))


async def on_person_changed(event: Event, run: Run) -> None:
    """Follow an account's language, and whether it is still there."""
    user, active = event["user"], not event["user"].get("deleted", False)
    await run(programmes.refresh_person, user["id"], locale=user.get("locale"), active=active)


def register(app: AsyncApp) -> None:
    """What this file answers to."""
    app.event("app_home_opened")(on_home_opened)
    app.event("team_join")(on_person_joined)
    app.event("user_change")(on_person_changed)
