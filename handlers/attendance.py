"""Saying how a session went: one tap, a form, agreeing, taking back, settling; and the record of all that."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from handlers import parsing
from handlers.answers import Surface
from handlers.begun_forms import keeping, let_go
from handlers.home import show_home
from handlers.ids import Action, Block, Form, of_person
from handlers.listeners import Listeners
from handlers.views.attendance import attendance_card
from handlers.views.attendance_form import attendance_form, people_asked
from handlers.views.attendance_record import attendance_overview, record_view
from handlers.visit import Visit
from mentoring.attendance import Presence, Said, Stay, Word
from mentoring.clocks import Anchor
from mentoring.errors import MinutesUnclear, NotYoursToSettle
from mentoring.progress import Voice
from mentoring.services import attendance as services
from mentoring.services.evidence import record_of

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_took_place(action: Button, visit: Visit) -> None:
    """It took place, or I was there: as planned."""
    await _show(await visit.run(services.say_it_took_place, action["value"], actor=visit.actor, now=visit.now), visit)


async def on_did_not(action: Button, visit: Visit) -> None:
    """It did not take place."""
    await _show(await visit.run(services.say_it_did_not, action["value"], actor=visit.actor, now=visit.now), visit)


async def on_was_absent(action: Button, visit: Visit) -> None:
    """I was not there."""
    await _show(await visit.run(services.say_one_was_absent, action["value"], actor=visit.actor, now=visit.now), visit)


async def on_undone(action: Button, visit: Visit) -> None:
    """Undo: what one said stays on record, and no longer counts."""
    await _show(await visit.run(services.take_back, action["value"], actor=visit.actor, now=visit.now), visit)


async def on_agreed(action: Button, visit: Visit) -> None:
    """Agree with somebody: say what they say."""
    session_id, person_id = parsing.session_and_revision(action["value"])
    agreed = visit.run(services.agree_with, session_id, person_id, actor=visit.actor, now=visit.now)
    await _show(await agreed, visit)


async def on_shown(action: Button, visit: Visit) -> None:
    """How it went: where that stands, and what one may say."""
    voice = await _voice(action, visit)
    await visit.reply.privately(attendance_card(visit.t, voice, visit.actor, visit.now))


async def on_attendance_asked(visit: Visit) -> None:
    """`/mentor attendance`: one's own sessions, what a coordinator has to settle, and the way to the record."""
    view = attendance_overview(visit.t, await visit.overview(), visit.now)
    await visit.reply.privately(view)


async def on_record_asked(action: Button, visit: Visit) -> None:
    """By person and day: a month of it, and buttons to the months and pages beside it."""
    programme_id, month, page = action["value"].split(" ")
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    record = await visit.run(record_of, int(programme_id), first, last, actor=visit.actor, now=visit.now)
    await visit.reply.next_form(record_view(visit.t, record, int(page)))


async def open_form(action: Button, visit: Visit) -> None:
    """Change, or call the roll: everything one may say, in one form."""
    form = attendance_form(visit.t, await _voice(action, visit), visit.actor)
    await visit.reply.next_form(await keeping(form, visit, offering=True))


async def open_moved_form(action: Button, visit: Visit) -> None:
    """It was moved: the same form, asking when it took place."""
    voice = await _voice(action, visit)
    form = attendance_form(visit.t, voice, visit.actor, said=Said.MOVED)
    await visit.reply.next_form(await keeping(form, visit))


async def open_settle_form(action: Button, visit: Visit) -> None:
    """Settle: what each says, and what is to hold."""
    voice = await _voice(action, visit)
    if not voice.settles:
        raise NotYoursToSettle
    form = attendance_form(visit.t, voice, visit.actor, settling=True)
    await visit.reply.next_form(await keeping(form, visit, offering=True))


async def on_said(view: View, visit: Visit) -> None:
    """Keep what the form says; a long roll goes on with its next page."""
    await _submitted(view, visit, settling=False)


async def on_settled(view: View, visit: Visit) -> None:
    """Keep what a host or coordinator settles."""
    await _submitted(view, visit, settling=True)


async def _submitted(view: View, visit: Visit, *, settling: bool) -> None:
    about = parsing.metadata_of(view)
    service = services.settle if settling else services.say
    word = word_in(view, visit.actor.zone)
    voice = await visit.run(service, about["session"], word, actor=visit.actor, now=visit.now)
    page = about["page"] + 1
    if page < about["pages"] and word.said is not Said.NOT_HELD and people_asked(voice, settling=settling):
        form = attendance_form(visit.t, voice, visit.actor, settling=settling, page=page)
        await visit.reply.next_form(await keeping(form, visit, offering=True))
    else:
        await _show(voice, visit)
    await let_go(Form(view["callback_id"]), about, visit)


def word_in(view: View, zone: str) -> Word:
    """What the form says, with times on the clocks of ``zone``; MinutesUnclear for what is no number."""
    values = parsing.values_of(view)
    said = values.get(Block.SAID)
    people = {
        int(block.partition(".")[2]): Stay(Presence(value), _minutes(values, block))
        for block, value in values.items()
        if block.startswith(f"{Block.PRESENCE}.") and value
    }
    return Word(
        said=Said(said) if said else None,
        began=_began(values, zone) if said == Said.MOVED else None,
        people={} if said == Said.NOT_HELD else people,
        comment=(values.get(Block.COMMENT) or "").strip(),
    )


def _began(values: Mapping[str, str | None], zone: str) -> datetime | None:
    day, hour = values.get(Block.DATE), values.get(Block.TIME)
    if not (day and hour):
        return None
    return Anchor(datetime.combine(date.fromisoformat(day), time.fromisoformat(hour)), zone).instant


def _minutes(values: Mapping[str, str | None], presence: str) -> int | None:
    field = of_person(Block.MINUTES, int(presence.partition(".")[2]))
    written = unicodedata.normalize("NFKC", values.get(field) or "").strip()
    if not written:
        return None
    if not re.fullmatch(r"\d{1,9}", written):
        raise MinutesUnclear(field=field)
    return int(written)


async def _voice(action: Button, visit: Visit) -> Voice:
    return await visit.run(services.voice_of, action["value"], actor=visit.actor)


async def _show(voice: Voice, visit: Visit) -> None:
    """What is recorded now, in the place of what was acted on; Home is drawn anew."""
    if visit.reply.surface is Surface.HOME:
        await show_home(visit)
    else:
        await visit.reply.in_place(attendance_card(visit.t, voice, visit.actor, visit.now))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.ATTENDANCE_HELD)(on_took_place)
    app.action(Action.ATTENDANCE_NOT_HELD)(on_did_not)
    app.action(Action.ATTENDANCE_ABSENT)(on_was_absent)
    app.action(Action.ATTENDANCE_UNDO)(on_undone)
    app.action(Action.ATTENDANCE_SHOW)(on_shown)
    app.action(Action.ATTENDANCE_CHANGE)(open_form)
    app.action(Action.ATTENDANCE_MOVED)(open_moved_form)
    app.action(Action.ATTENDANCE_SETTLE)(open_settle_form)
    app.action(re.compile(rf"^{re.escape(Action.ATTENDANCE_AGREE)}(\.\d+)?$"))(on_agreed)
    app.action(re.compile(rf"^{re.escape(Action.ATTENDANCE_RECORD)}(\.\d+)?$"))(on_record_asked)
    app.view(Form.ATTENDANCE)(on_said)
    app.view(Form.ATTENDANCE_SETTLE)(on_settled)
