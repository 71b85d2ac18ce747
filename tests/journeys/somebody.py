"""One person in their chair: what they type and press, and what they read in their own language."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.client import NeverHappened, Seat
from tests.journeys.words import plain, said

Json = dict[str, Any]


HELD = {"datepicker": "selected_date", "timepicker": "selected_time", "users_select": "selected_user"}
"""The key under which Slack holds what was chosen, by the kind of field; others hold a value."""

A_MOMENT = 3.0
"""Seconds of the town's time that people take before they do something; the bot paces what it says by that clock."""


class Somebody:
    """A chair, and the language its person reads."""

    def __init__(self, seat: Seat, name: str, language: str) -> None:
        self.seat = seat
        self.name = name
        self.language = language

    def says(self, sentence: str, **values: str) -> str:
        """A sentence of the table in this person's language."""
        return said(self.language, sentence, **values)

    def types(self, text: str) -> None:
        """A line to the bot, which takes it."""
        self.seat.client.advance(A_MOMENT)
        answer = self.seat.command(text)
        assert answer["ok"], answer

    def reads(self, sentence: str, *also: str, **values: str) -> Json:
        """The newest message that says this, when it has come; it must hold ``also`` as well."""
        return self.finds(self.says(sentence, **values), *also)

    def finds(self, words: str, *also: str) -> Json:
        """The same for words of no table."""

        def look() -> Json | None:
            found = (m for m in reversed(self.seat.messages()) if words in plain(m["plain"]))
            return next((m for m in found if all(part in plain(m["plain"]) for part in also)), None)

        return self._awaits(look, " … ".join((words, *also)), self.all_read)

    def all_read(self) -> list[str]:
        """Everything in the conversation with the bot, oldest first."""
        return [plain(words) for words in self.seat.reads()]

    def counts(self, sentence: str, **values: str) -> int:
        """How many messages say this now."""
        return sum(self.says(sentence, **values) in words for words in self.all_read())

    def latest(self) -> Json:
        """The last message."""
        return self.seat.messages()[-1]

    def again(self, message: Json) -> Json:
        """The same message as it now is."""
        return next(m for m in self.seat.messages() if m["ts"] == message["ts"])

    def presses(self, holder: Json, action_id: str, **chosen: object) -> None:
        """A button of a message or view, which the bot takes; of the message as it is when it changes meanwhile."""
        self.seat.client.advance(A_MOMENT)
        answer = self.seat.click(holder, action_id, **chosen)
        while answer.get("error") == "element_not_found" and "ts" in holder:
            self.seat.client.wait_until_quiet()
            answer = self.seat.click(self.again(holder), action_id, **chosen)
        assert answer["ok"], answer

    def form(self, title: str) -> Json:
        """The form on top, when it has this title of the table."""
        wanted = self.says(title)

        def look() -> Json | None:
            top = self.seat.modals()[-1:]
            return next((view for view in top if plain(view["title"]["text"]) == wanted), None)

        return self._awaits(look, f"the form {wanted!r}", self.seat.modals)

    def home(self, *words: str) -> Json:
        """The Home tab, when it has all of these words."""

        def look() -> Json | None:
            view = self.seat.home()
            return view if view and all(part in self.read_view(view) for part in words) else None

        return self._awaits(look, f"Home with {words}", self.seat.home)

    def _awaits(self, look: Callable[[], Json | None], what: str, instead: Callable[[], object]) -> Json:
        try:
            found = self.seat.client.wait_for(look, what=what)
        except NeverHappened as never:
            raise AssertionError(f"{self.name}: {never} There is: {instead()}") from None
        assert found is not None
        return found

    def presses_at_home(self, action_id: str) -> None:
        """A button of Home, pressed again when Home was drawn anew meanwhile."""
        self.seat.open_home()
        answer: Json = {"error": "element_not_found"}
        while answer.get("error") == "element_not_found":
            self.seat.client.wait_until_quiet()
            self.seat.client.advance(A_MOMENT)
            answer = self.seat.click(self.home(), action_id)
        assert answer["ok"], answer

    def fills(self, view: Json, **fields: object) -> Json:
        """Send a form with these fields filled; what Slack then says."""
        self.seat.client.advance(A_MOMENT)
        values: Json = {}
        for field, value in fields.items():
            element = next(block["element"] for block in view["blocks"] if block.get("block_id") == field)
            values[field] = {element["action_id"]: _state(element, value)}
        return self.seat.act("submit", view_id=view["id"], state={"values": values})

    @staticmethod
    def read_view(view: Json) -> str:
        """All the words of a form or Home."""
        return plain("\n".join(_texts(view["blocks"])))


def actions_of(holder: Json) -> list[str]:
    """The action ids of a message's or view's buttons, top to bottom."""
    return [element["action_id"] for element in _buttons(holder)]


def value_of(holder: Json, action_id: str) -> str:
    """What a button carries."""
    return next(str(element["value"]) for element in _buttons(holder) if element["action_id"] == action_id)


def shown_in(view: Json, field: str) -> object:
    """What a field of an open form holds now."""
    state = next(iter(view["state"]["values"][field].values()))
    held = next((value for key, value in state.items() if key != "type"), None)
    return held["value"] if isinstance(held, dict) else held


def _buttons(holder: Json) -> Iterator[Json]:
    for block in holder["blocks"] or ():
        for element in (block.get("accessory"), *block.get("elements", ())):
            if element and element.get("type") == "button":
                yield element


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for inside in part.values():
            yield from _texts(inside)
    elif isinstance(part, list):
        for inside in part:
            yield from _texts(inside)


def _state(element: Json, value: object) -> Json:
    kind = element["type"]
    if kind in {"static_select", "radio_buttons"}:
        options = [option for option in element["options"] if option["value"] == value]
        assert options, json.dumps(element)
        return {"type": kind, "selected_option": options[0]}
    if kind in {"multi_static_select", "checkboxes"}:
        chosen = [option for option in element["options"] if option["value"] in str(value).split()]
        return {"type": kind, "selected_options": chosen}
    if kind == "rich_text_input":
        part = {"type": "rich_text_section", "elements": [{"type": "text", "text": value}]}
        return {"type": kind, "rich_text_value": {"type": "rich_text", "elements": [part]}}
    if kind == "file_input":
        return {"type": kind, "files": value}
    key = {"datepicker": "selected_date", "timepicker": "selected_time", "users_select": "selected_user"}.get(
        kind, "value"
    )
    return {"type": kind, key: value}
