"""A small workspace: mentor Awa in Tunis, mentee Luca in Turin, coordinator Inès in Paris."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox.cast import make_workspace
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Workspace

AWA, LUCA, INES, BOT, GENERAL = "U0AWA", "U0LUCA", "U0INES", "U0BOT", "C0GENERAL"

CAST: dict[str, Any] = {
    "team": {"id": "T0TEAM", "name": "Test team", "domain": "test"},
    "app": {"id": "A0APP", "name": "Mentor", "bot_user_id": BOT, "bot_id": "B0BOT"},
    "people": [
        {
            "id": AWA,
            "name": "awa",
            "real_name": "Awa Example",
            "display_name": "Awa",
            "email": "awa@example.org",
            "tz": "Africa/Tunis",
            "locale": "fr-FR",
            "title": "Mentor",
        },
        {"id": LUCA, "name": "luca", "real_name": "Luca Example", "email": "luca@example.org", "tz": "Europe/Rome"},
        {
            "id": INES,
            "name": "ines",
            "real_name": "Inès Example",
            "email": "ines@example.org",
            "tz": "Europe/Paris",
            "is_admin": True,
        },
    ],
    "channels": [
        {"id": GENERAL, "name": "general"},
        {"id": "C0AWAY", "name": "away", "bot": False},
        {"id": "C0SECRET", "name": "secret", "private": True, "members": [INES], "bot": False},
    ],
    "verbs": [{"verb": "book", "hint": "@who when"}],
    "manifest": {
        "features": {
            "bot_user": {"display_name": "Mentor"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [
                {"command": "/mentor", "description": "Mentoring", "usage_hint": "book", "should_escape": True},
                {"command": "/raw", "description": "Unescaped", "should_escape": False},
            ],
            "shortcuts": [
                {"type": "global", "name": "Book", "callback_id": "book", "description": "Book"},
                {"type": "message", "name": "Note", "callback_id": "note", "description": "Note"},
            ],
        },
    },
}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace(CAST, bot_token="xoxb-test", app_token="xapp-test", signing_secret="secret")


@pytest.fixture
def sandbox(workspace: Workspace) -> Iterator[Sandbox]:
    with Sandbox(workspace) as running:
        yield running
