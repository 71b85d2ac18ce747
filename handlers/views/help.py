"""What a person can do: the table of verbs, and what a bare /mentor shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from handlers.i18n import Translator
from handlers.ids import Action
from handlers.verbs import VERBS, Entry, Verb
from handlers.views.blocks import Dict, Message, actions, bold, button, context, header, lines, message, section
from handlers.views.concerns import concern_button
from handlers.views.home import coordinates, programme_lines, roster_button, stranger_sentence
from handlers.views.sessions import awaited, book_button, coming, nothing_to_come, row_blocks, takes_part, titled
from mentoring.people import Person, Role
from mentoring.sessions import Overview, Who

COMMAND = "/mentor"
SHOWN_AWAITING, SHOWN_UPCOMING = 3, 2


def help_message(t: Translator, who: Who) -> Message:
    """The verbs this person has, each with what to type; for a stranger, whom to turn to."""
    if who.person is None:
        return stranger(t, who.coordinators)
    roles = frozenset[Role]().union(*(one.roles for one in who.participations))
    entries = [section(_lines(t)[entry.verb]) for entry in VERBS if entry.roles & roles]
    return message([header(t("What you can do here")), *entries, context(_languages(t))])


def unknown_verb(t: Translator, typed: str, who: Who) -> Message:
    """A word after /mentor that is no verb, then help."""
    said = t("I don't know “{word}”. This is what I know:", word=t.escape(typed[:80]))
    shown = help_message(t, who)
    return Message(lines(said, shown.text), [section(said), *shown.blocks])


def stranger(t: Translator, coordinators: Sequence[Person]) -> Message:
    """A kind answer for somebody in no programme."""
    return message([section(stranger_sentence(t, coordinators))])


def what_now(t: Translator, overview: Overview, now: datetime) -> Message:
    """A bare /mentor: what awaits this person, what comes next, and what they can do now."""
    me = overview.person
    asked = awaited(overview)
    awaiting = [row_blocks(t, one, me, now) for one in asked[:SHOWN_AWAITING]]
    to_come = coming(overview)
    upcoming = [row_blocks(t, one, me, now) for one in to_come[:SHOWN_UPCOMING]]
    blocks: list[Dict] = [
        *(context(line) for line in programme_lines(t, overview, now)),
        *titled(t, t("Waiting for your answer"), awaiting, len(asked) - SHOWN_AWAITING),
        *titled(t, t("Coming up"), upcoming, len(to_come) - SHOWN_UPCOMING),
    ]
    if not (awaiting or upcoming):
        blocks.append(section(nothing_to_come(t, overview)))
    return message([*blocks, actions(_buttons(t, overview))])


def help_button(t: Translator) -> Dict:
    """Shows the verbs that this person has."""
    return button(t("Help"), Action.HELP_SHOW)


def _buttons(t: Translator, overview: Overview) -> list[Dict]:
    return [
        *([book_button(t)] if overview.partners else []),
        *([button(t("My sessions"), Action.HOME_SESSIONS)] if takes_part(overview) else []),
        *([roster_button(t)] if coordinates(overview) else []),
        *([concern_button(t)] if takes_part(overview) else []),
        help_button(t),
    ]


@cache
def _lines(t: Translator) -> Mapping[Verb, str]:
    """What help says of each verb; drawn once in each language."""
    return {entry.verb: _line(t, entry) for entry in VERBS}


def _line(t: Translator, entry: Entry) -> str:
    typed = " ".join(filter(None, (COMMAND, entry.word(t.language), t(entry.parameters) if entry.parameters else "")))
    return lines(bold(t.isolated(f"`{typed}`")), t(entry.hint))


def _languages(t: Translator) -> str:
    return t("Each of these words may be typed in English, French, Arabic, Spanish or Italian.")
