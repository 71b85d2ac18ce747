"""`mentorbot announcements`: the list, and a ledger by name, in each of their formats."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.database import open_database
from bot.settings import Settings
from mentoring.announcements import Content, Readership, Version
from mentoring.gatherings import Audience
from mentoring.messages import DeliveryState
from mentoring.people import Role
from mentoring.rich_text import words
from mentoring.services import announcements as services
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_cli import ask
from tests.builders import NOW, TEAM, a_cohort

ALL = ("announcements", "--team", TEAM)
WRITTEN = Content(
    versions=(Version("en", "=Kick-off", words("On Monday.")), Version("fr", "Lancement", words("Lundi."))),
    readership=Readership(Audience(roles=frozenset({Role.MENTOR, Role.MENTEE}))),
)


@pytest.fixture
def announced(installation: dict[str, str]) -> str:
    """An announcement to Awa, who has it, to Luca, where it failed, and to Fatima, who was deactivated before."""
    assert ask("db", "upgrade")[0] == 0
    engine = open_database(Settings.load())

    def unit() -> SqlUnitOfWork:
        return SqlUnitOfWork(engine, TEAM)

    with unit() as uow:
        cohort = a_cohort(uow)
        uow.people.update(replace(cohort.fatima, active=False))
        uow.commit()
    draft = services.save_draft(unit(), WRITTEN, actor=cohort.ines, now=NOW)
    seen = services.preview(unit(), draft.id, actor=cohort.ines, now=NOW).seen
    services.confirm(unit(), draft.id, seen=seen, actor=cohort.ines, now=NOW)
    with unit() as uow:
        ended: dict[int, dict[str, Any]] = {
            cohort.awa.id: {"state": DeliveryState.SENT, "slack_ts": "1800000000.000100", "channel_id": "D1"},
            cohort.luca.id: {"state": DeliveryState.FAILED, "last_error": "channel_not_found"},
        }
        for row in uow.announcements.ledger(draft.id):
            if change := ended.get(row.line.person_id):
                before = uow.deliveries.get(row.line.delivery_key)
                after = replace(before, **change)
                uow.deliveries.replace(after, instead_of=before, now=NOW + timedelta(minutes=1))
        uow.announcements.acknowledge(draft.id, cohort.awa.id, NOW + timedelta(hours=1))
        uow.commit()
    engine.dispose()
    return draft.id


def test_list_has_figures_that_add_up(announced: str) -> None:
    status, shown, _ = ask(*ALL, "--format", "json")
    assert status == 0
    (line,) = json.loads(shown)
    assert line == {
        "id": announced,
        "programme": "Cluster Mentoring",
        "state": "sending",
        "title": "=Kick-off",
        "languages": "en fr",
        "author": "Inès",
        "confirmed_at": "2027-01-18T08:00:00+00:00",
        "revision": 1,
        "total": 3,
        "planned": 0,
        "sent": 1,
        "failed": 1,
        "unclear": 0,
        "skipped": 1,
        "stopped": 0,
        "withdrawn": 0,
        "acknowledged": 1,
        "reminded": 0,
    }


def test_ledger_names_everybody(announced: str) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(*ALL, announced, "--format", "csv")[1])))
    assert [(row["person"], row["language"], row["standing"], row["reason"]) for row in rows] == [
        ("Awa", "fr", "sent", ""),
        ("Fatima", "en", "skipped", "deactivated"),
        ("Luca", "en", "failed", "channel_not_found"),
    ]
    assert (rows[0]["sent_at"], rows[0]["acknowledged_at"]) == (
        "2027-01-15T08:00:00+00:00",
        "2027-01-18T09:00:00+00:00",
    )


def test_table_ends_with_the_sum(announced: str) -> None:
    status, shown, _ = ask(*ALL, announced, "--standing", "failed")
    assert status == 0
    assert "Luca" in shown
    assert "Awa" not in shown
    assert shown.endswith("3 on the list: 1 sent, 1 failed, 1 skipped; 1 acknowledged.\n")


@pytest.mark.usefixtures("announced")
@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        (("nowhere",), 1, "There is no announcement nowhere."),
        (("--standing", "lost"), 2, "--standing is one of planned, sent,"),
        (("--programme", "Other"), 1, "There is no programme “Other” here."),
        (("--format", "xml"), 2, "“xml” is no format."),
    ],
)
def test_what_is_not_understood_is_told(asked: tuple[str, ...], status: int, said: str) -> None:
    got, _, told = ask(*ALL, *asked)
    assert got == status
    assert told.startswith(said)
