"""What will be said: the list that coordinators open from their Home."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from handlers.ids import Action
from handlers.listeners import Listeners
from handlers.views.upcoming import upcoming_view
from handlers.visit import Visit
from mentoring.services.upcoming import what_will_be_said

Button = Mapping[str, Any]


async def show_upcoming(action: Button, visit: Visit) -> None:
    """The button on Home, and those that turn the page."""
    page = int(action.get("value") or 0)
    ahead = await visit.run(what_will_be_said, actor=visit.actor, now=visit.now, page=page)
    await visit.reply.next_form(upcoming_view(visit.t, ahead))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(re.compile(rf"^{re.escape(Action.UPCOMING_OPEN)}(\.\d+)?$"))(show_upcoming)
