"""The coordinator's page on Home: which pairs it shows, and what is done about one with a tap."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from handlers import parsing
from handlers.home import publish_home
from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.views import board as board_views
from handlers.views import pair_care as views
from handlers.views.digests import digest_asked_for, month_digest
from handlers.views.errors import notice
from handlers.visit import Visit
from mentoring.clocks import local
from mentoring.oversight import PairFilter, Show
from mentoring.people import Person, Programme
from mentoring.services import cares, digests
from mentoring.services.oversight import board
from mentoring.stories import PairStory

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def on_page_turned(action: Button, visit: Visit) -> None:
    """Another page, or the whole list again."""
    await publish_home(visit, board_views.decoded(action["value"]))
    await visit.reply.done()


async def open_filter_form(visit: Visit) -> None:
    """Search and filter: asks which pairs."""
    found = await visit.run(board, board_views.decoded(_home(visit)), actor=visit.actor, now=visit.now)
    today = local(visit.now, found.programme.zone).date()
    await visit.reply.next_form(board_views.filter_form(visit.t, found, today))


async def on_filter_submitted(view: View, visit: Visit) -> None:
    """Show these pairs; of another programme those of every country and month, as its own are others."""
    values, before = parsing.values_of(view), board_views.decoded(view["private_metadata"])
    programme_id = int(values.get(Block.PROGRAMME) or 0) or before.programme_id
    month = values.get(Block.MONTH)
    wanted = PairFilter(
        programme_id=programme_id,
        show=Show(values.get(Block.SHOW) or Show.AWAKE),
        country=values.get(Block.COUNTRIES) or "",
        mentor_country=values.get(Block.MENTOR_COUNTRY) or "",
        month=date.fromisoformat(month) if month else None,
        words=(values.get(Block.WORDS) or "").strip(),
    )
    if programme_id != before.programme_id:
        wanted = replace(wanted, country="", mentor_country="", month=None)
    await publish_home(visit, wanted)
    await visit.reply.done()


async def on_digest_asked(text: str, programme: Programme, visit: Visit) -> None:
    """`/mentor programme digest`: the week as it would be told now."""
    found = await visit.run(digests.digest_now, programme.id, actor=visit.actor, now=visit.now)
    await visit.reply.privately(digest_asked_for(visit.t, found, visit.actor, visit.now))


async def on_month_asked(action: Button, visit: Visit) -> None:
    """Last month, to forward; in the first month that one so far."""
    found = await visit.run(digests.last_month, int(action["value"]), actor=visit.actor, now=visit.now)
    await visit.reply.privately(month_digest(visit.t, found))


async def look_at(action: Button, visit: Visit) -> None:
    """Look: the pair's history, as far as a coordinator may see it."""
    story = await visit.run(cares.pair_story, int(action["value"]), actor=visit.actor, now=visit.now)
    await visit.reply.next_form(views.look_view(visit.t, story, visit.actor, visit.now, _home(visit)))


async def open_nudge_form(action: Button, visit: Visit) -> None:
    """Nudge: shows what each would read, in their own language, to be changed."""
    story = await visit.run(cares.preview_nudge, int(action["value"]), actor=visit.actor, now=visit.now)
    texts = {one.person.id: _default_nudge(story, one.person, visit) for one in story.nudges}
    await visit.reply.next_form(views.nudge_form(visit.t, story, texts, _home(visit), _token()))


def _default_nudge(story: PairStory, person: Person, visit: Visit) -> tuple[str, str]:
    t = translator_of(person, story.programme, visit)
    return views.default_nudge(t, story, person), t.language


def translator_of(person: Person, programme: Programme, visit: Visit) -> Translator:
    """The language in which this person reads what the programme says."""
    best = visit.catalogues.best(person.language, person.locale, programme.language)
    return visit.catalogues.translator(best)


async def on_nudge_submitted(view: View, visit: Visit) -> None:
    """Send it; the same form twice sends it once."""
    about, values = parsing.metadata_of(view), parsing.values_of(view)
    prefix = f"{Block.TEXT}."
    texts = {int(name.removeprefix(prefix)): text or "" for name, text in values.items() if name.startswith(prefix)}
    told = await visit.run(cares.nudge, about["pair"], texts, token=about["token"], actor=visit.actor, now=visit.now)
    await _done(about["home"], views.told(visit.t, told), visit)


async def open_write_form(action: Button, visit: Visit) -> None:
    """Write to both: asks what."""
    story = await visit.run(cares.pair_story, int(action["value"]), actor=visit.actor, now=visit.now)
    await visit.reply.next_form(views.write_form(visit.t, story, _home(visit), _token()))


async def on_write_submitted(view: View, visit: Visit) -> None:
    """Send it; the same form twice sends it once."""
    about, text = parsing.metadata_of(view), parsing.values_of(view).get(Block.TEXT) or ""
    told = await visit.run(
        cares.write_to_pair, about["pair"], text, token=about["token"], actor=visit.actor, now=visit.now
    )
    await _done(about["home"], views.told(visit.t, told), visit)


async def open_call_form(action: Button, visit: Visit) -> None:
    """Note a call: asks what came of it."""
    story = await visit.run(cares.pair_story, int(action["value"]), actor=visit.actor, now=visit.now)
    await visit.reply.next_form(views.call_form(visit.t, story, _home(visit), _token()))


async def on_call_submitted(view: View, visit: Visit) -> None:
    """Keep the note."""
    about, values = parsing.metadata_of(view), parsing.values_of(view)
    until = values.get(Block.UNTIL)
    await visit.run(
        cares.note_call,
        about["pair"],
        values.get(Block.TEXT) or "",
        date.fromisoformat(until) if until else None,
        token=about["token"],
        actor=visit.actor,
        now=visit.now,
    )
    await _rests(about, visit.t("Kept. The other coordinators see it too."), visit)


async def open_rest_form(action: Button, visit: Visit) -> None:
    """Let rest: asks until when and why."""
    story = await visit.run(cares.pair_story, int(action["value"]), actor=visit.actor, now=visit.now)
    today = local(visit.now, visit.actor.zone).date()
    await visit.reply.next_form(views.rest_form(visit.t, story, today, _home(visit), _token()))


async def on_rest_submitted(view: View, visit: Visit) -> None:
    """Let the row rest."""
    about, values = parsing.metadata_of(view), parsing.values_of(view)
    until = values.get(Block.UNTIL)
    if not until:
        await visit.reply.under_field(Block.UNTIL, visit.t("Please choose a day."))
        return
    await visit.run(
        cares.snooze,
        about["pair"],
        values.get(Block.TEXT) or "",
        date.fromisoformat(until),
        token=about["token"],
        actor=visit.actor,
        now=visit.now,
    )
    await _rests(about, visit.t("Done. The row comes back by itself."), visit)


async def on_wake_pressed(action: Button, visit: Visit) -> None:
    """Take it up again: undoes letting it rest."""
    home = _home(visit)
    await visit.run(cares.wake, int(action["value"]), actor=visit.actor, now=visit.now)
    await _done(home, visit.t("Done. The row is back in the list."), visit)


async def _done(home: str, sentence: str, visit: Visit) -> None:
    """Say so in the place of the form, and draw Home anew as it was narrowed down."""
    await publish_home(visit, board_views.decoded(home))
    await visit.reply.in_place(notice(sentence))


async def _rests(about: Mapping[str, Any], sentence: str, visit: Visit) -> None:
    """The same, with the way to undo it."""
    await publish_home(visit, board_views.decoded(about["home"]))
    await visit.reply.next_form(views.resting_view(visit.t, about["pair"], sentence, about["home"]))


def _home(visit: Visit) -> str:
    """How the Home was narrowed down on which something was pressed, or from which a form was opened."""
    view = visit.reply.body.get("view") or {}
    carried = str(view.get("private_metadata") or "")
    if view.get("type") == "home":
        return carried
    return str(parsing.metadata_of(view).get("home", "")) if carried.startswith("{") else ""


def _token() -> str:
    return secrets.token_hex(8)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.BOARD_PAGE))(on_page_turned)
    app.action(Action.BOARD_FILTER)(open_filter_form)
    app.view(Form.BOARD_FILTER)(on_filter_submitted)
    app.action(Action.DIGEST_MONTH)(on_month_asked)
    app.action(any_of(Action.PAIR_LOOK))(look_at)
    app.action(any_of(Action.PAIR_NUDGE))(open_nudge_form)
    app.view(Form.PAIR_NUDGE)(on_nudge_submitted)
    app.action(any_of(Action.PAIR_WRITE))(open_write_form)
    app.view(Form.PAIR_WRITE)(on_write_submitted)
    app.action(any_of(Action.PAIR_CALL))(open_call_form)
    app.view(Form.PAIR_CALL)(on_call_submitted)
    app.action(any_of(Action.PAIR_REST))(open_rest_form)
    app.view(Form.PAIR_REST)(on_rest_submitted)
    app.action(Action.PAIR_WAKE)(on_wake_pressed)
