"""Saying, changing and unsaying things in conversations, and how a message looks to the app and to a person."""

from collections.abc import Sequence

from bot.sandbox.files import file_json
from bot.sandbox.ids import invent_key
from bot.sandbox.reading import as_read
from bot.sandbox.records import Conversation, Json, Message
from bot.sandbox.text import derived
from bot.sandbox.workspace import SLACKBOT, Workspace

_EVENT_OF_KIND = {
    "channel": ("message.channels", "channel"),
    "private": ("message.groups", "group"),
    "im": ("message.im", "im"),
    "mpim": ("message.mpim", "mpim"),
}


def say(
    workspace: Workspace,
    channel: str,
    user: str,
    text: str,
    *,
    blocks: list[Json] | None = None,
    thread_ts: str | None = None,
    metadata: Json | None = None,
    files: Sequence[str] = (),
    only_for: str | None = None,
    kind: str = "message",
    broadcast: bool = False,
) -> Message:
    """Put a message into a conversation, tell those who see it, and tell the app when it listens there."""
    message = Message(
        ts=workspace.next_ts(channel),
        channel=channel,
        user=user,
        text=text,
        blocks=blocks,
        by_app=user == workspace.app.bot_user_id,
        thread_ts=thread_ts,
        metadata=metadata,
        files=list(files),
        only_for=only_for,
        kind=kind,
        broadcast=broadcast,
        client_msg_id=None if user == workspace.app.bot_user_id else invent_key(32),
    )
    workspace.messages.setdefault(channel, {})[message.ts] = message
    if (parent := _parent(workspace, message)) is not None:
        parent.replies.append(message.ts)
    _show(workspace, message, "message")
    if only_for is None:
        _tell_app(workspace, message, app_message(workspace, message))
    return message


def notice(workspace: Workspace, channel: str, user: str, text: str) -> Message:
    """Slack's own voice to one person, such as a command that failed."""
    return say(workspace, channel, SLACKBOT, text, only_for=user, kind="notice")


def changed(workspace: Workspace, message: Message) -> None:
    """Tell everyone concerned that a message is not what it was."""
    _show(workspace, message, "message_changed")
    if message.only_for is None:
        event = {"type": "message", "subtype": "message_changed", "message": app_message(workspace, message)}
        _tell_app(workspace, message, event | {"ts": f"{workspace.now():.6f}", "hidden": True})


def unsay(workspace: Workspace, message: Message) -> None:
    """Take a message away."""
    del workspace.messages[message.channel][message.ts]
    if (parent := _parent(workspace, message)) is not None:
        parent.replies.remove(message.ts)
    news = {"channel": message.channel, "ts": message.ts}
    kind = "ephemeral_gone" if message.only_for else "message_deleted"
    for reader in _readers(workspace, message):
        workspace.streams.tell(reader, {"type": kind, **news})
    if message.only_for is None:
        event = {"type": "message", "subtype": "message_deleted", "deleted_ts": message.ts, "hidden": True}
        _tell_app(workspace, message, event | {"ts": f"{workspace.now():.6f}"})


def app_message(workspace: Workspace, message: Message, *, all_metadata: bool = True) -> Json:
    """A message as the Web API and payloads show it. Without `all_metadata`, only the metadata's `event_type`."""
    team, app = workspace.team.id, workspace.app
    shown: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts, "team": team}
    if message.by_app:
        shown |= {"bot_id": app.bot_id, "app_id": app.id}
    if message.client_msg_id:
        shown["client_msg_id"] = message.client_msg_id
    if message.blocks is not None:
        shown["blocks"] = message.blocks
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
    if message.edited:
        shown["edited"] = {"user": message.user, "ts": message.edited}
    if message.metadata is not None:
        kept = message.metadata
        shown["metadata"] = kept if all_metadata else {"event_type": kept["event_type"]}
    if message.files:
        shown["files"] = [file_json(workspace, workspace.files[key]) for key in message.files]
    if message.reactions:
        shown["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in message.reactions.items()]
    return shown | _thread_of(workspace, message)


def page_message(workspace: Workspace, message: Message, reader: str) -> Json:
    """A message as one person's page shows it; `plain` is what it says in words, in her zone and language."""
    author = workspace.people.get(message.user)
    return {
        "ts": message.ts,
        "channel": message.channel,
        "user": message.user,
        "bot_id": workspace.app.bot_id if message.by_app else None,
        "username": author.display_name or author.name if author else message.user,
        "text": message.text,
        "plain": plain(workspace, message, reader),
        "blocks": message.blocks,
        "ephemeral": message.only_for is not None and message.kind == "message",
        "edited": message.edited is not None,
        "thread_ts": message.thread_ts,
        "reply_count": _thread_of(workspace, message).get("reply_count", 0),
        "reactions": [{"name": name, "users": users} for name, users in message.reactions.items()],
        "files": [_page_file(workspace, key, reader) for key in message.files],
        "metadata_hidden": True,
        "kind": message.kind,
    }


def plain(workspace: Workspace, message: Message, reader: str) -> str:
    """The words of a message, those of its blocks when it has some."""
    words = derived(message.blocks) if message.blocks else message.text
    return as_read(words, workspace.people[reader], lambda key: name_of(workspace, key), now=workspace.now())


def name_of(workspace: Workspace, key: str) -> str:
    """What people call a person or channel; the id itself when nobody knows it."""
    if person := workspace.people.get(key):
        return person.display_name or person.name
    conversation = workspace.conversations.get(key)
    return conversation.name if conversation else key


def replies(workspace: Workspace, parent: Message) -> list[Message]:
    """The answers in the thread of a message, oldest first."""
    return [workspace.messages[parent.channel][ts] for ts in sorted(parent.replies)]


def _parent(workspace: Workspace, message: Message) -> Message | None:
    """The first message of the thread that an answer stands in; an ephemeral answer counts nowhere."""
    if not message.is_reply or message.only_for is not None:
        return None
    return workspace.messages[message.channel].get(message.thread_ts or "")


def _thread_of(workspace: Workspace, message: Message) -> Json:
    if not message.replies:
        return {}
    answers = replies(workspace, message)
    users = list(dict.fromkeys(answer.user for answer in answers))
    return {
        "thread_ts": message.ts,
        "reply_count": len(answers),
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": answers[-1].ts,
    }


def _page_file(workspace: Workspace, key: str, reader: str) -> Json:
    file = workspace.files[key]
    shown = {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "alt_txt": file.alt_txt,
        "size": file.length,
        "mimetype": file.mimetype,
    }
    return shown | {"url": f"/control/file/{file.id}?as={reader}"}


def _show(workspace: Workspace, message: Message, news: str) -> None:
    conversation = workspace.conversations[message.channel]
    if message.user in conversation.members and message.only_for is None and news == "message" and not message.by_app:
        conversation.read[message.user] = message.ts
    kind = "ephemeral" if message.only_for and news == "message" else news
    for reader in _readers(workspace, message):
        if workspace.streams.watched(reader):
            workspace.streams.tell(reader, {"type": kind, "message": page_message(workspace, message, reader)})
    workspace.streams.note_change()
    if news == "message":
        workspace.tell_conversation(conversation)


def _readers(workspace: Workspace, message: Message) -> list[str]:
    if message.only_for:
        return [message.only_for]
    return workspace.conversations[message.channel].members


def _tell_app(workspace: Workspace, message: Message, event: Json) -> None:
    conversation = workspace.conversations[message.channel]
    subscription, channel_type = _EVENT_OF_KIND[conversation.kind]
    if workspace.app.bot_user_id in conversation.members and subscription in workspace.app.events:
        place = {"channel": message.channel, "channel_type": channel_type}
        workspace.send_event({**event, **place, "event_ts": event["ts"]})


def name_in_payload(conversation: Conversation) -> str:
    """The name Slack gives a conversation in payloads."""
    fixed = {"im": "directmessage", "private": "privategroup"}
    return fixed.get(conversation.kind, conversation.name)
