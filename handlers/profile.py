"""`/mentor profile`: language, clock, the hours in which somebody may be booked, and until when they are away."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from handlers import parsing
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import profile as views
from handlers.views.blocks import Message
from handlers.visit import Visit
from handlers.when.availability import Availability, Writer
from mentoring.arrivals import Arriving
from mentoring.errors import UnknownZone
from mentoring.people import Profile
from mentoring.services.portraits import own_arrivals
from mentoring.services.profiles import change_profile
from mentoring.weeks import hours_of, week_of, weekend_of

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_profile_typed(text: str, visit: Visit) -> None:
    """`/mentor profile …`: read the line back; without one, open the form."""
    if not text:
        await visit.reply.form(views.profile_form(visit.t, visit.actor, arrivals=await _arrivals(visit)))
        return
    said = await read_availability(parsing.plain(text), visit)
    if said.unclear:
        await visit.reply.privately(
            views.unclear_message(visit.t, said.unclear, said.unused, said.days, parsing.plain(text))
        )
        return
    await visit.reply.privately(_asked(_after(Profile.of(visit.actor), said), visit))


async def read_availability(text: str, visit: Visit) -> Availability:
    """What the words say of the person's availability; off the loop, for it takes a while."""
    actor = visit.actor
    writer = Writer(visit.t.language, actor.zone, hours_of(actor.working_week), weekend_of(actor.country))
    return await asyncio.to_thread(visit.availability.read, text, writer=writer, now=visit.now)


def _after(profile: Profile, said: Availability) -> Profile:
    """The profile as the words want it; NothingLeft when they leave no hour."""
    if said.hours is not None:
        return replace(profile, working_week=week_of(said.hours))
    return replace(profile, away_until=said.away_until)


def _asked(after: Profile, visit: Visit) -> Message:
    if after == Profile.of(visit.actor):
        return views.unchanged(visit.t)
    return views.read_back(visit.t, visit.actor, after)


async def open_profile_form(action: Button, visit: Visit) -> None:
    """Profile, and Change: the form, with the words that were typed."""
    typed: dict[str, str | None] = {Block.WEEK: action.get("value")}
    await visit.reply.next_form(views.profile_form(visit.t, visit.actor, typed, await _arrivals(visit)))


async def _arrivals(visit: Visit) -> tuple[Arriving, ...]:
    return await visit.run(own_arrivals, actor=visit.actor)


async def on_profile_submitted(view: View, visit: Visit) -> None:
    """The form: read back what it would change."""
    values = parsing.values_of(view)
    after = _in_fields(values, visit)
    if words := values.get(Block.WEEK):
        said = await read_availability(words, visit)
        if said.unclear:
            await visit.reply.under_field(Block.WEEK, views.unclear_sentence(visit.t, said.unclear, said.unused))
            return
        after = _after(after, said)
    if after == Profile.of(visit.actor):
        await visit.reply.in_place(views.unchanged(visit.t))
        return
    await visit.reply.next_form(views.read_back_form(visit.t, visit.actor, after))


def _in_fields(values: Mapping[str, str | None], visit: Visit) -> Profile:
    """The profile as the fields have it; UnknownZone when no clock goes by the name given."""
    away = values.get(Block.AWAY_UNTIL)
    return replace(in_clock_fields(values, visit), away_until=date.fromisoformat(away) if away else None)


def in_clock_fields(values: Mapping[str, str | None], visit: Visit) -> Profile:
    """The profile with the language and clock that the fields have; UnknownZone as above."""
    present, t = Profile.of(visit.actor), visit.t
    place = (values.get(Block.ZONE) or "").strip()
    zone = present.zone if place == t.city(present.zone) else visit.availability.zone_of(place)
    if zone is None:
        raise UnknownZone(field=Block.ZONE, name=place)
    city = (values.get(Block.CITY) or "").strip()
    language = values.get(Block.LANGUAGE)
    return replace(
        present,
        zone=zone,
        city="" if zone != present.zone and city == present.city else city,
        language=None if language == views.AS_IN_SLACK else language,
    )


async def on_away_chosen(action: Button, visit: Visit) -> None:
    """Until that day: the answer to which day was meant."""
    present = Profile.of(visit.actor)
    await _change(present, replace(present, away_until=date.fromisoformat(action["value"])), visit)


async def on_profile_saved(action: Button, visit: Visit) -> None:
    """Save: make of the profile what was read back; pressing twice changes nothing."""
    await _change(*views.unpacked(action["value"], visit.actor), visit)


async def on_read_back_saved(view: View, visit: Visit) -> None:
    """Save, in the form."""
    await _change(*views.unpacked(view["private_metadata"], visit.actor), visit)


async def _change(before: Profile, after: Profile, visit: Visit) -> None:
    person = await visit.run(change_profile, before, after, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.saved(visit.t, person, before))


async def on_profile_undone(action: Button, visit: Visit) -> None:
    """Undo: the profile as it was before; refused when it has been changed again since."""
    before, after = views.unpacked(action["value"], visit.actor)
    person = await visit.run(change_profile, before, after, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.undone(visit.t, person, before))


async def on_profile_discarded(visit: Visit) -> None:
    """Discard: nothing was kept, and nothing changes."""
    await visit.reply.in_place(views.unchanged(visit.t))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.PROFILE_OPEN)(open_profile_form)
    app.view(Form.PROFILE)(on_profile_submitted)
    app.action(any_of(Action.PROFILE_AWAY))(on_away_chosen)
    app.action(Action.PROFILE_SAVE)(on_profile_saved)
    app.view(Form.PROFILE_READ_BACK)(on_read_back_saved)
    app.action(Action.PROFILE_UNDO)(on_profile_undone)
    app.action(Action.PROFILE_DISCARD)(on_profile_discarded)
