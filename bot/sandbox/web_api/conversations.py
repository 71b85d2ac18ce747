"""`conversations.*`, `users.conversations` and `reactions.*`: where people talk, and what was said there."""

import re

from bot.sandbox.records import Conversation, Json, Message
from bot.sandbox.refusals import Refused
from bot.sandbox.talk import app_message, changed, replies
from bot.sandbox.web_api.calls import Call, Method, page

_MOST_USERS = 8
_KIND_OF_TYPE = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
_EMOJI = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def open_conversation(call: Call) -> Json:
    """A direct message for one user, a group direct message for two to eight; the app itself is not listed."""
    if "channel" in call.args:
        conversation = call.conversation()
        return {"channel": _opened(call, conversation), "no_op": True, "already_open": True}
    users = [user for user in (call.args.text("users") or "").split(",") if user and user != call.bot]
    if not users:
        raise Refused("users_list_not_supplied")
    if len(users) > _MOST_USERS:
        raise Refused("too_many_users")
    _refuse_absent(call, users)
    call.need("im:write" if len(users) == 1 else "mpim:write")
    known = _with_exactly(call, {*users, call.bot})
    if known is None and call.args.flag("prevent_creation"):
        raise Refused("channel_not_found")
    conversation = known or _create(call, users)
    return {"channel": _opened(call, conversation), "already_open": known is not None, "no_op": known is not None}


def info(call: Call) -> Json:
    """One conversation."""
    conversation = call.conversation()
    call.need_for(conversation, "read")
    shown = conversation_json(call, conversation)
    if call.args.flag("include_num_members"):
        shown["num_members"] = len(conversation.members)
    return {"channel": shown}


def list_conversations(call: Call) -> Json:
    """The conversations of some kinds that the app can see, page by page."""
    return _listed(call, [c for c in _of_types(call) if c.kind == "channel" or call.bot in c.members])


def users_conversations(call: Call) -> Json:
    """The conversations a member (the app itself by default) is in."""
    user = call.args.text("user") or call.bot
    return _listed(call, [c for c in _of_types(call) if user in c.members and call.bot in c.members])


def members(call: Call) -> Json:
    """The user ids in a conversation, page by page."""
    conversation = call.conversation()
    call.need_for(conversation, "read")
    some, after = page(call, conversation.members, 100)
    return {"members": some, "response_metadata": {"next_cursor": after}}


def join(call: Call) -> Json:
    """The app enters a public channel."""
    conversation = call.conversation()
    if conversation.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if call.bot not in conversation.members:
        conversation.members.append(call.bot)
        call.workspace.tell_conversation(conversation)
    return {"channel": conversation_json(call, conversation)}


def history(call: Call) -> Json:
    """What was said, newest first: no ephemerals, no thread replies unless broadcast."""
    conversation = _readable(call)
    said = [m for m in call.workspace.timeline(conversation.id) if not m.is_reply or m.broadcast]
    return _pages_of(call, _between(call, said)[::-1])


def replies_to(call: Call) -> Json:
    """A thread: its first message, then the answers, oldest first."""
    conversation = _readable(call)
    ts = call.args.required("ts", "thread_not_found")
    parent = call.workspace.messages.get(conversation.id, {}).get(ts)
    if parent is None or parent.only_for:
        raise Refused("thread_not_found")
    return _pages_of(call, [parent, *_between(call, replies(call.workspace, parent))])


def add_reaction(call: Call) -> Json:
    """The app reacts to a message, once with each emoji."""
    message, name = _reacting(call)
    if call.bot in message.reactions.get(name, ()):
        raise Refused("already_reacted")
    message.reactions.setdefault(name, []).append(call.bot)
    changed(call.workspace, message)
    return {}


def remove_reaction(call: Call) -> Json:
    """The app takes its reaction back."""
    message, name = _reacting(call)
    if call.bot not in message.reactions.get(name, ()):
        raise Refused("no_reaction")
    message.reactions[name].remove(call.bot)
    if not message.reactions[name]:
        del message.reactions[name]
    changed(call.workspace, message)
    return {}


def conversation_json(call: Call, conversation: Conversation) -> Json:
    """A conversation as Slack describes it; a group direct message is not a direct message."""
    kind = conversation.kind
    shown = {
        "id": conversation.id,
        "created": conversation.created,
        "is_channel": kind == "channel",
        "is_group": kind == "private",
        "is_im": kind == "im",
        "is_mpim": kind == "mpim",
        "is_private": kind != "channel",
        "is_archived": False,
        "context_team_id": call.workspace.team.id,
    }
    if kind == "im":
        return shown | {"user": conversation.partner_of(call.bot), "is_open": True}
    topic = {"value": conversation.topic, "creator": conversation.creator, "last_set": conversation.created}
    return shown | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_general": conversation.name == "general",
        "is_member": call.bot in conversation.members,
        "is_shared": False,
        "is_ext_shared": False,
        "creator": conversation.creator,
        "topic": topic,
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _opened(call: Call, conversation: Conversation) -> Json:
    full = call.args.flag("return_im")
    return conversation_json(call, conversation) if full else {"id": conversation.id}


def _refuse_absent(call: Call, users: list[str]) -> None:
    for user in users:
        person = call.workspace.people.get(user)
        if person is None:
            raise Refused("user_not_found")
        if person.deleted:
            raise Refused("user_disabled")
        if person.is_bot:
            raise Refused("cannot_dm_bot")


def _with_exactly(call: Call, users: set[str]) -> Conversation | None:
    direct = (c for c in call.workspace.conversations.values() if c.kind in ("im", "mpim"))
    return next((c for c in direct if set(c.members) == users), None)


def _create(call: Call, users: list[str]) -> Conversation:
    if len(users) == 1:
        return call.workspace.direct(call.bot, users[0])
    everyone = [call.bot, *users]
    names = "--".join(sorted(call.workspace.people[user].name for user in everyone))
    return call.workspace.add_conversation("mpim", everyone, name=f"mpdm-{names}-1", creator=call.bot)


def _of_types(call: Call) -> list[Conversation]:
    asked = (call.args.text("types") or "public_channel").split(",")
    if not set(asked) <= set(_KIND_OF_TYPE):
        raise Refused("invalid_types")
    found = []
    for kind in (_KIND_OF_TYPE[name] for name in asked):
        group = [c for c in call.workspace.conversations.values() if c.kind == kind]
        call.need({"channel": "channels:read", "private": "groups:read"}.get(kind, f"{kind}:read"))
        found += group
    return found


def _listed(call: Call, conversations: list[Conversation]) -> Json:
    some, after = page(call, conversations, 100)
    shown = [conversation_json(call, conversation) for conversation in some]
    return {"channels": shown, "response_metadata": {"next_cursor": after}}


def _readable(call: Call) -> Conversation:
    conversation = call.conversation()
    call.need_for(conversation, "history")
    if call.bot not in conversation.members:
        raise Refused("not_in_channel")
    return conversation


def _between(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = call.args.text("oldest"), call.args.text("latest")
    edges = {oldest, latest} if call.args.flag("inclusive") else set()
    low, high = float(oldest or 0), float(latest or "inf")
    return [m for m in messages if low < float(m.ts) < high or m.ts in edges]


def _pages_of(call: Call, messages: list[Message]) -> Json:
    some, after = page(call, messages, 100)
    everything = call.args.flag("include_all_metadata")
    shown = [app_message(call.workspace, message, all_metadata=everything) for message in some]
    answer = {"messages": shown, "has_more": bool(after), "pin_count": 0}
    return answer | ({"response_metadata": {"next_cursor": after}} if after else {})


def _reacting(call: Call) -> tuple[Message, str]:
    conversation = call.conversation()
    name = call.args.required("name", "invalid_name").strip(":")
    if not _EMOJI.fullmatch(name):
        raise Refused("invalid_name")
    message = call.workspace.messages.get(conversation.id, {}).get(call.args.required("timestamp", "no_item_specified"))
    if message is None or message.only_for:
        raise Refused("message_not_found")
    return message, name


METHODS = {
    "conversations.open": Method(open_conversation),
    "conversations.info": Method(info),
    "conversations.list": Method(list_conversations),
    "conversations.members": Method(members),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies_to),
    "conversations.join": Method(join, "channels:join"),
    "users.conversations": Method(users_conversations),
    "reactions.add": Method(add_reaction, "reactions:write"),
    "reactions.remove": Method(remove_reaction, "reactions:write"),
}
