"""An announcement as its readers see it, and what they and the coordinators write about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.rich_text import drawn, fallback, fits_in_message, in_message, uncalled
from handlers.views.blocks import (
    LONGEST_MESSAGE,
    Dict,
    Message,
    actions,
    and_more,
    bold,
    button,
    context,
    field,
    header,
    lines,
    message,
    modal,
    section,
    shorten,
    text_input,
)
from handlers.views.people import name_of, place_of
from mentoring.announcements import LONGEST_REPLY, Attachment, ReaderMessage, Reply, ReplyView
from mentoring.people import Person

LONGEST_QUOTE = 2500
SHOWN_AT_HOME = 3


def announcement_message(t: Translator, shown: ReaderMessage, reader: Person) -> Message:
    """The announcement in the reader's conversation, or in a channel, as it now stands."""
    if shown.withdrawn:
        return _withdrawn(t, shown)
    blocks = [
        context(_only_for_you(t, shown)) if shown.trial else None,
        headed(t, shown),
        *in_message(shown.text),
        *_attached(t, shown.announcement.content.attachments),
        context(*_marks(t, shown, reader)),
        _buttons(t, shown),
    ]
    return _with_words(blocks, shown)


def whole_announcement(t: Translator, shown: ReaderMessage, reader: Person) -> Dict:
    """The whole text of an announcement, which may be too long for a message."""
    if shown.withdrawn:
        return modal(t("Announcement"), _withdrawn(t, shown).blocks, form=Form.NOTICE, close=t("Close"))
    return modal(
        t("Announcement"),
        [
            headed(t, shown),
            *drawn(shown.text),
            *_attached(t, shown.announcement.content.attachments),
            context(*_marks(t, shown, reader, whole=True)),
            _buttons(t, shown, whole=True),
        ],
        form=Form.NOTICE,
        close=t("Close"),
    )


def acknowledgement_wish(t: Translator, shown: ReaderMessage) -> Message:
    """A word to somebody who has not acknowledged an announcement, with the button to do so."""
    title, about = bold(_title(t, shown)), shown.announcement.id
    said = t("The coordinators would like to know that you have read this: {title}", title=title)
    buttons = [
        button(t("I have read it"), Action.ANNOUNCEMENT_ACKNOWLEDGE, about, style="primary"),
        button(t("Read it"), Action.ANNOUNCEMENT_READ, about, label=t("Read the announcement")),
    ]
    return message([section(said), actions(buttons)])


def reply_form(t: Translator, shown: ReaderMessage, token: str) -> Dict:
    """What a reader would like to tell the coordinators; metadata: {"announcement": id, "reply": token}."""
    return modal(
        t("To the coordinators"),
        [
            section(t.dotted([bold(_title(t, shown))])),
            field(Block.TEXT, t("Your message"), text_input(longest=LONGEST_REPLY, multiline=True)),
            context(t("All coordinators of your programme read it, and nobody else.")),
        ],
        form=Form.ANNOUNCEMENT_REPLY,
        metadata=json.dumps({"announcement": shown.announcement.id, "reply": token}),
        submit=t("Send"),
        close=t("Back"),
    )


def reply_sent(t: Translator, text: str) -> Message:
    """The coordinators have it."""
    return message([section(t("Sent to the coordinators. The answer comes here.")), section(quote(t, text))])


def reply_message(t: Translator, shown: ReplyView) -> Message:
    """For each coordinator: what a reader wrote back, and what was answered."""
    reply, title = shown.reply, t.escape(shorten(shown.announcement.content.title, 150))
    said = t("{name} writes about “{title}”:", name=_sender_of(t, shown), title=title)
    buttons = [
        button(t("Answer"), Action.ANNOUNCEMENT_ANSWER, reply.id, style="" if reply.answers else "primary"),
        button(t("All replies"), Action.ANNOUNCEMENT_REPLIES, f"{reply.announcement_id} 0"),
    ]
    answers = answer_blocks(t, reply, shown.people)
    return message([section(lines(said, quote(t, reply.text))), *answers, actions(buttons)])


def answer_message(t: Translator, shown: ReplyView) -> Message:
    """For who wrote back: what a coordinator answered last."""
    reply, title = shown.reply, t.escape(shorten(shown.announcement.content.title, 150))
    answer = reply.answers[-1]
    said = t("{name} answers you about “{title}”:", name=name_of(t, shown.people[answer.by]), title=title)
    return message(
        [
            section(lines(said, quote(t, answer.text))),
            context(t("You wrote: {text}", text=t.escape(shorten(reply.text, 300)))),
            actions([button(t("Write to the coordinators"), Action.ANNOUNCEMENT_REPLY, reply.announcement_id)]),
        ]
    )


def answer_form(t: Translator, shown: ReplyView) -> Dict:
    """What a coordinator answers; metadata: {"reply": id}."""
    reply, name = shown.reply, _sender_of(t, shown)
    return modal(
        t("Answer"),
        [
            section(lines(t("{name} wrote:", name=name), quote(t, reply.text))),
            *answer_blocks(t, reply, shown.people),
            field(Block.TEXT, t("Your answer"), text_input(longest=LONGEST_REPLY, multiline=True)),
            context(t("{name} gets it from me; the other coordinators see it as well.", name=name)),
        ],
        form=Form.ANNOUNCEMENT_ANSWER,
        metadata=json.dumps({"reply": reply.id}),
        submit=t("Send"),
        close=t("Back"),
    )


def _sender_of(t: Translator, shown: ReplyView) -> str:
    return name_of(t, shown.people[shown.reply.person_id])


def answer_blocks(t: Translator, reply: Reply, people: Mapping[int, Person]) -> list[Dict]:
    """What was answered to a reply, by whom."""
    return [
        context(t("{name} answered: {text}", name=name_of(t, people[one.by]), text=t.escape(shorten(one.text, 1000))))
        for one in reply.answers[-5:]
        if one.by in people
    ]


def acknowledged(t: Translator) -> Message:
    """The tap was taken."""
    return message([section(t("Thank you. The coordinators see that you have read it."))])


def home_announcements(t: Translator, unread: Sequence[ReaderMessage]) -> list[Dict]:
    """On the reader's Home: what they were asked to acknowledge and have not."""
    if not unread:
        return []
    rows = [
        section(
            bold(_title(t, one)),
            button(
                t("Read it"),
                numbered(Action.ANNOUNCEMENT_READ, place),
                one.announcement.id,
                label=t("Read “{title}”", title=shorten(one.title, 50)),
            ),
        )
        for place, one in enumerate(unread[:SHOWN_AT_HOME])
    ]
    more = len(unread) - len(rows)
    rest = and_more(t, more)
    return [header(t("Please confirm that you have read")), *rows, *rest]


def headed(t: Translator, shown: ReaderMessage) -> Dict:
    """The title above the text."""
    return header(uncalled(shown.title) or t("Without a title"))


def quote(t: Translator, text: str) -> str:
    """What somebody wrote, each of its lines as a quotation of mrkdwn."""
    kept = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return "\n".join(f"> {t.isolated(t.escape(uncalled(line)))}" for line in kept.splitlines() or [""])


def attached_line(t: Translator, attachments: Sequence[Attachment]) -> str:
    """The files that go with it, as links."""
    links = [f"<{one.permalink}|{t.escape(shorten(one.name, 80))}>" if one.permalink else "" for one in attachments]
    bare = [link or t.escape(shorten(one.name, 80)) for link, one in zip(links, attachments, strict=True)]
    return t("Files: {files}", files=t.enumerated(bare)) if bare else ""


def _attached(t: Translator, attachments: Sequence[Attachment]) -> list[Dict]:
    pictures = [
        {"type": "image", "slack_file": {"id": one.file_id}, "alt_text": shorten(one.name, 200)}
        for one in attachments
        if one.picture
    ]
    others = [one for one in attachments if not one.picture]
    return [*pictures, *([section(attached_line(t, others))] if others else [])]


def _title(t: Translator, shown: ReaderMessage) -> str:
    return t.escape(uncalled(shorten(shown.title, 150)))


def _only_for_you(t: Translator, shown: ReaderMessage) -> str:
    language = t.language_name(shown.language)
    return t("Only you get this: it is what readers of this language will see ({language}).", language=language)


def _withdrawn(t: Translator, shown: ReaderMessage) -> Message:
    said = t("The coordinators have withdrawn this announcement.")
    return message([section(lines(t.dotted([f"~{_title(t, shown)}~"]), said))])


def _marks(t: Translator, shown: ReaderMessage, reader: Person, *, whole: bool = False) -> list[str]:
    by = t("{name} for {programme}", name=name_of(t, shown.author), programme=t.escape(shown.programme.name))
    said = [by]
    if shown.fallback:
        said.append(_why_this_language(t, shown.language))
    if shown.edited:
        said.append(t("It has been changed since it was sent."))
    if not (whole or fits_in_message(shown.text)):
        said.append(t("This is only its beginning."))
    if shown.acknowledged_at and not shown.in_channel:
        place = place_of(reader)
        moment = t.moment(shown.acknowledged_at, place.zone, place.city)
        said.append(t("You have read it: {moment}.", moment=moment))
    return [t.dotted([one]) for one in said]


def _why_this_language(t: Translator, language: str) -> str:
    wanted, used = t.language_name(t.language), t.language_name(language)
    return t("Shown in {used}, because there is no version in {wanted}.", used=used, wanted=wanted)


def _buttons(t: Translator, shown: ReaderMessage, *, whole: bool = False) -> Dict | None:
    about, content = shown.announcement.id, shown.announcement.content
    wanted = content.acknowledgement and not (shown.acknowledged_at and not shown.in_channel)
    complete = whole or fits_in_message(shown.text)
    buttons = [
        *([button(t("I have read it"), Action.ANNOUNCEMENT_ACKNOWLEDGE, about, style="primary")] if wanted else []),
        *([] if complete else [button(t("Read on"), Action.ANNOUNCEMENT_READ, about)]),
        *([button(t("Write to the coordinators"), Action.ANNOUNCEMENT_REPLY, about)] if content.replies else []),
    ]
    return actions(buttons) if buttons else None


def _with_words(blocks: Sequence[Dict | None], shown: ReaderMessage) -> Message:
    """The message, whose text has the words of the rich text as well."""
    around = message(blocks)
    spoken = lines(fallback(shown.text), around.text)
    return Message(spoken if len(spoken) <= LONGEST_MESSAGE else fallback(shown.text), around.blocks)


def at(t: Translator, instant: datetime, reader: Person) -> str:
    """A moment on the reader's clock."""
    place = place_of(reader)
    return t.moment(instant, place.zone, place.city)
