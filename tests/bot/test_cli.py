"""The command line: what it prints, and with which status it leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.bot.conftest import write_env

GOOD = "email,name,role,country,city,mentor_email\n" + "".join(
    [
        "uawa@example.org,Awa,mentor,FR,Marseille,\n",
        "uluca@example.org,Luca,mentee,IT,Rome,uawa@example.org\n",
        "nobody@example.org,Nobody,coordinator,ES,Barcelona,\n",
    ]
)
BAD = GOOD + "no-address,Paul,mentor,FR,Paris,\n"
PROGRAMME = ["programme", "new", "Clusters 2027", "--starts", "2027-01-11", "--ends", "2027-10-29"]


def ask(*words: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(words))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def ready(installation: dict[str, str]) -> dict[str, str]:
    assert ask("db", "upgrade")[0] == 0
    assert ask(*PROGRAMME)[0] == 0
    return installation


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    heavy = "sqlalchemy slack_bolt slack_sdk aiohttp babel alembic starlette uvicorn pydantic_settings"
    program = (
        "import sys; from typer.testing import CliRunner; from bot.cli import app;"
        "print(CliRunner().invoke(app, ['--help']).stdout);"
        f"print('loaded', [name for name in '{heavy}'.split() if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    for command in ("run", "demo", "doctor", "deliveries", "db", "programme", "import", "when", "manifest", "version"):
        assert f" {command} " in shown
    assert "loaded []" in shown


def test_version_names_the_zone_data() -> None:
    status, told, _ = ask("version")
    assert status == 0
    assert told.startswith("mentorbot ")
    assert ", time zones 20" in told


def test_manifest_for_http_is_json_with_the_address() -> None:
    status, told, _ = ask("manifest", "--http", "https://mentorbot.example.org")
    assert status == 0
    assert json.loads(told)["settings"]["interactivity"]["request_url"] == "https://mentorbot.example.org/slack/events"


def test_a_command_without_settings_says_what_is_missing(tmp_path: Path, bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.chdir(tmp_path)
    status, told, complaint = ask("run")
    assert (status, told) == (2, "")
    assert [line.split(" is missing")[0] for line in complaint.splitlines()] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]


def test_the_database_is_brought_up_to_date_and_says_so(installation: dict[str, str]) -> None:
    status, _, complaint = ask("db", "current")
    assert (status, complaint) == (1, "The database is empty. Run mentorbot db upgrade.\n")
    assert ask("db", "upgrade")[0] == 0
    assert ask("db", "upgrade")[0] == 0
    assert ask("db", "current") == (0, "The database is up to date.\n", "")


def test_a_database_that_is_not_there_is_a_sentence(installation: dict[str, str], tmp_path: Path) -> None:
    write_env(tmp_path, installation | {"MENTORBOT_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"})
    status, _, complaint = ask("db", "current")
    assert status == 1
    assert complaint.startswith("The database can't be reached (")
    assert complaint.count("\n") == 1


def test_a_programme_is_opened_in_the_team_of_the_token(installation: dict[str, str]) -> None:
    ask("db", "upgrade")
    assert ask(*PROGRAMME, "--zone", "Europe/Madrid", "--language", "fr") == (
        0,
        "The programme “Clusters 2027” is open from 2027-01-11 to 2027-10-29.\n",
        "",
    )
    assert ask(*PROGRAMME) == (1, "", "There is a programme “Clusters 2027” already.\n")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--starts", "11/01/2027"], "--starts is a day such as 2027-01-11, not “11/01/2027”."),
        (["--ends", "2026-01-11"], "The programme would end on 2026-01-11, before it starts on 2027-01-11."),
        (
            ["--link", "http://meet.example.org/"],
            "A link template is an https address with {room} in it, such as https://meet.example.org/{room}.",
        ),
        (["--zone", "Barcelona"], "“Barcelona” is no time zone. Write one such as Europe/Madrid."),
        (["--language", "de"], "“de” is no language spoken here. Write one of en, fr, ar, es, it."),
    ],
)
def test_a_programme_that_can_not_be_is_refused(
    installation: dict[str, str], options: list[str], sentence: str
) -> None:
    assert ask(*PROGRAMME, *options) == (2, "", f"{sentence}\n")


def test_a_roster_is_imported_and_its_people_found_in_slack(ready: dict[str, str], tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD, encoding="utf-8")
    first = ask("import", "roster", str(roster))
    assert first[:2] == (0, "Added 3, updated 0, unchanged 0; new pairs 1; found in Slack 2.\n")
    again = ask("import", "roster", str(roster), "--programme", "Clusters 2027")
    assert again[:2] == (0, "Added 0, updated 0, unchanged 3; new pairs 0; found in Slack 2.\n")


def test_a_bad_row_is_shown_with_line_column_and_reason_and_nothing_imported(
    ready: dict[str, str], tmp_path: Path
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(BAD, encoding="utf-8")
    status, told, complaint = ask("import", "roster", str(roster))
    assert status == 1
    row = next(line for line in told.splitlines() if "no-address" in line)
    assert [cell.strip() for cell in row.split("│")[1:-1]] == ["5", "email", "“no-address” is no e-mail address."]
    assert complaint.splitlines()[-1] == "Nothing was imported: 1 row to correct."
    assert ask("import", "roster", str(roster), "--keep-good")[1].startswith("Added 3,")


def test_a_roster_for_a_programme_that_is_not_there_is_refused(ready: dict[str, str], tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD, encoding="utf-8")
    status, _, complaint = ask("import", "roster", str(roster), "--programme", "Other")
    assert (status, complaint.splitlines()[-1]) == (1, "There is no programme “Other”. There is: Clusters 2027.")


def test_a_roster_before_any_programme_is_refused(installation: dict[str, str], tmp_path: Path) -> None:
    ask("db", "upgrade")
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD, encoding="utf-8")
    status, _, complaint = ask("import", "roster", str(roster))
    assert (status, complaint.splitlines()[-1]) == (
        1,
        "There is no programme yet. Make one with mentorbot programme new.",
    )


def test_a_roster_that_is_not_there_is_a_sentence(ready: dict[str, str]) -> None:
    status, _, complaint = ask("import", "roster", "nowhere.csv")
    assert (status, complaint) == (1, "nowhere.csv can't be read (No such file or directory).\n")


def test_a_roster_when_slack_refuses_the_token_is_a_sentence(ready: dict[str, str], tmp_path: Path) -> None:
    write_env(tmp_path, ready | {"SLACK_BOT_TOKEN": "xoxb-wrong"})
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD, encoding="utf-8")
    status, _, complaint = ask("import", "roster", str(roster))
    assert status == 1
    assert complaint.splitlines()[-1] == "Slack refuses to answer (invalid_auth). Run mentorbot doctor."


def test_a_roster_for_a_named_team_asks_slack_nothing(ready: dict[str, str], tmp_path: Path) -> None:
    write_env(tmp_path, ready | {"SLACK_API_URL": "http://127.0.0.1:1/api/"})
    roster = tmp_path / "roster.csv"
    roster.write_text(GOOD, encoding="utf-8")
    assert ask("import", "roster", str(roster), "--team", "T1")[1].startswith("Added 3,")


def test_when_shows_what_is_understood() -> None:
    status, told, _ = ask("when", "2027-01-26 15:00 about governance", "--now", "2027-01-18T08:00:00+00:00")
    assert status == 0
    assert "Tuesday 26 January 2027, 15:00 UTC" in told


def test_when_answers_json_lines_in_order() -> None:
    line = {"lang": "en", "timezone": "Africa/Cairo", "reference": "2027-01-18T08:00:00+00:00"}
    asked = "".join(json.dumps(line | {"text": f"2027-01-2{day} 15:00"}) + "\n" for day in (6, 7))
    result = CliRunner().invoke(app, ["when", "--jsonl"], input=asked)
    starts = [json.loads(answer)["start"] for answer in result.stdout.splitlines()]
    assert starts == ["2027-01-26T15:00:00+02:00", "2027-01-27T15:00:00+02:00"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Give the line to read, or --jsonl."),
        (["tomorrow", "--zone", "Cairo"], "“Cairo” is no time zone. Write one such as Europe/Madrid."),
        (["tomorrow", "--now", "noon"], "--now is an instant such as 2026-11-18T10:00:00+01:00, not “noon”."),
        (["tomorrow", "--now", "2027-01-01T10:00"], "--now is an instant such as 2026-11-18T10:00:00+01:00, not "),
    ],
)
def test_when_refuses_what_it_can_not_use_in_a_sentence(words: list[str], sentence: str) -> None:
    status, told, complaint = ask("when", *words)
    assert (status, told) == (2, "")
    assert complaint.startswith(sentence)
