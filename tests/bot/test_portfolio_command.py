"""`mentorbot portfolio`: a page for each who agreed, in a language, into a file."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from bot.database import open_database
from bot.settings import Settings
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_cli import ask
from tests.builders import TEAM, a_cohort
from tests.mentoring.village import settle_in


@pytest.fixture
def shown(installation: dict[str, str]) -> None:
    """Awa and Fatima agreed to be shown, Luca did not."""
    assert ask("db", "upgrade")[0] == 0
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as uow:
        cohort = a_cohort(uow)
        people = {"Awa": cohort.awa, "Luca": cohort.luca, "Fatima": cohort.fatima}
        settle_in(uow, people, cohort.programme.id, agreed=("Awa", "Fatima"))
        uow.commit()
    engine.dispose()


@pytest.mark.usefixtures("shown")
def test_file_has_a_page_for_each_who_agreed(tmp_path: Path) -> None:
    file = tmp_path / "portfolio.pdf"
    status, said, _ = ask("portfolio", "--team", TEAM, "--language", "it", "-o", str(file))
    assert (status, said) == (0, f"{file} has 2 pages, one a person.\n")
    document = pypdfium2.PdfDocument(file.read_bytes())
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    assert "Italia" not in words
    assert "Francia" in words
    assert "Luca" not in words


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (("--language", "de"), "“de” is no language spoken here. Write one of en, fr, ar, es, it."),
        (("--programme", "Nowhere"), "There is no programme “Nowhere” here."),
        (("-o", "/nowhere/at/all.pdf"), "/nowhere/at/all.pdf can't be written (No such file or directory)."),
    ],
)
def test_what_can_not_be_written_is_said(tmp_path: Path, wish: tuple[str, str], said: str) -> None:
    file = tmp_path / "portfolio.pdf"
    status, _, error = ask("portfolio", "--team", TEAM, "-o", str(file), *wish)
    assert status != 0
    assert error.strip() == said
    assert not file.exists()


def test_portfolio_of_nobody_is_no_file(installation: dict[str, str], tmp_path: Path) -> None:
    assert ask("db", "upgrade")[0] == 0
    engine = open_database(Settings.load())
    with SqlUnitOfWork(engine, TEAM) as uow:
        a_cohort(uow)
        uow.commit()
    engine.dispose()
    status, _, error = ask("portfolio", "--team", TEAM, "-o", str(tmp_path / "p.pdf"))
    assert status == 1
    assert "Nobody in “Cluster Mentoring” has agreed to be shown in its portfolio yet." in error
