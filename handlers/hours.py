"""`/mentor slots`: an hour that suits several people, from one line or a form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from handlers import parsing
from handlers.ids import Action, Block, Form
from handlers.listeners import Listeners
from handlers.parsing import BookingLine
from handlers.views import hours as views
from handlers.visit import Visit
from mentoring.clocks import MINUTE
from mentoring.intervals import Interval
from mentoring.people import Role
from mentoring.polls import FoundHours, HoursRequest
from mentoring.services.finder import find_hours

Button = Mapping[str, Any]
View = Mapping[str, Any]

SEVERAL = 2
"""From so many mentions on, a line without a time asks for one that suits all."""


def users_in(text: str) -> tuple[str, ...]:
    """The Slack users that a line mentions, each once."""
    return tuple(dict.fromkeys(parsing.USER.findall(text)))


def asks_for_several(line: BookingLine) -> bool:
    """Whether a line without a verb asks for an hour for several people: it mentions them, and no time to book."""
    timed = line.wall is not None or line.choices or line.half_a_time
    return len(users_in(line.text)) >= SEVERAL and not timed


async def on_slots_typed(text: str, visit: Visit) -> None:
    """`/mentor slots …`: the best hours; without a line, the form."""
    if not text:
        await visit.reply.form(views.slots_form(visit.t))
        return
    await answer_hours(await visit.line(text), visit)


async def answer_hours(line: BookingLine, visit: Visit) -> None:
    """The best hours for those whom a line mentions; one that mentions nobody opens the form with the rest."""
    if not users_in(line.text):
        await visit.reply.form(views.slots_form(visit.t, words_of(line)))
        return
    await visit.reply.privately(views.hours_message(visit.t, await found_for(line, visit)))


def words_of(line: BookingLine) -> dict[str, str | None]:
    """What a line says, as values of the form."""
    length = line.reading.duration
    minutes = length // MINUTE if length else 0
    offered = str(minutes) if minutes in views.LENGTHS else None
    return {Block.WHEN: line.text[: views.LONGEST_WORDS], Block.DURATION: offered}


async def found_for(line: BookingLine, visit: Visit) -> FoundHours:
    """The best hours for those whom a line mentions."""
    request = HoursRequest(users=users_in(line.text), duration=line.reading.duration, within=days_in(line))
    return await find(request, visit)


async def find(request: HoursRequest, visit: Visit) -> FoundHours:
    """The best hours that the request asks for."""
    return await visit.run(find_hours, request, actor=visit.actor, now=visit.now, holidays=visit.holidays)


def days_in(line: BookingLine) -> tuple[Interval, ...]:
    """The days that a line names; an hour in it does not matter, for all of the day may do."""
    if line.within:
        return line.within
    start = line.reading.start
    if start is None:
        return ()
    day = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return (Interval(day, day + timedelta(days=1)),)


async def open_slots_form(action: Button, visit: Visit) -> None:
    """Other people or days: the form."""
    await visit.reply.next_form(views.slots_form(visit.t))


async def request_in(view: View, visit: Visit) -> HoursRequest | None:
    """What the form asks for; None when its words name no days, which is said under them."""
    values = parsing.values_of(view)
    words, audience = values.get(Block.WHEN), values.get(Block.AUDIENCE)
    within: tuple[Interval, ...] = ()
    if words:
        within = days_in(await visit.line(words))
        if not within:
            await visit.reply.under_field(Block.WHEN, views.unclear(visit.t))
            return None
    return HoursRequest(
        users=tuple((values.get(Block.PEOPLE) or "").split()),
        roles=frozenset({Role(audience)}) if audience in {views.MENTORS, views.MENTEES} else frozenset(),
        everybody=audience == views.EVERYBODY,
        duration=timedelta(minutes=int(values.get(Block.DURATION) or 60)),
        within=within,
    )


async def on_slots_submitted(view: View, visit: Visit) -> None:
    """The form: the best hours, in its place."""
    request = await request_in(view, visit)
    if request is not None:
        await visit.reply.in_place(views.hours_message(visit.t, await find(request, visit)))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.SLOTS_OPEN)(open_slots_form)
    app.view(Form.SLOTS)(on_slots_submitted)
