"""A programme as those see it who run it, and as its people do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers.i18n import Translator
from handlers.ids import Action, numbered
from handlers.views.blocks import (
    LONGEST_HEADER,
    LONGEST_LABEL,
    MOST_OPTIONS,
    Dict,
    Message,
    actions,
    and_more,
    bold,
    button,
    context,
    header,
    lines,
    message,
    option,
    quoted,
    section,
    select,
    shorten,
)
from handlers.views.choosing import LONGEST_VALUE, named_apart
from handlers.views.home import mention
from handlers.views.listing import fits
from handlers.views.months import month_of
from handlers.views.people import names_of
from handlers.views.programme_settings import STATES, STEPS
from mentoring.people import Programme, Role
from mentoring.programme_overview import ProgrammeOverview
from mentoring.sessions import Who

SHOWN_NAMES = 10
SHOWN_PROGRAMMES = 10
AS_BUTTONS = 10
LONGEST_REST = 1000
IN_A_ROW = 5
LONGEST_IN_LIST = (LONGEST_LABEL, 60, 50, 40)
"""Of a name, the first with which they are not more than Slack takes in a message; a hundred of the last never are."""


def hub(
    t: Translator,
    overview: ProgrammeOverview,
    topics: Sequence[tuple[str, str]],
    now: datetime,
    remark: str = "",
    *,
    to_invite: str = "",
) -> Message:
    """Where the programme stands, what is missing, and a button for each topic: (label, word).

    ``to_invite`` is what somebody has to type in its channel, where the bot is not in it.
    """
    programme = overview.programme
    buttons = [
        button(label, numbered(Action.PROGRAMME_TOPIC, index), f"{word} {programme.id}")
        for index, (label, word) in enumerate(topics)
    ]
    return message(
        [
            section(remark) if remark else None,
            header(programme.name),
            context(t.dotted([t(STATES[programme.state]), month_of(t, programme, now)])),
            section(lines(*_standing(t, overview))),
            *_missing(t, overview),
            _not_in_channel(t, programme, to_invite) if to_invite else None,
            *(actions(buttons[at : at + IN_A_ROW]) for at in range(0, len(buttons), IN_A_ROW)),
            actions([button(t("Set up another programme"), Action.PROGRAMME_NEW)]),
        ]
    )


def _not_in_channel(t: Translator, programme: Programme, to_invite: str) -> Dict:
    told = t(
        "I am not in {channel}, so newcomers can't be presented there. Type in it: {invitation}",
        channel=f"<#{programme.channel}>",
        invitation=to_invite,
    )
    return section(told, button(t("Check again"), Action.PROGRAMME_CHANNEL, str(programme.id)))


def which_hub(t: Translator, programmes: Sequence[Programme]) -> Message:
    """Which of the programmes that a person coordinates they mean."""
    return _which(t, programmes, Action.PROGRAMME_OPEN)


def which_programme(t: Translator, programmes: Sequence[Programme], word: str, rest: str) -> Message:
    """The same for a topic; what was typed after its word goes along."""
    return _which(t, programmes, Action.PROGRAMME_TOPIC, word, rest)


def which_to_call_in(t: Translator, programmes: Sequence[Programme], text: str, *, joint: bool) -> Message:
    """The same for a session of several; what was typed goes along."""
    return _which(t, programmes, Action.GATHERING_WHERE, "joint" if joint else "group", text)


def for_participants(t: Translator, who: Who, now: datetime) -> Message:
    """What a participant may know of their programmes, and whom to turn to."""
    return message([block for one in who.programmes[:SHOWN_PROGRAMMES] for block in _for_participants(t, one, now)])


def _which(t: Translator, programmes: Sequence[Programme], action: Action, word: str = "", typed: str = "") -> Message:
    """A few as buttons, more in a list, of very many those that begin last.

    What is too long for a list to go along is shown, to copy it from there.
    """
    asked = section(t("Which programme do you mean?"))
    if len(programmes) <= AS_BUTTONS:
        return message([asked, actions(_buttons(programmes, action, word, typed[:LONGEST_REST]))])
    latest, more = programmes[-MOST_OPTIONS:], and_more(t, len(programmes) - MOST_OPTIONS)
    wholes = ([asked, actions([one]), *more] for one in _lists(t, latest, action, word, typed))
    whole = next((one for one in wholes if fits(one)), None)
    if whole and max(len(_answer(word, one, typed)) for one in latest) <= LONGEST_VALUE:
        return message(whole)
    told = t("What you typed is too long to go along with your choice. Here it is, to copy from:")
    copied = section(lines(told, quoted(t, typed, LONGEST_REST)))
    *longer, shortest = ([asked, actions([one]), *more, copied] for one in _lists(t, latest, action, word, ""))
    return message(next((one for one in longer if fits(one)), shortest))


def _answer(word: str, programme: Programme, typed: str) -> str:
    return f"{word} {programme.id} {typed}".strip()


def _buttons(programmes: Sequence[Programme], action: Action, word: str, typed: str) -> list[Dict]:
    return [
        button(name, numbered(action, at), _answer(word, one, typed))
        for at, (name, one) in enumerate(named_apart(programmes, LONGEST_LABEL))
    ]


def _lists(t: Translator, programmes: Sequence[Programme], action: Action, word: str, typed: str) -> Iterator[Dict]:
    """The list with names as long as Slack takes of each, then with shorter ones."""
    for longest in LONGEST_IN_LIST:
        options = [option(name, _answer(word, one, typed)) for name, one in named_apart(programmes, longest)]
        yield {**select(options, placeholder=t("Choose a programme")), "action_id": numbered(action, 0)}


def _for_participants(t: Translator, programme: Programme, now: datetime) -> list[Dict]:
    facts = [month_of(t, programme, now)]
    if programme.sessions_a_month:
        facts.append(expectation(t, programme))
    return [section(lines(bold(t.escape(shorten(programme.name, LONGEST_HEADER))), t.dotted(facts)))]


def expectation(t: Translator, programme: Programme) -> str:
    """How many sessions a month a pair is expected to have."""
    return t.n("{count} session a month", "{count} sessions a month", programme.sessions_a_month)


def _standing(t: Translator, overview: ProgrammeOverview) -> list[str]:
    programme = overview.programme
    mentors, mentees = overview.in_role(Role.MENTOR), overview.in_role(Role.MENTEE)
    coordinators = t.enumerated([mention(t, one) for one in overview.coordinators[:SHOWN_NAMES]])
    return [
        t("From {first} to {last}", first=t.day(programme.starts_on), last=t.day(programme.ends_on)),
        t.dotted(
            [
                t.n("{count} mentor", "{count} mentors", len(mentors)),
                t.n("{count} mentee", "{count} mentees", len(mentees)),
                t.n("{count} pair", "{count} pairs", len(overview.pairs)),
                t.n("{count} joint meeting called", "{count} joint meetings called", overview.called),
            ]
        ),
        t("Run by {names}", names=coordinators) if coordinators else "",
    ]


def _missing(t: Translator, overview: ProgrammeOverview) -> list[Dict]:
    found = []
    if overview.steps_left:
        steps = t.enumerated([t(STEPS[step.value]) for step in overview.steps_left])
        found.append(t("Not settled yet: {steps}", steps=steps))
    if overview.unpaired:
        found.append(
            t("Without a mentor: {names}", names=names_of(t, overview.unpaired[:SHOWN_NAMES]))
            + _more(t, len(overview.unpaired))
        )
    if overview.not_in_slack:
        found.append(
            t("Not seen in Slack yet: {names}", names=names_of(t, overview.not_in_slack[:SHOWN_NAMES]))
            + _more(t, len(overview.not_in_slack))
        )
    return [section(lines(*found))] if found else []


def _more(t: Translator, count: int) -> str:
    left = count - SHOWN_NAMES
    return " " + t.n("and {count} more", "and {count} more", left) if left > 0 else ""
