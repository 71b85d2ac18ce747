"""The three short questions of those who arrive, what they agree to have kept and shown, and changing both later.

Each form says of which programme it is; each answer is kept when it is given, so one may stop and go on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from handlers import parsing
from handlers.answers import notice
from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, any_of
from handlers.listeners import Listeners
from handlers.profile import in_clock_fields, read_availability
from handlers.views import consents as texts
from handlers.views import portraits as views
from handlers.views import profile as profile_views
from handlers.views.help import help_button
from handlers.views.sessions import book_button
from handlers.visit import Visit
from mentoring.consents import VERSIONS, ConsentTo, agreed_to_an_older_text
from mentoring.people import Person, Profile
from mentoring.portraits import Question, Subjects
from mentoring.services.portraits import (
    Answer,
    Standing,
    Told,
    answer_consents,
    answer_offers,
    answer_profile,
    standing_of,
)
from mentoring.weeks import week_of

Button = Mapping[str, Any]
View = Mapping[str, Any]
Values = Mapping[str, str | None]


async def on_answer_pressed(action: Button, visit: Visit) -> None:
    """The welcome's button, the reminder's and Home's: the first question that is still open."""
    standing = await _standing(action["value"], visit)
    await visit.reply.form(_next_form(standing, visit.t, visit))


async def on_offers_pressed(action: Button, visit: Visit) -> None:
    """What I offer and need, to change it."""
    standing = await _standing(action["value"], visit)
    answer = standing.agrees_to(ConsentTo.KEPT)
    await visit.reply.form(views.offers_form(visit.t, standing.arriving, answer, alone=True))


async def on_consents_pressed(action: Button, visit: Visit) -> None:
    """What I agreed to, to change it."""
    standing = await _standing(action["value"], visit)
    await visit.reply.form(_consents_form(standing, visit.t, visit, alone=True))


async def on_clock_submitted(view: View, visit: Visit) -> None:
    """The first question: language and clock."""
    before, after = Profile.of(visit.actor), in_clock_fields(parsing.values_of(view), visit)
    person = await _answer(Question.CLOCK, before, after, visit)
    await _go_on(view, visit, _translator_for(person, visit))


async def on_week_submitted(view: View, visit: Visit) -> None:
    """The second question: what is said in words is shown as understood before it is kept."""
    carried, words = parsing.metadata_of(view), parsing.values_of(view).get(Block.WEEK)
    if words and words != carried["s"]:
        await _show_understood(words, carried["p"], visit)
        return
    before, after = profile_views.unpacked(carried["c"] or "{}", visit.actor)
    await _answer(Question.WEEK, before, after, visit)
    await _go_on(view, visit, visit.t)


async def _show_understood(words: str, programme_id: int, visit: Visit) -> None:
    said = await read_availability(words, visit)
    if said.unclear:
        sentence = profile_views.unclear_sentence(visit.t, said.unclear, said.unused)
        await visit.reply.under_field(Block.WEEK, sentence)
        return
    if said.hours is None:
        await visit.reply.under_field(Block.WEEK, visit.t("Please say here at which hours you may be booked."))
        return
    week, before = week_of(said.hours), Profile.of(visit.actor)
    change = profile_views.packed_week(before, week)
    arriving = (await _standing(programme_id, visit)).arriving
    await visit.reply.next_form(views.week_form(visit.t, arriving, week, said=words, change=change, typed=words))


async def on_offers_submitted(view: View, visit: Visit) -> None:
    """The third question, or a change of what one offers and needs."""
    carried, values = parsing.metadata_of(view), parsing.values_of(view)
    told = Told(
        offers=Subjects(values.get(Block.OFFERS) or "", _chosen(values, Block.OFFERED)),
        needs=Subjects(values.get(Block.NEEDS) or "", _chosen(values, Block.NEEDED)),
        speaks=_chosen(values, Block.SPEAKS),
    )
    programme = (await _standing(carried["p"], visit)).arriving.programme
    read = texts.read_text(visit.speaking(carried["l"]), ConsentTo.KEPT, programme)
    answer = _answer_about(ConsentTo.KEPT, read, values, carried["l"])
    standing = await visit.run(answer_offers, programme.id, told, answer, actor=visit.actor, now=visit.now)
    if carried["a"]:
        await visit.reply.in_place(views.offers_saved(visit.t, kept=answer.agreed))
        return
    await visit.reply.next_form(_next_form(standing, visit.t, visit))


async def on_consents_submitted(view: View, visit: Visit) -> None:
    """What may be shown: kept word for word as it was asked, unless that is something else by now."""
    carried, values = parsing.metadata_of(view), parsing.values_of(view)
    t = visit.speaking(carried["l"])
    standing = await _standing(carried["p"], visit)
    asked = _asked(standing, t, visit, alone=carried["a"])
    if texts.digest({what: text for what, (text, _) in asked.items()}) != carried["d"]:
        await visit.reply.next_form(_consents_form(standing, t, visit, alone=carried["a"], changed=True))
        return
    answers = [_answer_about(what, text, values, carried["l"]) for what, (text, _) in asked.items()]
    programme_id = standing.arriving.programme.id
    standing = await visit.run(answer_consents, programme_id, answers, actor=visit.actor, now=visit.now)
    if carried["a"]:
        stand = {one.what: one.agreed for one in answers}
        await visit.reply.in_place(views.consents_saved(visit.t, stand))
        return
    await visit.reply.in_place(await _thanks(standing, {one.what for one in answers if one.agreed}, visit))


async def _thanks(standing: Standing, agreed_to: Collection[ConsentTo], visit: Visit) -> Any:
    partners = await visit.partners()
    first = book_button(visit.t) if partners else help_button(visit.t)
    return views.all_answered(visit.t, standing.arriving, agreed_to, [first])


async def _go_on(view: View, visit: Visit, t: Translator) -> None:
    """The next open question in the place of the one answered."""
    standing = await _standing(parsing.metadata_of(view)["p"], visit)
    await visit.reply.next_form(_next_form(standing, t, visit))


def _next_form(standing: Standing, t: Translator, visit: Visit) -> dict[str, Any]:
    arriving = standing.arriving
    match next(iter(arriving.portrait.unanswered), None):
        case Question.CLOCK:
            return views.clock_form(t, arriving, profile_views.clock_fields(t, arriving.participant.person))
        case Question.WEEK:
            return views.week_form(t, arriving, arriving.participant.person.working_week)
        case Question.OFFERS:
            return views.offers_form(t, arriving, standing.agrees_to(ConsentTo.KEPT))
        case Question.CONSENT:
            return _consents_form(standing, t, visit)
        case None:
            agreed_to = [one.what for one in standing.consents if standing.agrees_to(one.what)]
            return notice(t, views.all_answered(t, arriving, agreed_to))


def _consents_form(
    standing: Standing, t: Translator, visit: Visit, *, alone: bool = False, changed: bool = False
) -> dict[str, Any]:
    older = {what for what in ConsentTo if agreed_to_an_older_text(standing.consents, what)}
    answers = {what: None if what in older else standing.agrees_to(what) for what in ConsentTo}
    asked = _asked(standing, t, visit, alone=alone)
    return views.consents_form(t, standing.arriving, asked, answers, alone=alone, changed=changed)


def _asked(
    standing: Standing, t: Translator, visit: Visit, *, alone: bool
) -> dict[ConsentTo, tuple[str, list[dict[str, Any]]]]:
    speakers = [visit.speaking(one) for one in standing.arriving.programme.spoken]
    return views.asked_in(t, speakers, standing.presentation, alone=alone)


def _answer_about(what: ConsentTo, text: str, values: Values, language: str) -> Answer:
    return Answer(what, values.get(texts.FIELDS[what]) == texts.YES, text, VERSIONS[what], language)


def _chosen(values: Values, block: Block) -> tuple[str, ...]:
    return tuple((values.get(block) or "").split())


async def _answer(question: Question, before: Profile, after: Profile, visit: Visit) -> Person:
    return await visit.run(answer_profile, question, before, after, actor=visit.actor, now=visit.now)


async def _standing(programme_id: str | int, visit: Visit) -> Standing:
    return await visit.run(standing_of, int(programme_id), actor=visit.actor)


def _translator_for(person: Person, visit: Visit) -> Translator:
    """Whoever just chose another language goes on in it."""
    return visit.speaking(person.language, person.locale)


def register(app: Listeners) -> None:
    """What this file answers to."""
    app.action(any_of(Action.ARRIVAL_ANSWER))(on_answer_pressed)
    app.action(any_of(Action.ARRIVAL_OFFERS))(on_offers_pressed)
    app.action(any_of(Action.ARRIVAL_CONSENTS))(on_consents_pressed)
    app.view(Form.ARRIVAL_CLOCK)(on_clock_submitted)
    app.view(Form.ARRIVAL_WEEK)(on_week_submitted)
    app.view(Form.ARRIVAL_OFFERS)(on_offers_submitted)
    app.view(Form.ARRIVAL_CONSENTS)(on_consents_submitted)
