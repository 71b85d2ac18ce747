"""Where sessions meet, as a field of forms and as forms of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence

from handlers.i18n import Translator
from handlers.ids import Block, Form
from handlers.views.blocks import Dict, field, modal, option, radio, section, text_input
from handlers.views.choosing import one_of, programme_options
from handlers.views.people import names_of, others_of
from mentoring.people import Person, Programme
from mentoring.sessions import Details, SessionKind

LONGEST_LINK = 500
THIS_ONE, ALL_OF_US = "this", "all"


def link_field(t: Translator, initial: str = "", *, hint: str = "") -> Dict:
    """A link, which may be left out."""
    box = text_input(initial, longest=LONGEST_LINK)
    usual = t("Leave it empty for the usual room.")
    return field(Block.LINK, t("Link"), box, optional=True, hint=hint or usual)


def link_form(t: Translator, details: Details, viewer: Person) -> Dict:
    """Where the session meets, and whether all of the pair's do; metadata: {"session": id}."""
    session = details.session
    names = names_of(t, others_of(details, viewer))
    paired = session.kind is SessionKind.BILATERAL and session.pair_id is not None
    choices = [option(t("This session only"), THIS_ONE), option(t("All our sessions"), ALL_OF_US)]
    return modal(
        t("Link"),
        [
            section(t("{names} will be told at once.", names=names)),
            link_field(t, session.link),
            field(Block.FOR_ALL, t("It is for"), radio(choices, THIS_ONE)) if paired else None,
        ],
        form=Form.SESSION_LINK,
        metadata=json.dumps({"session": session.id}),
        submit=t("Save"),
        close=t("Back"),
    )


def programme_form(t: Translator, programmes: Sequence[Programme]) -> Dict:
    """Where the sessions of a programme meet that are booked from now on, for its coordinators."""
    first = programmes[0]
    hint = t("{room} becomes a room that nobody can guess, another one for each session.", room="{room}")
    return modal(
        t("Meeting links"),
        [
            field(Block.PROGRAMME, t("Programme"), one_of(t, programme_options(programmes), str(first.id))),
            link_field(t, first.booking.link_template, hint=hint),
        ],
        form=Form.LINKS_OF_PROGRAMME,
        submit=t("Save"),
        close=t("Back"),
    )
