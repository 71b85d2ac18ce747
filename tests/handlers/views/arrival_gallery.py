"""Every drawing of how people arrive."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from handlers.i18n import Translator
from handlers.views import arrivals, portraits, presentation
from handlers.views import profile as profile_views
from handlers.views.blocks import Message
from handlers.views.sessions import book_button
from mentoring.arrivals import Arrival, Arrivals, Arriving, Stage
from mentoring.competences import USUAL, Competence
from mentoring.consents import ConsentTo
from mentoring.people import Participant, Person, Programme, Role
from mentoring.portraits import LONGEST_WORDS, Portrait, Presentation, Question, Subjects
from tests.builders import NOW

if TYPE_CHECKING:
    from tests.handlers.views.gallery import Scene

Drawing = Message | dict[str, Any]
EVERYTHING = tuple(one.key for one in USUAL)


def arrival_drawings(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    """Welcomes, questions, consents, presentations, and the coordinators' list."""
    yield from _welcomes(t, scene)
    yield from _questions(t, scene)
    yield from _consents(t, scene)
    yield from _lists(t, scene)
    yield "consent again", arrivals.consent_again(t, scene.programme)
    yield "account gone", arrivals.account_gone(t, scene.programme, scene.luca)
    yield "presentation", presentation.presentation([t, t], _presentation(scene))
    yield "presentation of who says nothing", presentation.presentation([t], _presentation(scene, told=False))


def _programme(scene: Scene) -> Programme:
    own = (Competence("wood", scene.texts.topic[:75]), Competence("strategy"))
    words = (("en", scene.texts.note[:1500]),)
    return replace(scene.programme, channel="C1", competences=own, welcome=words, welcoming_since=NOW)


def _portrait(scene: Scene, *answered: Question) -> Portrait:
    said = Subjects(scene.texts.note[:LONGEST_WORDS], ("wood", *EVERYTHING))
    return Portrait(1, scene.luca.id, said, said, frozenset(answered))


def _arriving(scene: Scene, *answered: Question, role: Role = Role.MENTEE, usual: bool = False) -> Arriving:
    person = replace(scene.luca, speaks=("it", "ar"))
    texts = scene.texts
    place = Participant(1, person, frozenset({role}), cluster=texts.topic, sector=texts.reason, title=texts.mentor)
    programme = scene.programme if usual else _programme(scene)
    return Arriving(place, programme, _portrait(scene, *answered) if answered else Portrait(1, person.id))


def _presentation(scene: Scene, *, told: bool = True) -> Presentation:
    arriving = _arriving(scene, *Question) if told else _arriving(scene)
    person = replace(arriving.participant.person, user_id="UINES")
    return Presentation(replace(arriving.participant, person=person), arriving.programme, arriving.portrait)


def _welcomes(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    awa, luca = scene.awa, scene.luca
    yield "welcome of a mentee", arrivals.welcome(t, _arriving(scene), [awa], [])
    yield "welcome of a mentor", arrivals.welcome(t, _arriving(scene, role=Role.MENTOR), [], [luca, awa])
    yield "welcome without a pair", arrivals.welcome(t, _arriving(scene, usual=True), [], [])
    yield "welcome of who has answered", arrivals.welcome(t, _arriving(scene, *Question), [awa], [])
    yield "reminder", arrivals.unanswered(t, _arriving(scene, Question.CLOCK))


def _questions(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    arriving = _arriving(scene)
    person = arriving.participant.person
    yield "question: clock", portraits.clock_form(t, arriving, profile_views.clock_fields(t, person))
    yield "question: week", portraits.week_form(t, arriving, person.working_week)
    said = scene.texts.topic[:300]
    yield "question: week understood", portraits.week_form(t, arriving, person.working_week, said=said, typed=said)
    for role in (Role.MENTOR, Role.MENTEE):
        told = _arriving(scene, *Question, role=role)
        yield f"question: offers of a {role}", portraits.offers_form(t, told, None)
        yield f"offers of a {role} changed", portraits.offers_form(t, told, True, alone=True)
    yield "offers from the usual list", portraits.offers_form(t, _arriving(scene, usual=True), False)
    yield "offers saved", portraits.offers_saved(t, kept=True)
    yield "offers not kept", portraits.offers_saved(t, kept=False)
    yield "all answered", portraits.all_answered(t, _arriving(scene, *Question), set(ConsentTo), [book_button(t)])
    yield "all answered, nothing agreed", portraits.all_answered(t, _arriving(scene, *Question), set())
    profile = profile_views.profile_form(t, person, arrivals=[arriving, _arriving(scene, *Question)])
    yield "profile with arrivals", profile


def _consents(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    shown = _presentation(scene)
    arriving = Arriving(shown.participant, shown.programme, shown.portrait)
    for alone in (False, True):
        asked = portraits.asked_in(t, [t, t], shown, alone=alone)
        answers = dict.fromkeys(ConsentTo, True if alone else None)
        yield (
            f"consents, alone {alone}",
            portraits.consents_form(t, arriving, asked, answers, alone=alone, changed=alone),
        )
    for yes in (True, False):
        yield f"consents saved {yes}", portraits.consents_saved(t, dict.fromkeys(ConsentTo, yes))


def _lists(t: Translator, scene: Scene) -> Iterator[tuple[str, Drawing]]:
    ines, programme = scene.ines, _programme(scene)
    people = tuple(one for stage in Stage for one in _arrivals_at(scene, stage))
    full = Arrivals(programme, people * 12)
    fresh = Arrivals(replace(programme, welcoming_since=None), tuple(_arrivals_at(scene, Stage.UNWELCOMED)))
    yield "people", arrivals.arrivals_list(t, full, ines, arrivals.reminded(t, scene.luca))
    yield "people before the welcome", arrivals.arrivals_list(t, fresh, ines)
    yield "people, nobody", arrivals.arrivals_list(t, Arrivals(programme, ()), ines)
    sample = arrivals.welcome(t, _arriving(scene), [scene.awa], [], buttons=False)
    yield "send welcomes", arrivals.send_form(t, full, sample)
    yield "send welcomes to nobody", arrivals.send_form(t, Arrivals(programme, ()), None)


def _arrivals_at(scene: Scene, stage: Stage) -> Iterator[Arrival]:
    person = _emailed(scene.luca)
    arrival = Arrival(Participant(1, person, frozenset({Role.MENTEE})), stage, Portrait(1, person.id))
    yield arrival
    if stage is Stage.UNANSWERED:
        yield replace(arrival, reminded_at=NOW, welcomed_at=NOW)
        yield replace(arrival, remind_at=NOW + timedelta(days=3), portrait=_portrait(scene, Question.CLOCK))


def _emailed(person: Person) -> Person:
    return replace(person, email="<luca>&@example.org")
