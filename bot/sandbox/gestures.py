"""From the control protocol's words to a person's gestures: finds the person, place and thing that are meant."""

from collections.abc import Awaitable, Callable, Mapping

from bot.sandbox.interactions import Interactions
from bot.sandbox.records import Conversation, Json, Message, Person, View
from bot.sandbox.refusals import Refused
from bot.sandbox.workspace import Workspace

Gesture = Callable[[Person, Json], Awaitable[Json]]


class Gestures:
    """`POST /control/act`: one method to a kind."""

    def __init__(self, workspace: Workspace, interactions: Interactions) -> None:
        self._workspace = workspace
        self._interactions = interactions
        self._kinds: Mapping[str, Gesture] = {
            "command": self._command,
            "message": self._message,
            "action": self._action,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "shortcut": self._shortcut,
            "options": self._options,
            "open_dm": self._open_dm,
            "read": self._read,
        }

    async def perform(self, person: Person, given: Json) -> Json:
        """Do what a person does; a deactivated one does nothing."""
        if person.deleted:
            raise Refused("user_disabled", message=f"{person.real_name} is deactivated.")
        gesture = self._kinds.get(str(given.get("kind")))
        if gesture is None:
            raise Refused("unknown_kind", message=f"Nobody can do that: {given.get('kind')}.")
        return await gesture(person, given)

    def person(self, key: object) -> Person:
        """The person of a chair."""
        person = self._workspace.people.get(str(key))
        if person is None:
            raise Refused("user_not_found", message=f"Nobody here has the id {key}.")
        return person

    def conversation_of(self, person: Person, key: object) -> Conversation:
        """A conversation the person is in."""
        conversation = self._workspace.conversations.get(str(key))
        if conversation is None or person.id not in conversation.members:
            raise Refused("channel_not_found", message="That conversation is not open to you.")
        return conversation

    async def _command(self, person: Person, given: Json) -> Json:
        conversation = self.conversation_of(person, given.get("channel"))
        return await self._interactions.command(person, conversation, str(given.get("text", "")))

    async def _message(self, person: Person, given: Json) -> Json:
        conversation = self.conversation_of(person, given.get("channel"))
        thread = given.get("thread_ts")
        return await self._interactions.message(
            person, conversation, str(given.get("text", "")), thread, self._files_of(person, given)
        )

    async def _action(self, person: Person, given: Json) -> Json:
        return await self._interactions.action(person, self._holder(person, given), given)

    async def _options(self, person: Person, given: Json) -> Json:
        return await self._interactions.options(person, self._holder(person, given), given)

    async def _submit(self, person: Person, given: Json) -> Json:
        values = (given.get("state") or {}).get("values", {})
        return await self._interactions.submit(person, self._view(person, given.get("view_id")), values)

    async def _close(self, person: Person, given: Json) -> Json:
        view = self._view(person, given.get("view_id"))
        return await self._interactions.close(person, view, clear=bool(given.get("clear")))

    async def _home(self, person: Person, given: Json) -> Json:
        return await self._interactions.open_home(person, str(given.get("tab", "home")))

    async def _shortcut(self, person: Person, given: Json) -> Json:
        message = self._message_of(person, given) if given.get("ts") else None
        return await self._interactions.shortcut(person, str(given.get("callback_id")), message)

    async def _open_dm(self, person: Person, given: Json) -> Json:
        other = self.person(given.get("with"))
        conversation = self._workspace.direct(person.id, other.id)
        return {"channel": conversation.id}

    async def _read(self, person: Person, given: Json) -> Json:
        conversation = self.conversation_of(person, given.get("channel"))
        said = self._workspace.timeline(conversation.id, person.id)
        if said:
            conversation.read[person.id] = said[-1].ts
        self._workspace.tell_conversation(conversation)
        return {}

    def _files_of(self, person: Person, given: Json) -> list[str]:
        files = [self._workspace.files.get(str(key)) for key in given.get("files", ())]
        if any(file is None or file.user != person.id for file in files):
            raise Refused("file_not_found", message="That file is not there any more; choose it again.")
        return [file.id for file in files if file]

    def _holder(self, person: Person, given: Json) -> Message | View:
        container = given.get("container") or {}
        if container.get("type") == "view":
            return self._view(person, container.get("view_id"))
        return self._message_of(person, container)

    def _message_of(self, person: Person, given: Json) -> Message:
        conversation = self.conversation_of(person, given.get("channel"))
        message = self._workspace.messages.get(conversation.id, {}).get(str(given.get("ts")))
        if message is None or message.only_for not in (None, person.id):
            raise Refused("message_not_found", message="That message is no longer there.")
        return message

    def _view(self, person: Person, key: object) -> View:
        view = self._workspace.views.get(str(key))
        if view is None or view.user != person.id:
            raise Refused("view_not_found", message="That form is no longer open.")
        return view
