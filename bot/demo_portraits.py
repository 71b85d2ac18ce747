"""What the invented people of the demonstration say of themselves, and agreed to have kept and shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.i18n import Catalogues, Translator
from handlers.views.consents import read_text
from mentoring.competences import USUAL
from mentoring.consents import VERSIONS, Consent, ConsentTo
from mentoring.people import Participant, Programme, Role
from mentoring.portraits import Portrait, Question, Subjects
from mentoring.ports import UnitOfWork

CHOSEN = 3
"""Competences that each of them names."""

WORDS = {
    "en": ("What I have done with our own members, good and bad.", "Somebody who has been through this before."),
    "fr": ("Ce que j'ai fait avec nos propres membres, en bien et en mal.", "Quelqu'un qui est déjà passé par là."),
    "ar": ("ما جربته مع أعضائنا، ما نجح منه وما لم ينجح.", "شخص مر بهذه التجربة من قبل."),
    "es": ("Lo que he hecho con nuestros socios, lo bueno y lo malo.", "Alguien que ya haya pasado por esto."),
    "it": ("Quello che ho fatto con i nostri soci, nel bene e nel male.", "Qualcuno che ci è già passato."),
}
"""What they offer and what they need, in their own language."""


def introduce(uow: UnitOfWork, programme: Programme, at: datetime) -> None:
    """Have everybody answer what they were asked, and agree to it, in the caller's transaction."""
    catalogues = Catalogues.load()
    for number, place in enumerate(uow.people.participants(programme.id)):
        person = place.person
        t = catalogues.translator(catalogues.best(person.language, programme.language))
        uow.people.update(replace(person, speaks=tuple(dict.fromkeys((t.language, programme.language, "en")))))
        uow.portraits.keep(_portrait(place, number, t, at))
        for what in (ConsentTo.KEPT, ConsentTo.SHOWN):
            uow.consents.add(_agreed(place, what, programme, t, at))


def _portrait(place: Participant, number: int, t: Translator, at: datetime) -> Portrait:
    offers, needs = WORDS[t.language]
    mentors = Role.MENTOR in place.roles
    said = Subjects(offers if mentors else needs, _some(number))
    return Portrait(
        programme_id=place.programme_id,
        person_id=place.person.id,
        offers=said if mentors else Subjects(),
        needs=Subjects() if mentors else said,
        answered=frozenset(Question),
        told_at=at,
    )


def _some(number: int) -> tuple[str, ...]:
    keys = [one.key for one in USUAL]
    return tuple(keys[(number * 5 + step * 2) % len(keys)] for step in range(CHOSEN))


def _agreed(place: Participant, what: ConsentTo, programme: Programme, t: Translator, at: datetime) -> Consent:
    text = read_text(t, what, programme)
    return Consent(0, programme.id, place.person.id, what, True, text, VERSIONS[what], t.language, at)
