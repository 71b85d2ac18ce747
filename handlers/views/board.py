"""The coordinator's page on Home: the programme at a glance, then its pairs, those first who need somebody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    actions,
    bold,
    button,
    context,
    field,
    header,
    lines,
    modal,
    option,
    section,
    select,
    shorten,
    text_input,
)
from handlers.views.choosing import country_options, one_of, programme_options
from handlers.views.months import month_name, month_of
from handlers.views.people import LONGEST_NAME
from mentoring.attendance import Differing
from mentoring.clocks import local
from mentoring.oversight import (
    Board,
    Care,
    CareKind,
    Couple,
    Member,
    PairFilter,
    PairStanding,
    ProgrammeTotals,
    Show,
)
from mentoring.people import Person, Programme
from mentoring.progress import Milestone
from mentoring.risk import Level, Part, ReasonKind

LONGEST_WORDS = 100
LONGEST_REMARK = 200
THIS_WEEK = 6
"""Days within which a weekday's name is enough."""

LEVELS = {
    Level.URGENT: N_("needs you"),
    Level.WATCH: N_("keep an eye on them"),
    Level.CALM: N_("all is well"),
}
REASONS = {
    ReasonKind.OUTCOME_MISSING: N_("Outcome missing since {day}."),
    ReasonKind.DISPUTED: N_("They differ on what took place, since {day}."),
    ReasonKind.MOVED_TWICE: N_("The last two sessions were moved."),
    ReasonKind.AWAY: N_("{names} is away until {until}."),
    ReasonKind.WELCOME_UNANSWERED: N_("{names} never answered the welcome."),
}
DIFFER = {
    Differing.WHETHER: N_("Since {day} they differ: one says that it took place, the other that it did not."),
    Differing.WHEN: N_("Since {day} they differ on when it took place."),
    Differing.WHO: N_("Since {day} they differ on who was there."),
    Differing.HOW_LONG: N_("Since {day} they differ on how long somebody was there."),
}
"""What is said of a dispute; of one of which only that is known, the sentence among the reasons."""

SHOWN = {
    Show.AWAKE: N_("All that do not rest"),
    Show.NEEDING: N_("Those that need somebody"),
    Show.URGENT: N_("Those that need you most"),
    Show.CALM: N_("Those that are well"),
    Show.RESTING: N_("Those that rest"),
    Show.ALL: N_("All pairs"),
}
DONE = {
    CareKind.NUDGE: N_("{name} nudged them on {day}."),
    CareKind.WORD: N_("{name} wrote to them on {day}."),
    CareKind.CALL: N_("{name} noted a call on {day}: {text}"),
    CareKind.SNOOZE: N_("{name} let it rest on {day}: {text}"),
    CareKind.WAKE: N_("{name} took it up again on {day}."),
}
MILESTONES = {
    Milestone.KICK_OFF.value: N_("Kick-off: {day}"),
    Milestone.PROGRESS.value: N_("A month more: {day}"),
    Milestone.MID_TERM.value: N_("Half-way: {day}"),
    Milestone.CLOSE.value: N_("Close: {day}"),
}


def board_blocks(t: Translator, board: Board, viewer: Person, now: datetime) -> list[Dict | None]:
    """The programme's month and figures, then one page of pairs; 40 blocks at most."""
    today = local(now, board.programme.zone).date()
    rows = [block for row in board.rows for block in row_blocks(t, row, board.people, today)]
    return [
        header(shorten(board.programme.name, LONGEST_HEADER)),
        context(t.dotted([month_of(t, board.programme, now), _days_left(t, board.programme, today)])),
        context(t.dotted([t(MILESTONES[name], day=t.short_day(day)) for name, day in board.milestones]))
        if board.milestones
        else None,
        section(totals_lines(t, board.totals)),
        actions(_ways(t, board)),
        section(lines(bold(t("Who needs you")), _standing(t, board))),
        *(rows or [section(_nobody(t, board))]),
        *_pages(t, board),
    ]


def _days_left(t: Translator, programme: Programme, today: date) -> str:
    left = (programme.ends_on - today).days
    return t.n("{count} day left", "{count} days left", left) if today >= programme.starts_on and left >= 0 else ""


def totals_lines(t: Translator, totals: ProgrammeTotals) -> str:
    """What was held, planned and written beside what was expected; the same words on Home and in digests."""
    held = t.n("{count} session held", "{count} sessions held", totals.held)
    if totals.expected is not None:
        held = t.n(
            "{count} session held, of {expected} expected by now",
            "{count} sessions held, of {expected} expected by now",
            totals.held,
            expected=totals.expected,
        )
    figures = [
        t.n("{count} planned in all", "{count} planned in all", totals.planned),
        t.n("{count} not confirmed", "{count} not confirmed", totals.unconfirmed) if totals.unconfirmed else "",
        t.n("{count} with a note", "{count} with a note", totals.notes),
    ]
    return lines(t.dotted([bold(held), *figures]), _meetings(t, totals))


def _meetings(t: Translator, totals: ProgrammeTotals) -> str:
    meetings = totals.meetings
    if not meetings.planned:
        return ""
    held = t("Joint meetings: {over} of {planned} are over", over=meetings.meetings, planned=meetings.planned)
    if not meetings.places:
        return held
    share = round(100 * meetings.attended / meetings.places)
    attended = t(
        "{attended} of {places} places attended ({share} %)",
        attended=meetings.attended,
        places=meetings.places,
        share=share,
    )
    return t.dotted([held, attended])


def _standing(t: Translator, board: Board) -> str:
    counts = [
        t.n("{count} pair", "{count} pairs", board.totals.pairs),
        t.n("{count} needs somebody", "{count} need somebody", board.needing) if board.needing else "",
        t.n("{count} of them most of all", "{count} of them most of all", board.urgent) if board.urgent else "",
        t.n("{count} rests", "{count} rest", board.resting) if board.resting else "",
    ]
    return lines(t.dotted(counts), _narrowed(t, board))


def _narrowed(t: Translator, board: Board) -> str:
    """What the list was narrowed down to; empty where it was not."""
    wanted = board.wanted
    if replace(wanted, programme_id=None, page=0) == PairFilter():
        return ""
    parts = [
        t(SHOWN[wanted.show]) if wanted.show is not Show.AWAKE else "",
        t("mentees in {country}", country=t.country(wanted.country)) if wanted.country else "",
        t("mentors in {country}", country=t.country(wanted.mentor_country)) if wanted.mentor_country else "",
        t("no session held in {month}", month=month_name(t, wanted.month)) if wanted.month else "",
        t("“{words}”", words=t.escape(wanted.words)) if wanted.words else "",
        t.n("{count} found", "{count} found", board.found),
    ]
    return t("Shown: {what}", what=t.dotted(parts))


def _nobody(t: Translator, board: Board) -> str:
    if not board.totals.pairs:
        return t("There are no pairs yet.")
    narrowed = replace(board.wanted, programme_id=None, page=0) != PairFilter()
    return t("No pair matches.") if narrowed else t("No pair needs you. Those that rest come back by themselves.")


def _ways(t: Translator, board: Board) -> list[Dict]:
    narrowed = replace(board.wanted, programme_id=None, page=0) != PairFilter()
    everything = encoded(PairFilter(board.wanted.programme_id))
    return [
        button(t("Search and filter"), Action.BOARD_FILTER),
        *([button(t("Show all again"), numbered(Action.BOARD_PAGE, 0), everything)] if narrowed else []),
        button(t("Run the programme"), Action.PROGRAMME_OPEN, str(board.programme.id)),
    ]


def _pages(t: Translator, board: Board) -> list[Dict]:
    if board.pages == 1:
        return []
    beside = [(board.page - 1, t("Earlier")), (board.page + 1, t("Later"))]
    return [
        context(t("Page {page} of {pages}", page=board.page + 1, pages=board.pages)),
        actions(
            [
                button(words, numbered(Action.BOARD_PAGE, place + 1), encoded(replace(board.wanted, page=page)))
                for place, (page, words) in enumerate(beside)
                if 0 <= page < board.pages
            ]
        ),
    ]


def row_blocks(t: Translator, row: PairStanding, people: Mapping[int, Person], today: date) -> list[Dict]:
    """One pair: who they are, why they need somebody in words, what was done; and what can be done in one tap."""
    facts = context_of_row(t, row, people, today)
    look = button(
        t("Look"), Action.PAIR_LOOK, str(row.pair_id), label=t("Look at {pair}", pair=bare_couple(t, row.couple))
    )
    if not row.needs_somebody:
        return [section(lines(row_title(t, row), facts), look)]
    said = lines(
        row_title(t, row), *(t.marked("•", reason(t, one, row.couple, today)) for one in row.risk.parts), facts
    )
    return [section(said), actions([*care_buttons(t, row), look])]


def row_title(t: Translator, row: PairStanding) -> str:
    """ "Luca (Italy) with Awa (France) · needs you, 6 points"."""
    couple = t("{mentee} with {mentor}", mentee=_placed(t, row.couple.mentee), mentor=_placed(t, row.couple.mentor))
    level = t("resting") if row.rests else t("they pause") if row.couple.paused else t(LEVELS[row.level])
    if row.risk.score and not row.rests:
        level = t.n("{level}, {count} point", "{level}, {count} points", row.risk.score, level=level)
    return t.dotted([bold(couple), level])


def _placed(t: Translator, member: Member) -> str:
    name = t.escape(shorten(member.name, LONGEST_NAME))
    return t("{name} ({country})", name=name, country=t.country(member.country)) if member.country else name


def bare_couple(t: Translator, couple: Couple) -> str:
    """Both names for plain text."""
    return t.enumerated([shorten(couple.mentee.name, LONGEST_NAME), shorten(couple.mentor.name, LONGEST_NAME)])


def care_buttons(t: Translator, row: PairStanding) -> list[Dict]:
    """What a coordinator may do about the pair, each with one tap."""
    pair, value = bare_couple(t, row.couple), str(row.pair_id)
    return [
        button(t("Nudge"), Action.PAIR_NUDGE, value, label=t("Nudge {pair}", pair=pair)),
        button(t("Write to both"), Action.PAIR_WRITE, value, label=t("Write to {pair}", pair=pair)),
        button(t("Note a call"), Action.PAIR_CALL, value, label=t("Note a call with {pair}", pair=pair)),
        button(t("Let rest"), Action.PAIR_REST, value, label=t("Let {pair} rest", pair=pair)),
    ]


def context_of_row(t: Translator, row: PairStanding, people: Mapping[int, Person], today: date) -> str:
    """The figures of a pair in small words, and what was done last."""
    figures, zone = row.figures, row.couple.mentee.zone
    facts = [
        t.n("{count} held", "{count} held", figures.held),
        t("last {day}", day=t.short_day(local(figures.held_at, zone).date())) if figures.held_at else "",
        t("next {day}", day=t.short_day(local(figures.next_at, zone).date())) if figures.next_at else "",
        t.n("{count} not confirmed", "{count} not confirmed", figures.unconfirmed) if figures.unconfirmed else "",
    ]
    return lines(t.dotted(facts), care_line(t, row.care, people) if row.care else "", _rest(t, row))


def _rest(t: Translator, row: PairStanding) -> str:
    return t("Rests until {day}, unless something new happens.", day=t.day(row.rests_until)) if row.rests_until else ""


def care_line(t: Translator, care: Care, people: Mapping[int, Person]) -> str:
    """What a coordinator did, and when."""
    by = people.get(care.by)
    name = t.escape(shorten(by.name, LONGEST_NAME)) if by else t("A coordinator")
    day = t.short_day(local(care.at, by.zone if by else "UTC").date())
    return t(DONE[care.kind], name=name, day=day, text=t.escape(shorten(care.text, LONGEST_REMARK)))


def reason(t: Translator, part: Part, couple: Couple, today: date) -> str:
    """Why a pair needs somebody, as a sentence of mrkdwn."""
    if part.kind is ReasonKind.QUIET:
        return _quiet(t, part)
    return t(
        DIFFER[part.differs] if part.differs else REASONS[part.kind],
        day=_since(t, part, couple, today),
        until=t.short_day(part.until) if part.until else "",
        names=_names(t, part, couple),
    )


def _quiet(t: Translator, part: Part) -> str:
    if part.never:
        return t.n("No session yet, for {count} day.", "No session yet, for {count} days.", part.days)
    return t.n("No session for {count} day.", "No session for {count} days.", part.days)


def _since(t: Translator, part: Part, couple: Couple, today: date) -> str:
    """The day on the mentee's clock; within a week its name is enough."""
    if part.since is None:
        return ""
    day = local(part.since, couple.mentee.zone).date()
    return t.weekday(day) if timedelta(0) <= today - day <= timedelta(days=THIS_WEEK) else t.short_day(day)


def _names(t: Translator, part: Part, couple: Couple) -> str:
    about = [one for one in couple.people if one.id in part.people]
    return t.enumerated([t.escape(shorten(one.name, LONGEST_NAME)) for one in about])


def encoded(wanted: PairFilter) -> str:
    """What a list is narrowed down to, for a button or a form to carry."""
    month = wanted.month.isoformat() if wanted.month else ""
    return json.dumps(
        [wanted.programme_id, wanted.show, wanted.country, wanted.mentor_country, month, wanted.words, wanted.page],
        ensure_ascii=False,
    )


def decoded(carried: str) -> PairFilter:
    """The other way round; the usual list for what carries none."""
    if not carried:
        return PairFilter()
    programme_id, show, country, mentor_country, month, words, page = json.loads(carried)
    return PairFilter(
        programme_id, Show(show), country, mentor_country, date.fromisoformat(month) if month else None, words, page
    )


def filter_form(t: Translator, board: Board, today: date) -> Dict:
    """Which pairs to show; with several programmes, of which one. Metadata: the list's filter and programme."""
    wanted = board.wanted
    shown = [option(t(label), one.value) for one, label in SHOWN.items()]
    chooser = one_of(t, programme_options(board.programmes), str(board.programme.id))
    return modal(
        t("Search and filter"),
        [
            field(Block.PROGRAMME, t("Programme"), chooser) if len(board.programmes) > 1 else None,
            field(Block.SHOW, t("Which pairs"), select(shown, wanted.show.value)),
            field(
                Block.WORDS,
                t("Words of a name or cluster"),
                text_input(wanted.words, longest=LONGEST_WORDS),
                optional=True,
            ),
            _countries(t, Block.COUNTRIES, t("Mentee’s country"), board.countries, wanted.country),
            _countries(t, Block.MENTOR_COUNTRY, t("Mentor’s country"), board.mentor_countries, wanted.mentor_country),
            field(
                Block.MONTH,
                t("No session held in"),
                select(_months(t, board.programme, today), wanted.month.isoformat() if wanted.month else None),
                optional=True,
            ),
        ],
        form=Form.BOARD_FILTER,
        metadata=encoded(replace(wanted, programme_id=board.programme.id)),
        submit=t("Show"),
        close=t("Cancel"),
    )


def _countries(t: Translator, block: Block, label: str, codes: Iterable[str], chosen: str) -> Dict | None:
    options = country_options(t, codes)
    return field(block, label, one_of(t, options, chosen or None), optional=True) if options else None


def _months(t: Translator, programme: Programme, today: date) -> list[Dict]:
    months, month = [], programme.starts_on.replace(day=1)
    while month <= max(programme.starts_on, min(today, programme.ends_on)):
        months.append(option(month_name(t, month), month.isoformat()))
        month = (month + timedelta(days=31)).replace(day=1)
    return months
