"""A series of group sessions: a line or a form becomes a preview of every date, Confirm calls them all at once."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from handlers import parsing, refusals
from handlers.gathering_line import GatheringLine
from handlers.ids import Action, Block, Form
from handlers.listeners import Listeners
from handlers.series import half_moved, kept_dates, moved_dates, readings, repeats, rule_of
from handlers.views import gathering_series as views
from handlers.views.people import place_of
from handlers.visit import Visit
from mentoring.circles import GatheringSeriesPreview
from mentoring.clocks import Anchor
from mentoring.errors import AmbiguousTime, NonexistentTime
from mentoring.gatherings import GatheringRequest, Repetition
from mentoring.series import Monthly, Pattern, Rule, Weekly
from mentoring.services import gathering_series as services
from mentoring.services.series_reads import series_details
from mentoring.sessions import Rsvp, SeriesDetails

Button = Mapping[str, Any]
View = Mapping[str, Any]


def comes_again(line: GatheringLine, request: GatheringRequest) -> GatheringRequest:
    """The line's request, as a series where the line says how it repeats and at which hour."""
    found, reading = line.line.reading.repetition, line.line.reading
    if found is None or found.rule is None or reading.start is None:
        return request
    first = Anchor(reading.start.replace(tzinfo=None, fold=0), reading.zone or request.zone, reading.start.fold)
    pattern = Pattern(found.rule, first, found.until, found.count)
    return replace(request, repeats=Repetition(pattern, dict.fromkeys(found.dropped)))


def with_repeats(view: View, request: GatheringRequest) -> GatheringRequest:
    """The form's request, as a series where it says that it repeats; ValueError for a number of times that is none."""
    values = parsing.values_of(view)
    if request.wall is None or not repeats(values):
        return request
    until, times = values.get(Block.UNTIL), values.get(Block.TIMES)
    if times is not None and int(times) < 1:
        raise ValueError(times)
    said = _rule(parsing.metadata_of(view).get("rule"))
    pattern = Pattern(
        rule_of(values.get(Block.REPEATS), request.wall.date(), said),
        Anchor(request.wall, request.zone, request.fold or 0),
        date.fromisoformat(until) if until else None,
        int(times) if times else None,
    )
    return replace(request, repeats=Repetition(pattern))


def _rule(kept: Mapping[str, Any] | None) -> Rule | None:
    """The rule that the form was opened with."""
    if kept is None:
        return None
    if "weekdays" in kept:
        return Weekly(tuple(kept["weekdays"]), kept["every"])
    return Monthly(kept["nth"], kept["weekday"], kept["every"])


async def series_preview(request: GatheringRequest, visit: Visit) -> GatheringSeriesPreview:
    """Every date of the series that is asked for."""
    return await visit.run(services.preview_series, request, actor=visit.actor, now=visit.now)


async def convened_series(draft_id: str, visit: Visit) -> None:
    """Call people together on every date, and say so; the dates again where one has been taken since."""
    made = await visit.run(services.convene_series, draft_id, actor=visit.actor, now=visit.now)
    if isinstance(made, GatheringSeriesPreview):
        await visit.reply.in_place(views.series_read_back(visit.t, made))
        return
    await visit.reply.in_place(views.series_called(visit.t, made))


async def open_dates_form(action: Button, visit: Visit) -> None:
    """Drop or move dates: the form with every date."""
    shown = await visit.run(services.series_preview_again, action["value"], actor=visit.actor, now=visit.now)
    await visit.reply.next_form(views.series_dates_form(visit.t, shown))


async def on_dates_submitted(view: View, visit: Visit) -> None:
    """The dates as they are to be, read back again."""
    draft_id, values = parsing.metadata_of(view)["draft"], parsing.values_of(view)
    shown = await visit.run(services.series_preview_again, draft_id, actor=visit.actor, now=visit.now)
    if await half_moved(values, visit):
        return
    try:
        again = await visit.run(
            services.change_series_dates,
            draft_id,
            kept_dates(values),
            moved_dates(values, shown.repeats.pattern, visit.actor),
            readings=readings(values),
            actor=visit.actor,
            now=visit.now,
        )
    except (NonexistentTime, AmbiguousTime) as refused:
        await visit.reply.under_field(Block.TIME, refusals.sentence(visit.t, refused, place_of(visit.actor)))
        return
    await visit.reply.next_form(views.series_read_back_form(visit.t, again))


def answering_all(said: Rsvp) -> Callable[[Button, Visit], Coroutine[Any, Any, None]]:
    """The listener of yes or no to all dates: what came of it stands where it was pressed.

    Which dates could not take it is said in a message of its own, since the card is drawn anew in a moment.
    """

    async def on_answered(action: Button, visit: Visit) -> None:
        done = await visit.run(services.answer_all, action["value"], said, actor=visit.actor, now=visit.now)
        why = [refusals.sentence(visit.t, refused, place_of(visit.actor)) for _, refused in done.refused]
        details = await _details(action["value"], visit)
        told = views.series_answered(visit.t, done, details, visit.actor, visit.now, why=why)
        await (visit.reply.privately(told) if why else visit.reply.in_place(told))

    return on_answered


async def show_all_dates(action: Button, visit: Visit) -> None:
    """All dates: one by one, each with the way to its own card."""
    details = await _details(action["value"], visit)
    await visit.reply.form(views.all_dates(visit.t, details, visit.actor, visit.now))


async def _details(series_id: str, visit: Visit) -> SeriesDetails:
    return await visit.run(series_details, series_id, actor=visit.actor, now=visit.now)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.GATHERING_DATES)(open_dates_form)
    app.view(Form.GATHERING_DATES)(on_dates_submitted)
    app.action(Action.GATHERING_ALL_YES)(answering_all(Rsvp.ACCEPTED))
    app.action(Action.GATHERING_ALL_NO)(answering_all(Rsvp.DECLINED))
    app.action(Action.GATHERING_ALL_DATES)(show_all_dates)
