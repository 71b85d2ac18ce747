"""Every word, button and form about a programme, tried by everybody who does not run it: nothing leaks or changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from aiohttp import web

from handlers.programme import TOPICS
from handlers.programme_forms import READ
from handlers.verbs import COORDINATORS
from handlers.views import programme_setup as views
from mentoring.people import Participant, Programme, Role
from mentoring.programme_settings import ProgrammeState
from mentoring.services.programme_coordinators import remove_coordinator
from tests.builders import NOW, OTHER_TEAM, a_cohort, a_person, a_programme
from tests.fakes import FakeUnitOfWork
from tests.handlers.desk import CATALOGUES, Desk, Json, command, press, submit

SECRETS = ("C0SECRET", "secret-room", "secret words", "Fatima")
"""What only who runs the programme reads of it: its channel, its rooms, its welcome, who has no mentor."""

WORDS = [one.word for one in TOPICS if one.roles == COORDINATORS]
IN_FORMS = {"programme.run", "programme.close", "programme.undo", "programme.step.0", "coordinator.remove.0"}
STEPS = [*views.WALK, "attendance", "risk", "pairing"]


@pytest.fixture
def desk() -> Desk:
    """Inès runs the programme; Zoé did, and Nadia runs another one, in which she is alone."""
    desk = Desk()
    with (unit := desk.unit()):
        programme = replace(
            desk.cohort.programme,
            channel="C0SECRET",
            welcome=(("en", "secret words"),),
            booking=replace(desk.cohort.programme.booking, link_template="https://secret-room.example.org/{room}"),
        )
        unit.people.update_programme(programme)
        zoe, nadia = (unit.people.add(a_person(name, language="en")) for name in ("Zoé", "Nadia"))
        unit.people.enrol(Participant(programme.id, zoe, frozenset({Role.COORDINATOR})))
        other = unit.people.add_programme(a_programme(name="Encore", starts_on=date(2028, 1, 3)))
        unit.people.enrol(Participant(other.id, nadia, frozenset({Role.COORDINATOR})))
        unit.commit()
    remove_coordinator(desk.unit(), programme.id, zoe.id, actor=desk.cohort.ines, now=NOW)
    for person in (desk.cohort.awa, desk.cohort.luca, desk.cohort.omar, desk.cohort.ines):
        desk.speaks(person, "en")
    file = b"email,name,role,zone\nnew@example.org,New,coordinator,UTC\n"
    desk.slack.files["roster.csv"] = web.Response(body=file, content_type="text/csv")
    desk.slack.answers["users.info"] = {"user": {"id": "UNEW", "profile": {"email": "new@example.org"}}}
    return desk


def programme(desk: Desk) -> Programme:
    return desk.unit().people.programme(desk.cohort.programme.id)


def forms(desk: Desk) -> dict[str, tuple[Json, dict[str, Any]]]:
    """Every form about the programme as who runs it has it open, and what they fill in."""
    t, kept = CATALOGUES.translator("en"), programme(desk)
    carried = {"programme": kept.id, "changes": {"name": "Taken"}, "mark": "m"}
    file = {"id": "F1", "name": "roster.csv", "size": 9, "url_private": "http://slack.test/files/roster.csv"}

    def form(callback: str, metadata: Json, *blocks: Json) -> Json:
        view = views.step_form(t, "basics", kept, blocks, walking=False)
        return {**view, "callback_id": callback, "private_metadata": json.dumps(metadata)}

    def step(name: str, *blocks: Json) -> Json:
        return form("programme.step_form", {"step": name, "programme": kept.id, "walking": True}, *blocks)

    chooser = {"type": "input", "block_id": "person", "element": {"type": "users_select", "action_id": "value"}}
    dropped = {"type": "input", "block_id": "file", "element": {"type": "file_input", "action_id": "value"}}
    return {
        "basics": (step("basics", *views.basics(t, kept)), {"name": "Taken"}),
        "meetings": (step("meetings", *views.meetings(t, kept)), {"sessions_a_month": "9"}),
        "people": (step("people", dropped), {"file": [file]}),
        "pairs": (step("pairs"), {}),
        "preview": (form("programme.preview", carried), {}),
        "ready": (form("programme.ready", {"programme": kept.id}), {}),
        "coordinators": (form("coordinators.form", {"programme": kept.id}, chooser), {"person": "UNEW"}),
        "roster": (form("roster.form", {"programme": kept.id}, dropped), {"file": [file]}),
    }


def attempts(desk: Desk) -> dict[str, Callable[[str], Json]]:
    """Everything that somebody may try, by what it is: from a Slack user to the payload."""
    number, ines = desk.cohort.programme.id, desk.cohort.ines.id
    pressed = {
        "programme.open.0": str(number),
        "programme.run": str(number),
        "programme.close": str(number),
        "programme.channel": str(number),
        "programme.undo": json.dumps({"programme": number, "from": "m", "to": {"name": "Taken"}}),
        "programme.claim.0": str(number),
        "coordinator.remove.0": f"{number} {ines}",
    }
    buttons = list(pressed.items())
    buttons += [("programme.topic.0", f"{word} {number}") for word in WORDS]
    buttons += [("programme.step.0", f"{step} {number}") for step in STEPS]
    tried: dict[str, Callable[[str], Json]] = {}
    for action, value in buttons:
        place = "modal" if action in IN_FORMS else "message"
        tried[f"{action} {value}"] = _pressing(action, value, place)
    for name, (form, filled) in forms(desk).items():
        tried[f"the form {name}"] = _submitting(form, filled)
    return tried


def _pressing(action: str, value: str, place: str) -> Callable[[str], Json]:
    return lambda user: press(user, action, value, on=place)


def _submitting(form: Json, filled: dict[str, Any]) -> Callable[[str], Json]:
    return lambda user: submit(user, form, **filled)


def kept(desk: Desk) -> dict[str, Any]:
    """All that is kept, without what was heard already and what Slack says of accounts, which is followed anyhow."""
    tables = {name: table for name, table in desk.store.snapshot().items() if name != "seen"}
    people = {
        key: replace(one, account_name="", account_email="", account_zone="") for key, one in tables["people"].items()
    }
    return {**tables, "people": people}


def told(desk: Desk, answers: list[str]) -> str:
    """Everything that came back, by whichever way."""
    return "\n".join(
        [*answers, *(json.dumps(one, ensure_ascii=False) for one in (desk.slack.calls, desk.slack.responses))]
    )


OUTSIDERS = ["ULUCA", "UAWA", "UOMAR", "UZOÉ", "UNADIA", "USTRANGER"]


@pytest.mark.parametrize("user", OUTSIDERS)
def test_who_does_not_run_the_programme_changes_and_learns_nothing(desk: Desk, user: str) -> None:
    before = kept(desk)
    tried = attempts(desk)
    responses = desk.send(*(payload(user) for payload in tried.values()))
    assert kept(desk) == before
    said = told(desk, [one.body for one in responses])
    assert [secret for secret in SECRETS if secret in said] == []
    assert "Something went wrong" not in said
    assert [response.status for response in responses] == [200] * len(responses)


@pytest.mark.parametrize("user", ["ULUCA", "UAWA", "UOMAR", "UZOÉ", "USTRANGER"])
@pytest.mark.parametrize("line", ["new", *WORDS])
def test_no_word_opens_anything_for_who_runs_no_programme(desk: Desk, user: str, line: str) -> None:
    before = kept(desk)
    answer = desk.say(command(user, f"programme {line}"))
    opened = json.dumps(desk.slack.of("views.open"))
    assert kept(desk) == before
    assert [secret for secret in SECRETS if secret in json.dumps(answer) + opened] == []
    assert opened == "[]"


def test_a_form_to_begin_a_programme_is_taken_from_nobody_who_runs_none(desk: Desk) -> None:
    blank = Programme(0, "T1", "", date(2027, 2, 1), date(2027, 11, 30))
    t = CATALOGUES.translator("en")
    form = views.step_form(t, "basics", blank, views.basics(t, blank), walking=True)
    before = kept(desk)
    for user in ("ULUCA", "UAWA", "UOMAR", "UZOÉ", "USTRANGER"):
        desk.say(submit(user, form, name="Mine"))
    assert kept(desk) == before


def test_another_teams_coordinator_is_nobody_here(desk: Desk) -> None:
    with (unit := FakeUnitOfWork(desk.store, OTHER_TEAM)):
        theirs = a_cohort(unit)
        unit.people.update(replace(theirs.ines, user_id="UTHEIRS"))
        unit.commit()
    before = kept(desk)
    tried = [payload("UTHEIRS") for payload in attempts(desk).values()]
    team, other = '"team_id": "T1"}', f'"team_id": "{OTHER_TEAM}"}}'
    as_guest = [json.loads(json.dumps(one).replace(team, other)) for one in tried]
    responses = desk.send(*tried, *as_guest)
    assert kept(desk) == before
    said = told(desk, [one.body for one in responses])
    assert [secret for secret in SECRETS if secret in said] == []


def test_who_runs_the_programme_does_all_of_it(desk: Desk) -> None:
    assert set(READ) <= set(STEPS)
    tried = attempts(desk)
    refused = {}
    for name, payload in tried.items():
        if "remove" in name or "claim" in name or "preview" in name or "undo" in name:
            continue
        with (unit := desk.unit()):
            unit.people.update_programme(replace(programme(desk), state=ProgrammeState.DRAFT))
            unit.commit()
        desk.slack.calls.clear()
        desk.slack.responses.clear()
        (response,) = desk.send(payload("UINES"))
        said = told(desk, [response.body])
        if "Only coordinators" in said or "Something went wrong" in said:
            refused[name] = said
    assert refused == {}
