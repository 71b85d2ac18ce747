"""A synchronous client of the control protocol, for tests: sit in a person's chair, act, and see what they see.

It waits by asking the sandbox to answer when something has changed, never by sleeping.
"""

import json
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from bot.sandbox.records import Json

T = TypeVar("T")
_SECONDS = 20.0
_LONGEST_TRAVEL = 600.0


class NeverHappened(AssertionError):
    """What a test waited for did not come about in time."""


class Client:
    """The control protocol of the sandbox at `url`."""

    def __init__(self, url: str) -> None:
        self._place = urlsplit(url).netloc

    def seat(self, user: str) -> "Seat":
        """The chair of one person."""
        return Seat(self, user)

    def get(self, path: str, **query: object) -> Any:
        """The answer to a question, decoded."""
        asked = urlencode({key: value for key, value in query.items() if value is not None})
        return self._ask("GET", f"/control/{path}?{asked}")

    def post(self, path: str, **body: object) -> Any:
        """The answer to a request, decoded."""
        return self._ask("POST", f"/control/{path}", body)

    def health(self) -> Json:
        """How many sockets the app has open, and how many events are under way."""
        return dict(self.get("health"))

    def workspace(self) -> Json:
        """Team, app, commands, shortcuts, people and the sandbox's time."""
        return dict(self.get("workspace"))

    def journal(self, method: str | None = None, *, since: int = 0) -> list[Json]:
        """What the app did through the Web API, all of it or one method."""
        return [entry for entry in self.get("journal", since=since) if method in (None, entry["method"])]

    def advance(self, seconds: float) -> float:
        """Move the sandbox's clock forward; its new time in epoch seconds."""
        return float(self.post("clock", advance=seconds)["now"])

    def let_pass(self, **given: object) -> Json:
        """Let time pass from one due moment to the next: `advance=` seconds, `to=` epoch seconds or `to_next=True`;
        how it ended (`ending`) and what the app said on the way (`said`)."""
        return dict(self._agreed(self._ask("POST", "/control/clock", {"pass": True, **given}, timeout=_LONGEST_TRAVEL)))

    def weather(self, **fault: object) -> None:
        """Ask for bad weather, such as `method="chat.postMessage", fault="ratelimited", times=2`."""
        self._agreed(self.post("weather", **fault))

    def settings(self, **given: object) -> None:
        """Change the sandbox's settings."""
        self._agreed(self.post("settings", **given))

    def change_person(self, **person: object) -> Json:
        """Add, change or deactivate somebody."""
        return dict(self._agreed(self.post("people", **person))["person"])

    def wait_for(self, look: Callable[[], T], *, what: str = "it", seconds: float = _SECONDS) -> T:
        """The first true result of `look`, tried again after each change in the sandbox.

        Raises NeverHappened after `seconds`.
        """
        deadline = time.monotonic() + seconds
        while True:
            seen = int(self.get("changes", since=-1, timeout=0)["n"])
            if result := look():
                return result
            left = deadline - time.monotonic()
            if left <= 0:
                raise NeverHappened(f"Waited {seconds:g} s for {what}.")
            self.get("changes", since=seen, timeout=left)

    def wait_for_sockets(self, count: int = 1, *, seconds: float = _SECONDS) -> None:
        """Until the app has at least `count` sockets open."""
        self.wait_for(lambda: self.health()["sockets"] >= count, what=f"{count} open sockets", seconds=seconds)

    def wait_until_quiet(self, *, seconds: float = _SECONDS) -> None:
        """Until every event is acknowledged or given up."""
        self.wait_for(lambda: self.health()["in_flight"] == 0, what="all events to be acknowledged", seconds=seconds)

    def _agreed(self, answer: Any) -> Json:
        if not answer["ok"]:
            raise ValueError(answer["message"])
        return dict(answer)

    def _ask(self, method: str, path: str, body: object = None, *, timeout: float = 60) -> Any:
        connection = HTTPConnection(self._place, timeout=timeout)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


class Seat:
    """What one person does and sees. Gestures return the sandbox's answer: `ok`, and if not `error` and `message`."""

    def __init__(self, client: Client, user: str) -> None:
        self.client = client
        self.user = user

    def act(self, kind: str, **given: object) -> Json:
        """Any gesture of the protocol."""
        return dict(self.client.post("act", **{"as": self.user, "kind": kind, **given}))

    def command(self, text: str, channel: str | None = None) -> Json:
        """Type a slash command; in the app's direct message unless a channel is named."""
        return self.act("command", channel=channel or self.app_channel(), text=text)

    def say(self, text: str, channel: str | None = None, thread_ts: str | None = None) -> Json:
        """Say something; to the app unless a channel is named."""
        return self.act("message", channel=channel or self.app_channel(), text=text, thread_ts=thread_ts)

    def open_home(self) -> Json:
        """Look at the app's Home tab."""
        return self.act("home")

    def click(self, holder: Json, action_id: str, **chosen: object) -> Json:
        """Use an element of a message or view, with what is chosen there, such as `selected_date="…"`."""
        block_id, _ = self._find(holder, action_id)
        return self.act("action", container=_container(holder), block_id=block_id, action_id=action_id, element=chosen)

    def submit(self, view: Json, **filled: object) -> Json:
        """Send a form. `filled` gives by action id the value Slack would hold: a string, a list, or an option's value
        for choices."""
        values: dict[str, Json] = {}
        for action_id, value in filled.items():
            block_id, element = self._find(view, action_id)
            values.setdefault(block_id, {})[action_id] = _filled(element, value)
        return self.act("submit", view_id=view["id"], state={"values": values})

    def close(self, view: Json, *, clear: bool = False) -> Json:
        """Close a form, or with `clear` all of them."""
        return self.act("close", view_id=view["id"], clear=clear)

    def shortcut(self, callback_id: str, message: Json | None = None) -> Json:
        """Use a shortcut, on a message when one is given."""
        place = {"channel": message["channel"], "ts": message["ts"]} if message else {}
        return self.act("shortcut", callback_id=callback_id, **place)

    def app_channel(self) -> str:
        """The direct message with the app."""
        bot = self.client.workspace()["app"]["bot_user_id"]
        return str(self.act("open_dm", **{"with": bot})["channel"])

    def chair(self) -> Json:
        """Conversations, Home and open forms."""
        return dict(self.client.get("chair", **{"as": self.user}))

    def modals(self) -> list[Json]:
        """Open forms, bottom to top."""
        return list(self.chair()["modals"])

    def home(self) -> Json | None:
        """The published Home tab."""
        home: Json | None = self.chair()["home"]
        return home

    def messages(self, channel: str | None = None, thread_ts: str | None = None) -> list[Json]:
        """What stands in a conversation (with the app unless named), oldest first."""
        place = {"as": self.user, "channel": channel or self.app_channel(), "thread_ts": thread_ts, "limit": 1000}
        return list(self.client.get("messages", **place)["messages"])

    def reads(self, channel: str | None = None) -> list[str]:
        """The same in plain words, in this person's zone and language."""
        return [message["plain"] for message in self.messages(channel)]

    def wait_for_message(self, words: str, channel: str | None = None, *, seconds: float = _SECONDS) -> Json:
        """The newest message that contains these words, when it has come."""
        channel = channel or self.app_channel()

        def look() -> Json | None:
            return next((m for m in reversed(self.messages(channel)) if words in m["plain"]), None)

        found = self.client.wait_for(look, what=f"a message with {words!r}", seconds=seconds)
        return found or {}

    def wait_for_modal(self, title: str | None = None, *, seconds: float = _SECONDS) -> Json:
        """The form on top, when one (with this title) is open."""

        def look() -> Json | None:
            top = self.modals()[-1:]
            return next((view for view in top if title in (None, view["title"]["text"])), None)

        found = self.client.wait_for(look, what=f"a form {title or ''}", seconds=seconds)
        return found or {}

    def wait_for_home(self, words: str = "", *, seconds: float = _SECONDS) -> Json:
        """The Home tab, when it is published and contains these words."""

        def look() -> Json | None:
            home = self.home()
            return home if home and words in json.dumps(home["blocks"], ensure_ascii=False) else None

        return self.client.wait_for(look, what=f"a Home with {words!r}", seconds=seconds) or {}

    def _find(self, holder: Json, action_id: str) -> tuple[str, Json]:
        for block in holder["blocks"] or ():
            inside = [block.get("accessory"), block.get("element"), *block.get("elements", ())]
            for element in inside:
                if isinstance(element, dict) and element.get("action_id") == action_id:
                    return str(block["block_id"]), element
        raise LookupError(f"Nothing here has the action id {action_id}.")


def _container(holder: Json) -> Json:
    if "ts" in holder:
        return {"type": "message", "channel": holder["channel"], "ts": holder["ts"]}
    return {"type": "view", "view_id": holder["id"]}


def _filled(element: Json, value: Any) -> Json:
    """The state of an element that holds `value`."""
    kind = element["type"]
    if kind in _OPTION_KEYS:
        wanted = value if isinstance(value, list) else [value]
        options = [option for option in _options(element) if option["value"] in wanted]
        several = _OPTION_KEYS[kind] == "selected_options"
        return {"type": kind, _OPTION_KEYS[kind]: options if several else options[0] if options else None}
    return {"type": kind, _VALUE_KEYS.get(kind, "value"): value}


def _options(element: Json) -> list[Json]:
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]


_OPTION_KEYS = {
    "static_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
}
_VALUE_KEYS = {
    "rich_text_input": "rich_text_value",
    "external_select": "selected_option",
    "multi_external_select": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
