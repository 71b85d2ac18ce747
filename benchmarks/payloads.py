"""Requests as Slack sends them, signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

BOT_TOKEN = "xoxb-benchmark"
SIGNING_SECRET = "benchmark-signing-secret"
TEAM = "T0BENCH"
PATH = "/slack/events"


def command(user_id: str, text: str) -> dict[str, str]:
    """The fields of `/mentor text`."""
    return {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "benchmark",
        "channel_id": "C0BENCH",
        "channel_name": "general",
        "user_id": user_id,
        "user_name": user_id.lower(),
        "command": "/mentor",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:1/unused",
        "trigger_id": "1.1.benchmark",
    }


def click(user_id: str, action: dict[str, Any], response_url: str) -> dict[str, str]:
    """The fields of a button pressed in a message that only this person sees."""
    pressed: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": user_id, "username": user_id.lower(), "name": user_id.lower(), "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "unused",
        "container": {"type": "message", "message_ts": "1.000100", "channel_id": "C0BENCH", "is_ephemeral": True},
        "trigger_id": "1.1.benchmark",
        "team": {"id": TEAM, "domain": "benchmark"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": "C0BENCH", "name": "general"},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [{**action, "action_ts": "1.000200"}],
    }
    return {"payload": json.dumps(pressed)}


def request(fields: dict[str, str]) -> bytes:
    """The bytes of the whole HTTP request; Slack's signature is good for five minutes."""
    body = urlencode(fields).encode()
    timestamp = str(int(time.time()))
    signed = hmac.new(SIGNING_SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Accept-Encoding: gzip,deflate\r\nAccept: application/json,*/*\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signed.hexdigest()}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
