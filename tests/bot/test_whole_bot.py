"""The whole bot as its own process, against the small Slack: it answers, and stops when told to."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.sandbox.server import Sandbox
from tests.bot.conftest import SIGNING_SECRET, a_sandbox, settings_for, write_env

STOP_SECONDS = 15
PROGRAMME = ["programme", "new", "Clusters", "--starts", "2026-01-11", "--ends", "2030-10-29"]
ROSTER = (
    "email,name,role,country,city,mentor_email\n"
    "uawa@example.org,Awa,mentor,FR,Marseille,\n"
    "uluca@example.org,Luca,mentee,IT,Rome,uawa@example.org\n"
    "uines@example.org,Inès,coordinator,ES,Barcelona,\n"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(folder: Path, settings: dict[str, str]) -> None:
    write_env(folder, settings)
    (folder / "roster.csv").write_text(ROSTER, encoding="utf-8")
    for words in (["db", "upgrade"], PROGRAMME, ["import", "roster", str(folder / "roster.csv")]):
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output


@contextmanager
def mentorbot(folder: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process of the command line in that folder; ended, whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from bot.cli import main; main()", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until_at_work(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    assert any("the bot is at work" in line for line in process.stderr)


def told_to_stop(process: subprocess.Popen[str], by: signal.Signals) -> tuple[int, str]:
    process.send_signal(by)
    _, errors = process.communicate(timeout=STOP_SECONDS)
    return process.returncode, errors


def asked(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return dict(json.load(answer))


@pytest.fixture
def folder(tmp_path: Path, bare_environment: pytest.MonkeyPatch) -> Path:
    bare_environment.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_in_socket_mode_it_answers_and_stops_when_told(small_slack: Sandbox, folder: Path, by: signal.Signals) -> None:
    port = free_port()
    prepare(folder, settings_for(small_slack, folder) | {"MENTORBOT_PORT": str(port)})
    awa = small_slack.client.seat("UAWA")
    with mentorbot(folder, "run") as process:
        wait_until_at_work(process)
        assert awa.command("/mentor help")["ok"]
        awa.wait_for_message("/mentor")
        assert asked(f"http://127.0.0.1:{port}/readyz") == {"ready": True, "database": "ok", "slack": "ok"}
        assert asked(f"http://127.0.0.1:{port}/healthz")["alive"]
        status, errors = told_to_stop(process, by)
    assert status == 0
    assert "Traceback" not in errors
    small_slack.client.wait_for(lambda: small_slack.client.health()["sockets"] == 0)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def test_on_postgresql_two_processes_share_the_work(
    small_slack: Sandbox, folder: Path, empty_postgresql_url: str
) -> None:
    prepare(folder, settings_for(small_slack, folder) | {"MENTORBOT_DATABASE_URL": empty_postgresql_url})
    awa = small_slack.client.seat("UAWA")
    with mentorbot(folder, "run") as one, mentorbot(folder, "run") as other:
        wait_until_at_work(one)
        wait_until_at_work(other)
        small_slack.client.wait_for_sockets(2)
        for _ in range(4):
            assert awa.command("/mentor help")["ok"]
        assert told_to_stop(one, signal.SIGTERM)[0] == 0
        assert awa.command("/mentor help")["ok"]
        assert told_to_stop(other, signal.SIGTERM)[0] == 0


def test_in_http_mode_it_hears_signed_requests(folder: Path) -> None:
    port = free_port()
    with a_sandbox(request_url=f"http://127.0.0.1:{port}/slack/events") as sandbox:
        http = {"MENTORBOT_MODE": "http", "SLACK_SIGNING_SECRET": SIGNING_SECRET, "MENTORBOT_PORT": str(port)}
        prepare(folder, settings_for(sandbox, folder) | http)
        awa = sandbox.client.seat("UAWA")
        with mentorbot(folder, "run") as process:
            wait_until_at_work(process)
            assert awa.command("/mentor help")["ok"]
            awa.wait_for_message("/mentor")
            status, errors = told_to_stop(process, signal.SIGTERM)
        assert status == 0
        assert "Traceback" not in errors


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "Slack refuses the bot token (invalid_auth). Check SLACK_BOT_TOKEN; "),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "Slack opens no socket (invalid_auth). Check SLACK_APP_TOKEN; "),
        ({"SLACK_API_URL": "http://127.0.0.1:1/"}, "http://127.0.0.1:1/ can't be reached (ClientConnectorError)."),
        ({"MENTORBOT_DATABASE_URL": "sqlite:///new.db"}, "The database is empty. Run mentorbot db upgrade."),
    ],
)
def test_what_is_not_there_at_the_start_is_a_sentence(
    small_slack: Sandbox, folder: Path, changed: dict[str, str], sentence: str
) -> None:
    settings = settings_for(small_slack, folder)
    prepare(folder, settings)
    write_env(folder, settings | changed)
    with mentorbot(folder, "run") as process:
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 1
    assert errors.splitlines()[-1].startswith(sentence)
    assert "Traceback" not in errors
    assert "wrong" not in errors


def test_a_port_in_use_is_a_sentence(small_slack: Sandbox, folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        prepare(folder, settings_for(small_slack, folder) | {"MENTORBOT_PORT": str(port)})
        with mentorbot(folder, "run") as process:
            _, errors = process.communicate(timeout=30)
    assert errors.splitlines()[-1] == (
        f"Port {port} on 127.0.0.1 is in use by another program. Set MENTORBOT_PORT to another one."
    )
