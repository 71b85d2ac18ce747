"""One's own calendar: the private address to subscribe to, made, renewed and ended from Home."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers.ids import Action
from handlers.listeners import Listeners
from handlers.views import calendars as views
from handlers.visit import Visit
from mentoring.services import calendars

FEEDS = "/calendar"
"""Below this path of the calendars' address each has its own, by the secret in it."""


SECOND_CLICK = timedelta(seconds=30)

Button = Mapping[str, Any]


async def open_calendar_form(visit: Visit) -> None:
    """The button on Home: what reaches one's calendar, and whether there is an address to subscribe to."""
    address = await visit.run(calendars.my_calendar, actor=visit.actor)
    served = bool(visit.calendar_address)
    await visit.reply.next_form(views.calendar_form(visit.t, visit.actor, address, served=served))


async def on_address_renewed(action: Button, visit: Visit) -> None:
    """Make an address, in the place of the one that the button speaks of, and show it this once."""
    if not visit.calendar_address:
        await open_calendar_form(visit)
        return
    instead_of = action.get("value", "")
    token = await visit.run(calendars.renew_address, instead_of, actor=visit.actor, now=visit.now)
    if token is None:
        await _made_meanwhile(visit)
        return
    made = calendars.digest_of(token)
    await visit.reply.next_form(views.made_address(visit.t, feed_address(visit.calendar_address, token), made))


async def _made_meanwhile(visit: Visit) -> None:
    """A second click leaves on the screen what the first one showed; a button of long ago is told how things stand."""
    address = await visit.run(calendars.my_calendar, actor=visit.actor)
    if address and visit.now - address.made_at < SECOND_CLICK:
        await visit.reply.done()
    else:
        await open_calendar_form(visit)


async def on_address_revoked(visit: Visit) -> None:
    """End the address."""
    await visit.run(calendars.revoke_address, actor=visit.actor)
    await visit.reply.next_form(views.revoked_address(visit.t))


def feed_address(base: str, token: str) -> str:
    """Where a calendar subscribes, below the address at which calendars are served."""
    return f"{base.rstrip('/')}{FEEDS}/{token}.ics"


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.CALENDAR_OPEN)(open_calendar_form)
    app.action(Action.CALENDAR_RENEW)(on_address_renewed)
    app.action(Action.CALENDAR_REVOKE)(on_address_revoked)
