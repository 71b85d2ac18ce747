"""Writing about a session: the form, what was made of a message, and which session it is about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    and_more,
    bold,
    button,
    checkboxes,
    context,
    field,
    lines,
    message,
    modal,
    option,
    radio,
    section,
    select,
    shorten,
    text_input,
)
from handlers.views.choosing import one_of
from handlers.views.long_texts import cuts_of, long_field, verbatim
from handlers.views.people import bare_name, names_of
from mentoring.actions import ActionWish
from mentoring.clocks import local
from mentoring.notes import NoteDraft, Visibility
from mentoring.people import Person
from mentoring.records import ItemView, Pairing, Prompt
from mentoring.sessions import Session

MOST_TICKED = 10
"""Checkboxes in one group."""

LONGEST_CHOICE = 75

READERS = {
    Visibility.AUTHOR: N_("Only me"),
    Visibility.PARTICIPANTS: N_("The people of the session"),
    Visibility.COORDINATORS: N_("Coordinators too"),
    Visibility.REPORT: N_("Coordinators too, and the outcome for the funder's report"),
}


@dataclass(frozen=True)
class Stage:
    """What somebody writes, and the people of the session that it is about: none while that is not known."""

    prompt: Prompt
    people: tuple[Person, ...]

    @property
    def draft(self) -> NoteDraft:
        """What is written so far."""
        return self.prompt.draft


def write_button(t: Translator, session: Session) -> Dict:
    """Opens the form about this session."""
    return button(t("Write the note"), Action.NOTE_WRITE, session.id)


def note_form(t: Translator, stage: Stage, viewer: Person) -> Dict:
    """Everything that one may write about a session, filled with what was kept of it.

    Metadata: {"draft": id, "cuts": as `long_texts.Cuts`}. Closing it tells the bot, so that what it holds is kept.
    """
    draft = stage.draft
    decisions, items = "\n".join(draft.decisions), "\n".join(item_lines(draft.items, stage.people))
    texts = {Block.OUTCOME: draft.outcome, Block.DECISIONS: decisions, Block.ITEMS: items, Block.PRIVATE: draft.private}
    blocks = [
        section(about_line(t, stage, viewer), _which_button(t, draft)),
        *_open_items(t, stage.prompt.open_items, viewer),
        *long_field(Block.OUTCOME, t("What came of it"), draft.outcome),
        *long_field(Block.DECISIONS, t("What was decided"), decisions, hint=t("One decision a line.")),
        *long_field(Block.ITEMS, t("Who does what by when"), items, hint=_items_hint(t, stage.people)),
        *long_field(Block.PRIVATE, t("Only for me"), draft.private, hint=t("Nobody else ever reads this part.")),
        field(Block.WHO_READS, t("Who will read this"), radio(_readers(t), draft.visibility.value)),
    ]
    cuts = {str(block): cuts_of(text) for block, text in texts.items() if cuts_of(text)}
    form = modal(
        t("Note"),
        blocks,
        form=Form.NOTE,
        metadata=json.dumps({"draft": draft.id, "cuts": cuts}),
        submit=t("Save"),
        close=t("Not now"),
    )
    return {**form, "notify_on_close": True}


def about_line(t: Translator, stage: Stage, viewer: Person) -> str:
    """Which session it is about, for mrkdwn."""
    draft, session = stage.draft, stage.prompt.session
    if not stage.people:
        return bold(t("Which session this is about is not known yet."))
    if session is not None:
        return lines(bold(titled_people(t, stage.people, viewer)), _moment(t, session.when.start, viewer))
    if draft.unbooked is None:
        return bold(titled_people(t, stage.people, viewer))
    moment = _moment(t, draft.unbooked.anchor.instant, viewer)
    told = t("It was not booked; saving the note puts it on record.")
    return lines(bold(titled_people(t, stage.people, viewer)), moment, told, _on_behalf(t, stage, viewer))


def _on_behalf(t: Translator, stage: Stage, viewer: Person) -> str:
    inside = viewer.id in {one.id for one in stage.people}
    return "" if inside else t("You write on their behalf, and the note will say so.")


def titled_people(t: Translator, people: Sequence[Person], viewer: Person) -> str:
    """ "Session with Luca", or of both for somebody who was not in it."""
    others = [one for one in people if one.id != viewer.id]
    inside = len(others) < len(people)
    names = names_of(t, others)
    return t("Session with {names}", names=names) if inside else t("Session of {names}", names=names)


def _moment(t: Translator, start: datetime, viewer: Person) -> str:
    return t.moment(start, viewer.zone, viewer.city)


def _which_button(t: Translator, draft: NoteDraft) -> Dict | None:
    """An edit stays with its note's session."""
    return None if draft.note_id is not None else button(t("Another session"), Action.NOTE_WHICH, draft.id)


def _readers(t: Translator) -> list[Dict]:
    return [option(t(label), one.value) for one, label in READERS.items()]


def _items_hint(t: Translator, people: Sequence[Person]) -> str:
    names = [bare_name(one).split()[0] for one in people[:2]]
    if not names:
        return t("One a line, beginning with a name.")
    return t("One a line, such as: {name}: sends the draft by Friday", name=names[-1])


def _open_items(t: Translator, found: Sequence[ItemView], viewer: Person) -> list[Dict]:
    if not found:
        return []
    boxes = checkboxes([_box(t, one, viewer) for one in found[:MOST_TICKED]])
    left_out = len(found) - MOST_TICKED
    more = and_more(t, left_out)
    label = t("From before: tick what is done")
    return [field(Block.DONE_ITEMS, label, boxes, optional=True), *more]


def _box(t: Translator, view: ItemView, viewer: Person) -> Dict:
    whose = "" if view.owner.id == viewer.id else f"{bare_name(view.owner).split()[0]}: "
    due = t.short_day(view.item.due) if view.item.due else ""
    said = shorten(whose + view.item.text, LONGEST_CHOICE) or "…"
    drawn = option(said, view.item.id)
    return {**drawn, "description": {"type": "plain_text", "text": due}} if due else drawn


def item_lines(items: Iterable[ActionWish], people: Sequence[Person]) -> list[str]:
    """Each item as it is written in a line: its owner first, unless nobody is named yet."""
    names = {person.id: person.name for person in people}
    return [f"{names[one.owner_id]}: {one.text}" if one.owner_id in names else one.text for one in items]


def pair_options(pairs: Iterable[Pairing]) -> list[Dict]:
    """Pairs by the names of both; values are their ids."""
    return [option(" · ".join(bare_name(one) for one in it.people), str(it.pair.id)) for it in pairs]


def which_form(t: Translator, draft: NoteDraft, choices: Sequence[tuple[str, str]], pairs: Sequence[Pairing]) -> Dict:
    """Which session the draft is about: one of those, or the day on which a pair spoke without having booked.

    ``choices`` are values and labels; metadata: {"draft": id}.
    """
    options = [option(label, value) for value, label in choices]
    people = pair_options(pairs)
    blocks = [
        field(Block.SESSION, t("Session"), select(options), optional=True) if options else None,
        section(t("Or say when you spoke without having booked:")) if options else None,
        field(
            Block.WHEN,
            t("On which day"),
            text_input(longest=200, placeholder=t("Tuesday, yesterday at 15:00, 12 May")),
            optional=bool(options),
        ),
        field(Block.WITH_WHOM, t("Who met"), one_of(t, people, people[0]["value"])) if people else None,
    ]
    return modal(
        t("Which session"),
        blocks,
        form=Form.NOTE_WHICH,
        metadata=json.dumps({"draft": draft.id}),
        submit=t("Next"),
        close=t("Back"),
    )


def session_choice(t: Translator, session: Session, people: Mapping[int, Person], viewer: Person) -> tuple[str, str]:
    """A session's value and label in a list."""
    others = [bare_name(people[one]) for one in session.others(viewer.id) if one in people]
    day = t.short_day(local(session.when.start, viewer.zone).date())
    return session.id, t.dotted([day, t.enumerated(others[:3])])


def read_back(t: Translator, stage: Stage, viewer: Person) -> Message:
    """What was made of something written, for its writer to confirm, change or let go."""
    draft = stage.draft
    return message(
        [
            section(t("This is how I would save it:")),
            section(about_line(t, stage, viewer)),
            *written(t, draft, stage.people),
            context(t("Who will read this: {readers}", readers=t(READERS[draft.visibility]))),
            actions(
                [
                    button(t("Confirm"), Action.NOTE_CONFIRM, draft.id, style="primary"),
                    button(t("Change"), Action.NOTE_CHANGE, draft.id),
                    button(t("Another session"), Action.NOTE_WHICH, draft.id),
                    button(t("Discard"), Action.NOTE_DISCARD, draft.id),
                ]
            ),
        ]
    )


def written(t: Translator, draft: NoteDraft, people: Sequence[Person]) -> list[Dict]:
    """The parts of a draft, to the letter."""
    blocks: list[Dict] = []
    if draft.outcome.strip():
        blocks += [section(bold(t("Outcome"))), *verbatim(draft.outcome)]
    if draft.decisions:
        blocks += [section(bold(t("Decisions"))), *verbatim("\n".join(f"• {one}" for one in draft.decisions))]
    if draft.items:
        told = [_wish_line(t, one, people) for one in draft.items]
        blocks += [section(bold(t("Action items"))), *verbatim("\n".join(f"• {one}" for one in told))]
    if draft.private.strip():
        blocks += [section(bold(t("Only for me"))), *verbatim(draft.private)]
    return blocks


def _wish_line(t: Translator, wish: ActionWish, people: Sequence[Person]) -> str:
    names = {person.id: person.name for person in people}
    owner = names.get(wish.owner_id) or t("nobody named yet")
    due = t.day(wish.due) if wish.due else ""
    return f"{wish.text} ({t.dotted([one for one in (owner, due) if one])})"


def saved(t: Translator, session: Session, people: Sequence[Person], viewer: Person, readers: Visibility) -> Message:
    """After a note was saved."""
    said = lines(
        bold(t("Saved.")),
        t.dotted([titled_people(t, people, viewer), t.day(local(session.when.start, viewer.zone).date())]),
        t("Who will read this: {readers}", readers=t(READERS[readers])),
    )
    shown = [button(t("Show"), Action.NOTE_SHOW, session.id), button(t("What I have to do"), Action.ITEMS_SHOW)]
    return message([section(said), actions(shown)])


def kept_for_later(t: Translator, said: str, draft: NoteDraft) -> Message:
    """Why a note is not saved, and that it is kept."""
    kept = t("What you wrote is kept.")
    buttons = [
        button(t("Change"), Action.NOTE_CHANGE, draft.id, style="primary"),
        button(t("Another session"), Action.NOTE_WHICH, draft.id),
        button(t("Discard"), Action.NOTE_DISCARD, draft.id),
    ]
    return message([section(lines(said, kept)), actions(buttons)])


def discarded(t: Translator) -> Message:
    """After a draft was let go of."""
    return message([section(t("Discarded. Nothing was saved."))])


def book_or_note(t: Translator, draft: NoteDraft) -> Message:
    """Asks what a message is that could be a booking or a note."""
    return message(
        [
            section(t("Do you want to book a session, or to save this as a note?")),
            *verbatim(draft.outcome),
            actions(
                [
                    button(t("Book a session"), Action.NOTE_BOOK, draft.id),
                    button(t("Save as a note"), Action.NOTE_KEEP, draft.id),
                    button(t("Neither"), Action.NOTE_DISCARD, draft.id),
                ]
            ),
        ]
    )
