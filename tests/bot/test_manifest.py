"""The Slack app: within Slack's limits, with the scopes that events and calls need and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from bot.manifest import http_manifest, scopes, socket_manifest
from bot.trouble import Trouble
from handlers.ids import Shortcut

ROOT = Path(__file__).parents[2]
ADDRESS = "https://mentorbot.example.org"

EVENT_SCOPES = {
    "app_home_opened": set(),
    "app_uninstalled": set(),
    "message.im": {"im:history"},
    "team_join": {"users:read"},
    "tokens_revoked": set(),
    "user_change": {"users:read"},
}

METHOD_SCOPES = {
    "apps_connections_open": set(),
    "auth_test": set(),
    "bots_info": {"users:read"},
    "chat_delete": {"chat:write"},
    "chat_getPermalink": set(),
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"im:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_open": {"im:write"},
    "files_completeUploadExternal": {"files:write"},
    "files_getUploadURLExternal": {"files:write"},
    "files_info": {"files:read"},
    "users_info": {"users:read"},
    "users_list": {"users:read"},
    "users_lookupByEmail": {"users:read.email"},
    "views_open": set(),
    "views_publish": set(),
    "views_push": set(),
    "views_update": set(),
}

FAMILIES = "api apps auth bots chat conversations files reactions team usergroups users views canvases reminders pins"

URL = {"type": "string", "pattern": "^https://", "maxLength": 3000}


def thing(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": properties and (required if required is not None else list(properties)),
        "additionalProperties": False,
    }


def text(longest: int, shortest: int = 1, pattern: str = "") -> dict[str, Any]:
    return {"type": "string", "minLength": shortest, "maxLength": longest, "pattern": pattern}


COMMAND = thing(
    ["command", "description", "usage_hint", "should_escape"],
    command=text(32, pattern="^/[a-z0-9_-]+$"),
    description=text(2000),
    usage_hint=text(1000),
    should_escape={"const": True},
    url=URL,
)

SHORTCUT = thing(
    type={"enum": ["message", "global"]},
    name=text(24),
    callback_id=text(255),
    description=text(150),
)

APP = thing(
    _metadata=thing(major_version={"const": 2}, minor_version={"type": "integer"}),
    display_information=thing(
        name=text(35),
        description=text(140),
        long_description=text(4000, shortest=175),
        background_color=text(7, 4, "^#[0-9a-f]+$"),
    ),
    features=thing(
        app_home=thing(
            home_tab_enabled={"const": True},
            messages_tab_enabled={"const": True},
            messages_tab_read_only_enabled={"const": False},
        ),
        bot_user=thing(display_name=text(80, pattern="^[a-z0-9._-]+$"), always_online={"type": "boolean"}),
        shortcuts={"type": "array", "maxItems": 10, "items": SHORTCUT},
        slash_commands={"type": "array", "maxItems": 50, "items": COMMAND},
    ),
    oauth_config=thing(
        scopes=thing(bot={"type": "array", "maxItems": 255, "uniqueItems": True, "items": {"type": "string"}})
    ),
    settings=thing(
        event_subscriptions=thing(
            ["bot_events"],
            bot_events={"type": "array", "maxItems": 100, "uniqueItems": True, "items": {"type": "string"}},
            request_url=URL,
        ),
        interactivity=thing(["is_enabled"], is_enabled={"const": True}, request_url=URL, message_menu_options_url=URL),
        org_deploy_enabled={"type": "boolean"},
        socket_mode_enabled={"type": "boolean"},
        token_rotation_enabled={"const": False},
    ),
)


def called_methods() -> Iterator[tuple[str, str]]:
    """Every Web API method that the bot's code calls, with the file that does."""
    family = re.compile(rf"({FAMILIES.replace(' ', '|')})_[a-z]\w+")
    for package in ("bot", "handlers"):
        for path in (ROOT / package).rglob("*.py"):
            if "sandbox" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and family.fullmatch(node.attr) and "client" in ast.unparse(node):
                    yield node.attr, str(path.relative_to(ROOT))


@pytest.mark.parametrize("manifest", [socket_manifest(), http_manifest(ADDRESS)], ids=["socket", "http"])
def test_the_manifest_keeps_slacks_limits(manifest: dict[str, Any]) -> None:
    jsonschema.Draft7Validator.check_schema(APP)
    jsonschema.validate(manifest, APP, jsonschema.Draft7Validator)


def test_a_misspelt_key_is_noticed() -> None:
    manifest = socket_manifest()
    manifest["features"]["slash_commands"][0]["should_escpae"] = True
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(manifest, APP, jsonschema.Draft7Validator)


def test_every_event_is_known_and_has_its_scope() -> None:
    manifest = socket_manifest()
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == set(EVENT_SCOPES)
    assert set().union(*EVENT_SCOPES.values()) <= scopes(manifest)


def test_every_shortcut_is_heard() -> None:
    assert [one["callback_id"] for one in socket_manifest()["features"]["shortcuts"]] == list(Shortcut)


def test_every_method_called_is_known_and_has_its_scope() -> None:
    unknown = {(name, path) for name, path in called_methods() if name not in METHOD_SCOPES}
    assert unknown == set()
    needed = {scope for name, _ in called_methods() for scope in METHOD_SCOPES[name]}
    assert needed <= scopes(socket_manifest())


def test_no_scope_is_asked_for_in_vain() -> None:
    used = {"commands", "files:read"}  # the command itself, and a roster dropped in a form
    used |= set().union(*EVENT_SCOPES.values())
    used |= {"chat:write", "im:write", "users:read.email"}  # messages, opening a conversation, linking a roster
    used |= {"files:write"}  # calendar files
    used |= {"channels:read", "groups:read"}  # whether something may be posted in a channel, public or private
    assert scopes(socket_manifest()) == used


def test_socket_mode_names_no_address() -> None:
    assert "http" not in str(socket_manifest()["settings"])


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}/", f"{ADDRESS}/slack/events"])
def test_http_mode_names_one_address_everywhere(address: str) -> None:
    manifest = http_manifest(address)
    settings = manifest["settings"]
    assert settings["socket_mode_enabled"] is False
    assert {
        manifest["features"]["slash_commands"][0]["url"],
        settings["interactivity"]["request_url"],
        settings["interactivity"]["message_menu_options_url"],
        settings["event_subscriptions"]["request_url"],
    } == {f"{ADDRESS}/slack/events"}


@pytest.mark.parametrize("address", ["http://mentorbot.example.org", "mentorbot.example.org", "https://"])
def test_an_address_without_https_is_refused(address: str) -> None:
    with pytest.raises(Trouble, match="is no https address"):
        http_manifest(address)
