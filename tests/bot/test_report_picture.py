"""`mentorbot report picture`: a file, and the same in words; beside it `mentorbot report` as before."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database import open_database
from bot.settings import Settings
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_cli import ask
from tests.builders import TEAM, a_cohort


@pytest.fixture
def programme(installation: dict[str, str]) -> None:
    """The cast, with nothing held yet."""
    assert ask("db", "upgrade")[0] == 0
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as uow:
        a_cohort(uow)
        uow.commit()
    engine.dispose()


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("kind", "said"), [("months", "Séances des binômes par mois."), ("countries", "France : 0 séance, 1 personne.")]
)
def test_a_picture_is_written_and_told_in_words(tmp_path: Path, kind: str, said: str) -> None:
    file = tmp_path / "picture.png"
    status, shown, _ = ask("report", "picture", "--team", TEAM, "--kind", kind, "--language", "fr", "-o", str(file))
    assert status == 0
    assert said in shown
    assert file.read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("programme")
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--kind", "pie", "-o", "x.png"), "“pie” is no picture. Write one of months, activity, countries."),
        (("--kind", "months", "-o", "/nowhere/x.png"), "/nowhere/x.png can't be written"),
        (("--kind", "months", "-o", "x.png", "--language", "de"), "“de” is no language spoken here."),
        (("--kind", "months", "-o", "x.png", "--programme", "Other"), "There is no programme “Other” here."),
    ],
)
def test_what_can_not_be_done_is_said(wrong: tuple[str, ...], said: str) -> None:
    status, _, error = ask("report", "picture", "--team", TEAM, *wrong)
    assert status != 0
    assert said in error


@pytest.mark.usefixtures("programme")
def test_the_report_itself_is_printed_without_a_picture() -> None:
    status, shown, _ = ask("report", "--team", TEAM, "--format", "json")
    assert status == 0
    assert "held" in shown
