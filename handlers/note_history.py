"""Reading what came of sessions: searching, opening one, answering for the report, and a pair's history as a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handlers.afterwards import Afterwards
from handlers.answers import notice
from handlers.errors import Seam
from handlers.files import File, give
from handlers.ids import Action, any_of
from handlers.listeners import Listeners
from handlers.notes_export import as_markdown
from handlers.sessions import on_sessions_asked
from handlers.views import note_history as views
from handlers.views.attendance import state_of
from handlers.views.blocks import Message, message, section
from handlers.visit import Visit
from mentoring.clocks import local
from mentoring.people import Role
from mentoring.records import PastSession
from mentoring.services import note_reading as reading
from mentoring.services import notes

Button = Mapping[str, Any]

LONGEST_QUERY = 500


async def on_notes_typed(text: str, visit: Visit) -> None:
    """`/mentor notes`: those in which the words stand; without words, the sessions, or that notes exist."""
    if text.strip():
        await _show_found(text.strip()[:LONGEST_QUERY], 0, visit)
        return
    mine = [one.programme_id for one in visit.who.participations if Role.COORDINATOR in one.roles]
    if not mine:
        await on_sessions_asked(visit)
        return
    kept = [await visit.run(reading.notes_kept, one, actor=visit.actor) for one in mine]
    await visit.reply.privately(views.marks_list(visit.t, kept, visit.actor))


async def on_more_asked(action: Button, visit: Visit) -> None:
    """More: the next page of what was found."""
    page, _, query = action["value"].partition(" ")
    await _show_found(query, int(page), visit)


async def _show_found(query: str, page: int, visit: Visit) -> None:
    most = (page + 1) * views.FOUND_ON_PAGE
    found = await visit.run(reading.search_notes, query, actor=visit.actor, now=visit.now, limit=most)
    await visit.reply.privately(views.found_notes(visit.t, found, query, page, visit.actor))


async def on_session_opened(action: Button, visit: Visit) -> None:
    """Open: the session with everything that its reader may see of it."""
    await _show(await _past(action["value"], visit), visit)


async def _past(session_id: str, visit: Visit) -> PastSession:
    return await visit.run(reading.notes_about, session_id, actor=visit.actor, now=visit.now)


async def _show(past: PastSession, visit: Visit) -> None:
    session, went = past.session, ""
    if visit.actor.id in session.people:
        went = state_of(visit.t, await visit.details(session.id), visit.actor, visit.now)
    people = await visit.known(session.people)
    await visit.reply.next_form(views.past_session(visit.t, past, people, visit.actor, visit.now, went=went))


async def on_versions_asked(action: Button, visit: Visit) -> None:
    """Earlier versions of one's own note."""
    found = await visit.run(reading.note_versions, int(action["value"]), actor=visit.actor)
    await visit.reply.next_form(views.versions_view(visit.t, found, visit.actor))


async def on_agreed(action: Button, visit: Visit) -> None:
    """Agree to the report."""
    await _answer_report(action["value"], visit, agreed=True)


async def on_refused(action: Button, visit: Visit) -> None:
    """Not in the report."""
    await _answer_report(action["value"], visit, agreed=False)


async def _answer_report(value: str, visit: Visit, *, agreed: bool) -> None:
    note_id, _, version = value.partition(" ")
    answered = visit.run(
        notes.answer_report, int(note_id), int(version), agreed=agreed, actor=visit.actor, now=visit.now
    )
    await _show(await _past((await answered).session.id, visit), visit)


async def on_export_asked(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """All our sessions as a file: told at once, made once Slack has its answer."""
    history = await visit.run(reading.pair_history, int(action["value"]), actor=visit.actor, now=visit.now)
    content = as_markdown(visit.t, history, visit.actor)
    said = message([section(visit.t("The file comes into our conversation, where only you see it."))])
    await visit.reply.next_form(notice(visit.t, said))
    afterwards.start(_deliver(content, visit, seam))


async def _deliver(content: str, visit: Visit, seam: Seam) -> None:
    shown = await seam.message_of(_posted(content, visit), visit.t, visit.actor)
    if shown.blocks:
        await visit.client.chat_postMessage(channel=str(visit.actor.user_id), text=shown.text, blocks=shown.blocks)


async def _posted(content: str, visit: Visit) -> Message:
    """Post the file; an empty message, as the file speaks for itself."""
    t = visit.t
    today = local(visit.now, visit.actor.zone).date()
    comment = t("Your sessions, as far as you may read what was written about them.")
    file = File(f"sessions-{today}.md", t("Our sessions"), comment, content.encode())
    await give(visit.client, str(visit.actor.user_id), file)
    return Message("", [])


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.NOTE_SEARCH)(on_more_asked)
    app.action(any_of(Action.NOTE_SHOW))(on_session_opened)
    app.action(any_of(Action.NOTE_VERSIONS))(on_versions_asked)
    app.action(any_of(Action.NOTE_AGREE))(on_agreed)
    app.action(any_of(Action.NOTE_REFUSE))(on_refused)
    app.action(Action.NOTE_EXPORT)(on_export_asked)
