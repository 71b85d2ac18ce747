"""Every button and form of clusters and the portfolio, tried by those for whom it is not: nothing changes or leaks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from mentoring.clusters import ClusterMerge, Stage, Terms
from mentoring.people import Participant, Role
from mentoring.services.collaborations import note_collaboration
from tests.builders import NOW, OTHER_TEAM, TEAM, a_cohort, a_programme
from tests.fakes import FakeUnitOfWork
from tests.handlers.desk import Desk, Json, command, press
from tests.mentoring.village import settle_in

DIGITAL, TEXTILE = "Calanques Digital", "Tessuti Uniti"

Payload = Callable[[Desk, str], Json]


def _modal(action: str, value: str) -> Payload:
    return lambda desk, user: press(user, action, value.format(**_ids(desk)), on="modal")


def _ids(desk: Desk) -> dict[str, Any]:
    return {
        "textile": cluster_id(desk, TEXTILE),
        "digital": cluster_id(desk, DIGITAL),
        "luca": desk.cohort.luca.id,
        "programme": desk.cohort.programme.id,
        "noted": next(one.id for one in desk.store.collaborations.values()),
    }


def _form(callback_id: str, metadata: dict[str, str], **filled: str) -> Payload:
    def payload(desk: Desk, user: str) -> Json:
        ids = _ids(desk)
        carried = {key: int(value.format(**ids)) if value else None for key, value in metadata.items()}
        typed = {name: {"type": "plain_text_input", "value": value.format(**ids)} for name, value in filled.items()}
        return _submission(user, callback_id, carried, typed)

    return payload


def _submission(user: str, callback_id: str, carried: Json, fields: Json) -> Json:
    """Somebody submits a form that they were perhaps never shown."""
    state = {name: {"value": element} for name, element in fields.items()}
    view = {"id": "V1", "callback_id": callback_id, "type": "modal", "blocks": [], "state": {"values": state}}
    view |= {"private_metadata": json.dumps(carried), "team_id": TEAM}
    return {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": user, "team_id": TEAM}, "view": view}


BUTTONS: dict[str, Payload] = {
    "list": _modal("cluster.list.0", "{programme} 0"),
    "new": _modal("cluster.new", "{programme}"),
    "change": _modal("cluster.change", "{digital}"),
    "merge": _modal("cluster.merge", "{digital}"),
    "add member": _modal("cluster.add_member", "{digital}"),
    "take out": _modal("cluster.take_out.0", "{textile} {luca}"),
    "undo": lambda desk, user: press(
        user,
        "cluster.undo",
        json.dumps({"id": cluster_id(desk, DIGITAL), "from": {}, "to": {"label": "Gold"}}),
        on="modal",
    ),
    "put back": lambda desk, user: press(
        user,
        "cluster.put_back",
        json.dumps(
            {
                "shown": cluster_id(desk, DIGITAL),
                "person": desk.cohort.luca.id,
                "to": cluster_id(desk, DIGITAL),
                "from": cluster_id(desk, TEXTILE),
            }
        ),
        on="modal",
    ),
    "confirm": _modal("collaboration.confirm.0", "{noted}"),
    "rewrite": lambda desk, user: submit_change(desk, user),  # noqa: PLW0108 - it stands below
    "remove": _modal("collaboration.remove.0", "{noted}"),
    "merge form": _form("cluster.merge_form", {"cluster": "{digital}"}, other="{textile}"),
    "merge preview": _form("cluster.merge_preview", {"cluster": "{digital}", "other": "{textile}"}),
    "merge undone": lambda desk, user: press(user, "cluster.merge_undo", merged(desk), on="modal"),
    "cluster form": _form(
        "cluster.form", {"cluster": "", "programme": "{programme}", "before": ""}, name="Mine", country="Italy"
    ),
    "portfolio": lambda desk, user: command(user, "programme portfolio"),
    "clusters": lambda desk, user: command(user, "programme clusters"),
}


def submit_change(desk: Desk, user: str) -> Json:
    """Somebody writes other words over a collaboration."""
    ids = _ids(desk)
    terms = {"title": "A joint stand", "cluster_ids": [ids["textile"], ids["digital"]], "since": "2027-01-18"}
    carried = {"id": ids["noted"], "cluster": ids["textile"], "programme": ids["programme"]}
    carried |= {"before": {**terms, "stage": "under_way"}}
    chosen = [{"value": str(ids[one])} for one in ("textile", "digital")]
    fields: Json = {
        "title": {"type": "plain_text_input", "value": "Mine"},
        "clusters": {"type": "multi_static_select", "selected_options": chosen},
        "since": {"type": "datepicker", "selected_date": "2027-01-18"},
        "stage": {"type": "radio_buttons", "selected_option": {"value": "planned"}},
    }
    return _submission(user, "collaboration.form", carried, fields)


@pytest.fixture
def desk() -> Desk:
    """The portfolio with a collaboration that Luca noted, a former coordinator, and coordinators elsewhere."""
    desk = Desk()
    cast = desk.cohort
    with (unit := desk.unit()):
        settle_in(unit, {"Awa": cast.awa, "Luca": cast.luca, "Fatima": cast.fatima}, cast.programme.id)
        marc = unit.people.add(replace(cast.ines, id=0, user_id="UFORMER", email="former@example.org", name="Marc"))
        unit.people.enrol(Participant(cast.programme.id, marc, frozenset({Role.MENTOR})))
        elsewhere = unit.people.add_programme(a_programme(name="Elsewhere"))
        unit.people.enrol(Participant(elsewhere.id, cast.omar, frozenset({Role.COORDINATOR})))
        unit.commit()
    with (unit := FakeUnitOfWork(desk.store, OTHER_TEAM)):
        a_cohort(unit)
        unit.commit()
    desk.say(command("UINES", "find"))  # names become clusters when somebody looks
    both = (cluster_id(desk, TEXTILE), cluster_id(desk, DIGITAL))
    terms = Terms("A joint stand", both, NOW.date(), Stage.UNDER_WAY)
    note_collaboration(desk.unit(), cast.programme.id, "c1", terms, actor=cast.luca, now=NOW)
    return desk


def cluster_id(desk: Desk, name: str) -> int:
    return next(one.id for one in desk.store.clusters.values() if one.name == name)


def merged(desk: Desk) -> str:
    """The id of a merge that could be taken back."""
    with (unit := desk.unit()):
        kept, other = (unit.clusters.get(cluster_id(desk, name)) for name in (DIGITAL, TEXTILE))
        programme_id, ines = desk.cohort.programme.id, desk.cohort.ines.id
        merge = ClusterMerge("m1", programme_id, kept.id, kept, replace(other, name="Two"), kept, (), (), ines, NOW)
        unit.clusters.keep_merge(merge)
        unit.commit()
    return merge.id


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("who", ["UFATIMA", "UAWA", "UFORMER", "UOMAR", "UNOBODY", "another team's"])
def test_no_button_of_coordinators_does_anything_for_others(desk: Desk, button: str, who: str) -> None:
    payload = BUTTONS[button](desk, "UINES" if who.startswith("another") else who)
    if who.startswith("another"):
        payload = json.loads(json.dumps(payload).replace('"T1"', f'"{OTHER_TEAM}"'))
    before, calls = desk.store.snapshot(), len(desk.slack.calls)
    answer = desk.send(payload)[0]
    assert desk.store.snapshot() == before
    seen = answer.body + json.dumps(desk.slack.calls[calls:], ensure_ascii=False)
    assert not any(name in seen for name in (DIGITAL, TEXTILE, "A joint stand")), seen


@pytest.mark.parametrize("button", BUTTONS)
def test_the_same_buttons_do_what_they_say_for_a_coordinator(desk: Desk, button: str) -> None:
    before, calls = desk.store.snapshot(), len(desk.slack.calls)
    answer = desk.send(BUTTONS[button](desk, "UINES"))[0]
    told = answer.body + json.dumps(desk.slack.calls[calls:], ensure_ascii=False)
    assert "coordinators of the programme can do this" not in told
    assert desk.store.snapshot() != before or any(name in told for name in (DIGITAL, TEXTILE, "cluster.form"))
