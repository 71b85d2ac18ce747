"""A plain sentence as an answer, and what is said when something broke."""

from __future__ import annotations

from handlers.i18n import Translator
from handlers.ids import Form
from handlers.views.blocks import Dict, Message, message, modal, section


def notice(sentence: str) -> Message:
    """One sentence, already in the reader's language."""
    return message([section(sentence)])


def notice_view(t: Translator, sentence: str) -> Dict:
    """One sentence in place of a form."""
    return modal(t("Mentoring"), [section(sentence)], form=Form.NOTICE, close=t("Close"))


def breakage(t: Translator, reference: str) -> Message:
    """Something broke; the reference number also stands in the log."""
    return notice(_broken(t, reference))


def breakage_view(t: Translator, reference: str) -> Dict:
    """The same in place of a form."""
    return notice_view(t, _broken(t, reference))


def _broken(t: Translator, reference: str) -> str:
    return t(
        "Something went wrong on our side. Please try again in a moment; if it happens again, tell your coordinator "
        "this number: {reference}",
        reference=reference,
    )
