"""`/mentor programme arrivals`: who has arrived, who is welcomed, who is asked once more; for coordinators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.ids import Action, Form, any_of
from handlers.listeners import Listeners
from handlers.views import arrivals as views
from handlers.views.blocks import Message, message, section
from handlers.views.choosing import fitting
from handlers.visit import Visit
from mentoring.arrivals import Arrivals, Arriving, Stage
from mentoring.people import Programme
from mentoring.services.arrivals import arrivals_in, pair_of, remind_now, send_welcomes

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_arrivals_asked(text: str, programme: Programme, visit: Visit) -> None:
    """The list of who has arrived and who has not."""
    await visit.reply.privately(await _list(programme.id, visit))


async def on_send_pressed(action: Button, visit: Visit) -> None:
    """Send welcomes…: how many, and what one of them reads, before anything is sent."""
    arrivals = await _arrivals(int(action["value"]), visit)
    await visit.reply.form(views.send_form(visit.t, arrivals, await _sample(arrivals, visit)))


async def on_send_submitted(view: View, visit: Visit) -> None:
    """Send: twice is once."""
    programme_id = int(view["private_metadata"])
    count = await visit.run(send_welcomes, programme_id, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(message([section(views.welcomes_sent(visit.t, count))]))


async def on_remind_pressed(action: Button, visit: Visit) -> None:
    """Remind now: the one reminder, in the place of the one to come."""
    programme_id, person_id = map(int, action["value"].split())
    person = await visit.run(remind_now, programme_id, person_id, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(await _list(programme_id, visit, views.reminded(visit.t, person)))


async def on_members_typed(body: Mapping[str, Any], visit: Visit) -> None:
    """Somebody looks for a name, where there are more than Slack takes at once."""
    programme_id = int(str(body["block_id"]).removeprefix(views.MEMBERS))
    offered = views.member_options(await _arrivals(programme_id, visit))
    await visit.reply.options(fitting(offered, str(body.get("value") or "")))


async def _arrivals(programme_id: int, visit: Visit) -> Arrivals:
    return await visit.run(arrivals_in, programme_id, actor=visit.actor)


async def _list(programme_id: int, visit: Visit, remark: str = "") -> Message:
    return views.arrivals_list(visit.t, await _arrivals(programme_id, visit), visit.actor, remark)


async def _sample(arrivals: Arrivals, visit: Visit) -> Message | None:
    """What the first to be welcomed reads, in the language of whoever looks."""
    waiting = arrivals.at(Stage.UNWELCOMED)
    if not waiting:
        return None
    first = waiting[0]
    programme_id, actor = arrivals.programme.id, visit.actor
    mentors, mentees = await visit.run(pair_of, programme_id, first.person.id, actor=actor, now=visit.now)
    arriving = Arriving(first.participant, arrivals.programme, first.portrait)
    return views.welcome(visit.t, arriving, mentors, mentees, buttons=False)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.ARRIVALS_SEND)(on_send_pressed)
    app.view(Form.ARRIVALS_SEND)(on_send_submitted)
    app.action(any_of(Action.ARRIVALS_REMIND))(on_remind_pressed)
    app.options(Action.MEMBER_CHOOSE)(on_members_typed)
