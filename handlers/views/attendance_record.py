"""Attendance as a record: one's own sessions, what is to settle, and who attended what by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from handlers.i18n import N_, Translator
from handlers.ids import Action, Form, numbered
from handlers.views.attendance import PRESENCES, to_settle_rows, with_attendance
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    lines,
    message,
    modal,
    section,
)
from handlers.views.choosing import named_apart
from handlers.views.listing import Rows, fitting
from handlers.views.people import name_of, names_of
from handlers.views.sessions import past_blocks
from mentoring.attendance import THERE, Source, Standing
from mentoring.clocks import local
from mentoring.people import Person, Programme
from mentoring.progress import Attended, Record
from mentoring.sessions import Overview

SHOWN_PAST, SHOWN_TO_SETTLE, SHOWN_PROGRAMMES = 8, 10, 5
SHOWN_OWED = 30
LINES_ON_PAGE = 60
LINES_PER_SECTION = 8

STILL_OPEN = frozenset({Standing.DISPUTED, Standing.AWAITING, Standing.UNCONFIRMED})
SOURCES = {
    Source.AGREED: N_("agreed"),
    Source.HOST: N_("by the host's roll"),
    Source.ALONE: N_("only {names} said so"),
    Source.SETTLED: N_("settled by {names}"),
}
STANDINGS = {
    Standing.NOT_HELD: N_("the session did not take place"),
    Standing.DISPUTED: N_("disputed"),
    Standing.AWAITING: N_("word is awaited"),
    Standing.UNCONFIRMED: N_("unconfirmed"),
}


def attendance_overview(t: Translator, overview: Overview, now: datetime) -> Message:
    """What `/mentor attendance` shows: what a coordinator has to settle, one's own sessions, the way to the record."""
    me = overview.person
    own = [with_attendance(t, past_blocks(t, one, me), one, me, now) for one in overview.past[:SHOWN_PAST]]
    settling = to_settle_rows(t, overview.to_settle[:SHOWN_TO_SETTLE], me, now)
    lists = [
        Rows(settling, len(overview.to_settle) - SHOWN_TO_SETTLE, t("Attendance to settle")),
        Rows(own, len(overview.past) - SHOWN_PAST, t("Past sessions")),
    ]
    none = section(t("Nothing waits for you here. I ask after each session how it went."))
    buttons = [
        _record_button(t, name, programme, local(now, programme.zone).date(), place)
        for place, (name, programme) in enumerate(named_apart(overview.programmes[:SHOWN_PROGRAMMES]))
    ]
    nothing = none if not (settling or own) else None
    return message(fitting(t, [*lists, nothing, actions(buttons) if buttons else None]))


def _record_button(t: Translator, name: str, programme: Programme, day: date, place: int) -> Dict:
    """Opens the record of a programme in the month of ``day``."""
    action = numbered(Action.ATTENDANCE_RECORD, place)
    return button(t("By day: {programme}", programme=name), action, _place_in(programme, day, 0))


def record_view(t: Translator, record: Record, page: int = 0) -> Dict:
    """A page of the record, by days of the programme's clock; buttons lead to the months and pages beside it."""
    pages = max(1, -(-len(record.lines) // LINES_ON_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = record.lines[page * LINES_ON_PAGE : (page + 1) * LINES_ON_PAGE]
    zone, beside = record.programme.zone, _beside(t, record, page, pages)
    blocks = [
        section(_total(t, record)),
        context(t("Days are those of the programme's clock: {city} ({zone}).", city=t.city(zone), zone=zone)),
        *_days(t, shown),
        context(t("Page {page} of {pages}", page=page + 1, pages=pages)) if pages > 1 else None,
        actions(beside) if beside else None,
    ]
    return modal(t("Attendance"), blocks, form=Form.NOTICE, close=t("Close"))


def _total(t: Translator, record: Record) -> str:
    days = t("{first} to {last}", first=t.day(record.first), last=t.day(record.last))
    if not record.lines:
        return lines(bold(days), t("No session took place or was planned then."))
    there = sum(one.presence in THERE for one in record.lines)
    attended = t.n(
        "{count} attendance, {duration} in all.",
        "{count} attendances, {duration} in all.",
        there,
        duration=t.duration(timedelta(minutes=record.minutes)),
    )
    open_lines = sum(one.standing in STILL_OPEN for one in record.lines)
    still_open = t.n("{count} is still open.", "{count} are still open.", open_lines) if open_lines else ""
    owed = [one.person for one in record.lines if one.owed]
    return lines(bold(days), attended, still_open, _owed(t, owed))


def _owed(t: Translator, people: Sequence[Person]) -> str:
    """Who was absent from a compulsory meeting, so that the coordinator knows to whom to turn."""
    if not people:
        return ""
    names = names_of(t, list(dict.fromkeys(people))[:SHOWN_OWED])
    return t("Absent from a compulsory meeting, without a reason that was accepted: {names}.", names=names)


def _days(t: Translator, found: Sequence[Attended]) -> Iterator[Dict]:
    for day, of_day in groupby(found, key=lambda one: one.day):
        told = [_line(t, one) for one in of_day]
        first, *rest = [told[at : at + LINES_PER_SECTION] for at in range(0, len(told), LINES_PER_SECTION)]
        yield section(lines(bold(t.day(day)), *first))
        yield from (section(lines(*some)) for some in rest)


def _line(t: Translator, one: Attended) -> str:
    if one.standing in STANDINGS:
        return t.dotted([name_of(t, one.person), t(STANDINGS[one.standing]), _source(t, one)])
    presence = t(PRESENCES[one.presence]) if one.presence else ""
    length = t.duration(timedelta(minutes=one.minutes)) if one.minutes else ""
    return t.dotted([part for part in (name_of(t, one.person), presence, length, _source(t, one)) if part])


def _source(t: Translator, one: Attended) -> str:
    return t(SOURCES[one.source], names=names_of(t, one.sources)) if one.source else ""


def _beside(t: Translator, record: Record, page: int, pages: int) -> list[Dict]:
    before = record.first - timedelta(days=1)
    after = record.last + timedelta(days=1)
    places = [
        (t("Month before"), before, 0, record.programme.starts_on <= before),
        (t("Earlier"), record.first, page - 1, page > 0),
        (t("Later"), record.first, page + 1, page + 1 < pages),
        (t("Month after"), after, 0, after <= record.programme.ends_on),
    ]
    return [
        button(words, numbered(Action.ATTENDANCE_RECORD, place), _place_in(record.programme, day, to))
        for place, (words, day, to, there) in enumerate(places)
        if there
    ]


def _place_in(programme: Programme, day: date, page: int) -> str:
    return f"{programme.id} {day:%Y-%m} {page}"
