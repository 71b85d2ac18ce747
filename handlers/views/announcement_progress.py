"""How the sending of an announcement stands, for the coordinator who confirmed it: one message, drawn anew."""

from __future__ import annotations

from datetime import timedelta

from handlers.i18n import N_, Translator
from handlers.ids import Action, numbered
from handlers.rich_text import uncalled
from handlers.views.blocks import Dict, Message, actions, asked, bold, button, context, lines, message, section, shorten
from mentoring.announcements import (
    OUT,
    UNDER_WAY,
    Announcement,
    AnnouncementState,
    Counts,
    LedgerMissed,
    SendingProgress,
    Standing,
)

SAID = {
    AnnouncementState.SENDING: N_("Your announcement “{title}” is on its way."),
    AnnouncementState.PAUSED: N_("Your announcement “{title}” is paused."),
    AnnouncementState.SENT: N_("Your announcement “{title}” is sent."),
    AnnouncementState.STOPPED: N_("Your announcement “{title}” was stopped."),
    AnnouncementState.WITHDRAWN: N_("Your announcement “{title}” is withdrawn."),
}
FULL, EMPTY, SQUARES = "▓", "░", 20


def sending_message(t: Translator, shown: SendingProgress) -> Message:
    """Who has it, who is still to get it and how long that takes, and what can be done meanwhile."""
    state, counts = shown.announcement.state, shown.counts
    title = t.escape(uncalled(shorten(shown.announcement.content.title, 150)))
    said = t(SAID[state], title=title) if state in OUT else title
    return message(
        [
            section(lines(bold(said), _bar(counts), so_far(t, counts))),
            context(_left(t, shown)) if state in UNDER_WAY and counts.of(Standing.PLANNED) else None,
            actions([_ledger_button(t, shown), *sending_buttons(t, shown.announcement)]),
        ]
    )


def ledger_missed(t: Translator, shown: LedgerMissed) -> Message:
    """A ledger that was asked for as a file did not arrive, as far as anybody can tell; a button to ask again."""
    title = t.escape(uncalled(shorten(shown.announcement.content.title, 150)))
    said = t("I could not send you the ledger of “{title}” as a file, or can't tell whether it arrived.", title=title)
    about = shown.announcement.id
    again = button(t("Try again"), numbered(Action.ANNOUNCEMENT_EXPORT, 0), f"{about} {shown.form}", style="primary")
    return message([section(said), actions([again, button(t("Who has it"), Action.ANNOUNCEMENT_LEDGER, about)])])


def _bar(counts: Counts) -> str:
    done = counts.total - counts.of(Standing.PLANNED)
    full = SQUARES * done // counts.total if counts.total else SQUARES
    return FULL * full + EMPTY * (SQUARES - full)


def so_far(t: Translator, counts: Counts) -> str:
    """Every figure that is not nought; together they are everybody."""
    sent = counts.of(Standing.SENT) + counts.of(Standing.WITHDRAWN)
    figures = [
        (counts.of(Standing.PLANNED), t("still to come: {count}", count=counts.of(Standing.PLANNED))),
        (counts.of(Standing.FAILED), t("failed: {count}", count=counts.of(Standing.FAILED))),
        (counts.of(Standing.UNCLEAR), t("not clear: {count}", count=counts.of(Standing.UNCLEAR))),
        (counts.of(Standing.SKIPPED), t("do not get it: {count}", count=counts.of(Standing.SKIPPED))),
        (counts.of(Standing.STOPPED), t("called off: {count}", count=counts.of(Standing.STOPPED))),
        (counts.acknowledged, t("confirmed as read: {count}", count=counts.acknowledged)),
    ]
    facts = [t("{sent} of {total} have it", sent=sent, total=counts.total)]
    return t.dotted([*facts, *(said for count, said in figures if count)])


def _left(t: Translator, shown: SendingProgress) -> str:
    left = shown.counts.left
    if shown.announcement.state is AnnouncementState.PAUSED:
        return t("Nothing leaves until you let it go on.")
    if left is None:
        return t("The next ones leave when their hour comes.")
    minutes = max(timedelta(minutes=1), timedelta(minutes=round(left.total_seconds() / 60)))
    return t("At the present pace the rest takes {duration}.", duration=t.duration(minutes))


def _ledger_button(t: Translator, shown: SendingProgress) -> Dict:
    return button(t("Who has it"), Action.ANNOUNCEMENT_LEDGER, shown.announcement.id)


def sending_buttons(t: Translator, about: Announcement) -> list[Dict]:
    """Pause or go on, and stop, as long as somebody is still to get it."""
    buttons = []
    if about.state is AnnouncementState.SENDING:
        buttons.append(button(t("Pause"), Action.ANNOUNCEMENT_PAUSE, about.id))
    if about.state is AnnouncementState.PAUSED:
        buttons.append(button(t("Go on"), Action.ANNOUNCEMENT_RESUME, about.id, style="primary"))
    if about.state in UNDER_WAY:
        stop = button(t("Stop"), Action.ANNOUNCEMENT_STOP, about.id, style="danger")
        said = t("Nobody else will get it. Who has it keeps it.")
        buttons.append(asked(stop, t("Stop sending?"), said, yes=t("Stop"), no=t("Keep sending")))
    return buttons
