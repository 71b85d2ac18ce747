"""The first words of a programme to somebody new: its own, or the usual ones."""

from __future__ import annotations

from handlers.i18n import ISOLATE, N_, POP_ISOLATE, Translator
from handlers.views.blocks import LONGEST_HEADER, shorten
from handlers.views.people import LONGEST_NAME
from mentoring.people import Programme

USUAL = N_(
    "Welcome to {programme}, {name}! I help you find times with your partner, remind you of your sessions and keep "
    "what you agree on. What you write in notes is for you and your partner."
)
PROGRAMME, NAME = "{programme}", "{name}"


def usual_words(t: Translator) -> str:
    """What is said where the programme has no words of its own, with its placeholders still in it."""
    said = t(USUAL, programme=PROGRAMME, name=NAME)
    return said.replace(ISOLATE, "").replace(POP_ISOLATE, "")


def welcome_words(t: Translator, programme: Programme, name: str) -> str:
    """What the programme says to somebody of this name in the translator's language, as mrkdwn.

    Nothing that a coordinator typed there is markup, and only the two placeholders are filled in.
    """
    own = dict(programme.welcome).get(t.language)
    words = t.escape(own) if own else usual_words(t)
    filled = words.replace(PROGRAMME, t.isolated(t.escape(shorten(programme.name, LONGEST_HEADER))))
    return filled.replace(NAME, t.isolated(t.escape(shorten(name, LONGEST_NAME))))
