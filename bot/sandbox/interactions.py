"""What a person does in Slack, told to the app, and what the app's answer does to the person's screen."""

from typing import Any

from bot.sandbox import modals
from bot.sandbox.ack import COMMANDS, INTERACTIVE, Ack, Failed
from bot.sandbox.answers import Answers
from bot.sandbox.blocks import elements_of
from bot.sandbox.delivery import Delivery
from bot.sandbox.payloads import Payloads
from bot.sandbox.records import Conversation, Json, Message, Person, View
from bot.sandbox.refusals import Refused
from bot.sandbox.talk import notice, say
from bot.sandbox.text import as_typed, escape
from bot.sandbox.view_state import chosen, merged, refused_inputs
from bot.sandbox.workspace import Workspace

_FACES = (
    "text",
    "value",
    "style",
    "confirm",
    "placeholder",
    "initial_option",
    "initial_date",
    "initial_time",
    "timezone",
)


class Interactions:
    """The gestures of people. Each returns what the page is told; Refused says what is impossible."""

    def __init__(self, workspace: Workspace, payloads: Payloads, delivery: Delivery, answers: Answers) -> None:
        self._workspace = workspace
        self._payloads = payloads
        self._delivery = delivery
        self._answers = answers

    async def command(self, person: Person, conversation: Conversation, typed: str) -> Json:
        """A slash command. What the app answers in its ack is shown to this person only, unless it says otherwise."""
        name, _, rest = typed.strip().partition(" ")
        known = next((command for command in self._workspace.app.commands if command["command"] == name), None)
        if known is None:
            return self._complain(person, conversation, "unknown_command", f"{name} is not a valid command.")
        text = self._escaped(rest.strip(), conversation, resolve=bool(known.get("should_escape")))
        payload = self._payloads.command(person, conversation, name, text)
        outcome = await self._delivery.send(COMMANDS, payload)
        if isinstance(outcome, Failed):
            sentence = f'{name} failed with the error "{outcome.code}"'
            return self._complain(person, conversation, outcome.code, sentence)
        if outcome.body.get("response_type") == "in_channel":
            say(self._workspace, conversation.id, person.id, escape(typed.strip()))
        if outcome.body:
            self._answers.reply(person.id, conversation.id, outcome.body)
        return {}

    async def message(
        self, person: Person, conversation: Conversation, typed: str, thread_ts: str | None, files: list[str]
    ) -> Json:
        """Something said in a conversation."""
        if not typed.strip() and not files:
            raise Refused("no_text", message="There is nothing to send.")
        for key in files:
            self._workspace.files[key].channels.append(conversation.id)
        text = as_typed(typed, self._workspace.humans(), self._channels())
        said = say(self._workspace, conversation.id, person.id, text, thread_ts=thread_ts, files=files)
        return {"ts": said.ts}

    async def action(self, person: Person, holder: Message | View, given: Json) -> Json:
        """A button pressed or a choice made in a message or view."""
        block, element = find_element(holder, given)
        chosen_now = given.get("element") or {}
        state = chosen(element, chosen_now)
        layer = {block["block_id"]: {element["action_id"]: state}} if state else {}
        values = _remember(holder, person.id, (given.get("state") or {}).get("values", {}), layer)
        action = self._described(block, element, chosen_now)
        payload = self._payloads.block_actions(person, holder, action, values)
        return _told(await self._delivery.send(INTERACTIVE, payload))

    async def submit(self, person: Person, view: View, values: Json) -> Json:
        """A form sent. What the form itself would refuse never reaches the app."""
        blocks = view.body["blocks"]
        view.values = merged(blocks, view.values, values)
        if errors := refused_inputs(blocks, view.values):
            return _field_errors(errors)
        outcome = await self._delivery.send(INTERACTIVE, self._payloads.view_submission(person, view))
        if isinstance(outcome, Failed):
            return _told(outcome)
        return self._respond_to_submission(view, outcome.body)

    async def close(self, person: Person, view: View, *, clear: bool) -> Json:
        """A form closed by hand: this one, or with `clear` all of them."""
        clear = clear or bool(view.body.get("clear_on_close"))
        concerned = self._workspace.views.get(view.root, view) if clear else view
        payload = self._payloads.view_closed(person, concerned, cleared=clear)
        if clear:
            modals.close_all(self._workspace, person.id)
        else:
            modals.close_top(self._workspace, view)
        if concerned.body.get("notify_on_close"):
            await self._delivery.send(INTERACTIVE, payload)
        return {}

    async def open_home(self, person: Person, tab: str = "home") -> Json:
        """A look at the app's Home or Messages tab."""
        conversation = self._workspace.home_conversation(person.id)
        event: Json = {"type": "app_home_opened", "user": person.id, "channel": conversation.id, "tab": tab}
        home = self._workspace.views.get(self._workspace.homes.get(person.id, ""))
        if home and tab == "home":
            event["view"] = modals.view_json(self._workspace, home)
        if "app_home_opened" in self._workspace.app.events:
            self._delivery.send_event(event)
        return {"channel": conversation.id}

    async def shortcut(self, person: Person, callback_id: str, message: Message | None) -> Json:
        """A shortcut, global or on a message."""
        kind = "message" if message else "global"
        if not any(s["callback_id"] == callback_id and s["type"] == kind for s in self._workspace.app.shortcuts):
            raise Refused("unknown_shortcut", message="The app has no such shortcut.")
        if message:
            payload = self._payloads.message_action(person, callback_id, message)
        else:
            payload = self._payloads.shortcut(person, callback_id)
        return _told(await self._delivery.send(INTERACTIVE, payload))

    async def options(self, person: Person, holder: Message | View, given: Json) -> Json:
        """The choices of an external select for what was typed so far."""
        block, element = find_element(holder, given)
        query = str(given.get("query", ""))
        if len(query) < element.get("min_query_length", 3):
            return {"options": []}
        payload = self._payloads.block_suggestion(person, holder, element, block["block_id"], query)
        outcome = await self._delivery.send(INTERACTIVE, payload)
        if isinstance(outcome, Failed):
            return _told(outcome)
        named: Json = {key: outcome.body[key] for key in ("options", "option_groups") if key in outcome.body}
        return named or {"options": []}

    def _respond_to_submission(self, view: View, body: Json) -> Json:
        match body.get("response_action"):
            case "errors":
                return self._show_errors(view, body.get("errors"))
            case "clear":
                modals.close_all(self._workspace, view.user)
            case "update" | "push" as action:
                return self._show_next(view, body.get("view"), action)
            case None:
                modals.close_top(self._workspace, view)
            case _:
                return _trouble("invalid_response_action")
        return {}

    def _show_errors(self, view: View, errors: Any) -> Json:
        inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            return _trouble("invalid_errors")
        return _field_errors(errors)

    def _show_next(self, view: View, body: Any, action: str) -> Json:
        try:
            modals.accept(body, "modal")
            if action == "push":
                modals.push(self._workspace, view.user, body)
            else:
                modals.replace(self._workspace, view, body)
        except Refused as refused:
            details = refused.details.get("response_metadata", {}).get("messages", [])
            return _trouble(" ".join([refused.error, *details]))
        return {}

    def _complain(self, person: Person, conversation: Conversation, code: str, sentence: str) -> Json:
        notice(self._workspace, conversation.id, person.id, escape(sentence))
        return {"ok": False, "error": code, "message": sentence}

    def _escaped(self, text: str, conversation: Conversation, *, resolve: bool) -> str:
        if not resolve:
            return escape(text)
        people = self._workspace.people.values()
        return as_typed(text, people, self._channels(), labels=self._workspace.settings.mention_labels)

    def _channels(self) -> list[Conversation]:
        return [c for c in self._workspace.conversations.values() if c.kind == "channel"]

    def _described(self, block: Json, element: Json, given: Json) -> Json:
        """The element and what was chosen, as `actions[0]`; what the page may not decide comes from the element."""
        shown = {key: element[key] for key in _FACES if key in element}
        kept = {key: value for key, value in given.items() if key not in ("type", "action_id", "block_id", "text")}
        if element["type"] == "button":
            kept = {}
        return (
            shown
            | kept
            | {
                "type": element["type"],
                "action_id": element["action_id"],
                "block_id": block["block_id"],
                "action_ts": self._payloads.action_ts(),
            }
        )


def find_element(holder: Message | View, given: Json) -> tuple[Json, Json]:
    """The block and element of a message or view that these ids name.

    A block whose id was invented has another one once it is drawn anew, perhaps while somebody reaches for it: then the
    only element of the same action and value is meant.
    """
    blocks = holder.body["blocks"] if isinstance(holder, View) else holder.blocks or []
    of_action = [
        (block, element)
        for block in blocks
        for element in elements_of(block)
        if element.get("action_id") == given.get("action_id")
    ]
    named = [one for one in of_action if one[0]["block_id"] == given.get("block_id")]
    if not named:
        value = (given.get("element") or {}).get("value")
        named = [one for one in of_action if one[1].get("value") == value]
    if len(named) != 1:
        raise Refused("element_not_found", message="That button or field is no longer there.")
    return named[0]


def _remember(holder: Message | View, user: str, *layers: Json) -> Json:
    """What is now filled in, in a view or in one person's copy of a message."""
    if isinstance(holder, View):
        holder.values = merged(holder.body["blocks"], holder.values, *layers)
        return holder.values
    holder.states[user] = merged(holder.blocks or [], holder.states.get(user, {}), *layers)
    return holder.states[user]


def _told(outcome: Ack | Failed) -> Json:
    return {} if isinstance(outcome, Ack) else _trouble(outcome.code)


def _trouble(code: str) -> Json:
    return {
        "ok": False,
        "error": code.partition(" ")[0],
        "message": f"We had some trouble connecting. Try again? ({code})",
    }


def _field_errors(errors: dict[str, str]) -> Json:
    return {"ok": False, "error": "errors", "errors": errors}
