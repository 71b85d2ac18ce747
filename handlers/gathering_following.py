"""This and following of a series of group sessions, for who runs them: called off or moved at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handlers import parsing
from handlers.hosting import run_by
from handlers.ids import Action, Block, Form
from handlers.listeners import Listeners
from handlers.views import gathering_following as views
from handlers.views.series import CANCEL
from handlers.visit import Visit
from mentoring.circles import FollowingMove
from mentoring.clocks import local
from mentoring.services import gathering_following as services

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def open_following_form(action: Button, visit: Visit) -> None:
    """This and following: what to do with them."""
    shown = await run_by(action, visit)
    await visit.reply.next_form(views.following_form(visit.t, shown.details, visit.actor))


async def on_following_submitted(view: View, visit: Visit) -> None:
    """Call off this date and those that follow, or read back where they would move to."""
    session_id, values = parsing.metadata_of(view)["session"], parsing.values_of(view)
    if values.get(Block.WHAT) == CANCEL:
        reason = values.get(Block.REASON) or ""
        await visit.run(services.cancel_following, session_id, reason=reason, actor=visit.actor, now=visit.now)
        await visit.reply.in_place(views.following_done(visit.t))
        return
    if (wall := await visit.wall_filled_in(view)) is None:
        return
    move = await visit.run(
        services.preview_following_move, session_id, wall, visit.actor.zone, actor=visit.actor, now=visit.now
    )
    await visit.reply.next_form(views.following_read_back(visit.t, move, visit.actor, session_id))


async def on_move_confirmed(view: View, visit: Visit) -> None:
    """Move them; where one of the starts has been taken since, read back what is left."""
    about = parsing.metadata_of(view)
    there = local(datetime.fromisoformat(about["at"]), visit.actor.zone)
    done = await visit.run(
        services.move_following,
        about["session"],
        there.replace(tzinfo=None),
        visit.actor.zone,
        offered=[datetime.fromtimestamp(one, UTC) for one in about["offered"]],
        actor=visit.actor,
        now=visit.now,
    )
    if isinstance(done, FollowingMove):
        await visit.reply.next_form(views.following_read_back(visit.t, done, visit.actor, about["session"]))
        return
    await visit.reply.in_place(views.following_done(visit.t))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.GATHERING_FOLLOWING)(open_following_form)
    app.view(Form.GATHERING_FOLLOWING)(on_following_submitted)
    app.view(Form.GATHERING_FOLLOWING_MOVE)(on_move_confirmed)
