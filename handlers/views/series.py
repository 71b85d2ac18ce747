"""A series: every date before it is booked, with what people should know of each; what a message tells of several."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

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
    select,
    text_input,
    time_picker,
)
from handlers.views.holidays import holiday_name
from handlers.views.patterns import capitalised, pattern_line, rule_words
from handlers.views.people import name_of, names_of, place_of
from handlers.views.session_parts import LONGEST_REASON, length_and_topic, reason_field, session_value
from handlers.views.states import shown_anchor
from mentoring.clocks import local
from mentoring.people import Person
from mentoring.series import IN_THE_WAY, Mark, MarkKind, Occurrence, Rule, SeriesDraft, SeriesPreview
from mentoring.sessions import Change, ChangeKind, SeriesDetails, Session, SessionState

AT_A_TIME = 7
"""Dates in one block, so that no text outgrows Slack's 3,000 characters whatever the names."""

MOST_OPTIONS = 10
"""Checkboxes in one group."""

MOVES = frozenset({ChangeKind.MOVE_PROPOSED, ChangeKind.COUNTERED, ChangeKind.MOVED, ChangeKind.TIME_CORRECTED})


REPEATS = (
    ("week1", N_("Every week")),
    ("week2", N_("Every second week")),
    ("week3", N_("Every third week")),
    ("week4", N_("Every fourth week")),
    ("month", N_("Every month, on such a weekday")),
    ("day", N_("Every month, on that day of the month")),
)
"""What the form offers; the day is the one filled in above."""

AS_BEFORE = "same"


def repeat_fields(t: Translator, values: Mapping[str, str | None], rule: Rule | None = None) -> list[Dict]:
    """Whether a session comes again, and until when; ``rule`` is one that was said before and is offered as it is."""
    same = [option(capitalised(rule_words(t, rule)), AS_BEFORE)] if rule else []
    options = [option(t("Does not repeat"), "once"), *same, *(option(t(label), value) for value, label in REPEATS)]
    chosen = values.get(Block.REPEATS) or (AS_BEFORE if rule else "once")
    times = text_input(values.get(Block.TIMES) or "", longest=3, placeholder="6")
    hint = t("Without an end, the series goes on until the programme ends.")
    return [
        field(Block.REPEATS, t("Repeats"), select(options, chosen), optional=True),
        field(Block.UNTIL, t("Until"), date_picker(values.get(Block.UNTIL)), optional=True, hint=hint),
        field(Block.TIMES, t("Or so many times"), times, optional=True),
    ]


def draft_value(draft: SeriesDraft) -> str:
    """What every button of a preview carries."""
    return f"{draft.id} {draft.revision}"


def preview(t: Translator, shown: SeriesPreview) -> Message:
    """Every date of the series, with Confirm, the way to drop or move some, Change and Discard."""
    count = len(shown.to_book)
    confirm = t.n("Propose {count} date", "Propose {count} dates", count)
    buttons = [
        *([button(confirm, Action.SERIES_CONFIRM, draft_value(shown.draft), style="primary")] if count else []),
        *([] if shown.draft.from_session else [_dates_button(t, shown.draft), _change_button(t, shown.draft)]),
        button(t("Discard"), Action.SERIES_DISCARD, draft_value(shown.draft), label=t("Discard this without booking")),
    ]
    return message([*_preview_blocks(t, shown), actions(buttons)])


def preview_form(t: Translator, shown: SeriesPreview) -> Dict:
    """The same in a modal; submitting confirms. Metadata: {"draft": id, "revision": number}."""
    count = len(shown.to_book)
    more = [] if shown.draft.from_session else [actions([_dates_button(t, shown.draft)])]
    return modal(
        t("Is this right?"),
        [*_preview_blocks(t, shown), *more],
        form=Form.SERIES_PREVIEW,
        metadata=json.dumps({"draft": shown.draft.id, "revision": shown.draft.revision}),
        submit=t.n("Propose {count} date", "Propose {count} dates", count) if count else "",
        close=t("Close"),
    )


def hour_question(t: Translator, draft: SeriesDraft, booker: Person) -> Message:
    """Which hour is meant, when it could be several; one button each."""
    choices = [
        button(
            t.short_clocks(choice, place_of(booker)),
            numbered(Action.SERIES_CHOOSE, index),
            f"{draft.id} {index}",
            label=_choice(t),
        )
        for index, choice in enumerate(draft.choices)
    ]
    asked = section(lines(bold(t("Which time do you mean?")), pattern_line(t, draft.pattern, [booker])))
    return message([asked, actions([*choices, _change_button(t, draft)])])


def _choice(t: Translator) -> str:
    return t("Take this hour for every date")


def booked_series(t: Translator, details: SeriesDetails, viewer: Person) -> Message:
    """After Confirm: who was asked, and about which dates."""
    said = t(
        "Done. {names} will be asked about all of these dates at once, "
        "and you will hear as soon as there is an answer.",
        names=names_of(t, _others(details, viewer)),
    )
    rows = [_changed_line(t, session, line, details, viewer) for session, line in details.changed]
    return message([section(lines(said, *_what(t, details, viewer))), *in_sections(rows, AT_A_TIME)])


def refused_series(t: Translator, sentence: str, draft: SeriesDraft) -> Message:
    """Why a series can't be as asked for, and the way back to everything that was asked for."""
    return message([section(sentence), actions([_change_button(t, draft)])])


def dates_form(t: Translator, shown: SeriesPreview) -> Dict:
    """Which dates to keep, and one to move; metadata: {"draft": id}."""
    return form_of_dates(t, shown.dates, shown.booker, shown.draft.id, Form.SERIES_DATES)


def form_of_dates(t: Translator, dates: Sequence[Occurrence], booker: Person, draft_id: str, form: Form) -> Dict:
    """The same for whatever comes again; the ``form`` is who reads it."""
    groups = [dates[at : at + MOST_OPTIONS] for at in range(0, len(dates), MOST_OPTIONS)]
    keep = [_keep_field(t, index, group, booker) for index, group in enumerate(groups)]
    days = [option(_short_date(t, one, booker), one.day.isoformat()) for one in dates]
    city = t.city(booker.zone, booker.city)
    fold = [one for one in dates if one.choices]
    return modal(
        t("Dates of the series"),
        [
            *keep,
            field(Block.MOVED_DATE, t("Move one of them"), select(days, placeholder=t("Which date")), optional=True),
            field(Block.DATE, t("Date"), date_picker(), optional=True),
            field(
                Block.TIME,
                t("Time"),
                time_picker(),
                optional=True,
                hint=t("On your own clock: {city} time.", city=city),
            ),
            _reading_field(t, fold, booker) if fold else None,
        ],
        form=form,
        metadata=json.dumps({"draft": draft_id}),
        submit=t("Continue"),
        close=t("Back"),
    )


def _keep_field(t: Translator, index: int, group: Sequence[Occurrence], booker: Person) -> Dict:
    options = [option(_short_date(t, one, booker), one.day.isoformat()) for one in group]
    boxes = checkboxes(options, [one.day.isoformat() for one in group if not one.dropped])
    drawn = field(Block.KEEP, t("Keep these dates"), boxes, optional=True)
    return {**drawn, "block_id": f"{Block.KEEP}.{index}"}


def _reading_field(t: Translator, unclear: Iterable[Occurrence], booker: Person) -> Dict:
    """The instants that an hour which clocks skip or show twice may mean; values are "day instant"."""
    place = place_of(booker)
    options = [
        option(t.short_clocks(choice, place), f"{one.day.isoformat()} {choice.isoformat()}")
        for one in unclear
        for choice in one.choices
    ]
    label = t("Clocks change in these nights: which time do you mean?")
    return field(Block.READING, label, select(options), optional=True)


def _short_date(t: Translator, one: Occurrence, booker: Person) -> str:
    return t.short_clocks(one.anchor.instant, place_of(booker))


def _preview_blocks(t: Translator, shown: SeriesPreview) -> list[Dict]:
    name = name_of(t, shown.partner)
    asked = (
        t("Propose these other times to {name}?", name=name)
        if shown.series
        else t("Propose this series to {name}?", name=name)
    )
    head = lines(
        bold(asked),
        pattern_line(t, shown.draft.pattern, [shown.booker, shown.partner]),
        length_and_topic(t, shown.draft.duration, shown.draft.topic),
    )
    left_out = len(shown.left_out)
    remarks = [
        t("The programme ends on {day}, and so does the series.", day=t.day(shown.programme.ends_on))
        if shown.shortened
        else "",
        t.n(
            "{count} date has something in its way and is left out unless you move it.",
            "{count} dates have something in their way and are left out unless you move them.",
            left_out,
        )
        if left_out
        else "",
        t("Nothing is sent until you confirm; {name} can then accept all, or answer each date.", name=name),
    ]
    rows = [_date_line(t, one, shown) for one in shown.dates]
    return [section(head), *in_sections(rows, AT_A_TIME), context(lines(*remarks))]


def _date_line(t: Translator, one: Occurrence, shown: SeriesPreview) -> str:
    places = [place_of(shown.booker), place_of(shown.partner)]
    clocks = t.clocks(one.anchor.instant, places)
    if one.dropped:
        text = t("stays: {clocks}", clocks=clocks) if shown.series else t("left out: {clocks}", clocks=clocks)
        return f"◦ {text}"
    if one.was:
        clocks = t("{before} → {after}", before=t.clocks(one.was.instant, places), after=clocks)
    elif one.moved:
        clocks = t("moved: {clocks}", clocks=clocks)
    marks = [mark_words(t, mark, shown.booker) for mark in one.marks]
    sign = ":warning:" if any(mark.kind in IN_THE_WAY for mark in one.marks) else "•"
    return f"{sign} {t.isolated(clocks)}" + "".join(f"\n      _{t.isolated(words)}_" for words in marks)


def mark_words(t: Translator, mark: Mark, viewer: Person) -> str:
    """What is to be known of a date, for mrkdwn."""
    if mark.kind in PLAIN_MARKS:
        return t(PLAIN_MARKS[mark.kind])
    person = mark.person
    if person is None:
        return ""
    if mark.kind is MarkKind.HOLIDAY:
        words = N_("{holiday} ({country}), expected") if mark.expected else N_("{holiday} ({country})")
        return t(words, holiday=holiday_name(t, mark.name), country=t.country(person.country))
    if mark.kind is MarkKind.HOUR_MOVES and mark.before and mark.after:
        return t(
            "clocks change: {before} → {after} in {city}",
            before=t.time(mark.before, person.zone),
            after=t.time(mark.after, person.zone),
            city=t.city(person.zone, person.city),
        )
    yours, theirs = PERSONAL_MARKS[mark.kind]
    return t(yours) if person.id == viewer.id else t(theirs, name=name_of(t, person))


PERSONAL_MARKS = {
    MarkKind.CLASH: (N_("you have another session then"), N_("{name} has another session then")),
    MarkKind.DAY_OFF: (N_("you do not work that day"), N_("{name} does not work that day")),
}
"""What is said to the person whom the mark is about, and to the other."""

PLAIN_MARKS = {
    MarkKind.GAP: N_("clocks skip this hour that night"),
    MarkKind.FOLD: N_("this hour comes twice that night"),
    MarkKind.PAST: N_("already past"),
    MarkKind.TOO_SOON: N_("too soon"),
    MarkKind.OUTSIDE: N_("outside the programme"),
}


def _dates_button(t: Translator, draft: SeriesDraft) -> Dict:
    return button(t("Drop or move dates"), Action.SERIES_DATES, draft_value(draft))


def _change_button(t: Translator, draft: SeriesDraft) -> Dict:
    return button(
        t("Change"), Action.SERIES_CHANGE, draft_value(draft), label=t("Change the series before it is proposed")
    )


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
    return message(
        [
            section(lines(told, reason, *_what(t, details, recipient))),
            *in_sections(rows, AT_A_TIME),
            _until_when(t, details, recipient),
            _news_buttons(t, details, recipient),
        ]
    )


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
    return message([_head(t, details, viewer), *in_sections(rows, AT_A_TIME), *none, _news_buttons(t, details, viewer)])


def series_form(t: Translator, details: SeriesDetails, viewer: Person) -> Dict:
    """The dates of a series one by one, each with the way to its own card."""
    show = [
        section(
            _state_line(t, session, details, viewer),
            button(t("Show"), numbered(Action.SESSION_SHOW, index), session_value(session)),
        )
        for index, session in enumerate(details.sessions)
    ]
    return modal(
        t("Dates of the series"),
        [_head(t, details, viewer), _answer_buttons(t, details, viewer), *show],
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


def following_form(t: Translator, session: Session, details: SeriesDetails, viewer: Person) -> Dict:
    """What to do with this session and those that follow; metadata: {"session": id}.

    Sessions that were moved before are listed, and stay where they are unless they are ticked.
    """
    following = [one for one in details.sessions if one.place_in_series.wall >= session.place_in_series.wall]
    moved = [one for one in following if one.id != session.id and one.original_start not in {None, one.anchor}]
    there = local(shown_anchor(session).instant, viewer.zone)
    todo = [option(t("Move them"), MOVE), option(t("Cancel them"), CANCEL)]
    city = t.city(viewer.zone, viewer.city)
    day, hour = date_picker(there.date()), time_picker(f"{there:%H:%M}")
    return modal(
        t("This and following"),
        [
            section("\n".join(_state_line(t, one, details, viewer) for one in following[:AT_A_TIME])),
            context(t.n("and {count} more", "and {count} more", len(following) - AT_A_TIME))
            if len(following) > AT_A_TIME
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
    return f"• {t.isolated(clocks)}"


def _state_line(t: Translator, session: Session, details: SeriesDetails, viewer: Person) -> str:
    places = _places(details, viewer)
    clocks = t.clocks(shown_anchor(session).instant, places)
    return f"• {t.isolated(clocks)}\n      _{t.isolated(_state(t, session, viewer, details))}_"


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
