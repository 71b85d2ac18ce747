"""An announcement before it is sent: as its readers will see it, when, who gets it, and who does not and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from handlers.i18n import N_, Place, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.rich_text import fits_in_message, in_message, uncalled
from handlers.views.announcements import attached_line, headed
from handlers.views.blocks import (
    Dict,
    actions,
    bold,
    button,
    context,
    divider,
    field,
    in_sections,
    lines,
    modal,
    option,
    section,
    select,
    text_input,
)
from handlers.views.people import name_of, place_of, some_of_names
from mentoring.announcements import Content, Preview, ReaderMessage, ReaderPlan, WhyNot
from mentoring.clocks import local
from mentoring.people import Person
from mentoring.rich_text import length

WHY_NOT = {
    WhyNot.LEFT: N_("have left the programme"),
    WhyNot.PAUSED: N_("pause in the programme"),
    WhyNot.DEACTIVATED: N_("their Slack account is deactivated"),
    WhyNot.NOT_JOINED: N_("are not in this Slack yet"),
    WhyNot.AWAY: N_("are away on that day"),
    WhyNot.MUTED: N_("have muted announcements"),
    WhyNot.NO_VERSION: N_("read a language in which nothing is written, and the programme's is missing too"),
    WhyNot.JOINED_LATER: N_("joined after it was confirmed"),
}
REACHED, LEFT_OUT = "reached", "left_out"
NAMED, NAMED_OF_A_REASON, SHOWN_CLOCKS = 15, 8, 10
PER_PAGE, PER_SECTION = 60, 20
LONGEST_WORDS = 80


def preview_form(t: Translator, preview: Preview, shown: ReaderMessage, asker: Person, note: str = "") -> Dict:
    """The whole preview; submitting sends. Metadata: {"announcement": id, "seen": what the preview stands for}."""
    draft = preview.announcement
    blocks = [
        section(bold(note)) if note else None,
        section(lines(bold(_reached(t, preview.count)), _left_out(t, preview), _where(t, draft.content))),
        context(*_rules(t, preview)),
        _languages(t, preview, shown.language),
        divider(),
        *_message(t, shown),
        divider(),
        *_hours(t, preview, asker),
        *_names(t, preview),
        actions(
            [
                button(t("Send to me first"), Action.ANNOUNCEMENT_TRIAL, f"{draft.id} {shown.language}"),
                button(t("Change"), Action.ANNOUNCEMENT_CHANGE, draft.id),
                button(t("Discard"), Action.ANNOUNCEMENT_DISCARD, draft.id, label=t("Throw this draft away")),
            ]
        ),
    ]
    return modal(
        t("Preview"),
        blocks,
        form=Form.ANNOUNCEMENT_PREVIEW,
        metadata=json.dumps({"announcement": draft.id, "seen": preview.seen}),
        submit=t("Send to {count}", count=preview.count) if preview.count else "",
        close=t("Close"),
    )


def people_view(t: Translator, preview: Preview, which: str, *, page: int, words: str, found: list[ReaderPlan]) -> Dict:
    """A page of those who get it, or do not, of whom ``found`` have these words in their names.

    Metadata: {"announcement": id, "which": which}.
    """
    shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
    said = [_reader_line(t, one) for one in shown]
    about = f"{preview.announcement.id} {which}"
    return modal(
        t("Who gets it") if which == REACHED else t("Who does not"),
        [
            field(Block.WORDS, t("Name"), text_input(words, longest=LONGEST_WORDS), optional=True),
            section(_reached(t, len(found)) if which == REACHED else _missed(t, len(found))),
            *in_sections(said, PER_SECTION),
            pages(t, Action.ANNOUNCEMENT_PEOPLE, about, page, len(found), PER_PAGE, words),
            actions([button(t("Preview"), Action.ANNOUNCEMENT_PREVIEW, preview.announcement.id)]),
        ],
        form=Form.ANNOUNCEMENT_PEOPLE,
        metadata=json.dumps({"announcement": preview.announcement.id, "which": which}),
        submit=t("Search"),
        close=t("Close"),
    )


def pages(  # noqa: PLR0917
    t: Translator, action: Action, about: str, page: int, found: int, per_page: int, words: str = ""
) -> Dict | None:
    """Buttons to the pages before and after this one; each carries ``about``, its page and the words looked for."""
    last = max(found - 1, 0) // per_page
    wanted = [(t("Earlier names"), page - 1), (t("Later names"), page + 1)]
    buttons = [
        button(label, numbered(action, place), f"{about} {number} {words}".strip())
        for place, (label, number) in enumerate(wanted)
        if 0 <= number <= last
    ]
    return actions(buttons) if buttons else None


def reason(t: Translator, why_not: WhyNot) -> str:
    """Why somebody gets nothing, as what is true of them."""
    return t(WHY_NOT[why_not])


def _reached(t: Translator, count: int) -> str:
    return t.n("{count} person gets it.", "{count} people get it.", count)


def _missed(t: Translator, count: int) -> str:
    return t.n("{count} person does not get it.", "{count} people do not get it.", count)


def _left_out(t: Translator, preview: Preview) -> str:
    missed = len(preview.left_out)
    return _missed(t, missed) if missed else t("Everybody in the audience gets it.")


def _where(t: Translator, content: Content) -> str:
    channel = content.readership.channel
    if channel:
        return t("It is posted in {channel}, once in each language.", channel=f"<#{channel}>")
    return t("Each of them gets a direct message from me.")


def _rules(t: Translator, preview: Preview) -> Iterator[str]:
    content = preview.announcement.content
    if content.urgent:
        yield t("Urgent: it goes out at any hour, also to those who are away.")
    else:
        yield t("Quiet hours are kept, and those who are away are spared.")
    if content.compulsory:
        yield t("Compulsory: who muted announcements gets it all the same.")
    if content.acknowledgement:
        yield t("Readers are asked to confirm that they have read it.")
    if preview.pings:
        yield t("It calls people: {calls}.", calls=t.enumerated([t.escape(uncalled(one)) for one in preview.pings]))


def _languages(t: Translator, preview: Preview, chosen: str) -> Dict:
    draft, counted = preview.announcement, Counter(one.language for one in preview.reached)
    options = [
        option(
            t("{language}: {count}", language=t.endonym(one.language), count=counted[one.language]),
            f"{draft.id} {one.language}",
        )
        for one in draft.content.versions
    ]
    picker = select(options, f"{draft.id} {chosen}")
    return {"type": "actions", "elements": [{**picker, "action_id": str(Action.ANNOUNCEMENT_LANGUAGE)}]}


def _message(t: Translator, shown: ReaderMessage) -> list[Dict]:
    size = t.n("{count} character.", "{count} characters.", length(shown.text))
    files = attached_line(t, shown.announcement.content.attachments)
    said = [size, *([] if fits_in_message(shown.text) else [_too_long(t)]), *([files] if files else [])]
    return [headed(t, shown), *in_message(shown.text), context(*said)]


def _too_long(t: Translator) -> str:
    return t("That is too long for one Slack message: readers get its beginning and a button to read on.")


def _hours(t: Translator, preview: Preview, asker: Person) -> list[Dict]:
    timing = preview.announcement.content.timing
    if not timing.own_clock and timing.at is None:
        said = [t("It leaves as soon as you confirm.")]
    else:
        said = _clock_lines(t, preview.reached, asker)
    notes = []
    if moved := _count(one.moved for one in preview.reached):
        notes.append(t.n("For {count} person quiet hours move it.", "For {count} people quiet hours move it.", moved))
    if passed := _count(one.passed for one in preview.reached):
        notes.append(
            t.n("{count} whose hour is over gets it at once.", "{count} whose hour is over get it at once.", passed)
        )
    return [section(lines(bold(t("When")), *said)), *map(context, notes)]


def _count(wanted: Iterable[bool]) -> int:
    return sum(1 for one in wanted if one)


def _clock_lines(t: Translator, plans: Sequence[ReaderPlan], asker: Person) -> list[str]:
    """When it leaves for how many, by the clocks of readers, the earliest first; the asker's clock beside it."""
    groups = Counter((one.due_at, one.person.zone) for one in plans if one.due_at)
    ordered = sorted(groups, key=lambda group: group)
    shown = [_clock_line(t, at, zone, groups[at, zone], asker) for at, zone in ordered[:SHOWN_CLOCKS]]
    more = len(ordered) - SHOWN_CLOCKS
    return [*shown, *([t.n("and {count} more hour", "and {count} more hours", more)] if more > 0 else [])]


def _clock_line(t: Translator, at: datetime, zone: str, count: int, asker: Person) -> str:
    people = t.n("{count} person", "{count} people", count)
    return t("{clocks}: {people}", clocks=t.clocks(at, [Place(zone), place_of(asker)]), people=people)


def _names(t: Translator, preview: Preview) -> list[Dict]:
    about = preview.announcement.id
    reached = [name_of(t, one.person) for one in preview.reached]
    found = [section(lines(bold(t("Who gets it")), _some(t, reached, NAMED)))] if reached else []
    for why_not in WhyNot:
        missed = [name_of(t, one.person) for one in preview.left_out if one.why_not is why_not]
        if missed:
            count, because = len(missed), reason(t, why_not)
            said = t.n("{count} person: {reason}", "{count} people: {reason}", count, reason=because)
            found.append(section(lines(bold(said), _some(t, missed, NAMED_OF_A_REASON))))
    buttons = [
        *([button(t("All who get it"), _people(0), f"{about} {REACHED} 0")] if reached else []),
        *([button(t("All who do not"), _people(1), f"{about} {LEFT_OUT} 0")] if preview.left_out else []),
    ]
    return [*found, *([actions(buttons)] if buttons else [])]


def _people(place: int) -> str:
    return numbered(Action.ANNOUNCEMENT_PEOPLE, place)


def _some(t: Translator, names: Sequence[str], most: int) -> str:
    return t.dotted([some_of_names(t, names, most)])


def _reader_line(t: Translator, plan: ReaderPlan) -> str:
    if plan.why_not is not None:
        return t.dotted([name_of(t, plan.person), reason(t, plan.why_not)])
    facts = [name_of(t, plan.person), t.endonym(plan.language)]
    if plan.due_at:
        day = t.short_day(local(plan.due_at, plan.person.zone).date())
        facts += [day, t.hours(plan.due_at, [place_of(plan.person)])]
    return t.dotted(facts)
