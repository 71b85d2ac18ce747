"""What coordinators see of announcements: all of them, how one is going out, and its ledger by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.announcement_preview import pages, reason
from handlers.views.announcement_progress import sending_buttons, so_far
from handlers.views.announcements import answer_blocks, at, quote
from handlers.views.blocks import (
    Dict,
    actions,
    and_more,
    asked,
    bold,
    button,
    context,
    field,
    header,
    lines,
    modal,
    option,
    section,
    select,
    shorten,
    text_input,
)
from handlers.views.people import name_of, names_of
from mentoring.announcements import (
    OUT,
    UNDER_WAY,
    Announcement,
    AnnouncementState,
    Counts,
    LedgerPage,
    LedgerRow,
    LedgerWish,
    Listed,
    Replies,
    Standing,
)
from mentoring.people import Person, Programme

STATES = {
    AnnouncementState.DRAFT: N_("Draft"),
    AnnouncementState.SENDING: N_("Going out"),
    AnnouncementState.PAUSED: N_("Paused"),
    AnnouncementState.SENT: N_("Sent"),
    AnnouncementState.STOPPED: N_("Stopped"),
    AnnouncementState.WITHDRAWN: N_("Withdrawn"),
    AnnouncementState.TEMPLATE: N_("Template"),
    AnnouncementState.DISCARDED: N_("Thrown away"),
}
STANDINGS = {
    Standing.PLANNED: N_("planned"),
    Standing.SENT: N_("sent"),
    Standing.FAILED: N_("failed"),
    Standing.UNCLEAR: N_("not clear whether it arrived"),
    Standing.SKIPPED: N_("not sent"),
    Standing.STOPPED: N_("stopped before"),
    Standing.WITHDRAWN: N_("withdrawn"),
}
ALL, PLANNED, SENT, MISSING, SKIPPED, SILENT, READ = "all", "planned", "sent", "missing", "skipped", "silent", "read"
FILTERS = {
    ALL: N_("Everybody"),
    PLANNED: N_("Still to come"),
    SENT: N_("Sent"),
    MISSING: N_("Failed, unclear or stopped"),
    SKIPPED: N_("Not sent, with the reason"),
    SILENT: N_("Not confirmed as read"),
    READ: N_("Confirmed as read"),
}
WISHES = {
    ALL: LedgerWish(),
    PLANNED: LedgerWish(frozenset({Standing.PLANNED})),
    SENT: LedgerWish(frozenset({Standing.SENT, Standing.WITHDRAWN})),
    MISSING: LedgerWish(frozenset({Standing.FAILED, Standing.UNCLEAR, Standing.STOPPED})),
    SKIPPED: LedgerWish(frozenset({Standing.SKIPPED})),
    SILENT: LedgerWish(frozenset({Standing.SENT}), acknowledged=False),
    READ: LedgerWish(acknowledged=True),
}
MISSED = (Standing.FAILED, Standing.STOPPED, Standing.SKIPPED)
ROWS_PER_PAGE, REPLIES_PER_PAGE, SHOWN_OF_A_KIND, NAMED = 20, 10, 10, 10
LONGEST_SHOWN_TITLE, LONGEST_REASON, LONGEST_WORDS = 120, 150, 80


def announcements_view(
    t: Translator, found: Sequence[Listed], programmes: Sequence[Programme], reader: Person, title: str = ""
) -> Dict:
    """Drafts, those going out, templates and past ones, each with what can be done; a new one for each programme.

    ``title`` is what a new one is to be called.
    """
    new = [
        button(
            t("New announcement") if len(programmes) == 1 else t("New in {programme}", programme=one.name),
            numbered(Action.ANNOUNCEMENT_NEW, place),
            f"{one.id} {title}".strip(),
            style="primary",
        )
        for place, one in enumerate(programmes[:5])
    ]
    kinds = (
        (t("Drafts"), {AnnouncementState.DRAFT}),
        (t("Going out"), UNDER_WAY),
        (t("Templates"), {AnnouncementState.TEMPLATE}),
        (t("Past announcements"), OUT - UNDER_WAY),
    )
    rows = []
    for kind, states in kinds:
        rows += _listed(t, kind, [one for one in found if one.announcement.state in states], reader)
    return modal(t("Announcements"), [actions(new), *rows], form=Form.NOTICE, close=t("Close"))


def _listed(t: Translator, title: str, found: Sequence[Listed], reader: Person) -> list[Dict]:
    if not found:
        return []
    rows: list[Dict] = [header(title)]
    for one in found[:SHOWN_OF_A_KIND]:
        about = one.announcement
        rows.append(section(lines(t.dotted([bold(title_of(t, about))]), _in_short(t, one, reader))))
        rows.append(actions(list(_row_buttons(t, about))))
    more = len(found) - SHOWN_OF_A_KIND
    return [*rows, *and_more(t, more)]


def _in_short(t: Translator, one: Listed, reader: Person) -> str:
    about = one.announcement
    facts = [t(STATES[about.state]), name_of(t, one.author), at(t, about.confirmed_at or about.changed_at, reader)]
    if about.state in OUT:
        facts.append(t("{sent} of {total} sent", sent=sent_of(one.counts), total=one.counts.total))
    return t.dotted(facts)


def _row_buttons(t: Translator, about: Announcement) -> Iterator[Dict]:
    if about.state is AnnouncementState.DRAFT:
        yield button(t("Go on writing"), Action.ANNOUNCEMENT_CHANGE, about.id)
        yield button(t("Discard"), Action.ANNOUNCEMENT_DISCARD, about.id, label=t("Throw this draft away"))
        return
    if about.state in OUT:
        yield button(t("Ledger"), Action.ANNOUNCEMENT_LEDGER, about.id, label=t("Who got it and who did not"))
    yield button(t("Use again"), Action.ANNOUNCEMENT_AGAIN, about.id, label=t("Begin a new draft with this text"))
    if about.state is AnnouncementState.TEMPLATE:
        yield button(t("Discard"), Action.ANNOUNCEMENT_DISCARD, about.id, label=t("Throw this template away"))


def title_of(t: Translator, about: Announcement) -> str:
    """What an announcement is called in lists."""
    return t.escape(shorten(about.name or about.content.title, LONGEST_SHOWN_TITLE)) or t("Without a title")


def sent_of(counts: Counts) -> int:
    """How many have got it, what was withdrawn afterwards included."""
    return counts.of(Standing.SENT) + counts.of(Standing.WITHDRAWN)


def ledger_view(
    t: Translator, shown: LedgerPage, reader: Person, *, kind: str, words: str, page: int, address: str, note: str = ""
) -> Dict:
    """A page of the ledger with its filter, and all that can be done with the announcement.

    ``address`` is the workspace's, for links to messages. Metadata: {"announcement": id}.
    """
    about, counts = shown.announcement, shown.counts
    here = f"{about.id} {kind}"
    return modal(
        t("Ledger"),
        [
            section(note) if note else None,
            section(
                lines(
                    t.dotted([bold(title_of(t, about))]),
                    t.dotted([t(STATES[about.state]), name_of(t, shown.author), *_confirmed(t, about, reader)]),
                    so_far(t, counts),
                    _read(t, shown),
                )
            ),
            *_deeds(t, shown),
            _newcomers(t, shown),
            field(
                Block.STANDING, t("Show"), select([option(t(label), value) for value, label in FILTERS.items()], kind)
            ),
            field(Block.WORDS, t("Name"), text_input(words, longest=LONGEST_WORDS), optional=True),
            context(t.n("{count} person found", "{count} people found", shown.found)),
            *(section(_row(t, row, reader, address)) for row in shown.rows),
            pages(t, Action.ANNOUNCEMENT_LEDGER, here, page, shown.found, ROWS_PER_PAGE, words),
        ],
        form=Form.ANNOUNCEMENT_LEDGER,
        metadata=json.dumps({"announcement": about.id}),
        submit=t("Search"),
        close=t("Close"),
    )


def _confirmed(t: Translator, about: Announcement, reader: Person) -> list[str]:
    return [at(t, about.confirmed_at, reader)] if about.confirmed_at else []


def _read(t: Translator, shown: LedgerPage) -> str:
    if not shown.announcement.content.acknowledgement:
        return ""
    silent = shown.counts.of(Standing.SENT) - shown.counts.acknowledged
    return t("not confirmed as read yet: {count}", count=max(silent, 0))


def _deeds(t: Translator, shown: LedgerPage) -> list[Dict]:
    about, counts = shown.announcement, shown.counts
    rows = [
        [*sending_buttons(t, about), *_following_buttons(t, shown)],
        list(_changing_buttons(t, about)),
        [
            button(t("As CSV"), numbered(Action.ANNOUNCEMENT_EXPORT, 0), f"{about.id} csv"),
            button(t("As Excel"), numbered(Action.ANNOUNCEMENT_EXPORT, 1), f"{about.id} xlsx"),
            button(t("Use again"), Action.ANNOUNCEMENT_AGAIN, about.id, label=t("Begin a new draft with this text")),
            button(t("Keep as a template"), Action.ANNOUNCEMENT_TEMPLATE, about.id),
        ],
    ]
    return [actions(row) for row in rows if row and counts.total]


def _following_buttons(t: Translator, shown: LedgerPage) -> Iterator[Dict]:
    about, counts = shown.announcement, shown.counts
    if about.state is AnnouncementState.WITHDRAWN:
        return
    missing, silent = sum(counts.of(one) for one in MISSED), counts.of(Standing.SENT) - counts.acknowledged
    if missing and about.state is not AnnouncementState.STOPPED:
        yield button(t("Retry the missing"), Action.ANNOUNCEMENT_RETRY, about.id)
    if about.content.acknowledgement and silent > 0:
        label = t("Remind {count}", count=silent)
        yield button(label, Action.ANNOUNCEMENT_REMIND, f"{about.id} {about.wishes}")
    if shown.newcomers:
        label = t("Send to {count} who came later", count=len(shown.newcomers))
        yield button(label, Action.ANNOUNCEMENT_OFFER, about.id)


def _changing_buttons(t: Translator, about: Announcement) -> Iterator[Dict]:
    if about.content.replies:
        yield button(t("Replies"), Action.ANNOUNCEMENT_REPLIES, f"{about.id} 0")
    if about.state is not AnnouncementState.WITHDRAWN:
        yield button(t("Change what it says"), Action.ANNOUNCEMENT_CORRECT, about.id)
        withdraw = button(t("Withdraw it"), Action.ANNOUNCEMENT_WITHDRAW, about.id, style="danger")
        said = t("Wherever it was read it will say that it was withdrawn. This can't be undone.")
        yield asked(withdraw, t("Withdraw it?"), said, yes=t("Withdraw it"), no=t("Keep it"))


def _newcomers(t: Translator, shown: LedgerPage) -> Dict | None:
    if not shown.newcomers:
        return None
    names = names_of(t, shown.newcomers[:NAMED])
    more = len(shown.newcomers) - NAMED
    if more > 0:
        return context(t("Came later and have not got it: {names} and {count} more.", names=names, count=more))
    return context(t("Came later and have not got it: {names}.", names=names))


def _row(t: Translator, row: LedgerRow, reader: Person, address: str) -> str:
    name = t.escape(shorten(row.name, LONGEST_SHOWN_TITLE))
    facts = [bold(name), t(STANDINGS[row.standing]), t.endonym(row.line.language) if row.line.language else ""]
    when = row.sent_at or (row.line.due_at if row.standing is Standing.PLANNED else None)
    if when:
        facts.append(at(t, when, reader))
    if row.sent_at and address:
        facts.append(f"<{permalink(address, row)}|{t('message')}>")
    more = list(_more(t, row, reader))
    return lines(t.dotted(facts), t.dotted(more) if more else "")


def permalink(address: str, row: LedgerRow) -> str:
    """Where the message is to be seen; ``address`` is the workspace's, with its last slash."""
    return f"{address}archives/{row.channel_id}/p{row.slack_ts.replace('.', '')}"


def _more(t: Translator, row: LedgerRow, reader: Person) -> Iterator[str]:
    if row.line.acknowledged_at:
        yield t("read: {moment}", moment=at(t, row.line.acknowledged_at, reader))
    if row.line.fallback:
        yield t("in the programme's language")
    if row.line.late:
        yield t("came later")
    if row.why_not and row.standing is Standing.SKIPPED:
        yield reason(t, row.why_not)
    elif row.reason and row.standing is not Standing.SENT:
        yield t.escape(shorten(row.reason, LONGEST_REASON))


def replies_view(t: Translator, shown: Replies, reader: Person, *, page: int) -> Dict:
    """What readers wrote back, the latest first, each with who answered what."""
    newest = list(reversed(shown.replies))[page * REPLIES_PER_PAGE : (page + 1) * REPLIES_PER_PAGE]
    blocks: list[Dict | None] = [section(t.dotted([bold(title_of(t, shown.announcement))]))]
    for place, one in enumerate(newest):
        said = t.dotted([bold(name_of(t, shown.people[one.person_id])), at(t, one.at, reader)])
        answer = button(t("Answer"), numbered(Action.ANNOUNCEMENT_ANSWER, place), one.id)
        blocks += [section(lines(said, quote(t, one.text)), answer), *answer_blocks(t, one, shown.people)]
    if not newest:
        blocks.append(section(t("Nobody has written back yet.")))
    about = shown.announcement.id
    blocks.append(pages(t, Action.ANNOUNCEMENT_REPLIES, about, page, len(shown.replies), REPLIES_PER_PAGE))
    return modal(t("Replies"), blocks, form=Form.NOTICE, close=t("Back"))


def home_running(t: Translator, found: Sequence[Listed]) -> list[Dict]:
    """On the coordinator's Home: what is going out, one line each."""
    if not found:
        return []
    rows = [
        section(
            t.dotted(
                [
                    bold(title_of(t, one.announcement)),
                    t(STATES[one.announcement.state]),
                    t("{sent} of {total} sent", sent=sent_of(one.counts), total=one.counts.total),
                ]
            ),
            button(t("Ledger"), numbered(Action.ANNOUNCEMENT_LEDGER, place), one.announcement.id),
        )
        for place, one in enumerate(found[:3])
    ]
    return [header(t("Announcements going out")), *rows]
