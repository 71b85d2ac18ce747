"""What a coordinator does about a pair, as forms, and what they see when they look at it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, of_person
from handlers.views.attendance import settle_button_of
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    date_picker,
    field,
    header,
    lines,
    message,
    modal,
    quoted,
    section,
    shorten,
    text_input,
)
from handlers.views.board import care_buttons, care_line, context_of_row, reason, row_title
from handlers.views.people import LONGEST_NAME, name_of, names_of
from mentoring.attendance import Standing
from mentoring.clocks import local
from mentoring.oversight import PairStanding
from mentoring.people import Person, Programme
from mentoring.risk import ReasonKind
from mentoring.sessions import SessionState
from mentoring.stories import NudgeOf, PairStory, SessionSeen

SESSIONS_SHOWN, CARES_SHOWN = 15, 15
LONGEST_CARE = 1000

STANDINGS = {
    Standing.HELD: N_("held"),
    Standing.NOT_HELD: N_("not held"),
    Standing.DISPUTED: N_("they differ"),
    Standing.AWAITING: N_("word is awaited"),
    Standing.UNCONFIRMED: N_("not confirmed"),
}
NUDGED_WHEN = N_("It is sent in their next working hour, together with what I would remind them of this week.")
TO_SETTLE = frozenset({Standing.DISPUTED, Standing.UNCONFIRMED})
STATES = {
    SessionState.PROPOSED: N_("proposed"),
    SessionState.CONFIRMED: N_("booked"),
    SessionState.DECLINED: N_("declined"),
    SessionState.CANCELLED: N_("cancelled"),
    SessionState.EXPIRED: N_("nobody answered"),
}
WHY_NOT = {
    "not_here": N_("{name} is not in this Slack, so nothing can be sent."),
    "switched_off": N_("{name} wants no nudges. You may write to both instead."),
    "nudged": N_("{name} was nudged this week already ({day}). The next one may go on Monday."),
}


def look_view(t: Translator, story: PairStory, viewer: Person, now: datetime, home: str) -> Dict:
    """The pair's history as far as a coordinator may see it; of notes only that they are there."""
    row = story.standing
    today = local(now, viewer.zone).date()
    return modal(
        t("The pair"),
        [
            *(_standing(t, row, story, today) if row else [section(_former(t, story))]),
            *_sessions(t, story, viewer),
            *_cares(t, story),
            context(t("What the two write to each other, and their private notes, are not shown here.")),
        ],
        form=Form.NOTICE,
        metadata=carried(story, home),
        close=t("Close"),
    )


def carried(story: PairStory, home: str, token: str = "") -> str:
    """What a form about a pair carries: the pair, how Home was narrowed down, and the token of what it does."""
    return json.dumps({"pair": story.pair.id, "home": home, "token": token}, ensure_ascii=False)


def _former(t: Translator, story: PairStory) -> str:
    names = names_of(t, [story.mentee, story.mentor])
    ended = story.pair.ends_on
    return t("{names} were a pair until {day}.", names=names, day=t.day(ended)) if ended else names


def _standing(t: Translator, row: PairStanding, story: PairStory, today: date) -> list[Dict]:
    whys = [(one.points, reason(t, one, row.couple, today)) for one in row.risk.parts]
    parts = [t.n("{count} point: {reason}", "{count} points: {reason}", points, reason=why) for points, why in whys]
    wake = [button(t("Take it up again"), Action.PAIR_WAKE, str(row.pair_id))] if row.rests else []
    return [
        section(lines(row_title(t, row), *(t.marked("•", part) for part in parts))),
        context(context_of_row(t, row, story.people, today)),
        actions([*care_buttons(t, row), *wake]),
    ]


def _sessions(t: Translator, story: PairStory, viewer: Person) -> list[Dict]:
    if not story.sessions:
        return [section(t("No session yet."))]
    told = groupby(story.sessions[:SESSIONS_SHOWN], key=lambda one: _to_settle(one, viewer))
    rows = [block for settle, group in told for block in _rows(t, list(group), story, viewer, settle=settle)]
    return [header(t("Sessions")), *rows]


def _to_settle(seen: SessionSeen, viewer: Person) -> bool:
    """Whether the session waits for a coordinator who is not one of the two."""
    unclear = seen.session.state is SessionState.CONFIRMED and seen.standing in TO_SETTLE
    return unclear and viewer.id not in seen.session.people


def _rows(
    t: Translator, sessions: Sequence[SessionSeen], story: PairStory, viewer: Person, *, settle: bool
) -> list[Dict]:
    """Sessions a line each; those that wait for a coordinator with the button to settle them."""
    if not settle:
        return [section(lines(*(_session(t, one, story, viewer) for one in sessions)))]
    both = [story.mentee, story.mentor]
    return [
        section(_session(t, one, story, viewer), settle_button_of(t, one.session, both, viewer)) for one in sessions
    ]


def _session(t: Translator, seen: SessionSeen, story: PairStory, viewer: Person) -> str:
    session = seen.session
    stands = t(STANDINGS[seen.standing]) if seen.standing else t(STATES[session.state])
    if session.state is not SessionState.CONFIRMED:
        stands = t(STATES[session.state])
    noted = [story.people[one] for one in seen.noted_by if one in story.people]
    facts = [
        t.short_day(local(session.when.start, viewer.zone).date()),
        stands,
        t.n("moved {count} time", "moved {count} times", seen.moves) if seen.moves else "",
        t("note by {names}", names=names_of(t, noted)) if noted else "",
    ]
    return t.dotted(facts)


def _cares(t: Translator, story: PairStory) -> list[Dict]:
    if not story.cares:
        return []
    rows = [care_line(t, one, story.people) for one in story.cares]
    told_once = list(dict.fromkeys(rows))  # who writes to both does it to each of them
    return [header(t("What coordinators did")), section(lines(*told_once[:CARES_SHOWN]))]


def nudge_form(t: Translator, story: PairStory, texts: Mapping[int, tuple[str, str]], home: str, token: str) -> Dict:
    """What each of the two would read, in their own language, to be changed; ``texts`` by person: (text, language)."""
    may = [one for one in story.nudges if one.may]
    done = story.standing.care if story.standing else None
    fields = [
        field(
            of_person(Block.TEXT, one.person.id),
            t("To {name}", name=shorten(one.person.name, LONGEST_NAME)),
            text_input(texts[one.person.id][0], longest=story.programme.booking.longest_word, multiline=True),
            optional=len(may) > 1,
            hint=_hint(t, texts[one.person.id][1], several=len(may) > 1),
        )
        for one in may
    ]
    return modal(
        t("Nudge"),
        [
            section(bold(names_of(t, [story.mentee, story.mentor]))),
            *([context(care_line(t, done, story.people))] if done else []),
            *fields,
            *(context(_why_not(t, one)) for one in story.nudges if not one.may),
            *([context(t(NUDGED_WHEN))] if may else []),
        ],
        form=Form.PAIR_NUDGE,
        metadata=carried(story, home, token),
        submit=t("Send") if may else "",
        close=t("Back"),
    )


def _hint(t: Translator, language: str, *, several: bool) -> str:
    reads = t("Reads {language}.", language=t.language_name(language))
    return t("{reads} Empty it to leave this person in peace.", reads=reads) if several else reads


def _why_not(t: Translator, one: NudgeOf) -> str:
    day = t.short_day(local(one.nudged_at, one.person.zone).date()) if one.nudged_at else ""
    return t(WHY_NOT[one.why_not], name=name_of(t, one.person), day=day)


def write_form(t: Translator, story: PairStory, home: str, token: str) -> Dict:
    """A text to both, and how it will reach them."""
    names = names_of(t, [story.mentee, story.mentor])
    return modal(
        t("Write to both"),
        [
            section(t("{names} will both read it, with your name, in their next working hour.", names=names)),
            field(
                Block.TEXT,
                t("Your message"),
                text_input(longest=story.programme.booking.longest_word, multiline=True),
                hint=t("It is sent as you write it; what I add around it is in the language of each."),
            ),
        ],
        form=Form.PAIR_WRITE,
        metadata=carried(story, home, token),
        submit=t("Send"),
        close=t("Back"),
    )


def call_form(t: Translator, story: PairStory, home: str, token: str) -> Dict:
    """What came of a call, for coordinators alone, and until when the row rests for it."""
    return modal(
        t("Note a call"),
        [
            section(bold(names_of(t, [story.mentee, story.mentor]))),
            field(
                Block.TEXT,
                t("What came of it"),
                text_input(longest=LONGEST_CARE, multiline=True, placeholder=t("Spoke to Amina; back in June")),
                hint=t("Only coordinators of this programme read it."),
            ),
            field(
                Block.UNTIL,
                t("Let the row rest until"),
                date_picker(),
                optional=True,
                hint=t.n(
                    "Without a day, it rests for {count} day.",
                    "Without a day, it rests for {count} days.",
                    story.programme.risk.rest_after_call,
                ),
            ),
        ],
        form=Form.PAIR_CALL,
        metadata=carried(story, home, token),
        submit=t("Keep"),
        close=t("Back"),
    )


def rest_form(t: Translator, story: PairStory, today: date, home: str, token: str) -> Dict:
    """Until when the row rests and why, for the other coordinators to read."""
    usual = today + timedelta(days=story.programme.risk.rest_after_call)
    return modal(
        t("Let rest"),
        [
            section(bold(names_of(t, [story.mentee, story.mentor]))),
            field(Block.UNTIL, t("Until"), date_picker(usual)),
            field(
                Block.TEXT,
                t("Why"),
                text_input(longest=LONGEST_CARE, multiline=True),
                hint=t("Only coordinators of this programme read it."),
            ),
            context(t("The row comes back on the day after, or as soon as there is a new reason.")),
        ],
        form=Form.PAIR_REST,
        metadata=carried(story, home, token),
        submit=t("Let rest"),
        close=t("Back"),
    )


def resting_view(t: Translator, pair_id: int, sentence: str, home: str) -> Dict:
    """That the row rests now, said in ``sentence``, with the way to undo it."""
    wake = button(t("Take it up again"), Action.PAIR_WAKE, str(pair_id))
    about = json.dumps({"home": home}, ensure_ascii=False)
    return modal(
        t("The pair"), [section(sentence), actions([wake])], form=Form.NOTICE, metadata=about, close=t("Close")
    )


PROPOSED_NUDGE = N_(
    "Your session with {names}, proposed for {day}, still waits for an answer. Would you look at it on Home, or "
    "propose another time?"
)
DEFAULT_NUDGES = {
    ReasonKind.QUIET: N_(
        "You and {names} have had no session for a while. Would you book the next one? /mentor book finds a time that "
        "suits you both."
    ),
    ReasonKind.OUTCOME_MISSING: N_(
        "Would you tell me how your last session with {names} went? It takes a minute, on Home or with /mentor note."
    ),
    ReasonKind.DISPUTED: N_(
        "You and {names} told me different things about a session. Would you look at it together on Home?"
    ),
    ReasonKind.MOVED_TWICE: N_(
        "Your last sessions with {names} had to be moved. Would another hour of the week suit you both better?"
    ),
    ReasonKind.WELCOME_UNANSWERED: N_(
        "You have not answered my first questions yet. Would you take two minutes for them? They are in our "
        "conversation."
    ),
    ReasonKind.AWAY: N_("How are you and {names} getting on? Would you book your next session?"),
}


def default_nudge(t: Translator, story: PairStory, person: Person) -> str:
    """What would be said to one of the two, in their language, about the weightiest reason; plain text."""
    other = story.mentee if person.id == story.pair.mentor_id else story.mentor
    parts = story.standing.risk.parts if story.standing else ()
    kinds = [one.kind for one in parts if one.kind is not ReasonKind.WELCOME_UNANSWERED or person.id in one.people]
    kind = kinds[0] if kinds else ReasonKind.AWAY
    proposed = [one.session.when.start for one in story.sessions if one.session.state is SessionState.PROPOSED]
    if kind is ReasonKind.QUIET and proposed:
        return t(PROPOSED_NUDGE, names=other.name, day=t.day(local(min(proposed), person.zone).date()))
    return t(DEFAULT_NUDGES[kind], names=other.name)


def told(t: Translator, people: Sequence[Person]) -> str:
    """That these are written to."""
    return t("Done. {names} will read it in their next working hour.", names=names_of(t, people))


def pair_word(t: Translator, by: Person, other: Person, programme: Programme, text: str) -> Message:
    """A coordinator's word to both of a pair, as one of them reads it."""
    first = t(
        "{name}, who coordinates {programme}, writes to you and {other}:",
        name=name_of(t, by),
        programme=t.escape(shorten(programme.name, LONGEST_NAME)),
        other=name_of(t, other),
    )
    said = quoted_text(t, text)
    return message([section(first), section(said) if said else None])


def quoted_text(t: Translator, text: str) -> str:
    """Every line of what somebody wrote, as a quotation."""
    return lines(*(quoted(t, line, 3000) if line.strip() else ">" for line in text.splitlines()))
