"""What the app receives: the shape of every command, interaction and event."""

from bot.sandbox.files import files_named
from bot.sandbox.ids import invent, invent_key
from bot.sandbox.modals import view_json
from bot.sandbox.records import Conversation, Json, Message, Person, View
from bot.sandbox.talk import app_message, name_in_payload
from bot.sandbox.workspace import Workspace

# The first part of a `response_url`'s path, by what the person did.
ANSWER_FAMILIES = ("commands", "actions", "app")


class Payloads:
    """Writes the payloads of one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def command(self, person: Person, conversation: Conversation, command: str, text: str) -> Json:
        """A slash command; `text` is already escaped."""
        workspace = self._workspace
        return {
            "token": workspace.app.verification_token,
            "team_id": workspace.team.id,
            "team_domain": workspace.team.domain,
            "channel_id": conversation.id,
            "channel_name": name_in_payload(conversation),
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": text,
            "api_app_id": workspace.app.id,
            "is_enterprise_install": "false",
            "response_url": self.response_url("commands", person, conversation.id),
            "trigger_id": workspace.new_trigger(person.id),
        }

    def block_actions(self, person: Person, holder: Message | View, action: Json, values: Json) -> Json:
        """Something used in a message or a view; the view or message comes along."""
        view = holder.id if isinstance(holder, View) and holder.kind == "modal" else None
        payload = self._common("block_actions", person) | {"trigger_id": self._workspace.new_trigger(person.id, view)}
        payload |= self.place_of(holder)
        if isinstance(holder, Message):
            payload["state"] = {"values": values}
            payload["response_url"] = self.response_url("actions", person, holder.channel, holder.ts)
        return payload | {"actions": [action]}

    def view_submission(self, person: Person, view: View) -> Json:
        """A submitted modal, whose files come as Slack describes them."""
        shown = view_json(self._workspace, view)
        shown["state"] = {"values": files_named(self._workspace, view.values, person.id)}
        return self._common("view_submission", person) | {
            "trigger_id": self._workspace.new_trigger(person.id, view.id),
            "view": shown,
            "response_urls": [],
        }

    def view_closed(self, person: Person, view: View, *, cleared: bool) -> Json:
        """A modal closed by hand; `cleared` when the whole stack went."""
        shown = {"view": view_json(self._workspace, view), "is_cleared": cleared}
        return self._common("view_closed", person) | shown

    def shortcut(self, person: Person, callback_id: str) -> Json:
        """A global shortcut: no channel, no response address."""
        used = {"callback_id": callback_id, "action_ts": self.action_ts()}
        return self._common("shortcut", person) | used | {"trigger_id": self._workspace.new_trigger(person.id)}

    def message_action(self, person: Person, callback_id: str, message: Message) -> Json:
        """A shortcut on a message, which comes along."""
        return self._common("message_action", person) | {
            "callback_id": callback_id,
            "action_ts": self.action_ts(),
            "message_ts": message.ts,
            "trigger_id": self._workspace.new_trigger(person.id),
            "response_url": self.response_url("app", person, message.channel, message.ts),
            "channel": self._channel(message.channel),
            "message": app_message(self._workspace, message),
        }

    def block_suggestion(
        self, person: Person, holder: Message | View, element: Json, block_id: str, query: str
    ) -> Json:
        """A question for options of an external select."""
        asked = {"action_id": element["action_id"], "block_id": block_id, "value": query}
        return self._common("block_suggestion", person) | self.place_of(holder) | asked

    def event(self, event: Json) -> Json:
        """An event in the envelope that the Events API gives it."""
        workspace = self._workspace
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team.id,
            "user_id": workspace.app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": workspace.app.verification_token,
            "team_id": workspace.team.id,
            "context_team_id": workspace.team.id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app.id,
            "event": {"event_ts": f"{workspace.now():.6f}", **event},
            "type": "event_callback",
            "event_id": invent("Ev"),
            "event_time": int(workspace.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{invent_key(40)}",
        }

    def place_of(self, holder: Message | View) -> Json:
        """Container, and the message with its channel or the view. An ephemeral message does not come along."""
        workspace = self._workspace
        if isinstance(holder, View):
            return {"container": {"type": "view", "view_id": holder.id}, "view": view_json(workspace, holder)}
        container = {
            "type": "message",
            "message_ts": holder.ts,
            "channel_id": holder.channel,
            "is_ephemeral": holder.only_for is not None,
        }
        if holder.thread_ts:
            container["thread_ts"] = holder.thread_ts
        place = {"container": container, "channel": self._channel(holder.channel)}
        return place if holder.only_for else place | {"message": app_message(workspace, holder)}

    def response_url(self, family: str, person: Person, channel: str, message_ts: str | None = None) -> str:
        """An address that answers one thing a person did."""
        key = self._workspace.new_answer(person.id, channel, message_ts)
        return f"{self._workspace.base}/{family}/{self._workspace.team.id}/{key}"

    def action_ts(self) -> str:
        """The moment of an action, as Slack writes it."""
        return f"{self._workspace.now():.6f}"

    def _channel(self, key: str) -> Json:
        return {"id": key, "name": name_in_payload(self._workspace.conversations[key])}

    def _common(self, kind: str, person: Person) -> Json:
        workspace = self._workspace
        user = {"id": person.id, "username": person.name, "name": person.name, "team_id": workspace.team.id}
        return {
            "type": kind,
            "team": {"id": workspace.team.id, "domain": workspace.team.domain},
            "user": user,
            "api_app_id": workspace.app.id,
            "token": workspace.app.verification_token,
            "enterprise": None,
            "is_enterprise_install": False,
        }
