"""A series of group sessions: every date before anybody is invited, the one message about all, and an answer to all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers.i18n import N_, Translator
from handlers.ids import Action, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    in_sections,
    lines,
    message,
    modal,
    quoted,
    section,
)
from handlers.views.gathering_forms import NAMED_AT_ONCE, facts_lines, hours_line, invited_line
from handlers.views.gatherings import answer_line, counts
from handlers.views.listing import Part, Rows, fitting
from handlers.views.patterns import pattern_line
from handlers.views.people import name_of, place_of
from handlers.views.series import SHOWN_ONE_BY_ONE
from handlers.views.series_preview import form_of_dates, mark_words
from handlers.views.session_parts import LONGEST_REASON, date_lines, length_and_topic, session_value
from mentoring.circles import GatheringSeriesPreview, SeriesAnswered
from mentoring.people import Person
from mentoring.series import IN_THE_WAY, Occurrence
from mentoring.sessions import Change, ChangeKind, SeriesDetails, Session, SessionState

AT_A_TIME = 3
"""Dates in one block, so that no text outgrows Slack's 3,000 characters whatever is known of them."""

MOST_MARKS = 5

SHOWN_IN_A_MESSAGE = 30
"""Dates in one message; the others are behind "All dates"."""


def series_read_back(t: Translator, shown: GatheringSeriesPreview) -> Message:
    """Every date with what is to be known of it, and Confirm, the way to drop or move some, Change and Discard."""
    draft = shown.draft.id
    count = len(shown.to_call)
    confirm = button(_confirm(t, shown), Action.GATHERING_CONFIRM, draft, style="primary")
    buttons = [
        *([confirm] if count else []),
        _dates_button(t, draft),
        button(t("Change"), Action.GATHERING_CHANGE, draft, label=t("Change the session before people are invited")),
        button(t("Discard"), Action.GATHERING_DISCARD, draft, label=t("Discard this without inviting anybody")),
    ]
    head, rows, remarks = _told(t, shown)
    return message(fitting(t, [*head, Rows(rows, at_a_time=AT_A_TIME), remarks, actions(buttons)]))


def series_read_back_form(t: Translator, shown: GatheringSeriesPreview) -> Dict:
    """The same in a modal; submitting confirms. Metadata: {"draft": id}."""
    head, rows, remarks = _told(t, shown)
    return modal(
        t("Is this right?"),
        [*head, *in_sections(rows, AT_A_TIME), remarks, actions([_dates_button(t, shown.draft.id)])],
        form=Form.GATHERING_READ_BACK,
        metadata=json.dumps({"draft": shown.draft.id}),
        submit=_confirm(t, shown) if shown.to_call else "",
        close=t("Close"),
    )


def series_dates_form(t: Translator, shown: GatheringSeriesPreview) -> Dict:
    """Which dates to keep, and one to move; metadata: {"draft": id}."""
    return form_of_dates(t, shown.dates, shown.asker, shown.draft.id, Form.GATHERING_DATES)


def series_called(t: Translator, sessions: Sequence[Session]) -> Message:
    """After Confirm; the card of the series follows by itself."""
    invited = len(sessions[0].attendees) - 1
    dates = t.n("{count} group session is called.", "{count} group sessions are called.", len(sessions))
    people = t.n(
        "{count} person gets one message about all of them.",
        "{count} people get one message about all of them.",
        invited,
    )
    return message([section(lines(dates, people))])


def _confirm(t: Translator, shown: GatheringSeriesPreview) -> str:
    return t.n("Call {count} date", "Call {count} dates", len(shown.to_call))


def _dates_button(t: Translator, draft_id: str) -> Dict:
    return button(t("Drop or move dates"), Action.GATHERING_DATES, draft_id)


def _told(t: Translator, shown: GatheringSeriesPreview) -> tuple[list[Dict], list[str], Dict]:
    """What is asked, a line for each date, and what is to be known besides."""
    request, asker = shown.draft.request, shown.asker
    head = lines(
        bold(t("Call this series of group sessions?")),
        pattern_line(t, shown.repeats.pattern, [asker, *shown.invited]),
        *facts_lines(t, request, asker, shown.duration),
    )
    more = [actions([button(t("Show everybody"), Action.GATHERING_PEOPLE, f"{shown.draft.id} 0")])]
    everybody = more if len(shown.invited) > NAMED_AT_ONCE else []
    rows = [_date_line(t, one, shown) for one in shown.dates]
    return (
        [section(head), section(invited_line(t, shown.invited)), *everybody],
        rows,
        context(lines(*_remarks(t, shown))),
    )


def _remarks(t: Translator, shown: GatheringSeriesPreview) -> Iterator[str]:
    request, left_out = shown.draft.request, len(shown.left_out)
    if shown.shortened:
        yield t("The programme ends on {day}, and so does the series.", day=t.day(shown.programme.ends_on))
    if left_out:
        yield t.n(
            "{count} date has something in its way and is left out unless you move it.",
            "{count} dates have something in their way and are left out unless you move them.",
            left_out,
        )
    if request.answer_by:
        yield t("The deadline for answers keeps its distance to each date.")
    if request.channel:
        yield t("A card of each date goes to {channel} a week before it.", channel=f"<#{request.channel}>")
    yield t("Nobody is invited until you confirm. Then each person gets one message about all dates.")


def _date_line(t: Translator, one: Occurrence, shown: GatheringSeriesPreview) -> str:
    """A date on the host's clock, the earliest and latest hour of anybody, and what is to be known of it."""
    clocks = t.clocks(one.anchor.instant, [place_of(shown.asker)])
    if one.dropped:
        return t.marked("◦", t("left out: {clocks}", clocks=clocks))
    if one.moved:
        clocks = t("moved: {clocks}", clocks=clocks)
    hours = hours_line(t, shown.asker, shown.invited, one.anchor.instant)
    marks = [mark_words(t, mark, shown.asker) for mark in one.marks[:MOST_MARKS]]
    left = len(one.marks) - MOST_MARKS
    marks += [t.n("and {count} more", "and {count} more", left)] if left > 0 else []
    sign = "⚠" if any(mark.kind in IN_THE_WAY for mark in one.marks) else "•"
    return date_lines(t, sign, clocks, hours, *marks)


BY_HOST = {
    ChangeKind.INVITED: N_("{name} invites you to a series of group sessions."),
    ChangeKind.CANCELLED: N_("{name} cancelled these dates of the series."),
    ChangeKind.MOVED: N_(
        "{name} moved these dates of the series. Your answers stand; change one if its new time does not suit you."
    ),
}
"""The first line; ``name`` is who did it."""


def gathering_series_news(t: Translator, details: SeriesDetails, recipient: Person, now: datetime) -> Message:
    """Who did what to several dates, which these are, and one answer to all of them."""
    change = details.change
    reason = quoted(t, change.reason, LONGEST_REASON) if change and change.reason else ""
    rows = [_changed_line(t, session, line, recipient) for session, line in details.changed]
    parts: list[Part] = [
        section(lines(_first_line(t, details, recipient), reason, *_what(t, details, recipient))),
        _dates(rows),
        _buttons(t, details, recipient, now),
    ]
    return message(fitting(t, parts))


def gathering_series_card(t: Translator, details: SeriesDetails, viewer: Person, now: datetime) -> Message:
    """The series as it now stands: its rule, its dates to come with the viewer's answer to each."""
    return message(fitting(t, _card(t, details, viewer, now)))


def series_answered(
    t: Translator, done: SeriesAnswered, details: SeriesDetails, viewer: Person, now: datetime, *, why: Sequence[str]
) -> Message:
    """What came of an answer to all dates, ``why`` (mrkdwn) saying of each refused one what was in its way."""
    said = t.n("Your answer to {count} date is kept.", "Your answers to {count} dates are kept.", len(done.answered))
    rows = [
        date_lines(t, "•", _when(t, session, viewer), reason)
        for (session, _), reason in zip(done.refused, why, strict=True)
    ]
    not_kept = [section(t("These dates could not take it; your answer to them stays as it was:"))] if rows else []
    return message(fitting(t, [section(said), *not_kept, _dates(rows), *_card(t, details, viewer, now)]))


def all_dates(t: Translator, details: SeriesDetails, viewer: Person, now: datetime) -> Dict:
    """The dates one by one, each with the way to its own card, where it is answered by itself."""
    rows = [
        section(
            _state_line(t, session, viewer, now),
            button(t("Show"), numbered(Action.SESSION_SHOW, index), session_value(session)),
        )
        for index, session in enumerate(details.sessions[:SHOWN_ONE_BY_ONE])
    ]
    dates = Rows([[one] for one in rows], len(details.sessions) - SHOWN_ONE_BY_ONE)
    return modal(
        t("Dates of the series"),
        [_head(t, details, viewer), _answers(t, details, viewer, now), *dates.blocks(t)],
        form=Form.NOTICE,
        close=t("Close"),
    )


def _card(t: Translator, details: SeriesDetails, viewer: Person, now: datetime) -> list[Part]:
    rows = [_state_line(t, session, viewer, now) for session in details.sessions]
    none = [section(t("No date of this series is to come."))] if not rows else []
    return [_head(t, details, viewer), _dates(rows), *none, _buttons(t, details, viewer, now)]


def _dates(rows: Sequence[str]) -> Rows:
    return Rows(rows[:SHOWN_IN_A_MESSAGE], max(len(rows) - SHOWN_IN_A_MESSAGE, 0), at_a_time=AT_A_TIME)


def _first_line(t: Translator, details: SeriesDetails, recipient: Person) -> str:
    change = details.change
    if change is None:
        return ""
    host = details.people.get(details.series.organiser_id)
    name = name_of(t, host) if host else ""
    if change.kind == ChangeKind.TIME_CORRECTED:
        return t("A country has changed its clocks, so these dates of the series are at another hour.")
    if change.by == recipient.id:
        return t("You called this series of group sessions. This card shows who comes.")
    actor = details.people.get(change.by) if change.by is not None else None
    return t(BY_HOST[ChangeKind(change.kind)], name=name_of(t, actor) if actor else name)


def _head(t: Translator, details: SeriesDetails, viewer: Person) -> Dict:
    return section(lines(bold(t("Series of group sessions")), *_what(t, details, viewer)))


def _what(t: Translator, details: SeriesDetails, viewer: Person) -> list[str]:
    host = details.people.get(details.series.organiser_id)
    hosted = t("hosted by {name}", name=name_of(t, host)) if host and host.id != viewer.id else ""
    return [
        pattern_line(t, details.series.pattern, [viewer, *([host] if host else [])]),
        length_and_topic(t, details.series.duration, details.series.topic),
        hosted,
    ]


def _when(t: Translator, session: Session, viewer: Person) -> str:
    return t.clocks(session.when.start, [place_of(viewer)])


def _changed_line(t: Translator, session: Session, line: Change, viewer: Person) -> str:
    at = line.after or line.before or session.anchor
    clocks = t.clocks(at.instant, [place_of(viewer)])
    if line.before and line.after:
        clocks = t("{before} → {after}", before=t.clocks(line.before.instant, [place_of(viewer)]), after=clocks)
    return t.marked("•", clocks)


def _state_line(t: Translator, session: Session, viewer: Person, now: datetime) -> str:
    return date_lines(t, "•", _when(t, session, viewer), _state(t, session, viewer, now))


def _state(t: Translator, session: Session, viewer: Person, now: datetime) -> str:
    mine = session.attendee(viewer.id)
    if mine is None or session.organiser_id == viewer.id:
        return counts(t, session)
    return answer_line(t, session, mine, viewer, now)


def _buttons(t: Translator, details: SeriesDetails, viewer: Person, now: datetime) -> Dict | None:
    if not details.sessions:
        return None
    dates = button(t("All dates"), Action.GATHERING_ALL_DATES, details.series.id)
    return actions([*_answer_buttons(t, details, viewer, now), dates])


def _answers(t: Translator, details: SeriesDetails, viewer: Person, now: datetime) -> Dict | None:
    buttons = _answer_buttons(t, details, viewer, now)
    return actions(buttons) if buttons else None


def _answer_buttons(t: Translator, details: SeriesDetails, viewer: Person, now: datetime) -> list[Dict]:
    """Yes and no to all, for somebody who is invited to a date that has not begun."""
    asked = [
        one
        for one in details.sessions
        if viewer.id in one.people - {one.organiser_id} and one.state is SessionState.CONFIRMED and one.when.start > now
    ]
    if not asked:
        return []
    return [
        button(t("Yes to all"), Action.GATHERING_ALL_YES, details.series.id, style="primary"),
        button(t("No to all"), Action.GATHERING_ALL_NO, details.series.id),
    ]
