"""Every drawing of an action item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from handlers.i18n import Translator
from handlers.views.actions import action_reminder
from handlers.views.blocks import Message
from mentoring.actions import ActionItem
from mentoring.messages import ABOUT_AN_ITEM
from mentoring.records import ItemView
from tests.builders import NOW, a_session

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene


def action_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Message]]:
    """A reminder of each kind, of today's and of another day's."""
    session = a_session("2027-01-12 15:00")
    for kind in ABOUT_AN_ITEM:
        for days in (0, 3):
            due: date = NOW.date() + timedelta(days=days)
            item = ActionItem("A1", session.id, 1, scene.luca.id, scene.awa.id, NOW, scene.texts.note, due)
            view = ItemView(item, scene.luca, session)
            drawn = action_reminder(t, kind, view, scene.luca, NOW, others=(scene.awa,))
            yield f"{kind} within {days} days", drawn
