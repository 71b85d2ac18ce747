"""The three short questions to everybody who arrives, what they agree to, and the way back to both."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from handlers.i18n import N_, Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    field,
    lines,
    message,
    modal,
    multi_select,
    option,
    section,
    shorten,
    text_input,
)
from handlers.views.choosing import some_of
from handlers.views.competences import competence_name
from handlers.views.consents import consent_blocks, digest, preview, read_text
from handlers.views.week import week_blocks
from mentoring.arrivals import Arriving
from mentoring.competences import offered_in
from mentoring.consents import ConsentTo
from mentoring.people import Person, Programme, Role, WorkingWeek
from mentoring.portraits import LONGEST_WORDS, SPOKEN, Portrait, Presentation, Question, Subjects

THREE = (Question.CLOCK, Question.WEEK, Question.OFFERS)
SHOWN_PROGRAMMES = 3
LONGEST_WEEK = 300
DONE, OPEN = "●", "○"

ASKED = {
    Question.CLOCK: N_("In which language do I write to you, and which clock do you live by?"),
    Question.WEEK: N_("When may you be booked?"),
    Question.OFFERS: N_("What do you offer, and what do you need?"),
    Question.CONSENT: N_("What may I show of you?"),
}

MISSING = {
    Question.CLOCK: N_("language and clock"),
    Question.WEEK: N_("working week"),
    Question.OFFERS: N_("offers and needs"),
    Question.CONSENT: N_("what may be shown"),
}

FORMS = {
    Question.CLOCK: Form.ARRIVAL_CLOCK,
    Question.WEEK: Form.ARRIVAL_WEEK,
    Question.OFFERS: Form.ARRIVAL_OFFERS,
    Question.CONSENT: Form.ARRIVAL_CONSENTS,
}


def portrait_buttons(t: Translator, arrivals: Sequence[Arriving]) -> list[Dict]:
    """What a person offers and needs and what they agreed to, a button away, for each of their programmes."""
    rows = []
    for at, one in enumerate(arrivals[:SHOWN_PROGRAMMES]):
        value = str(one.programme.id)
        buttons = [
            button(t("What I offer and need"), numbered(Action.ARRIVAL_OFFERS, at), value),
            button(t("What I agreed to"), numbered(Action.ARRIVAL_CONSENTS, at), value),
        ]
        title = t.escape(shorten(one.programme.name, LONGEST_HEADER))
        rows += [*([context(title)] if len(arrivals) > 1 else []), actions(buttons)]
    return rows


def answer_button(t: Translator, arriving: Arriving, at: int = 0) -> Dict:
    """Opens the first question that is still open."""
    begun = any(one in arriving.portrait.answered for one in Question)
    label = t("Go on with the questions") if begun else t("Answer three short questions")
    value = str(arriving.programme.id)
    return button(label, numbered(Action.ARRIVAL_ANSWER, at), value, style="primary")


def home_questions(t: Translator, arrivals: Sequence[Arriving]) -> list[Dict]:
    """On Home: that questions are open, in each of the programmes that welcome the person."""
    asked = [one for one in arrivals if one.portrait.unanswered]
    rows = []
    for at, one in enumerate(asked[:SHOWN_PROGRAMMES]):
        said = still_asked(t, one)
        rows += [section(said), actions([answer_button(t, one, at)])]
    return rows


def still_asked(t: Translator, arriving: Arriving) -> str:
    """What a programme would still like to know of the person."""
    title = t.escape(shorten(arriving.programme.name, LONGEST_HEADER))
    missing = missing_of(t, arriving.portrait)
    return t("{programme} would still like to know a little of you: {missing}.", programme=title, missing=missing)


def missing_of(t: Translator, portrait: Portrait) -> str:
    """What a person has not answered, in a few words."""
    return t.enumerated([t(MISSING[one]) for one in portrait.unanswered])


def clock_form(t: Translator, arriving: Arriving, fields: Sequence[Dict]) -> Dict:
    """The first question; ``fields`` are those of the profile. Metadata of all of these: {"p": programme id}."""
    return _question(t, arriving, Question.CLOCK, fields, {})


def week_form(
    t: Translator, arriving: Arriving, week: WorkingWeek, *, said: str = "", change: str = "", typed: str = ""
) -> Dict:
    """The second question, with the week as it stands or as it was understood from what was ``said``.

    ``change`` is what it would change of the profile, as the profile writes it; metadata: {"p", "s", "c"}.
    """
    person = arriving.participant.person
    understood = t("I read it so. If it is right, continue; if not, say it otherwise.")
    words = text_input(
        typed, longest=LONGEST_WEEK, multiline=True, placeholder=t("Mon-Thu 9-17, not Wednesday afternoon")
    )
    blocks = [
        section(bold(understood)) if said else None,
        *week_blocks(t, week, person.country),
        field(
            Block.WEEK,
            t("If this is not right, say when"),
            words,
            optional=True,
            hint=t("In your own words. Leave it empty if the week above is right."),
        ),
    ]
    return _question(t, arriving, Question.WEEK, blocks, {"s": said, "c": change})


def offers_form(t: Translator, arriving: Arriving, answer: bool | None, *, alone: bool = False) -> Dict:
    """The third question, with the consent to keep it; ``alone`` when only this is to be changed."""
    person, portrait = arriving.participant.person, arriving.portrait
    offers = _subject_fields(t, arriving, (Block.OFFERED, Block.OFFERS), OFFER_LABELS, portrait.offers)
    needs = _subject_fields(t, arriving, (Block.NEEDED, Block.NEEDS), NEED_LABELS, portrait.needs)
    first, second = (offers, needs) if Role.MENTOR in arriving.participant.roles else (needs, offers)
    blocks = [
        *first,
        *second,
        field(Block.SPEAKS, t("Languages I can talk in"), _spoken(t, person), optional=True),
        *consent_blocks(t, ConsentTo.KEPT, arriving.programme, answer),
    ]
    return _question(t, arriving, Question.OFFERS, blocks, {"l": t.language}, alone=alone)


OFFER_LABELS = (N_("What I offer"), N_("What I offer, in my own words"))
NEED_LABELS = (N_("What I need"), N_("What I need, in my own words"))


def competence_options(t: Translator, programme: Programme) -> list[Dict]:
    """The programme's competences by what the reader calls them; values are their keys."""
    return [option(competence_name(t, one), one.key) for one in offered_in(programme.competences)]


def _subject_fields(
    t: Translator, arriving: Arriving, blocks: tuple[Block, Block], labels: tuple[str, str], told: Subjects
) -> list[Dict]:
    options = competence_options(t, arriving.programme)
    chosen, written = blocks
    words = text_input(told.words, longest=LONGEST_WORDS, multiline=True)
    return [
        field(chosen, t(labels[0]), some_of(t, options, told.competences), optional=True),
        field(written, t(labels[1]), words, optional=True),
    ]


def _spoken(t: Translator, person: Person) -> Dict:
    codes = dict.fromkeys([*SPOKEN, *person.speaks])
    return multi_select([option(t.language_name(one), one) for one in codes], person.speaks or (t.language,))


def asked_in(
    t: Translator, speakers: Sequence[Translator], presentation: Presentation, *, alone: bool
) -> dict[ConsentTo, tuple[str, list[Dict]]]:
    """What the consents form asks: what is read, and the blocks shown with it. Nobody is presented nowhere."""
    programme = presentation.programme
    shown: dict[ConsentTo, list[Dict]] = {ConsentTo.KEPT: []} if alone else {}
    shown[ConsentTo.SHOWN] = []
    if programme.channel:
        shown[ConsentTo.PRESENTED] = preview(t, speakers, presentation)
    return {what: (read_text(t, what, programme, blocks), blocks) for what, blocks in shown.items()}


def consents_form(
    t: Translator,
    arriving: Arriving,
    asked: Mapping[ConsentTo, tuple[str, list[Dict]]],
    answers: Mapping[ConsentTo, bool | None],
    *,
    alone: bool = False,
    changed: bool = False,
) -> Dict:
    """What may be shown, each with its text; ``alone`` when answers given before are to be changed.

    ``changed`` when what was asked is another by now than what was answered. Metadata: {"p", "l", "d", "a"}.
    """
    again = t("What I would show has changed since you opened this. Please look once more.")
    questions = [
        block
        for what, (_, shown) in asked.items()
        for block in consent_blocks(t, what, arriving.programme, answers.get(what), shown)
    ]
    blocks = [
        section(bold(again)) if changed else None,
        section(t("You take part whatever you answer, and can change each answer at any time in /mentor profile.")),
        *questions,
    ]
    carried = {"l": t.language, "d": digest({what: text for what, (text, _) in asked.items()}), "a": alone}
    return _question(t, arriving, Question.CONSENT, blocks, carried, alone=alone)


def _question(
    t: Translator,
    arriving: Arriving,
    question: Question,
    blocks: Sequence[Dict | None],
    carried: Mapping[str, Any],
    *,
    alone: bool = False,
) -> Dict:
    last = not alone and question is Question.CONSENT
    return modal(
        _title(t, question, alone=alone),
        [*([] if alone else [_progress(t, question)]), *blocks],
        form=FORMS[question],
        metadata=json.dumps({"p": arriving.programme.id, "a": alone, **carried}, separators=(",", ":")),
        submit=t("Save") if alone or last else t("Continue"),
        close=t("Close") if alone else t("Not now"),
    )


def _title(t: Translator, question: Question, *, alone: bool) -> str:
    if question is Question.CONSENT:
        return t("What I may show")
    if alone:
        return t("Offers and needs")
    return t("Question {number} of {total}", number=THREE.index(question) + 1, total=len(THREE))


def _progress(t: Translator, question: Question) -> Dict:
    """Where one is among the questions; what is answered is kept."""
    at = list(Question).index(question)
    dots = " ".join(DONE if one <= at else OPEN for one in range(len(Question)))
    return section(lines(t.isolated(dots), bold(t(ASKED[question]))))


def all_answered(
    t: Translator, arriving: Arriving, agreed_to: Collection[ConsentTo], buttons: Sequence[Dict] = ()
) -> Message:
    """After the last question: thanks, what follows, and one next step."""
    presented = ConsentTo.PRESENTED in agreed_to and arriving.programme.channel
    follows = [
        t("You are in the portfolio now.") if ConsentTo.SHOWN in agreed_to else "",
        t("I present you in {channel} now.", channel=f"<#{arriving.programme.channel}>") if presented else "",
    ]
    change = t("You can change all of it at any time with /mentor profile.")
    return message(
        [
            section(lines(bold(t("Thank you. That is all.")), *follows)),
            actions(buttons) if buttons else None,
            context(change),
        ]
    )


def offers_saved(t: Translator, *, kept: bool) -> Message:
    """After a change of what one offers and needs."""
    said = t("Saved.") if kept else t("Nothing of it is kept, as you wish. You take part all the same.")
    return message([section(said)])


def consents_saved(t: Translator, answers: Mapping[ConsentTo, bool | None]) -> Message:
    """After a change of what one agreed to: how each stands."""
    stand = [t(AGREED[what] if yes else DECLINED[what]) for what, yes in answers.items() if yes is not None]
    return message([section(lines(bold(t("Saved.")), *(t.marked("•", one) for one in stand)))])


AGREED = {
    ConsentTo.KEPT: N_("What you offer and need is kept."),
    ConsentTo.SHOWN: N_("You are shown in the portfolio."),
    ConsentTo.PRESENTED: N_("You are presented in the channel."),
}
DECLINED = {
    ConsentTo.KEPT: N_("Nothing of what you offer and need is kept."),
    ConsentTo.SHOWN: N_("You are not shown in the portfolio."),
    ConsentTo.PRESENTED: N_("You are not presented in the channel; a message posted before is deleted."),
}
