"""A programme as a file on the command line: the difference is shown, asked about, and made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.handlers.test_programme_file import AWA, HEAD, LUCA, PAIR


def ask(*words: str, says: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(words), input=says)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def file(installation: dict[str, str], tmp_path: Path) -> Path:
    assert ask("db", "upgrade")[0] == 0
    path = tmp_path / "euromed.toml"
    path.write_text(HEAD + AWA + LUCA + PAIR, encoding="utf-8")
    return path


def apply(file: Path, *more: str, says: str = "") -> tuple[int, str, str]:
    return ask("programme", "apply", str(file), "--team", "T1", *more, says=says)


def export(*more: str) -> str:
    status, told, complaint = ask("programme", "export", "--team", "T1", *more)
    assert (status, complaint) == (0, "")
    return told


def test_the_difference_is_shown_and_nothing_changed_without_a_yes(file: Path) -> None:
    status, told, complaint = apply(file, says="n\n")
    assert (status, complaint) == (1, "Nothing was changed.\n")
    assert "Euromed" in told
    assert "new: Awa" in told
    assert "Awa and Luca" in told
    assert ask("programme", "export", "--team", "T1")[0] == 1


def test_a_file_applied_twice_changes_nothing_the_second_time(file: Path) -> None:
    assert apply(file, says="y\n")[1].endswith("Changed.\n")
    assert apply(file) == (0, "Nothing changes: it is like that already.\n", "")


def test_what_is_exported_can_be_applied_and_shows_what_was_edited(file: Path) -> None:
    apply(file, "--yes")
    out = file.with_name("out.toml")
    assert ask("programme", "export", "--team", "T1", "--output", str(out))[0] == 0
    assert out.read_text("utf-8") == export()
    assert apply(out)[1] == "Nothing changes: it is like that already.\n"
    text = out.read_text("utf-8").replace("sessions_a_month = 0", "sessions_a_month = 2").replace('"Luca"', '"Luca B"')
    out.write_text(text, encoding="utf-8")
    status, told, _ = apply(out, "--yes")
    assert status == 0
    assert [line.split("│")[1:4] for line in told.splitlines() if "sessions_a_month" in line or "luca@" in line] == [
        [" sessions_a_month      ", " 0      ", " 2      "],
        [" luca@example.org name ", " Luca   ", " Luca B "],
    ]
    assert "sessions_a_month = 2" in export()


def test_a_programme_gets_another_name_when_it_is_named(file: Path) -> None:
    apply(file, "--yes")
    file.write_text(HEAD.replace("Euromed", "Encore"), encoding="utf-8")
    assert apply(file, "--programme", "Euromed", "--yes")[0] == 0
    assert export("--programme", "encore").startswith('[programme]\nname = "Encore"')
    assert ask("programme", "export", "--team", "T1", "--programme", "Euromed")[2] == (
        "There is no programme “Euromed”. There is: Encore.\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + "sesions_a_month = 2\n", ["Line 5, sesions_a_month: ", "Did you mean “sessions_a_month”?"]),
        (HEAD.replace("2027-11-10", "2026-11-10"), ["Line 4, ends: ", "can't end before that"]),
        (HEAD + "[programme.attendance]\nruns_over = '9 days'\n", ["Line 6, attendance.runs_over: ", "0 to 240"]),
        (
            HEAD + AWA + LUCA + AWA.replace("awa@", "zoe@") + PAIR + PAIR.replace("awa@", "zoe@"),
            ["Line 23, mentee: ", "would have two mentors"],
        ),
        (
            HEAD + AWA + PAIR.replace("luca", "omar"),
            ["Line 10, mentee: ", "neither in this file nor in the programme as a mentee"],
        ),
    ],
)
def test_what_can_not_be_names_its_line_and_changes_nothing(file: Path, text: str, told: list[str]) -> None:
    apply(file, "--yes")
    before = export()
    file.write_text(text, encoding="utf-8")
    status, _, complaint = apply(file, "--yes")
    assert status == 2
    assert all(part in complaint for part in (*told, "Nothing was changed.")), complaint
    assert export() == before


def test_a_second_mentor_for_somebody_paired_already_is_refused(file: Path) -> None:
    apply(file, "--yes")
    file.write_text(HEAD + AWA.replace("awa@", "zoe@") + LUCA + PAIR.replace("awa@", "zoe@"), encoding="utf-8")
    status, _, complaint = apply(file, "--yes")
    assert (status, complaint.splitlines()[0][:22]) == (2, "Line 15, mentee: “luca")


def test_of_a_long_difference_the_beginning_is_shown(file: Path) -> None:
    people = "".join(AWA.replace("awa@", f"p{n}@").replace("Awa", f"Person {n}") for n in range(510))
    file.write_text(HEAD + people, encoding="utf-8")
    status, told, _ = apply(file, says="n\n")
    assert status == 1
    assert "new: Person 0 " in told
    assert "new: Person 509 " not in told
    assert " more\n" in told
