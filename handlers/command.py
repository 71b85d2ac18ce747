"""`/mentor <verb>`: which listener hears which verb."""

from __future__ import annotations

import difflib
from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.async_app import AsyncApp

from handlers import parsing
from handlers.booking import answer_line, on_booking_typed
from handlers.i18n import Translator
from handlers.ids import Action
from handlers.reminders import open_reminders_form
from handlers.roster import open_roster_form
from handlers.sessions import on_sessions_asked
from handlers.verbs import VERBS, Entry, Verb, folded
from handlers.views import blocks
from handlers.views.help import COMMAND, help_message, unknown_verb, what_now
from handlers.visit import Visit

PERHAPS_MEANT, SURELY_MEANT = 0.6, 0.8


async def on_help_asked(visit: Visit) -> None:
    """`/mentor help`, and the button: the verbs this person has."""
    await visit.reply.privately(help_message(visit.t, visit.who))


async def on_nothing_typed(visit: Visit) -> None:
    """A bare `/mentor`: what this person can do now."""
    await visit.reply.privately(what_now(visit.t, await visit.overview(), visit.now))


async def on_anything_typed(command: Mapping[str, str], visit: Visit) -> None:
    """No verb: a line that names a time is a booking; anything else gets help, with the verb that comes nearest."""
    text, t = command.get("text", "").strip(), visit.t
    said = parsing.typed(text, t.language)
    misspelt = nearest_verb(said.word, cutoff=SURELY_MEANT)
    line = await visit.line(said.rest if misspelt and misspelt.verb is Verb.BOOK else text)
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


def _asks_for(verb: Verb) -> Callable[..., Awaitable[bool]]:
    async def asks(command: Mapping[str, str], t: Translator) -> bool:
        return parsing.typed(command.get("text", ""), t.language).verb is verb

    return asks


async def _is_bare(command: Mapping[str, str]) -> bool:
    return not command.get("text", "").strip()


def register(app: AsyncApp) -> None:
    """What this file answers to; the first listener that matches hears the command."""
    app.command(COMMAND, matchers=[_is_bare])(on_nothing_typed)
    app.command(COMMAND, matchers=[_asks_for(Verb.BOOK)])(on_booking_typed)
    app.command(COMMAND, matchers=[_asks_for(Verb.SESSIONS)])(on_sessions_asked)
    app.command(COMMAND, matchers=[_asks_for(Verb.REMINDERS)])(open_reminders_form)
    app.command(COMMAND, matchers=[_asks_for(Verb.ROSTER)])(open_roster_form)
    app.command(COMMAND, matchers=[_asks_for(Verb.HELP)])(on_help_asked)
    app.command(COMMAND)(on_anything_typed)
    app.action(Action.HELP_SHOW)(on_help_asked)
