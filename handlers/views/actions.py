"""Action items as people see them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handlers.i18n import Translator
from handlers.views.blocks import Message, context, lines, message, quoted, section
from handlers.views.people import names_of
from mentoring.clocks import local
from mentoring.messages import DeliveryKind
from mentoring.people import Person
from mentoring.records import ItemView

LONGEST_ITEM = 1500


def action_reminder(
    t: Translator, kind: DeliveryKind, view: ItemView, recipient: Person, now: datetime, *, others: Sequence[Person]
) -> Message:
    """That something is due, or was; ``others`` are those with whom it was agreed."""
    said = lines(_first_line(t, kind, view, recipient, now), quoted(t, view.item.text, LONGEST_ITEM))
    day = t.day(local(view.session.when.start, recipient.zone).date())
    return message([section(said), context(t("Agreed with {names} on {day}", names=names_of(t, others), day=day))])


def _first_line(t: Translator, kind: DeliveryKind, view: ItemView, recipient: Person, now: datetime) -> str:
    due = view.item.due or now.date()
    if kind is DeliveryKind.ACTION_OVERDUE:
        return t("This was to be done by {day}. I will not ask again:", day=t.day(due))
    if due == local(now, recipient.zone).date():
        return t("To be done by today:")
    return t("To be done by {day}:", day=t.day(due))
