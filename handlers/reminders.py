"""`/mentor reminders`: when a person is reminded, and for coordinators when everybody is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from handlers import parsing
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import reminder_settings as views
from handlers.views.errors import notice
from handlers.visit import Visit
from mentoring.errors import NotACoordinator
from mentoring.messages import DeliveryKind
from mentoring.reminders import Leads, ReminderPolicy, ReminderWishes
from mentoring.services import wishes

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def open_reminders_form(visit: Visit) -> None:
    """`/mentor reminders`, and the button: one's own, and a way to those of a programme that one coordinates."""
    policy = _policy(visit)
    mine = visit.coordinated
    form = views.reminders_form(visit.t, visit.actor, policy, mine, coordinates=visit.coordinates)
    await visit.reply.next_form(form)


async def on_reminders_submitted(view: View, visit: Visit) -> None:
    """Keep the person's wishes, and say when they are reminded from now on."""
    values = parsing.values_of(view)
    away = values.get(Block.AWAY_UNTIL)
    wished = ReminderWishes(leads_in(values), date.fromisoformat(away) if away else None)
    person = await visit.run(wishes.wish, wished, actor=visit.actor, now=visit.now)
    policy = _policy(visit).wished(person.wishes)
    await visit.reply.in_place(views.settings(visit.t, policy, person, visit.now))


async def open_programme_form(action: Button, visit: Visit) -> None:
    """What a programme says and when, for its coordinators."""
    programme = next((one for one in visit.coordinated if str(one.id) == action["value"]), None)
    if programme is None:
        raise NotACoordinator
    await visit.reply.next_form(views.programme_form(visit.t, programme))


async def on_programme_submitted(view: View, visit: Visit) -> None:
    """Keep what the programme says and when."""
    leads = leads_in(parsing.values_of(view))
    programme_id = parsing.metadata_of(view)["programme"]
    await visit.run(wishes.set_reminders, programme_id, leads, actor=visit.actor, now=visit.now)
    said = visit.t("Saved. It holds for everybody who has no wish of their own.")
    await visit.reply.in_place(notice(said))


def leads_in(values: Mapping[str, str | None]) -> Leads:
    """The kinds that a form was filled in for, with their leads; those left as usual are left out."""
    return tuple(
        (kind, views.lead_of(value))
        for kind in (*views.OFFERED, DeliveryKind.ANNOUNCEMENT)
        if (value := values.get(kind.value)) and value != views.AS_USUAL
    )


def _policy(visit: Visit) -> ReminderPolicy:
    """What the person's latest programme does."""
    programmes = visit.who.programmes
    return programmes[-1].reminders if programmes else ReminderPolicy()


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.REMINDERS_OPEN)(open_reminders_form)
    app.view(Form.REMINDERS)(on_reminders_submitted)
    app.action(any_of(Action.REMINDERS_OF_PROGRAMME))(open_programme_form)
    app.view(Form.REMINDERS_OF_PROGRAMME)(on_programme_submitted)
