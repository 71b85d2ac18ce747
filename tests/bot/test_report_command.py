"""`mentorbot report`: the figures of a programme in each of its formats."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.database import open_database
from bot.settings import Settings
from mentoring.attendance import Presence, Said, Stay, Word
from mentoring.services.attendance import say
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_cli import ask
from tests.builders import TEAM, a_change, a_cohort, a_programme

REPORT = ("report", "--team", TEAM)


@pytest.fixture
def programme(installation: dict[str, str]) -> None:
    """A programme of 2025 whose one pair held a session; the mentee's name begins like a formula."""
    assert ask("db", "upgrade")[0] == 0
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as uow:
        cohort = a_cohort(uow)
        uow.people.update(replace(cohort.luca, name="=1+1"))
        first, last = a_programme().starts_on.replace(year=2025), a_programme().ends_on.replace(year=2035)
        uow.people.update_programme(replace(cohort.programme, starts_on=first, ends_on=last))
        uow.people.update_pair(replace(cohort.pair, starts_on=first))
        session = cohort.session("2025-02-10 15:00")
        uow.sessions.add(session, a_change(session))
        uow.commit()
    for actor in (cohort.awa, cohort.luca):
        word = Word(Said.HELD, people={one: Stay(Presence.PRESENT) for one in session.people})
        say(SqlUnitOfWork(engine, TEAM), session.id, word, actor=actor, now=session.when.end + timedelta(hours=1))
    engine.dispose()


@pytest.mark.usefixtures("programme")
def test_json_tells_totals_months_and_pairs() -> None:
    status, shown, _ = ask(*REPORT, "--format", "json")
    assert status == 0
    report = json.loads(shown)
    totals = {one["figure"]: one["value"] for one in report["totals"]}
    assert (totals["pairs"], totals["sessions held"], totals["sessions planned"]) == (1, 1, 1)
    held = {"month": "2025-02", "expected": "", "planned": 1, "held": 1, "unconfirmed": 0}
    assert held in report["months"]
    (pair,) = report["pairs"]
    assert (pair["mentee"], pair["mentor"], pair["last_held"]) == ("=1+1", "Awa", "2025-02-10")
    assert pair["reasons"] == "quiet (6)"


@pytest.mark.usefixtures("programme")
def test_what_begins_like_a_formula_is_text_in_csv_and_in_a_workbook(tmp_path: Path) -> None:
    (line,) = csv.DictReader(io.StringIO(ask(*REPORT, "--format", "csv")[1]))
    assert line["mentee"] == "'=1+1"
    file = tmp_path / "report.xlsx"
    assert ask(*REPORT, "--format", "xlsx", "--output", str(file))[0] == 0
    book = load_workbook(file)
    assert book.sheetnames == ["Totals", "Months", "Pairs"]
    cell = book["Pairs"]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert [one.value for one in book["Totals"][4]] == ["sessions planned", 1]


@pytest.mark.usefixtures("programme")
def test_the_table_names_the_programme_and_wrong_wishes_get_a_sentence() -> None:
    shown = ask(*REPORT)[1]
    assert "Cluster Mentoring" in shown
    assert "sessions held" in shown
    assert ask(*REPORT, "--format", "pdf")[0] == 2
    assert ask(*REPORT, "--format", "xlsx")[0] == 2
    assert "There is no programme “Other” here." in ask(*REPORT, "--programme", "Other")[2]
