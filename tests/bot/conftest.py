"""A small Slack with the named cast, and settings that lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.manifest import socket_manifest
from bot.sandbox.cast import make_workspace
from bot.sandbox.server import Sandbox
from bot.settings import names
from tests.builders import CAST, NOTE_KEYS, TEAM, USER_IDS

BOT_TOKEN = "xoxb-1-sandbox"
APP_TOKEN = "xapp-1-sandbox"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def a_cast(**changes: Any) -> dict[str, Any]:
    people = [
        {
            "id": user_id,
            "name": name.lower(),
            "real_name": name,
            "email": f"{user_id.lower()}@example.org",
            "tz": CAST[name][1],
            "city": CAST[name][3],
            "locale": f"{CAST[name][4]}-{CAST[name][2]}",
        }
        for name, user_id in USER_IDS.items()
    ]
    return {"team": {"id": TEAM, "name": "Clusters"}, "people": people, "manifest": socket_manifest(), **changes}


def a_sandbox(cast: dict[str, Any] | None = None, **options: Any) -> Sandbox:
    workspace = make_workspace(
        cast or a_cast(), bot_token=BOT_TOKEN, app_token=APP_TOKEN, signing_secret=SIGNING_SECRET
    )
    return Sandbox(workspace, **options)


@pytest.fixture
def small_slack() -> Iterator[Sandbox]:
    with a_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in names():
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def installation(small_slack: Sandbox, tmp_path: Path, bare_environment: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings for the small Slack, written to `.env` in a working directory of its own."""
    bare_environment.chdir(tmp_path)
    settings = settings_for(small_slack, tmp_path)
    write_env(tmp_path, settings)
    return settings


def settings_for(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_URL": sandbox.api,
        "MENTORBOT_DATABASE_URL": f"sqlite:///{folder / 'var' / 'mentorbot.db'}",
        "MENTORBOT_NOTE_KEYS": NOTE_KEYS,
        "MENTORBOT_PORT": "0",
    }


def write_env(folder: Path, values: dict[str, str]) -> None:
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()), encoding="utf-8")
