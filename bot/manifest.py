"""The description from which Slack makes the app: `manifest.json` as it stands, or its form for signed requests."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.trouble import Trouble

MANIFEST = Path(__file__).parents[1] / "manifest.json"
EVENTS_PATH = "/slack/events"
"""Where the bot's web server hears Slack: commands, clicks and events alike."""


def socket_manifest() -> dict[str, Any]:
    """The app for Socket Mode, as the file has it."""
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def http_manifest(address: str) -> dict[str, Any]:
    """The app for signed requests to the bot's public ``address``; Trouble when that is no https address."""
    if not re.fullmatch(r"https://[^\s/?#]+(/[^\s?#]*)?", address):
        raise Trouble(f"{address} is no https address. Slack sends signed requests over https only.", status=2)
    url = address.rstrip("/").removesuffix(EVENTS_PATH) + EVENTS_PATH
    manifest = copy.deepcopy(socket_manifest())
    for command in manifest["features"]["slash_commands"]:
        command["url"] = url
    settings = manifest["settings"]
    settings["interactivity"] |= {"request_url": url, "message_menu_options_url": url}
    settings["event_subscriptions"]["request_url"] = url
    settings["socket_mode_enabled"] = False
    return manifest


def scopes(manifest: Mapping[str, Any]) -> frozenset[str]:
    """The bot scopes that the app asks for."""
    return frozenset(manifest["oauth_config"]["scopes"]["bot"])
