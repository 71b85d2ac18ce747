"""What the sentences of refusals have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handlers.i18n import Place, Translator
from handlers.views.blocks import shorten
from handlers.views.people import LONGEST_NAME
from mentoring.errors import Refused

Sentence = Callable[[Translator, Refused, Place], str]
"""Says, as mrkdwn, what was refused and what to do; times are those of the place's clock."""


def name_in(t: Translator, refused: Refused, fact: str = "name") -> str:
    """A name among the refusal's facts, for mrkdwn; empty when it is not there."""
    return t.escape(shorten(str(refused.facts.get(fact, "")), LONGEST_NAME))


def plainly(sentences: Mapping[type[Refused], str]) -> dict[str, Sentence]:
    """Sentences of the catalogue that speak of nothing but the refusal itself, by its code."""
    return {refusal.code: _plainly(said) for refusal, said in sentences.items()}


def _plainly(said: str) -> Sentence:
    def say(t: Translator, refused: Refused, place: Place) -> str:
        return t(said)

    return say
