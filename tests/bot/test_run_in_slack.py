"""docs/run-in-slack.md says what is so: the commands, settings, permissions and paths that it names exist."""

from __future__ import annotations

import re
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.manifest import EVENTS_PATH, scopes, socket_manifest
from bot.settings import names

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "run-in-slack.md").read_text(encoding="utf-8")


def test_every_command_on_the_page_exists() -> None:
    commands = set(re.findall(r"mentorbot ((?:db|programme|import) [a-z]+|doctor|run|manifest)\b", PAGE))
    assert commands == {"db upgrade", "programme new", "programme apply", "import roster", "doctor", "run", "manifest"}
    for command in commands:
        assert CliRunner().invoke(app, [*command.split(), "--help"]).exit_code == 0


def test_every_setting_on_the_page_exists() -> None:
    assert set(re.findall(r"\b(?:MENTORBOT|SLACK)_[A-Z_]+", PAGE)) <= set(names())


def test_the_page_explains_every_permission_and_no_other() -> None:
    table = PAGE.split("| permission |")[1].split("\n\n")[0]
    assert set(re.findall(r"`([a-z:.]+)`", table)) == scopes(socket_manifest())


def test_the_proxy_leads_to_the_path_that_is_heard() -> None:
    assert f"location = {EVENTS_PATH} {{" in PAGE
    assert f"handle {EVENTS_PATH} {{" in PAGE


def test_every_link_on_the_page_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target
