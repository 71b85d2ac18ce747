"""`/mentor <verb>`: which listener hears which verb."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Mapping

from handlers import parsing
from handlers.actions import on_actions_asked
from handlers.announce import on_announce_typed
from handlers.attendance import on_attendance_asked
from handlers.booking import answer_line, on_booking_typed
from handlers.concerns import on_concern_asked
from handlers.gatherings import on_group_typed, on_joint_typed
from handlers.hours import answer_hours, asks_for_several, on_slots_typed
from handlers.ids import Action
from handlers.listeners import Listeners
from handlers.note_history import on_notes_typed
from handlers.notes import on_note_typed
from handlers.polls import on_poll_typed
from handlers.portfolio import on_find_typed
from handlers.profile import on_profile_typed
from handlers.programme import on_programme_typed
from handlers.reminders import open_reminders_form
from handlers.roster import open_roster_form
from handlers.sessions import on_sessions_asked
from handlers.verbs import VERBS, Entry, Verb
from handlers.views import blocks
from handlers.views.help import COMMAND, help_message, unknown_verb, what_now
from handlers.visit import Visit
from mentoring.folding import folded

PERHAPS_MEANT, SURELY_MEANT = 0.6, 0.8


async def on_help_asked(visit: Visit) -> None:
    """`/mentor help`, and the button: the verbs this person has."""
    await visit.reply.privately(help_message(visit.t, visit.who))


async def on_nothing_typed(visit: Visit) -> None:
    """A bare `/mentor`: what this person can do now."""
    await visit.reply.privately(what_now(visit.t, await visit.at_a_glance(), visit.now))


async def on_anything_typed(text: str, visit: Visit) -> None:
    """No verb: a line that names a time is a booking; anything else gets help, with the verb that comes nearest."""
    t = visit.t
    said = parsing.typed(text, t.language)
    misspelt = nearest_verb(said.word, cutoff=SURELY_MEANT)
    line = await visit.line(said.rest if misspelt and misspelt.verb is Verb.BOOK else text)
    if asks_for_several(line):
        await answer_hours(line, visit)
        return
    if line.names_a_time:
        await answer_line(line, visit)
        return
    shown = unknown_verb(t, parsing.plain(said.word), visit.who)
    if nearest := nearest_verb(said.word, cutoff=PERHAPS_MEANT):
        meant = t.escape(parsing.plain(f"{COMMAND} {nearest.word(t.language)} {said.rest}".strip()))
        hint = blocks.section(t("Did you mean {command}?", command=f"`{meant}`"))
        shown = blocks.message([hint, *shown.blocks])
    await visit.reply.privately(shown)


def nearest_verb(word: str, *, cutoff: float) -> Entry | None:
    """The verb that ``word`` may have been meant for in any language; ``cutoff`` is how alike, 1 being equal."""
    known = {folded(alias): entry for entry in VERBS for aliases in entry.aliases.values() for alias in aliases}
    found = difflib.get_close_matches(folded(word), known, n=1, cutoff=cutoff)
    return known[found[0]] if found else None


ASKED: Mapping[Verb, Callable[[Visit], Awaitable[None]]] = {
    Verb.SESSIONS: on_sessions_asked,
    Verb.ATTENDANCE: on_attendance_asked,
    Verb.ACTIONS: on_actions_asked,
    Verb.REMINDERS: open_reminders_form,
    Verb.ROSTER: open_roster_form,
    Verb.CONCERN: on_concern_asked,
    Verb.HELP: on_help_asked,
}
"""Verbs that take nothing after them."""

TYPED: Mapping[Verb, Callable[[str, Visit], Awaitable[None]]] = {
    Verb.BOOK: on_booking_typed,
    Verb.GROUP: on_group_typed,
    Verb.JOINT: on_joint_typed,
    Verb.NOTE: on_note_typed,
    Verb.NOTES: on_notes_typed,
    Verb.SLOTS: on_slots_typed,
    Verb.POLL: on_poll_typed,
    Verb.FIND: on_find_typed,
    Verb.PROFILE: on_profile_typed,
    Verb.ANNOUNCE: on_announce_typed,
    Verb.PROGRAMME: on_programme_typed,
}
"""Verbs that are handed what follows them."""


async def on_command(command: Mapping[str, str], visit: Visit) -> None:
    """`/mentor …`: its verb is looked up once, whatever the language, and the line handed on."""
    text = command.get("text", "").strip()
    said = parsing.typed(text, visit.t.language)
    if said.verb is not None and said.verb in TYPED:
        await TYPED[said.verb](said.rest, visit)
    elif said.verb is not None:
        await ASKED[said.verb](visit)
    elif text:
        await on_anything_typed(text, visit)
    else:
        await on_nothing_typed(visit)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.command(COMMAND)(on_command)
    app.action(Action.HELP_SHOW)(on_help_asked)
