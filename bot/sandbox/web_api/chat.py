"""`chat.*`: posting, changing, deleting and scheduling messages."""

import json
import re
from typing import Any

from bot.sandbox.blocks import problems_with_blocks, stored, too_long
from bot.sandbox.ids import invent
from bot.sandbox.limits import MARKDOWN
from bot.sandbox.records import Conversation, Json, Message, Scheduled
from bot.sandbox.refusals import Refused
from bot.sandbox.talk import app_message, changed, say, unsay
from bot.sandbox.text import as_stored, derived
from bot.sandbox.web_api.calls import Call, Method

_KEPT_CHARACTERS = 40_000
_UPDATE_CHARACTERS = 4_000
_DAY = 86_400
_FARTHEST_DAYS = 120
_WINDOW_SECONDS = 300
_PER_WINDOW = 30
_TOO_LATE_TO_DELETE = 60
_EVENT_TYPE = re.compile(r"[a-z][a-z0-9_]*")


def post_message(call: Call) -> Json:
    """`channel` may be a person's id: the direct message is opened and its own id returned."""
    conversation = destination(call)
    text, blocks = content(call)
    message = say(
        call.workspace,
        conversation.id,
        call.bot,
        text,
        blocks=blocks,
        thread_ts=_thread(call, conversation),
        metadata=metadata(call),
        files=_shared(call, conversation, text, blocks),
        broadcast=call.args.flag("reply_broadcast"),
    )
    return {"channel": conversation.id, "ts": message.ts, "message": app_message(call.workspace, message)}


def post_ephemeral(call: Call) -> Json:
    """Seen by one member of the conversation, and in no history."""
    conversation = _entered(call, call.conversation())
    reader = call.person().id
    if reader not in conversation.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(call)
    message = say(call.workspace, conversation.id, call.bot, text, blocks=blocks, only_for=reader)
    return {"message_ts": message.ts}


def update(call: Call) -> Json:
    """Giving text without blocks removes the blocks; metadata stays unless given."""
    message = _own(call, "cant_update_message")
    text, blocks = content(call)
    if len(call.args.text("text") or "") > _UPDATE_CHARACTERS:
        raise Refused("msg_too_long")
    if "metadata" in call.args:
        message.metadata = metadata(call)
    message.text, message.blocks = text, blocks
    message.edited = message.edited if blocks else f"{call.workspace.now():.6f}"
    changed(call.workspace, message)
    shown = app_message(call.workspace, message)
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": shown}


def delete(call: Call) -> Json:
    """Only the app's own messages."""
    message = _own(call, "cant_delete_message")
    unsay(call.workspace, message)
    return {"channel": message.channel, "ts": message.ts}


def get_permalink(call: Call) -> Json:
    """A link that names channel and timestamp."""
    conversation = call.conversation()
    message = call.workspace.messages.get(conversation.id, {}).get(call.args.required("message_ts"))
    if message is None or message.only_for:
        raise Refused("message_not_found")
    link = f"https://{call.workspace.team.domain}.slack.com/archives/{conversation.id}/p{message.ts.replace('.', '')}"
    return {"channel": conversation.id, "permalink": link}


def schedule_message(call: Call) -> Json:
    """A message for later, at most 120 days ahead and thirty to a channel in five minutes."""
    conversation = destination(call)
    text, blocks = content(call)
    post_at = call.args.number("post_at", 0)
    _refuse_hour(call, conversation.id, post_at)
    item = Scheduled(
        invent("Q"), conversation.id, post_at, int(call.workspace.now()), text, blocks, _thread(call, conversation)
    )
    item.metadata = metadata(call)
    call.workspace.scheduled[item.id] = item
    bot = {"type": "delayed_message", "text": text, "bot_id": call.workspace.app.bot_id}
    return {"channel": item.channel, "scheduled_message_id": item.id, "post_at": post_at, "message": bot}


def delete_scheduled_message(call: Call) -> Json:
    """Impossible within the last minute before the message goes out."""
    conversation = call.conversation()
    item = call.workspace.scheduled.get(call.args.required("scheduled_message_id"))
    soon = call.workspace.now() + _TOO_LATE_TO_DELETE
    if item is None or item.channel != conversation.id or item.post_at <= soon:
        raise Refused("invalid_scheduled_message_id")
    del call.workspace.scheduled[item.id]
    return {}


def scheduled_messages(call: Call) -> Json:
    """What still waits, soonest first."""
    channel = call.conversation().id if "channel" in call.args else None
    waiting = sorted(call.workspace.scheduled.values(), key=lambda item: item.post_at)
    listed = [
        {"id": i.id, "channel_id": i.channel, "post_at": i.post_at, "date_created": i.created, "text": i.text}
        for i in waiting
        if channel in (None, i.channel)
    ]
    return {"scheduled_messages": listed, "response_metadata": {"next_cursor": ""}}


def destination(call: Call) -> Conversation:
    """Where a message goes: a conversation the app may post to, or a person's direct message."""
    person = call.workspace.people.get(call.args.required("channel", "channel_not_found"))
    if person is None:
        return _entered(call, call.conversation())
    if person.deleted or person.is_bot:
        raise Refused("channel_not_found")
    if not call.workspace.app.messages_tab:
        raise Refused("messages_tab_disabled")
    return call.workspace.home_conversation(person.id)


def _shared(call: Call, conversation: Conversation, text: str, blocks: list[Json] | None) -> list[str]:
    """The app's own files whose permalink the message names, or which it shows: posting it shares them there."""
    said = json.dumps([text, blocks])
    ours = [one for one in call.workspace.files.values() if one.user == call.bot and one.content is not None]
    named = [one for one in ours if f"/{one.user}/{one.id}/" in said or f'"slack_file": {{"id": "{one.id}"' in said]
    for file in named:
        file.channels.append(conversation.id)
    return [file.id for file in named]


def content(call: Call) -> tuple[str, list[Json] | None]:
    """The text and blocks of a message, checked and as Slack keeps them."""
    blocks = call.args.structure("blocks", "invalid_blocks_format")
    markdown = call.args.text("markdown_text")
    if markdown is not None:
        if call.args.text("text") or blocks:
            raise Refused("markdown_text_conflict")
        if len(markdown) > MARKDOWN:
            raise Refused("msg_too_long")
        blocks = [{"type": "markdown", "text": markdown}]
    kept = checked(blocks)
    if blocks and too_long(blocks):
        raise Refused("msg_blocks_too_long")
    text = call.args.text("text")
    if text is None and not kept:
        raise Refused("no_text")
    words = as_stored(text) if text is not None else derived(kept or [])
    return words[:_KEPT_CHARACTERS], kept


def checked(blocks: Any) -> list[Json] | None:
    """Message blocks as Slack keeps them; None for none."""
    if not blocks:
        return None
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if problems := problems_with_blocks(blocks):
        raise Refused("invalid_blocks", errors=problems, response_metadata={"messages": problems})
    return stored(blocks)


def metadata(call: Call) -> Json | None:
    """The message's metadata; an empty object stands for none."""
    given = call.args.structure("metadata", "invalid_metadata_format")
    if not given:
        return None
    well_formed = isinstance(given, dict) and isinstance(given.get("event_payload"), dict)
    if not well_formed or not _EVENT_TYPE.fullmatch(str(given.get("event_type"))):
        raise Refused("invalid_metadata_format")
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]}


def _entered(call: Call, conversation: Conversation) -> Conversation:
    public = conversation.kind == "channel" and "chat:write.public" in call.workspace.app.scopes
    if call.bot not in conversation.members and not public:
        raise Refused("not_in_channel")
    return conversation


def _thread(call: Call, conversation: Conversation) -> str | None:
    ts = call.args.text("thread_ts")
    if ts is None:
        return None
    parent = call.workspace.messages.get(conversation.id, {}).get(ts)
    if parent is None or parent.only_for:
        raise Refused("thread_not_found")
    return parent.thread_ts or ts


def _own(call: Call, error: str) -> Message:
    conversation = call.conversation()
    message = call.workspace.messages.get(conversation.id, {}).get(call.args.required("ts", "message_not_found"))
    if message is None or message.only_for:
        raise Refused("message_not_found")
    if message.user != call.bot:
        raise Refused(error)
    return message


def _refuse_hour(call: Call, channel: str, post_at: int) -> None:
    now = call.workspace.now()
    if post_at <= now:
        raise Refused("time_in_past")
    if post_at > now + _FARTHEST_DAYS * _DAY:
        raise Refused("time_too_far")
    others = [item.post_at for item in call.workspace.scheduled.values() if item.channel == channel]
    if sum(abs(other - post_at) < _WINDOW_SECONDS for other in others) >= _PER_WINDOW:
        raise Refused("restricted_too_many")


METHODS = {
    "chat.postMessage": Method(post_message, "chat:write"),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write"),
    "chat.update": Method(update, "chat:write"),
    "chat.delete": Method(delete, "chat:write"),
    "chat.getPermalink": Method(get_permalink),
    "chat.scheduleMessage": Method(schedule_message, "chat:write"),
    "chat.deleteScheduledMessage": Method(delete_scheduled_message, "chat:write"),
    "chat.scheduledMessages.list": Method(scheduled_messages),
}
