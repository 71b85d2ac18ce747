"""`/mentor announce`: writing announcements, looking at what readers will get, and sending them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

import structlog

from handlers import announcement_parsing as filled
from handlers import parsing
from handlers.afterwards import Afterwards
from handlers.announcement_files import attached, too_large
from handlers.answers import SLACK_TROUBLE, notice
from handlers.errors import Seam
from handlers.gathering_parsing import users_of
from handlers.ids import Action, Block, Form, any_of, in_language
from handlers.listeners import Listeners
from handlers.refusals import sentence
from handlers.soon import show
from handlers.views import announcement_form as form_views
from handlers.views import announcement_ledger as ledger_views
from handlers.views import announcement_preview as views
from handlers.views.blocks import Message, actions, button, message, section
from handlers.views.people import place_of
from handlers.visit import Visit
from mentoring.announcements import (
    LONGEST_TITLE,
    Announcement,
    AnnouncementState,
    Content,
    Preview,
    ReaderMessage,
    Version,
)
from mentoring.errors import AnnouncementClosed, NoSuchAnnouncement, NotACoordinator, Refused
from mentoring.folding import folded
from mentoring.people import Person, Programme
from mentoring.rich_text import length
from mentoring.rules.announcements import check_complete, check_time
from mentoring.services import announcements
from mentoring.services.announcement_messages import shown as shown_to_all
from mentoring.services.announcement_messages import values_for_all
from mentoring.services.announcement_reads import LISTED, announcements_of
from mentoring.services.audiences import accounts_of, behind, invitable

log = structlog.get_logger(__name__)

Button = Mapping[str, Any]
View = Mapping[str, Any]

MOST_IN_ALL = 100_000
"""Characters of all versions together; Slack carries no form that is heavier than 250 kB, two bytes to a letter."""

LISTED_WITH_TEMPLATES = LISTED | {AnnouncementState.TEMPLATE}


async def on_announce_typed(text: str, visit: Visit) -> None:
    """`/mentor announce`: all there are; with a title, or when there are none yet, the form."""
    programmes = must_coordinate(visit)
    title = parsing.plain(text)[:LONGEST_TITLE]
    found = [] if title else await _all_of(programmes, visit)
    if len(programmes) == 1 and not found:
        await _open_form(programmes[0].id, _untitled(title, programmes[0]), visit)
        return
    await visit.reply.next_form(ledger_views.announcements_view(visit.t, found, programmes, visit.actor, title))


def must_coordinate(visit: Visit) -> Sequence[Programme]:
    """The programmes that the person runs; NotACoordinator when there are none."""
    if not visit.coordinated:
        raise NotACoordinator
    return visit.coordinated


async def _all_of(programmes: Sequence[Programme], visit: Visit) -> list[Any]:
    found: list[Any] = []
    for one in programmes:
        states = LISTED_WITH_TEMPLATES
        found += await visit.run(announcements_of, one.id, states=states, actor=visit.actor, now=visit.now)
    return found


def _untitled(title: str, programme: Programme) -> Content:
    return Content(versions=(Version(programme.language, title),) if title else ())


async def open_list(visit: Visit) -> None:
    """The announcements of the programmes that the person runs."""
    programmes = must_coordinate(visit)
    found = await _all_of(programmes, visit)
    await visit.reply.next_form(ledger_views.announcements_view(visit.t, found, programmes, visit.actor))


async def open_new(action: Button, visit: Visit) -> None:
    """New: an empty form, with the title that was typed."""
    wanted, _, title = action["value"].partition(" ")
    programme = next((one for one in must_coordinate(visit) if str(one.id) == wanted), None)
    if programme is None:
        raise NotACoordinator
    await _open_form(programme.id, _untitled(title, programme), visit)


async def open_draft(action: Button, visit: Visit) -> None:
    """Change, Go on writing: the form as it was left."""
    draft = await visit.run(announcements.open_announcement, action["value"], actor=visit.actor)
    if draft.state not in announcements.WRITTEN:
        raise AnnouncementClosed(state=draft.state)
    await _open_draft(draft, visit)


async def on_used_again(action: Button, visit: Visit) -> None:
    """Use again: a new draft with the same words, files and readers."""
    draft = await visit.run(announcements.use_again, action["value"], actor=visit.actor, now=visit.now)
    await _open_draft(draft, visit)


async def _open_draft(draft: Announcement, visit: Visit, note: str = "") -> None:
    await _open_form(draft.programme_id, draft.content, visit, draft.id, note)


async def _open_form(
    programme_id: int, content: Content, visit: Visit, announcement_id: str = "", note: str = ""
) -> None:
    view = await _form(programme_id, content, visit, announcement_id or announcements.new_id(), note)
    await visit.reply.next_form(view)


async def _form(
    programme_id: int, content: Content, visit: Visit, announcement_id: str, note: str = ""
) -> dict[str, Any]:
    whom = await visit.run(invitable, programme_id=programme_id, actor=visit.actor)
    users = await visit.run(accounts_of, content.readership.audience.people)
    shown = form_views.Filled(content, announcement_id, users, note)
    return form_views.announcement_form(visit.t, visit.actor, whom, shown)


async def on_kept(body: Mapping[str, Any], visit: Visit) -> None:
    """Keep as a draft: what stands in the form, complete or not; the form stays open."""
    view = body["view"]
    content, _ = await _read(view, visit)
    draft = await _saved(content, parsing.metadata_of(view), visit)
    note = visit.t("Kept as a draft. Files that you add are kept with the preview.")
    form = await _form(draft.programme_id, content, visit, draft.id, note)
    await visit.reply.next_form(form)


async def keep_typed(view: View, visit: Visit) -> None:
    """Keep what stands in the form by now; what was sent or thrown away meanwhile stays as it is."""
    about = parsing.metadata_of(view)
    content, _ = await _read(view, visit)
    if content.versions or not content.readership.names_nobody or await _kept(about["announcement"], visit):
        with suppress(Refused):
            await _saved(content, about, visit)


async def on_form_closed(view: View, visit: Visit) -> None:
    """Close: where Slack tells what the form held, that is kept."""
    if parsing.values_of(view):
        await keep_typed(view, visit)
    await visit.reply.done()


async def on_form_submitted(view: View, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Preview: keep what was written, and show what readers will get; or say under its field what is missing."""
    about, files = parsing.metadata_of(view), parsing.files_of(view, Block.FILE)
    content, known = await _read(view, visit)
    programme = next((one for one in must_coordinate(visit) if one.id == about["programme"]), None)
    if programme is None:
        raise NotACoordinator
    if wrong := _wrong(view, content, known, programme, visit):
        await keep_typed(view, visit)
        await visit.reply.under_fields(wrong)
        return
    draft = await _saved(content, about, visit)
    note = visit.t("Your files are being added…") if files else ""
    await show(_previewed(draft.id, visit, note=note), visit, seam, afterwards)
    if files:
        afterwards.start(_attach(files, draft, view["id"], visit))


async def _previewed(announcement_id: str, visit: Visit, *, language: str = "", note: str = "") -> dict[str, Any]:
    preview = await visit.run(announcements.preview, announcement_id, actor=visit.actor, now=visit.now)
    return await _preview_form(preview, visit, language, note)


async def _read(view: View, visit: Visit) -> tuple[Content, Mapping[str, Person]]:
    known = await visit.run(behind, filled.people_named(view))
    before = await _kept(parsing.metadata_of(view)["announcement"], visit)
    attachments = before.content.attachments if before else ()
    return filled.content_of(view, visit.actor, known, attachments), known


async def _kept(announcement_id: str, visit: Visit) -> Announcement | None:
    """The draft as it was kept; None for one of which nothing was kept yet."""
    try:
        return await visit.run(announcements.open_announcement, announcement_id, actor=visit.actor)
    except NoSuchAnnouncement:
        return None


async def _saved(content: Content, about: Mapping[str, Any], visit: Visit) -> Announcement:
    return await visit.run(
        announcements.save_draft,
        content,
        announcement_id=about["announcement"],
        programme_id=about["programme"],
        actor=visit.actor,
        now=visit.now,
    )


def _wrong(
    view: View, content: Content, known: Mapping[str, Person], programme: Programme, visit: Visit
) -> dict[str, str]:
    """What has to be put right before there is anything to preview, by field."""
    t = visit.t
    found: dict[str, str] = {}
    if missing := filled.half_a_time(view):
        found[missing] = t("Please fill in both the date and the time.")
    if content.readership.names_nobody:
        found[Block.ROLES] = t("Please choose whom it is for.")
    if strangers := len([user for user in users_of(view) if user not in known]):
        found[Block.USERS] = t.n("{count} is in no programme.", "{count} are in no programme.", strangers)
    if too_large(parsing.files_of(view, Block.FILE)):
        found[Block.FILE] = t("A file is larger than 5 MB. Please put a link to it in the text instead.")
    if (whole := sum(length(one.text) for one in content.versions)) > MOST_IN_ALL:
        said = t("That is {length} characters long; {longest} are possible.", length=whole, longest=MOST_IN_ALL)
        found[in_language(Block.MESSAGE, content.versions[-1].language)] = said
    return {**_refused(view, content, programme, visit), **found}


def _refused(view: View, content: Content, programme: Programme, visit: Visit) -> dict[str, str]:
    try:
        check_complete(content)
        check_time(content.timing, programme, visit.now)
    except Refused as refused:
        return under_field(refused, view, visit)
    return {}


def under_field(refused: Refused, view: View, visit: Visit) -> dict[str, str]:
    """The refusal's sentence by the field that it is about; raises it again where this form has none."""
    field = filled.field_of(refused, view)
    if field is None:
        raise refused
    return {field: sentence(visit.t, refused, place_of(visit.actor))}


async def _preview_form(preview: Preview, visit: Visit, language: str = "", note: str = "") -> dict[str, Any]:
    return views.preview_form(visit.t, preview, await _as_read(preview, language, visit), visit.actor, note)


async def _as_read(preview: Preview, language: str, visit: Visit) -> ReaderMessage:
    """The version as the first of its readers will see it; where it has none, or a channel gets it, as nobody's."""
    draft, content = preview.announcement, preview.announcement.content
    version = content.version(language) or content.version(visit.t.language) or content.versions[0]
    reader = next((one.person for one in preview.reached if one.language == version.language), None)
    if reader is None or content.readership.channel:
        values = values_for_all(preview.programme)
        return shown_to_all(draft, preview.programme, version, author=visit.actor, values=values)
    return await visit.run(announcements.preview_message, draft.id, reader.id, actor=visit.actor, now=visit.now)


async def _attach(files: Sequence[Mapping[str, Any]], draft: Announcement, view_id: str, visit: Visit) -> None:
    """Take the files over from who dropped them, keep them with the draft, and show the preview anew."""
    added, missed = await attached(files, visit.client)
    content = replace(draft.content, attachments=(*draft.content.attachments, *added))
    about = {"announcement": draft.id, "programme": draft.programme_id}
    t = visit.t
    try:
        await _saved(content, about, visit)
        preview = await visit.run(announcements.preview, draft.id, actor=visit.actor, now=visit.now)
    except Refused as refused:
        log.info("files came too late for an announcement", announcement=draft.id, code=refused.code)
        return
    names = t.enumerated([t.escape(name) for name in missed])
    note = t("These files could not be added: {names}.", names=names) if missed else t("Your files are added.")
    try:
        await visit.client.views_update(view_id=view_id, view=await _preview_form(preview, visit, note=note))
    except SLACK_TROUBLE as trouble:
        log.info("the preview is closed", trouble=str(trouble))


async def on_language_chosen(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """The preview in another language."""
    announcement_id, _, language = parsing.chosen_in(action).partition(" ")
    await show(_previewed(announcement_id, visit, language=language), visit, seam, afterwards)


async def on_trial_asked(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Send to me first: the version shown, to the coordinator alone."""
    announcement_id, _, language = action["value"].partition(" ")
    await visit.run(announcements.send_to_self, announcement_id, language, actor=visit.actor, now=visit.now)
    note = visit.t("Sent to you alone. Look at your messages from me.")
    await show(_previewed(announcement_id, visit, language=language, note=note), visit, seam, afterwards)


async def on_preview_opened(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Back to the preview."""
    await show(_previewed(action["value"], visit), visit, seam, afterwards)


async def on_people_shown(action: Button, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """A page of those who get it, or of those who do not."""
    announcement_id, which, page, *words = action["value"].split(" ", 3)
    await show(_people(announcement_id, which, int(page), " ".join(words), visit), visit, seam, afterwards)


async def on_people_searched(view: View, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Those of them who have these words in their names."""
    about, words = parsing.metadata_of(view), parsing.values_of(view).get(Block.WORDS) or ""
    await show(_people(about["announcement"], about["which"], 0, words, visit), visit, seam, afterwards)


async def _people(announcement_id: str, which: str, page: int, words: str, visit: Visit) -> dict[str, Any]:
    preview = await visit.run(announcements.preview, announcement_id, actor=visit.actor, now=visit.now)
    wanted = folded(words).split()
    plans = preview.reached if which == views.REACHED else preview.left_out
    found = [one for one in plans if all(word in folded(one.person.name) for word in wanted)]
    return views.people_view(visit.t, preview, which, page=page, words=words, found=found)


async def on_confirmed(view: View, visit: Visit, seam: Seam, afterwards: Afterwards) -> None:
    """Send: to those who were shown; where something has changed since, it is shown again instead."""
    about = parsing.metadata_of(view)
    await show(_confirmed(about["announcement"], about["seen"], visit), visit, seam, afterwards)


async def _confirmed(announcement_id: str, seen: str, visit: Visit) -> dict[str, Any]:
    t = visit.t
    done = await visit.run(announcements.confirm, announcement_id, seen=seen, actor=visit.actor, now=visit.now)
    if done.changed is not None:
        note = t("Something has changed since. Please look once more: nothing was sent.")
        return await _preview_form(done.changed, visit, note=note)
    return notice(t, _on_its_way(visit, done.announcement, int(seen.partition(".")[0])))


def _on_its_way(visit: Visit, sending: Announcement, count: int) -> Message:
    t = visit.t
    said = t.n("On its way to {count} person.", "On its way to {count} people.", count)
    ledger = button(t("Ledger"), Action.ANNOUNCEMENT_LEDGER, sending.id)
    return message([section(said), actions([ledger])])


async def on_discarded(action: Button, visit: Visit) -> None:
    """Discard: the draft or template is thrown away; Undo takes it back."""
    gone = await visit.run(announcements.discard, action["value"], actor=visit.actor, now=visit.now)
    t = visit.t
    undo = button(t("Undo"), Action.ANNOUNCEMENT_RESTORE, gone.id)
    await visit.reply.in_place(message([section(t("Thrown away. Nobody got anything.")), actions([undo])]))


async def on_restored(action: Button, visit: Visit) -> None:
    """Undo: the draft or template is there again."""
    draft = await visit.run(announcements.restore, action["value"], actor=visit.actor, now=visit.now)
    await _open_draft(draft, visit, visit.t("It is there again."))


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(Action.ANNOUNCEMENTS)(open_list)
    app.action(any_of(Action.ANNOUNCEMENT_NEW))(open_new)
    app.action(Action.ANNOUNCEMENT_KEEP)(on_kept)
    app.action(any_of(Action.ANNOUNCEMENT_CHANGE))(open_draft)
    app.action(any_of(Action.ANNOUNCEMENT_AGAIN))(on_used_again)
    app.action(any_of(Action.ANNOUNCEMENT_DISCARD))(on_discarded)
    app.action(Action.ANNOUNCEMENT_RESTORE)(on_restored)
    app.view(Form.ANNOUNCEMENT)(on_form_submitted)
    app.view_closed(Form.ANNOUNCEMENT)(on_form_closed)
    app.action(Action.ANNOUNCEMENT_LANGUAGE)(on_language_chosen)
    app.action(Action.ANNOUNCEMENT_TRIAL)(on_trial_asked)
    app.action(Action.ANNOUNCEMENT_PREVIEW)(on_preview_opened)
    app.action(any_of(Action.ANNOUNCEMENT_PEOPLE))(on_people_shown)
    app.view(Form.ANNOUNCEMENT_PEOPLE)(on_people_searched)
    app.view(Form.ANNOUNCEMENT_PREVIEW)(on_confirmed)
