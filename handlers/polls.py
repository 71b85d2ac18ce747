"""`/mentor poll`: some of the best hours put to a vote, the votes, and the host's word."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from handlers import parsing
from handlers.hours import found_for, on_slots_typed, users_in
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import hours as hours_views
from handlers.views import polls as views
from handlers.visit import Visit
from mentoring.clocks import midnight
from mentoring.people import Person
from mentoring.polls import FEWEST_TIMES, PollRequest, Vote
from mentoring.services import polls

Button = Mapping[str, Any]
View = Mapping[str, Any]

VOTES = {Action.POLL_YES: Vote.YES, Action.POLL_MAYBE: Vote.MAYBE, Action.POLL_NO: Vote.NO}


async def on_poll_typed(text: str, visit: Visit) -> None:
    """`/mentor poll …`: find the best hours and open the form that puts them to a vote."""
    line = await visit.line(text) if text else None
    if line is None or not users_in(line.text):
        await on_slots_typed(text, visit)
        return
    found = await found_for(line, visit)
    if len(found.hours) < FEWEST_TIMES:
        await visit.reply.privately(hours_views.hours_message(visit.t, found))
        return
    starts = [hour.when.start for hour in found.hours]
    await visit.reply.form(_form(found.people[1:], starts, found.duration, visit))


def _form(people: Sequence[Person], starts: Sequence[datetime], length: timedelta, visit: Visit) -> dict[str, Any]:
    return views.poll_form(visit.t, host=visit.actor, people=people, starts=starts, duration=length, now=visit.now)


async def open_poll_form(action: Button, visit: Visit) -> None:
    """Put to a vote: the form with the hours that were found."""
    carried = json.loads(action["value"])
    starts = [datetime.fromtimestamp(one, UTC) for one in carried["s"]]
    known = await visit.known(carried["p"])
    people = [known[one] for one in carried["p"] if one in known]
    length = timedelta(minutes=carried["d"])
    await visit.reply.next_form(_form(people, starts, length, visit))


async def on_poll_submitted(view: View, visit: Visit) -> None:
    """Send the vote to everybody."""
    values, carried = parsing.values_of(view), parsing.metadata_of(view)
    last = date.fromisoformat(str(values[Block.ANSWER_BY]))
    request = PollRequest(
        people=tuple(carried["people"]),
        starts=tuple(datetime.fromisoformat(one) for one in (values.get(Block.SLOTS) or "").split()),
        duration=timedelta(minutes=carried["minutes"]),
        answer_by=midnight(last + timedelta(days=1), visit.actor.zone),
        topic=values.get(Block.TOPIC) or "",
    )
    details = await visit.run(polls.open_poll, request, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.sent(visit.t, details))


async def on_voted(action: Button, visit: Visit) -> None:
    """Yes, maybe or no to one of the times; the message shows it at once."""
    poll_id, index = parsing.draft_and_choice(action["value"])
    said = next(vote for button, vote in VOTES.items() if action["action_id"].startswith(button))
    details = await visit.run(polls.vote, poll_id, index, said, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.poll_message(visit.t, details, visit.actor, visit.now))


async def on_winner_booked(action: Button, visit: Visit) -> None:
    """Book: the time that the host chose; pressing twice changes nothing."""
    poll_id, index = parsing.draft_and_choice(action["value"])
    details = await visit.run(polls.book_winner, poll_id, index, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.poll_message(visit.t, details, visit.actor, visit.now))


async def on_poll_closed(action: Button, visit: Visit) -> None:
    """Close: nothing is booked, and everybody asked is told."""
    details = await visit.run(polls.close_poll, action["value"], actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.poll_message(visit.t, details, visit.actor, visit.now))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.POLL_OPEN)(open_poll_form)
    app.view(Form.POLL)(on_poll_submitted)
    for vote in VOTES:
        app.action(any_of(vote))(on_voted)
    app.action(any_of(Action.POLL_BOOK))(on_winner_booked)
    app.action(Action.POLL_CLOSE)(on_poll_closed)
