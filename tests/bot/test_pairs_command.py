"""`mentorbot pairs propose`: the best pairs with their reasons, in each of its formats; nothing is kept."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest

from bot.database import open_database
from bot.settings import Settings
from mentoring.people import Participant, Role, WorkingWeek
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_cli import ask
from tests.builders import TEAM, a_cohort, a_person

PROPOSE = ("pairs", "propose", "--team", TEAM)


@pytest.fixture
def to_pair(installation: dict[str, str]) -> None:
    """Fatima has no mentor, nor has Sami of Awa's cluster; Marco shares the sector of Fatima, and a language."""
    assert ask("db", "upgrade")[0] == 0
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as uow:
        cohort = a_cohort(uow)
        uow.people.update(replace(cohort.fatima, speaks=("ar", "fr")))
        uow.people.enrol(
            Participant(cohort.programme.id, cohort.fatima, frozenset({Role.MENTEE}), sector="Renewable =energy")
        )
        for name, country, zone, role in (
            ("Marco", "IT", "Europe/Rome", Role.MENTOR),
            ("Sami", "TN", "Africa/Tunis", Role.MENTEE),
        ):
            speaks = ("fr",) if role is Role.MENTOR else ("ar",)
            week = WorkingWeek.usual(country)
            person = uow.people.add(a_person(name, country=country, zone=zone, speaks=speaks, working_week=week))
            uow.people.enrol(
                Participant(cohort.programme.id, person, frozenset({role}), sector="renewable =energy", cluster=name)
            )
        uow.commit()
    engine.dispose()


@pytest.mark.usefixtures("to_pair")
def test_json_tells_each_pair_with_its_reasons() -> None:
    status, shown, _ = ask(*PROPOSE, "--format", "json")
    assert status == 0
    (pair,) = json.loads(shown)
    assert (pair["mentee"], pair["mentor"], pair["points"], pair["of"]) == ("Fatima", "Marco", 45, 100)
    assert "Same sector: Renewable =energy (20 of 20)" in pair["reasons"]
    assert "Languages in common: French (5 of 10)" in pair["reasons"]
    assert pair["second_best"] == ""


@pytest.mark.usefixtures("to_pair")
def test_table_says_who_is_left_and_why() -> None:
    status, shown, _ = ask(*PROPOSE, "--programme", "cluster mentoring")
    assert status == 0
    assert "1 pairs proposed, 1 agreed already, 45 points in all." in shown
    assert "Nobody is left for: Sami." in shown
    assert "Other mentors for Sami: no language in common: 1" in shown


@pytest.mark.usefixtures("to_pair")
def test_csv_and_another_language() -> None:
    _, shown, _ = ask(*PROPOSE, "--format", "csv", "--language", "fr")
    (pair,) = csv.DictReader(io.StringIO(shown))
    assert "Même secteur : Renewable =energy (20 sur 20)" in pair["reasons"]


@pytest.mark.usefixtures("to_pair")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--programme", "Nowhere"), "There is no programme “Nowhere” here."),
        (("--format", "xml"), "“xml” is no format."),
        (("--language", "de"), "“de” is no language spoken here."),
    ],
)
def test_what_can_not_be_understood_is_said(wrong: tuple[str, str], said: str) -> None:
    status, _, error = ask(*PROPOSE, *wrong)
    assert status != 0
    assert said in error


@pytest.mark.usefixtures("to_pair")
def test_nothing_is_kept() -> None:
    ask(*PROPOSE)
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as uow:
        (programme,) = uow.people.programmes()
        assert uow.pairings.last_in(programme.id) is None
        assert len(uow.people.pairs(programme.id)) == 1
    engine.dispose()
