"""What the forms about a programme are filled with, read into its settings.

Each reading refuses what can't be with the field at fault, so that the sentence stands under it and nothing is lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from handlers import parsing
from handlers.i18n import LANGUAGES
from handlers.ids import Block
from handlers.reminders import leads_in
from handlers.views.pairing_settings import POINTS, hours_enough
from handlers.views.programme_setup import ten_months_after
from handlers.views.programme_welcome import usual_words
from handlers.views.risk_settings import RISK
from handlers.visit import Visit
from handlers.when.reading import QuestionCode
from mentoring.errors import DayUnclear, NumberUnclear, UnknownZone
from mentoring.people import Programme
from mentoring.programme_settings import PlannedMeetings
from mentoring.rules.links import check_template

View = Mapping[str, Any]
Read = Callable[[View, Programme, Visit], Awaitable[Programme]]

A_DAY_IS_ENOUGH = frozenset({None, QuestionCode.NO_TIME, QuestionCode.PAST})
"""What may be asked back of a line that names one day clearly."""


async def _basics(view: View, programme: Programme, visit: Visit) -> Programme:
    values = parsing.values_of(view)
    first = date.fromisoformat(values.get(Block.STARTS_ON) or programme.starts_on.isoformat())
    last = values.get(Block.ENDS_ON)
    return replace(
        programme,
        name=values.get(Block.NAME) or "",
        starts_on=first,
        ends_on=date.fromisoformat(last) if last else ten_months_after(first),
        zone=_zone(values.get(Block.ZONE) or "", programme, visit),
    )


def _zone(place: str, programme: Programme, visit: Visit) -> str:
    if place.strip() == visit.t.city(programme.zone):
        return programme.zone
    if zone := visit.availability.zone_of(place.strip()):
        return zone
    raise UnknownZone(field=Block.ZONE, name=place)


async def _languages(view: View, programme: Programme, visit: Visit) -> Programme:
    values = parsing.values_of(view)
    chosen = (values.get(Block.LANGUAGES) or "").split()
    return replace(
        programme,
        languages=tuple(language for language in LANGUAGES if language in chosen),
        language=values.get(Block.LANGUAGE) or programme.language,
        channel=parsing.channel_of(view),
    )


async def _meetings(view: View, programme: Programme, visit: Visit) -> Programme:
    values = parsing.values_of(view)
    lines = [line.strip() for line in (values.get(Block.MEETING_DAYS) or "").splitlines() if line.strip()]
    days = [await _day(line, visit) for line in lines]
    count = _number(values, Block.MEETINGS)
    return replace(
        programme,
        sessions_a_month=_number(values, Block.SESSIONS_A_MONTH),
        meetings=PlannedMeetings(count, tuple(sorted(set(days)))),
    )


async def _day(text: str, visit: Visit) -> date:
    """The one day that the words name; DayUnclear for others."""
    zone = visit.actor.zone
    read = visit.understand.read
    reading = await asyncio.to_thread(read, text, language=visit.t.language, zone=zone, now=visit.now)
    asked = reading.question.code if reading.question else None
    if reading.start is None or asked not in A_DAY_IS_ENOUGH:
        raise DayUnclear(field=Block.MEETING_DAYS, text=text)
    return reading.start.date()


def _number(values: Mapping[str, str | None], block: Block) -> int:
    text = (values.get(block) or "0").strip()
    if not text.isdecimal():
        raise NumberUnclear(field=block)
    return int(text)


async def _reminders(view: View, programme: Programme, visit: Visit) -> Programme:
    values = parsing.values_of(view)
    link = (values.get(Block.LINK) or "").strip()
    return replace(
        programme,
        booking=replace(programme.booking, link_template=check_template(link) if link else ""),
        reminders=programme.reminders.changed(leads_in(values)),
    )


async def _attendance(view: View, programme: Programme, visit: Visit) -> Programme:
    values = parsing.values_of(view)
    policy = replace(
        programme.attendance,
        answer_within=timedelta(days=_number(values, Block.ANSWER_WITHIN)),
        talk_within=timedelta(days=_number(values, Block.TALK_WITHIN)),
        same_within=timedelta(minutes=_number(values, Block.SAME_WITHIN)),
        runs_over=timedelta(minutes=_number(values, Block.RUNS_OVER)),
    )
    return replace(programme, attendance=policy)


async def _risk(view: View, programme: Programme, visit: Visit) -> Programme:
    values = parsing.values_of(view)
    return replace(programme, risk=replace(programme.risk, **{block.value: _number(values, block) for block in RISK}))


async def _pairing(view: View, programme: Programme, visit: Visit) -> Programme:
    values = parsing.values_of(view)
    before = programme.pairing
    points = {kind.value: _number(values, block) for kind, block in POINTS.items()}
    hours = _number(values, Block.PAIRING_ENOUGH_HOURS)
    enough = before.enough_hours if hours == hours_enough(before) else timedelta(hours=hours)
    each = _number(values, Block.PAIRING_MENTEES_EACH)
    return replace(programme, pairing=replace(before, **points, enough_hours=enough, mentees_each=each))


async def _welcome(view: View, programme: Programme, visit: Visit) -> Programme:
    """Words that are the usual ones, or none, are not the programme's own; languages not asked about stay."""
    values, texts = parsing.values_of(view), dict(programme.welcome)
    for language in LANGUAGES:
        field = f"{Block.WELCOME}.{language}"
        if field in values:
            words = (values[field] or "").strip()
            usual = usual_words(visit.catalogues.translator(language))
            texts[language] = "" if words == usual else words
    return replace(programme, welcome=tuple(sorted((language, text) for language, text in texts.items() if text)))


READ: Mapping[str, Read] = {
    "basics": _basics,
    "languages": _languages,
    "meetings": _meetings,
    "reminders": _reminders,
    "attendance": _attendance,
    "risk": _risk,
    "pairing": _pairing,
    "welcome": _welcome,
}
"""Every form that settles something, by its step."""
