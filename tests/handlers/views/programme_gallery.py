"""Every view about setting up, changing and running a programme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from handlers.i18n import LANGUAGES, Translator
from handlers.views import (
    pairing_settings,
    programme,
    programme_coordinators,
    programme_settings,
    programme_setup,
    risk_settings,
)
from handlers.views.blocks import Message, message, section
from handlers.views.programme_welcome import usual_words, welcome_words
from mentoring.attendance import AttendancePolicy
from mentoring.messages import DeliveryKind
from mentoring.people import Participant, Person, Programme, Role
from mentoring.programme_overview import CoordinationTold, ProgrammeOverview, ProgrammePreview
from mentoring.programme_settings import PlannedMeetings, ProgrammeState, SetUpStep
from mentoring.reminders import Lead
from mentoring.sessions import Who
from tests.builders import NOW, a_pair, a_programme, a_session

Drawing = Message | dict[str, Any]
Drawings = Iterator[tuple[str, Drawing]]
People = tuple[Person, ...]
DAYS = tuple(date(2027, 2, 1) + timedelta(days=day) for day in range(60))


def programme_drawings(t: Translator, people: People, words: str, name: str) -> Drawings:
    """Name and drawing; ``people`` are a mentor, a mentee and a coordinator, ``words`` and ``name`` what was typed."""
    bare = a_programme(name=name)
    full = replace(
        bare,
        languages=LANGUAGES,
        channel="C1",
        sessions_a_month=2,
        meetings=PlannedMeetings(60, DAYS),
        welcome=tuple((language, f"{words} {{name}}") for language in LANGUAGES),
        booking=replace(bare.booking, link_template="https://meet.example.org/{room}"),
        attendance=AttendancePolicy(answer_within=timedelta(days=14)),
        reminders=bare.reminders.changed(
            ((DeliveryKind.HOUR_BEFORE, None), (DeliveryKind.DAY_BEFORE, Lead(minutes=30)))
        ),
    )
    draft = replace(full, state=ProgrammeState.DRAFT, set_up=frozenset({SetUpStep.BASICS}))
    yield from _hubs(t, people, bare, draft)
    yield from _forms(t, bare, full)
    few, many = _overview(people, bare, 1), _overview(people, draft, 60)
    for label, overview in (("few", few), ("many", many)):
        yield f"people so far, {label}", _step(t, "people", overview.programme, programme_setup.people(t, overview))
        yield f"pairs found, {label}", _step(t, "pairs", overview.programme, programme_setup.pairs(t, overview))
        yield f"coordinators, {label}", programme_coordinators.coordinators_form(t, overview, people[2], t("Changed."))
        previews = {language: welcome_words(t, overview.programme, people[0].name) for language in LANGUAGES}
        yield f"ready, {label}", programme_setup.ready(t, overview, previews)
    yield "no coordinator any more", programme_coordinators.gone(t)
    yield from _coordinations(t, people, bare)
    yield from _changes(t, people, bare, full)
    yield "roster in the walk", programme_setup.imported(t, message([section(t("Changed."))]), 1)


def _coordinations(t: Translator, people: People, bare: Programme) -> Drawings:
    """Every word about who runs a programme, as each of three people reads it."""
    mentor, mentee, coordinator = people
    for added, person, by in product((True, False), (mentor, coordinator), (coordinator, mentee)):
        told = CoordinationTold(bare, person, by, added, people[1:], frozenset({Role.MENTOR}))
        for reader in people:
            label = f"coordination, added {added}, of {person.id} by {by.id} to {reader.id}"
            yield label, programme_coordinators.coordination_news(t, told, reader)
    by_file = CoordinationTold(bare, mentor, None, True, people[1:], frozenset({Role.MENTOR}))
    for reader in people:
        label = f"coordination, added by a file, to {reader.id}"
        yield label, programme_coordinators.coordination_news(t, by_file, reader)


def _step(t: Translator, step: str, of: Programme, blocks: list[Any]) -> Drawing:
    return programme_setup.step_form(t, step, of, blocks, walking=True)


def _overview(people: People, of: Programme, times: int) -> ProgrammeOverview:
    everybody = [
        Participant(
            1,
            replace(person, id=10 * n + index, user_id=None if role is Role.MENTEE else person.user_id),
            frozenset({role}),
        )
        for n in range(times)
        for index, (person, role) in enumerate(zip(people, (Role.MENTOR, Role.MENTEE, Role.COORDINATOR), strict=True))
    ]
    pairs = [a_pair(id=n, mentor_id=10 * n, mentee_id=10 * n + 1) for n in range(times)]
    unpaired = [replace(one, person=replace(one.person, id=one.person.id + 1000)) for one in everybody]
    return ProgrammeOverview(of, (*everybody, *unpaired), tuple(pairs), times, (people[2],) * times)


def _somebody(person: Person, number: int, role: Role) -> Person:
    return replace(person, id=number, user_id=None if role is Role.MENTEE else person.user_id)


def _hubs(t: Translator, people: People, bare: Programme, draft: Programme) -> Drawings:
    topics = [(t("Settings"), f"topic{n}") for n in range(14)]
    yield "hub", programme.hub(t, _overview(people, bare, 1), topics, NOW)
    yield (
        "hub of a draft",
        programme.hub(t, _overview(people, draft, 60), topics, NOW, t("Changed.")),
    )
    yield (
        "hub, not in the channel",
        programme.hub(t, _overview(people, draft, 60), topics, NOW, to_invite="/invite @bot"),
    )
    several = [replace(bare, id=n) for n in range(12)]
    many = [replace(bare, id=n) for n in range(120)]
    yield "which hub", programme.which_hub(t, several[:10])
    yield "which programme", programme.which_programme(t, several[:10], "settings", "x" * 3000)
    yield "which programme of many", programme.which_programme(t, many, "settings", "1" * 3000)
    yield "which hub of many", programme.which_hub(t, many)
    mine = tuple(Participant(n, people[1], frozenset({Role.MENTEE})) for n in range(12))
    yield "for participants", programme.for_participants(t, Who(people[1], mine, (*several, draft)), NOW)
    yield "founding", programme_setup.founding(t, several)
    yield "claimed", programme_setup.claimed(t, bare)
    yield "runs", programme_setup.runs(t, bare)
    yield "closed", programme_setup.closed(t, bare)


def _forms(t: Translator, bare: Programme, full: Programme) -> Drawings:
    usual = dict.fromkeys(LANGUAGES, usual_words(t))
    for label, one in (("bare", bare), ("full", full), ("new", replace(bare, id=0))):
        drawn = {
            "basics": programme_setup.basics(t, one),
            "languages": programme_setup.languages(t, one),
            "meetings": programme_setup.meetings(t, one),
            "reminders": programme_setup.reminders(t, one),
            "welcome": programme_setup.welcome(t, one, usual),
        }
        for step, blocks in drawn.items():
            yield f"step {step}, {label}", _step(t, step, one, blocks)
            yield f"change {step}, {label}", programme_setup.step_form(t, step, one, blocks, walking=False)
        attendance = programme_setup.attendance(t, one)
        yield f"attendance, {label}", programme_setup.step_form(t, "attendance", one, attendance, walking=False)
        risk = risk_settings.risk_fields(t, one)
        yield f"who needs somebody, {label}", programme_setup.step_form(t, "risk", one, risk, walking=False)
        points = pairing_settings.pairing_fields(t, one)
        yield f"what counts for pairs, {label}", programme_setup.step_form(t, "pairing", one, points, walking=False)
        yield f"settings, {label}", programme_settings.settings_form(t, one)
    yield "settings, draft", programme_settings.settings_form(t, replace(full, state=ProgrammeState.DRAFT))


def _changes(t: Translator, people: People, bare: Programme, full: Programme) -> Drawings:
    every = (
        "name",
        "languages",
        "channel",
        "sessions_a_month",
        "meetings",
        "welcome",
        "booking",
        "attendance",
        "risk",
        "pairing",
        "reminders",
    )
    sessions = tuple(a_session(id=f"S{n}") for n in range(9))
    preview = ProgrammePreview(
        bare,
        full,
        every,
        outside=sessions,
        reminders_moved=7,
        beyond=True,
        without_language=people * 6,
        mark="m",
    )
    yield "preview", programme_settings.preview_form(t, preview, {"programme": 1, "changes": {}}, people[2])
    yield "changed", programme_settings.changed(t, preview)
    undo = programme_settings.undo_button(t, {"programme": 1, "from": "m", "to": {"name": "Encore"}})
    yield "changed, with the way back", programme_settings.changed(t, preview, undo)
    yield "change taken back", programme_settings.undone(t, preview)
    yield "change taken back before", programme_settings.undone(t)
    yield "nothing changed", programme_settings.changed(t, ProgrammePreview(bare, bare, ()))
