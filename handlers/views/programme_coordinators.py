"""Who runs a programme, with a way to take each of them out and to add somebody."""

from __future__ import annotations

import json

from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import Dict, Message, button, field, message, modal, section
from handlers.views.home import mention
from handlers.views.people import bare_name
from handlers.views.programme_settings import confirm
from mentoring.people import Person
from mentoring.programme_overview import ProgrammeOverview

MOST_SHOWN = 40


def coordinators_form(t: Translator, overview: ProgrammeOverview, viewer: Person, said: str = "") -> Dict:
    """Everybody who runs the programme; metadata: {"programme": id}."""
    programme = overview.programme
    running = overview.coordinators
    rows = [
        section(mention(t, one), _out(t, overview, one, viewer, index) if len(running) > 1 else None)
        for index, one in enumerate(running[:MOST_SHOWN])
    ]
    return modal(
        t("Coordinators"),
        [
            section(said) if said else None,
            section(t("They run {programme}:", programme=t.escape(programme.name))),
            *rows,
            field(
                Block.PERSON,
                t("Add somebody"),
                {"type": "users_select"},
                hint=t("They see everything about the programme that you see, and can do what you can do."),
            ),
        ],
        form=Form.COORDINATORS,
        metadata=json.dumps({"programme": programme.id}),
        submit=t("Add"),
        close=t("Close"),
    )


def _out(t: Translator, overview: ProgrammeOverview, person: Person, viewer: Person, index: int) -> Dict:
    if person.id == viewer.id:
        text = t("You can do nothing more with this programme then, until somebody adds you again.")
    else:
        text = t("{name} can do nothing more with this programme then.", name=bare_name(person))
    shown = button(
        t("Take out"),
        numbered(Action.COORDINATOR_REMOVE, index),
        f"{overview.programme.id} {person.id}",
        label=t("Take out {name}", name=bare_name(person)),
    )
    return {**shown, "confirm": confirm(t, t("Take out {name}?", name=bare_name(person)), text, t("Take out"))}


def gone(t: Translator) -> Message:
    """For somebody who took themselves out."""
    return message([section(t("You do not run this programme any more."))])
