"""One call of the app: its arguments in any of Slack's encodings, its scopes, its pages."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.records import Conversation, Json, Person
from bot.sandbox.refusals import Refused
from bot.sandbox.workspace import Workspace

_TRUE = frozenset({True, "true", "True", "1"})
_KIND_SCOPES = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
T = TypeVar("T")


class Args:
    """Arguments that may be typed values (JSON) or strings (form, query)."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self.given = given

    def __contains__(self, name: str) -> bool:
        return self.given.get(name) is not None

    def text(self, name: str) -> str | None:
        """A string argument; None when it was left out or empty."""
        value = self.given.get(name)
        return None if value in (None, "") else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """A string argument that must be there."""
        value = self.text(name)
        if value is None:
            raise Refused(error, response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no."""
        value = self.given.get(name)
        return default if value in (None, "") else value in _TRUE

    def number(self, name: str, default: int) -> int:
        """A whole number."""
        try:
            return int(self.given.get(name) or default)
        except (TypeError, ValueError) as error:
            raise Refused("invalid_arguments") from error

    def structure(self, name: str, error: str) -> Any:
        """An object or array, also when it came as a JSON string; None when it was left out."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except json.JSONDecodeError as broken:
            raise Refused(error) from broken


@dataclass
class Call:
    """A call with everything a method needs."""

    workspace: Workspace
    args: Args

    @property
    def bot(self) -> str:
        """The app's own user id."""
        return self.workspace.app.bot_user_id

    def need(self, scope: str) -> None:
        """Refuse when the token was not given this scope."""
        provided = self.workspace.app.scopes
        if scope not in provided:
            raise Refused("missing_scope", needed=scope, provided=",".join(provided))

    def need_for(self, conversation: Conversation, right: str) -> None:
        """Refuse when the token lacks a right such as "read" or "history" on this kind of conversation."""
        self.need(f"{_KIND_SCOPES[conversation.kind]}:{right}")

    def person(self, name: str = "user") -> Person:
        """The member an argument names."""
        person = self.workspace.people.get(self.args.required(name, "user_not_found"))
        if person is None:
            raise Refused("user_not_found")
        return person

    def conversation(self, name: str = "channel") -> Conversation:
        """The conversation an argument names, if the app can see it."""
        wanted = self.args.required(name, "channel_not_found").removeprefix("#")
        for conversation in self.workspace.conversations.values():
            named = conversation.name == wanted and conversation.kind in ("channel", "private")
            if (conversation.id == wanted or named) and self._sees(conversation):
                return conversation
        raise Refused("channel_not_found")

    def _sees(self, conversation: Conversation) -> bool:
        return conversation.kind == "channel" or self.bot in conversation.members


@dataclass(frozen=True)
class Method:
    """A Web API method: what does it, and the scope it always needs."""

    run: Callable[[Call], Json]
    scope: str | None = None
    app_level: bool = False


def page(call: Call, items: Sequence[T], default: int, most: int = 1000) -> tuple[list[T], str]:
    """The part of a list that `cursor` and `limit` ask for, and the cursor of the next part ("" at the end)."""
    limit = call.args.number("limit", default)
    if not 1 <= limit <= most:
        raise Refused("invalid_limit")
    start = _offset(call.args.text("cursor"))
    end = start + limit
    after = base64.b64encode(f"next:{end}".encode()).decode() if end < len(items) else ""
    return list(items[start:end]), after


def _offset(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word == "next":
            return int(number)
    except (binascii.Error, ValueError):
        pass
    raise Refused("invalid_cursor")
