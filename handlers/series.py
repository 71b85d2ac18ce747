"""Series: a line or a form becomes a preview of every date, Confirm proposes them all, one Accept answers for all."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from handlers import parsing
from handlers.begun_forms import let_go
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.parsing import BookingLine
from handlers.refusals import sentence
from handlers.views import series as views
from handlers.views import series_preview as previews
from handlers.views.booking import booking_form, discarded
from handlers.views.people import place_of
from handlers.visit import Visit
from mentoring.clocks import MINUTE, Anchor, local
from mentoring.errors import AlreadySettled, AmbiguousTime, NonexistentTime
from mentoring.people import Person
from mentoring.rules.recurrence import place_in_month
from mentoring.series import Monthly, Pattern, Rule, Series, SeriesDraft, SeriesPreview, SeriesRequest, Weekly
from mentoring.services import series as booking
from mentoring.services import series_changes as changes
from mentoring.services.series_reads import series_details
from mentoring.sessions import BookingRequest, SeriesDetails

Button = Mapping[str, Any]
View = Mapping[str, Any]
Values = Mapping[str, str | None]


def is_series(line: BookingLine) -> bool:
    """Whether the line repeats in a way that can be read back, at an hour that was said, clearly or not."""
    found, reading = line.reading.repetition, line.reading
    return found is not None and found.rule is not None and reading.has_time and reading.start is not None


def series_request(line: BookingLine, zone: str, partner_id: int | None = None) -> SeriesRequest:
    """The request that such a line makes, on the clocks of ``zone`` unless the line names another."""
    reading, found = line.reading, line.reading.repetition
    start = reading.start
    if found is None or found.rule is None or start is None:
        raise ValueError("the line makes no series")
    first = Anchor(start.replace(tzinfo=None, fold=0), reading.zone or zone, start.fold)
    length = reading.duration
    if length is None and reading.end is not None:
        length = reading.end.astimezone(UTC) - start.astimezone(UTC)
    return SeriesRequest(
        pattern=Pattern(found.rule, first, found.until, found.count),
        partner_user=line.partner_user,
        partner_id=partner_id,
        duration=length,
        topic=reading.topic or "",
        exceptions=dict.fromkeys(found.dropped),
        choices=line.choices,
    )


async def answer_series(line: BookingLine, partner_id: int | None, visit: Visit) -> None:
    """Read back the dates of a line that makes a series; ask first where its hour is in doubt or was not said."""
    request = series_request(line, visit.actor.zone, partner_id)
    shown = await visit.run(booking.preview, request, actor=visit.actor, now=visit.now)
    if not line.reading.has_time:
        await visit.reply.form(_form(shown.draft, [shown.partner], visit, {Block.TIME: None}))
        return
    if request.choices:
        await visit.reply.privately(previews.hour_question(visit.t, shown.draft, shown.booker))
        return
    await visit.reply.privately(previews.preview(visit.t, shown))


def repeats(values: Values) -> bool:
    """Whether the booking form asks for more than one session."""
    return values.get(Block.REPEATS) not in {None, "once"} or bool(values.get(Block.UNTIL) or values.get(Block.TIMES))


async def on_series_submitted(view: View, request: BookingRequest, visit: Visit) -> None:
    """The booking form of a session that repeats: read back every date."""
    values = parsing.values_of(view)
    times = values.get(Block.TIMES)
    if times is not None and not (times.strip().isdecimal() and int(times) > 0):
        await visit.reply.under_field(Block.TIMES, visit.t("Please write a number, such as 6."))
        return
    if request.wall is None:
        await visit.reply.under_field(Block.DATE, visit.t("Please fill in both the date and the time."))
        return
    until = values.get(Block.UNTIL)
    said = await _rule_said(view, visit)
    first = Anchor(request.wall, request.zone, request.fold or 0)
    wanted = SeriesRequest(
        pattern=Pattern(
            rule_of(values.get(Block.REPEATS), request.wall.date(), said),
            first,
            date.fromisoformat(until) if until else None,
            int(times) if times else None,
        ),
        partner_user=request.partner_user,
        partner_id=request.partner_id,
        duration=request.duration,
        topic=request.topic,
    )
    shown = await visit.run(booking.preview, wanted, actor=visit.actor, now=visit.now)
    await visit.reply.next_form(previews.preview_form(visit.t, shown))


async def on_words_submitted(request: BookingRequest, line: BookingLine, visit: Visit) -> None:
    """The booking form whose own words make a series: they beat what else it says of the time."""
    said = series_request(line, request.zone, request.partner_id)
    said = replace(said, duration=said.duration or request.duration, topic=request.topic or said.topic)
    shown = await visit.run(booking.preview, replace(said, choices=()), actor=visit.actor, now=visit.now)
    await visit.reply.next_form(previews.preview_form(visit.t, shown))


async def _rule_said(view: View, visit: Visit) -> Rule | None:
    draft_id = parsing.metadata_of(view).get("series")
    if not draft_id:
        return None
    draft = await visit.run(booking.series_draft_of, draft_id, actor=visit.actor)
    return draft.pattern.rule


def rule_of(value: str | None, day: date, said: Rule | None) -> Rule:
    """The rule that a choice of the form means for a first session on ``day``; a week when only an end was given."""
    if value == previews.AS_BEFORE and said is not None:
        return said
    if value == "month":
        return Monthly(place_in_month(day), day.weekday())
    if value == "day":
        return Monthly(day.day)
    every = int(value.removeprefix("week")) if value and value.startswith("week") else 1
    return Weekly((day.weekday(),), every)


def filled(line: BookingLine) -> Values:
    """What a line says of repetition, as values of the form."""
    found = line.reading.repetition
    if found is None:
        return {}
    every = found.rule.every if isinstance(found.rule, Weekly) else 1
    offered = f"week{every}" if isinstance(found.rule, Weekly) else "month"
    return {
        Block.REPEATS: offered if offered in dict(previews.REPEATS) else "week1",
        Block.UNTIL: found.until.isoformat() if found.until else None,
        Block.TIMES: str(found.count) if found.count else None,
    }


def draft_and_revision(value: str) -> tuple[str, int]:
    """What a preview's button carries."""
    draft_id, _, revision = value.partition(" ")
    return draft_id, int(revision)


async def on_series_confirmed(action: Button, visit: Visit) -> None:
    """Confirm: propose every date that was shown; pressing twice changes nothing."""
    made = await _book(*draft_and_revision(action["value"]), visit)
    if isinstance(made, SeriesPreview):
        await visit.reply.in_place(previews.preview(visit.t, made))
        return
    await visit.reply.in_place(views.booked_series(visit.t, await _made(made, visit), visit.actor))
    await let_go(Form.BOOKING, {}, visit)


async def on_preview_submitted(view: View, visit: Visit) -> None:
    """Confirm in a form."""
    about = parsing.metadata_of(view)
    made = await _book(about["draft"], about["revision"], visit)
    if isinstance(made, SeriesPreview):
        await visit.reply.next_form(previews.preview_form(visit.t, made))
        return
    await visit.reply.in_place(views.booked_series(visit.t, await _made(made, visit), visit.actor))
    await let_go(Form.BOOKING, {}, visit)


async def _book(draft_id: str, revision: int, visit: Visit) -> Series | SeriesPreview:
    draft = await visit.run(booking.series_draft_of, draft_id, actor=visit.actor)
    work = changes.move_following if draft.from_session else booking.book_series
    return await visit.run(work, draft_id, revision, actor=visit.actor, now=visit.now)


async def _made(series: Series, visit: Visit) -> SeriesDetails:
    return await visit.run(series_details, series.id, actor=visit.actor, now=visit.now, revision=series.revision)


async def on_hour_chosen(action: Button, visit: Visit) -> None:
    """An hour that was in doubt is one tap: every date at that hour."""
    draft_id, choice = parsing.draft_and_choice(action["value"])
    shown = await visit.run(booking.choose_hour, draft_id, choice, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(previews.preview(visit.t, shown))


async def open_dates_form(action: Button, visit: Visit) -> None:
    """Drop or move dates: the form with every date."""
    draft_id, _ = draft_and_revision(action["value"])
    shown = await visit.run(booking.preview_again, draft_id, actor=visit.actor, now=visit.now)
    await visit.reply.next_form(previews.dates_form(visit.t, shown))


async def on_dates_submitted(view: View, visit: Visit) -> None:
    """The dates as they are to be, read back again."""
    draft_id, values = parsing.metadata_of(view)["draft"], parsing.values_of(view)
    draft = await visit.run(booking.series_draft_of, draft_id, actor=visit.actor)
    if await half_moved(values, visit):
        return
    work = visit.run(
        booking.change_dates,
        draft_id,
        kept_dates(values),
        moved_dates(values, draft.pattern, visit.actor),
        actor=visit.actor,
        now=visit.now,
        readings=readings(values),
    )
    await _previewed(work, visit)


async def half_moved(values: Values, visit: Visit) -> bool:
    """Whether the form of dates leaves open which one to move, or to when; it is asked under the field."""
    moves, chosen = bool(values.get(Block.DATE) or values.get(Block.TIME)), bool(values.get(Block.MOVED_DATE))
    if moves and not chosen:
        await visit.reply.under_field(Block.MOVED_DATE, visit.t("Please choose the date that you want to move."))
    elif chosen and not moves:
        await visit.reply.under_field(Block.DATE, visit.t("Please say when it should be instead."))
    return moves != chosen


async def _previewed(work: Awaitable[SeriesPreview], visit: Visit) -> None:
    """The preview that the work ends with; an hour that clocks skip or show twice is refused under its field."""
    try:
        shown = await work
    except (NonexistentTime, AmbiguousTime) as refused:
        await visit.reply.under_field(Block.TIME, sentence(visit.t, refused, place_of(visit.actor)))
        return
    await visit.reply.next_form(previews.preview_form(visit.t, shown))


def kept_dates(values: Values) -> set[date]:
    """The days that are ticked, in all groups."""
    ticked = [value for name, value in values.items() if name.startswith(f"{Block.KEEP}.") and value]
    return {date.fromisoformat(day) for group in ticked for day in group.split()}


def moved_dates(values: Values, pattern: Pattern, booker: Person) -> dict[date, Anchor]:
    """The date to move and its new time on the booker's clock; a day or an hour left out is as it was."""
    chosen = values.get(Block.MOVED_DATE)
    if not chosen:
        return {}
    moved = date.fromisoformat(chosen)
    there = local(Anchor(datetime.combine(moved, pattern.first.wall.time()), pattern.first.zone).instant, booker.zone)
    day, hour = values.get(Block.DATE), values.get(Block.TIME)
    wall = datetime.combine(
        date.fromisoformat(day) if day else there.date(), time.fromisoformat(hour) if hour else there.time()
    )
    return {moved: Anchor(wall, booker.zone)}


def readings(values: Values) -> dict[date, datetime]:
    """The instant that was chosen for a night in which clocks change."""
    day, _, instant = (values.get(Block.READING) or "").partition(" ")
    return {date.fromisoformat(day): datetime.fromisoformat(instant)} if day else {}


async def open_change_form(action: Button, visit: Visit) -> None:
    """Change: the booking form, filled with the series."""
    draft_id, _ = draft_and_revision(action["value"])
    draft = await visit.run(booking.series_draft_of, draft_id, actor=visit.actor)
    await visit.reply.next_form(_form(draft, await visit.partners(), visit, {}))


def _form(draft: SeriesDraft, partners: Sequence[Person], visit: Visit, otherwise: Values) -> dict[str, Any]:
    """The booking form as a draft fills it, but for what ``otherwise`` says."""
    pattern = draft.pattern
    there = local(pattern.first.instant, visit.actor.zone)
    values: Values = {
        Block.WITH_WHOM: str(draft.partner_id),
        Block.DATE: f"{there:%Y-%m-%d}",
        Block.TIME: f"{there:%H:%M}",
        Block.DURATION: str(draft.duration // MINUTE),
        Block.TOPIC: draft.topic,
        Block.UNTIL: pattern.until.isoformat() if pattern.until else None,
        Block.TIMES: str(pattern.count) if pattern.count else None,
        **otherwise,
    }
    return booking_form(visit.t, booker=visit.actor, partners=partners, values=values, series=draft)


async def on_series_discarded(action: Button, visit: Visit) -> None:
    """Discard: let go of the draft, and say that nothing was booked."""
    draft_id, _ = draft_and_revision(action["value"])
    await visit.run(booking.discard, draft_id, actor=visit.actor)
    await visit.reply.in_place(discarded(visit.t))


async def on_series_accepted(action: Button, visit: Visit) -> None:
    """Accept all: every date that still awaits this person's answer is agreed to."""
    series_id, revision = draft_and_revision(action["value"])
    series = await visit.run(changes.accept_all, series_id, revision, actor=visit.actor, now=visit.now)
    await _show(series, visit)


async def open_decline_form(action: Button, visit: Visit) -> None:
    """Decline all: asks for a reason."""
    series_id, revision = draft_and_revision(action["value"])
    details = await visit.run(series_details, series_id, actor=visit.actor, now=visit.now, revision=revision)
    if not details.awaiting(visit.actor.id):
        await visit.reply.in_place(views.series_card(visit.t, details, visit.actor))
        return
    await visit.reply.next_form(views.decline_series_form(visit.t, details, visit.actor))


async def on_decline_submitted(view: View, visit: Visit) -> None:
    """Say no to every date that still awaits this person's answer, with the reason if one was given."""
    about, reason = parsing.metadata_of(view), parsing.values_of(view).get(Block.REASON) or ""
    series = await visit.run(
        changes.decline_all, about["series"], about["revision"], reason=reason, actor=visit.actor, now=visit.now
    )
    await _show(series, visit)


async def open_series(action: Button, visit: Visit) -> None:
    """All dates: the series one by one, each with the way to its own card."""
    details = await visit.run(series_details, action["value"], actor=visit.actor, now=visit.now)
    await visit.reply.form(views.series_form(visit.t, details, visit.actor))


async def open_following_form(action: Button, visit: Visit) -> None:
    """This and following: what to do with them."""
    session_id, _ = parsing.session_and_revision(action["value"])
    session = (await visit.details(session_id)).session
    details = await visit.run(series_details, str(session.series_id), actor=visit.actor, now=visit.now)
    if not views.following(session, details):
        raise AlreadySettled(session=session)
    await visit.reply.next_form(views.following_form(visit.t, session, details, visit.actor))


async def on_following_submitted(view: View, visit: Visit) -> None:
    """Call off this and those that follow, or read back where they would move to."""
    session_id, values = parsing.metadata_of(view)["session"], parsing.values_of(view)
    if values.get(Block.WHAT) == views.CANCEL:
        reason = values.get(Block.REASON) or ""
        series = await visit.run(changes.cancel_following, session_id, reason=reason, actor=visit.actor, now=visit.now)
        await _show(series, visit)
        return
    if (wall := await visit.wall_filled_in(view)) is None:
        return
    work = visit.run(
        changes.preview_following,
        session_id,
        wall,
        visit.actor.zone,
        moving_too=(values.get(Block.EXCEPTIONS) or "").split(),
        actor=visit.actor,
        now=visit.now,
    )
    await _previewed(work, visit)


async def _show(series: Series, visit: Visit) -> None:
    """The series as it now is, in the place of what was acted on."""
    details = await visit.run(series_details, series.id, actor=visit.actor, now=visit.now)
    await visit.reply.in_place(views.series_card(visit.t, details, visit.actor))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.SERIES_CONFIRM)(on_series_confirmed)
    app.view(Form.SERIES_PREVIEW)(on_preview_submitted)
    app.action(any_of(Action.SERIES_CHOOSE))(on_hour_chosen)
    app.action(Action.SERIES_DATES)(open_dates_form)
    app.view(Form.SERIES_DATES)(on_dates_submitted)
    app.action(Action.SERIES_CHANGE)(open_change_form)
    app.action(Action.SERIES_DISCARD)(on_series_discarded)
    app.action(Action.SERIES_ACCEPT)(on_series_accepted)
    app.action(Action.SERIES_DECLINE)(open_decline_form)
    app.view(Form.SERIES_DECLINE)(on_decline_submitted)
    app.action(Action.SERIES_SHOW)(open_series)
    app.action(Action.SERIES_FOLLOWING)(open_following_form)
    app.view(Form.SERIES_FOLLOWING)(on_following_submitted)
