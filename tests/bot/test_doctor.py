"""The doctor: well when all is well, and otherwise what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.doctor import scopes
from bot.manifest import socket_manifest
from tests.bot.conftest import a_cast, a_sandbox, settings_for, write_env


def examined(*options: str) -> tuple[int, dict[str, dict[str, Any]]]:
    result = CliRunner().invoke(app, ["doctor", "--json", *options])
    return result.exit_code, {json.loads(line)["part"]: json.loads(line) for line in result.stdout.splitlines()}


def unwell(findings: dict[str, dict[str, Any]]) -> list[str]:
    return [part for part, finding in findings.items() if not finding["well"]]


def open_a_programme() -> None:
    CliRunner().invoke(app, ["db", "upgrade"])
    CliRunner().invoke(app, ["programme", "new", "Clusters", "--starts", "2027-01-11", "--ends", "2027-10-29"])


def test_all_is_well(installation: dict[str, str]) -> None:
    open_a_programme()
    status, findings = examined()
    assert unwell(findings) == []
    assert status == 0
    assert list(findings) == [
        "settings",
        "Slack token",
        "scopes",
        "app token",
        "time zones",
        "languages",
        "database",
        "note keys",
        "programme",
    ]
    assert findings["programme"]["seen"] == "Clusters (0 people; nobody coordinates it: /mentor programme in Slack)"
    assert findings["languages"]["seen"] == "en, fr, ar, es, it"


def test_permissions_that_slack_does_not_tell_of_are_not_called_missing() -> None:
    assert scopes(None).well
    assert not scopes("").well


def test_for_people_each_line_has_a_sign_and_each_failure_a_remedy(installation: dict[str, str]) -> None:
    result = CliRunner().invoke(app, ["doctor"])
    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith("✓ settings: socket mode, Slack at http://127.0.0.1:")
    failed = lines.index("✗ database: The database is empty. Run mentorbot db upgrade.")
    assert lines[failed + 1].startswith("  → ")


def test_without_settings_only_they_are_told(tmp_path: Path, bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.chdir(tmp_path)
    status, findings = examined()
    assert (status, list(findings)) == (1, ["settings"])
    assert "SLACK_BOT_TOKEN is missing" in findings["settings"]["seen"]


def test_a_token_slack_refuses_is_told_without_showing_it(installation: dict[str, str], tmp_path: Path) -> None:
    write_env(tmp_path, installation | {"SLACK_BOT_TOKEN": "xoxb-wrong"})
    open_a_programme()
    status, findings = examined()
    assert status == 1
    assert findings["Slack token"]["seen"] == "Slack refuses the bot token (invalid_auth)."
    assert "xoxb-wrong" not in json.dumps(findings)


def test_a_wrong_app_token_is_told(installation: dict[str, str], tmp_path: Path) -> None:
    write_env(tmp_path, installation | {"SLACK_APP_TOKEN": "xapp-wrong"})
    open_a_programme()
    _, findings = examined()
    assert unwell(findings) == ["app token"]
    assert findings["app token"]["seen"] == "Slack opens no socket (invalid_auth)."


def test_a_missing_scope_is_named(tmp_path: Path, bare_environment: pytest.MonkeyPatch) -> None:
    bare_environment.chdir(tmp_path)
    narrow = socket_manifest()
    narrow["oauth_config"]["scopes"]["bot"].remove("users:read.email")
    with a_sandbox(a_cast(manifest=narrow)) as sandbox:
        write_env(tmp_path, settings_for(sandbox, tmp_path))
        open_a_programme()
        _, findings = examined()
    assert unwell(findings) == ["scopes"]
    assert findings["scopes"]["seen"] == "The app may not do all it must: users:read.email missing."


def test_slack_out_of_reach_is_told(installation: dict[str, str], tmp_path: Path) -> None:
    write_env(tmp_path, installation | {"SLACK_API_URL": "http://127.0.0.1:1/api/"})
    _, findings = examined()
    assert findings["Slack token"]["seen"] == "http://127.0.0.1:1/api/ can't be reached (ClientConnectorError)."


def test_a_workspace_without_a_programme_is_told(installation: dict[str, str]) -> None:
    CliRunner().invoke(app, ["db", "upgrade"])
    status, findings = examined()
    assert (status, unwell(findings)) == (1, ["programme"])
