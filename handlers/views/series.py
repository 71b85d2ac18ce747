"""A series that was proposed: what a message tells of several of its dates, its card, and what is done with many."""

from __future__ import annotations

import json
from collections.abc import Sequence

from handlers.i18n import N_, Place, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    checkboxes,
    context,
    date_picker,
    field,
    in_sections,
    lines,
    message,
    modal,
    option,
    quoted,
    section,
    time_picker,
)
from handlers.views.listing import Part, Rows, fitting
from handlers.views.patterns import pattern_line
from handlers.views.people import name_of, names_of, place_of
from handlers.views.series_preview import AT_A_TIME, MOST_OPTIONS
from handlers.views.session_parts import LONGEST_REASON, date_lines, length_and_topic, reason_field, session_value
from handlers.views.states import shown_anchor
from mentoring.clocks import local
from mentoring.people import Person
from mentoring.sessions import Change, ChangeKind, SeriesDetails, Session, SessionState

SHOWN_ONE_BY_ONE = 90
"""Dates in a form, each with a button of its own."""

MOVES = frozenset({ChangeKind.MOVE_PROPOSED, ChangeKind.COUNTERED, ChangeKind.MOVED, ChangeKind.TIME_CORRECTED})


def booked_series(t: Translator, details: SeriesDetails, viewer: Person) -> Message:
    """After Confirm: who was asked, and about which dates."""
    said = t(
        "Done. {names} will be asked about all of these dates at once, "
        "and you will hear as soon as there is an answer.",
        names=names_of(t, _others(details, viewer)),
    )
    rows = [_changed_line(t, session, line, details, viewer) for session, line in details.changed]
    show = [button(t("All dates"), Action.SERIES_SHOW, details.series.id)]
    head = section(lines(said, *_what(t, details, viewer)))
    return message(fitting(t, [head, Rows(rows, at_a_time=AT_A_TIME), actions(show)]))


BY_ANOTHER = {
    ChangeKind.PROPOSED: N_("{name} would like to meet you regularly."),
    ChangeKind.ACCEPTED: N_("{name} accepted the dates of your series."),
    ChangeKind.DECLINED: N_("{name} declined the dates of your series."),
    ChangeKind.COUNTERED: N_("{name} would like to move these dates of your series."),
    ChangeKind.MOVE_PROPOSED: N_("{name} would like to move these dates of your series."),
    ChangeKind.MOVED: N_("{name} accepted the new times of your series."),
    ChangeKind.MOVE_DECLINED: N_("{name} can't make the new times. Your series stays as it was."),
    ChangeKind.CANCELLED: N_("{name} cancelled these dates of your series."),
}
"""The first line for the person who hears of it."""

BY_NOBODY = {
    ChangeKind.EXPIRED: N_("Nobody answered in time. These dates of your series with {name} were not booked."),
    ChangeKind.TIME_CORRECTED: N_("A country has changed its clocks, so your series with {name} is at another hour."),
    ChangeKind.MOVE_EXPIRED: N_("Nobody answered in time. Your series with {name} stays as it was."),
}
"""The first line when only time passed."""


def series_news(t: Translator, details: SeriesDetails, recipient: Person) -> Message:
    """Who did what to several dates of a series, which these are, and what the recipient can do."""
    change = details.change
    told = _first_line(t, details, recipient)
    reason = quoted(t, change.reason, LONGEST_REASON) if change and change.reason else ""
    rows = [_changed_line(t, session, line, details, recipient) for session, line in details.changed]
    parts: list[Part] = [
        section(lines(told, reason, *_what(t, details, recipient))),
        Rows(rows, at_a_time=AT_A_TIME),
        _until_when(t, details, recipient),
        _news_buttons(t, details, recipient),
    ]
    return message(fitting(t, parts))


def _until_when(t: Translator, details: SeriesDetails, recipient: Person) -> Dict | None:
    """Until when the recipient's answer is awaited."""
    ends = [one.proposal.expires_at for one in details.awaiting(recipient.id) if one.proposal]
    if not ends:
        return None
    until = t.moment(min(ends), recipient.zone, recipient.city)
    return context(t("Waiting for your answer until {moment}.", moment=until))


def series_card(t: Translator, details: SeriesDetails, viewer: Person) -> Message:
    """A series as it now stands: its rule, its dates to come with the state of each, and what its viewer may do."""
    rows = [_state_line(t, session, details, viewer) for session in details.sessions]
    none = [section(t("No date of this series is to come."))] if not rows else []
    dates = Rows(rows, at_a_time=AT_A_TIME)
    return message(fitting(t, [_head(t, details, viewer), dates, *none, _news_buttons(t, details, viewer)]))


def series_form(t: Translator, details: SeriesDetails, viewer: Person) -> Dict:
    """The dates of a series one by one, each with the way to its own card."""
    show = [
        section(
            _state_line(t, session, details, viewer),
            button(t("Show"), numbered(Action.SESSION_SHOW, index), session_value(session)),
        )
        for index, session in enumerate(details.sessions[:SHOWN_ONE_BY_ONE])
    ]
    dates = Rows([[one] for one in show], len(details.sessions) - SHOWN_ONE_BY_ONE)
    return modal(
        t("Dates of the series"),
        [_head(t, details, viewer), _answer_buttons(t, details, viewer), *dates.blocks(t)],
        form=Form.NOTICE,
        close=t("Close"),
    )


def decline_series_form(t: Translator, details: SeriesDetails, viewer: Person) -> Dict:
    """Asks for a reason, which may be left out; metadata: {"series": id, "revision": number}."""
    rows = [_state_line(t, session, details, viewer) for session in details.awaiting(viewer.id)]
    longest = details.programme.booking.longest_reason
    change = details.change
    return modal(
        t("Decline all"),
        [*in_sections(rows, AT_A_TIME), reason_field(t, longest)],
        form=Form.SERIES_DECLINE,
        metadata=json.dumps({"series": details.series.id, "revision": change.revision if change else 0}),
        submit=t("Decline all"),
        close=t("Back"),
    )


def following(session: Session, details: SeriesDetails) -> list[Session]:
    """The session and those after it, as far as they are still to come."""
    return [one for one in details.sessions if one.place_in_series.wall >= session.place_in_series.wall]


def following_form(t: Translator, session: Session, details: SeriesDetails, viewer: Person) -> Dict:
    """What to do with this session and those that follow; metadata: {"session": id}.

    Sessions that were moved before are listed, and stay where they are unless they are ticked.
    """
    to_change = following(session, details)
    moved = [one for one in to_change if one.id != session.id and one.original_start not in {None, one.anchor}]
    there = local(shown_anchor(session).instant, viewer.zone)
    todo = [option(t("Move them"), MOVE), option(t("Cancel them"), CANCEL)]
    city = t.city(viewer.zone, viewer.city)
    day, hour = date_picker(there.date()), time_picker(f"{there:%H:%M}")
    return modal(
        t("This and following"),
        [
            section("\n".join(_state_line(t, one, details, viewer) for one in to_change[:AT_A_TIME])),
            context(t.n("and {count} more", "and {count} more", len(to_change) - AT_A_TIME))
            if len(to_change) > AT_A_TIME
            else None,
            field(Block.WHAT, t("What to do"), {"type": "radio_buttons", "options": todo, "initial_option": todo[0]}),
            field(Block.DATE, t("New date of this one; the others follow"), day, optional=True),
            field(Block.TIME, t("Time"), hour, optional=True, hint=t("On your own clock: {city} time.", city=city)),
            _exceptions_field(t, moved, viewer) if moved else None,
            reason_field(t, details.programme.booking.longest_reason),
        ],
        form=Form.SERIES_FOLLOWING,
        metadata=json.dumps({"session": session.id}),
        submit=t("Continue"),
        close=t("Back"),
    )


MOVE, CANCEL = "move", "cancel"


def _exceptions_field(t: Translator, moved: Sequence[Session], viewer: Person) -> Dict:
    options = [option(t.short_clocks(one.anchor.instant, place_of(viewer)), one.id) for one in moved[:MOST_OPTIONS]]
    label = t("Moved before; they stay unless you tick them")
    return field(Block.EXCEPTIONS, label, checkboxes(options), optional=True)


def _others(details: SeriesDetails, viewer: Person) -> list[Person]:
    return [person for person in details.people.values() if person.id != viewer.id]


def _head(t: Translator, details: SeriesDetails, viewer: Person) -> Dict:
    title = bold(t("Series with {names}", names=names_of(t, _others(details, viewer))))
    return section(lines(title, *_what(t, details, viewer)))


def _what(t: Translator, details: SeriesDetails, viewer: Person) -> list[str]:
    change = details.change
    pattern = details.series.pattern
    if change and change.pattern and ChangeKind(change.kind) in MOVES:
        pattern = change.pattern
    return [
        pattern_line(t, pattern, [viewer, *_others(details, viewer)]),
        length_and_topic(t, details.series.duration, details.series.topic),
    ]


def _first_line(t: Translator, details: SeriesDetails, recipient: Person) -> str:
    change = details.change
    if change is None:
        return ""
    kind, others = ChangeKind(change.kind), names_of(t, _others(details, recipient))
    if kind in BY_NOBODY:
        return t(BY_NOBODY[kind], name=others)
    if change.by == recipient.id:
        return t("You proposed a series of sessions to {name}.", name=others)
    actor = details.people.get(change.by) if change.by is not None else None
    return t(BY_ANOTHER[kind], name=name_of(t, actor) if actor else others)


def _places(details: SeriesDetails, viewer: Person) -> list[Place]:
    return [place_of(viewer), *(place_of(person) for person in _others(details, viewer))]


def _changed_line(t: Translator, session: Session, line: Change, details: SeriesDetails, viewer: Person) -> str:
    places = _places(details, viewer)
    at = line.after or line.before or session.anchor
    clocks = t.clocks(at.instant, places)
    if line.kind in MOVES and line.before and line.after:
        clocks = t("{before} → {after}", before=t.clocks(line.before.instant, places), after=clocks)
    return t.marked("•", clocks)


def _state_line(t: Translator, session: Session, details: SeriesDetails, viewer: Person) -> str:
    places = _places(details, viewer)
    clocks = t.clocks(shown_anchor(session).instant, places)
    return date_lines(t, "•", clocks, _state(t, session, viewer, details))


def _state(t: Translator, session: Session, viewer: Person, details: SeriesDetails) -> str:
    if session.proposal is None:
        return t("Confirmed.")
    if session.awaits(viewer.id):
        if session.state is SessionState.CONFIRMED:
            places = _places(details, viewer)
            return t("Proposed instead: {clocks}", clocks=t.clocks(session.proposal.anchor.instant, places))
        return t("Waiting for your answer")
    return t("Not answered yet.")


def _news_buttons(t: Translator, details: SeriesDetails, viewer: Person) -> Dict | None:
    buttons = _answers(t, details, viewer)
    if details.sessions:
        buttons.append(button(t("All dates"), Action.SERIES_SHOW, details.series.id))
    return actions(buttons) if buttons else None


def _answer_buttons(t: Translator, details: SeriesDetails, viewer: Person) -> Dict | None:
    buttons = _answers(t, details, viewer)
    return actions(buttons) if buttons else None


def _answers(t: Translator, details: SeriesDetails, viewer: Person) -> list[Dict]:
    change, awaiting = details.change, details.awaiting(viewer.id)
    if change is None or not awaiting:
        return []
    value = f"{details.series.id} {change.revision}"
    accept = t.n("Accept {count} date", "Accept all {count} dates", len(awaiting))
    return [
        button(accept, Action.SERIES_ACCEPT, value, style="primary"),
        button(t("Decline all"), Action.SERIES_DECLINE, value),
    ]
