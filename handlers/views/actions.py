"""Action items as people see them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    and_more,
    button,
    context,
    date_picker,
    field,
    header,
    lines,
    message,
    modal,
    quoted,
    section,
    text_input,
)
from handlers.views.choosing import one_of, people_options
from handlers.views.listing import Rows, fitting
from handlers.views.people import name_of, names_of
from mentoring.actions import ActionItem, ItemState
from mentoring.clocks import local
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.records import ItemView

LONGEST_ITEM = 1500
LONGEST_LISTED = 300
LONGEST_REASON = 500
SHOWN_ITEMS = 20
SHOWN_ON_HOME = 5
LISTED = " all"
"""Added to what a button carries where the item stands in a list."""


def action_reminder(
    t: Translator, kind: DeliveryKind, view: ItemView, recipient: Person, now: datetime, *, others: Sequence[Person]
) -> Message:
    """That something is due, or was; ``others`` are those with whom it was agreed."""
    said = lines(_first_line(t, kind, view, recipient, now), quoted(t, view.item.text, LONGEST_ITEM))
    day = t.day(local(view.session.when.start, recipient.zone).date())
    agreed = context(t("Agreed with {names} on {day}", names=names_of(t, others), day=day))
    return message([section(said), agreed, actions(_buttons(t, view.item))])


def _first_line(t: Translator, kind: DeliveryKind, view: ItemView, recipient: Person, now: datetime) -> str:
    due = view.item.due or now.date()
    if kind is DeliveryKind.ACTION_OVERDUE:
        return t("This was to be done by {day}. I will not ask again:", day=t.day(due))
    if due == local(now, recipient.zone).date():
        return t("To be done by today:")
    return t("To be done by {day}:", day=t.day(due))


def items_list(
    t: Translator, found: Sequence[ItemView], viewer: Person, now: datetime, *, changed: ItemView | None = None
) -> Message:
    """What somebody has to do, each with its buttons; ``changed`` is what they just settled, which can be undone."""
    rows = list(found)
    if changed and changed.item.state is not ItemState.OPEN:
        rows.insert(0, changed)
    if not rows:
        return message([section(t("You have nothing left to do. Action items of your notes appear here."))])
    drawn = [_row(t, one, viewer, now, place) for place, one in enumerate(rows[:SHOWN_ITEMS])]
    return message(fitting(t, [Rows(drawn, len(rows) - SHOWN_ITEMS, t("What you have to do"))]))


def _row(t: Translator, view: ItemView, viewer: Person, now: datetime, place: int) -> list[Dict]:
    buttons = _buttons(t, view.item, place, LISTED)
    return [section(item_line(t, view, viewer, now, LONGEST_LISTED)), actions(buttons)]


def item_card(t: Translator, view: ItemView, viewer: Person, now: datetime) -> Message:
    """One item as it now is, with what its reader may do."""
    return message([section(item_line(t, view, viewer, now)), actions(_buttons(t, view.item))])


def item_line(t: Translator, view: ItemView, viewer: Person, now: datetime, longest: int = LONGEST_ITEM) -> str:
    """What is to be done, by whom and when, and what became of it."""
    item = view.item
    owner = "" if view.owner.id == viewer.id else name_of(t, view.owner)
    carried = (
        t.n("carried over {count} session", "carried over {count} sessions", view.carried)
        if view.carried and item.state is ItemState.OPEN
        else ""
    )
    facts = [one for one in (owner, due_words(t, item, viewer, now), carried) if one]
    reason = quoted(t, item.reason, LONGEST_REASON) if item.reason else ""
    return lines(quoted(t, item.text, longest), t.dotted(facts) if facts else "", reason)


def due_words(t: Translator, item: ActionItem, viewer: Person, now: datetime) -> str:
    """By when it is to be done, that this is over, or that it is settled."""
    match item.state:
        case ItemState.DONE:
            return t("✓ Done")
        case ItemState.DROPPED:
            return t("Dropped")
    if item.due is None:
        return ""
    if item.due < local(now, viewer.zone).date():
        return t("was due {day}", day=t.day(item.due))
    return t("due {day}", day=t.day(item.due))


def _buttons(t: Translator, item: ActionItem, place: int = 0, listed: str = "") -> list[Dict]:
    value = f"{item.id}{listed}"
    if item.state is not ItemState.OPEN:
        return [button(t("Undo"), numbered(Action.ITEM_REOPEN, place), value)]
    return [
        button(t("Done"), numbered(Action.ITEM_DONE, place), value, style="primary"),
        button(t("Hand on or put off"), numbered(Action.ITEM_CHANGE, place), value),
        button(t("Drop"), numbered(Action.ITEM_DROP, place), value),
    ]


def home_items(t: Translator, found: Sequence[ActionItem], viewer: Person, now: datetime) -> list[Dict]:
    """What somebody has to do, on Home: each with a button that ticks it."""
    if not found:
        return []
    rows = [_home_row(t, one, viewer, now, place) for place, one in enumerate(found[:SHOWN_ON_HOME])]
    return [header(t("What you have to do")), *rows, actions([button(t("All of it"), Action.ITEMS_SHOW)])]


def _home_row(t: Translator, item: ActionItem, viewer: Person, now: datetime, place: int) -> Dict:
    said = lines(quoted(t, item.text, LONGEST_LISTED), due_words(t, item, viewer, now))
    return section(said, button(t("Done"), numbered(Action.ITEM_DONE, place), item.id))


def carried_over(t: Translator, found: Sequence[ItemView], viewer: Person, now: datetime) -> list[Dict]:
    """The open items of a pair, beside the reminder of its next session."""
    if not found:
        return []
    told = [item_line(t, one, viewer, now, LONGEST_LISTED) for one in found[:SHOWN_ON_HOME]]
    left_out = len(found) - SHOWN_ON_HOME
    more = and_more(t, left_out)
    return [section(t("Still open from before:")), *(section(one) for one in told), *more]


def change_form(t: Translator, view: ItemView, people: Sequence[Person]) -> Dict:
    """Who is to do it and by when; metadata: {"item": id, "due": date in ISO 8601 or None}."""
    item = view.item
    return modal(
        t("Hand on or put off"),
        [
            section(quoted(t, item.text, LONGEST_ITEM)),
            field(
                Block.OWNER,
                t("Who does it"),
                one_of(t, people_options(people), str(item.owner_id)),
            ),
            field(Block.DUE, t("By when"), date_picker(item.due), optional=True, hint=t("Empty for one day.")),
        ],
        form=Form.ITEM_CHANGE,
        metadata=json.dumps({"item": item.id, "due": item.due.isoformat() if item.due else None}),
        submit=t("Save"),
        close=t("Back"),
    )


def drop_form(t: Translator, view: ItemView) -> Dict:
    """Asks why it is not to be done; metadata: {"item": id}."""
    return modal(
        t("Drop"),
        [
            section(quoted(t, view.item.text, LONGEST_ITEM)),
            field(Block.REASON, t("Reason"), text_input(longest=LONGEST_REASON, multiline=True), optional=True),
        ],
        form=Form.ITEM_DROP,
        metadata=json.dumps({"item": view.item.id}),
        submit=t("Drop"),
        close=t("Back"),
    )
