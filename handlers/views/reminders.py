"""What the bot says because its time has come."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from handlers.i18n import N_, Translator
from handlers.ids import Action
from handlers.views.actions import carried_over
from handlers.views.attendance import follow_up
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    Message,
    actions,
    button,
    context,
    lines,
    message,
    section,
    shorten,
)
from handlers.views.gatherings import met_by
from handlers.views.months import month_of
from handlers.views.people import names_of, places_of
from handlers.views.sessions import book_button, card_blocks, row_blocks
from mentoring.clocks import local
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.progress import Milestone, Progress, QuietPair
from mentoring.records import ItemView
from mentoring.sessions import Details

SHOWN_QUIET = 20


def reminder(
    t: Translator,
    kind: DeliveryKind,
    details: Details,
    recipient: Person,
    now: datetime,
    *,
    before: datetime | None = None,
    open_items: Sequence[ItemView] = (),
) -> Message:
    """A session's reminder; ``before`` is an instant at which its hour was what its people knew, for CLOCK_CHANGE."""
    names = met_by(t, details, recipient)
    if kind in FIRST_LINES_AFTER:
        return follow_up(t, t(FIRST_LINES_AFTER[kind], names=names), details, recipient)
    first = FIRST_LINES[kind](t, names, details, recipient, now)
    times = _times(t, details, recipient, before) if before else ""
    carried = carried_over(t, open_items, recipient, now)
    return message([section(lines(first, times)), *card_blocks(t, details, recipient, now), *carried])


FIRST_LINES_AFTER = {
    DeliveryKind.FOLLOW_UP: N_("Your session with {names} is over. How did it go?"),
    DeliveryKind.FOLLOW_UP_AGAIN: N_("How did your session with {names} go? I will not ask again."),
}


def _days_ahead(t: Translator, names: str, details: Details, recipient: Person, now: datetime) -> str:
    start = details.session.when.start
    days = (local(start, recipient.zone).date() - local(now, recipient.zone).date()).days
    if days == 0:
        return t("Today: your session with {names}.", names=names)
    if days == 1:
        return t("Tomorrow: your session with {names}.", names=names)
    return t.n(
        "In {count} day: your session with {names}.", "In {count} days: your session with {names}.", days, names=names
    )


def _minutes_ahead(t: Translator, names: str, details: Details, _recipient: Person, now: datetime) -> str:
    minutes = math.ceil((details.session.when.start - now) / timedelta(minutes=1))
    if minutes < 1:
        return t("Your session with {names} is starting now.", names=names)
    length = t.duration(timedelta(minutes=minutes))
    return t("Your session with {names} starts in {duration}.", names=names, duration=length)


def _clocks_change(t: Translator, names: str, _details: Details, _recipient: Person, _now: datetime) -> str:
    return t("Clocks change before your session with {names}: mind the hour.", names=names)


def _answer_wanted(t: Translator, _names: str, details: Details, recipient: Person, _now: datetime) -> str:
    gathering = details.session.gathering
    if gathering is None or gathering.answer_by is None:
        return t("You have not said yet whether you come.")
    until = t.moment(gathering.answer_by, recipient.zone, recipient.city)
    return t("You have not said yet whether you come. Please answer by {until}.", until=until)


FIRST_LINES: dict[DeliveryKind, Callable[[Translator, str, Details, Person, datetime], str]] = {
    DeliveryKind.ANSWER_WANTED: _answer_wanted,
    DeliveryKind.WEEK_BEFORE: _days_ahead,
    DeliveryKind.DAY_BEFORE: _days_ahead,
    DeliveryKind.HOUR_BEFORE: _minutes_ahead,
    DeliveryKind.STARTING: _minutes_ahead,
    DeliveryKind.CLOCK_CHANGE: _clocks_change,
}


def _times(t: Translator, details: Details, recipient: Person, before: datetime) -> str:
    """The session's hours before and after clocks change, for all of its people."""
    places = places_of(details, recipient)
    return lines(
        t("Before: {clocks}", clocks=t.hours(before, places)),
        t("Now: {clocks}", clocks=t.hours(details.session.when.start, places)),
    )


def nudge(t: Translator, quiet: tuple[QuietPair, ...], words: Sequence[tuple[Person, str]] = ()) -> Message:
    """A gentle word to one of each pair; everybody named is the other one.

    ``words`` are what coordinators wrote for it, who they are first.
    """
    written = [
        block
        for by, text in words[:SHOWN_QUIET]
        for block in (section(_written(t, text)), context(t("{name} asked me to say this.", name=names_of(t, [by]))))
    ]
    rows = [
        section(
            t(
                "You and {names} have had nothing booked since {day}. Shall we find a time that suits you both?",
                names=names_of(t, pair.people),
                day=t.day(pair.since),
            )
        )
        for pair in quiet[:SHOWN_QUIET]
    ]
    return message([*written, *rows, actions([book_button(t), _reminders_button(t)])])


def _written(t: Translator, text: str) -> str:
    return lines(*(t.isolated(t.escape(line)) for line in text.splitlines()))


def _reminders_button(t: Translator) -> Dict:
    return button(t("Reminders"), Action.REMINDERS_OPEN)


def milestone(t: Translator, progress: Progress, recipient: Person, now: datetime) -> Message:
    """How the programme goes on, and how far its reader has come."""
    upcoming = progress.upcoming
    coming = [section(t("Your next session:")), *row_blocks(t, upcoming, recipient, now)] if upcoming else []
    ending = progress.milestone is Milestone.CLOSE
    book = actions([book_button(t)]) if progress.partners and not upcoming and not ending else None
    return message([section(_milestone_line(t, progress, now)), _so_far(t, progress), *coming, book])


def _milestone_line(t: Translator, progress: Progress, now: datetime) -> str:
    programme = progress.programme
    title = t.escape(shorten(programme.name, LONGEST_HEADER))
    match progress.milestone:
        case Milestone.KICK_OFF:
            return t(
                "Welcome to {programme}. It begins on {first} and goes on until {last}.",
                programme=title,
                first=t.day(programme.starts_on),
                last=t.day(programme.ends_on),
            )
        case Milestone.MID_TERM:
            return t("{programme} is half-way: {month}.", programme=title, month=month_of(t, programme, now))
        case Milestone.CLOSE:
            return t("{programme} ends on {day}. Thank you.", programme=title, day=t.day(programme.ends_on))
        case Milestone.PROGRESS:
            return t("{programme}: {month}.", programme=title, month=month_of(t, programme, now))


def _so_far(t: Translator, progress: Progress) -> Dict | None:
    """Nothing for those who are in no pair."""
    if not progress.partners:
        return None
    partners = names_of(t, progress.partners)
    if progress.milestone is Milestone.KICK_OFF:
        return section(t("You are paired with {names}.", names=partners))
    if not progress.held and progress.unspoken:
        return section(
            t("Whether your sessions with {names} took place is not known yet: say so on Home.", names=partners)
        )
    if not progress.held:
        return section(t("No session with {names} has been held yet.", names=partners))
    so_far = t.n(
        "You have held {count} session with {names}, {duration} in all.",
        "You have held {count} sessions with {names}, {duration} in all.",
        progress.held,
        names=partners,
        duration=t.duration(progress.time_held),
    )
    return section(so_far)
