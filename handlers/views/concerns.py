"""What is written to one coordinator in confidence: whom to choose, the form, the message, the answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    Dict,
    Message,
    actions,
    bold,
    button,
    context,
    divider,
    field,
    lines,
    message,
    modal,
    option,
    section,
    text_input,
)
from handlers.views.choosing import one_of
from handlers.views.leaving_news import programme_name
from handlers.views.leavings import StepKind, StepWish, packed
from handlers.views.people import bare_name, name_of, names_of
from mentoring.clocks import local
from mentoring.concerns import LONGEST_CONFIDENCE, Confidants, Confidence, ConfidentialWord
from mentoring.people import Person
from mentoring.sessions import Overview

SHOWN_COORDINATORS = 10
SHOWN_CONCERNS = 8
SHOWN_ON_HOME = 5
A_STRETCH = 500
"""Characters of what somebody wrote in one paragraph: Slack takes 3,000, and signs may grow when escaped."""

NO_PAIR = "none"


def concern_button(t: Translator) -> Dict:
    """Opens the way to a coordinator's ear."""
    return button(t("Something isn't working"), Action.CONCERN_OPEN)


def choose_view(t: Translator, found: Sequence[Confidants], written: Sequence[Confidence]) -> Dict:
    """To whom one may write, and what one wrote before."""
    blocks = [
        section(t("Is something in your pair not working? You can tell one coordinator, in confidence.")),
        section(
            t(
                "Whom you choose is the only one to read it: not your partner, not the other coordinators, not the "
                "funder. It stands in no list and no export."
            )
        ),
        *(block for one in found for block in _choices(t, one, found)),
        *_written(t, written),
    ]
    return modal(t("In confidence"), blocks, form=Form.NOTICE, close=t("Close"))


def _choices(t: Translator, one: Confidants, found: Sequence[Confidants]) -> list[Dict]:
    buttons = [
        button(
            t("Write to {name}", name=bare_name(person)),
            numbered(Action.CONCERN_WRITE, found.index(one) * SHOWN_COORDINATORS + place),
            f"{one.programme.id} {person.id}",
        )
        for place, person in enumerate(one.coordinators[:SHOWN_COORDINATORS])
    ]
    return [section(bold(programme_name(t, one.programme))), actions(buttons)]


def _written(t: Translator, written: Sequence[Confidence]) -> Iterator[Dict]:
    if not written:
        return
    yield divider()
    yield section(bold(t("What you wrote before")))
    for place, one in enumerate(reversed(written[-SHOWN_CONCERNS:])):
        day = t.day(local(one.concern.written_at, one.author.zone).date())
        said = t.dotted([t("to {name}", name=name_of(t, one.coordinator)), day, _state(t, one)])
        yield section(said, button(t("Read"), numbered(Action.CONCERN_SHOW, place), one.concern.id))


def _state(t: Translator, one: Confidence) -> str:
    if one.concern.handled_at is not None:
        return t("dealt with")
    return t("answered") if any(word.by == one.coordinator.id for word in one.words) else ""


def subject_options(t: Translator, chosen: Confidants) -> list[Dict]:
    """What it may be about: something else, or one of the person's pairs, by the other one's name."""
    pairs = [option(bare_name(partner), str(pair.id)) for pair, partner in chosen.pairs]
    return [*pairs, option(t("Something else"), NO_PAIR)]


def concern_form(t: Translator, chosen: Confidants, coordinator: Person, token: str) -> Dict:
    """What to tell; who reads it stands above, before a word is written."""
    about = one_of(t, subject_options(t, chosen), str(chosen.pairs[0][0].id) if chosen.pairs else NO_PAIR)
    text = text_input(longest=LONGEST_CONFIDENCE, multiline=True)
    return modal(
        t("In confidence"),
        [
            section(_only_reader(t, coordinator)),
            field(Block.PAIR, t("Is it about your pair?"), about) if chosen.pairs else None,
            field(Block.TEXT, t("In a few words, what isn't working?"), text),
        ],
        form=Form.CONCERN,
        metadata=json.dumps({"programme": chosen.programme.id, "coordinator": coordinator.id, "token": token}),
        submit=t("Send"),
        close=t("Close"),
    )


def _only_reader(t: Translator, reader: Person) -> str:
    return t("Only {name} will read this. Nobody else is shown it, or told that you wrote.", name=name_of(t, reader))


def sent(t: Translator, coordinator: Person) -> Message:
    """After writing in confidence."""
    said = t("Sent to {name} alone. The answer comes to you here, in confidence as well.", name=name_of(t, coordinator))
    return message([section(said)])


def confidence_message(t: Translator, one: Confidence, word: ConfidentialWord, reader: Person) -> Message:
    """What was written, for the one of the two who reads it."""
    answers = word != one.words[0] if one.words else False
    return message(
        [
            section(bold(t("In confidence, for you alone"))),
            section(_who_wrote(t, one, word, answers=answers)),
            *quoted_blocks(t, word.text),
            context(_who_else(t, one, reader)),
            actions(_buttons(t, one, reader)),
        ]
    )


def _who_wrote(t: Translator, one: Confidence, word: ConfidentialWord, *, answers: bool) -> str:
    writer = one.author if word.by == one.author.id else one.coordinator
    name, programme = name_of(t, writer), programme_name(t, one.programme)
    if answers:
        return t("{name} answers:", name=name)
    if one.partner is None:
        return t("{name} writes to you, in {programme}:", name=name, programme=programme)
    partner = name_of(t, one.partner)
    return t(
        "{name} writes to you about the pair with {partner}, in {programme}:",
        name=name,
        partner=partner,
        programme=programme,
    )


def _who_else(t: Translator, one: Confidence, reader: Person) -> str:
    other = one.coordinator if reader.id == one.author.id else one.author
    return t("Only you and {name} can read this.", name=name_of(t, other))


def confidence_view(t: Translator, one: Confidence, reader: Person, *, remark: str = "") -> Dict:
    """Everything that the two wrote, with what its reader can do."""
    words = [
        block
        for word in one.words[-SHOWN_CONCERNS:]
        for block in (
            context(t.dotted([_writer(t, one, word), t.moment(word.at, reader.zone, reader.city)])),
            *quoted_blocks(t, word.text),
        )
    ]
    return modal(
        t("In confidence"),
        [
            section(remark) if remark else None,
            section(_about(t, one)),
            *words,
            context(_who_else(t, one, reader)),
            actions(_buttons(t, one, reader)),
        ],
        form=Form.NOTICE,
        close=t("Close"),
    )


def _about(t: Translator, one: Confidence) -> str:
    facts = [programme_name(t, one.programme)]
    if one.partner is not None:
        facts.append(names_of(t, [one.author, one.partner]))
    if one.concern.handled_at is not None:
        facts.append(t("dealt with"))
    return t.dotted(facts)


def _writer(t: Translator, one: Confidence, word: ConfidentialWord) -> str:
    return name_of(t, one.author if word.by == one.author.id else one.coordinator)


def _buttons(t: Translator, one: Confidence, reader: Person) -> list[Dict]:
    concern_id = one.concern.id
    answer = button(t("Answer"), Action.CONCERN_ANSWER, concern_id, style="primary")
    if reader.id == one.author.id:
        return [answer]
    handled = one.concern.handled_at is not None
    return [
        answer,
        button(t("Open again"), Action.CONCERN_REOPEN, concern_id)
        if handled
        else button(t("Dealt with"), Action.CONCERN_HANDLED, concern_id),
        *_replacement(t, one),
    ]


def _replacement(t: Translator, one: Confidence) -> list[Dict]:
    if one.pair is None or one.pair.ends_on is not None:
        return []
    wish = StepWish(StepKind.REPLACE, (one.pair.id,))
    return [button(t("Replace the mentor"), numbered(Action.STEP_OPEN, 0), packed(wish))]


def answer_form(t: Translator, one: Confidence, reader: Person, token: str) -> Dict:
    """What to answer; who reads it stands above."""
    to = one.coordinator if reader.id == one.author.id else one.author
    text = text_input(longest=LONGEST_CONFIDENCE, multiline=True)
    return modal(
        t("In confidence"),
        [section(_only_reader(t, to)), field(Block.TEXT, t("Your answer"), text)],
        form=Form.CONCERN_ANSWER,
        metadata=json.dumps({"concern": one.concern.id, "token": token}),
        submit=t("Send"),
        close=t("Close"),
    )


def confided_view(t: Translator, found: Sequence[Confidence], reader: Person) -> Dict:
    """What was written to a coordinator in confidence and waits, without a word of it."""
    rows = [section(t("Nothing waits for you."))] if not found else confided_rows(t, found, reader)
    return modal(t("In confidence"), rows, form=Form.NOTICE, close=t("Close"))


def confided_on_home(t: Translator, overview: Overview) -> list[Dict]:
    """The same on Home, for the eyes of the one whom they chose."""
    if not overview.confided:
        return []
    title = section(bold(t("Written to you in confidence")))
    return [title, *confided_rows(t, overview.confided[:SHOWN_ON_HOME], overview.person)]


def confided_rows(t: Translator, found: Sequence[Confidence], reader: Person) -> list[Dict]:
    """Who wrote on which day, each with a button to read it."""
    return [
        section(
            t.dotted([name_of(t, one.author), t.day(local(one.concern.written_at, reader.zone).date())]),
            button(t("Read"), numbered(Action.CONCERN_SHOW, place), one.concern.id),
        )
        for place, one in enumerate(found)
    ]


def quoted_blocks(t: Translator, text: str) -> list[Dict]:
    """What somebody wrote, line by line, as quotations of mrkdwn."""
    parts = [text[at : at + A_STRETCH] for at in range(0, len(text), A_STRETCH)] or [""]
    return [
        section(lines(*("> " + t.isolated(t.escape(line)) for line in part.splitlines() or [""]))) for part in parts
    ]
