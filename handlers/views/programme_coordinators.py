"""Who runs a programme, with a way to take each of them out and to add somebody."""

from __future__ import annotations

import json
from collections.abc import Iterator

from handlers.i18n import Translator
from handlers.ids import Action, Block, Form, numbered
from handlers.views.blocks import (
    LONGEST_HEADER,
    Dict,
    Message,
    actions,
    bold,
    button,
    field,
    lines,
    message,
    modal,
    section,
    shorten,
)
from handlers.views.home import mention
from handlers.views.people import bare_name
from handlers.views.programme_settings import confirm
from mentoring.people import Person
from mentoring.programme_overview import CoordinationTold, ProgrammeOverview

MOST_SHOWN = 40
SHOWN_TO_ASK = 5


def coordinators_form(t: Translator, overview: ProgrammeOverview, viewer: Person, said: str = "") -> Dict:
    """Everybody who runs the programme; metadata: {"programme": id}."""
    programme = overview.programme
    running = overview.coordinators
    rows = [
        section(mention(t, one), _out(t, overview, one, viewer, index) if len(running) > 1 else None)
        for index, one in enumerate(running[:MOST_SHOWN])
    ]
    return modal(
        t("Coordinators"),
        [
            section(said) if said else None,
            section(t("They run {programme}:", programme=t.escape(programme.name))),
            *rows,
            field(
                Block.PERSON,
                t("Add somebody"),
                {"type": "users_select"},
                hint=t("They see everything about the programme that you see, and can do what you can do."),
            ),
        ],
        form=Form.COORDINATORS,
        metadata=json.dumps({"programme": programme.id}),
        submit=t("Add"),
        close=t("Close"),
    )


def _out(t: Translator, overview: ProgrammeOverview, person: Person, viewer: Person, index: int) -> Dict:
    if person.id == viewer.id:
        text = t("You can do nothing more with this programme then, until somebody adds you again.")
    else:
        text = t("{name} can do nothing more with this programme then.", name=bare_name(person))
    shown = button(
        t("Take out"),
        numbered(Action.COORDINATOR_REMOVE, index),
        f"{overview.programme.id} {person.id}",
        label=t("Take out {name}", name=bare_name(person)),
    )
    return {**shown, "confirm": confirm(t, t("Take out {name}?", name=bare_name(person)), text, t("Take out"))}


def gone(t: Translator) -> Message:
    """For somebody who took themselves out."""
    return message([section(t("You do not run this programme any more."))])


def coordination_news(t: Translator, told: CoordinationTold, reader: Person) -> Message:
    """That somebody runs the programme from now on or no more, to them or to another one who runs it."""
    if told.person.id != reader.id:
        shown = button(t("Coordinators"), numbered(Action.PROGRAMME_TOPIC, 0), f"coordinators {told.programme.id}")
        return message([section(_to_others(t, told)), actions([shown])])
    if told.added:
        opened = button(t("Run the programme"), Action.PROGRAMME_OPEN, str(told.programme.id), style="primary")
        return message([section(lines(*_to_who_is_added(t, told))), actions([opened])])
    return message([section(lines(*_to_who_is_removed(t, told)))])


def _to_others(t: Translator, told: CoordinationTold) -> str:
    programme, name = _programme(t, told), mention(t, told.person)
    if told.by is None:
        return t(
            "{name} runs {programme} with you from now on. An imported file added them.", name=name, programme=programme
        )
    by = mention(t, told.by)
    if told.added:
        return t(
            "{name} runs {programme} with you from now on. {by} added them.", name=name, programme=programme, by=by
        )
    if told.by.id == told.person.id:
        return t("{name} does not run {programme} any more: they took themselves out.", name=name, programme=programme)
    return t("{name} does not run {programme} any more. {by} took them out.", name=name, programme=programme, by=by)


def _to_who_is_added(t: Translator, told: CoordinationTold) -> Iterator[str]:
    yield bold(t("You run {programme} from now on.", programme=_programme(t, told)))
    if told.by is None:
        yield t("An imported file added you to those who run it.")
    else:
        yield t("{by} added you to those who run it.", by=mention(t, told.by))
    yield t("You see who takes part and where each pair stands, and can change all that the others who run it can.")
    yield t("Of notes you read what their writers share; what was confided to another coordinator stays with them.")
    yield t("Your Home shows who needs you; /mentor programme shows everything else.")


def _to_who_is_removed(t: Translator, told: CoordinationTold) -> Iterator[str]:
    programme = _programme(t, told)
    yield bold(t("You do not run {programme} any more.", programme=programme))
    if told.by is not None:
        by = mention(t, told.by)
        yield t("{by} took you out. You see and change nothing of it as a coordinator from now on.", by=by)
    if told.roles:
        yield t("You still take part in it, and your own sessions, notes and pairs are as they were.")
    if asked := [mention(t, one) for one in told.running[:SHOWN_TO_ASK]]:
        yield t("If that should not be so, {names} can add you again.", names=t.enumerated(asked))


def _programme(t: Translator, told: CoordinationTold) -> str:
    return t.escape(shorten(told.programme.name, LONGEST_HEADER))
