"""A plain sentence as an answer, and what is said when something broke."""

from __future__ import annotations

from handlers.i18n import Translator
from handlers.views.blocks import Message, message, section


def notice(sentence: str) -> Message:
    """One sentence, already in the reader's language."""
    return message([section(sentence)])


def breakage(t: Translator, reference: str) -> Message:
    """Something broke; the reference number also stands in the log."""
    return notice(
        t(
            "Something went wrong on our side. Please try again in a moment; if it happens again, tell your "
            "coordinator this number: {reference}",
            reference=reference,
        )
    )
