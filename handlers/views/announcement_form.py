"""Writing an announcement: the form, before and after it was sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.i18n import LANGUAGES, N_, Translator
from handlers.ids import Action, Block, Form, in_language
from handlers.rich_text import as_block
from handlers.views.blocks import (
    Dict,
    actions,
    button,
    checkboxes,
    context,
    date_picker,
    divider,
    field,
    header,
    modal,
    multi_select,
    option,
    radio,
    section,
    shorten,
    telling,
    text_input,
    time_picker,
)
from handlers.views.gathering_forms import audience_fields
from mentoring.announcements import LONGEST_TITLE, MOST_FILES, Announcement, Attachment, Content, PairState, Timing
from mentoring.circles import Invitable
from mentoring.clocks import local
from mentoring.gatherings import GatheringRequest
from mentoring.people import Person, Programme
from mentoring.rich_text import RichText

NOW, AT, OWN_CLOCK = "now", "at", "own_clock"
TIMINGS = {
    NOW: N_("Now, as soon as I confirm"),
    AT: N_("At one moment for everybody, on my clock"),
    OWN_CLOCK: N_("At this hour on each reader's own clock"),
}
ACKNOWLEDGEMENT, REPLIES, URGENT, COMPULSORY, PINGS = "acknowledgement", "replies", "urgent", "compulsory", "pings"
CHOICES = {
    ACKNOWLEDGEMENT: N_("Readers confirm with one tap that they have read it"),
    REPLIES: N_("Readers can write back to the coordinators"),
    URGENT: N_("Urgent: at any hour, also to those who are away"),
    COMPULSORY: N_("Compulsory: also to those who muted announcements"),
    PINGS: N_("@channel, @here and @groups in it may call people"),
}
PAIR_STATES = {
    PairState.PAIRED: N_("Have a pair"),
    PairState.UNPAIRED: N_("Never had a pair"),
    PairState.ENDED: N_("Had a pair that has ended"),
}
LONGEST_FILE_NAME = 70


@dataclass(frozen=True)
class Filled:
    """What the form opens with: a draft's content, its id, and Slack's users for the people named.

    The id of a new one is that by which it will be kept. ``note`` is a sentence above the fields.
    """

    content: Content
    announcement_id: str
    users: tuple[str, ...] = ()
    note: str = ""


def languages_of(programme: Programme) -> list[str]:
    """The languages to write in, the programme's first one first; all there are where it names none."""
    return list(dict.fromkeys((programme.language, *(programme.languages or LANGUAGES))))


def announcement_form(t: Translator, asker: Person, whom: Invitable, filled: Filled) -> Dict:
    """Everything that is written and chosen. Metadata: {"announcement": id, "programme": id}.

    Each change of it tells the bot, and so does closing it, so that what it holds is kept.
    """
    content = filled.content
    fields = [
        *_versions(t, whom.programme, content),
        divider(),
        *_readers(t, whom, filled),
        divider(),
        *_timing(t, asker, content.timing),
        _choices(t, content),
        *_files(t, content.attachments),
    ]
    form = modal(
        t("Announcement"),
        [
            section(filled.note) if filled.note else None,
            *map(telling, fields),
            context(t("What you write is kept as a draft, also when you close this.")),
            actions([button(t("Keep as a draft"), Action.ANNOUNCEMENT_KEEP, filled.announcement_id)]),
        ],
        form=Form.ANNOUNCEMENT,
        metadata=json.dumps({"announcement": filled.announcement_id, "programme": whom.programme.id}),
        submit=t("Preview"),
        close=t("Close"),
    )
    return {**form, "notify_on_close": True}


def correction_form(t: Translator, announcement: Announcement, programme: Programme, sent: int) -> Dict:
    """Title and text of every version that was sent, to be changed where it stands.

    Metadata: {"announcement": id, "revision": the one that is changed}.
    """
    content = announcement.content
    known = [one.language for one in content.versions]
    note = t.n(
        "{count} message that was sent changes in place. The ledger keeps what was said before.",
        "{count} messages that were sent change in place. The ledger keeps what was said before.",
        sent,
    )
    return modal(
        t("Change what it says"),
        [section(note), *_fields_of(t, programme, content, known)],
        form=Form.ANNOUNCEMENT_CORRECT,
        metadata=json.dumps({"announcement": announcement.id, "revision": announcement.revision}),
        submit=t("Save"),
        close=t("Back"),
    )


def template_form(t: Translator, announcement: Announcement) -> Dict:
    """By which name it is kept to be used again. Metadata: {"announcement": id}."""
    box = text_input(shorten(announcement.name or announcement.content.title, LONGEST_TITLE), longest=LONGEST_TITLE)
    return modal(
        t("Template"),
        [field(Block.TITLE, t("Name"), box), context(t("Coordinators of the programme can begin a new one with it."))],
        form=Form.ANNOUNCEMENT_TEMPLATE,
        metadata=json.dumps({"announcement": announcement.id}),
        submit=t("Save"),
        close=t("Back"),
    )


def _versions(t: Translator, programme: Programme, content: Content) -> list[Dict]:
    first = t.language_name(programme.language)
    said = t("Leave out any language: its readers get the version in {language}, marked so.", language=first)
    variables = t("{variables} become the reader's own.", variables="`{name}`, `{programme}`, `{partner}`")
    return [*_fields_of(t, programme, content, languages_of(programme)), context(said, variables)]


def _fields_of(t: Translator, programme: Programme, content: Content, languages: Sequence[str]) -> list[Dict]:
    found = []
    for language in languages:
        version = content.version(language)
        title = text_input(version.title if version else "", longest=LONGEST_TITLE)
        name = t.endonym(language)
        titled, written = t("Title ({language})", language=name), t("Text ({language})", language=name)
        found += [
            field(in_language(Block.TITLE, language), titled, title, optional=True),
            field(in_language(Block.MESSAGE, language), written, rich(version.text if version else ()), optional=True),
        ]
    return found


def rich(initial: RichText) -> Dict:
    """A box to write formatted text in."""
    element: Dict = {"type": "rich_text_input"}
    return {**element, "initial_value": as_block(initial)} if initial else element


def _readers(t: Translator, whom: Invitable, filled: Filled) -> list[Dict]:
    readership = filled.content.readership
    request = GatheringRequest(zone=whom.programme.zone, audience=readership.audience, users=filled.users)
    languages = [option(t.language_name(one).capitalize(), one) for one in LANGUAGES]
    pair_states = [option(t(sentence), state.value) for state, sentence in PAIR_STATES.items()]
    chosen = [state.value for state in readership.pair_states]
    return [
        header(t("Readers")),
        *audience_fields(t, whom, request),
        field(Block.LANGUAGES, t("Who read"), multi_select(languages, readership.languages), optional=True),
        field(Block.PAIR_STATES, t("And who"), multi_select(pair_states, chosen), optional=True),
        _channel(t, readership.channel),
    ]


def _channel(t: Translator, channel: str) -> Dict:
    box: Dict = {"type": "conversations_select", "filter": {"include": ["public", "private"]}}
    if channel:
        box["initial_conversation"] = channel
    hint = t("Leave it empty to write to each of them. I must be in the channel.")
    return field(Block.CHANNEL, t("Post it in a channel instead"), box, optional=True, hint=hint)


def _timing(t: Translator, asker: Person, timing: Timing) -> list[Dict]:
    chosen = OWN_CLOCK if timing.own_clock else AT if timing.at else NOW
    day, hour = _day_and_hour(asker, timing)
    city = t.city(asker.zone, asker.city)
    hint = t("On your own clock ({city} time) or on each reader's own, as you chose above.", city=city)
    options = [option(t(sentence), value) for value, sentence in TIMINGS.items()]
    return [
        header(t("When")),
        field(Block.TIMING, t("It is sent"), radio(options, chosen)),
        field(Block.DATE, t("Date"), date_picker(day), optional=True),
        field(Block.TIME, t("Time"), time_picker(hour), optional=True, hint=hint),
    ]


def _day_and_hour(asker: Person, timing: Timing) -> tuple[str, str]:
    there: datetime | None = local(timing.at, asker.zone) if timing.at else None
    if there is not None:
        return f"{there:%Y-%m-%d}", f"{there:%H:%M}"
    return (timing.day.isoformat() if timing.day else "", f"{timing.hour:%H:%M}" if timing.hour else "")


def _choices(t: Translator, content: Content) -> Dict:
    ticked = {
        ACKNOWLEDGEMENT: content.acknowledgement,
        REPLIES: content.replies,
        URGENT: content.urgent,
        COMPULSORY: content.compulsory,
        PINGS: content.pings_allowed,
    }
    options = [option(t(sentence), value) for value, sentence in CHOICES.items()]
    boxes = checkboxes(options, [value for value, yes in ticked.items() if yes])
    return field(Block.CHOICES, t("How"), boxes, optional=True)


def _files(t: Translator, attachments: Sequence[Attachment]) -> list[Dict]:
    options = [option(shorten(one.name, LONGEST_FILE_NAME) or one.file_id, one.file_id) for one in attachments]
    kept = checkboxes(options, [one.file_id for one in attachments])
    left = MOST_FILES - len(attachments)
    return [
        *([field(Block.FILES_KEPT, t("Files that go with it"), kept, optional=True)] if options else []),
        *(
            [field(Block.FILE, t("Add files"), {"type": "file_input", "max_files": left}, optional=True)]
            if left
            else []
        ),
    ]
