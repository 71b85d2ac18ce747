"""The ledger of an announcement and what coordinators do once it was confirmed, up to its replies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from handlers import announcement_parsing as filled
from handlers import parsing
from handlers.afterwards import Afterwards
from handlers.announce import under_field
from handlers.answers import SLACK_TROUBLE, Surface
from handlers.errors import Seam
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.soon import show
from handlers.views import announcement_form as form_views
from handlers.views import announcement_ledger as views
from handlers.views.announcement_progress import sending_message
from handlers.views.announcements import answer_form
from handlers.views.errors import notice
from handlers.visit import Visit
from mentoring.announcements import Announcement, LedgerPage, LedgerWish
from mentoring.errors import Refused
from mentoring.services import announcement_sending as sending
from mentoring.services.announcement_answers import answer_reply, open_reply
from mentoring.services.announcement_files import ask_for_ledger
from mentoring.services.announcement_reads import ledger, progress, replies_to
from mentoring.services.announcements import open_announcement, save_template
from mentoring.services.audiences import behind

log = structlog.get_logger(__name__)

Button = Mapping[str, Any]
View = Mapping[str, Any]


async def open_ledger(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Ledger, and its pages."""
    announcement_id, kind, page, words = _place(action["value"])
    await show(_ledger(announcement_id, visit, kind=kind, page=page, words=words), visit, seam, afterwards)


async def on_searched(view: View, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Search: the lines of this kind with these words in the name."""
    values, about = parsing.values_of(view), parsing.metadata_of(view)
    kind, words = values.get(Block.STANDING) or views.ALL, values.get(Block.WORDS) or ""
    await show(_ledger(about["announcement"], visit, kind=kind, words=words), visit, seam, afterwards)


def _place(value: str) -> tuple[str, str, int, str]:
    """Which page of which ledger a button means: its id, the filter, the page, and the words looked for."""
    announcement_id, *more = value.split(" ", 3)
    kind = more[0] if more and more[0] in views.WISHES else views.ALL
    page = int(more[1]) if len(more) > 1 and more[1].isdigit() else 0
    return announcement_id, kind, page, more[2] if len(more) > 2 else ""  # noqa: PLR2004


async def _ledger(
    announcement_id: str, visit: Visit, *, kind: str = views.ALL, page: int = 0, words: str = "", note: str = ""
) -> dict[str, Any]:
    per_page = views.ROWS_PER_PAGE
    wish = replace(views.WISHES[kind], words=words, first=page * per_page, limit=per_page)
    shown = await _page_of(announcement_id, wish, visit)
    address = await _address(visit)
    return views.ledger_view(visit.t, shown, visit.actor, kind=kind, words=words, page=page, address=address, note=note)


async def _page_of(announcement_id: str, wish: LedgerWish, visit: Visit) -> LedgerPage:
    return await visit.run(ledger, announcement_id, wish, actor=visit.actor, now=visit.now)


async def _address(visit: Visit) -> str:
    """The workspace's own, for links to messages; "" where Slack does not tell just now."""
    try:
        return str((await visit.client.auth_test()).get("url") or "")
    except SLACK_TROUBLE as trouble:
        log.warning("slack did not tell the workspace's address", trouble=str(trouble))
        return ""


async def on_paused(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Pause: nothing more leaves until one lets it go on."""
    said = visit.t("Paused. Nothing leaves until you let it go on.")
    await _turn(sending.pause, action, said, visit, seam, afterwards)


async def on_resumed(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Go on."""
    await _turn(sending.resume, action, visit.t("It goes on."), visit, seam, afterwards)


async def on_stopped(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Stop: it is sent to nobody more."""
    await _turn(sending.stop, action, visit.t("Stopped. Nobody else gets it."), visit, seam, afterwards)


async def on_withdrawn(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Withdraw: wherever it was read it says so."""
    said = visit.t("Withdrawn. The messages that were sent say so in a moment.")
    await _turn(sending.withdraw, action, said, visit, seam, afterwards)


async def _turn(  # noqa: PLR0917
    service: Callable[..., Announcement],
    action: Button,
    note: str,
    visit: Visit,
    seam: Seam,
    afterwards: Afterwards,
) -> None:
    """Do it; then the ledger, or where the button stood in the message on the sending, that message."""
    if visit.reply.surface is Surface.MESSAGE:
        about = await visit.run(service, action["value"], actor=visit.actor, now=visit.now)
        shown = await visit.run(progress, about.id, actor=visit.actor, now=visit.now)
        await visit.reply.in_place(sending_message(visit.t, shown))
        return

    async def turned() -> dict[str, Any]:
        about = await visit.run(service, action["value"], actor=visit.actor, now=visit.now)
        return await _ledger(about.id, visit, note=note)

    await show(turned(), visit, seam, afterwards)


async def on_retried(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Retry the missing: those who have nothing and could get it by now."""
    await show(_sent_more(sending.retry_missing, action["value"], visit), visit, seam, afterwards)


async def on_offered(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Send to those who came later."""
    await show(_sent_more(sending.offer_to_newcomers, action["value"], visit), visit, seam, afterwards)


async def _sent_more(service: Callable[..., int], announcement_id: str, visit: Visit) -> dict[str, Any]:
    t = visit.t
    count = await visit.run(service, announcement_id, actor=visit.actor, now=visit.now)
    said = t.n("On its way to {count} person.", "On its way to {count} people.", count)
    note = said if count else t("There is nobody to whom it could be sent by now.")
    return await _ledger(announcement_id, visit, note=note)


async def on_reminded(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Remind those who have not confirmed that they have read it."""
    announcement_id, _, wishes = action["value"].partition(" ")
    await show(_reminded(announcement_id, int(wishes), visit), visit, seam, afterwards)


async def _reminded(announcement_id: str, wishes: int, visit: Visit) -> dict[str, Any]:
    t = visit.t
    count = await visit.run(
        sending.remind_unacknowledged, announcement_id, wishes=wishes, actor=visit.actor, now=visit.now
    )
    said = t.n("{count} person is reminded.", "{count} people are reminded.", count)
    note = said if count else t("They have been reminded already, or nobody is left to remind.")
    return await _ledger(announcement_id, visit, note=note)


async def on_export_asked(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """As CSV, As Excel, Try again: the whole ledger as a file, in the coordinator's messages from the bot."""
    announcement_id, _, form = action["value"].partition(" ")
    address = await _address(visit)
    await visit.run(ask_for_ledger, announcement_id, form, address=address, actor=visit.actor, now=visit.now)
    note = visit.t("The file is on its way: look at your messages from me.")
    if visit.reply.surface is Surface.MESSAGE:
        await visit.reply.in_place(notice(note))
        return
    await show(_ledger(announcement_id, visit, note=note), visit, seam, afterwards)


async def open_correction(action: Button, visit: Visit) -> None:
    """Change what it says: the versions that were sent."""
    shown = await visit.run(progress, action["value"], actor=visit.actor, now=visit.now)
    form = form_views.correction_form(visit.t, shown.announcement, shown.programme, views.sent_of(shown.counts))
    await visit.reply.next_form(form)


async def on_corrected(view: View, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Save: it says this from now on, where it was sent already too."""
    about = parsing.metadata_of(view)
    before = await visit.run(open_announcement, about["announcement"], actor=visit.actor)
    known = await visit.run(behind, filled.people_named(view))
    names = None if before.content.pings_allowed else {user: person.name for user, person in known.items()}
    try:
        await visit.run(
            sending.edit,
            before.id,
            tuple(filled.versions_of(view, names)),
            revision=about["revision"],
            actor=visit.actor,
            now=visit.now,
        )
    except Refused as refused:
        await visit.reply.under_fields(under_field(refused, view, visit))
        return
    note = visit.t("Changed. The messages that were sent follow in a moment.")
    await show(_ledger(before.id, visit, note=note), visit, seam, afterwards)


async def open_template_form(action: Button, visit: Visit) -> None:
    """Keep as a template: asks for a name."""
    about = await visit.run(open_announcement, action["value"], actor=visit.actor)
    await visit.reply.next_form(form_views.template_form(visit.t, about))


async def on_template_saved(view: View, visit: Visit) -> None:
    """Save: kept under this name."""
    about, name = parsing.metadata_of(view), parsing.values_of(view).get(Block.TITLE) or ""
    try:
        await visit.run(save_template, about["announcement"], name, actor=visit.actor, now=visit.now)
    except Refused as refused:
        await visit.reply.under_fields(under_field(refused, view, visit))
        return
    said = visit.t("Kept as “{name}”. You find it under your announcements.", name=visit.t.escape(name.strip()))
    await visit.reply.in_place(notice(said))


async def show_replies(action: Button, visit: Visit) -> None:
    """Replies: everything that readers wrote back, with who answered what."""
    announcement_id, _, page = action["value"].partition(" ")
    shown = await visit.run(replies_to, announcement_id, actor=visit.actor)
    await visit.reply.next_form(views.replies_view(visit.t, shown, visit.actor, page=int(page or 0)))


async def open_answer_form(action: Button, visit: Visit) -> None:
    """Answer: asks what."""
    shown = await visit.run(open_reply, action["value"], actor=visit.actor)
    await visit.reply.next_form(answer_form(visit.t, shown))


async def on_answered(view: View, visit: Visit) -> None:
    """Send: the reader gets it, and the other coordinators see it."""
    reply_id, text = parsing.metadata_of(view)["reply"], parsing.values_of(view).get(Block.TEXT) or ""
    shown = await visit.run(answer_reply, reply_id, text, actor=visit.actor, now=visit.now)
    name = visit.t.escape(shown.people[shown.reply.person_id].name)
    await visit.reply.in_place(notice(visit.t("{name} gets your answer.", name=name)))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.ANNOUNCEMENT_LEDGER))(open_ledger)
    app.view(Form.ANNOUNCEMENT_LEDGER)(on_searched)
    app.action(Action.ANNOUNCEMENT_PAUSE)(on_paused)
    app.action(Action.ANNOUNCEMENT_RESUME)(on_resumed)
    app.action(Action.ANNOUNCEMENT_STOP)(on_stopped)
    app.action(Action.ANNOUNCEMENT_WITHDRAW)(on_withdrawn)
    app.action(Action.ANNOUNCEMENT_RETRY)(on_retried)
    app.action(Action.ANNOUNCEMENT_OFFER)(on_offered)
    app.action(Action.ANNOUNCEMENT_REMIND)(on_reminded)
    app.action(any_of(Action.ANNOUNCEMENT_EXPORT))(on_export_asked)
    app.action(Action.ANNOUNCEMENT_CORRECT)(open_correction)
    app.view(Form.ANNOUNCEMENT_CORRECT)(on_corrected)
    app.action(Action.ANNOUNCEMENT_TEMPLATE)(open_template_form)
    app.view(Form.ANNOUNCEMENT_TEMPLATE)(on_template_saved)
    app.action(any_of(Action.ANNOUNCEMENT_REPLIES))(show_replies)
    app.action(any_of(Action.ANNOUNCEMENT_ANSWER))(open_answer_form)
    app.view(Form.ANNOUNCEMENT_ANSWER)(on_answered)
