"""A series before anybody is asked: every date, with what is to be known of each, and dropping or moving some."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from handlers.i18n import N_, Translator
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
    section,
    select,
    text_input,
    time_picker,
)
from handlers.views.holidays import holiday_name
from handlers.views.listing import Rows, fitting
from handlers.views.patterns import capitalised, pattern_line, rule_words
from handlers.views.people import name_of, place_of
from handlers.views.session_parts import date_lines, length_and_topic
from mentoring.people import Person
from mentoring.series import IN_THE_WAY, Mark, MarkKind, Occurrence, Rule, SeriesDraft, SeriesPreview

AT_A_TIME = 7
"""Dates in one block, so that no text outgrows Slack's 3,000 characters whatever the names."""

MOST_OPTIONS = 10
"""Checkboxes in one group."""

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
    head, rows, remarks = _preview_parts(t, shown)
    return message(fitting(t, [head, Rows(rows, at_a_time=AT_A_TIME), remarks, actions(buttons)]))


def preview_form(t: Translator, shown: SeriesPreview) -> Dict:
    """The same in a modal; submitting confirms. Metadata: {"draft": id, "revision": number}."""
    count = len(shown.to_book)
    more = [] if shown.draft.from_session else [actions([_dates_button(t, shown.draft)])]
    head, rows, remarks = _preview_parts(t, shown)
    return modal(
        t("Is this right?"),
        [head, *in_sections(rows, AT_A_TIME), remarks, *more],
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


def _preview_parts(t: Translator, shown: SeriesPreview) -> tuple[Dict, list[str], Dict]:
    """What is asked, a line for each date, and what is to be known besides."""
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
    return section(head), rows, context(lines(*remarks))


def _date_line(t: Translator, one: Occurrence, shown: SeriesPreview) -> str:
    places = [place_of(shown.booker), place_of(shown.partner)]
    clocks = t.clocks(one.anchor.instant, places)
    if one.dropped:
        text = t("stays: {clocks}", clocks=clocks) if shown.series else t("left out: {clocks}", clocks=clocks)
        return t.marked("◦", text)
    if one.was:
        clocks = t("{before} → {after}", before=t.clocks(one.was.instant, places), after=clocks)
    elif one.moved:
        clocks = t("moved: {clocks}", clocks=clocks)
    marks = [mark_words(t, mark, shown.booker) for mark in one.marks]
    sign = ":warning:" if any(mark.kind in IN_THE_WAY for mark in one.marks) else "•"
    return date_lines(t, sign, clocks, *marks)


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
